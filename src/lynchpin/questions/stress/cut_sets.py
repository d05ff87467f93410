"""Minimal cut sets: smallest sets of failed assumptions that push the answer's probability past a threshold while the others hold.

The lattice of failing sets is searched upward, level by level. Supersets of a cut set are dropped, and a node is sampled until its
exact binomial interval clears the threshold. If that would take too many futures, the search turns round: it tries the largest open
sets, and removes assumptions from those that cut until every one is needed (after Liffiton and others 2016, on enumerating minimal
unsatisfiable subsets). All nodes share their random numbers. The probability at a reported set comes from fresh ones.

A set is reported as minimal only if every proper subset has been decided not to cut, the empty set included. Nothing is assumed about
failures that undo each other. Other sets that cut are reported apart, as not shown to be minimal.
"""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.search import Search

MOST_ASSUMPTIONS = 20
"""More than this and the lattice does not fit in memory; 2^20 nodes take a few megabytes."""
UPWARD, DOWNWARD, VERIFIED = 0.5, 0.65, 0.78
"""Shares of the budget by which the upward search, the downward search and the look at the subsets of what was found must end."""
MEASURED = 0.15
"""Share of the budget kept for fresh estimates of what was found."""


@dataclass(frozen=True)
class CutSets:
    """What the search has decided.

    Attributes:
        rising: Whether the sets raise the probability to the threshold (True) or lower it below (False).
        base_decided: Whether it is known on which side of the threshold the answer is while every assumption holds. If not, no set is
            reported.
        sets: Minimal cut sets: they cut, and every proper subset has been decided not to cut.
        sufficient: Sets that cut, none of whose subsets is known to cut, but some of which are undecided or were not looked at.
        undecided: Nodes whose interval still contained the threshold when the futures were spent.
        searched_to: Every set of up to this many assumptions was looked at.
        at_least: Every set with fewer members than this has been decided not to cut.
        complete: Whether every larger set was looked at too, or contains a set that cuts.
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
    answering: Answering, assumptions: int, *, threshold: float, futures: int, first: int = 0, posterior: Posterior | None = None
) -> CutSets:
    """Search the lattice of failing assumptions.

    Args:
        answering: The answer as a function of the assumptions that hold.
        assumptions: Number of assumptions, d.
        threshold: Probability that a cut set pushes the answer past.
        futures: Number of futures to spend, at most.
        first: Index of the first future.
        posterior: Futures given evidence; their lineage decides the errors of what is found.

    Returns:
        What was decided.

    Raises:
        ValueError: There are more assumptions than the lattice can hold.
    """
    if assumptions > MOST_ASSUMPTIONS:
        raise ValueError(f"the lattice of more than {MOST_ASSUMPTIONS} assumptions is not searched")
    search = Search(answering, assumptions, threshold, first, int(futures * (1 - MEASURED)), posterior)
    search.find_direction()
    if search.sides[0] == 0:
        return CutSets(search.rising, False, (), (), search.measure([0], 0), 0, 0, False)
    searched_to = search.go_up(int(futures * UPWARD))
    search.go_down(int(futures * DOWNWARD))
    search.verify(int(futures * VERIFIED))
    search.settle()
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
