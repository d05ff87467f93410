"""Stress: what does the answer depend on? Loads, interactions, Shapley shares, exposures and minimal cut sets of the assumptions.

Terms after Dewar's Assumption-Based Planning (2002): an assumption is load-bearing if its failure changes the answer, and vulnerable if
it may fail. An assumption with `holds_while`, which the model itself can break, is not set but observed. The result is then an
association, and is labelled so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Assumption, Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.answering import ModelAnswers, Posterior
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.questions.shared.method import Method, count_effective, estimate_answer
from lynchpin.questions.stress import STRESS
from lynchpin.questions.stress.associations import Association, watch_assumptions
from lynchpin.questions.stress.base import draw_base
from lynchpin.questions.stress.dates import FOR_DATES, DatedLoads, measure_dated_loads
from lynchpin.questions.stress.ensemble import find_loads
from lynchpin.questions.stress.joint import Dependent, Given, Independent
from lynchpin.questions.stress.learning import Learning, measure_learning
from lynchpin.questions.stress.node import Node
from lynchpin.questions.stress.rows import list_association, list_dates, list_estimate, list_verdict
from lynchpin.questions.stress.structure import FOR_BASE, FOR_VERDICT, Structure, measure_structure
from lynchpin.questions.stress.verdict import Sample, Verdict, compute_chances, estimate_chances, find_verdict, set_each
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_means, estimate_share

LEAST_PER_ASSUMPTION = 20
"""Least number of futures per assumption; with fewer the estimates would be too imprecise."""


@dataclass(frozen=True, eq=False, repr=False)
class StressFinding(Finding):
    """What the answer depends on.

    Attributes:
        threshold: Probability of the answer that a cut set crosses.
        baseline: Probability of the answer with every assumption at its credence, or given the evidence.
        assumptions: The d assumptions with a credence.
        credences: [d] probability that each holds.
        structure: How the answer depends on these assumptions; None if there are none.
        associations: Assumptions that the model itself can break.
        futures: Number of futures drawn.
        posterior: Futures given evidence; None without evidence.
        learning: [d] the effect of learning that each assumption failed.
        joint: The states of assumptions that depend on each other; None if they are independent, or given evidence.
        dated: When assumptions that can fail along the way fail, and their loads by date.
        fails: [d, N] whether each assumption fails at some time, and the lineage [N]; None if none can fail along the way.
        verdict: The answer by what fails; None if it was not measured.
        method: How the baseline was estimated.
    """

    question: ClassVar[str] = "stress"
    model: Model
    answer: str
    threshold: float
    baseline: Estimate
    assumptions: tuple[Assumption, ...]
    credences: NDArray[np.float64]
    structure: Structure | None
    associations: tuple[Association, ...]
    futures: int
    seed: int
    posterior: Posterior | None = None
    learning: tuple[Learning, ...] = ()
    joint: Dependent | None = None
    dated: tuple[DatedLoads, ...] = ()
    fails: tuple[NDArray[np.bool_], NDArray[np.uint32]] | None = None
    verdict: Verdict | None = None
    method: Method = "counting"
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def ancestors(self) -> int | None:
        """Number of distinct ancestors; None without evidence."""
        return None if self.posterior is None else count_ancestors(self.posterior.whole.lineage)

    @property
    def table(self) -> pd.DataFrame:
        """One row per assumption with a credence, the greatest exposure first."""
        columns = ["name", "credence", "load", "standard_error", "vulnerability", "exposure", "shapley", "shapley_standard_error"]
        rows = pd.DataFrame(self._assumption_rows(), columns=columns)
        return rows.sort_values("exposure", key=abs, ascending=False, ignore_index=True)

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = describe_run(self.model, futures=self.futures, seed=self.seed)
        result |= {"method": self.method, "effective_futures": count_effective(self.baseline, self.futures)}
        result |= {"answer": self.answer, "threshold": self.threshold, "assumptions": self._assumption_rows()}
        result |= describe_nonfinite(self)
        result |= {"distinct_ancestors": self.ancestors}
        if self.verdict is not None:
            result |= {"verdict": list_verdict(self.verdict, [a.name for a in self.assumptions])}
        periods = self.model.periods
        result |= {"failing_along_the_way": [list_dates(one, self.assumptions[one.position].name, periods) for one in self.dated]}
        result |= self._structure_rows() | {"broken_by_the_model": [list_association(a, periods) for a in self.associations]}
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
                **self._learning_row(j),
                "shapley": shares.value[j],
                "shapley_standard_error": shares.error[j],
            }
            for j, (a, c) in enumerate(zip(self.assumptions, measured.credences.value.tolist(), strict=True))
        ]

    def _learning_row(self, j: int) -> dict[str, Any]:
        if not self.learning:
            return {}
        effect, partner = self.learning[j].effect, self.learning[j].partner
        return {
            "learned": effect.value,
            "learned_standard_error": effect.error,
            "goes_with": None
            if partner is None
            else {
                "name": self.assumptions[partner.position].name,
                "fails_if_learned": list_estimate(partner.learned),
                "fails_if_set": list_estimate(partner.set),
            },
        }

    def _structure_rows(self) -> dict[str, Any]:
        if self.structure is None:
            return {"interactions": [], "breaking_sets": [], "sufficient_sets": [], "undecided": []}
        loads, shares, found = self.structure.loads, self.structure.shares, self.structure.cut_sets
        return {
            "probability": list_estimate(self.baseline),
            "all_hold": list_estimate(self._all_hold),
            "all_fail": list_estimate(shares.everyone),
            "interactions": [
                {"assumptions": self._names(pair), "interaction": value, "standard_error": error}
                for pair, value, error in zip(loads.pairs, *loads.interactions, strict=True)
                if np.isfinite(value)
            ],
            "breaking_sets": [self._set_row(node) for node in found.sets],
            "sufficient_sets": [self._set_row(node) for node in found.sufficient],
            "undecided": [self._set_row(node) for node in found.undecided],
            "search": {
                "direction": "up" if found.rising else "down",
                "base_decided": found.base_decided,
                "searched_to": found.searched_to,
                "at_least": found.at_least,
                "complete": found.complete and len(self.structure.searched) == len(self.assumptions),
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

    @property
    def _all_hold(self) -> Estimate:
        """The answer if every assumption holds, as in the verdict."""
        if self.verdict is None or self.verdict.all_hold.answer is None:
            return Estimate(math.nan, math.nan)
        return self.verdict.all_hold.answer

    def chance_of(self, node: Node) -> Estimate:
        """Return the probability that all members of a set fail, without error if they are independent."""
        if self.fails is not None:
            return estimate_share(self.fails[0][list(node.members)].all(axis=0), lineage=self.fails[1])
        source = self.posterior or self.joint
        if source is not None:
            return source.share_failing(node.members)
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
        draws: The request; at most as many futures are drawn as it names. Its `assume` replaces credences. Given evidence,
            assumptions are set from the period after it on.
        answer: The answer, by default the first of the file.
        threshold: Probability of the answer that a cut set crosses, from the side on which it is while every assumption holds.
        ensemble: Futures at hand (same seed, assumptions and policy). The probability of the answer is estimated from them, and so is how
            often the model breaks an assumption. By default a quarter of the futures is drawn for this.
        progress: Called with the number of futures that are done and about how many there will be.

    Returns:
        Loads, interactions, Shapley shares, exposures and minimal cut sets.

    Raises:
        QuestionError: The file has no assumptions.
        ArgumentError: The threshold is outside 0 to 1, a name is unknown, or there are too few futures for so many assumptions.
    """
    STRESS.need(model.assumptions)
    if not 0 < threshold < 1:
        raise ArgumentError(f"the threshold must be a probability between 0 and 1, not {threshold:g}")
    answer = find_answer(model, answer)
    drawn = model.drawn_assumptions
    posterior = Posterior(model, draws) if draws.evidence else None
    if posterior is None:
        credences = np.array([draws.assume.get(a.name, a.credence) for a in drawn], np.float64)
    else:
        credences = posterior.population[0].mean(axis=1)
    report = None if progress is None else lambda done: progress(done, max(done, draws.futures))
    joint = Dependent(model, draws.change(states={}, policy=None)) if model.has_dependent_assumptions and posterior is None else None
    if joint is not None and draws.assume:
        credences = joint.shares.value
    answers = ModelAnswers(model, draws, answer, progress=report, posterior=posterior)
    if drawn and draws.futures < LEAST_PER_ASSUMPTION * (1 + len(drawn)):
        raise ArgumentError(f"stress needs at least {LEAST_PER_ASSUMPTION * (1 + len(drawn)):,} futures for {len(drawn)} assumptions")
    base, size = draw_base(model, draws, ensemble, posterior)
    structure, sound = None, base.sound
    lineage = None if posterior is None else base.lineage[sound]
    dated: tuple[DatedLoads, ...] = ()
    fails = np.array([~base.assumptions[a.name][sound] for a in drawn], bool).reshape(len(drawn), -1)
    lasting = np.array([a.lasting for a in drawn], bool)
    held = estimate_means((~fails).astype(np.float64), span=1.0, lineage=base.lineage[sound]) if drawn else None
    for_dates = int(draws.futures * FOR_DATES) if lasting.any() else 0
    left = draws.futures - size - for_dates
    placed = set_each(answers, len(drawn), int(left * FOR_VERDICT / (1 - FOR_BASE)), posterior)
    chances = compute_chances(credences) if joint is None else estimate_chances(~joint.states)
    if posterior is not None or lasting.any():
        chances = estimate_chances(fails, lineage)
    sample = Sample(base.answer(answer)[sound].astype(np.float64), lineage)
    verdict = find_verdict(placed, sample, fails, chances, alike=posterior is None and not lasting.any())
    if held is not None:
        credences = np.where(lasting, held.value, credences)
        structure = measure_structure(
            answers, credences, threshold=threshold, futures=left - placed.answers.size, seed=draws.seed, posterior=posterior, joint=joint,
            lasting=lasting, verdict=verdict, known_loads=find_loads(base, answer, credences),
        )  # fmt: skip
        if lasting.any():
            errors = np.where(lasting, held.error, structure.loads.credences.error)
            structure = replace(structure, loads=replace(structure.loads, credences=Estimates(structure.loads.credences.value, errors)))
            states = joint or (Independent(credences, np.random.default_rng(draws.seed)) if posterior is None else Given(posterior))
            dated = measure_dated_loads(answers, base, states, lasting, for_dates, posterior)
    baseline, method = estimate_answer(base, answer)
    return StressFinding(
        model=model,
        answer=answer,
        threshold=threshold,
        baseline=baseline,
        assumptions=drawn,
        credences=credences,
        structure=structure,
        associations=watch_assumptions(base, answer) if any(a.conditional for a in model.assumptions) else (),
        futures=answers.drawn + size,
        seed=draws.seed,
        posterior=posterior,
        learning=measure_learning(base, answer, joint) if drawn else (),
        joint=joint,
        fails=(fails, base.lineage[sound]) if lasting.any() else None,
        dated=dated,
        verdict=verdict,
        method=method,
        nonfinite=answers.nonfinite + Counter(base.health.nonfinite if size else {}),
    )
