"""When the answer is decided: what it would be if the clock stopped after each period, by playing the same futures again."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.advance import Advancer
from lynchpin.engine.futures import Futures
from lynchpin.engine.observe import build_observed


def replay_answer(futures: Futures, answer: str | None = None, *, most: int | None = None) -> NDArray[np.bool_] | None:
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
    particles, seen = advancer.begin(n, credences), build_observed(model, [])
    endings = []
    for t in range(len(model.periods)):
        particles, _, _ = advancer.play(particles, index, t, t + 1, seen, policy)
        endings.append(np.asarray(advancer.end(particles)[0]))
    if not np.array_equal(endings[-1], futures.outcome[:n]):
        return None
    wanted = [model.outcomes.index(o) for o in model.answers[answer or next(iter(model.answers))]]
    return np.isin(np.array(endings), wanted)


def find_decided(so_far: NDArray[np.bool_]) -> NDArray[np.intp]:
    """[N] the period from which the answer so far is true to the end; T where it is not true at the end. `so_far` [T, N]."""
    lasting = np.logical_and.accumulate(so_far[::-1], axis=0)[::-1]
    return np.where(lasting[-1], lasting.argmax(axis=0), len(so_far))
