"""Every chart as data: a valid Vega-Lite specification in the theme, with the finding's data and its main figures in words."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from asked import QUESTIONS, ask, ask_question
from by_hand import make_futures, make_model

from lynchpin.errors import ArgumentError
from lynchpin.presentation.charts import load_map, path
from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.driver_indices import draw_driver_indices
from lynchpin.presentation.charts.events import draw_events
from lynchpin.presentation.charts.factions import draw_factions
from lynchpin.presentation.charts.failures import draw_failures
from lynchpin.presentation.charts.fans import draw_fans
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.charts.options import draw_options
from lynchpin.presentation.charts.outcomes import draw_forecast_outcomes, draw_outcomes
from lynchpin.presentation.charts.outcomes_by_period import draw_outcomes_by_period
from lynchpin.presentation.charts.path import draw_path
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.charts.worth_knowing import draw_worth_knowing
from lynchpin.presentation.charts.yardstick import Mark, draw_yardstick
from lynchpin.presentation.drawing import MAIN, draw_figure
from lynchpin.presentation.figure import FULL, NARROW, Figure, make_data
from lynchpin.presentation.likelihoods import list_terms
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.callouts import Part, place_callouts
from lynchpin.presentation.shapes.labels import Label, overlap
from lynchpin.presentation.shapes.lines import keep_inside
from lynchpin.presentation.states import LEVELS, State
from lynchpin.presentation.theme import LIGHT, make_config
from lynchpin.questions.drivers.question import DriversFinding
from lynchpin.questions.forecast.question import ForecastFinding, measure_forecast
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.statistics.estimates import Estimate


@cache
def draw_all() -> dict[str, Figure]:
    """Return every chart by name."""
    update, score, marks = ask(UpdateFinding), ask(ScoreFinding), [Mark("As of 2024", 0.12, 0.01), Mark("Given evidence", 0.3, 0.02)]
    run = State.of_forecast(ask(ForecastFinding))
    figures = [draw_figure(ask_question(question)) for question in MAIN]
    figures += [
        draw_calibration(score),
        draw_credences(update),
        draw_outcomes_by_period(run, ["cutoff"]),
        draw_events(run),
        draw_factions(run),
        draw_fans(run, list(run.stocks), observed=[("arrears", "2025-Q1", 1.2)]),
        draw_options(run, list(run.options)),
        draw_outcomes([State.of_update(update), run], ["cutoff"]),
        draw_policy_regret(ask(PoliciesFinding)),
        draw_verdicts(score),
        draw_worth_knowing(ask(DriversFinding)),
        draw_yardstick("On the yardstick", marks, list_terms("icd-203"), "icd-203"),
        draw_failures(ask(StressFinding)),
    ]
    found = [f for f in figures if f is not None]
    assert len(found) == len(figures)
    return {f"{k}-{f.name}": f for k, f in enumerate(found)}


NAMES = (
    "0-outcomes", "1-load-map", "2-drivers", "3-robustness", "4-boxes", "5-signposts", "6-policy-effects", "7-path", "8-forecasts",
    "9-changes", "10-claims", "11-reasons", "12-calibration", "13-credences", "14-outcomes-by-period", "15-events", "16-factions",
    "17-fans", "18-options", "19-outcomes", "20-policy-regret", "21-verdicts", "22-worth-knowing", "23-yardstick", "24-by-failures",
)  # fmt: skip


def test_every_chart_has_its_tests() -> None:
    assert tuple(draw_all()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_specification_is_valid(name: str) -> None:
    """Altair validates it against the Vega-Lite schema."""
    spec = draw_all()[name].chart(FULL).to_dict(validate=True)
    assert "vega-lite" in spec["$schema"]
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@pytest.mark.parametrize("name", NAMES)
def test_it_is_drawn_in_the_theme_and_its_colours_alone(name: str) -> None:
    spec = draw_all()[name].spec(NARROW)
    assert {**spec["config"], "view": make_config()["view"]} == make_config()
    assert spec["config"]["view"]["stroke"] is None
    assert set(re.findall(r"#[0-9a-f]{6}\b", json.dumps(spec))) <= set(LIGHT.values())


@pytest.mark.parametrize("name", NAMES)
def test_it_says_in_words_what_it_shows(name: str) -> None:
    figure = draw_all()[name]
    assert figure.spec(FULL)["description"] == figure.alternative
    assert figure.title
    assert re.search(r"\d", figure.alternative), "the main figures are in the text"
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", figure.alternative + figure.title)
    assert figure.alternative.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_its_data_can_be_taken_away_as_csv(name: str) -> None:
    data = draw_all()[name].data
    rows = list(csv.DictReader(io.StringIO(data.to_csv())))
    assert len(rows) == len(data.rows) > 0
    for row, record in zip(rows, data.records(), strict=True):
        for column, cell in record.items():
            if isinstance(cell, float):
                assert float(row[column]) == cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", ""),
        ("=1+1", "'=1+1"),
        ("-pressure", "'-pressure"),
        (" \u3000=1+1", "' \u3000=1+1"),
        ("\n@x", '"\'\n@x"'),
        ("\tcalm", "'\tcalm"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        (" ", " "),
        (-1, "-1"),
        (None, ""),
        ("a\x1b[2J\u202e", "a<U+001B>[2J<U+202E>"),
        ("calm", "calm"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_kept_from_it(cell: Any, text: str) -> None:
    assert make_data(["name", "value"], [[cell, 1]]).to_csv() == f"name,value\n{text},1\n"


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ([0.2, 0.5], [0.2, 0.5]),
        ([1.04, 0.96, -0.02], [1.0, 0.9, 0.0]),
        ([0.98, 1.0, 0.0, 0.02], [0.9, 1.0, 0.0, 0.1]),
        ([0.0, 0.0], [0.0, 0.1]),
    ],
)
def test_names_at_both_ends_of_an_axis_stay_inside_and_apart(places: list[float], kept: list[float]) -> None:
    assert keep_inside(places, 0.1, 0.0, 1.0) == pytest.approx(kept)


@pytest.mark.parametrize("question", MAIN)
def test_every_question_has_a_main_chart(question: str) -> None:
    assert question in QUESTIONS
    assert set(QUESTIONS) == set(MAIN)


def collect(figure: Figure | None, *columns: str) -> list[tuple[Any, ...]]:
    assert figure is not None
    return [tuple(record[c] for c in columns) for record in figure.data.records()]


def test_outcomes_are_those_of_the_finding_and_know_which_answer_yes() -> None:
    run = ask(ForecastFinding)
    figure = draw_forecast_outcomes(run)
    rows = collect(figure, "outcome", "probability", "standard_error", "answers")
    assert rows == [(n, *share, n == "cutoff") for n, share in run.outcomes.items()]
    assert all(format_percent(*share) in figure.alternative for share in State.of_forecast(run).shown_outcomes.values())
    assert LIGHT["accent"] in json.dumps(figure.spec(FULL))


def test_load_map_has_every_assumption_with_its_figures() -> None:
    stress = ask(StressFinding)
    assert stress.structure is not None
    loads = stress.structure.loads
    figure = draw_load_map(stress)
    assert figure is not None
    found = {name: tuple(rest) for name, *rest in collect(figure, "assumption", "vulnerability", "load", "standard_error", "exposure")}
    columns = (1 - loads.credences.value, loads.loads.value, loads.loads.error, loads.exposures.value)
    assert found == {a.name: values for a, *values in zip(stress.assumptions, *columns, strict=True) for values in [tuple(values)]}
    exposures = [abs(r[0]) for r in collect(figure, "exposure")]
    assert exposures == sorted(exposures, reverse=True)
    assert all(a.claim in figure.alternative for a in stress.assumptions)
    assert "raises" in figure.note
    assert "lowers" in figure.note


def cover_each_other(labels: list[Label]) -> list[tuple[str, str]]:
    """Return pairs of names that overlap."""
    return [(a.point.name, b.point.name) for k, a in enumerate(labels) for b in labels[:k] if overlap(a.box, b.box)]


@pytest.mark.parametrize(
    ("probability", "words"), [(0.5, "left the probability of “yes” at about 50%"), (0.0, "left the probability of “yes” at under")]
)
def test_the_level_that_evidence_left_is_written_as_a_level(probability: float, words: str) -> None:
    level = Estimate(probability, 0.05)
    path = draw_path(replace(ask(UpdateFinding), prior=level, posterior=level))
    assert path is not None
    assert words in path.title


@pytest.mark.parametrize("width", [270, 880])
def test_names_on_the_load_map_cover_no_other(width: int) -> None:
    rng = np.random.default_rng(4)
    vulnerability, load = rng.uniform(0.03, 0.45, 18), rng.gamma(0.8, 0.05, 18)
    rows = [
        {"assumption": f"some_assumption_{k}", "vulnerability": v, "load": x, "exposure": v * x}
        for k, (v, x) in enumerate(zip(vulnerability, load, strict=True))
    ]
    rows.sort(key=lambda r: -abs(r["exposure"]))
    labels = load_map.place_names(rows, (-0.1, 0.4), 0.6, width, 360, most=12)
    assert len(labels) >= 8
    assert not cover_each_other(labels)


@pytest.mark.parametrize("across", [280, 370, 990])
@pytest.mark.parametrize(
    "answers",
    [
        (0.3, 0.35, 0.36, 0.34, 0.32),
        (0.04, 0.08, 0.106, 0.106, 0.08, 0.01),
        (0.5, 0.1, 0.9, 0.2, 0.8),
        (0.0, 0.001, 0.002, 0.001),
        (*([0.2] * 20), 0.4, 0.1, 0.35, *([0.3] * 20)),
    ],
)
def test_names_on_the_path_of_the_evidence_cover_no_other_and_not_the_line(across: int, answers: tuple[float, ...]) -> None:
    rows = [{"step": k, "evidence": f"what_was_seen_{k} = 0.2", "answer": a} for k, a in enumerate(answers)]
    moves = set(sorted(range(1, len(rows)), key=lambda k: -abs(answers[k] - answers[k - 1]))[:3])
    labels = path.place_names(rows, moves, across, 1.25 * max(answers))
    assert labels
    assert not cover_each_other(labels)
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= 0
        assert right <= across
        assert top >= 0
        assert bottom <= path.HEIGHT
        for k, answer in enumerate(answers[:-1]):
            ends = [path.PADDING + (k + d) / (len(answers) - 1) * (across - 2 * path.PADDING) for d in (0, 1)]
            level = path.HEIGHT * (1 - answer / (1.25 * max(answers)))
            assert not overlap(label.box, (ends[0], level - 0.5, ends[1], level + 0.5))


def test_on_a_dispute_all_large_moves_are_named_on_a_phone_too() -> None:
    figure = draw_path(ask(UpdateFinding))
    assert figure is not None
    for width in (NARROW, 420):
        drawn = json.dumps(figure.spec(width))
        named = {p for (p,) in collect(figure, "evidence") if f'"label": "{p}"' in drawn}
        assert named >= {"customer chose delay", "pressure = 0.2"}  # the others changed the odds by little more than their error


def test_fans_have_every_quantile_and_what_was_seen() -> None:
    state = State.of_forecast(ask(ForecastFinding))
    figure = draw_fans(state, list(state.stocks), observed=[("arrears", "2025-Q1", 1.2)])
    assert figure is not None
    for name, fan in state.stocks.items():
        rows = [r for r in figure.data.records() if r["quantity"] == name]
        assert [r["period"] for r in rows] == list(state.periods)
        assert all([r[b] for r in rows] == fan.quantiles[k].tolist() for k, b in enumerate(LEVELS))
    seen = [(r["quantity"], r["period"], r["observed"]) for r in figure.data.records() if r["observed"] is not None]
    assert seen == [("arrears", "2025-Q1", 1.2)]
    assert "“unpaid gas bills”" in figure.alternative


def test_options_events_factions_and_outcomes_by_period() -> None:
    run = ask(ForecastFinding)
    state = State.of_forecast(run)
    options = collect(draw_options(state, list(state.options)), "actor", "option", "period", "share")
    assert options == [(a, o, p, s[t]) for a, of in state.options.items() for o, s in of.items() for t, p in enumerate(state.periods)]
    events = collect(draw_events(state), "name", "period", "share")
    assert {n for n, *_ in events} == set(run.by) - {"election"}, "a scheduled event is certain"
    assert [s for n, _, s in events if n == "rupture"] == run.by["rupture"].tolist()
    factions = collect(draw_factions(state), "name", "share")
    assert [s for n, s in factions if n == "ministry"] == run.wanted["supplier"]["ministry"].tolist()
    outcomes = collect(draw_outcomes_by_period(state, ["cutoff"]), "outcome", "share")
    assert [s for n, s in outcomes if n == "cutoff"] == run.standing["cutoff"].tolist()


def test_events_and_options_are_read_by_their_meanings() -> None:
    state = State.of_forecast(ask(ForecastFinding))
    events, options = draw_events(state), draw_options(state, list(state.options))
    assert events is not None
    assert options is not None
    assert events.title.startswith("The most probable event is “both sides agree on what is owed”: it has happened in ")
    assert "“close the valve”" in options.alternative
    drawn = json.dumps([events.spec(FULL), options.spec(FULL)])
    assert "the contract is torn\\nup" in drawn or "the contract is torn up" in drawn
    assert "…" not in drawn


def test_a_saturated_actor_is_not_called_steady() -> None:
    run = ask(ForecastFinding)
    saturated = replace(run, trust=replace(run.trust, actors=tuple(replace(a, largest=0.9999) for a in run.trust.actors)))
    figure = draw_options(State.of_forecast(saturated), ["supplier"])
    assert figure is not None
    assert "Saturated, with one option above 99% on average: supplier." in figure.note
    assert "stead" not in figure.title


def test_drivers_with_a_design_and_without() -> None:
    drivers = ask(DriversFinding)
    assert drivers.method == "given-data"
    known = [d for d in drivers.drivers if d.first_order.value > 0]
    rows = collect(draw_driver_indices(drivers), "name", "first_order", "standard_error", "total")
    assert {n: (v, e) for n, v, e, _ in rows} == {d.name: d.first_order for d in known}
    assert all(total is None for *_, total in rows)
    designed = tuple(replace(d, total=Estimate(d.first_order.value + 0.1, 0.01)) for d in known)
    rows = collect(draw_driver_indices(replace(drivers, drivers=designed, method="saltelli")), "name", "total")
    assert dict(rows) == {d.name: d.total.value for d in designed}


def test_path_of_the_evidence() -> None:
    update = ask(UpdateFinding)
    path = collect(draw_path(update), "on", "answer")
    assert path[0] == ("", update.prior.value)
    assert path[1:] == [(t.item.label, t.answer.value) for t in update.path]


def test_the_yardstick() -> None:
    figure = draw_yardstick("Yes", [Mark("Now", 0.12, 0.01)], list_terms("phia"), "phia")
    assert collect(figure, "probability", "low", "high") == [(0.12, pytest.approx(0.1004), pytest.approx(0.1396))]
    assert "Now: highly unlikely (12% ± 1)" in figure.alternative


def test_a_finding_with_nothing_to_draw_has_no_chart() -> None:
    assert draw_path(replace(ask(UpdateFinding), path=())) is None
    assert draw_load_map(replace(ask(StressFinding), structure=None)) is None
    assert draw_driver_indices(replace(ask(DriversFinding), drivers=())) is None


def test_a_finding_with_nothing_to_draw_says_so() -> None:
    with pytest.raises(ArgumentError, match="this finding of `scenarios` has nothing to draw"):
        draw_figure(replace(ask(ScenariosFinding), boxes=()))


@pytest.mark.parametrize("width", [322.0, 598.0, 1032.0])
@pytest.mark.parametrize(
    "shares",
    [(1.0,), (0.18, 0.47, 0.15, 0.18, 0.02), (0.004, 0.034, 0.119, 0.027, 0.179, 0.595, 0.001, 0.041), (0.9, 0.02, 0.02, 0.02, 0.02, 0.02)],
)
def test_every_part_of_a_bar_has_its_name_in_reach(width: float, shares: tuple[float, ...]) -> None:
    ends = [sum(shares[:k]) * width for k in range(len(shares) + 1)]
    parts = [Part(*pair, f"a way to end 1{k}.5%") for k, pair in enumerate(pairwise(ends))]
    placed = place_callouts(parts, width)
    assert [c.part for c in placed] == parts
    for k, c in enumerate(placed):
        assert 0 <= c.left <= c.left + c.width <= width
        assert c.left - 4 <= c.part.middle <= c.left + c.width + 4
        assert c.lead or (c.line == 0 and c.part.left <= c.left <= c.left + c.width <= c.part.right)
        for other in placed[:k] + placed[k + 1 :]:
            assert c.line != other.line or c.left + c.width < other.left or other.left + other.width < c.left
            assert not c.lead or other.line > c.line or not other.left < c.part.middle < other.left + other.width


def test_the_bar_of_outcomes_names_each_that_can_be_seen() -> None:
    names = [f"outcome_{k}" for k in range(5)]
    outcome = np.repeat(np.array(names), (20, 120, 30, 830, 0))
    finding = measure_forecast(make_futures(make_model(outcomes=names, answers={"yes": ("outcome_0",)}), outcome=outcome))
    spec = json.dumps(draw_outcomes([State.of_forecast(finding)], ["outcome_0"]).spec(NARROW))
    assert [f'"text": "outcome {k} ' in spec for k in range(5)] == [True, True, True, True, False]
