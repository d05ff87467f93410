"""Computing equations whose arguments are all constants, such as the arithmetic of indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.portable.equations import Equation

Array = NDArray[np.generic]


def _broadcast(p: Mapping[str, Any], x: Array) -> Array:
    shape = [1] * len(p["shape"])
    for axis, length in zip(p["broadcast_dimensions"], x.shape, strict=True):
        shape[axis] = length
    return np.broadcast_to(x.reshape(shape), p["shape"])


def _slice(p: Mapping[str, Any], x: Array) -> Array:
    steps = p["strides"] or (1,) * x.ndim
    return x[tuple(map(slice, p["start_indices"], p["limit_indices"], steps))]


COMMON: dict[str, Callable[..., Array]] = {
    "broadcast_in_dim": _broadcast,
    "slice": _slice,
    "squeeze": lambda p, x: np.squeeze(x, p["dimensions"]),
    "reshape": lambda p, x: x.reshape(p["new_sizes"]),
    "transpose": lambda p, x: x.transpose(p["permutation"]),
    "concatenate": lambda p, *xs: np.concatenate(xs, p["dimension"]),
    "stack": lambda p, *xs: np.stack(xs, p["axis"]),
    "convert_element_type": lambda p, x: x.astype(p["new_dtype"]),
    "select_n": lambda _, which, *cases: np.choose(which, cases),
    "add": lambda _, a, b: a + b,
    "lt": lambda _, a, b: a < b,
    "eq": lambda _, a, b: a == b,
}
"""The most frequent ones in NumPy, because JAX would compile each of them for each shape."""


def fold(equation: Equation, values: Sequence[Array]) -> list[Array]:
    """Return the results of an equation.

    Args:
        equation: The equation.
        values: Its arguments.
    """
    name = equation.name
    if name in COMMON:
        return [np.asarray(COMMON[name](equation.params, *values))]
    result = equation.primitive.bind(*map(np.asarray, values), **equation.params)
    return [np.asarray(x) for x in (result if equation.primitive.multiple_results else [result])]
