"""Single choices: the answer with one number of the author changed, and with two.

Every number is first increased alone, on few futures. The numbers with the largest changes are then increased and decreased on more, and
on other futures than those by which they were selected: the largest of many noisy changes would otherwise look too large. This is a
one-at-a-time design like the elementary effects of Morris (1991), but around the numbers of the file, which a reader knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lynchpin.engine.modelling import ModellingChoice
from lynchpin.engine.order import BLOCK
from lynchpin.engine.variation import vary_choices
from lynchpin.questions.robustness.runs import F64, Runs
from lynchpin.statistics.estimates import Estimate

SCREENED = BLOCK
"""Number of futures on which each choice is first changed."""
STRONGEST = 12
"""Number of choices that are then changed on more futures."""
PAIRED = 4
"""Number of choices that are also changed in pairs."""


@dataclass(frozen=True, slots=True)
class Variation:
    """The answer with one choice changed.

    Attributes:
        place: Position of the choice in `Model.choices`.
        choice: The choice.
        factor: By what it was multiplied.
        probability: Probability of the answer.
        change: Change of this probability.
        screened: Whether this is the estimate from few futures, by which the choice was not among the strongest.
    """

    place: int
    choice: ModellingChoice
    factor: float
    probability: Estimate
    change: Estimate
    screened: bool = False

    @property
    def to(self) -> float:
        """The changed number, in the unit of the file."""
        return float(f"{self.choice.value * self.factor:.12g}")


@dataclass(frozen=True, slots=True)
class Pair:
    """The answer with two choices changed at once, each in its direction of the larger change."""

    first: Variation
    second: Variation
    probability: Estimate
    change: Estimate

    @property
    def alone(self) -> float:
        """The sum of the changes by each choice alone."""
        return self.first.change.value + self.second.change.value


def screen_choices(runs: Runs) -> list[Variation]:
    """Return the answer with each choice increased alone, the largest change first."""
    choices = runs.model.choices
    factors = [{k: 1 + choice.size} for k, choice in enumerate(choices)]
    played = runs.play([vary_choices(runs.model, factor) for factor in factors], SCREENED)
    return _order([_compare(runs, factor, varied, 0, screened=True) for factor, varied in zip(factors, played, strict=True)])


def measure_strongest(runs: Runs, screened: Sequence[Variation], count: int) -> tuple[list[Variation], list[Variation]]:
    """Measure the strongest choices on other futures.

    Args:
        runs: Plays the variations.
        screened: All choices, the largest change first.
        count: Number of futures of each variation.

    Returns:
        The strongest choices, each increased and decreased, the largest change first; and those of them that change the answer more.
    """
    kept = screened[:STRONGEST]
    factors = [{one.place: factor} for one in kept for factor in (1 + one.choice.size, 1 - one.choice.size)]
    played = runs.play([vary_choices(runs.model, factor) for factor in factors], count, SCREENED)
    both = _order([_compare(runs, factor, varied, SCREENED) for factor, varied in zip(factors, played, strict=True)])
    larger: dict[int, Variation] = {}
    for one in both:
        larger.setdefault(one.place, one)
    return both, list(larger.values())


def measure_pairs(runs: Runs, strongest: Sequence[Variation], count: int) -> list[Pair]:
    """Return the answer with the strongest choices changed in pairs, the largest change first.

    Args:
        runs: Plays the variations.
        strongest: The strongest choices, each in its direction of the larger change.
        count: Number of futures of each pair.
    """
    pairs = list(combinations(strongest[:PAIRED], 2))
    models = [vary_choices(runs.model, {one.place: one.factor for one in pair}) for pair in pairs]
    played = runs.play(models, count, SCREENED)
    found = [Pair(*pair, runs.level(varied, SCREENED), runs.change(varied, SCREENED)) for pair, varied in zip(pairs, played, strict=True)]
    return sorted(found, key=lambda pair: -abs(pair.change.value))


def _compare(runs: Runs, factors: Mapping[int, float], varied: F64, first: int, *, screened: bool = False) -> Variation:
    ((place, factor),) = factors.items()
    return Variation(place, runs.model.choices[place], factor, runs.level(varied, first), runs.change(varied, first), screened)


def _order(variations: Sequence[Variation]) -> list[Variation]:
    sizes = np.array([abs(one.change.value) for one in variations])
    return [variations[k] for k in np.argsort(-sizes, kind="stable")]
