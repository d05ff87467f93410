"""The expression tree: what `discount * (1 - paid)` becomes once it is read.

Every node is frozen and knows its `place` in the file. After checking, every number is in the unit that
its surroundings need: a difference of scale (`3 million USD` beside billions) has become a plain factor,
so that whoever walks the tree later needs no units.
"""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.errors import Place


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `unit` is the text of the unit written after it, or '' (already accounted for after checking)."""

    value: float
    unit: str
    place: Place


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, series, stock, auxiliary, event, lever, indicator or built-in (`time`, `year`, `quarter`, `month`, `period`)."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Label:
    """A date on the clock, such as `2026-Q3`, standing in an expression: its value is `time` at that period's start, in years."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left OP right` with OP one of `+ - * / **`."""

    operator: str
    left: Expression
    right: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left OP right` with OP one of `< <= > >= == !=`; 0 or 1."""

    operator: str
    left: Expression
    right: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Played:
    """`ACTOR == OPTION` (or `!=`, then `negated`): 1 when that option was chosen in this period."""

    actor: str
    option: str
    negated: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Logic:
    """`left and right`, `left or right`."""

    operator: str
    left: Expression
    right: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Not:
    """`not operand`."""

    operand: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if condition else otherwise`."""

    then: Expression
    condition: Expression
    otherwise: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`.

    `knots` holds the `[x, y]` pairs of `interpolate`; `label` the date of `at(2021-Q4, x)` and `by(2021-Q4, c)`
    as the index of its period on the clock (it may lie off the clock only in a faulty file).
    """

    function: str
    arguments: tuple[Expression, ...]
    place: Place
    knots: tuple[tuple[float, float], ...] = ()
    period: int | None = None


Expression = Number | Name | Label | Negation | Arithmetic | Comparison | Played | Logic | Not | Conditional | Call

MODEL_FUNCTIONS = (
    "min", "max", "abs", "exp", "log", "sqrt", "clip", "logistic", "step", "interpolate",
    "previous", "ever", "since", "smooth", "happened",
)  # fmt: skip
PATH_FUNCTIONS = ("ever", "always", "count", "final", "highest", "lowest", "average", "total", "at", "by")
BUILT_IN_NAMES = ("time", "year", "quarter", "month", "period")
