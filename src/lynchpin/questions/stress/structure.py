"""How an answer depends on its assumptions: loads, interactions, minimal cut sets and Shapley shares from one budget of futures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lynchpin.questions.shared.answering import Answering, Posterior
from lynchpin.questions.stress.cut_sets import MOST_ASSUMPTIONS, CutSets, find_cut_sets
from lynchpin.questions.stress.joint import Joint
from lynchpin.questions.stress.loads import Loads, measure_loads
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.verdict import Verdict
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.shapley import Shares, chains_for, estimate_shares

FOR_BASE, FOR_VERDICT, FOR_LOADS, FOR_SETS = 0.25, 0.1, 0.3, 0.25
"""Shares of the futures for the probability of the answer, for the verdict, for loads with interactions, and at most for minimal cut sets.
Shapley shares get the rest."""


@dataclass(frozen=True)
class Structure:
    """How an answer depends on d assumptions.

    Attributes:
        loads: Loads, exposures and interactions.
        shares: Shapley shares.
        cut_sets: The result of the search for minimal cut sets.
        searched: Positions of the assumptions whose sets were searched.
    """

    loads: Loads
    shares: Shares
    cut_sets: CutSets
    searched: tuple[int, ...]


def measure_structure(
    answering: Answering,
    credences: NDArray[np.float64],
    *,
    threshold: float,
    futures: int,
    seed: int,
    posterior: Posterior | None = None,
    joint: Joint | None = None,
    lasting: NDArray[np.bool_] | None = None,
    verdict: Verdict | None = None,
    known_loads: Loads | None = None,
) -> Structure:
    """Measure how an answer depends on d assumptions.

    Args:
        answering: The answer as a function of the assumptions that hold.
        credences: [d] probability that each holds.
        threshold: Probability of the answer that a cut set crosses.
        futures: Largest number of futures to draw. Those that the search for cut sets does not need go to the Shapley shares.
        seed: Decides the states of the assumptions; each part uses different random numbers.
        posterior: Futures given evidence.
        joint: Where the states come from if assumptions depend on each other.
        lasting: [d] which assumptions can fail along the way.
        verdict: The answer if all assumptions hold and if one fails. Cut sets of one assumption have the same figures.
        known_loads: Loads from futures at hand. The futures that they would have needed are then not drawn.

    Returns:
        Loads, interactions, minimal cut sets and Shapley shares.
    """
    d, rest = len(credences), 1 - FOR_BASE - FOR_VERDICT
    rng = np.random.default_rng(seed)
    counted = _Counted(answering)
    loads, for_loads = known_loads, int(futures * FOR_LOADS / rest)
    if loads is None:
        loads = measure_loads(counted, credences, for_loads, rng, posterior=posterior, joint=joint, lasting=lasting)
    else:
        counted.drawn = for_loads
    searched = tuple(sorted(np.argsort(-np.abs(loads.loads.value), kind="stable")[:MOST_ASSUMPTIONS].tolist()))
    cut_sets = find_cut_sets(
        _embed(counted, d, searched), len(searched), threshold=threshold, futures=int(futures * FOR_SETS / rest), first=1 << 29,
        posterior=posterior, known=_list_known(verdict, searched),
    )  # fmt: skip
    lineage = None if posterior is None else posterior.lineage
    chains = chains_for(d, futures - counted.drawn)
    shares = estimate_shares(lambda joined, index: counted(~joined, index), d, chains, rng, first=1 << 30, lineage=lineage)
    return Structure(loads, shares, _translate(cut_sets, searched), searched)


def _list_known(verdict: Verdict | None, searched: tuple[int, ...]) -> dict[int, Estimate]:
    """Return the answers that the verdict has for the nodes of the lattice: none fails, or one of the searched assumptions."""
    if verdict is None:
        return {}
    entries = {0: verdict.all_hold} | {1 << k: verdict.single[j] for k, j in enumerate(searched)}
    return {node: entry.answer for node, entry in entries.items() if entry.answer is not None}


class _Counted:
    """Passes calls on to an `Answering` and counts the futures."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self.drawn = 0

    def __call__(self, holds: NDArray[np.bool_], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        self.drawn += len(index)
        return self._answering(holds, index)


def _embed(answering: Answering, d: int, searched: tuple[int, ...]) -> Answering:
    """Return the answer as a function of the searched assumptions only; the others of all d hold."""

    def answer(holds: NDArray[np.bool_], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        every = np.ones((d, len(index)), bool)
        every[list(searched)] = holds
        return answering(every, index)

    return answer


def _translate(found: CutSets, searched: tuple[int, ...]) -> CutSets:
    """Convert positions among the searched assumptions to positions among all."""

    def translate(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(Node(tuple(searched[j] for j in node.members), node.answer) for node in nodes)

    return replace(found, sets=translate(found.sets), sufficient=translate(found.sufficient), undecided=translate(found.undecided))
