"""Whether lynchpin's futures and those of a translation come from the same distribution.

Every number has the tolerance of five standard errors of the difference. There are about 4,300 comparisons. A difference of five standard
errors has a probability of 6e-7 by chance, so that one among them all is expected in 0.3% of runs. (The seeds are fixed: a test that has
passed does not fail by chance.)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from parts_time import Paths, Translation
from parts_values import Array
from scipy import stats

ERRORS = 5.0
"""Standard errors of the difference that two estimates may be apart."""
ROUNDING = 1e-5
"""Relative error of a number that is the same in all futures, and of a quantile that many futures share: lynchpin keeps single precision."""
QUANTILES = (0.05, 0.5, 0.95)
NOT_TRANSLATED = ("standing", "status", "controls")
"""Columns about the run itself."""


def find_outcomes(translation: Translation, paths: Paths) -> tuple[NDArray[np.int64], dict[str, Array]]:
    """The place of each future's outcome, and the measures of the whole path."""
    conditions, measures = translation.judge(paths)
    futures = len(next(iter((paths.starts or paths.inputs).values())))
    met = np.array([np.broadcast_to(condition, (futures,)) for condition in conditions.values()])
    return met.argmax(axis=0), measures


def list_quantities(translation: Translation, paths: Paths) -> dict[str, Array]:
    """Everything that the translation computed, under the column names and in the units of lynchpin's futures."""
    outcome, measures = find_outcomes(translation, paths)
    starts = {f"{name}.start": value for name, value in paths.starts.items()}
    everything = paths.quantities | paths.inputs | starts | paths.stocks | paths.options | measures | {"outcome": outcome}
    return {name: value * translation.units.get(name.removesuffix(".start"), 1.0) for name, value in everything.items()}


def compare_means(one: Array, other: Array) -> float:
    """The difference of two means, in standard errors."""
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    difference = abs(one.mean() - other.mean())
    constant = ROUNDING * abs(other.mean())
    return float(max(0.0, difference - constant) / error) if error > 0 else float(np.inf if difference > constant else 0.0)


def compare_shares(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The difference of two shares, in standard errors under the hypothesis that they are equal."""
    pooled = (one.sum() + other.sum()) / (len(one) + len(other))
    error = np.sqrt(pooled * (1 - pooled) * (1 / len(one) + 1 / len(other)))
    return float(abs(one.mean() - other.mean()) / error) if error > 0 else 0.0


def compare_values(one: Array, other: Array) -> Iterator[tuple[str, float]]:
    """The means, and the shares below three quantiles of both together; of a quantity with few values, the share of each."""
    values = np.unique(other)
    if len(values) <= 12:
        for value in np.unique(np.concatenate([values, one])) if len(np.unique(one)) <= 12 else values:
            yield f"share of {value:g}", compare_shares(np.isclose(one, value, rtol=ROUNDING), np.isclose(other, value, rtol=ROUNDING))
        return
    yield "mean", compare_means(one, other)
    for q, at in zip(QUANTILES, np.quantile(np.concatenate([one, other]), QUANTILES), strict=True):
        end = at + ROUNDING * abs(at)
        yield f"share up to the {q:.0%} quantile", compare_shares(one <= end, other <= end)


def compare_correlations(one: dict[str, Array], other: dict[str, Array]) -> Iterator[tuple[str, float]]:
    """The rank correlations of all pairs of inputs."""
    names = [name for name in one if len(np.unique(one[name])) > 2 and name in other]
    error = 1 / np.sqrt(len(one[names[0]])) if names else 0.0
    for first, second in combinations(names, 2):
        pair = [np.arctanh(stats.spearmanr(side[first], side[second]).statistic) for side in (one, other)]
        yield (
            f"correlation of {first} and {second}",
            float(abs(pair[0] - pair[1]) / (error * np.sqrt(1 + len(one[first]) / len(other[first])))),
        )


def find_disagreements(columns: dict[str, Array], translated: dict[str, Array]) -> tuple[list[str], int]:
    """Each number in which the two differ by more than the tolerance, and how many were compared."""
    found, compared = [], 0
    for name, column in columns.items():
        if name in translated:
            one, other = np.atleast_2d(np.asarray(column, float)), np.atleast_2d(np.asarray(translated[name], float))
            assert len(one) == len(other), name
            for t, (mine, yours) in enumerate(zip(one, other, strict=True)):
                for what, errors in compare_values(mine, yours):
                    compared += 1
                    if not errors < ERRORS:
                        found.append(
                            f"{name}, period {t}, {what}: {errors:.1f} standard errors apart; means {mine.mean():.4g} and {yours.mean():.4g}"
                        )
    return found, compared
