"""Effects of independent binary factors and of their pairs, from one sample in which all of them vary.

A condition is regressed on the centred factors, the products of two, and control variates. The factors are independent and their centres
are known, so that no two of these terms are correlated. The coefficient of a factor is therefore its mean effect, and that of a product
the mean interaction, whatever the condition depends on besides. The terms and the controls take away most of the variance (G. E. P. Box,
W. G. Hunter and J. S. Hunter, *Statistics for experimenters*, 2005, ch. 5). Errors are robust to unequal variances (J. G. MacKinnon and
H. White, Journal of Econometrics 29, 1985, estimator HC1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.controls import EACH, FEWEST, MOST_EXPLAINED
from lynchpin.statistics.estimates import Estimates

F64 = NDArray[np.float64]

FEWEST_YES = 100
"""Least number of samples in which the condition holds, and in which it does not."""
FEWEST_JOINT = 50
"""Least number of samples in each combination of the states of two factors. With fewer, the error of an interaction is unreliable."""


@dataclass(frozen=True)
class Contrasts:
    """Effects of d factors.

    Attributes:
        effects: [d] change of the mean of the condition if a factor changes from 0 to 1.
        pairs: [pairs, 2] positions of the factors of each pair.
        interactions: [pairs] change of the effect of one factor if the other changes from 0 to 1.
    """

    effects: Estimates
    pairs: NDArray[np.intp]
    interactions: Estimates


def estimate_contrasts(condition: NDArray[Any], centred: NDArray[Any], controls: NDArray[Any]) -> Contrasts | None:
    """Estimate the effects of all factors and the interactions of all pairs.

    Args:
        condition: [N] whether the condition holds.
        centred: [d, N] state of each factor, 0 or 1, minus the probability with which it was drawn. Factors are independent.
        controls: [k, N] controls with mean zero, which no factor affects.

    Returns:
        The effects; None if there are too few samples for a reliable error.
    """
    d, n = centred.shape
    pairs = np.array([(j, k) for j in range(d) for k in range(j + 1, d)], np.intp).reshape(-1, 2)
    terms = d + len(pairs)
    used = min(len(controls), n // EACH - terms)
    held = np.count_nonzero(condition)
    if n < FEWEST or used < 0 or min(held, n - held) < FEWEST_YES or _count_rarest(centred > 0) < FEWEST_JOINT:
        return None
    x = np.empty((1 + terms + used, n))
    x[0] = 1.0
    x[1 : 1 + d] = centred
    x[1 + d : 1 + terms] = x[1 + pairs[:, 0]] * x[1 + pairs[:, 1]]
    x[1 + terms :] = controls[:used]
    inverse = np.linalg.pinv(x @ x.T, hermitian=True)
    left = np.asarray(condition, np.float64)
    left = left - (inverse @ (x @ left)) @ x
    weights = inverse[1 : 1 + terms] @ x
    least = (1 - MOST_EXPLAINED) * held / n * (1 - held / n)
    errors = np.sqrt((weights**2) @ (left**2 * n / (n - len(x)) + least))
    values = weights @ np.asarray(condition, np.float64)
    return Contrasts(Estimates(values[:d], errors[:d]), pairs, Estimates(values[d:], errors[d:]))


def _count_rarest(states: NDArray[np.bool_]) -> float:
    """Return the number of samples in the rarest combination of the states of a factor, or of two."""
    one = states.astype(np.float64)
    both, single = one @ one.T, one.sum(axis=1)
    first = single[:, None] - both
    neither = states.shape[1] - single[:, None] - single + both
    apart = ~np.eye(len(one), dtype=bool)
    alone = np.minimum(single, states.shape[1] - single)
    return float(min(alone.min(initial=np.inf), *(table[apart].min(initial=np.inf) for table in (both, first, first.T, neither))))
