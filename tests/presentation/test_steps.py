"""Warnings of a step that is too coarse: which stocks, and which number of sub-steps to try."""

from __future__ import annotations

import pytest
from short_texts import build

from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.language.clocks import MAX_SUBSTEPS
from lynchpin.presentation.sentences.forecast import warn
from lynchpin.questions.forecast.question import ForecastFinding, measure_forecast
from lynchpin.questions.forecast.trust import MOST_SUBSTEPS

TANK = """\
clock: {{start: 2025-01, end: 2025-12{within}}}
stocks:
  tank: {{starts: 5, changes: 3 - {rate} * tank / month, means: water in the tank, judgement: t}}
"""
STORE = """\
clock: {start: 2025-01, end: 2025-12}
stocks:
  store: {starts: 5, changes: -2 / month, within: [0, 20], judgement: t}
"""
WALK = """\
clock: {start: 2025-01, end: 2025-12}
stocks:
  walk: {starts: 0.5, becomes: walk, shock: "normal(0, 1)", within: [0, 1], judgement: t}
"""


def ask(text: str) -> ForecastFinding:
    return measure_forecast(simulate(build(text), Draws(64)))


@pytest.mark.parametrize(("rate", "within"), [(1.5, 8), (20, 128)])
def test_a_flow_larger_than_its_stock(rate: float, within: int) -> None:
    """At the suggested number of sub-steps no flow is larger than a quarter of its stock."""
    finding = ask(TANK.format(rate=rate, within=""))
    assert warn(finding) == [
        "Flows larger than their stock in more than 1% of months: “water in the tank” (100%). "
        f"The stock changes too much in one step; `within: {within}` in the clock would be more accurate."
    ]
    told = finding.to_dict()["diagnostics"]
    assert (told["coarse"], told["within"], told["suggested_within"]) == ({"tank": 1.0}, 1, within)
    assert told["largest_flow"]["tank"] == pytest.approx(rate, rel=1e-6)


def test_no_warning_with_enough_sub_steps() -> None:
    finding = ask(TANK.format(rate=1.5, within=", within: 8"))
    assert warn(finding) == []
    assert finding.trust.suggested_within is None
    assert finding.trust.largest_flow["tank"] < 0.25


def test_a_stock_that_is_clipped() -> None:
    assert warn(ask(STORE)) == [
        "Clipped at a bound in more than 1% of months: “store” (83%). The step may be too coarse: try `within: 4` in the clock. "
        "If the answer stays the same, the quantity does reach its bound."
    ]


def test_sub_steps_are_not_suggested_for_a_random_walk() -> None:
    (text,) = warn(ask(WALK))
    assert "try a finer clock or smaller rates." in text


def test_the_limit_on_sub_steps_is_that_of_the_file() -> None:
    assert MOST_SUBSTEPS == MAX_SUBSTEPS
