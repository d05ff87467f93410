"""Stress: what does the answer hang on? Loads, interactions, Shapley shares, exposure and breaking sets of the assumptions.

Terms after Dewar's Assumption-Based Planning (2002): an assumption is load-bearing if its failure changes the answer, vulnerable if
it may fail. An assumption with `holds_while`, which the model itself can break, is not set but watched: association, so labelled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Assumption, Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.answering import Answering, ModelAnswers, Posterior
from lynchpin.questions.shared.finding import Finding, describe_run, find_answer, make_plain
from lynchpin.questions.stress import STRESS
from lynchpin.questions.stress.cut_sets import MOST_ASSUMPTIONS, Breaking, Node, find_breaking_sets
from lynchpin.questions.stress.loads import Loads, measure_loads
from lynchpin.statistics.estimates import (
    Estimate,
    Estimates,
    estimate_conditional,
    estimate_contrast,
    estimate_means,
    estimate_share,
)
from lynchpin.statistics.shapley import Shares, chains_for, estimate_shares

FOR_LOADS, FOR_SETS = 0.35, 0.4
"""Shares of the futures spent on loads with interactions, and at most on breaking sets; Shapley shares take the rest."""
WATCHED = 10_000


@dataclass(frozen=True)
class Structure:
    """How an answer depends on d assumptions; `searched` are the positions of those whose sets were searched."""

    loads: Loads
    shares: Shares
    breaking: Breaking
    searched: tuple[int, ...]


@dataclass(frozen=True)
class Association:
    """An assumption that the model can break: how often, in which period first [T], and the answer where it broke and where it held.

    `difference` is what was seen together with the break, not what the break did.
    """

    name: str
    broke: Estimate
    first: Estimates
    answer_if_broke: Estimate
    answer_if_held: Estimate
    difference: Estimate


@dataclass(frozen=True, eq=False, repr=False)
class StressFinding(Finding):
    """What the answer hangs on. `structure` is None where no assumption has a credence; `assumptions` and `credences` [d] go with it.

    `futures` is how many were drawn, `unsound` how many of them left the finite numbers; `posterior` is set where evidence was given.
    """

    question: ClassVar[str] = "stress"
    model: Model
    answer: str
    threshold: float
    assumptions: tuple[Assumption, ...]
    credences: NDArray[np.float64]
    structure: Structure | None
    associations: tuple[Association, ...]
    futures: int
    seed: int
    unsound: int
    posterior: Posterior | None = None

    @property
    def ancestors(self) -> int | None:
        """As in `ancestry`; None without evidence."""
        return None if self.posterior is None else count_ancestors(self.posterior.whole.lineage)

    @property
    def table(self) -> pd.DataFrame:
        """One row per assumption with a credence, the greatest exposure first."""
        columns = ["name", "credence", "load", "standard_error", "vulnerability", "exposure", "shapley", "shapley_standard_error"]
        rows = pd.DataFrame(self._assumption_rows(), columns=columns)
        return rows.sort_values("exposure", key=abs, ascending=False, ignore_index=True)

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = describe_run(self.model, futures=self.futures, seed=self.seed)
        result |= {"answer": self.answer, "threshold": self.threshold, "unsound": self.unsound, "assumptions": self._assumption_rows()}
        result |= {"distinct_ancestors": self.ancestors}
        result |= self._structure_rows() | {"broken_by_the_model": [self._association_row(a) for a in self.associations]}
        plain: dict[str, Any] = make_plain(result)
        return plain

    def _assumption_rows(self) -> list[dict[str, Any]]:
        if self.structure is None:
            return []
        measured, shares = self.structure.loads, self.structure.shares.shares
        loads, exposures = measured.loads, measured.exposures
        return [
            {
                "name": a.name,
                "credence": c,
                "credence_standard_error": measured.credences.error[j],
                "load": loads.value[j],
                "standard_error": loads.error[j],
                "vulnerability": 1 - c,
                "vulnerability_standard_error": measured.credences.error[j],
                "exposure": exposures.value[j],
                "exposure_standard_error": exposures.error[j],
                "shapley": shares.value[j],
                "shapley_standard_error": shares.error[j],
            }
            for j, (a, c) in enumerate(zip(self.assumptions, measured.credences.value.tolist(), strict=True))
        ]

    def _structure_rows(self) -> dict[str, Any]:
        if self.structure is None:
            return {"interactions": [], "breaking_sets": [], "undecided": []}
        loads, shares, breaking = self.structure.loads, self.structure.shares, self.structure.breaking
        return {
            "probability": _row(loads.answer),
            "all_hold": _row(shares.none),
            "all_fail": _row(shares.everyone),
            "interactions": [
                {"assumptions": self._names(pair), "interaction": value, "standard_error": error}
                for pair, value, error in zip(loads.pairs, *loads.interactions, strict=True)
            ],
            "breaking_sets": [self._set_row(node) for node in breaking.sets],
            "undecided": [self._set_row(node) for node in breaking.undecided],
            "search": {
                "direction": "up" if breaking.rising else "down",
                "searched_to": breaking.searched_to,
                "complete": breaking.complete and len(self.structure.searched) == len(self.assumptions),
                "left_out": [a.name for j, a in enumerate(self.assumptions) if j not in self.structure.searched],
            },
        }

    def _set_row(self, node: Node) -> dict[str, Any]:
        return {
            "assumptions": self._names(node.members),
            "probability_of_answer": node.answer.value,
            "standard_error": node.answer.error,
            "probability_of_set": self.chance_of(node).value,
            "probability_of_set_standard_error": self.chance_of(node).error,
        }

    def _association_row(self, a: Association) -> dict[str, Any]:
        return {
            "name": a.name,
            "broke": _row(a.broke),
            "first_broke": dict(zip(self.model.periods, a.first.value.tolist(), strict=True)),
            "first_broke_standard_errors": dict(zip(self.model.periods, a.first.error.tolist(), strict=True)),
            "answer_if_broke": _row(a.answer_if_broke),
            "answer_if_held": _row(a.answer_if_held),
            "difference": a.difference.value,
            "standard_error": a.difference.error,
            "kind": "association",
        }

    def chance_of(self, node: Node) -> Estimate:
        """How probable it is that all of a set fail: by the credences (without error), or by what the evidence leaves of them."""
        if self.posterior is not None:
            return self.posterior.share_failing(node.members)
        return Estimate(float(np.prod(1 - self.credences[list(node.members)])), 0.0)

    def _names(self, members: Any) -> list[str]:
        return [self.assumptions[j].name for j in members]


def measure_stress(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    threshold: float = 0.5,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> StressFinding:
    """Measure what the answer depends on.

    Args:
        model: The model to draw from.
        draws: The request; at most about as many futures are drawn as it names. Its `assume` replaces credences. Given evidence,
            assumptions are set from the period after it on.
        answer: The answer, by default the first of the file.
        threshold: Minimal cut sets push the answer's probability past it, from the side on which it is while every assumption holds.
        ensemble: Futures at hand (same seed, assumptions and policy), in which the assumptions that the model can break are watched;
            drawn by default.
        progress: Called with the number of futures that are done and about how many there will be.

    Returns:
        Loads, interactions, Shapley shares, exposures and minimal cut sets.

    Raises:
        QuestionError: The file has no assumptions.
        ArgumentError: The threshold is outside 0 to 1, or a name is unknown.
    """
    STRESS.need(model.assumptions)
    if not 0 < threshold < 1:
        raise ArgumentError(f"the threshold of stress is a probability between 0 and 1, not {threshold:g}")
    answer = find_answer(model, answer)
    drawn = model.drawn_assumptions
    posterior = Posterior(model, draws) if draws.evidence else None
    if posterior is None:
        credences = np.array([draws.assume.get(a.name, a.credence) for a in drawn], np.float64)
    else:
        credences = posterior.population[0].mean(axis=1)
    report = None if progress is None else lambda done: progress(done, max(done, draws.futures))
    answers = ModelAnswers(model, draws, answer, progress=report, posterior=posterior)
    structure = None
    if drawn:
        structure = measure_structure(answers, credences, threshold=threshold, futures=draws.futures, seed=draws.seed, posterior=posterior)
    watched: tuple[Association, ...] = ()
    if any(a.conditional for a in model.assumptions):
        if ensemble is None and posterior is not None:
            ensemble = posterior.whole
        ensemble = ensemble or simulate(model, draws.change(futures=min(draws.futures, WATCHED), record="outcomes"))
        watched = watch_assumptions(ensemble, answer)
    return StressFinding(
        model, answer, threshold, drawn, credences, structure, watched, answers.drawn + (len(ensemble) if watched and ensemble else 0),
        draws.seed, answers.unsound, posterior,
    )  # fmt: skip


def measure_structure(
    answering: Answering, credences: NDArray[np.float64], *, threshold: float, futures: int, seed: int, posterior: Posterior | None = None
) -> Structure:
    """Loads, interactions, breaking sets and Shapley shares of d assumptions with at most about `futures` calls of the answer.

    What the search for sets does not need goes to the Shapley shares. Each part meets chances of its own.
    """
    d = len(credences)
    rng = np.random.default_rng(seed)
    loads = measure_loads(answering, credences, int(futures * FOR_LOADS), rng, posterior=posterior)
    searched = tuple(sorted(np.argsort(-np.abs(loads.loads.value), kind="stable")[:MOST_ASSUMPTIONS].tolist()))
    counted = _Counted(answering, d, searched)
    breaking = _translate(
        find_breaking_sets(
            counted, len(searched), threshold=threshold, futures=int(futures * FOR_SETS), first=1 << 29, posterior=posterior
        ),
        searched,
    )
    left = futures - int(futures * FOR_LOADS) - counted.drawn
    lineage = None if posterior is None else posterior.lineage
    shares = estimate_shares(lambda joined, index: answering(~joined, index), d, chains_for(d, left), rng, first=1 << 30, lineage=lineage)
    return Structure(loads, shares, breaking, searched)


def watch_assumptions(futures: Futures, answer: str | None = None) -> tuple[Association, ...]:
    """The assumptions that the model can break, as they were seen in these futures."""
    yes, lineage = futures.answer(answer).astype(np.float64), futures.lineage
    found = []
    for name, first in futures.broke.items():
        broke = first >= 0
        periods = np.arange(len(futures.model.periods))[:, None]
        found.append(
            Association(
                name,
                estimate_share(broke, lineage=lineage),
                estimate_means(first == periods, span=1.0, lineage=lineage),
                estimate_conditional(yes, broke, span=1.0, lineage=lineage),
                estimate_conditional(yes, ~broke, span=1.0, lineage=lineage),
                estimate_contrast(yes, broke, span=1.0, lineage=lineage),
            )
        )
    return tuple(found)


class _Counted:
    """An answering of fewer assumptions, the others of d holding, that counts the futures it asks for."""

    def __init__(self, answering: Answering, d: int, searched: tuple[int, ...]) -> None:
        self._answering, self._d, self._searched = answering, d, list(searched)
        self.drawn = 0

    def __call__(self, holds: NDArray[np.bool_], index: NDArray[np.uint32]) -> NDArray[np.float64]:
        self.drawn += len(index)
        every = np.ones((self._d, len(index)), bool)
        every[self._searched] = holds
        return self._answering(every, index)


def _translate(breaking: Breaking, searched: tuple[int, ...]) -> Breaking:
    """Positions among the searched assumptions become positions among all."""

    def translate(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(Node(tuple(searched[j] for j in node.members), node.answer) for node in nodes)

    return Breaking(breaking.rising, translate(breaking.sets), translate(breaking.undecided), breaking.searched_to, breaking.complete)


def _row(estimate: Estimate) -> dict[str, float]:
    return {"probability": estimate.value, "standard_error": estimate.error}
