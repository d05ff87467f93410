"""What operators and functions require of units, and the factors that convert one operand to the unit of another."""

from __future__ import annotations

import math
import operator
from dataclasses import replace

from lynchpin.errors import Place
from lynchpin.language.expressions import BUILT_IN_NAMES, Arithmetic, Call, Comparison, Expression, Name, Negation, Number
from lynchpin.language.hints import UNITLESS_HINTS
from lynchpin.language.percentages import Scale, find_scale, is_percentage, suggest_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.units import PLAIN, UNKNOWN, Unit, describe_unit, have_same_dimensions, is_measurable, measure_factor, multiply

Measured = tuple[Expression, Unit | None]
"""A resolved expression and its unit. None means a bare number, which takes the unit of the other operand."""

CALENDAR_UNITS = ("year", "quarter", "month")
_HIGHEST_POWER = 12
_CONDITIONS = ("when", "given", "decides", "holds_while")


def convert_to(reading: Reading, tree: Expression, unit: Unit | None, target: Unit, field: str) -> Measured:
    """Convert an expression to the unit that its field needs, or report that it has another dimension.

    Args:
        reading: The file that is being read.
        tree: The resolved expression.
        unit: Its unit.
        target: The unit that is needed.
        field: The name of the field, for messages.
    """
    if unit is None:
        return tree, target
    if not have_same_dimensions(unit, target):
        reading.diagnostics.add(
            "wrong-unit",
            tree.place,
            field=field,
            unit=describe_unit(unit),
            target=describe_unit(target),
            hint=_suggest_conversion(reading, unit, field),
        )
        return tree, target
    return scale(tree, measure_factor(unit, target)), target


def _suggest_conversion(reading: Reading, unit: Unit, field: str) -> str | None:
    if field in _CONDITIONS:
        return "compare it with something, as in `arrears > 3`"
    if field == "chance" and unit.dimensions == (("second", -1.0),):
        length = 1.0 if reading.clock is None else reading.clock.length
        return f"a chance is a probability per period: for a rate r per year, write `1 - exp(-r * {length:g})`"
    return UNITLESS_HINTS.get(field)


def raise_to_power(reading: Reading, e: Arithmetic, base: Measured, exponent: Measured) -> Measured:
    """Resolve `base ** exponent`. A base with a unit needs a fixed exponent, so that the result has one unit.

    Args:
        reading: The file that is being read; errors are reported there.
        e: The operation as written.
        base: The resolved base and its unit.
        exponent: The resolved exponent and its unit.
    """
    right = require_plain(reading, *exponent, "an exponent")
    left, unit = drop_percent(*base)
    tree = replace(e, left=left, right=right)
    if unit is None or unit == PLAIN:
        return tree, unit
    number = -right.operand.value if isinstance(right, Negation) and isinstance(right.operand, Number) else None
    number = right.value if isinstance(right, Number) else number
    if number is None or abs(number) > _HIGHEST_POWER:
        if unit is not UNKNOWN:
            reading.diagnostics.add("power-of-unit", e.place, unit=unit)
        return tree, UNKNOWN
    return reduce(reading, tree, multiply(PLAIN, unit, number))


def reduce(reading: Reading, tree: Expression, unit: Unit) -> Measured:
    """Return a product as a plain number if its dimensions cancel, so that billions over millions are thousands.

    Args:
        reading: The file that is being read; errors are reported there.
        tree: The product.
        unit: Its unit.
    """
    if max((abs(power) for _, power in unit.words), default=0.0) > _HIGHEST_POWER:
        reading.diagnostics.add("power-of-unit", tree.place, unit="this product")
        return tree, UNKNOWN
    if not is_measurable(unit):
        reading.diagnostics.add("unit-out-of-range", tree.place)
        return tree, UNKNOWN
    return drop_percent(tree, unit)


def drop_percent(tree: Expression, unit: Unit | None) -> Measured:
    """Convert a dimensionless unit such as percent to a plain number, before it multiplies anything.

    Args:
        tree: The resolved expression.
        unit: Its unit, None for a bare number.
    """
    if unit is None or unit.dimensions or unit == PLAIN:
        return tree, unit
    return scale(tree, measure_factor(unit, PLAIN)), PLAIN


def unify(reading: Reading, e: Arithmetic | Comparison, one: Measured, other: Measured) -> tuple[Expression, Expression, Unit | None]:
    """Convert the right operand to the unit of the left, or report that they have different dimensions.

    A bare number has the unit of the other operand. Next to a percentage it is a plain number in a sum and an error elsewhere, unless it is
    zero.

    Args:
        reading: The file that is being read.
        e: The operation as written.
        one: The resolved left operand and its unit.
        other: The resolved right operand and its unit.

    Returns:
        Both operands and their common unit.
    """
    (left, left_unit), (right, right_unit) = one, other
    per_time = any(unit is not None and unit.dimensions and is_percentage(unit) for unit in (left_unit, right_unit))
    if e.operator not in ("+", "-") or per_time:
        check_bare_numbers(reading, (e.left, left_unit), (e.right, right_unit))
    if left_unit is None or right_unit is None:
        if left_unit is not right_unit and not (find_constant(left) == 0 or find_constant(right) == 0):
            (left, left_unit), (right, right_unit) = drop_percent(left, left_unit), drop_percent(right, right_unit)
        return left, right, left_unit or right_unit
    if not have_same_dimensions(left_unit, right_unit):
        reading.diagnostics.add(
            "unit-mismatch",
            e.place,
            operator=e.operator,
            left=_describe_operand(left, left_unit),
            right=_describe_operand(right, right_unit),
        )
        return left, right, UNKNOWN
    return left, scale(right, measure_factor(right_unit, left_unit)), left_unit


def check_bare_numbers(reading: Reading, *sides: tuple[Expression, Unit | None]) -> None:
    """Report bare numbers next to a percentage. `sides` are expressions as written, with the units that were found for them."""
    if not any(
        is_percentage(unit) if unit is not None and unit.dimensions else find_scale_of(reading, raw) == "percent" for raw, unit in sides
    ):
        return
    for raw, _ in sides:
        if find_scale_of(reading, raw) == "bare":
            report_bare_number(reading, raw, raw.place)


def report_bare_number(reading: Reading, raw: Expression, place: Place) -> None:
    """Report a bare number where a percentage is needed, with both readings as a hint.

    Args:
        reading: The file that is being read; errors are reported there.
        raw: The number as written.
        place: Where to report it.
    """
    number = find_constant(raw)
    text = "this number" if number is None else f"`{number:.6g}`"
    reading.diagnostics.add("bare-percent", place, text=text, hint=suggest_percentage(number))


def find_scale_of(reading: Reading, raw: Expression) -> Scale:
    """Return what determines the scale of an expression as written.

    Args:
        reading: The file that is being read, with the units of names.
        raw: The expression as written.
    """
    return find_scale(raw, lambda name: _find_unit(reading, name), reading.units)


def _find_unit(reading: Reading, name: str) -> Unit | None:
    """Return the unit of a name: None for `time` and other bare numbers, a plain number for names without a unit."""
    if name in reading.symbols:
        return reading.symbols[name].unit or PLAIN
    return None if name in BUILT_IN_NAMES and name not in CALENDAR_UNITS else PLAIN


def require_plain(reading: Reading, tree: Expression, unit: Unit | None, what: str, hint: str | None = None) -> Expression:
    """Convert an expression to a plain number, or report that `what` must be one.

    Args:
        reading: The file that is being read; errors are reported there.
        tree: The resolved expression.
        unit: Its unit, None for a bare number.
        what: What it is, for the message.
        hint: Replaces the hint of the message.
    """
    if unit is None:
        return tree
    if not have_same_dimensions(unit, PLAIN):
        reading.diagnostics.add("needs-plain-number", tree.place, hint=hint, what=what, unit=unit)
        return tree
    return scale(tree, measure_factor(unit, PLAIN))


def unify_arguments(reading: Reading, e: Call, measured: list[Measured]) -> Measured:
    """Convert all arguments of `min`, `max` or `clip` to the unit of the first that has one.

    Args:
        reading: The file that is being read; errors are reported there.
        e: The call as written.
        measured: The resolved arguments and their units.
    """
    if e.function == "clip":
        low, high = (find_constant(tree) for tree, _ in measured[1:])
        if low is not None and high is not None and low >= high:
            reading.diagnostics.add("bounds-upside-down", e.place, low=f"{low:g}", high=f"{high:g}")
    check_bare_numbers(reading, *((raw, unit) for raw, (_, unit) in zip(e.arguments, measured, strict=True)))
    common = next((unit for _, unit in measured if unit is not None), None)
    trees = []
    for tree, unit in measured:
        if common is not None and unit is not None and not have_same_dimensions(unit, common):
            reading.diagnostics.add(
                "unit-mismatch",
                e.place,
                operator=e.function,
                left=_describe_operand(measured[0][0], common),
                right=_describe_operand(tree, unit),
            )
            return make_placeholder(e.place), UNKNOWN
        trees.append(tree if unit is None or common is None else scale(tree, measure_factor(unit, common)))
    return replace(e, arguments=tuple(trees)), common


def check_domain(reading: Reading, function: str, tree: Expression) -> None:
    """Report `log` and `sqrt` of a constant outside their domain.

    Args:
        reading: The file that is being read; errors are reported there.
        function: The name of the function.
        tree: Its resolved argument.
    """
    number = find_constant(tree)
    if number is not None and ((function == "log" and number <= 0) or (function == "sqrt" and number < 0)):
        reading.diagnostics.add("no-finite-value", tree.place, what=f"`{function}({number:g})`")


def scale(tree: Expression, factor: float) -> Expression:
    """Multiply an expression by a factor. A number absorbs it, anything else becomes a product.

    Args:
        tree: The expression.
        factor: The factor.
    """
    if factor == 1:
        return tree
    if isinstance(tree, Number):
        return replace(tree, value=tree.value * factor)
    return Arithmetic("*", tree, Number(factor, "", tree.place, derived=True), tree.place)


def _describe_operand(tree: Expression, unit: Unit) -> str:
    """Describe an operand for a message: a name with its unit, such as `reserves` (billion USD), else the unit alone."""
    return f"`{tree.name}` ({unit})" if isinstance(tree, Name) else str(unit)


_OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def find_constant(e: Expression) -> float | None:
    """Return the value of an expression of numbers alone, such as `-5 %` or `1 / 4`, or None for any other expression."""
    if isinstance(e, Negation):
        inner = find_constant(e.operand)
        return None if inner is None else -inner
    if isinstance(e, Arithmetic) and e.operator in _OPERATIONS:
        left, right = find_constant(e.left), find_constant(e.right)
        try:
            return None if left is None or right is None else _OPERATIONS[e.operator](left, right)
        except ArithmeticError:
            return None
    return e.value if isinstance(e, Number) and not math.isnan(e.value) else None


def make_placeholder(place: Place) -> Number:
    """Return a placeholder for an expression with an error, so that reading can go on. `are_valid` recognises it."""
    return Number(math.nan, "", place, derived=True)
