"""Finds bare numbers next to percentages, which could mean percent or a share.

A percentage is a share of one: 8 % is 0.08. `growth > 8` could mean 8 % or 800 %, so it is an error with both readings as a hint. In a sum
a bare number is a plain number, so `1 + growth` is 1.08. Zero is the same in both readings.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from lynchpin.language.expressions import Arithmetic, Call, Conditional, Expression, Name, Negation, Number
from lynchpin.language.units import MULTIPLIERS, NO_UNITS, OwnUnits, Unit, UnknownUnitError, look_up, read_unit

Scale = Literal["zero", "bare", "plain", "mixed", "percent"]
"""What determines the scale of an expression: zero alone, bare numbers, quantities that are not percentages (plain), a sum of a bare number
and a percentage (mixed), or percentages."""
_KEEPING_UNIT = ("abs", "previous", "smooth", "delay", "final", "highest", "lowest", "average", "total")
_WITH_COMMON_UNIT = ("min", "max", "clip")
_WITHOUT_UNIT = ("count", "since", "interpolate")


@lru_cache(maxsize=1024)
def is_percentage(unit: Unit) -> bool:
    """Return whether a unit is a percentage, possibly per time, or another factor without a dimension, such as a basis point."""
    return any(
        _is_share(word) and (bool(not unit.dimensions) or word not in MULTIPLIERS)
        for word, _ in unit.words
        if word != "?" and word not in unit.own
    ) and (bool(unit.dimensions) or unit.factor != 1)


def _is_share(word: str) -> bool:
    try:
        known = look_up(word)
    except UnknownUnitError:
        return False
    return not known.dimensions and known.factor != 1


def suggest_percentage(number: float | None) -> str:
    """Return a hint with both readings of a bare number next to a percentage. None means that the number is not a constant."""
    if number is None:
        return "multiply it by `1 %` if it is in percent, or by `100 %` if it is a share of one"
    return f"write `{number:.6g} %`, which is {number / 100:.6g}, or `{number * 100:.6g} %`, which is {number:.6g}"


def find_scale(e: Expression, unit_of: Callable[[str], Unit | None], own: OwnUnits = NO_UNITS) -> Scale:
    """Return what determines the scale of an expression as written.

    Args:
        e: The expression.
        unit_of: Returns the unit of a name, or None for a bare number.
        own: The units that the file declares.
    """

    def inside(x: Expression) -> Scale:
        return find_scale(x, unit_of, own)

    match e:
        case Number(value=value, unit=unit):
            return _find_scale_of_number(value, unit, own)
        case Name(name=name):
            known = unit_of(name)
            return "bare" if known is None else "percent" if is_percentage(known) else "plain"
        case Negation(operand=operand):
            return inside(operand)
        case Arithmetic(operator="+" | "-", left=left, right=right):
            return _add(inside(left), inside(right))
        case Arithmetic(operator="*", left=left, right=right):
            return _multiply(inside(left), inside(right))
        case Arithmetic(operator="/", left=left, right=right):
            return _divide(inside(left), inside(right))
        case Arithmetic(left=left):
            return "bare" if inside(left) == "bare" else "plain"
        case Conditional(then=then, otherwise=otherwise):
            return _choose(inside(then), inside(otherwise))
        case Call(function=function, arguments=arguments) if function in _WITH_COMMON_UNIT:
            return _choose(*map(inside, arguments))
        case Call(function="at", arguments=(_, inner)) | Call(function=_, arguments=(inner, *_)) if _keeps_unit(e):
            return inside(inner)
        case Call(function=function):
            return "bare" if function in _WITHOUT_UNIT else "plain"
        case _:
            return "plain"


def _keeps_unit(e: Expression) -> bool:
    """Return whether a function keeps the unit of its argument."""
    return isinstance(e, Call) and (e.function in _KEEPING_UNIT or (e.function == "at" and len(e.arguments) == 2))


def _find_scale_of_number(value: float, unit: str, own: OwnUnits) -> Scale:
    if not unit:
        return "zero" if value == 0 else "bare"
    try:
        return "percent" if is_percentage(read_unit(unit, own)) else "plain"
    except UnknownUnitError:
        return "plain"


def _add(left: Scale, right: Scale) -> Scale:
    scales = {left, right} - {"zero"}
    if not scales:
        return "zero"
    if "mixed" in scales or scales == {"percent", "bare"}:
        return "mixed"
    return "plain" if "plain" in scales else next(iter(scales))


def _multiply(left: Scale, right: Scale) -> Scale:
    for scale in ("zero", "percent", "mixed", "bare"):
        if scale in (left, right):
            return scale
    return "plain"


def _divide(left: Scale, right: Scale) -> Scale:
    if right == "percent":
        return "plain"
    return _multiply(left, right) if right != "zero" else left


def _choose(*scales: Scale) -> Scale:
    """Return the scale of an expression that is one of several values."""
    for scale in ("mixed", "bare", "percent", "plain"):
        if scale in scales:
            return scale
    return "zero"
