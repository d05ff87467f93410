"""The reducible share: the variance of P(answer | parameters, assumptions) as a share of the variance of the answer.

Nested simulation: each outer draw fixes everything that is drawn once per future, and a few inner futures with it use different random
numbers otherwise. The variance of the inner means is too large by the inner variance over the number of inner futures. This bias is
subtracted (analysis of variance; Sun, Apley and Staum 2011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.shared.finding import find_answer
from lynchpin.statistics.estimates import Estimate, estimate_ratio

INNER = 4
"""Number of inner futures. For a reducible share between 0.2 and 0.4, this number gives the smallest error for a given total."""


def estimate_reducible(answers: NDArray[Any], *, lineage: NDArray[Any] | None = None) -> Estimate:
    """Estimate the share of the variance that lies between outer draws.

    Args:
        answers: [M, K] the answer in K inner futures (at least 2) of each outer draw. Outer draws with a NaN are left out.
        lineage: [M] the same number for outer draws that are dependent.

    Returns:
        The share; NaN if the answer never varies.
    """
    x = np.asarray(answers, np.float64)
    known = np.isfinite(x).all(axis=1)
    if known.sum() < 2:
        return Estimate(np.nan, np.nan)
    x, lineage = x[known], None if lineage is None else lineage[known]
    within = x.var(axis=1, ddof=1)
    outer = len(x)
    between = (x.mean(axis=1) - x.mean()) ** 2 * outer / (outer - 1) - within / x.shape[1]
    return estimate_ratio(between, between + within, lineage=lineage)


def measure_reducible(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    of: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Estimate:
    """Estimate the share of the answer's variance that more knowledge could remove.

    Knowledge is about everything that is drawn once per future: parameters, starting values, weights and assumptions. All else is chance.

    Args:
        model: The model to draw from.
        draws: The request; about as many futures are drawn as it names.
        answer: The answer, by default the first of the file.
        of: A stock or auxiliary at the end, in place of the answer.
        progress: Called with the number of futures done and the number requested.

    Returns:
        A share from 0 to 1 with its standard error; NaN if the answer never varies.
    """
    answer = of or find_answer(model, answer)
    outer = max(2, draws.futures // INNER)
    known = np.tile(np.arange(outer, dtype=np.uint32), INNER)
    played = simulate(
        model,
        draws.change(
            record="outcomes" if answer in model.answers else "paths",
            index=np.arange(INNER * outer, dtype=np.uint32),
            redraw={"*": known},
        ),
        progress=progress,
    )
    return estimate_reducible(read_quantity(played, answer).reshape(INNER, outer).T)


def read_quantity(futures: Futures, name: str) -> NDArray[np.float64]:
    """Return a quantity in each future.

    Args:
        futures: Futures, with their paths for a stock or auxiliary.
        name: The name of an answer, a stock or an auxiliary.

    Returns:
        [N] 1 or 0 for an answer, otherwise the value at the end; NaN for futures with a non-finite value.
    """
    if name in futures.model.answers:
        values = futures.answer(name).astype(np.float64)
    else:
        values = np.asarray((futures.stocks if name in futures.stocks else futures.auxiliaries)[name][-1], np.float64)
    return np.where(futures.sound, values, np.nan)
