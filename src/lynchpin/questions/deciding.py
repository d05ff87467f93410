"""When the answer is decided: what it would be if the clock stopped after each period, by playing the same futures again."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.advance import Advancer, Particles
from lynchpin.engine.futures import Futures
from lynchpin.engine.model import Evidence
from lynchpin.engine.observe import build_observed
from lynchpin.engine.particles import recall_population, sort_evidence
from lynchpin.engine.run import BLOCK, build_order

Bools = NDArray[np.bool_]


def replay_answer(futures: Futures, answer: str | None = None, *, most: int | None = None) -> Bools | None:
    """[T, n] the answer if the clock stopped with each period, for the first `most` futures (all unless told).

    None where the futures cannot be played again from their seed: made by hand, drawn given evidence, or not the first of their seed.
    """
    model, n = futures.model, len(futures) if most is None else min(most, len(futures))
    index = np.arange(n, dtype=np.uint32)
    if not model.program.outcomes or futures.weights is not None or not np.array_equal(futures.index[:n], index):
        return None
    advancer = Advancer(model, futures.seed, os.cpu_count() or 1)
    credences = np.array([futures.assume.get(a.name, np.nan) for a in model.drawn_assumptions], np.float32)
    policy = -1 if futures.policy is None else [p.name for p in model.policies].index(futures.policy)
    endings = _play_on(advancer, advancer.begin(n, credences), 0, policy)
    return _read_answer(endings, futures, n, answer)


def replay_given(futures: Futures, evidence: Sequence[Evidence], until: int | None, answer: str | None = None) -> tuple[Bools | None, int]:
    """As `replay_answer` for futures drawn given this evidence, and the first period after it; what came before is taken as decided."""
    model, n = futures.model, len(futures)
    order = build_order(
        model, n, seed=futures.seed, assume=futures.assume, policy=futures.policy, record="outcomes", inputs=None, states=None, index=None,
        block=BLOCK,
    )  # fmt: skip
    items = sort_evidence(model, evidence, until)
    if not items:
        return replay_answer(futures, answer), 0
    population = recall_population(order, items, n, os.cpu_count() or 1)
    now = np.asarray(population.advancer.end(population.particles)[0])
    endings = [now] * population.start + _play_on(population.advancer, population.particles, population.start, order.policy)
    return _read_answer(endings, futures, n, answer), population.start


def _play_on(advancer: Advancer, particles: Particles, start: int, policy: int) -> list[NDArray[np.int8]]:
    """[n] how each would end after each period from `start` on."""
    seen = build_observed(advancer.model, [])
    index = np.arange(particles.state.tally.games.shape[-1], dtype=np.uint32)
    endings = []
    for t in range(start, len(advancer.model.periods)):
        particles, _, _ = advancer.play(particles, index, t, t + 1, seen, policy)
        endings.append(np.asarray(advancer.end(particles)[0]))
    return endings


def _read_answer(endings: list[NDArray[np.int8]], futures: Futures, n: int, answer: str | None) -> Bools | None:
    if not np.array_equal(endings[-1], futures.outcome[:n]):
        return None
    model = futures.model
    wanted = [model.outcomes.index(o) for o in model.answers[answer or next(iter(model.answers))]]
    return np.isin(np.array(endings), wanted)


def find_decided(so_far: Bools) -> NDArray[np.intp]:
    """[N] the period from which the answer has turned for good; T where it has not turned. `so_far` [T, N].

    It turns from what it is in most futures after the first period: an answer such as "it comes to a cut" by coming true, one such as
    "the truce lasts" by coming out false.
    """
    turned = ~so_far if so_far[0].mean() > 0.5 else so_far
    lasting = np.logical_and.accumulate(turned[::-1], axis=0)[::-1]
    return np.where(lasting[-1], lasting.argmax(axis=0), len(so_far))
