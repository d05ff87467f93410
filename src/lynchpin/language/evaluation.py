"""Evaluates expressions at trial values, to see whether an identity can hold, such as that of probabilities that sum to 1."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from lynchpin.language.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Indexed,
    InState,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)

ReadName = Callable[[Name | InState | Played], float]
ReadPast = Callable[[Call | Label], float]
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": math.pow,
}  # fmt: skip
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "min": min, "max": max, "abs": abs, "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos,
    "floor": math.floor, "round": round,
    "clip": lambda x, low, high: min(max(x, low), high),
    "logistic": lambda x: 1 / (1 + math.exp(-x)),
    "step": lambda x: float(x >= 0),
    "sign": lambda x: float(x > 0) - float(x < 0),
}  # fmt: skip


class NotEvaluatedError(Exception):
    """The expression has a function of the past, a date, or no value at these numbers."""


def _refuse(e: Call | Label) -> float:
    raise NotEvaluatedError


def evaluate(e: Expression, read: ReadName, remember: ReadPast = _refuse) -> float:
    """Return the value of an expression. A condition may be a probability, which weighs the two values of `A if C else B`.

    Args:
        e: The expression, resolved.
        read: Returns the value of a name, and whether a comparison with a word or an option holds (0 or 1, before negation).
        remember: Returns the value of a date or of a function of the past; by default they cannot be evaluated.

    Raises:
        NotEvaluatedError: It cannot be evaluated.
    """
    try:
        return _evaluate(e, read, remember)
    except (ValueError, OverflowError, ZeroDivisionError) as problem:
        raise NotEvaluatedError from problem


def _evaluate(e: Expression, read: ReadName, remember: ReadPast) -> float:
    match e:
        case Number(value=value):
            return value
        case Name():
            return read(e)
        case InState(negated=negated) | Played(negated=negated):
            return abs(read(e) - negated)
        case Negation(operand=operand):
            return -_evaluate(operand, read, remember)
        case Not(operand=operand):
            return 1 - _evaluate(operand, read, remember)
        case Arithmetic(operator=op, left=left, right=right):
            return _ARITHMETIC[op](_evaluate(left, read, remember), _evaluate(right, read, remember))
        case Comparison(operator=op, left=left, right=right):
            return float(_COMPARISONS[op](_evaluate(left, read, remember), _evaluate(right, read, remember)))
        case Logic(operator=op, left=left, right=right):
            first, second = _evaluate(left, read, remember), _evaluate(right, read, remember)
            return first * second if op == "and" else first + second - first * second
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            share = _evaluate(condition, read, remember)
            if share >= 1 or share <= 0:
                return _evaluate(then if share >= 1 else otherwise, read, remember)
            return share * _evaluate(then, read, remember) + (1 - share) * _evaluate(otherwise, read, remember)
        case Call(function="interpolate", arguments=(x,), knots=knots):
            return _interpolate(_evaluate(x, read, remember), knots)
        case Call(function=function, arguments=arguments) if function in _FUNCTIONS:
            return float(_FUNCTIONS[function](*(_evaluate(x, read, remember) for x in arguments)))
        case Call() | Label():
            return remember(e)
        case Indexed() | Aggregate():
            raise NotEvaluatedError


def _interpolate(x: float, knots: Sequence[tuple[float, float]]) -> float:
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * max(0.0, x - x0) / (x1 - x0)
    return knots[-1][1]
