"""The direction in which each name moves an expression: up, down, or one way here and the other there.

Signs follow from the form alone, by the rules of derivatives and of intervals that know no more than whether something can fall below
zero. Where those do not settle it the sign is 0: it depends.
"""

from __future__ import annotations

from collections.abc import Callable

from lynchpin.language.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)

Signs = dict[str, int]
SignOf = Callable[[str], int]
"""The sign that the value of a name always has: 1 never below zero, -1 never above, 0 unknown."""

_POSITIVE = ("abs", "exp", "sqrt", "logistic", "step", "ever", "happened", "since", "by", "count", "always")
_RISING = (
    "exp", "log", "sqrt", "logistic", "step", "previous", "ever", "always", "happened", "smooth", "final", "highest", "lowest",
    "average", "total", "at", "by", "count",
)  # fmt: skip


def find_signs(expression: Expression, sign_of: SignOf) -> Signs:
    """For each name that is read (an actor, where its option is), 1, -1 or 0."""
    match expression:
        case Name(name=name):
            return {name: 1}
        case Played(actor=actor):
            return {actor: 0}
        case Negation(operand=inner) | Not(operand=inner):
            return _times(find_signs(inner, sign_of), -1)
        case Arithmetic(operator=operator, left=left, right=right):
            return _find_arithmetic(operator, left, right, sign_of)
        case Comparison(operator=operator, left=left, right=right):
            way = 1 if operator in (">", ">=") else -1 if operator in ("<", "<=") else 0
            return _join(_times(find_signs(left, sign_of), way), _times(find_signs(right, sign_of), -way))
        case Logic(left=left, right=right):
            return _join(find_signs(left, sign_of), find_signs(right, sign_of))
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            branches = _join(find_signs(then, sign_of), find_signs(otherwise, sign_of))
            return _join(branches, _times(find_signs(condition, sign_of), _compare(then, otherwise)))
        case Call():
            return _find_call(expression, sign_of)
    return {}


def find_range(expression: Expression, sign_of: SignOf) -> int:
    """1 if the value is never below zero, -1 if never above, 0 if unknown."""
    match expression:
        case Number(value=value):
            return 1 if value >= 0 else -1
        case Name(name=name):
            return sign_of(name)
        case Negation(operand=inner):
            return -find_range(inner, sign_of)
        case Arithmetic(operator=operator, left=left, right=right):
            a, b = find_range(left, sign_of), find_range(right, sign_of)
            if operator == "-":
                return _complement(left, right) or (a if a == -b else 0)
            return {"+": a if a == b else 0, "*": a * b, "/": a * b, "**": a if a > 0 else 0}[operator]
        case Comparison() | Logic() | Not() | Played():
            return 1
        case Conditional(then=then, otherwise=otherwise):
            a, b = find_range(then, sign_of), find_range(otherwise, sign_of)
            return a if a == b else 0
        case Call():
            return _find_call_range(expression, sign_of)
    return 0


def _find_arithmetic(operator: str, left: Expression, right: Expression, sign_of: SignOf) -> Signs:
    a, b = find_signs(left, sign_of), find_signs(right, sign_of)
    if operator in "+-":
        return _join(a, _times(b, 1 if operator == "+" else -1))
    x, y = find_range(left, sign_of), find_range(right, sign_of)
    if operator == "**":
        return _join(_times(a, y if x > 0 else 0), _times(b, 0))
    return _join(_times(a, y), _times(b, x if operator == "*" else -x))


def _find_call(call: Call, sign_of: SignOf) -> Signs:
    arguments = [find_signs(a, sign_of) for a in call.arguments]
    if call.function in ("min", "max", "clip"):
        return _join(*arguments)
    if call.function == "abs":
        return _times(arguments[0], find_range(call.arguments[0], sign_of))
    if call.function == "since":
        return _times(arguments[0], -1)
    if call.function == "interpolate":
        heights = [y for _, y in sorted(call.knots)]
        rising, falling = heights == sorted(heights), heights == sorted(heights, reverse=True)
        return _times(arguments[0], rising - falling)
    first, *rest = arguments or [{}]
    return _join(first if call.function in _RISING else _times(first, 0), *(_times(r, 0) for r in rest))


def _find_call_range(call: Call, sign_of: SignOf) -> int:
    if call.function in _POSITIVE:
        return 1
    ranges = [find_range(a, sign_of) for a in call.arguments]
    if call.function == "interpolate":
        return 1 if all(y >= 0 for _, y in call.knots) else -1 if all(y <= 0 for _, y in call.knots) else 0
    if call.function == "max" and 1 in ranges:
        return 1
    if call.function == "clip":
        return 1 if ranges[1] == 1 and not _is_negative(call.arguments[1]) else 0
    if call.function in ("min", "max"):
        return ranges[0] if len(set(ranges)) == 1 else 0
    if call.function in ("previous", "smooth", "final", "highest", "lowest", "average", "total", "at"):
        return ranges[0]
    return 0


def _is_negative(expression: Expression) -> bool:
    return isinstance(expression, Number) and expression.value < 0


def _complement(left: Expression, right: Expression) -> int:
    """`1 - x` for a share or a condition x: written so, it is meant never to fall below zero."""
    return int(isinstance(left, Number) and left.value == 1 and isinstance(right, Name | Played | Comparison | Logic | Not | Call))


def _compare(then: Expression, otherwise: Expression) -> int:
    """Whether the condition being true raises the value, where both branches are numbers."""
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return (then.value > otherwise.value) - (then.value < otherwise.value)
    return 0


def _times(signs: Signs, factor: int) -> Signs:
    return {name: sign * factor for name, sign in signs.items()}


def _join(*parts: Signs) -> Signs:
    """Of a name that several parts read, the sign on which all agree, else 0."""
    joined: Signs = {}
    for part in parts:
        for name, sign in part.items():
            joined[name] = sign if joined.get(name, sign) == sign else 0
    return joined
