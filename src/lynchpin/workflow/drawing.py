"""Assessment -> Model -> Futures: the first steps of every question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from numpy.typing import ArrayLike

from lynchpin.compiler import build_model
from lynchpin.engine import FUTURES, Draws, Futures, Model
from lynchpin.engine import simulate as draw_futures
from lynchpin.engine.order import Progress
from lynchpin.errors import ArgumentError
from lynchpin.language.records import Assessment
from lynchpin.workflow.loading import load
from lynchpin.workflow.requests import Fields, build_draws

Source: TypeAlias = Assessment | Model | str | Path


def build(source: Source) -> Model:
    """Build the model of an assessment, once for each assessment.

    Args:
        source: An assessment, a model, a path, or the name of a shipped assessment.

    Returns:
        The model.

    Raises:
        AssessmentError: The file has errors.
        ArgumentError: The source is of another type, or there is no such file.
    """
    if isinstance(source, Model):
        return source
    assessment = read_source(source)
    model: Model = assessment.memo.find("model", lambda: build_model(assessment))
    return model


def read_source(source: Assessment | str | Path) -> Assessment:
    """Return the assessment. Raises ArgumentError for anything that is not an assessment, a path or a name."""
    if isinstance(source, Assessment):
        return source
    if not isinstance(source, (str, Path)):
        raise ArgumentError(f"this needs an assessment, a path or the name of a shipped assessment, not {type(source).__name__}")
    return load(source)


def simulate(
    source: Source,
    futures: int | None = None,
    *,
    seed: int | None = None,
    assume: Mapping[str, float] | None = None,
    policy: str | None = None,
    inputs: Mapping[str, ArrayLike] | None = None,
    record: Literal["paths", "outcomes"] | None = None,
    block: int | None = None,
    draws: Draws | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """Draw futures and keep them in memory.

    Args:
        source: An assessment, a model, a path, or the name of a shipped assessment.
        futures: Number of futures, 20,000 by default.
        seed: The seed of all random numbers, 0 by default.
        assume: By assumption, True (holds), False (fails) or a probability that replaces its credence.
        policy: Name of the policy in force.
        inputs: By parameter or stock, a number or [N] numbers that replace its draw.
        record: `paths`, or `outcomes` for results with one value per future only.
        block: Number of futures per block of the compiled program, a multiple of 16; it does not change the result.
        draws: A complete request, which the other arguments change; see `lynchpin.Draws`.
        threads: Number of threads, one per processor by default. The result does not depend on it.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The futures; the last axis of every array has one entry per future.

    Raises:
        ArgumentError: A name is unknown, or a value is of the wrong type or out of range.
    """
    fields = Fields(futures, seed, assume, policy, inputs).request() | {"record": record, "block": block}
    return draw_futures(build(source), build_draws(draws, FUTURES, fields), threads=threads, progress=progress)
