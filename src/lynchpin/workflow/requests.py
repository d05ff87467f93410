"""Requests: the `Draws` of a question, from the keywords of a Python caller, another `Draws` or futures at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lynchpin.engine import Draws, Futures
from lynchpin.errors import ArgumentError
from lynchpin.questions.record import Question


@dataclass(frozen=True)
class Fields:
    """Keywords of a caller: fields of a request, and the answer that the question is about. None means not given."""

    futures: int | None = None
    seed: int | None = None
    assume: Mapping[str, float] | None = None
    policy: str | None = None
    inputs: Mapping[str, ArrayLike] | None = None
    answer: str | None = None

    def request(self) -> dict[str, object]:
        """Return the fields of a request that were given, by name."""
        return {name: value for name, value in self.given().items() if name != "answer"}

    def given(self) -> dict[str, object]:
        """Return all fields that were given, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}


def build_draws(draws: Draws | None, default: int, given: Mapping[str, Any]) -> Draws:
    """Build a request.

    Args:
        draws: A request to start from.
        default: Number of futures if neither gives one.
        given: Fields of `Draws` by name; None leaves a field as it is.

    Returns:
        The request.

    Raises:
        ArgumentError: A value is of the wrong type or out of range.
    """
    given = {name: value for name, value in given.items() if value is not None}
    if draws is None:
        return Draws(**({"futures": default} | given))
    if not isinstance(draws, Draws):
        raise ArgumentError(f"`draws` must be a `Draws`, not {draws!r}")
    return draws.change(**given) if given else draws


def continue_draws(futures: Futures, question: Question, given: Mapping[str, Any]) -> Draws:
    """Build the request for asking a question of futures at hand: the draws that they answer.

    Args:
        futures: The futures at hand.
        question: The question.
        given: Fields of `Draws` that the caller gives, by name; None leaves a field as it is.

    Returns:
        The request. If the question draws its own futures, their number is the given one or the question's default.

    Raises:
        ArgumentError: A field differs from how the futures were drawn.
    """
    drawn, given = futures.draws, {name: value for name, value in given.items() if value is not None}
    size = given.pop("futures", None)
    for name, value in given.items():
        if drawn.change(**{name: value}).key() != drawn.key():
            raise ArgumentError(f"these futures were drawn with another `{name}`: leave it out, or simulate new futures with it")
    if question.at_hand == "wholly":
        if size is not None and size != len(futures):
            raise ArgumentError(f"these are {len(futures):,} futures, not {size!r}: leave `futures` out, or simulate as many")
        return drawn.change(record="paths")
    if drawn.states or drawn.redraw or drawn.index is not None or any(np.ndim(v) for v in drawn.inputs.values()):
        raise ArgumentError(
            f"`{question.name}` draws its own futures and cannot repeat values that were set future by future; "
            "ask it of the assessment or the model"
        )
    return drawn.change(futures=question.futures if size is None else size, record="paths")
