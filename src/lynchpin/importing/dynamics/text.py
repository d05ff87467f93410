"""Texts of expressions that know how tightly their outermost operator binds, so that parentheses stand only where they are needed."""

from __future__ import annotations

import math
from dataclasses import dataclass

CONDITIONAL, OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER, ATOM = range(9)


class NotExpressibleError(Exception):
    """An equation cannot be written as an expression. The message says why."""


class NeedsMembersError(Exception):
    """An equation about a whole range can only be written for each member of the range."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an expression. `level` is that of its outermost operator; `number` its value if it is a plain number."""

    text: str
    level: int = ATOM
    number: float | None = None

    def inside(self, level: int) -> str:
        """Return the text as an operand of an operator, in parentheses if it binds less tightly than `level`."""
        return self.text if self.level >= level else f"({self.text})"


def number(x: float) -> Text:
    """Return a number as a text."""
    if math.isnan(x):
        raise NotExpressibleError("a missing number cannot be expressed")
    if math.isinf(x):
        return Text("inf" if x > 0 else "-inf", ATOM if x > 0 else SUM)
    mantissa, mark, exponent = f"{x:.15g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if mark else mantissa
    return Text(text, ATOM if x >= 0 else SUM, x)


def call(function: str, *arguments: Text) -> Text:
    """Return a call of a function."""
    return Text(f"{function}({', '.join(a.text for a in arguments)})")


def operate(operator: str, left: Text, right: Text) -> Text:
    """Return two operands joined by an operator.

    Args:
        operator: One of `+ - * / **`, a comparison, `and` or `or`.
        left: The text before it.
        right: The text after it.
    """
    level = _LEVELS.get(operator, COMPARISON)
    if operator == "**" and left.number is not None and left.number < 0:
        return negate(operate("**", number(-left.number), right))  # -2 ** 2 is -4 in every simulator
    if operator == "**":
        return Text(f"{left.inside(ATOM)} ** {right.inside(ATOM)}", POWER)
    tighter = operator in ("-", "/") or level == COMPARISON
    return Text(f"{left.inside(level + (level == COMPARISON))} {operator} {right.inside(level + tighter)}", level)


_LEVELS = {"or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


def negate(x: Text) -> Text:
    """Return the negative of a text."""
    return number(-x.number) if x.number is not None else Text(f"-{x.inside(POWER)}", SUM)


def choose(condition: Text, yes: Text, no: Text) -> Text:
    """Return a text that is one of two, depending on a condition.

    Args:
        condition: The condition.
        yes: The text if it is true.
        no: The text if it is false.
    """
    return Text(f"{yes.inside(OR)} if {condition.inside(OR)} else {no.text}", CONDITIONAL)
