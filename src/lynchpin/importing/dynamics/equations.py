"""Equations of a model as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from lynchpin.importing.dynamics.clock import round_delay
from lynchpin.importing.dynamics.functions import TIMED, WRITERS, spell
from lynchpin.importing.dynamics.initial import Bound, InitialValues, explain_kind, list_references
from lynchpin.importing.dynamics.model import TIME, Model, is_number, only_argument
from lynchpin.importing.dynamics.source import CONTROL, Tree, is_same, make_key
from lynchpin.importing.dynamics.tables import write_table
from lynchpin.importing.dynamics.text import (
    AND,
    NOT,
    PRODUCT,
    NeedsMembersError,
    NotExpressibleError,
    Text,
    call,
    choose,
    negate,
    number,
    operate,
)
from lynchpin.importing.naming import Names
from lynchpin.language.inference.delays import MAX_ORDER

_COMPARISONS = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_AGGREGATES = {"sum": "sum", "vmin": "smallest", "vmax": "largest", "vmin_xmile": "smallest", "vmax_xmile": "largest", "prod": ""}


@dataclass(slots=True)
class Helper:
    """A stock that an equation needs besides its element, such as the average in a trend. It has the unit of the element `like`, if any."""

    starts: float
    changes: str
    means: str
    like: str = ""


@dataclass(slots=True)
class Converter:
    """Writes equations.

    Attributes:
        model: The model.
        initial: Its values at the start.
        time_unit: The unit of the model's time; empty if all quantities are plain numbers.
        owner: The element whose equation is being written; helpers are named after it.
        used: The elements that the equations so far refer to, by entry.
        helpers: The stocks that equations need, by name and by entry.
        uses_time: The elements whose equations use the time of the model.
        helper_names: The names that are taken, with those of helpers.
    """

    model: Model
    initial: InitialValues
    time_unit: str = ""
    owner: str = ""
    used: dict[str, set[str]] = field(default_factory=dict)
    helpers: dict[str, dict[str, Helper]] = field(default_factory=dict)
    uses_time: set[str] = field(default_factory=set)
    helper_names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.helper_names = self.model.names_used.copy()

    def write(self, tree: Tree, bound: Bound) -> Text:
        """Return an equation as an expression.

        Args:
            tree: The equation.
            bound: The member for which each range stands; None for a range that stands for itself.

        Raises:
            NotExpressibleError: It has no equivalent.
            NeedsMembersError: It has one for each member, but not for a range as a whole.
        """
        if is_number(tree):
            return number(float(tree))
        kind = type(tree).__name__
        match kind:
            case "ArithmeticStructure":
                return self._calculate(tree, bound)
            case "LogicStructure":
                return self._decide(tree, bound)
            case "ReferenceStructure":
                return self._refer(tree, bound)
            case "CallStructure":
                return self._call(tree, bound)
            case "InlineLookupsStructure":
                return write_table(tree.lookups, self.write(tree.argument, bound))
            case "GameStructure":
                return self.write(tree.expression, bound)
            case "DelayFixedStructure":
                return self._delay(tree, bound)
            case "TrendStructure" | "ForecastStructure":
                return self._trend(tree, bound)
            case "SampleIfTrueStructure":
                return self._sample(tree, bound)
            case "InitialStructure":
                starts = self.initial.evaluate(tree.initial, _all_members(bound))
                return Text(self._add_helper("initial", starts, "0", "value at the start", tree.initial))
            case "IntegStructure":
                return self._integrate(tree, bound)
        if kind.startswith(("Smooth", "Delay")) and hasattr(tree, "order"):
            return self._smooth(tree, bound, "smooth" if kind.startswith("Smooth") else "delay")
        raise NotExpressibleError(explain_kind(kind))

    def _calculate(self, tree: Tree, bound: Bound) -> Text:
        texts = [self.write(a, bound) for a in tree.arguments]
        if tree.operators == ["negative"]:
            return negate(texts[0])
        if tree.operators[0] == "^":
            return reduce(lambda right, left: operate("**", left, right), reversed(texts))
        total = texts[0]
        for operator, text in zip(tree.operators, texts[1:], strict=True):
            total = operate(operator, total, text)
        return total

    def _decide(self, tree: Tree, bound: Bound) -> Text:
        operators = [o.upper() for o in tree.operators]
        if (same := self.initial.compare_members(tree, bound)) is not None:
            if None in bound.values():
                raise NeedsMembersError
            return number(float(same))
        texts = [self.write(a, bound) for a in tree.arguments]
        if operators == [":NOT:"]:
            return Text(f"not {texts[0].inside(NOT + 1)}", NOT)
        if operators[0] in _COMPARISONS:
            if len(operators) > 1:
                raise NotExpressibleError("a chain of comparisons cannot be expressed")
            return operate(_COMPARISONS[operators[0]], *texts)
        groups = [texts[0]]
        for operator, text in zip(operators, texts[1:], strict=True):
            if operator == ":AND:":
                groups[-1] = operate("and", groups[-1], text)
            else:
                groups.append(text)
        return reduce(lambda a, b: Text(f"{a.inside(AND - 1)} or {b.inside(AND)}", AND - 1), groups)

    def _refer(self, tree: Tree, bound: Bound) -> Text:
        key = make_key(tree.reference)
        if key == "time":
            self.uses_time.add(self.owner)
            return Text(TIME)
        if key in CONTROL:
            return number(self.initial.find(key))
        if key not in self.model.names and key in bound:
            if bound[key] is None:
                raise NeedsMembersError
            return number(self.initial.evaluate(tree, bound))
        if key not in self.model.names:
            raise NotExpressibleError(f"`{tree.reference}` is not an element of the model")
        self.used.setdefault(self.owner, set()).add(key)
        if self.model.source.elements[key].is_lookup:
            raise NotExpressibleError("a lookup table can only be used as a function")
        return Text(self.model.names[key] + self._index(key, tree, bound))

    def _index(self, key: str, tree: Tree, bound: Bound) -> str:
        words: list[str] = []
        for subscript in self.model.list_subscripts(tree):
            plain = subscript.removesuffix("!")
            if subscript in bound:
                member = bound[subscript]
                words.append(self.model.sets[plain] if member is None else self.model.members[member])
            elif plain in self.model.members:
                words.append(self.model.members[plain])
            elif None in bound.values():
                raise NeedsMembersError
            else:
                raise NotExpressibleError(f"the subscript `{plain}` of `{key}` has no member here")
        return f"[{', '.join(words)}]" if words else ""

    def _call(self, tree: Tree, bound: Bound) -> Text:
        name = make_key(tree.function.reference)
        if name in _AGGREGATES and len(tree.arguments) == 1:
            return self._aggregate(name, tree.arguments[0], bound)
        if name == "elmcount":
            argument = only_argument(tree)
            if type(argument).__name__ != "ReferenceStructure":
                raise NotExpressibleError("ELMCOUNT needs a range")
            return number(float(len(self.model.list_members(make_key(argument.reference)))))
        element = self.model.source.elements.get(name)
        if element is not None and element.is_lookup:
            self.used.setdefault(self.owner, set()).add(name)
            if not self.model.dimensions.get(name):
                return call(self.model.names[name], self.write(only_argument(tree), bound))
            if None in bound.values():
                raise NeedsMembersError
            component = self.model.find_component(name, self.initial.resolve(tree.function, bound))
            if component is None:
                raise NotExpressibleError(f"it needs `{name}`")
            return write_table(component.tree, self.write(only_argument(tree), bound))
        if name not in WRITERS:
            raise NotExpressibleError(f"the function {spell(name)} cannot be expressed")
        arguments = [self.write(a, bound) for a in tree.arguments]
        if name in TIMED:
            self.uses_time.add(self.owner)
        try:
            return WRITERS[name](self.model.clock, *arguments)
        except TypeError:
            raise NotExpressibleError(f"{spell(name)} has the wrong number of arguments") from None

    def _aggregate(self, name: str, tree: Tree, bound: Bound) -> Text:
        """Write an aggregate of members: with the functions of the set, or member by member where a range means two things at once."""
        ranges = self.initial.list_ranges(tree, bound)
        clash = [r for r in ranges if bound.get(r.removesuffix("!"), "") is None]
        if clash or name == "prod":
            if None in bound.values():
                raise NeedsMembersError
            parts = [self.write(tree, b) for b in self.initial.list_bindings(tree, bound)]
            match name:
                case "sum":
                    return reduce(lambda a, b: operate("+", a, b), parts)
                case "prod":
                    return reduce(lambda a, b: operate("*", a, b), parts)
            return call("min" if "min" in name else "max", *parts)
        text = self.write(tree, {**bound, **dict.fromkeys(ranges)})
        for r in reversed(ranges):
            text = Text(f"{_AGGREGATES[name]}[{self.model.sets[r.removesuffix('!')]}]({text.text})")
        return text

    def _smooth(self, tree: Tree, bound: Bound, function: str) -> Text:
        order = self.initial.evaluate(tree.order, _all_members(bound))
        if order != int(order) or not 1 <= order <= MAX_ORDER:
            raise NotExpressibleError(f"the order of a delay must be a whole number from 1 to {MAX_ORDER}")
        time = self.write(tree.smooth_time if function == "smooth" else tree.delay_time, bound)
        parts = [self.write(tree.input, bound).text, self._in_periods(time).text, f"order: {order:.0f}"]
        if not is_same(tree.initial, tree.input):
            parts.append(f"starts: {self.write(tree.initial, bound).text}")
        return Text(f"{function}({', '.join(parts)})")

    def _delay(self, tree: Tree, bound: Bound) -> Text:
        time = self.initial.evaluate(tree.delay_time, _all_members(bound))
        length = number(round_delay(time, self.model.clock.step) / self.model.clock.period)
        starts = self.write(tree.initial, bound)
        return Text(f"delay({self.write(tree.input, bound).text}, {length.text}, starts: {starts.text})")

    def _in_periods(self, time: Text) -> Text:
        period = self.model.clock.period
        if period == 1:
            return time
        return number(time.number / period) if time.number is not None else operate("/", time, number(period))

    def _trend(self, tree: Tree, bound: Bound) -> Text:
        x, time = self.write(tree.input, bound), self.write(tree.average_time, bound)
        if time.number is not None and self.time_unit:
            time = Text(f"{time.text} {self.time_unit}", PRODUCT)
        whole = _all_members(bound)
        first = self.initial.evaluate(tree.input, whole)
        starts = first / (1 + self.initial.evaluate(tree.initial_trend, whole) * self.initial.evaluate(tree.average_time, whole))
        average = Text(self._add_helper("average", starts, "", "an average over time", tree.input))
        difference = operate("-", x, average)
        self.helpers[self.owner][average.text].changes = self.scale(operate("/", difference, time)).text
        trend = operate("/", difference, operate("*", time, average))
        if type(tree).__name__ == "TrendStructure":
            return trend
        return operate("*", x, operate("+", number(1), operate("*", trend, self.write(tree.horizon, bound))))

    def _sample(self, tree: Tree, bound: Bound) -> Text:
        condition, x = self.write(tree.condition, bound), self.write(tree.input, bound)
        starts = self.initial.evaluate(tree.initial, _all_members(bound))
        kept = Text(self._add_helper("sample", starts, "", "the last value that was sampled", tree.input))
        step = operate("/", operate("-", x, kept), number(self.model.clock.step))
        self.helpers[self.owner][kept.text].changes = self.scale(choose(condition, step, number(0))).text
        return choose(condition, x, kept)

    def _integrate(self, tree: Tree, bound: Bound) -> Text:
        changes = self.scale(self.write(tree.flow, bound)).text
        starts = self.initial.evaluate(tree.initial, _all_members(bound))
        return Text(self._add_helper("stock", starts, changes, "a stock within an equation", tree.initial))

    def _add_helper(self, what: str, starts: float, changes: str, means: str, tree: Tree) -> str:
        """Add a stock and return its name. It has the unit of the only element in `tree`, if there is one."""
        name = self.helper_names.add(f"{self.model.names[self.owner]}_{what}")
        references = {make_key(reference.reference) for reference in list_references(tree)}
        like = next(iter(references)) if len(references) == 1 else self.owner
        self.helpers.setdefault(self.owner, {})[name] = Helper(starts, changes, means, like)
        return name

    def scale(self, flow: Text) -> Text:
        """Return a flow per unit of the model's time as one per period."""
        period = self.model.clock.period
        if period == 1:
            return flow
        return number(flow.number * period) if flow.number is not None else operate("*", number(period), flow)


def _all_members(bound: Bound) -> Mapping[str, str]:
    """Return a binding without ranges that stand for themselves."""
    if None in bound.values():
        raise NeedsMembersError
    return {key: member for key, member in bound.items() if member is not None}
