"""What each section of a file becomes when it is read."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
from example_files import COMPLETE, SMALL, assess, read

from lynchpin.errors import AssessmentError
from lynchpin.language import check_named, check_text, find_assessment, list_assessments, read_text
from lynchpin.language.expressions import Arithmetic, Call, Label, Name, Number, Played
from lynchpin.language.records import Citation
from lynchpin.language.traversal import list_nodes


def test_sections_keep_the_order_of_the_file() -> None:
    a = read(COMPLETE)
    assert list(a.parameters) == ["discount", "anger"]
    assert list(a.actors["supplier"].options) == ["supply", "cut"]
    assert list(a.outcomes) == ["cutoff", "broken", "muddling"]
    assert a.shows == ("arrears", "duty")


def test_basis_is_derived() -> None:
    a = read(SMALL)
    assert a.parameters["discount"].about.basis == "cited"
    assert a.parameters["discount"].about.citations == (Citation("memo", "p2"),)
    assert a.parameters["anger"].about.basis == "judged"
    assert a.events["election"].about.basis == "unsupported"


def test_a_term_without_a_basis_has_that_of_its_actor() -> None:
    term = read(SMALL).actors["supplier"].terms[0]
    assert (term.text, term.about.citations) == ("-arrears", (Citation("memo", "p4"),))


def test_several_citations() -> None:
    a = assess(discount="{value: 1, unit: billion USD / year, cite: [memo p2, memo n14]}")
    assert [c.locator for c in a.parameters["discount"].about.citations] == ["p2", "n14"]
    a = assess(discount="{value: 1, unit: billion USD / year, cite: memo p2; memo pp. 3-4}")
    assert [c.locator for c in a.parameters["discount"].about.citations] == ["p2", "pp. 3-4"]


def test_commas_inside_parentheses_are_safe_in_braces() -> None:
    a = assess(anger="{value: truncated(normal(0.3, 0.1), 0, 1), judgement: as it seems (to us, at least)}")
    assert a.parameters["anger"].value.kind == "truncated"
    assert a.parameters["anger"].about.judgement == "as it seems (to us, at least)"
    a = assess(anger="{value: choice(0.2: 0.5, 0.8: 0.5), judgement: a guess}")
    assert a.parameters["anger"].value.numbers == (0.2, 0.8)
    assert a.parameters["anger"].value.chances == (0.5, 0.5)


def test_yaml_words_stay_as_written() -> None:
    a = read(SMALL.replace("answers: {yes: [cutoff]}", "answers: {yes: [cutoff], no: [muddling], on: broken}"))
    assert dict(a.answers) == {"yes": ("cutoff",), "no": ("muddling",), "on": ("broken",)}


def test_a_clock_has_its_calendar() -> None:
    clock = read(SMALL).clock
    assert (clock.kind, clock.length, len(clock.labels)) == ("quarter", 0.25, 8)
    assert (clock.labels[5], clock.years[5], clock.calendar_year[5], clock.quarter[5], clock.month[5]) == ("2026-Q2", 1.25, 2026, 2, 4)
    months = read(
        SMALL.replace("{start: 2025-Q1, end: 2026-Q4}", "{start: 2025-11, end: 2026-02}").replace("[2025-Q3, 2026-Q3]", "2026-01")
    ).clock
    assert (months.labels, months.month, months.quarter) == (("2025-11", "2025-12", "2026-01", "2026-02"), (11, 12, 1, 2), (4, 4, 1, 1))
    assert months.length == 1 / 12
    assert months.years[3] == 3 / 12
    years = read(SMALL.replace("{start: 2025-Q1, end: 2026-Q4}", "{start: 2025, end: 2027}").replace("[2025-Q3, 2026-Q3]", "2026")).clock
    assert (years.labels, years.length) == (("2025", "2026", "2027"), 1.0)


def test_a_series_holds_its_last_value() -> None:
    a = read(COMPLETE)
    assert a.series["duty"].values == (0.2,) * 4 + (0.1,) * 4
    assert dict(a.series["duty"].points) == {"2024-Q4": 0.2, "2026-Q1": 0.1}


def test_events_in_three_forms() -> None:
    a = read(SMALL)
    assert a.events["election"].on == (2, 6)
    assert a.events["rupture"].chance is not None
    assert a.events["rupture"].once
    assert assess(rupture="{when: arrears > 1, cite: memo p6}").events["rupture"].when is not None


@pytest.mark.parametrize(("chance", "low", "high"), [("unlikely", 0.2, 0.45), ("0.1 to 0.3", 0.1, 0.3), ("uniform(0.1, 0.2)", 0.1, 0.2)])
def test_a_chance_can_be_uncertain(chance: str, low: float, high: float) -> None:
    a = assess(rupture=f"{{chance: {chance}, cite: memo p6}}")
    tree = a.events["rupture"].chance
    assert isinstance(tree, Name)
    assert (a.parameters[tree.name].value.kind, a.parameters[tree.name].value.numbers) == ("uniform", (low, high))


def test_forms_of_a_stock() -> None:
    stock = read(SMALL).stocks["arrears"]
    assert (stock.low, stock.high) == (0.0, math.inf)
    assert stock.becomes is None
    assert stock.shock is not None
    walk = read(
        SMALL.replace("    changes: discount * (1 - paid) - 0.2 * arrears / year\n", "").replace(
            "  cost: {equals:", "  use: {equals: discount * paid}\n  cost: {equals:"
        )
    )
    assert walk.stocks["arrears"].changes == Number(0.0, "", walk.stocks["arrears"].changes.place, derived=True)  # type: ignore[union-attr]


def test_factions_and_their_influence() -> None:
    factions = read(COMPLETE).actors["supplier"].factions
    assert list(factions) == ["old", "new"]
    assert getattr(factions["old"].influence, "numbers", None) == (0.5,)
    assert isinstance(factions["new"].influence, Arithmetic)
    assert read(COMPLETE).actors["supplier"].terms == ()


def test_assumptions_of_both_kinds() -> None:
    a = read(SMALL)
    calm, patient = a.assumptions["calm"], a.assumptions["patient"]
    assert calm.credence is not None
    assert (calm.credence.kind, calm.credence.numbers, calm.credence.words) == ("uniform", (0.55, 0.8), "likely")
    assert calm.fails["anger"].kind == "beta"
    assert patient.credence is None
    assert patient.holds_while is not None


def test_otherwise_is_an_outcome_without_a_condition() -> None:
    outcomes = read(SMALL).outcomes
    assert outcomes["muddling"].when is None
    assert isinstance(outcomes["cutoff"].when, Call)
    assert isinstance(outcomes["cutoff"].when.arguments[0], Played)


def test_sections_around_the_model() -> None:
    a = read(COMPLETE)
    assert (a.policies["mediate"].start, a.policies["mediate"].sets["anger"].numbers) == (2, (0.1,))
    assert [(goal.text, goal.weight) for goal in a.goals] == [("-count(flow == 0)", 2.0), ("-average(arrears)", 1.0), ("-total(duty)", 0.1)]
    assert a.indicators["unpaid"].noise is not None
    assert a.correlations == (("anger", "arrears.shock", 0.3), ("anger", "discount", -0.2))
    seen, measured, absent = a.evidence
    assert (seen.kind, seen.name, seen.option, seen.reliability, seen.period) == ("option", "customer", "delay", 0.9, 0)
    assert (measured.kind, measured.value, measured.sd, measured.period) == ("stock", 0.9, 0.3, 1)
    assert (absent.kind, absent.name, absent.text) == ("not", "rupture", "no rupture")
    forecast = a.forecasts["cut"]
    assert (forecast.resolved, forecast.base_rate, forecast.stated.words, forecast.resolves) == ("no", 0.1, "unlikely", "2025-12-31")
    assert isinstance(forecast.event, Call)
    assert forecast.event.period == 3
    assert (forecast.stated_as, forecast.given, forecast.resolved_on) == ("words", None, "")
    assert a.claims["debt"].carried_by == ("arrears", "supplier.cut", "old")
    assert a.claims["treaty"].left_out == "it was never used"


def test_forecasts_say_how_they_were_stated_and_on_what_they_depend() -> None:
    forecasts = """\
forecasts:
  number: {claim: It is cut, by: J. Doe, stated: 0.2 to 0.4, resolves: 2026-06-30}
  read: {claim: It is cut, by: J. Doe, stated: likely, stated_as: reading, resolves: 2026-06-30, judgement: he frowned}
  tied:
    claim: It is cut
    by: J. Doe
    stated: likely
    given: {claim: It breaks, event: ever(rupture), resolves: 2026-03-31, resolved: yes, resolved_on: 2025-11-02, cite: news p1}
    event: "by(2026-Q2, flow == 0)"
    resolves: 2026-06-30
"""
    a = read(COMPLETE.replace("forecasts:\n", forecasts))
    assert {name: f.stated_as for name, f in a.forecasts.items()} == {
        "number": "numbers",
        "read": "reading",
        "tied": "words",
        "cut": "words",
    }
    given = a.forecasts["tied"].given
    assert given is not None
    assert (given.claim, given.resolved, given.resolved_on, given.about.citations[0].source) == ("It breaks", "yes", "2025-11-02", "news")
    assert isinstance(given.event, Call)
    assert (a.written, read(COMPLETE.replace("clock:", "written: 2027\nclock:", 1)).written) == ("", "2027")


def test_dates_in_expressions() -> None:
    a = assess(cost="{equals: 2 * (1 - flow) * (time >= 2026-Q2)}")
    labels = [node.text for node in list_nodes(a.auxiliaries["cost"].equals) if isinstance(node, Label)]
    assert labels == ["2026-Q2"]
    a = assess(cost="{equals: 2 * (1 - flow) * (time >= 2026)}")
    assert [node.text for node in list_nodes(a.auxiliaries["cost"].equals) if isinstance(node, Label)] == ["2026"]
    a = assess(cost="{equals: 2 * (1 - flow) * (year >= 2026)}")
    assert not [node for node in list_nodes(a.auxiliaries["cost"].equals) if isinstance(node, Label)]


def test_the_exception_carries_all_diagnostics_and_their_text() -> None:
    with pytest.raises(AssessmentError) as caught:
        read_text(SMALL.replace("0.5 to 1.5", "1.5 to 0.5").replace("likely", "1.4"), "gas.yaml")
    assert [diagnostic.id for diagnostic in caught.value.diagnostics] == ["interval-upside-down", "probability-outside"]
    assert "gas.yaml:14:13" in caught.value.rendered
    assert caught.value.exit_status == 2


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    a = read("\ufeff" + SMALL.replace("\n", "\r\n"))
    assert a.stocks["arrears"].about.place == read(SMALL).stocks["arrears"].about.place


def test_warnings_do_not_stop_reading() -> None:
    checked = check_text(SMALL.replace(", judgement: no poll", ""))
    assert checked.assessment is not None
    assert [diagnostic.id for diagnostic in checked.diagnostics] == ["unsupported"]


@pytest.mark.parametrize("name", list_assessments())
def test_a_pickled_assessment_is_equal(name: str) -> None:
    assessment = find_assessment(name)
    assert pickle.loads(pickle.dumps(assessment)) == assessment == copy.deepcopy(assessment)


@pytest.mark.parametrize("name", list_assessments())
def test_shipped_assessments_have_no_diagnostics(name: str) -> None:
    assert check_named(name).diagnostics == ()
