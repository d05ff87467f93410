"""Joins the pieces of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures, Health, build_futures


def join_futures(pieces: Sequence[Futures], draws: Draws) -> Futures:
    """Join the pieces of a run, in order.

    Args:
        pieces: Futures of one model that record the same.
        draws: The request for the whole run.

    Returns:
        The same futures as a run in one piece.
    """
    names = [f.name for f in fields(Futures) if f.name not in ("model", "draws", "health")]
    health = pieces[0].health
    for piece in pieces[1:]:
        health = add_health(health, piece.health)
    return build_futures(pieces[0].model, draws, {name: _join([getattr(piece, name) for piece in pieces]) for name in names}, health)


def _join(values: Sequence[Any]) -> Any:
    first = values[0]
    if first is None:
        return None
    if isinstance(first, Mapping):
        return {name: _join([value[name] for value in values]) for name in first}
    if isinstance(first, tuple):
        return tuple(_join(parts) for parts in zip(*values, strict=True))
    return np.concatenate(values, axis=-1)


def add_health(a: Health, b: Health) -> Health:
    """Add counts and sums, and take the larger of maxima.

    Args:
        a: Diagnostics of one part of a run.
        b: Diagnostics of another part.
    """

    def add(name: str) -> Any:
        first, second = getattr(a, name), getattr(b, name)
        if name in ("residual_max", "ratio"):
            return np.maximum(first, second) if name == "ratio" else max(first, second)
        if isinstance(first, Mapping):
            return {key: first.get(key, 0) + second.get(key, 0) for key in (*first, *second)}
        return first + second

    return Health(**{field.name: add(field.name) for field in fields(Health)})
