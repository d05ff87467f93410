"""The verdict: the answer if every assumption holds, if each one fails while the others hold, and by the number that fail.

What all or one of the assumptions do is set, with the same random numbers for every setting. The numbers of failures are observed in
futures with every assumption at its credence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.statistics.errors import count_lineages
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_means, estimate_share

FEWEST = 20
"""Least number of independent futures for an estimate. With fewer its error would not be reliable either."""
FIRST = 7 << 28
"""Index of the first future whose assumptions are set for this; no other part of a stress test uses them."""


@dataclass(frozen=True)
class Sample:
    """Answers in futures.

    Attributes:
        answers: [..., N] 1 if the answer is true, 0 if not, NaN for a future with a non-finite value.
        lineage: [N] the same number for dependent futures; None if all are independent.
    """

    answers: NDArray[np.float64]
    lineage: NDArray[np.uint32] | None = None


@dataclass(frozen=True)
class Entry:
    """The answer in one case.

    Attributes:
        answer: Probability of the answer; None if there are too few futures for an estimate.
        futures: Number of futures with this case or, given evidence, of their ancestors.
    """

    answer: Estimate | None
    futures: int


@dataclass(frozen=True)
class Failures:
    """The answer if a number of assumptions fail.

    Attributes:
        number: The number.
        chance: Probability that exactly so many fail; its error is 0 if it follows from the credences.
        entry: The answer in the futures in which they do.
    """

    number: int
    chance: Estimate
    entry: Entry


@dataclass(frozen=True)
class Verdict:
    """The answer by what fails.

    Attributes:
        all_hold: All assumptions hold.
        single: [d] this assumption fails and the others hold.
        by_failures: [d + 1] so many assumptions fail, whichever they are.
        alike: Whether setting the assumptions and observing them are the same, so that `all_hold` also describes no failures.
    """

    all_hold: Entry
    single: tuple[Entry, ...]
    by_failures: tuple[Failures, ...]
    alike: bool


def set_each(answering: Answering, assumptions: int, futures: int, posterior: Posterior | None = None) -> Sample:
    """Simulate futures in which every assumption holds, and the same futures with each assumption failing alone.

    Args:
        answering: The answer as a function of the assumptions that hold.
        assumptions: Number of assumptions, d.
        futures: Largest number of futures to draw. If it is too small for estimates, none is drawn.
        posterior: Futures given evidence.

    Returns:
        Answers [1 + d, M].
    """
    each = futures // (1 + assumptions) if assumptions else 0
    each = each if each >= FEWEST else 0
    index = np.arange(FIRST, FIRST + each, dtype=np.uint32)
    lineage = None if posterior is None else posterior.lineage(index)
    if not each:
        return Sample(np.zeros((1 + assumptions, 0)), lineage)
    holds = np.vstack([np.ones(assumptions, bool), ~np.eye(assumptions, dtype=bool)])
    answers = answering(np.repeat(holds.T, each, axis=1), np.tile(index, 1 + assumptions))
    return Sample(answers.reshape(1 + assumptions, each), lineage)


def compute_chances(credences: NDArray[np.float64]) -> Estimates:
    """Compute the probability of each number of failures of independent assumptions (the Poisson binomial distribution).

    Args:
        credences: [d] probability that each holds.

    Returns:
        [d + 1] probabilities, with errors of 0.
    """
    chances = np.ones(1)
    for credence in credences:
        chances = np.convolve(chances, (credence, 1 - credence))
    return Estimates(chances, np.zeros(len(chances)))


def estimate_chances(fails: NDArray[np.bool_], lineage: NDArray[np.uint32] | None = None) -> Estimates:
    """Estimate the probability of each number of failures.

    Args:
        fails: [d, N] whether each assumption fails.
        lineage: [N] the same number for dependent futures.

    Returns:
        [d + 1] probabilities.
    """
    numbers = np.arange(len(fails) + 1)[:, None]
    return estimate_means((fails.sum(axis=0) == numbers).astype(np.float64), span=1.0, lineage=lineage)


def find_verdict(placed: Sample, base: Sample, fails: NDArray[np.bool_], chances: Estimates, *, alike: bool) -> Verdict:
    """Estimate the answer by what fails.

    Args:
        placed: Answers [1 + d, M] with all assumptions set to hold, and with each set to fail alone.
        base: Answers [N] with every assumption at its credence.
        fails: [d, N] whether each assumption fails in these futures.
        chances: [d + 1] probability of each number of failures.
        alike: Whether setting the assumptions and observing them are the same. Both kinds of futures then count for the same case.

    Returns:
        The verdict.
    """
    number = fails.sum(axis=0)
    cases = [number == 0, *((number == 1) & row for row in fails)]
    if alike:
        settled = [_count(placed.answers[k], base.answers[case]) for k, case in enumerate(cases)]
    else:
        settled = [_count(row, lineage=placed.lineage) for row in placed.answers]
    observed = []
    for k in range(len(fails) + 1):
        case = number == k
        observed.append(_count(base.answers[case], lineage=None if base.lineage is None else base.lineage[case]))
    if alike:  # the same cases, for which more futures are at hand
        observed[0] = settled[0]
        observed[1:] = settled[1:] if len(fails) == 1 else observed[1:]
    rows = tuple(Failures(k, chances.at(k), entry) for k, entry in enumerate(observed))
    return Verdict(settled[0], tuple(settled[1:]), rows, alike)


def _count(*samples: NDArray[np.float64], lineage: NDArray[np.uint32] | None = None) -> Entry:
    """Estimate the share of futures with the answer, among those without a non-finite value."""
    answers = np.concatenate(samples)
    known = np.isfinite(answers)
    lineage = None if lineage is None else lineage[known]
    futures = count_lineages(int(known.sum()), lineage)
    return Entry(estimate_share(answers[known], lineage=lineage) if futures >= FEWEST else None, futures)
