"""Scenarios: which combinations of values go with the answer? Boxes over inputs and assumptions, and representative futures.

Boxes are searched in half of the futures and measured in the other half, so that the search does not bias their coverage and density.
Futures with a common ancestor (given evidence) go into the same half. Stories are futures of the ensemble, described by date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.questions.scenarios import SCENARIOS
from lynchpin.questions.scenarios.behind import name_assumptions
from lynchpin.questions.scenarios.happenings import write_level
from lynchpin.questions.scenarios.stories import Story, tell_stories, to_rows
from lynchpin.questions.scenarios.words import list_words, order_words
from lynchpin.questions.shared.ancestry import count_ancestors
from lynchpin.questions.shared.finding import Finding, describe_nonfinite, describe_run, find_answer, make_plain
from lynchpin.questions.shared.method import estimate_answer, estimate_each
from lynchpin.questions.shared.soundness import count_nonfinite
from lynchpin.statistics.boxes import Box, find_boxes
from lynchpin.statistics.estimates import Estimate, estimate_conditional, estimate_contrast, estimate_share

CLEAR = 3.0
"""A box is reported if the answer is more common in it than elsewhere by this many standard errors, in futures not used to find it."""


@dataclass(frozen=True)
class MeasuredBox:
    """A box, measured in futures that were not used to find it.

    Attributes:
        box: The limits.
        coverage: Share of the futures with the answer that lie inside.
        density: Share of the futures inside that have the answer.
        mass: Share of all futures that lie inside.
        ranges: Lowest and highest value drawn of each limited input, for open sides.
        assumptions: Names of the limits that are assumptions.
        words: For inputs whose values are words, the set of words inside the box.
    """

    box: Box
    coverage: Estimate
    density: Estimate
    mass: Estimate
    ranges: Mapping[str, tuple[float, float]]
    assumptions: frozenset[str]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def limits(self) -> dict[str, tuple[float, float]]:
        """Return (low, high) by name. An assumption is (0, 0) if it fails and (1, 1) if it holds. For words, see `words`."""
        found = {}
        for name, (low, high) in self.box.limits.items():
            if name in self.assumptions:
                found[name] = (0.0, 0.0) if high < 1 else (1.0, 1.0)
            else:
                found[name] = (max(low, self.ranges[name][0]), min(high, self.ranges[name][1]))
        return found

    def describe_ends(self, name: str) -> tuple[float | str, float | str]:
        """Return the low and high end of a limit. Words have no order: instead of both ends stands the set of words."""
        if name not in self.words:
            return self.limits()[name]
        inside = f"{{{', '.join(self.words[name])}}}"
        return inside, inside

    def conditions(self) -> list[str]:
        """Return each limit in words."""
        words = []
        for name, (low, high) in self.box.limits.items():
            if name in self.assumptions:
                words.append(f"`{name}` {'fails' if high < 1 else 'holds'}")
            elif name in self.words:
                words.append(f"`{name}` is {' or '.join(self.words[name])}")
            elif np.isinf(low):
                words.append(f"`{name}` under {write_level(high)}")
            elif np.isinf(high):
                words.append(f"`{name}` over {write_level(low)}")
            else:
                words.append(f"`{name}` between {write_level(low)} and {write_level(high)}")
        return words


@dataclass(frozen=True, eq=False, repr=False)
class ScenariosFinding(Finding):
    """Boxes for the answer, and stories of each outcome.

    Attributes:
        share: Probability of the answer in all futures.
        covered: Share of the futures with the answer that lie in a box.
        ancestors: Number of distinct ancestors, None if every future has its own.
    """

    question: ClassVar[str] = "scenarios"
    model: Model
    answer: str
    share: Estimate
    boxes: tuple[MeasuredBox, ...]
    covered: Estimate
    stories: tuple[Story, ...]
    probabilities: Mapping[str, Estimate]
    futures: int
    seed: int
    ancestors: int | None = None
    nonfinite: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row per limit of each box."""
        columns = ["box", "name", "low", "high", "p_low", "p_high", "coverage", "density", "mass"]
        rows = [
            (k + 1, name, *b.describe_ends(name), *b.box.p_values[name], b.coverage.value, b.density.value, b.mass.value)
            for k, b in enumerate(self.boxes)
            for name in b.box.limits
        ]
        return pd.DataFrame(rows, columns=columns)

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = describe_run(
            self.model, futures=self.futures, seed=self.seed, independent=self.ancestors
        ) | describe_nonfinite(self)
        result |= {
            "answer": self.answer,
            "probability": self.share.value,
            "standard_error": self.share.error,
            "boxes": [_box_row(b) for b in self.boxes],
            "distinct_ancestors": self.ancestors,
            "covered": {"share": self.covered.value, "standard_error": self.covered.error},
            "stories": to_rows(self.stories, self.probabilities),
        }
        plain: dict[str, Any] = make_plain(result)
        return plain


def measure_scenarios(
    model: Model,
    draws: Draws,
    *,
    answer: str | None = None,
    ensemble: Futures | None = None,
    stories: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> ScenariosFinding:
    """Find combinations of inputs and assumptions that go with the answer, and representative futures of each outcome.

    Args:
        model: The model to draw from.
        draws: The request.
        answer: The answer, by default the first of the file.
        ensemble: Futures at hand with their paths; drawn by default.
        stories: Number of representative futures for each outcome.
        progress: Called with the number of futures done and the number requested.

    Returns:
        Boxes with their coverage and density, and stories.

    Raises:
        QuestionError: Nothing in the file is uncertain.
    """
    uncertain = [q.name for q in model.inputs if not q.certain]
    SCENARIOS.need(uncertain or model.drawn_assumptions)
    answer = find_answer(model, answer)
    drawn = ensemble or simulate(model, draws, progress=progress)
    sound = drawn.sound
    yes, lineage = drawn.answer(answer)[sound], drawn.lineage[sound]
    columns, orders = order_words(collect_columns(drawn), yes, find_seen(lineage), [q.name for q in model.inputs if q.states])
    found = measure_boxes(columns, yes, {a.name: a.replaces for a in model.drawn_assumptions}, lineage)
    boxes = tuple(replace(b, words=list_words(b.box, model.inputs, orders)) for b in found)
    covered = np.zeros(len(yes), bool)
    for b in boxes:
        covered |= b.box.contains(columns)
    unseen = ~find_seen(lineage)
    return ScenariosFinding(
        model=model,
        answer=answer,
        share=estimate_answer(drawn, answer)[0],
        boxes=boxes,
        covered=estimate_conditional(covered[unseen], yes[unseen], span=1.0, lineage=lineage[unseen])
        if unseen.any()
        else Estimate(np.nan, np.nan),
        stories=tell_stories(drawn, per_outcome=stories),
        probabilities=estimate_each(drawn, {name: drawn.outcome == k for k, name in enumerate(model.outcomes)}),
        futures=len(drawn),
        seed=drawn.seed,
        ancestors=None if drawn.ancestors is None else count_ancestors(drawn.lineage),
        nonfinite=count_nonfinite([drawn]),
    )


def collect_columns(futures: Futures) -> dict[str, NDArray[Any]]:
    """Return [N] values, in the sound futures, of what boxes can limit: uncertain inputs, and assumptions with a credence (1 or 0)."""
    sound = futures.sound
    columns: dict[str, NDArray[Any]] = {q.name: futures.inputs[q.name][sound] for q in futures.model.inputs if not q.certain}
    columns |= {a.name: futures.assumptions[a.name][sound] for a in futures.model.drawn_assumptions}
    return {name: values for name, values in columns.items() if np.ptp(np.asarray(values, np.float64)) > 0}


def measure_boxes(
    columns: Mapping[str, NDArray[Any]],
    yes: NDArray[np.bool_],
    replaces: Mapping[str, tuple[str, ...]] | None = None,
    lineage: NDArray[np.uint32] | None = None,
) -> tuple[MeasuredBox, ...]:
    """Search boxes in every other future and measure them in the rest.

    Args:
        columns: [N] values of each input, and 1 or 0 for each assumption.
        yes: [N] futures with the answer.
        replaces: The assumptions, each with the inputs whose values its failure changes.
        lineage: [N] the same number for futures that descend from one ancestor.

    Returns:
        The boxes in which the answer is more common than elsewhere, clearest first.
    """
    replaces = replaces or {}
    if not columns:
        return ()
    lineage = np.arange(len(yes), dtype=np.uint32) if lineage is None else lineage
    half = find_seen(lineage)
    if half.all():
        return ()
    seen, unseen = ({name: values[which] for name, values in columns.items()} for which in (half, ~half))
    interest, rest = yes[~half], lineage[~half]
    found = []
    for searched in find_boxes(seen, yes[half]):
        box = name_assumptions(searched, seen, yes[half], replaces)
        inside = box.contains(unseen)
        lift = estimate_contrast(interest, inside, span=1.0, lineage=rest)
        if not lift.value > CLEAR * lift.error:
            continue
        found.append(
            MeasuredBox(
                box=box,
                coverage=estimate_conditional(inside, interest, span=1.0, lineage=rest),
                density=estimate_conditional(interest, inside, span=1.0, lineage=rest),
                mass=estimate_share(inside, lineage=rest),
                ranges={name: (float(np.min(columns[name])), float(np.max(columns[name]))) for name in box.limits},
                assumptions=frozenset(replaces.keys() & box.limits.keys()),
            )
        )
    return tuple(found)


def find_seen(lineage: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return [N] whether boxes are searched in a future: every other ancestor."""
    number = np.unique(lineage, return_inverse=True)[1].reshape(-1)
    seen: NDArray[np.bool_] = number % 2 == 0
    return seen


def _box_row(b: MeasuredBox) -> dict[str, Any]:
    return {
        "limits": {name: list(b.words.get(name, limits)) for name, limits in b.limits().items()},
        "p_values": {name: list(p) for name, p in b.box.p_values.items()},
        "words": b.conditions(),
        "coverage": b.coverage.value,
        "coverage_standard_error": b.coverage.error,
        "density": b.density.value,
        "density_standard_error": b.density.error,
        "mass": b.mass.value,
        "mass_standard_error": b.mass.error,
        "trajectory": [{"coverage": s.coverage, "density": s.density, "mass": s.mass, "limited": s.limited} for s in b.box.trajectory],
        "chosen": b.box.chosen,
    }
