"""Compare: what changed, and why? The difference of the answer between two versions, attributed to the changes between them.

Each mixed version (with some of the changes made) is a model, and all use the same random numbers. The share of a change is its Shapley
value: its effect, averaged over all orders in which the changes can be made. The caller mixes the versions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from math import factorial
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, find_answer, make_plain
from lynchpin.statistics.estimates import Estimate, Estimates, estimate_mean, estimate_means, estimate_share

F64 = NDArray[np.float64]
Mixing = Callable[[tuple[bool, ...]], Model]
"""Returns the model of a mixed version, given whether each change is made."""

MOST_EXACT = 6
"""Up to this many changes, all mixed versions are simulated; beyond it, orders are sampled."""
VERSIONS = 240
"""About how many mixed versions are simulated when orders are sampled."""
LEAST_PAIRS = 6
"""Least number of pairs of an order and its reverse that are sampled, so that their spread can be estimated."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions: where it is (such as `parameters.anger.value`), and both texts."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, eq=False, repr=False)
class CompareFinding(Finding):
    """What each change does to the answer.

    Attributes:
        shares: [changes] the share of each; they add up to `difference`.
        unmatched: What has no counterpart in the other version, in words.
        exact: Whether all mixed versions were simulated, rather than a sample of orders.
    """

    question: ClassVar[str] = "compare"
    before: Model
    after: Model
    answer: str
    changes: tuple[Change, ...]
    shares: Estimates
    difference: Estimate
    probabilities: tuple[Estimate, Estimate]
    unmatched: tuple[str, ...]
    exact: bool
    futures: int
    seed: int
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per change, the greatest share first."""
        rows = pd.DataFrame(self._rows(), columns=["path", "from", "to", "share", "standard_error"])
        return rows.sort_values("share", key=abs, ascending=False, ignore_index=True, kind="stable")

    def to_dict(self) -> dict[str, Any]:
        before, after = self.probabilities
        result = {
            "lynchpin": version("lynchpin"),
            "titles": [self.before.title, self.after.title],
            "files_sha256": [self.before.sha256, self.after.sha256],
            "futures": self.futures,
            "seed": self.seed,
            "answer": self.answer,
            "before": {"probability": before.value, "standard_error": before.error},
            "after": {"probability": after.value, "standard_error": after.error},
            "difference": self.difference.value,
            "standard_error": self.difference.error,
            "changes": self._rows(),
            "unmatched": list(self.unmatched),
            "exact": self.exact,
        } | describe_nonfinite(self)
        plain: dict[str, Any] = make_plain(result)
        return plain

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"path": c.path, "from": c.before, "to": c.after, "share": value, "standard_error": error}
            for c, value, error in zip(self.changes, *self.shares, strict=True)
        ]


def measure_compare(
    before: Model,
    after: Model,
    changes: Sequence[Change],
    mix: Mixing,
    draws: Draws,
    *,
    unmatched: Sequence[str] = (),
    answer: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CompareFinding:
    """Measure what each change between two versions does to the answer.

    Args:
        before: The first version.
        after: The second version.
        changes: The differences between them.
        mix: Builds the model of a mixed version.
        draws: The request; about as many futures are drawn in all as it names.
        unmatched: What has no counterpart in the other version, in words.
        answer: The answer, by default the first of the first version.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The difference, and the share of each change.

    Raises:
        ArgumentError: The two have no answer of that name in common.
    """
    answer = find_common_answer(before, after, answer)
    playing = _Versions(mix, answer, draws, progress)
    d = len(changes)
    if d <= MOST_EXACT:
        values = _play_all(playing, d, max(draws.futures // 2**d, 100))
        gains = share_exactly(values)
        none, everyone = values[0], values[-1]
    else:
        pairs = max(VERSIONS // (2 * (d - 1)), LEAST_PAIRS)
        size = max(draws.futures // (2 * pairs * (d - 1)), 100)
        gains, none, everyone = _sample_orders(playing, d, pairs, size, np.random.default_rng(draws.seed))
    shares = estimate_means(gains, span=1.0) if d else Estimates(np.zeros(0), np.zeros(0))
    return CompareFinding(
        before=before,
        after=after,
        answer=answer,
        changes=tuple(changes),
        shares=shares,
        difference=estimate_mean(everyone - none, span=1.0) if d else Estimate(0.0, 0.0),
        probabilities=(_estimate_level(none), _estimate_level(everyone)),
        unmatched=tuple(unmatched),
        exact=d <= MOST_EXACT,
        futures=playing.drawn,
        seed=draws.seed,
        nonfinite=playing.nonfinite,
    )


def find_common_answer(before: Model, after: Model, answer: str | None) -> str:
    """Return the answer to compare: by default the first of the first file.

    Args:
        before: The first version.
        after: The second version.
        answer: The name of the answer.

    Raises:
        ArgumentError: The files are unrelated: they ask different questions, or this answer has no outcome in common.
    """
    answer = find_answer(before, answer)
    if _reduce(before.question) != _reduce(after.question):
        raise ArgumentError(
            f"the two files ask different questions, so their answers cannot be compared:\n  {before.question}\n  {after.question}\n"
            "hint: both files need the same `question`, and the same answer with at least one outcome in common"
        )
    if answer not in after.answers:
        common = [name for name in before.answers if name in after.answers]
        hint = f"ask about one that both have: {', '.join(common)}" if common else "give the answers that are to be compared the same name"
        raise ArgumentError(
            f"the answer `{answer}` of the first file cannot be matched: the second has {', '.join(after.answers)}\nhint: {hint}"
        )
    if not set(before.answers[answer]) & set(after.answers[answer]):
        first, second = (", ".join(model.answers[answer]) for model in (before, after))
        raise ArgumentError(
            f"the answer `{answer}` means different things in the two files: {first} in the first, {second} in the second\n"
            "hint: give the outcomes that mean the same thing the same name in both files"
        )
    return answer


def _reduce(text: str) -> str:
    """Return the letters and digits of a text, which are the same in two versions of one question."""
    return "".join(c for c in text.casefold() if c.isalnum())


def share_exactly(values: F64) -> F64:
    """Return Shapley values [d, N] from the value of all 2^d coalitions [2^d, N]; bit j of the row is set if j has joined."""
    d = len(values).bit_length() - 1
    gains = np.zeros((d, values.shape[1]))
    for coalition in range(2**d):
        size = coalition.bit_count()
        for j in range(d):
            if not coalition >> j & 1:
                weight = factorial(size) * factorial(d - size - 1) / factorial(d)
                gains[j] += weight * (values[coalition | 1 << j] - values[coalition])
    return gains


class _Versions:
    """Simulates mixed versions; counts the futures drawn, and those with a non-finite value by its cause."""

    def __init__(self, mix: Mixing, answer: str, draws: Draws, progress: Callable[[int, int], None] | None) -> None:
        self._mix, self._answer, self._draws, self._progress = mix, answer, draws, progress
        self.drawn, self.expected = 0, 0
        self.nonfinite: Counter[str] = Counter()

    def __call__(self, made: Sequence[bool], index: NDArray[np.uint32]) -> F64:
        """Return [N] whether the answer is true; NaN for a future with a non-finite value."""
        futures = simulate(self._mix(tuple(bool(m) for m in made)), self._draws.change(index=index, record="outcomes"))
        self.drawn += len(index)
        self.nonfinite.update(futures.health.nonfinite)
        if self._progress is not None:
            self._progress(self.drawn, self.expected)
        return np.where(futures.sound, futures.answer(self._answer).astype(np.float64), np.nan)


def _play_all(playing: _Versions, d: int, size: int) -> F64:
    """Return [2^d, N] the answer in every mixed version on the same random numbers, for the futures that have an answer in all of them."""
    index = np.arange(size, dtype=np.uint32)
    playing.expected = 2**d * size
    values = np.stack([playing([bool(coalition >> j & 1) for j in range(d)], index) for coalition in range(2**d)])
    return np.asarray(values[:, np.isfinite(values).all(axis=0)])


def _sample_orders(playing: _Versions, d: int, pairs: int, size: int, rng: np.random.Generator) -> tuple[F64, F64, F64]:
    """Sample orders of the changes, in pairs of an order and its reverse (Mitchell and others 2022).

    Args:
        playing: Simulates mixed versions.
        d: Number of changes.
        pairs: Number of pairs.
        size: Number of futures of each mixed version. Each pair uses different random numbers.
        rng: Draws the orders.

    Returns:
        Gains [d, pairs] of each change, and the probability of the answer without and with all changes [pairs].
    """
    gains, ends = np.zeros((d, pairs)), np.zeros((2, pairs))
    playing.expected = 2 * pairs * d * size
    for p in range(pairs):
        index = np.arange(p * size, (p + 1) * size, dtype=np.uint32)
        order = rng.permutation(d)
        ends[:, p] = [_average(playing([done] * d, index)) for done in (False, True)]
        for along in (order, order[::-1]):
            made, value = np.zeros(d, bool), ends[0, p]
            for k, j in enumerate(along):
                made[j] = True
                following = ends[1, p] if k == d - 1 else _average(playing(made.tolist(), index))
                gains[j, p] += (following - value) / 2
                value = following
    return gains, ends[0], ends[1]


def _average(answers: F64) -> float:
    """Return the mean over futures that have an answer."""
    known = answers[np.isfinite(answers)]
    return float(known.mean()) if len(known) else math.nan


def _estimate_level(answers: F64) -> Estimate:
    """Estimate a share from answers of futures, or from means over futures."""
    return estimate_share(answers) if np.isin(answers, (0.0, 1.0)).all() else estimate_mean(answers)
