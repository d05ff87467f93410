"""Every chart as data: a valid Vega-Lite specification in the theme, with the finding's data and its main figures in words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from asked import ask, ask_question
from sample_findings import QUESTIONS, find, make_run, make_stress

from lynchpin.errors import ArgumentError
from lynchpin.presentation.charts import load_map, path
from lynchpin.presentation.charts.calibration import draw_calibration
from lynchpin.presentation.charts.credences import draw_credences
from lynchpin.presentation.charts.driver_indices import draw_driver_indices
from lynchpin.presentation.charts.endings_by_period import draw_endings_by_period
from lynchpin.presentation.charts.events import draw_events
from lynchpin.presentation.charts.factions import draw_factions
from lynchpin.presentation.charts.fans import BANDS, draw_fans
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.charts.options import draw_options
from lynchpin.presentation.charts.outcomes import draw_endings, draw_outcomes
from lynchpin.presentation.charts.path import draw_path
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.charts.verdicts import draw_verdicts
from lynchpin.presentation.charts.worth_knowing import draw_worth_knowing
from lynchpin.presentation.charts.yardstick import Mark, draw_yardstick
from lynchpin.presentation.drawing import MAIN, draw_figure
from lynchpin.presentation.figure import FULL, NARROW, Figure, make_data
from lynchpin.presentation.shapes.callouts import Part, place_callouts
from lynchpin.presentation.shapes.labels import Label, overlap
from lynchpin.presentation.theme import LIGHT, make_config
from lynchpin.presentation.wording import list_terms, say_name, say_percent
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.score.question import ScoreFinding


def draw_all() -> dict[str, Figure]:
    """Return every chart by name."""
    run, update, drivers, score = find("run"), find("update"), find("drivers"), ask(ScoreFinding)
    large, marks = make_run(), [Mark("As of 2024", 0.12, 0.01), Mark("Given evidence", 0.3, 0.02)]
    figures = [draw_figure(ask_question(question)) for question in MAIN]
    figures += [
        draw_calibration(score),
        draw_credences(update),
        draw_endings_by_period(run, ["cutoff"]),
        draw_events(run),
        draw_factions(run),
        draw_fans("Quantities", run["periods"], run["stocks"], observed=[("arrears", "2025-Q1", 1.2)]),
        draw_options("Options", large["periods"], large["options"]),
        draw_outcomes("Endings", [("before", run["outcomes"]), ("after", update["outcomes"])], ["cutoff"]),
        draw_policy_regret(ask(PoliciesFinding)),
        draw_verdicts(score),
        draw_worth_knowing(drivers),
        draw_yardstick("On the yardstick", marks, list_terms("icd-203"), "icd-203"),
    ]
    found = [f for f in figures if f is not None]
    assert len(found) == len(figures)
    return {f"{k}-{f.name}": f for k, f in enumerate(found)}


FIGURES = draw_all()


@pytest.mark.parametrize("name", FIGURES)
def test_the_specification_is_valid(name: str) -> None:
    """Altair validates it against the Vega-Lite schema."""
    spec = FIGURES[name].chart(FULL).to_dict(validate=True)
    assert "vega-lite" in spec["$schema"]
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_drawn_in_the_theme_and_its_colours_alone(name: str) -> None:
    spec = FIGURES[name].spec(NARROW)
    assert {**spec["config"], "view": make_config()["view"]} == make_config()
    assert spec["config"]["view"]["stroke"] is None
    assert set(re.findall(r"#[0-9a-f]{6}\b", json.dumps(spec))) <= set(LIGHT.values())


@pytest.mark.parametrize("name", FIGURES)
def test_it_says_in_words_what_it_shows(name: str) -> None:
    figure = FIGURES[name]
    assert figure.spec(FULL)["description"] == figure.alternative
    assert figure.title
    assert re.search(r"\d", figure.alternative), "the main figures are in the text"
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", figure.alternative + figure.title)
    assert figure.alternative.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_its_data_can_be_taken_away_as_csv(name: str) -> None:
    data = FIGURES[name].data
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


@pytest.mark.parametrize("question", MAIN)
def test_every_question_has_a_main_chart(question: str) -> None:
    assert question in QUESTIONS
    assert set(QUESTIONS) == set(MAIN)


def collect(figure: Figure | None, *columns: str) -> list[tuple[Any, ...]]:
    assert figure is not None
    return [tuple(record[c] for c in columns) for record in figure.data.records()]


def test_endings_are_those_of_the_finding() -> None:
    run = find("run")
    rows = collect(draw_endings(run), "outcome", "probability", "standard_error")
    assert rows == [(o["name"], o["probability"], o["standard_error"]) for o in run["outcomes"]]
    assert all(say_percent(p, se) in draw_endings(run).alternative for _, p, se in rows)


def test_load_map_has_every_assumption_with_its_figures() -> None:
    stress = make_stress()
    rows = {a["name"]: (a["vulnerability"], a["load"], a["standard_error"], a["exposure"]) for a in stress["assumptions"]}
    figure = draw_load_map(stress)
    found = {name: tuple(rest) for name, *rest in collect(figure, "assumption", "vulnerability", "load", "standard_error", "exposure")}
    assert found == rows
    exposures = [abs(r[0]) for r in collect(figure, "exposure")]
    assert exposures == sorted(exposures, reverse=True)
    assert figure is not None
    assert all(say_name(n) in figure.alternative for n in rows)


def cover_each_other(labels: list[Label]) -> list[tuple[str, str]]:
    """Return pairs of names that overlap."""
    return [(a.point.name, b.point.name) for k, a in enumerate(labels) for b in labels[:k] if overlap(a.box, b.box)]


@pytest.mark.parametrize("width", [270, 880])
def test_names_on_the_load_map_cover_no_other(width: int) -> None:
    figure = draw_load_map(make_stress())
    assert figure is not None
    labels = load_map.place_names(figure.data.records(), (-0.1, 0.4), 0.6, width, 360, most=12)
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
    update = find("update")
    figure = draw_path(update)
    for width in (NARROW, 420):
        drawn = json.dumps(figure.spec(width))
        named = {p["evidence"] for p in update["path"] if f'"label": "{say_name(p["evidence"])}"' in drawn}
        assert named == {"customer chose delay", "pressure = 0.2"}  # the others changed the odds by less than their error


def test_fans_have_every_quantile_and_what_was_seen() -> None:
    run = find("run")
    figure = draw_fans("Quantities", run["periods"], run["stocks"], observed=[("arrears", "2025-Q1", 1.2)])
    for name, q in run["stocks"].items():
        rows = [r for r in figure.data.records() if r["quantity"] == name]
        assert [r["period"] for r in rows] == run["periods"]
        assert all([r[b] for r in rows] == q[b] for b in BANDS)
    seen = [(r["quantity"], r["period"], r["observed"]) for r in figure.data.records() if r["observed"] is not None]
    assert seen == [("arrears", "2025-Q1", 1.2)]


def test_options_events_factions_and_endings_by_period() -> None:
    run = find("run")
    options = collect(draw_options("Options", run["periods"], run["options"]), "actor", "option", "period", "share")
    assert options == [(a, o, p, s[t]) for a, of in run["options"].items() for o, s in of.items() for t, p in enumerate(run["periods"])]
    events = collect(draw_events(run, scheduled=["election"]), "name", "period", "share")
    assert {n for n, *_ in events} == set(run["events"]) - {"election"}
    assert [s for n, _, s in events if n == "rupture"] == run["events"]["rupture"]["by"]
    factions = collect(draw_factions(run), "name", "share")
    assert [s for n, s in factions if n == "ministry"] == run["factions"]["supplier"]["ministry"]["share"]
    endings = draw_endings_by_period(run, ["cutoff"])
    assert endings is not None
    assert {v for r in endings.data.rows for v in r if isinstance(v, float)} >= set(run["outcomes_by_period"]["cutoff"])


def test_drivers_with_a_design_and_without() -> None:
    drivers = find("drivers")
    assert drivers["method"] == "given-data"
    known = [u for u in (*drivers["parameters"], *drivers["assumptions"]) if (u["first_order"] or 0) > 0]
    rows = collect(draw_driver_indices(drivers), "name", "first_order", "standard_error", "total")
    assert {n: (v, e) for n, v, e, _ in rows} == {u["name"]: (u["first_order"], u["standard_error"]) for u in known}
    assert all(total is None for *_, total in rows)
    for u in known:
        u["total"], u["total_standard_error"] = u["first_order"] + 0.1, 0.01
    rows = collect(draw_driver_indices(drivers), "name", "total")
    assert dict(rows) == {u["name"]: u["total"] for u in known}


def test_path_and_credences() -> None:
    update = find("update")
    path = collect(draw_path(update), "evidence", "answer", "bits")
    assert path[0] == ("before any evidence", update["prior"]["probability"], None)
    assert path[1:] == [(p["evidence"], p["answer"], p["bits"]) for p in update["path"]]
    moved = collect(draw_credences(update), "name", "before", "given_evidence")
    assert {n: (a, b) for n, a, b in moved} == {n: (a["prior"], a["posterior"]) for n, a in update["assumptions"].items()}


def test_the_yardstick() -> None:
    figure = draw_yardstick("Yes", [Mark("Now", 0.12, 0.01)], list_terms("phia"), "phia")
    assert collect(figure, "probability", "low", "high") == [(0.12, pytest.approx(0.1004), pytest.approx(0.1396))]
    assert "Now: highly unlikely (12% ± 1)" in figure.alternative


@pytest.mark.parametrize(
    ("draw", "empty"), [(draw_path, {"path": []}), (draw_load_map, {"assumptions": []}), (draw_driver_indices, {"parameters": []})]
)
def test_a_finding_with_nothing_to_draw_has_no_chart(draw: Callable[[Any], Figure | None], empty: dict[str, Any]) -> None:
    assert draw(empty) is None


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


def test_the_bar_of_endings_names_each_that_can_be_seen() -> None:
    outcomes = [{"name": f"ending_{k}", "probability": p, "standard_error": 0.001} for k, p in enumerate((0.02, 0.12, 0.03, 0.83, 0.0))]
    spec = json.dumps(draw_outcomes("Endings", [("before", outcomes)], ["ending_0"]).spec(NARROW))
    assert [f'"text": "ending {k} ' in spec for k in range(5)] == [True, True, True, True, False]
