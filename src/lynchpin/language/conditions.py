"""Analyses the conditions of a table of states: whether they leave anything out, and which of them can hold at once.

Conditions over words, options and events have finitely many cases, and all of them are tried. Other conditions are not analysed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from lynchpin.language.expressions import Call, Expression, InState, Logic, Name, Not, Played
from lynchpin.language.names import Symbol
from lynchpin.language.traversal import are_valid, count_nodes

_MOST_CASES = 40_000
"""The number of cases times conditions, up to which all of them are tried."""

Variable = tuple[str, str]
"""`now` or `before`, and the name of an event, a parameter with words or an actor."""
Case = Mapping[Variable, str]
NOT_YET = ""
"""The state of an event before the first period."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the conditions of a table cover.

    Attributes:
        analysed: Whether all cases were tried. If not, the other attributes are empty.
        missing: A case in which no condition holds, in words; empty if there is none.
        unreached: The indices of the conditions before which another one always holds.
        exclusive: Whether no two conditions hold at once in any case.
    """

    analysed: bool
    missing: str = ""
    unreached: tuple[int, ...] = ()
    exclusive: bool = False


def analyse_conditions(conditions: Sequence[Expression], symbols: Mapping[str, Symbol]) -> Coverage:
    """Try all cases of some conditions.

    Args:
        conditions: The conditions, in their order.
        symbols: The names of the file.
    """
    variables: dict[Variable, tuple[str, ...]] = {}
    if not conditions or not are_valid(*conditions) or not all(_collect(e, "now", symbols, variables) for e in conditions):
        return Coverage(False)
    cases = prod(len(values) for values in variables.values())
    if cases * sum(map(count_nodes, conditions)) > _MOST_CASES:
        return Coverage(False)
    missing, reached, exclusive = "", set(), True
    for values in product(*variables.values()):
        case = dict(zip(variables, values, strict=True))
        holding = [k for k, e in enumerate(conditions) if _holds(e, case)]
        reached.update(holding[:1])
        exclusive = exclusive and len(holding) < 2
        if not holding and not missing:
            missing = _describe(case)
    unreached = tuple(k for k in range(len(conditions)) if k not in reached)
    return Coverage(True, missing, unreached, exclusive)


def _collect(e: Expression, when: str, symbols: Mapping[str, Symbol], variables: dict[Variable, tuple[str, ...]]) -> bool:
    """Add the variables of a condition with their values. Return whether the condition consists only of such variables."""
    match e:
        case Logic(left=left, right=right):
            return _collect(left, when, symbols, variables) and _collect(right, when, symbols, variables)
        case Not(operand=operand):
            return _collect(operand, when, symbols, variables)
        case Call(function="previous", arguments=(inner,)) if when == "now":
            return _collect(inner, "before", symbols, variables)
        case InState(name=name) | Played(actor=name) | Name(name=name):
            symbol = symbols.get(name)
            if symbol is None or (isinstance(e, Name) and symbol.kind != "event"):
                return False
            values = tuple(symbol.members) if symbol.members else ("1", "0")
            not_yet = when == "before" and symbol.kind == "event" and bool(symbol.members)
            variables[when, name] = (*values, NOT_YET) if not_yet else values
            return True
        case _:
            return False


def _holds(e: Expression, case: Case, when: str = "now") -> bool:
    match e:
        case Logic(operator=operator, left=left, right=right):
            first, second = _holds(left, case, when), _holds(right, case, when)
            return (first and second) if operator == "and" else (first or second)
        case Not(operand=operand):
            return not _holds(operand, case, when)
        case Call(arguments=(inner,)):
            return _holds(inner, case, "before")
        case InState(name=name, state=value, negated=negated) | Played(actor=name, option=value, negated=negated):
            return (case[when, name] == value) != negated
        case Name(name=name):
            return case[when, name] == "1"
    raise ValueError("this condition has no cases")


def _describe(case: Case) -> str:
    """Describe a case as an author would write it as a condition."""
    parts = []
    for (when, name), value in case.items():
        if value == NOT_YET:
            return "`period == 0`"
        quantity = f"previous({name})" if when == "before" else name
        parts.append(quantity if value == "1" else f"not {quantity}" if value == "0" else f"{quantity} == {value}")
    return f"`{' and '.join(parts)}`"
