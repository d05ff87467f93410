"""Control variates have mean zero, the residual of an event is the sum of its chances minus whether it happened, and forecasts that use
them are consistent."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from short_texts import build

import lynchpin.presentation  # noqa: F401, it gives findings their words
from lynchpin.engine import Futures, simulate
from lynchpin.engine.order import Draws
from lynchpin.engine.results.summary import add_summaries, summarise_futures
from lynchpin.engine.streams import stream
from lynchpin.questions.forecast.question import measure_forecast

N = 8_192
ERRORS = 4.5
"""Largest distance from zero in standard errors. About ten means are compared."""

TEXT = """
    clock: {start: 2025, end: 2028}
    answers: {'yes': [war]}
    parameters:
      heat: {value: "uniform(0.1, 0.3)", judgement: t}
      patience: {value: 0.5, judgement: t}
    stocks: {tension: {starts: 1, changes: (state == press) / year, judgement: t}}
    events:
      clash: {chance: 0.5 * heat * tension, judgement: t}
      war: {chance: heat * (1 - patience) + 0.05 * clash, once: true, judgement: t}
      season: {states: {wet: 0.2, mild: 0.5, dry: 0.3}, judgement: t}
    actors:
      state:
        judgement: t
        options: {wait: {push: 0}, press: {push: 1}}
        values: {heat * push: 2 to 4}
        rationality: 2
    assumptions:
      calm: {claim: c, credence: 0.6, judgement: t, fails: {patience: 0.2}}
      close: {claim: c, credence: {given: {calm: {holds: 0.9, fails: 0.3}}}, judgement: t, fails: {heat: 0.3 to 0.4}}
    outcomes:
      war: {when: "ever(war) and not by(2026, clash)"}
      clashes: {when: ever(clash)}
      nothing: otherwise
"""
CLASH, WAR, BY_2026, EVER, WET, MILD, WAIT, CALM, CLOSE = range(9)
"""Rows of the controls; the normals behind uncertain inputs follow."""


@cache
def draw() -> Futures:
    return simulate(build(TEXT), Draws(N, seed=3))


def test_every_control_has_mean_zero() -> None:
    controls = draw().controls
    assert controls is not None
    assert controls.shape == (CLOSE + 1 + 5, N)  # `heat`, the weight and three credences; the others are certain
    assert (controls.std(axis=1) > 0).all()
    errors = controls.std(axis=1) / np.sqrt(N)
    assert (np.abs(controls.mean(axis=1)) < ERRORS * errors).all()


def test_residuals_add_up_chances() -> None:
    futures = draw()
    assert futures.controls is not None
    heat, patience, tension = futures.inputs["heat"], futures.inputs["patience"], futures.stocks["tension"]
    before = np.vstack([np.ones(N), tension[:-1]])
    clash, war = futures.events["clash"], futures.events["war"]
    chance = np.minimum(0.5 * heat * before, 1)
    np.testing.assert_allclose(futures.controls[CLASH], (chance - clash).sum(axis=0), atol=1e-5)
    earlier = np.cumsum(clash, axis=0) - clash > 0
    np.testing.assert_allclose(futures.controls[EVER], ((chance - clash) * ~earlier).sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(futures.controls[BY_2026], ((chance - clash) * ~earlier)[:2].sum(axis=0), atol=1e-5)
    open_ = np.cumsum(war, axis=0) - war == 0
    expected = (heat * (1 - patience) + 0.05 * clash) * open_
    np.testing.assert_allclose(futures.controls[WAR], (expected - war).sum(axis=0), atol=1e-5)


def test_assumptions_minus_credences() -> None:
    futures = draw()
    assert futures.controls is not None
    calm, close = futures.assumptions["calm"], futures.assumptions["close"]
    np.testing.assert_allclose(futures.controls[CALM], calm - 0.6, atol=1e-6)
    np.testing.assert_allclose(futures.controls[CLOSE], close - np.where(calm, 0.9, 0.3), atol=1e-6)


def test_a_stream_has_the_same_controls() -> None:
    model = draw().model
    pieces = [piece.controls for piece in stream(model, Draws(1_000, seed=3, record="outcomes"), chunk=512)]
    whole = draw().controls
    assert whole is not None
    assert all(piece is not None for piece in pieces)
    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), whole[:, :1_000])  # type: ignore[arg-type]


def test_designed_runs_have_none() -> None:
    model = draw().model
    assert simulate(model, Draws(256, states={"calm": False}, record="outcomes")).controls is None


ROUNDING = 1e-9
"""Largest difference between sums of the same shares in another order."""


def test_a_forecast_with_controls_is_consistent() -> None:
    futures = draw()
    finding = measure_forecast(futures)
    found = finding.to_dict()
    assert found["method"] == "conditional"
    assert sum(o.value for o in finding.outcomes.values()) == pytest.approx(1, abs=ROUNDING)
    assert finding.answers["yes"].value == pytest.approx(finding.outcomes["war"].value, abs=ROUNDING)
    for name, standing in finding.standing.items():
        assert standing[-1] == pytest.approx(finding.outcomes[name].value, abs=ROUNDING)
    np.testing.assert_allclose(sum(finding.standing.values()), 1, atol=ROUNDING)
    np.testing.assert_allclose(np.cumsum(finding.rates["war"]), finding.by["war"], atol=ROUNDING)  # it fires once
    assert (np.diff(finding.by["clash"]) > 0).all()


def test_a_forecast_with_controls_has_smaller_errors() -> None:
    futures = draw()
    finding = measure_forecast(futures)
    counted = measure_forecast(replace(futures, controls=None))
    assert counted.method == "counting"
    assert counted.effective_futures == pytest.approx(N)
    assert finding.effective_futures > 2 * N
    for name, share in finding.outcomes.items():
        assert abs(share.value - counted.outcomes[name].value) < ERRORS * counted.outcomes[name].error
    np.testing.assert_array_less(finding.errors.events["war"].by, counted.errors.events["war"].by)
    assert f"{N:,} futures, as exact as counting" in str(finding)
    assert "as exact" not in str(counted)


def test_parts_of_a_run_give_the_forecast_of_the_whole() -> None:
    futures = draw()
    pieces = list(stream(futures.model, Draws(N, seed=3), chunk=N // 2))
    first = summarise_futures(pieces[0])
    whole = measure_forecast(add_summaries(first, summarise_futures(pieces[1], like=first)))
    expected = measure_forecast(futures)
    assert whole.method == "conditional"
    for name, share in whole.outcomes.items():
        assert tuple(share) == pytest.approx(tuple(expected.outcomes[name]), abs=ROUNDING)


def test_futures_without_finite_values_are_not_controlled() -> None:
    status = np.zeros(N, np.uint8)
    status[0] = 1
    assert measure_forecast(replace(draw(), status=status)).method == "counting"
