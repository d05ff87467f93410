"""The nodes of expression trees, such as that of `discount * (1 - paid)`.

Every node is frozen and has its `place` in the file. After checking, every number is in the unit that the expression around it needs:
conversions (`3 million USD` next to billions) have become plain factors. So whatever walks the tree later needs no units.
"""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.errors import Place


@dataclass(frozen=True, slots=True)
class Number:
    """A number. `unit` is the text of the unit after it, empty if there is none. After checking it has been converted already.

    `derived` is whether it isn't written in the file at this place, such as the factor of a conversion or the number of members of a set.
    """

    value: float
    unit: str
    place: Place
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a quantity, event or lever, or a built-in name (`time`, `year`, `quarter`, `month`, `period`)."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Label:
    """A date in an expression, such as `2026-Q3`. Its value is `time` at the start of that period, in years."""

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
    """`ACTOR == OPTION`, or `!=` if `negated`: 1 if that option is chosen in this period."""

    actor: str
    option: str
    negated: bool
    place: Place


@dataclass(frozen=True, slots=True)
class InState:
    """`PARAMETER == WORD`, or `!=` if `negated`: 1 if the parameter has that word. `code` is the number that stands for the word."""

    name: str
    state: str
    code: int
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

    Attributes:
        function: The name of the function.
        arguments: Its arguments, in their order.
        place: Where it is in the file.
        knots: The `[x, y]` pairs of `interpolate`.
        period: The index of the period of `at(2021-Q4, x)` and `by(2021-Q4, c)`.
        named: The names of the last arguments as parsed, as in `delay(x, 3, order: 2)`. After checking, nothing is named.
        order: The order of `delay(x, T, order: n)` and `smooth(x, T, order: n)`; what they start with is then their third argument.
    """

    function: str
    arguments: tuple[Expression, ...]
    place: Place
    knots: tuple[tuple[float, float], ...] = ()
    period: int | None = None
    named: tuple[str, ...] = ()
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Indexed:
    """`name[indices]`. It is replaced by the name of a member as soon as the expression has been parsed."""

    name: str
    indices: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`function[sets](body)`, such as `sum[town](population)`. It is written out as soon as the expression has been parsed."""

    function: str
    sets: tuple[str, ...]
    body: Expression
    place: Place


Expression = (
    Number | Name | Label | Negation | Arithmetic | Comparison | Played | InState | Logic | Not | Conditional | Call | Indexed | Aggregate
)

MODEL_FUNCTIONS = (
    "min", "max", "abs", "exp", "log", "sqrt", "clip", "logistic", "step", "interpolate",
    "sin", "cos", "floor", "round", "sign", "previous", "ever", "since", "smooth", "delay", "happened",
)  # fmt: skip
PATH_FUNCTIONS = ("ever", "always", "count", "final", "highest", "lowest", "average", "total", "at", "by")
BUILT_IN_NAMES = ("time", "year", "quarter", "month", "period")
