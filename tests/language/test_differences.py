"""Differences between two versions: which can be applied alone, which cannot, and mixed versions."""

from __future__ import annotations

import pytest
from example_files import SMALL

from lynchpin.language import find_source, read_text
from lynchpin.language.comparison import Differences, find_differences
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


def test_a_file_equals_itself() -> None:
    assert (differ().single, differ().unmatched) == ((), ())


def test_titles_and_spelling_of_numbers_are_not_differences() -> None:
    assert differ(("title: A gas dispute", "title: Another title")).single == ()
    assert differ(("beta(2, 5)", "beta(2.0, 5.00)")).single == ()


SINGLE = [
    ("parameters.anger.value", ("beta(2, 5)", "beta(3, 5)"), "beta(2, 5)", "beta(3, 5)"),
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
def test_separable_differences(path: str, pair: tuple[str, str], before: str | None, after: str | None) -> None:
    found = differ(pair)
    (difference,) = found.single
    assert (difference.name, found.unmatched) == (path, ())
    if before is not None:
        assert (difference.before, difference.after) == (before, after)
    assert difference.before != difference.after
    assert find_differences(found.mix([True], False), found.second).single == ()
    assert find_differences(found.mix([False], False), found.first).single == ()


CHOOSING = SMALL.replace(
    "    decides:",
    "    payoffs: {pay: {supply: 1, cut: 0}, delay: {supply: 0, cut: 2}}\n"
    "    switching: 0.5\n    starts: pay\n    horizon: {periods: 2, sum: true}\n    decides:",
)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("payoffs.delay.cut", "2", "2 to 3"),
        ("switching", "0.5", "2 * anger"),
        ("starts", "pay", "delay"),
        ("horizon", "{periods: 2, sum: true}", "3"),
    ],
)
def test_differences_of_how_an_actor_chooses(path: str, before: str, after: str) -> None:
    name = path.rpartition(".")[2]
    first, second = read_text(CHOOSING), read_text(CHOOSING.replace(f"{name}: {before}", f"{name}: {after}"))
    found = find_differences(first, second)
    assert [(d.name, d.before, d.after) for d in found.single] == [(f"actors.customer.{path}", before, after)]
    assert find_differences(found.mix([True], False), second).single == ()


def test_differences_are_applied_one_at_a_time() -> None:
    found = differ(("beta(2, 5)", "beta(3, 5)"), ("credence: likely", "credence: 0.9"), ("noise: 0.1,", "noise: 0.2,"))
    names = [d.name for d in found.single]
    assert names == ["parameters.anger.value", "actors.supplier.perceives.storage.noise", "assumptions.calm_winter.credence"]
    mixed = found.mix([False, True, True], False)
    assert [d.name for d in find_differences(found.first, mixed).single] == names[1:]
    assert [d.name for d in find_differences(mixed, found.second).single] == names[:1]


def test_an_assumption_can_be_added_or_removed_alone() -> None:
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
def test_changes_without_a_counterpart_are_described_and_applied_together(case: tuple[object, ...]) -> None:
    *pairs, words = case
    found = differ(*pairs, ("beta(2, 5)", "beta(3, 5)"))  # type: ignore[arg-type]
    assert any(str(words) in description for description in found.unmatched), found.unmatched
    assert [d.name for d in found.single] == ["parameters.anger.value"]
    assert find_differences(found.mix([True], True), found.second) == find_differences(found.second, found.second)
    back = find_differences(found.mix([False], True), found.second)
    assert ([d.name for d in back.single], back.unmatched) == (["parameters.anger.value"], ())


def test_expressions_that_could_close_a_loop_are_applied_together() -> None:
    found = differ(("winter * (1 - flow) * (1 - storage)", "winter * (1 - flow) + 0 * leverage / (1 billion USD / year)"))
    assert [d.name for d in found.single] == ["auxiliaries.cold.equals"]
    other = change(("(fee * pipeline + duty) * (1 - flow)", "(fee * pipeline + duty) * (1 - flow) * (1 + 0 * cold)"))
    in_loop = find_differences(found.second, other)
    assert in_loop.single == ()
    assert len(in_loop.unmatched) == 2


def test_a_changed_unit_is_applied_together_with_its_uses() -> None:
    found = differ(
        ("value: 0.15 to 0.3, means: share of the storage used in a winter quarter", "value: 15 to 30 %, means: share"),
        ("noise: 0.1,", "noise: 0.2,"),
    )
    assert any("`heating`" in description for description in found.unmatched)
    assert [d.name for d in found.single] == ["actors.supplier.perceives.storage.noise"]


CORRELATIONS = "correlations:\n  - [anger, arrears.shock, 0.3]           # if the public is angry, bills go unpaid\n\n"


@pytest.mark.parametrize(
    "pairs", [[("arrears", "debt_due")], [(CORRELATIONS, ""), ("    shock: normal(0, 0.05)\n", "")]], ids=["renamed", "no shock"]
)
def test_correlated_names_are_drawn_in_every_mixed_version(pairs: list[tuple[str, str]]) -> None:
    found = differ(*pairs, ("beta(2, 5)", "beta(3, 5)"))
    assert any(description.startswith("`correlations`") for description in found.unmatched)
    singles = [d.name for d in found.single]
    assert "parameters.anger.value" in singles
    for applied in ([False] * len(singles), [True] * len(singles)):
        for unmatched in (False, True):
            mixed = found.mix(applied, unmatched)
            shocks = {f"{name}.shock" for name, stock in mixed.stocks.items() if stock.shock is not None}
            assert {name for one, other, _ in mixed.correlations for name in (one, other)} <= {"anger", *shocks}


def test_a_renamed_quantity_is_applied_together_with_its_perceptions() -> None:
    found = differ(("storage", "stores_full"))
    assert [d.name for d in found.single] == []
    assert any(description.startswith("`actors.supplier.perceives`") for description in found.unmatched)


def test_correlations_of_shared_names_are_separable() -> None:
    assert [d.name for d in differ(("arrears.shock, 0.3]", "arrears.shock, 0.5]")).single] == ["correlations"]


def test_tables_of_credences_that_could_form_a_circle_are_not_mixed() -> None:
    """Each version is fine, but the table of one with the table of the other would be a circle."""
    one = change(("credence: likely", "credence: {given: {no_bypass: {holds: 0.9, fails: 0.4}}}"))
    two = change(("credence: very likely", "credence: {given: {calm_winter: {holds: 0.9, fails: 0.4}}}"))
    found = find_differences(one, two)
    assert not found.single
    assert len(found.unmatched) == 2


GARRISON = """\
lynchpin: 1
title: The garrison
question: Is it attacked?
clock: {start: 2026, end: 2028}
answers: {yes: [attacked]}
actors:
  defender:
    types: {resolve: {weak: 0.6, strong: 0.4}}
    options: {drill: {show: 1}, rest: {show: 0}}
    values: {show * (resolve == strong) - attack: 1}
    judgement: j
  raider:
    after: defender
    options: {stay: {attack: 0}, strike: {attack: 1}}
    values: {attack * (resolve == weak): 1}
    judgement: j
outcomes: {attacked: ever(raider == strike), spared: otherwise}
"""


@pytest.mark.parametrize(
    ("pairs", "single", "unmatched"),
    [
        ([("    after: defender\n", "")], [("actors.raider.after", "defender", "")], 0),
        ([("after: defender", "learns: no")], [("actors.raider.learns", "", "no"), ("actors.raider.after", "defender", "")], 0),
        (
            [("weak: 0.6, strong: 0.4", "weak: 0.5, strong: 0.5")],
            [("parameters.resolve.value", "choice(weak: 0.6, strong: 0.4)", "choice(weak: 0.5, strong: 0.5)")],
            0,
        ),
        # Applied one at a time, the two would let each move after the other.
        ([("    after: defender\n", ""), ("    types:", "    after: raider\n    types:")], [], 2),
        # Without the type, no payoff can refer to it.
        ([("    types: {resolve: {weak: 0.6, strong: 0.4}}\n", ""), ("resolve == strong", "1"), ("resolve == weak", "1")], [], 4),
    ],
    ids=["order", "learning", "prior", "turned round", "no type"],
)
def test_moves_and_types(pairs: list[tuple[str, str]], single: list[tuple[str, str, str]], unmatched: int) -> None:
    text = GARRISON
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    found = find_differences(read_text(GARRISON), read_text(text))
    assert sorted((d.name, d.before, d.after) for d in found.single) == sorted(single)
    assert len(found.unmatched) == unmatched
    for applied in (True, False):
        assert found.mix([applied] * len(found.single), applied).title == "The garrison"
