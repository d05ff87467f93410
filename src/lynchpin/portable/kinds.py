"""Kinds of numbers in the vector machine, and the operations that it has for each."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lynchpin.errors import RunError


class UnsupportedError(RunError):
    """The portable engine cannot express part of a program."""


class Kind(StrEnum):
    """A kind of number. A condition (`BOOL`) is 0 or -1, which is all bits set, so that it can select bits."""

    F32 = "f32"
    F64 = "f64"
    I32 = "i32"
    U32 = "u32"
    I64 = "i64"
    BOOL = "bool"

    @property
    def width(self) -> int:
        """Bytes per number."""
        return 8 if self in (Kind.F64, Kind.I64) else 4

    @property
    def stored(self) -> type[np.generic]:
        """Type in memory."""
        return _STORED.get(self, np.int32)


_STORED: dict[Kind, type[np.generic]] = {Kind.F32: np.float32, Kind.F64: np.float64, Kind.U32: np.uint32, Kind.I64: np.int64}
_KINDS = {
    "float32": Kind.F32,
    "float64": Kind.F64,
    "int32": Kind.I32,
    "uint32": Kind.U32,
    "int64": Kind.I64,
    "bool": Kind.BOOL,
    # Small integers are labels (outcomes, options), on which the engine does no arithmetic.
    "int8": Kind.I32,
    "int16": Kind.I32,
    "uint8": Kind.I32,
    "uint16": Kind.I32,
}
SMALL = {"int8", "int16", "uint8", "uint16"}
"""Types that the machine holds in 32 bits. Arithmetic, which could overflow in them, is refused."""

FLOATS = (Kind.F32, Kind.F64)
ORDERED = ("eq", "ne", "lt", "le", "gt", "ge")
_ARITHMETIC = ("add", "sub", "mul", "neg")
_BITS = ("and", "or", "xor", "not")
_SHIFTS = ("shift_left", "shift_right")

OPERATIONS: dict[Kind, frozenset[str]] = {
    Kind.F32: frozenset((*_ARITHMETIC, *ORDERED, "div", "min", "max", "pmin", "pmax", "abs", "sqrt", "floor", "ceil", "trunc", "nearest")),
    Kind.I32: frozenset((*_ARITHMETIC, *ORDERED, *_BITS, *_SHIFTS, "min", "max", "abs")),
    Kind.U32: frozenset((*_ARITHMETIC, *ORDERED, *_BITS, *_SHIFTS, "min", "max")),
    Kind.I64: frozenset((*_ARITHMETIC, *ORDERED, *_BITS, *_SHIFTS, "abs")),
    Kind.BOOL: frozenset((*_BITS, "eq", "ne")),
}
OPERATIONS[Kind.F64] = OPERATIONS[Kind.F32]
"""Operations of one kind. Besides these, every kind has `select`, and most pairs of kinds a conversion (`CONVERSIONS`)."""

CONVERSIONS: frozenset[tuple[Kind, Kind]] = frozenset(
    [(a, b) for a in (Kind.I32, Kind.U32) for b in FLOATS]
    + [(a, b) for a in FLOATS for b in (Kind.I32, Kind.U32)]
    + [(Kind.F32, Kind.F64), (Kind.F64, Kind.F32), (Kind.I32, Kind.I64), (Kind.U32, Kind.I64), (Kind.I64, Kind.I32)]
    + [(Kind.BOOL, b) for b in Kind if b is not Kind.BOOL]
)
"""Pairs of kinds from which and to which the machine converts."""


def find_kind(dtype: DTypeLike) -> Kind:
    """Return the kind that holds numbers of a type.

    Raises:
        UnsupportedError: The machine has none.
    """
    name = np.dtype(dtype).name
    if name not in _KINDS:
        raise UnsupportedError(f"the portable engine has no numbers of type `{name}`")
    return _KINDS[name]


def store(array: NDArray[np.generic], kind: Kind) -> NDArray[np.generic]:
    """Return an array as it is in memory."""
    return -(array != 0).astype(np.int32) if kind is Kind.BOOL else np.ascontiguousarray(array).astype(kind.stored)
