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


def evaluate(e: Expression, read: ReadName) -> float:
    """Return the value of an expression.

    Args:
        e: The expression, resolved.
        read: Returns the value of a name, and whether a comparison with a word or an option holds (0 or 1, before negation).

    Raises:
        NotEvaluatedError: It cannot be evaluated.
    """
    try:
        return _evaluate(e, read)
    except (ValueError, OverflowError, ZeroDivisionError) as problem:
        raise NotEvaluatedError from problem


def _evaluate(e: Expression, read: ReadName) -> float:
    match e:
        case Number(value=value):
            return value
        case Name():
            return read(e)
        case InState(negated=negated) | Played(negated=negated):
            return abs(read(e) - negated)
        case Negation(operand=operand):
            return -_evaluate(operand, read)
        case Not(operand=operand):
            return 1 - _evaluate(operand, read)
        case Arithmetic(operator=op, left=left, right=right):
            return _ARITHMETIC[op](_evaluate(left, read), _evaluate(right, read))
        case Comparison(operator=op, left=left, right=right):
            return float(_COMPARISONS[op](_evaluate(left, read), _evaluate(right, read)))
        case Logic(operator=op, left=left, right=right):
            first, second = _evaluate(left, read), _evaluate(right, read)
            return first * second if op == "and" else first + second - first * second
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return _evaluate(then if _evaluate(condition, read) else otherwise, read)
        case Call(function="interpolate", arguments=(x,), knots=knots):
            return _interpolate(_evaluate(x, read), knots)
        case Call(function=function, arguments=arguments) if function in _FUNCTIONS:
            return float(_FUNCTIONS[function](*(_evaluate(x, read) for x in arguments)))
        case Call() | Label() | Indexed() | Aggregate():
            raise NotEvaluatedError


def _interpolate(x: float, knots: Sequence[tuple[float, float]]) -> float:
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * max(0.0, x - x0) / (x1 - x0)
    return knots[-1][1]
