"""Control variates have mean zero, and the residual of an event is the sum of its chances minus whether it happened."""

from __future__ import annotations

from functools import cache

import numpy as np
from short_texts import build

from lynchpin.engine import Futures, simulate
from lynchpin.engine.order import Draws
from lynchpin.engine.streams import stream

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
