"""What unit each expression has: names are resolved, dimensions checked, and every difference of scale made an explicit factor.

A unit of None marks a bare number, which takes on whatever unit its partner has (and whatever is at fault already,
so that one slip gives one message).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.dates import read_label
from lynchpin.language.expressions import (
    BUILT_IN_NAMES,
    MODEL_FUNCTIONS,
    PATH_FUNCTIONS,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)
from lynchpin.language.hints import FUNCTION_HINTS, NAME_HINTS
from lynchpin.language.locations import locate_in
from lynchpin.language.names import Symbol, suggest_symbol
from lynchpin.language.nodes import Node
from lynchpin.language.parsing import parse_expression
from lynchpin.language.percentages import Scale, advise_bare, find_scale, is_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.signatures import DISTRIBUTIONS, SIGNATURES
from lynchpin.language.syntax_errors import ParsingError
from lynchpin.language.units import PLAIN, UNKNOWN, Unit, agree, divide, is_common, look_up, measure_factor, multiply
from lynchpin.language.wording import join_words, shorten, suggest_word
from lynchpin.language.yardsticks import list_yardsticks_with

Measured = tuple[Expression, Unit | None]
_HIGHEST_POWER = 12
_DECLARE = "declare it under `parameters`, `series`, `stocks` or `auxiliaries`"
_CALENDAR_UNITS = ("year", "quarter", "month")
_REMEMBERING = ("previous", "smooth", "happened")
_CONDITIONS = ("when", "decides", "holds_while")
_HIGHEST_OF = {"quarter": 4, "month": 12}


@dataclass(slots=True)
class Inference:
    """Resolves expressions. `define` gives the unit of an auxiliary that declares none, by resolving its definition first."""

    reading: Reading
    define: Callable[[str, Inference], Unit | None]
    along_path: bool = False
    around: str = ""
    """The function that an expression stands in which is worked out period by period."""

    # Entry points

    def read(
        self, node: Node | None, field: str, target: Unit | None, *, along_path: bool = False, assigned_to: Unit | None = None
    ) -> Measured:
        """Read the expression of a field.

        Args:
            node: The scalar that holds the expression.
            field: The name of the field, for messages.
            target: The unit that is needed: another dimension is a fault, another scale a factor. None leaves the unit as it is.
            along_path: Whether the expression looks along a whole path.
            assigned_to: The unit of the quantity that receives the value, if that is not the target: a percentage takes no bare number.

        Returns:
            The tree with all factors explicit, and its unit.
        """
        if node is None:
            return nothing(Place(1, 1)), target
        try:
            raw = parse_expression(node.text, locate_in(self.reading.source, node))
        except ParsingError as error:
            self.reading.diagnostics.record(error.problem.id, error.problem.place, {"field": field, **error.problem.words})
            return nothing(node.place), target or UNKNOWN
        self.along_path = along_path
        tree, unit = self.resolve(raw)
        receiver = target or assigned_to
        if receiver is not None and is_percentage(receiver) and self._scale(raw) in ("bare", "mixed"):
            self._add_bare(raw, tree.place)
        self.along_path = False
        return (tree, unit) if target is None else self._fit(tree, unit, target, field)

    def _fit(self, tree: Expression, unit: Unit | None, target: Unit, field: str) -> Measured:
        if unit is None:
            return tree, target
        if not agree(unit, target):
            self.reading.diagnostics.add(
                "wrong-unit", tree.place, field=field, unit=unit, target=target, hint=self._advise_fit(unit, field)
            )
            return tree, target
        return scale(tree, measure_factor(unit, target)), target

    def _advise_fit(self, unit: Unit, field: str) -> str | None:
        if field in _CONDITIONS:
            return "compare it with something: `arrears > 3`"
        if field == "chance" and unit.dimensions == (("second", -1.0),):
            length = 1.0 if self.reading.clock is None else self.reading.clock.length
            return f"a chance is a plain number for each period: a rate r per year has the chance `1 - exp(-r * {length:g})`"
        return None

    # Nodes

    def resolve(self, e: Expression) -> Measured:
        match e:
            case Number():
                return self._number(e)
            case Name():
                return self._name(e)
            case Label():
                return self._label(e)
            case Negation(operand=operand):
                tree, unit = self.resolve(operand)
                return replace(e, operand=tree), unit
            case Arithmetic():
                return self._arithmetic(e)
            case Comparison():
                return self._comparison(e)
            case Logic():
                return replace(e, left=self._condition(e.left), right=self._condition(e.right)), PLAIN
            case Not(operand=operand):
                return replace(e, operand=self._condition(operand)), PLAIN
            case Conditional():
                return self._conditional(e)
            case Call():
                return self._call(e)
            case Played():
                return e, PLAIN

    def _number(self, e: Number) -> Measured:
        if not e.unit:
            return e, None
        unit = self.reading.unit_of_text(e.unit, e.place, number=f"{e.value:g}")
        return (nothing(e.place), UNKNOWN) if unit is UNKNOWN else (e, unit)

    def _label(self, e: Label) -> Measured:
        if read_label(e.text) is None:
            first = "2025-Q1" if self.reading.clock is None else self.reading.clock.labels[0]
            last = first if self.reading.clock is None else self.reading.clock.labels[-1]
            self.reading.diagnostics.add("no-label", e.place, label=e.text, first=first, last=last)
        return e, None

    def _name(self, e: Name) -> Measured:
        if e.name in BUILT_IN_NAMES:
            return e, None
        symbol = self.reading.symbols.get(e.name)
        if symbol is None:
            self._unknown(e)
            return nothing(e.place), UNKNOWN
        if symbol.kind == "actor":
            option = next(iter(symbol.members), "OPTION")
            self.reading.diagnostics.add("actor-as-number", e.place, name=e.name, option=option)
            return nothing(e.place), UNKNOWN
        if symbol.kind == "event":
            return e, PLAIN
        return e, self.define(e.name, self) if symbol.kind == "auxiliary" else symbol.unit

    def _unknown(self, e: Name) -> None:
        quantities = [symbol for symbol in self.reading.symbols.values() if symbol.kind != "actor"]
        hint = suggest_symbol(e.name, quantities)
        if e.name.lower() in NAME_HINTS:
            hint = NAME_HINTS[e.name.lower()]
        elif e.name in self.reading.elsewhere:
            hint = f"`{e.name}` is {self.reading.elsewhere[e.name]}, and no quantity: name what it hangs on"
        elif list_yardsticks_with(e.name):
            hint = f"words of likelihood stand alone, as in `chance: {e.name}`; declare a parameter and use its name here"
        elif e.name in SIGNATURES:
            hint = f"a function needs its argument: `{SIGNATURES[e.name][0]}`"
        elif is_common(e.name):
            hint = f"a unit stands after a number: `1 {e.name}`"
        elif not hint:
            owners = [s.name for s in self.reading.symbols.values() if e.name in s.members]
            asked = f"`{e.name}` is an option; ask whether it was chosen: `{owners[0]} == {e.name}`" if owners else ""
            hint = asked or _DECLARE
        if hint != _DECLARE or not self.reading.incomplete:
            self.reading.diagnostics.add("unknown-name", e.place, kind="quantity", name=shorten(e.name), hint=hint)

    def _arithmetic(self, e: Arithmetic) -> Measured:
        if e.operator in "*/" and (unit := self._unit_name(e.right, e.operator)) is not None:
            left, left_unit = self._plain_scale(*self.resolve(e.left))
            return self._reduce(replace(left, place=e.place), multiply(left_unit or PLAIN, unit, 1.0 if e.operator == "*" else -1.0))
        left, left_unit = self.resolve(e.left)
        right, right_unit = self.resolve(e.right)
        if e.operator in "+-":
            left, right, unit = self._unify(e, (left, left_unit), (right, right_unit))
            return replace(e, left=left, right=right), unit
        if e.operator == "**":
            return self._power(e, (left, left_unit), (right, right_unit))
        if e.operator == "/" and find_constant(right) == 0:
            self.reading.diagnostics.add("no-finite-value", right.place, what="a division by zero")
        left, left_unit = self._plain_scale(left, left_unit)
        right, right_unit = self._plain_scale(right, right_unit)
        tree = replace(e, left=left, right=right)
        if left_unit is None and right_unit is None:
            return tree, None
        return self._reduce(tree, (multiply if e.operator == "*" else divide)(left_unit or PLAIN, right_unit or PLAIN))

    def _unit_name(self, e: Expression, operator: str) -> Unit | None:
        """The unit that `year` is in `X / year`: a bare word after `*` or `/` that nobody declares but units know."""
        if not isinstance(e, Name) or e.name in self.reading.symbols:
            return None
        if e.name in _CALENDAR_UNITS:
            return look_up(e.name) if operator == "/" else None
        return look_up(e.name) if is_common(e.name) else None

    def _power(self, e: Arithmetic, base: Measured, exponent: Measured) -> Measured:
        right = self._plain(*exponent, "an exponent")
        left, unit = self._plain_scale(*base)
        tree = replace(e, left=left, right=right)
        if unit is None or unit == PLAIN:
            return tree, unit
        number = -right.operand.value if isinstance(right, Negation) and isinstance(right.operand, Number) else None
        number = right.value if isinstance(right, Number) else number
        if number is None or abs(number) > _HIGHEST_POWER:
            if unit is not UNKNOWN:
                self.reading.diagnostics.add("power-of-unit", e.place, unit=unit)
            return tree, UNKNOWN
        return self._reduce(tree, multiply(PLAIN, unit, number))

    def _reduce(self, tree: Expression, unit: Unit) -> Measured:
        """A product whose dimensions cancel is a plain number: billions over millions are thousands at once."""
        if max((abs(power) for _, power in unit.words), default=0.0) > _HIGHEST_POWER:
            self.reading.diagnostics.add("power-of-unit", tree.place, unit="this")
            return tree, UNKNOWN
        return self._plain_scale(tree, unit)

    def _plain_scale(self, tree: Expression, unit: Unit | None) -> Measured:
        """A share in percent becomes a plain number before it multiplies anything."""
        if unit is None or unit.dimensions or unit == PLAIN:
            return tree, unit
        return scale(tree, measure_factor(unit, PLAIN)), PLAIN

    def _unify(self, e: Arithmetic | Comparison, one: Measured, other: Measured) -> tuple[Expression, Expression, Unit | None]:
        """Bring the right side to the unit of the left; a bare number is in its partner's unit already.

        Next to a percentage a bare number is a plain number in a sum, and a fault elsewhere, unless it is zero.
        """
        (left, left_unit), (right, right_unit) = one, other
        per_time = any(unit is not None and unit.dimensions and is_percentage(unit) for unit in (left_unit, right_unit))
        if e.operator not in ("+", "-") or per_time:
            self._check_bare((e.left, left_unit), (e.right, right_unit))
        if left_unit is None or right_unit is None:
            if left_unit is not right_unit and not (find_constant(left) == 0 or find_constant(right) == 0):
                (left, left_unit), (right, right_unit) = self._plain_scale(left, left_unit), self._plain_scale(right, right_unit)
            return left, right, left_unit or right_unit
        if not agree(left_unit, right_unit):
            self.reading.diagnostics.add(
                "unit-mismatch", e.place, operator=e.operator, left=_tell(left, left_unit), right=_tell(right, right_unit)
            )
            return left, right, UNKNOWN
        return left, scale(right, measure_factor(right_unit, left_unit)), left_unit

    def _check_bare(self, *sides: tuple[Expression, Unit | None]) -> None:
        """Report bare numbers next to a percentage; `sides` are expressions as written, with the units that they turned out to have."""
        if not any(is_percentage(unit) if unit is not None and unit.dimensions else self._scale(raw) == "percent" for raw, unit in sides):
            return
        for raw, _ in sides:
            if self._scale(raw) == "bare":
                self._add_bare(raw, raw.place)

    def _add_bare(self, raw: Expression, place: Place) -> None:
        number = find_constant(raw)
        text = "this number" if number is None else f"`{number:.6g}`"
        self.reading.diagnostics.add("bare-percent", place, text=text, hint=advise_bare(number))

    def _scale(self, raw: Expression) -> Scale:
        return find_scale(raw, self._find_unit)

    def _find_unit(self, name: str) -> Unit | None:
        """The unit of a name; None for a bare number of the calendar, and a plain number for what is no quantity."""
        if name in self.reading.symbols:
            return self.reading.symbols[name].unit or PLAIN
        return None if name in BUILT_IN_NAMES and name not in _CALENDAR_UNITS else PLAIN

    def _comparison(self, e: Comparison) -> Measured:
        if isinstance(e.left, Comparison):
            self.reading.diagnostics.add("chained-comparison", e.place)
            return e, PLAIN
        played = self._played(e)
        if played is not None:
            return played, PLAIN
        e = self._date_as_number(e)
        self._check_calendar(e)
        left, left_unit = self.resolve(e.left)
        right, right_unit = self.resolve(e.right)
        left, right, _ = self._unify(e, (left, left_unit), (right, right_unit))
        return replace(e, left=left, right=right), PLAIN

    def _played(self, e: Comparison) -> Expression | None:
        """`ACTOR == OPTION`, either way round."""
        for actor, option in ((e.left, e.right), (e.right, e.left)):
            symbol = self.reading.symbols.get(actor.name) if isinstance(actor, Name) else None
            if symbol is None or symbol.kind != "actor":
                continue
            if not isinstance(option, Name) or option.name not in symbol.members or e.operator not in ("==", "!="):
                self._wrong_option(symbol, option, e)
                return nothing(e.place)
            return Played(symbol.name, option.name, e.operator == "!=", e.place)
        return None

    def _wrong_option(self, actor: Symbol, option: Expression, e: Comparison) -> None:
        if e.operator not in ("==", "!="):
            self.reading.diagnostics.add("actor-as-number", e.place, name=actor.name, option=next(iter(actor.members), "OPTION"))
            return
        constant = find_constant(option)
        name = option.name if isinstance(option, Name) else "such a number" if constant is None else f"{constant:g}"
        hint = suggest_word(name, actor.members) or f"its options are {join_words(actor.members)}"
        self.reading.diagnostics.add("unknown-option", option.place, actor=actor.name, option=name, hint=hint)

    def _date_as_number(self, e: Comparison) -> Comparison:
        """`time >= 2026` means the year 2026, not 2,026 years after the start."""

        def read(side: Expression, other: Expression) -> Expression:
            is_time = isinstance(other, Name) and other.name == "time"
            if is_time and isinstance(side, Number) and not side.unit and 1000 <= side.value <= 9999 and side.value == int(side.value):
                return Label(f"{int(side.value)}", side.place)
            return side

        return replace(e, left=read(e.left, e.right), right=read(e.right, e.left))

    def _check_calendar(self, e: Comparison) -> None:
        """`quarter == 5` is never so, and a date is compared with `time` alone."""
        for name, other in ((e.left, e.right), (e.right, e.left)):
            if not isinstance(name, Name) or name.name not in BUILT_IN_NAMES:
                continue
            number, highest = find_constant(other), _HIGHEST_OF.get(name.name)
            if isinstance(other, Label) and name.name != "time":
                self.reading.diagnostics.add("date-beside-number", e.place, name=name.name, date=other.text, operator=e.operator)
            elif number is not None and highest is not None and not 1 <= number <= highest:
                self.reading.diagnostics.add("calendar-range", e.place, name=name.name, number=f"{number:g}", highest=highest)
            elif number is not None and name.name == "time" and number >= 1000:
                self.reading.diagnostics.add("time-is-years", e.place, number=f"{number:g}")

    def _conditional(self, e: Conditional) -> Measured:
        condition = self._condition(e.condition)
        then, then_unit = self.resolve(e.then)
        otherwise, otherwise_unit = self.resolve(e.otherwise)
        pair = Arithmetic("else", e.then, e.otherwise, e.place)
        then, otherwise, unit = self._unify(pair, (then, then_unit), (otherwise, otherwise_unit))
        return replace(e, then=then, condition=condition, otherwise=otherwise), unit

    def _condition(self, e: Expression) -> Expression:
        return self._plain(*self.resolve(e), "a condition")

    def _plain(self, tree: Expression, unit: Unit | None, what: str) -> Expression:
        """A plain number, or a fault that says what must be one."""
        if unit is None:
            return tree
        if not agree(unit, PLAIN):
            self.reading.diagnostics.add("needs-plain-number", tree.place, what=what, unit=unit)
            return tree
        return scale(tree, measure_factor(unit, PLAIN))

    # Functions

    def _call(self, e: Call) -> Measured:
        if not self._is_known(e):
            return nothing(e.place), UNKNOWN
        if e.function in ("at", "by"):
            return self._dated(e)
        if e.function == "since":
            return self._since(e)
        if self.along_path and e.function in (*PATH_FUNCTIONS, *_REMEMBERING):
            return self._apply(e, self._resolve_inside(e.function, e.arguments))
        return self._apply(e, [self.resolve(argument) for argument in e.arguments])

    def _resolve_inside(self, function: str, arguments: Sequence[Expression]) -> list[Measured]:
        """Arguments that are worked out period by period, although the function stands where the whole path is known."""
        self.along_path, self.around = False, function
        measured = [self.resolve(argument) for argument in arguments]
        self.along_path, self.around = True, ""
        return measured

    def _is_known(self, e: Call) -> bool:
        """Whether a function exists, may stand here, and has the arguments that it needs."""
        if e.function not in SIGNATURES:
            hint = (
                FUNCTION_HINTS.get(e.function.lower())
                or suggest_word(e.function, SIGNATURES)
                or f"the functions are {', '.join(SIGNATURES)}"
            )
            if e.function in DISTRIBUTIONS:
                hint = "a distribution is the value of a parameter: declare one and use its name here"
            self.reading.diagnostics.add("unknown-function", e.place, name=shorten(e.function), hint=hint)
            return False
        if e.function not in MODEL_FUNCTIONS and not self.along_path:
            self.reading.diagnostics.add("path-inside" if self.around else "path-function", e.place, name=e.function, around=self.around)
            return False
        signature, fewest, most = SIGNATURES[e.function]
        knots = e.function == "interpolate"
        if not fewest <= len(e.arguments) <= most or bool(e.knots) != knots:
            self.reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=signature)
            return False
        if knots and (len(e.knots) < 2 or any(a[0] >= b[0] for a, b in zip(e.knots, e.knots[1:], strict=False))):
            self.reading.diagnostics.add("wrong-knots", e.place, name=e.function)
            return False
        return True

    def _dated(self, e: Call) -> Measured:
        """`at(DATE, x)` and `by(DATE, condition)`."""
        date, inner = e.arguments
        text = date.text if isinstance(date, Label) else f"{date.value:.0f}" if isinstance(date, Number) and not date.unit else None
        if text is None:
            self.reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=SIGNATURES[e.function][0])
            return nothing(e.place), UNKNOWN
        ((tree, unit),) = self._resolve_inside(e.function, [inner])
        period = self.reading.period(text, date.place)
        if e.function == "by":
            tree, unit = self._plain(tree, unit, "a condition"), PLAIN
        return replace(e, arguments=(tree,), period=period), unit

    def _since(self, e: Call) -> Measured:
        inner = e.arguments[0]
        symbol = self.reading.symbols.get(inner.name) if isinstance(inner, Name) else None
        if symbol is None and isinstance(inner, Name):
            self.resolve(inner)
        elif symbol is None or symbol.kind != "event":
            self.reading.diagnostics.add("needs-event", inner.place, name=e.function)
        return e, None

    def _apply(self, e: Call, measured: list[Measured]) -> Measured:
        tree, unit = measured[0]
        match e.function:
            case "min" | "max" | "clip":
                return self._alike(e, measured)
            case "exp" | "log" | "logistic":
                self._check_domain(e.function, tree)
                return replace(e, arguments=(self._plain(tree, unit, f"the argument of `{e.function}`"),)), PLAIN
            case "sqrt":
                self._check_domain(e.function, tree)
                tree, unit = self._plain_scale(tree, unit)
                return replace(e, arguments=(tree,)), None if unit is None else multiply(PLAIN, unit, 0.5)
            case "step":
                if self._scale(e.arguments[0]) == "mixed":
                    self._add_bare(e.arguments[0], e.place)
                return replace(e, arguments=(tree,)), PLAIN
            case "interpolate":
                if self._scale(e.arguments[0]) == "percent" and (number := next((x for x, _ in e.knots if x), None)) is not None:
                    hint = "the points are plain numbers: write `interpolate(x / 1 %, ...)` to count percent, or `x / 100 %` for a share of one"
                    self.reading.diagnostics.add("bare-percent", e.place, text=f"`{number:.6g}`", hint=hint)
                return replace(e, arguments=(tree,)), None
            case "ever" | "happened" | "always" | "count":
                return replace(e, arguments=(self._plain(tree, unit, "a condition"),)), None if e.function == "count" else PLAIN
            case "smooth":
                return replace(e, arguments=(tree, self._plain(*measured[1], "a number of periods"))), unit
            case _:
                return replace(e, arguments=(tree,)), unit

    def _check_domain(self, function: str, tree: Expression) -> None:
        """`log(0)` and `sqrt(-1)` have no value in any future."""
        number = find_constant(tree)
        if number is not None and ((function == "log" and number <= 0) or (function == "sqrt" and number < 0)):
            self.reading.diagnostics.add("no-finite-value", tree.place, what=f"`{function}({number:g})`")

    def _alike(self, e: Call, measured: list[Measured]) -> Measured:
        """All arguments in the unit of the first that has one."""
        if e.function == "clip":
            low, high = (find_constant(tree) for tree, _ in measured[1:])
            if low is not None and high is not None and low >= high:
                self.reading.diagnostics.add("bounds-upside-down", e.place, low=f"{low:g}", high=f"{high:g}")
        self._check_bare(*((raw, unit) for raw, (_, unit) in zip(e.arguments, measured, strict=True)))
        common = next((unit for _, unit in measured if unit is not None), None)
        trees = []
        for tree, unit in measured:
            if common is not None and unit is not None and not agree(unit, common):
                self.reading.diagnostics.add(
                    "unit-mismatch", e.place, operator=e.function, left=_tell(measured[0][0], common), right=_tell(tree, unit)
                )
                return e, UNKNOWN
            trees.append(tree if unit is None or common is None else scale(tree, measure_factor(unit, common)))
        return replace(e, arguments=tuple(trees)), common


def scale(tree: Expression, factor: float) -> Expression:
    """The expression times a factor: within a number at once, else as a product."""
    if factor == 1:
        return tree
    if isinstance(tree, Number):
        return replace(tree, value=tree.value * factor)
    return Arithmetic("*", tree, Number(factor, "", tree.place), tree.place)


def _tell(tree: Expression, unit: Unit) -> str:
    """`reserves` (billion USD), or the unit alone where there is no name for it."""
    return f"`{tree.name}` ({unit})" if isinstance(tree, Name) else str(unit)


def find_constant(e: Expression) -> float | None:
    """The number that an expression consists of, None for anything else (and for what is at fault)."""
    if isinstance(e, Negation):
        inner = find_constant(e.operand)
        return None if inner is None else -inner
    return e.value if isinstance(e, Number) and not math.isnan(e.value) else None


def nothing(place: Place) -> Number:
    """Stands where an expression is at fault, so that reading can go on; `is_whole` finds it."""
    return Number(math.nan, "", place)
