"""Minimal cut sets: smallest sets of failed assumptions that push the answer's probability past a threshold while the others hold.

The lattice of failing sets is searched upward, level by level. Supersets of a cut set are dropped, and a node is sampled until its
exact binomial interval clears the threshold. If that would take too many futures, the search goes downward: it tries the largest open
sets, and removes assumptions from those that cut until every one is needed (after Liffiton and others 2016, on enumerating minimal
unsatisfiable subsets). All nodes use the same random numbers. The probability at a reported set is estimated with new ones.

A set is reported as minimal only if every proper subset, including the empty set, is known not to cut. The answer need not be monotone:
one failure may offset another. Other sets that cut are reported separately, as not shown to be minimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.search import Search
from lynchpin.statistics.estimates import Estimate

MOST_ASSUMPTIONS = 20
"""Largest number of assumptions that are searched: a lattice of 2^20 nodes takes a few megabytes."""
UPWARD, DOWNWARD, VERIFIED = 0.5, 0.65, 0.78
"""Cumulative shares of the budget at which the upward search, the downward search and the check of subsets end."""
MEASURED = 0.15
"""Share of the budget for new estimates at the sets that were found."""


@dataclass(frozen=True)
class CutSets:
    """Result of the search.

    Attributes:
        rising: Whether the sets raise the probability to the threshold (True) or lower it below (False).
        base_decided: Whether it is known on which side of the threshold the answer is while every assumption holds. If not, no set is
            reported.
        sets: Minimal cut sets: they cut, and every proper subset is known not to cut.
        sufficient: Sets that cut. None of their subsets is known to cut, but some are undecided or were not tried.
        undecided: Nodes whose interval still contained the threshold at the end of the budget.
        searched_to: Every set of up to this many assumptions was tried.
        at_least: Every set with fewer members than this is known not to cut.
        complete: Whether every larger set was also tried, or contains a set that cuts.
    """

    rising: bool
    base_decided: bool
    sets: tuple[Node, ...]
    sufficient: tuple[Node, ...]
    undecided: tuple[Node, ...]
    searched_to: int
    at_least: int
    complete: bool


def find_cut_sets(
    answering: Answering,
    assumptions: int,
    *,
    threshold: float,
    futures: int,
    first: int = 0,
    posterior: Posterior | None = None,
    known: Mapping[int, Estimate] | None = None,
) -> CutSets:
    """Search the lattice of failing assumptions.

    Args:
        answering: The answer as a function of the assumptions that hold.
        assumptions: Number of assumptions, d.
        threshold: Probability of the answer that a cut set crosses.
        futures: Largest number of futures to draw.
        first: Index of the first future.
        posterior: Futures given evidence; their lineage determines the errors.
        known: Answers at nodes that were measured elsewhere, by the bit mask of the assumptions that fail. They do not decide the search.

    Returns:
        The sets that were found, and how far the search went.

    Raises:
        ValueError: There are more assumptions than the lattice can hold.
    """
    if assumptions > MOST_ASSUMPTIONS:
        raise ValueError(f"cut sets of more than {MOST_ASSUMPTIONS} assumptions cannot be searched")
    search = Search(answering, assumptions, threshold, first, int(futures * (1 - MEASURED)), posterior, known)
    search.find_direction()
    if search.sides[0] == 0:
        return CutSets(search.rising, False, (), (), search.measure([0], 0), 0, 0, False)
    searched_to = search.go_up(int(futures * UPWARD))
    search.go_down(int(futures * DOWNWARD))
    search.verify(int(futures * VERIFIED))
    search.decide_rest()
    minimal, rest = search.split()
    found = search.measure([*minimal, *rest], futures - search.spent)
    return CutSets(
        rising=search.rising,
        base_decided=True,
        sets=found[: len(minimal)],
        sufficient=found[len(minimal) :],
        undecided=search.measure(search.undecided(), 0),
        searched_to=searched_to,
        at_least=search.count_needed(),
        complete=not search.open.any(),
    )
