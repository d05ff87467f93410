"""Robustness: how much do the author's own choices matter?

A file has numbers that its author chose: constants in equations, thresholds, weights, levels. No distribution varies them, so no other
question shows what depends on them. Here each is changed by a quarter of its size, or by what the file says, alone, in pairs and all
together, and so are all doubts. All variations use the same random numbers, and none needs a new program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from lynchpin.engine.model import Model
from lynchpin.engine.modelling import Form
from lynchpin.engine.order import BLOCK, Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.errors import ArgumentError
from lynchpin.questions.robustness import ROBUSTNESS
from lynchpin.questions.robustness.doubts import Doubts, measure_doubts, measure_swing
from lynchpin.questions.robustness.flips import Flip, flip_policies, flip_words
from lynchpin.questions.robustness.runs import Runs
from lynchpin.questions.robustness.single import (
    PAIRED,
    SCREENED,
    STRONGEST,
    Pair,
    Variation,
    measure_pairs,
    measure_strongest,
    screen_choices,
)
from lynchpin.questions.robustness.together import VARIATIONS, Together, measure_together
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.statistics.estimates import Estimate

FOR_BASE, FOR_DOUBTS, FOR_TOGETHER, FOR_POLICIES = 0.1, 0.15, 0.15, 0.1
"""Shares of the futures for the model of the file, for both doubts, for all choices together, and for the best policy. The screening takes
what it needs, and what is left goes to the strongest choices."""
FOR_PAIRS = 0.2
"""Share of what is left that goes to pairs."""
FLIPPED = 5
"""Number of choices for which policies are compared again."""


@dataclass(frozen=True, slots=True)
class OtherForm:
    """The answer in another form of the model."""

    form: Form
    probability: Estimate
    change: Estimate


@dataclass(frozen=True, eq=False, repr=False)
class RobustnessFinding(Finding):
    """How much the answer depends on the choices of the author.

    Attributes:
        probability: Probability of the answer with the numbers of the file.
        choices: Every choice in the direction of its larger change, the largest change first.
        both: The strongest choices in both directions, the largest change first.
        pairs: The strongest choices in pairs.
        together: The answer with all choices varying at once; None if there are none.
        doubts: The answer with all doubts halved and doubled; None without assumptions.
        forms: Other forms of the model; empty if they were not asked for.
        flips: Choices that change a conclusion.
    """

    question: ClassVar[str] = "robustness"
    model: Model
    answer: str
    probability: Estimate
    choices: tuple[Variation, ...]
    both: tuple[Variation, ...]
    pairs: tuple[Pair, ...]
    together: Together | None
    doubts: Doubts | None
    forms: tuple[OtherForm, ...]
    flips: tuple[Flip, ...]
    futures: int
    seed: int
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest probability of the answer over single choices that were changed on more than a few futures."""
        levels = [one.probability.value for one in self.both] + [self.probability.value]
        return min(levels), max(levels)

    @property
    def swing(self) -> Estimate | None:
        """The difference of the log-odds between the 5% and the 95% quantile with all choices varying; None without choices."""
        if self.together is None:
            return None
        return measure_swing(self.together.p05, self.together.p95, self.futures)

    @property
    def table(self) -> pd.DataFrame:
        """One row per choice, the largest change first."""
        return pd.DataFrame([_describe_variation(one) for one in self.choices])

    def to_dict(self) -> dict[str, Any]:
        result = describe_run(self.model, futures=self.futures, seed=self.seed) | describe_nonfinite(self)
        result |= {
            "answer": self.answer,
            "probability": self.probability.value,
            "standard_error": self.probability.error,
            "range": list(self.range),
            "together": None if self.together is None else _describe_together(self.together),
            "doubts": None if self.doubts is None else _describe_doubts(self.doubts),
            "choices": [_describe_variation(one) for one in self.choices],
            "pairs": [_describe_pair(pair) for pair in self.pairs],
            "forms": [_describe_form(one) for one in self.forms],
            "flips": [_describe_flip(flip) for flip in self.flips],
        }
        plain: dict[str, Any] = make_plain(result)
        return plain


def measure_robustness(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    forms: bool = False,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RobustnessFinding:
    """Measure how much the answer depends on the choices of the author.

    Args:
        model: The model to draw from.
        draws: The request; about as many futures are drawn as it names.
        answer: The answer, by default the first of the file.
        forms: Whether to try other forms of the model, each of which is compiled.
        ensemble: Futures at hand (same seed, assumptions and policy), which then need not be drawn again.
        progress: Called with the number of futures that are done and about how many there will be.

    Returns:
        The answer with each choice changed, with all of them, and with other doubts.

    Raises:
        QuestionError: The file has neither choices nor assumptions.
        ArgumentError: A name is unknown, or there are too few futures for so many choices.
    """
    ROBUSTNESS.need(model.choices or model.drawn_assumptions)
    answer = find_answer(model, answer)
    plan = _plan(model, draws.futures)
    runs = Runs(model, draws, answer, None if progress is None else lambda done: progress(done, max(done, draws.futures)))
    runs.start(plan.base, ensemble)
    doubts = measure_doubts(runs, plan.doubts) if model.drawn_assumptions else None
    variations: list[Variation] = []
    both: list[Variation] = []
    pairs: list[Pair] = []
    together, flips = None, list[Flip]()
    if model.choices:
        screened = screen_choices(runs)
        both, strongest = measure_strongest(runs, screened, plan.single)
        variations = [*strongest, *screened[STRONGEST:]]
        pairs = measure_pairs(runs, strongest, plan.pairs)
        together = measure_together(runs, plan.together)
        flips = flip_words(runs.probability, both, model.words)
        if plan.policies:
            flips += flip_policies(runs, strongest[:FLIPPED], plan.policies)
    others = [_measure_form(runs, form, plan.base) for form in model.forms] if forms else []
    return RobustnessFinding(
        model, answer, runs.probability, tuple(variations), tuple(both), tuple(pairs), together, doubts, tuple(others), tuple(flips),
        runs.drawn, draws.seed, dict(runs.nonfinite),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Plan:
    """Numbers of futures: of the model of the file, and of each variation of its kind."""

    base: int
    doubts: int
    single: int
    pairs: int
    together: int
    policies: int


def count_least(choices: int) -> int:
    """Return the least number of futures with which so many choices can be varied."""
    return 2 * SCREENED * max(choices, VARIATIONS)


def _plan(model: Model, futures: int) -> _Plan:
    """Share out the futures.

    Raises:
        ArgumentError: There are too few for so many choices.
    """
    number = len(model.choices)
    least = count_least(number)
    if futures < least:
        raise ArgumentError(f"robustness needs at least {least:,} futures to vary {number} choices")
    policies = FLIPPED * (1 + len(model.policies)) if model.goals and model.policies else 0
    kept = min(STRONGEST, number)
    paired = min(PAIRED, number)
    left = futures * (1 - FOR_BASE - FOR_DOUBTS - FOR_TOGETHER - (FOR_POLICIES if policies else 0)) - SCREENED * number
    return _Plan(
        base=_round(FOR_BASE * futures),
        doubts=_round(FOR_DOUBTS * futures / 2),
        single=_round(min((1 - FOR_PAIRS) * left / max(1, 2 * kept), FOR_BASE * futures - SCREENED)),
        pairs=_round(min(FOR_PAIRS * left / max(1, paired * (paired - 1) // 2), FOR_BASE * futures - SCREENED)),
        together=_round(FOR_TOGETHER * futures / VARIATIONS),
        policies=_round(FOR_POLICIES * futures / policies) if policies else 0,
    )


def _round(futures: float) -> int:
    """Return a number of futures as whole blocks, at least one."""
    return BLOCK * max(1, int(futures / BLOCK))


def _measure_form(runs: Runs, form: Form, count: int) -> OtherForm:
    varied = runs.play([form.build()], count, threads=None)[0]
    return OtherForm(form, runs.level(varied), runs.change(varied))


def _describe_variation(one: Variation) -> dict[str, Any]:
    return {
        "path": one.choice.path,
        "line": one.choice.line,
        "kind": one.choice.kind,
        "from": one.choice.value,
        "to": one.to,
        **_describe_change(one),
        "screened": one.screened,
    }


def _describe_pair(pair: Pair) -> dict[str, Any]:
    return {
        "paths": [pair.first.choice.path, pair.second.choice.path],
        "lines": [pair.first.choice.line, pair.second.choice.line],
        **_describe_change(pair),
        "sum_of_changes": pair.alone,
    }


def _describe_change(one: Variation | Pair | OtherForm) -> dict[str, float]:
    return {
        "probability": one.probability.value,
        "standard_error": one.probability.error,
        "change": one.change.value,
        "change_standard_error": one.change.error,
    }


def _describe_together(together: Together) -> dict[str, Any]:
    return {**_with_errors(p05=together.p05, median=together.median, p95=together.p95), "variations": together.variations}


def _describe_doubts(doubts: Doubts) -> dict[str, Any]:
    return _with_errors(halved=doubts.halved, doubled=doubts.doubled, swing=doubts.swing)


def _with_errors(**estimates: Estimate) -> dict[str, float]:
    """Return each estimate under its name, followed by its standard error."""
    pairs = ((name, f"{name}_standard_error", estimate) for name, estimate in estimates.items())
    return {key: number for name, error, estimate in pairs for key, number in ((name, estimate.value), (error, estimate.error))}


def _describe_form(one: OtherForm) -> dict[str, Any]:
    return {
        "path": one.form.path,
        "line": one.form.line,
        "kind": one.form.kind,
        "from": one.form.before,
        "to": one.form.after,
        **_describe_change(one),
    }


def _describe_flip(flip: Flip) -> dict[str, Any]:
    one = _describe_variation(flip.variation)
    return {"about": flip.about, "before": flip.before, "after": flip.after} | {
        key: one[key] for key in ("path", "line", "kind", "from", "to")
    }
