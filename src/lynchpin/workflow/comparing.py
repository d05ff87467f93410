"""Two assessments -> Finding: what changed, and what each change does to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from numpy.typing import ArrayLike

import lynchpin.presentation  # noqa: F401  findings print and draw themselves
from lynchpin.engine import Draws, Model
from lynchpin.language.comparison import find_differences
from lynchpin.language.records import Assessment
from lynchpin.questions.compare import COMPARE
from lynchpin.questions.compare.question import Change
from lynchpin.questions.shared.finding import Finding
from lynchpin.workflow.drawing import build, read_source
from lynchpin.workflow.requests import Fields, build_draws
from lynchpin.workflow.steps import Watch, start_step


def compare(
    before: Assessment | str | Path,
    after: Assessment | str | Path,
    *,
    futures: int | None = None,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    answer: str | None = None,
    draws: Draws | None = None,
    watch: Watch | None = None,
) -> Finding:
    """Report what changed between two versions of a file, or two files on one question, and what each change does to the answer.

    Args:
        before: The first version: an assessment, a path, or the name of a shipped assessment.
        after: The second version.
        futures: About how many futures are drawn in all, 200,000 by default.
        seed: The seed of all random numbers, 0 by default.
        assume: As in `simulate`.
        policy: Name of the policy in force.
        inputs: As in `simulate`.
        answer: The answer, by default the first of the first version.
        draws: A complete request, which the other arguments change.
        watch: Called with the name of the current step, how much of it is done, and its total.

    Returns:
        The difference, and the share of each change.

    Raises:
        ArgumentError: The two have no answer of this name in common, or a value is of the wrong type or out of range.
    """
    first, second = read_source(before), read_source(after)
    request = build_draws(draws, COMPARE.futures, Fields(futures, seed, assume, policy, inputs).request())
    found = find_differences(first, second, policy=request.policy)
    changes = [Change(d.name, d.before, d.after) for d in found.single]
    if found.unmatched:
        changes.append(Change("unmatched", "", "; ".join(found.unmatched)))

    @cache
    def mix(made: tuple[bool, ...]) -> Model:
        single = len(found.single)
        return build(found.mix(made[:single], made[single:] == (True,)))

    progress = start_step(watch, COMPARE.step)
    versions = build(first), build(second)
    finding: Finding = COMPARE.load()(*versions, changes, mix, request, unmatched=found.unmatched, answer=answer, progress=progress)
    return finding
