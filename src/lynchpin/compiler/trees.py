"""Helpers that read expression trees: terms, factors, names and keys."""

from __future__ import annotations

from lynchpin.compiler.literals import is_literal
from lynchpin.language.expressions import (
    PATH_FUNCTIONS,
    Arithmetic,
    Call,
    Expression,
    InState,
    Label,
    Name,
    Number,
    Played,
)
from lynchpin.language.traversal import list_children


def list_addends(e: Expression, plus: bool = True) -> list[tuple[Expression, bool]]:
    """Return the terms of a sum, each with whether it is added (or else subtracted).

    Args:
        e: The sum.
        plus: Whether the sum itself is added.
    """
    if isinstance(e, Arithmetic) and e.operator in "+-":
        return list_addends(e.left, plus) + list_addends(e.right, plus == (e.operator == "+"))
    return [(e, plus)]


def list_factors(e: Expression) -> list[Expression]:
    """Return the factors of a product."""
    if isinstance(e, Arithmetic) and e.operator == "*":
        return list_factors(e.left) + list_factors(e.right)
    return [e]


def find_names(e: Expression) -> set[str]:
    """Return the names that an expression reads."""
    if isinstance(e, Name | InState):
        return {e.name}
    return set().union(*(find_names(x) for x in list_children(e)))


def reads_path(e: Expression) -> bool:
    """Return whether an expression contains a function of the whole path."""
    if isinstance(e, Call) and e.function in (*PATH_FUNCTIONS, "happened"):
        return True
    return any(reads_path(x) for x in list_children(e))


def make_key(e: Expression) -> tuple[object, ...]:
    """Return a key that is equal for equal expressions, wherever they stand in the file. Literals are equal only to themselves."""
    match e:
        case Number(value=v, place=place):
            return ("literal", v, place.line, place.column) if is_literal(e) else ("number", v)
        case Name(name=n):
            return ("name", n)
        case Label(text=t):
            return ("label", t)
        case Played(actor=a, option=o, negated=n):
            return ("played", a, o, n)
        case InState(name=name, code=code, negated=n):
            return ("state", name, code, n)
        case Call(function=f, knots=k, period=p, order=n):
            return (f, k, p, n, *map(make_key, e.arguments))
    operator = getattr(e, "operator", "")
    return (type(e).__name__, operator, *map(make_key, list_children(e)))
