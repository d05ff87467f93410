"""Equations of a jaxpr, as the rules of primitives see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


class ArrayType(NamedTuple):
    """Shape and type of an array."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation.

    Attributes:
        name: Name of its primitive.
        params: Parameters of the primitive.
        takes: Types of the arguments.
        gives: Types of the results.
        primitive: JAX's primitive.
    """

    name: str
    params: Mapping[str, Any]
    takes: Sequence[ArrayType]
    gives: Sequence[ArrayType]
    primitive: Any


def read_equation(equation: Any) -> Equation:
    """Return an equation of JAX's."""
    takes, gives = ([ArrayType(v.aval.shape, np.dtype(v.aval.dtype)) for v in side] for side in (equation.invars, equation.outvars))
    return Equation(equation.primitive.name, equation.params, takes, gives, equation.primitive)
