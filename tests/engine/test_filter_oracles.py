"""The particle filter where evidence is hard to use: numbers known only through their product, a hidden Markov chain, a long record."""

from __future__ import annotations

import numpy as np
import pytest
from small_programs import SmallProgram, kalman, see

from lynchpin.engine.filter import filtering, final
from lynchpin.engine.filter.particles import filter_evidence
from lynchpin.engine.order import Draws
from lynchpin.statistics.estimates import estimate_means

FOUR = 4.5
"""Largest distance from the exact result, in stated standard errors."""


@pytest.fixture(autouse=True)
def few_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are correct for any number of moves; a few keep the tests fast."""
    monkeypatch.setattr(final, "MOVES", 40)


def test_two_parameters_that_only_their_product_identifies():
    """a and b are normal(1, 0.5) and a * b is measured as 2 with sd 0.1: a curved ridge, against numerical integration."""
    p = SmallProgram(1)
    a, b = p.add_parameter("a", "normal", 1.0, 0.5), p.add_parameter("b", "normal", 1.0, 0.5)
    p.auxiliaries.append(("product", p.graph.make("multiply", a, b)))
    model = p.build(p.along("ever", p.add_event("alarm", p.constant(0.5))))
    filtered = filter_evidence(model, Draws(4000, evidence=[see(0, "auxiliary", "product", value=2.0, sd=0.1)], seed=1), follow=False)

    grid = np.linspace(-4, 5, 1501)
    x, y = np.meshgrid(grid, grid, indexing="ij")
    cell = (grid[1] - grid[0]) ** 2
    density = np.exp(-0.5 * ((x - 1) ** 2 + (y - 1) ** 2) / 0.25 - 0.5 * ((x * y - 2) / 0.1) ** 2)
    evidence = density.sum() * cell / (2 * np.pi * 0.25 * 0.1 * np.sqrt(2 * np.pi))
    weights = density / density.sum()
    found = [filtered.futures.inputs[name].astype(float) for name in ("a", "b")]
    moments = np.stack([found[0], found[1], found[0] ** 2, found[0] * found[1]])
    exact = [(weights * m).sum() for m in (x, y, x**2, x * y)]
    estimates = estimate_means(moments, lineage=filtered.futures.lineage)
    assert np.all(np.abs(estimates.value - exact) < FOUR * estimates.error)
    assert estimates.error[0] < 0.05
    assert filtered.log_evidence == pytest.approx(np.log(evidence), abs=FOUR * filtered.log_evidence_error)


def test_a_hidden_markov_chain_of_events():
    """Whether `on` happens depends on whether it happened before; only an alarm, which depends on it, is observed: forward filtering."""
    periods, stays, alarms = 12, np.array([0.1, 0.8]), np.array([0.1, 0.7])
    p = SmallProgram(periods)
    state = p.add_stock("state", ("number", 0.0), None)  # type: ignore[arg-type]

    def depends(chances: np.ndarray):  # type: ignore[no-untyped-def]
        slope = p.graph.make("multiply", p.constant(chances[1] - chances[0]), state)
        return p.graph.make("add", p.constant(chances[0]), slope)

    on = p.add_event("on", depends(stays))
    p.add_event("alarm", depends(alarms))
    p.becomes(0, on)
    model = p.build(p.along("ever", on))
    heard = [0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1]
    evidence = [see(t, "event" if h else "not", "alarm") for t, h in enumerate(heard)]
    filtered = filter_evidence(model, Draws(4000, evidence=evidence, seed=1), follow=False)

    def report(h: int) -> np.ndarray:
        return alarms if h else 1 - alarms

    forward = [np.array([1.0, 0.0])]  # joint probability of the alarms before t and of the state at the start of t
    moves = np.stack([1 - stays, stays], axis=1)
    for h in heard:
        forward.append((forward[-1] * report(h)) @ moves)
    backward = np.ones(2)
    exact = []
    for t in reversed(range(periods)):
        exact.insert(0, forward[t + 1][1] * backward[1] / forward[-1].sum())
        backward = report(heard[t]) * (moves @ backward)
    estimates = estimate_means(filtered.futures.events["on"], lineage=filtered.futures.lineage)
    assert np.all(np.abs(estimates.value - exact) < FOUR * estimates.error)
    assert estimates.error.max() < 0.05
    assert filtered.log_evidence == pytest.approx(np.log(forward[-1].sum()), abs=FOUR * filtered.log_evidence_error)


def test_a_record_of_200_measurements(monkeypatch: pytest.MonkeyPatch):
    """Four quantities, each becoming 0.9 x + normal(0, 0.5) and measured with sd 2 in each of 50 periods: Kalman filter and smoother."""
    monkeypatch.setattr(filtering, "MOVES", 2)
    periods, decay, shock, sd, start, names = 50, 0.9, 0.5, 2.0, (1.0, 0.8), ("w", "x", "y", "z")
    p = SmallProgram(periods)
    for k, name in enumerate(names):
        p.becomes(k, p.graph.make("multiply", p.constant(decay), p.add_stock(name, ("normal", *start), shock)))
    model = p.build(p.graph.make("less", p.constant(0.0), p.along("final", p.graph.make("end", data=0))))
    generator = np.random.default_rng(1)
    levels, measured = np.ones(4), {name: {} for name in names}
    for t in range(periods):
        levels = decay * levels + shock * generator.standard_normal(4)
        for name, y in zip(names, levels + sd * generator.standard_normal(4), strict=True):
            measured[name][t] = (float(y), sd)
    evidence = [see(t, "stock", name, value=measured[name][t][0], sd=sd) for t in range(periods) for name in names]
    assert len(evidence) == 200
    filtered = filter_evidence(model, Draws(500, evidence=evidence, seed=1), follow=False)
    exact = [kalman(measured[name], periods, decay, shock, start) for name in names]
    estimates = estimate_means(np.stack([filtered.futures.stocks[name] for name in names]), lineage=filtered.futures.lineage)
    scores = (estimates.value - [mean for mean, _, _ in exact]) / estimates.error
    # Neighbouring periods are dependent, so that the mean square varies more than that of 200 independent scores.
    assert np.mean(scores**2) < 1.6
    assert np.median(estimates.error) < 0.2
    log_evidence = sum(log for _, _, log in exact)
    assert filtered.log_evidence == pytest.approx(log_evidence, abs=FOUR * filtered.log_evidence_error)
