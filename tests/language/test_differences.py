"""Differences of two versions: what can be made one by one, what cannot, and versions that mix them."""

from __future__ import annotations

import pytest

from lynchpin.language import find_source, read_text
from lynchpin.language.differences import Differences, find_differences
from lynchpin.language.records import Assessment

TEXT = find_source("gas-dispute").text


def change(*pairs: tuple[str, str]) -> Assessment:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return read_text(text, "changed")


def differ(*pairs: tuple[str, str]) -> Differences:
    return find_differences(read_text(TEXT), change(*pairs))


def test_a_file_does_not_differ_from_itself() -> None:
    assert (differ().single, differ().unmatched) == ((), ())


def test_words_and_citations_make_no_difference() -> None:
    assert differ(("title: A gas dispute", "title: Another title")).single == ()
    assert differ(("beta(2, 5)", "beta(2.0, 5.00)")).single == ()


SINGLE = [
    ("parameters.anger.value", ("value: beta(2, 5)", "value: beta(3, 5)"), "beta(2, 5)", "beta(3, 5)"),
    ("series.duty.values", ("2026-Q1: 0.1}", "2026-Q1: 0.3}"), "{2025-Q1: 0.2, 2026-Q1: 0.1}", "{2025-Q1: 0.2, 2026-Q1: 0.3}"),
    ("stocks.arrears.starts", ("starts: 0.5 to 1.5", "starts: 1"), "0.5 to 1.5", "1"),
    ("stocks.arrears.changes", ("- 0.4 * arrears * paid / year", "- 0.3 * arrears * paid / year"), None, None),
    ("stocks.storage.within", ("within: [0, 1]\n    shock: normal(0, 0.02)", "within: [0, 2]\n    shock: normal(0, 0.02)"), "[0, 1]", "[0, 2]"),
    ("stocks.storage.shock", ("normal(0, 0.02)", "normal(0, 0.03)"), "normal(0, 0.02)", "normal(0, 0.03)"),
    ("auxiliaries.cold.equals", ("winter * (1 - flow) * (1 - storage)", "winter * (1 - flow)"), "winter * (1 - flow) * (1 - storage)", "winter * (1 - flow)"),
    ("events.election.on", ("{on: 2026-Q3,", "{on: 2026-Q2,"), "2026-Q3", "2026-Q2"),
    ("events.rupture.chance", ("logistic(-7", "logistic(-6"), None, None),
    ("actors.supplier.factions.company.influence", ("influence: 0.8", "influence: 0.7"), "0.8", "0.7"),
    ("actors.customer.values.-pressure", ("-pressure: 1 to 3", "-pressure: 2 to 3"), "1 to 3", "2 to 3"),
    ("actors.customer.rationality", ("rationality: 2\n    horizon: 4\n\nassumptions", "rationality: 3\n    horizon: 4\n\nassumptions"), "2", "3"),
    ("actors.supplier.perceives.storage.noise", ("noise: 0.1,", "noise: 0.2,"), "0.1", "0.2"),
    ("assumptions.calm_winter.credence", ("credence: likely", "credence: 0.9"), "likely", "0.9"),
    ("assumptions.calm_winter.fails.anger", ("beta(5, 2)", "beta(6, 2)"), "beta(5, 2)", "beta(6, 2)"),
    ("assumptions.bills_are_paid.holds_while", ("holds_while: arrears < 1.5", "holds_while: arrears < 1.6"), None, None),
    ("outcomes.settled.when", ("final(arrears) < 1 billion", "final(arrears) < 2 billion"), None, None),
    ("correlations", ("arrears.shock, 0.3]", "arrears.shock, 0.4]"), "[[anger, arrears.shock, 0.3]]", "[[anger, arrears.shock, 0.4]]"),
    ("answers.trouble", ("trouble: [cutoff, default]", "trouble: [default]"), "[cutoff, default]", "[default]"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "pair", "before", "after"), SINGLE, ids=[case[0] for case in SINGLE])
def test_what_can_be_changed_by_itself(path: str, pair: tuple[str, str], before: str | None, after: str | None) -> None:
    found = differ(pair)
    (difference,) = found.single
    assert (difference.name, found.unmatched) == (path, ())
    if before is not None:
        assert (difference.before, difference.after) == (before, after)
    assert difference.before != difference.after
    assert find_differences(found.mix([True], False), found.second).single == ()
    assert find_differences(found.mix([False], False), found.first).single == ()


def test_changes_are_made_one_by_one() -> None:
    found = differ(("beta(2, 5)", "beta(3, 5)"), ("credence: likely", "credence: 0.9"), ("noise: 0.1,", "noise: 0.2,"))
    names = [d.name for d in found.single]
    assert names == ["parameters.anger.value", "actors.supplier.perceives.storage.noise", "assumptions.calm_winter.credence"]
    mixed = found.mix([False, True, True], False)
    assert [d.name for d in find_differences(found.first, mixed).single] == names[1:]
    assert [d.name for d in find_differences(mixed, found.second).single] == names[:1]


def test_an_assumption_may_come_and_go_by_itself() -> None:
    new = "  warm_winter: {claim: It is warm, credence: 0.5, fails: {heating: 0.3 to 0.4}, judgement: a guess}\n  no_bypass:"
    found = differ(("  no_bypass:", new))
    assert [(d.name, d.before) for d in found.single] == [("assumptions.warm_winter", "")]
    assert "warm_winter" in found.mix([True], False).assumptions
    assert "warm_winter" not in found.mix([False], False).assumptions
    back = find_differences(found.second, found.first)
    assert "warm_winter" not in back.mix([True], False).assumptions


UNMATCHED = [
    (("heating * winter", "warmth * winter"), ("  heating: ", "  warmth: "), ("carried_by: [storage, heating, cold]", "carried_by: [storage, cold]"), "parameters of the first file alone: `heating`"),
    (("end: 2026-Q4}", "end: 2027-Q1}"), "the clock (2025-Q1 to 2026-Q4, then 2025-Q1 to 2027-Q1)"),
    (("      cut:      {flow: 0, means: close the valve}", "      cut:      {flow: 0, means: close the valve}\n      slow:     {flow: 0.5}"), "`supplier` (options supply, cut"),
    (("  muddling:     otherwise", "  drift:     otherwise"), "outcomes of the first file alone: `muddling`"),
]  # fmt: skip


@pytest.mark.parametrize("case", UNMATCHED, ids=[str(case[-1]) for case in UNMATCHED])
def test_what_has_no_counterpart_is_told_and_changed_at_once(case: tuple[object, ...]) -> None:
    *pairs, words = case
    found = differ(*pairs, ("beta(2, 5)", "beta(3, 5)"))  # type: ignore[arg-type]
    assert any(str(words) in told for told in found.unmatched), found.unmatched
    assert [d.name for d in found.single] == ["parameters.anger.value"]
    assert find_differences(found.mix([True], True), found.second) == find_differences(found.second, found.second)
    back = find_differences(found.mix([False], True), found.second)
    assert ([d.name for d in back.single], back.unmatched) == (["parameters.anger.value"], ())


def test_expressions_that_would_close_a_loop_together_are_changed_at_once() -> None:
    found = differ(("winter * (1 - flow) * (1 - storage)", "winter * (1 - flow) + 0 * leverage / (1 billion USD / year)"))
    assert [d.name for d in found.single] == ["auxiliaries.cold.equals"]
    other = change(("(fee * pipeline + duty) * (1 - flow)", "(fee * pipeline + duty) * (1 - flow) * (1 + 0 * cold)"))
    looped = find_differences(found.second, other)
    assert looped.single == ()
    assert len(looped.unmatched) == 2


def test_a_unit_that_changes_takes_what_uses_it_along() -> None:
    found = differ(
        ("value: 0.15 to 0.3, means: share of the storage used in a winter quarter", "value: 15 to 30 %, means: share"),
        ("noise: 0.1,", "noise: 0.2,"),
    )
    assert any("`heating`" in told for told in found.unmatched)
    assert [d.name for d in found.single] == ["actors.supplier.perceives.storage.noise"]


TIES = "correlations:\n  - [anger, arrears.shock, 0.3]           # if the public is angry, bills go unpaid\n\n"


@pytest.mark.parametrize(
    "pairs", [[("arrears", "debt_due")], [(TIES, ""), ("    shock: normal(0, 0.05)\n", "")]], ids=["renamed", "no shock"]
)
def test_what_is_correlated_is_drawn_in_every_mixed_version(pairs: list[tuple[str, str]]) -> None:
    found = differ(*pairs, ("beta(2, 5)", "beta(3, 5)"))
    assert any(told.startswith("`correlations`") for told in found.unmatched)
    singles = [d.name for d in found.single]
    assert "parameters.anger.value" in singles
    for made in ([False] * len(singles), [True] * len(singles)):
        for rest in (False, True):
            mixed = found.mix(made, rest)
            shocks = {f"{name}.shock" for name, stock in mixed.stocks.items() if stock.shock is not None}
            assert {name for one, other, _ in mixed.correlations for name in (one, other)} <= {"anger", *shocks}


def test_what_an_actor_perceives_goes_with_what_it_is_called() -> None:
    found = differ(("storage", "stores_full"))
    assert [d.name for d in found.single] == []
    assert any(told.startswith("`actors.supplier.perceives`") for told in found.unmatched)


def test_correlations_of_what_both_have_change_by_themselves() -> None:
    assert [d.name for d in differ(("arrears.shock, 0.3]", "arrears.shock, 0.5]")).single] == ["correlations"]
