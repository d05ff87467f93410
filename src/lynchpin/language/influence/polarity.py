"""The polarity with which each name influences an expression: positive, negative, or mixed.

Polarities follow from the form of the expression alone, by the rules of differentiation and by the signs of its parts. Where these do not
determine a polarity, it is 0.
"""

from __future__ import annotations

from collections.abc import Callable

from lynchpin.language.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    InState,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)

Polarities = dict[str, int]
SignOf = Callable[[str], int]
"""The sign of a named quantity: 1 if it is never below zero, -1 if it is never above, 0 if unknown."""

_NEVER_NEGATIVE = ("abs", "exp", "sqrt", "logistic", "step", "ever", "happened", "since", "by", "count", "always")
_INCREASING = (
    "exp", "log", "sqrt", "logistic", "step", "floor", "round", "sign", "previous", "ever", "always", "happened", "smooth", "delay", "final", "highest",
    "lowest", "average", "total", "at", "by", "count",
)  # fmt: skip


def find_polarities(expression: Expression, sign_of: SignOf) -> Polarities:
    """Return the polarity of each name that an expression reads.

    Args:
        expression: The expression. Where it compares an actor with an option, it reads the name of the actor.
        sign_of: Returns the sign of a named quantity.

    Returns:
        For each name 1 (more of it means more of the expression), -1 (less) or 0 (mixed or unknown).
    """
    match expression:
        case Name(name=name):
            return {name: 1}
        case Played(actor=actor):
            return {actor: 0}
        case InState(name=name):
            return {name: 0}
        case Negation(operand=inner) | Not(operand=inner):
            return _times(find_polarities(inner, sign_of), -1)
        case Arithmetic(operator=operator, left=left, right=right):
            return _find_arithmetic_polarities(operator, left, right, sign_of)
        case Comparison(operator=operator, left=left, right=right):
            direction = 1 if operator in (">", ">=") else -1 if operator in ("<", "<=") else 0
            return _join(_times(find_polarities(left, sign_of), direction), _times(find_polarities(right, sign_of), -direction))
        case Logic(left=left, right=right):
            return _join(find_polarities(left, sign_of), find_polarities(right, sign_of))
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            branches = _join(find_polarities(then, sign_of), find_polarities(otherwise, sign_of))
            return _join(branches, _times(find_polarities(condition, sign_of), _compare(then, otherwise)))
        case Call():
            return _find_call_polarities(expression, sign_of)
    return {}


def find_sign(expression: Expression, sign_of: SignOf) -> int:
    """Return the sign of an expression.

    Args:
        expression: The expression.
        sign_of: Returns the sign of a named quantity.

    Returns:
        1 if the expression is never below zero, -1 if it is never above, 0 if unknown.
    """
    match expression:
        case Number(value=value):
            return 1 if value >= 0 else -1
        case Name(name=name):
            return sign_of(name)
        case Negation(operand=inner):
            return -find_sign(inner, sign_of)
        case Arithmetic(operator=operator, left=left, right=right):
            a, b = find_sign(left, sign_of), find_sign(right, sign_of)
            if operator == "-":
                return _complement(left, right) or (a if a == -b else 0)
            return {"+": a if a == b else 0, "*": a * b, "/": a * b, "**": a if a > 0 else 0}[operator]
        case Comparison() | Logic() | Not() | Played() | InState():
            return 1
        case Conditional(then=then, otherwise=otherwise):
            a, b = find_sign(then, sign_of), find_sign(otherwise, sign_of)
            return a if a == b else 0
        case Call():
            return _find_call_sign(expression, sign_of)
    return 0


def _find_arithmetic_polarities(operator: str, left: Expression, right: Expression, sign_of: SignOf) -> Polarities:
    a, b = find_polarities(left, sign_of), find_polarities(right, sign_of)
    if operator in "+-":
        return _join(a, _times(b, 1 if operator == "+" else -1))
    x, y = find_sign(left, sign_of), find_sign(right, sign_of)
    if operator == "**":
        return _join(_times(a, y if x > 0 else 0), _times(b, 0))
    return _join(_times(a, y), _times(b, x if operator == "*" else -x))


def _find_call_polarities(call: Call, sign_of: SignOf) -> Polarities:
    arguments = [find_polarities(a, sign_of) for a in call.arguments]
    if call.function in ("min", "max", "clip"):
        return _join(*arguments)
    if call.function == "abs":
        return _times(arguments[0], find_sign(call.arguments[0], sign_of))
    if call.function == "since":
        return _times(arguments[0], -1)
    if call.function == "interpolate":
        heights = [y for _, y in sorted(call.knots)]
        rising, falling = heights == sorted(heights), heights == sorted(heights, reverse=True)
        return _times(arguments[0], rising - falling)
    first, *rest = arguments or [{}]
    return _join(first if call.function in _INCREASING else _times(first, 0), *(_times(r, 0) for r in rest))


def _find_call_sign(call: Call, sign_of: SignOf) -> int:
    if call.function in _NEVER_NEGATIVE:
        return 1
    signs = [find_sign(a, sign_of) for a in call.arguments]
    if call.function == "interpolate":
        return 1 if all(y >= 0 for _, y in call.knots) else -1 if all(y <= 0 for _, y in call.knots) else 0
    if call.function == "max" and 1 in signs:
        return 1
    if call.function == "clip":
        return 1 if signs[1] == 1 and not _is_negative(call.arguments[1]) else 0
    if call.function in ("min", "max"):
        return signs[0] if len(set(signs)) == 1 else 0
    if call.function in ("floor", "round", "sign", "previous", "smooth", "delay", "final", "highest", "lowest", "average", "total", "at"):
        return signs[0]
    return 0


def _is_negative(expression: Expression) -> bool:
    return isinstance(expression, Number) and expression.value < 0


def _complement(left: Expression, right: Expression) -> int:
    """Return 1 for `1 - x`, where x is taken to be a share or a condition, so that the difference is not negative; else 0."""
    return int(
        isinstance(left, Number) and left.value == 1 and isinstance(right, Name | Played | InState | Comparison | Logic | Not | Call)
    )


def _compare(then: Expression, otherwise: Expression) -> int:
    """Return 1 if a true condition gives the larger value, -1 if the smaller, 0 unless both branches are numbers."""
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return (then.value > otherwise.value) - (then.value < otherwise.value)
    return 0


def _times(polarities: Polarities, factor: int) -> Polarities:
    return {name: sign * factor for name, sign in polarities.items()}


def _join(*parts: Polarities) -> Polarities:
    """Combine polarities: a name that several parts read keeps the polarity on which all agree, otherwise it gets 0."""
    joined: Polarities = {}
    for part in parts:
        for name, sign in part.items():
            joined[name] = sign if joined.get(name, sign) == sign else 0
    return joined
