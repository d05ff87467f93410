"""Flips: choices that change the word of likelihood for the answer, or the policy that is best on average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lynchpin.engine.model import Model
from lynchpin.engine.variation import vary_choices
from lynchpin.questions.robustness.runs import Runs
from lynchpin.questions.robustness.single import Variation
from lynchpin.questions.shared.choices import TIE, choose_by_mean
from lynchpin.questions.shared.effects import play_policies, read_goals
from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Flip:
    """A choice that changes a conclusion: the word of likelihood, or the best policy."""

    variation: Variation
    about: Literal["likelihood", "policy"]
    before: str
    after: str


def find_word(probability: float, words: Mapping[str, tuple[float, float]]) -> str:
    """Return the word for a probability; of nested ranges the narrowest, and the empty string between ranges.

    Args:
        probability: The probability.
        words: The range of each word. It contains its lower end, and its upper end only at 1.
    """
    fitting = [(high - low, word) for word, (low, high) in words.items() if low <= probability < high or probability == high == 1.0]
    return min(fitting)[1] if fitting else ""


def flip_words(base: Estimate, variations: Sequence[Variation], words: Mapping[str, tuple[float, float]]) -> list[Flip]:
    """Return the variations with another word of likelihood, if neither probability is within two standard errors of another word.

    Args:
        base: Probability of the answer in the model of the file.
        variations: The variations.
        words: The range of each word.
    """
    before = _find_sure_word(base, words)
    flips = []
    for one in variations:
        after = _find_sure_word(one.probability, words)
        if before and after and before != after:
            flips.append(Flip(one, "likelihood", before, after))
    return flips


def _find_sure_word(probability: Estimate, words: Mapping[str, tuple[float, float]]) -> str:
    reach = TIE * probability.error
    ends = {find_word(min(max(probability.value + step, 0.0), 1.0), words) for step in (-reach, 0.0, reach)}
    return ends.pop() if len(ends) == 1 else ""


def flip_policies(runs: Runs, variations: Sequence[Variation], count: int) -> list[Flip]:
    """Return the variations in which another policy is best on average, by more than two standard errors.

    Args:
        runs: Plays the variations.
        variations: The variations.
        count: Number of futures of each policy.
    """

    def choose(model: Model) -> tuple[str, set[str]]:
        played = play_policies(model, runs.draws.piece(0, count))
        gains = read_goals(played)
        sound = [bool(x) for x in (gains == gains).all(axis=0)]
        runs.drawn += count * len(played)
        choice = choose_by_mean(list(played), gains[:, sound])
        return choice.best, {choice.best, *choice.ties}

    before, among = choose(runs.model)
    flips = []
    for one in variations:
        after, ties = choose(vary_choices(runs.model, {one.place: one.factor}))
        if not among & ties:
            flips.append(Flip(one, "policy", before, after))
    return flips
