"""Values at the start of a model: its equations evaluated once, as numbers, from PySD's trees."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np

from lynchpin.importing.dynamics.functions import EVALUATORS, spell
from lynchpin.importing.dynamics.model import MOST_COMBINATIONS, Members, Model, is_number, only_argument
from lynchpin.importing.dynamics.source import Tree, make_key
from lynchpin.importing.dynamics.tables import ELSEWHERE
from lynchpin.importing.dynamics.text import NotExpressibleError

Bound = Mapping[str, str | None]
_COMPARISONS = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_AGGREGATES = {"sum": sum, "vmin": min, "vmax": max, "vmin_xmile": min, "vmax_xmile": max, "prod": math.prod}


def explain_kind(kind: str) -> str:
    """Return why an equation of some kind has no equivalent.

    Args:
        kind: The name of its class in PySD.
    """
    return ELSEWHERE if kind.startswith(("Get", "Data")) else f"{kind.removesuffix('Structure')} cannot be expressed"


class InitialValues:
    """Evaluates equations at the start of the model.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[tuple[str, Members], float] = {}
        self._open: set[tuple[str, Members]] = set()

    def find(self, key: str, members: Members = ()) -> float:
        """Return the value of an element.

        Args:
            key: The element.
            members: The members for which to evaluate it.

        Raises:
            NotExpressibleError: The value cannot be computed.
        """
        place = (key, members)
        if place not in self._known:
            if place in self._open:
                raise NotExpressibleError(f"the starting value of `{key}` depends on itself")
            element = self._model.source.elements.get(key)
            component = None if element is None or element.why else self._model.find_component(key, members)
            if component is None:
                raise NotExpressibleError(f"it needs `{key}`")
            self._open.add(place)
            try:
                self._known[place] = self.evaluate(self._model.pick(component, members), self._model.bind(component, members))
            finally:
                self._open.discard(place)
        return self._known[place]

    def evaluate(self, tree: Tree, bound: Bound) -> float:
        """Return the value of an equation.

        Args:
            tree: The equation.
            bound: The member for which each range stands.
        """
        if is_number(tree):
            return float(tree)
        kind = type(tree).__name__
        match kind:
            case "ArithmeticStructure":
                try:
                    return self._calculate(tree, bound)
                except (ArithmeticError, TypeError):
                    raise NotExpressibleError("it has no value at the start") from None
            case "LogicStructure":
                return self._decide(tree, bound)
            case "ReferenceStructure":
                return self._refer(tree, bound)
            case "CallStructure":
                return self._call(tree, bound)
            case "InlineLookupsStructure":
                return self.look_up(tree.lookups, self.evaluate(tree.argument, bound))
            case "GameStructure":
                return self.evaluate(tree.expression, bound)
            case "TrendStructure":
                return self.evaluate(tree.initial_trend, bound)
            case "ForecastStructure":
                return self.evaluate(tree.input, bound) * (
                    1 + self.evaluate(tree.initial_trend, bound) * self.evaluate(tree.horizon, bound)
                )
            case "IntegStructure" | "InitialStructure" | "SampleIfTrueStructure":
                return self.evaluate(tree.initial, bound)
        if kind.startswith(("Smooth", "Delay")):
            return self.evaluate(tree.initial, bound)
        raise NotExpressibleError(explain_kind(kind))

    def _calculate(self, tree: Tree, bound: Bound) -> float:
        first, *rest = (self.evaluate(a, bound) for a in tree.arguments)
        if tree.operators == ["negative"]:
            return -first
        if tree.operators[0] == "^":
            values = [first, *rest]
            total = values.pop()
            while values:
                base = values.pop()
                sign = -1.0 if is_number(tree.arguments[len(values)]) and base < 0 else 1.0
                total = sign * float((sign * base) ** total)
            return total
        for operator, value in zip(tree.operators, rest, strict=True):
            match operator:
                case "+":
                    first += value
                case "-":
                    first -= value
                case "*":
                    first *= value
                case _:
                    first /= value
        return first

    def _decide(self, tree: Tree, bound: Bound) -> float:
        operators = [o.upper() for o in tree.operators]
        if (same := self.compare_members(tree, bound)) is not None:
            return float(same)
        values = [self.evaluate(a, bound) for a in tree.arguments]
        if operators == [":NOT:"]:
            return float(not values[0])
        if operators[0] in _COMPARISONS:
            return float(_COMPARISONS[operators[0]](*values))
        groups, group = [], [values[0]]
        for operator, value in zip(operators, values[1:], strict=True):
            if operator == ":OR:":
                groups.append(group)
                group = []
            group.append(value)
        return float(any(all(g) for g in [*groups, group]))

    def compare_members(self, tree: Tree, bound: Bound) -> bool | None:
        """Return whether a comparison of two members, or of a range with one of its members, is true; None for any other comparison.

        Args:
            tree: The comparison.
            bound: The member for which each range stands.
        """
        if len(tree.arguments) != 2 or tree.operators[0] not in ("=", "<>"):
            return None
        keys = [make_key(a.reference) if type(a).__name__ == "ReferenceStructure" else "" for a in tree.arguments]
        if any(key in self._model.names or not (key in bound or key in self._model.members) for key in keys):
            return None
        same = self._place(keys[0], keys[1], bound) == self._place(keys[1], keys[0], bound)
        return bool(same == (tree.operators[0] == "="))

    def _place(self, key: str, other: str, bound: Bound) -> object:
        """Return what stands for a range or member in a comparison: the member, or its place if the other range has other members."""
        ranges = self._model.source.ranges
        member = bound.get(key, key)
        if key in ranges and other in ranges and not set(ranges[key]) & set(ranges[other]):
            return ranges[key].index(member) if member is not None else None
        return member

    def _refer(self, tree: Tree, bound: Bound) -> float:
        key = make_key(tree.reference)
        if key == "time":
            return self._model.clock.start
        if key not in self._model.names and (member := bound.get(key)) is not None:
            # A range stands for the position of its member in the largest range that contains it.
            ranges = self._model.source.ranges
            whole = max((r for r in ranges.values() if set(ranges.get(key, ())) <= set(r)), key=len)
            return float(whole.index(member) + 1)
        return self.find(key, self.resolve(tree, bound))

    def resolve(self, tree: Tree, bound: Bound) -> Members:
        """Return the members that a reference names.

        Args:
            tree: The reference.
            bound: The member for which each range stands.
        """
        found: list[str] = []
        for subscript in self._model.list_subscripts(tree):
            name = bound.get(subscript) or bound.get(subscript.removesuffix("!")) or subscript
            if name not in self._model.members:
                raise NotExpressibleError(f"the subscript `{subscript}` of `{make_key(tree.reference)}` has no member here")
            found.append(name)
        return tuple(found)

    def _call(self, tree: Tree, bound: Bound) -> float:
        name = make_key(tree.function.reference)
        if name in _AGGREGATES and len(tree.arguments) == 1:
            return float(_AGGREGATES[name](self.evaluate(tree.arguments[0], b) for b in self.list_bindings(tree.arguments[0], bound)))  # type: ignore[operator]
        element = self._model.source.elements.get(name)
        if element is not None and element.is_lookup and not element.why:
            component = self._model.find_component(name, self.resolve(tree.function, bound))
            if component is None:
                raise NotExpressibleError(f"it needs `{name}`")
            return self.look_up(component.tree, self.evaluate(only_argument(tree), bound))
        match name, tree.arguments:
            case "active_initial", (_, first):
                return self.evaluate(first, bound)
            case "if_then_else", (condition, yes, no):
                return self.evaluate(yes if self.evaluate(condition, bound) else no, bound)
            case "active_initial" | "if_then_else", _:
                raise NotExpressibleError(f"{spell(name)} has the wrong number of arguments")
        if name not in EVALUATORS:
            raise NotExpressibleError(f"the function {spell(name)} cannot be expressed")
        try:
            return float(EVALUATORS[name](self._model.clock, *(self.evaluate(a, bound) for a in tree.arguments)))
        except (ArithmeticError, ValueError, TypeError):
            raise NotExpressibleError(f"{spell(name)} has no value at the start") from None

    def list_bindings(self, tree: Tree, bound: Bound) -> list[dict[str, str | None]]:
        """Return a binding for every combination of the members over which an aggregate function runs.

        Args:
            tree: The argument of the function.
            bound: The member for which each range stands outside it.
        """
        ranges = self.list_ranges(tree, bound)
        if math.prod(len(self._model.list_members(r.removesuffix("!"))) for r in ranges) > MOST_COMBINATIONS:
            raise NotExpressibleError(f"it covers more than {MOST_COMBINATIONS:,} combinations of members")
        tuples = itertools.product(*(self._model.list_members(r.removesuffix("!")) for r in ranges))
        return [{**bound, **dict(zip(ranges, members, strict=True))} for members in tuples]

    def list_ranges(self, tree: Tree, bound: Bound) -> list[str]:
        """Return the ranges over which an aggregate function runs: those marked with `!`, or all that nothing else binds.

        Args:
            tree: The argument of the function.
            bound: The member for which each range stands outside it.
        """
        found: dict[str, None] = {}
        for reference in list_references(tree):
            subscripts = self._model.list_subscripts(reference)
            if strange := [s for s in subscripts if s.endswith("!") and s[:-1] not in self._model.source.ranges]:
                raise NotExpressibleError(f"`{strange[0][:-1]}` is not a range")
            found.update(dict.fromkeys(s for s in subscripts if s.endswith("!") or (s in self._model.source.ranges and s not in bound)))
        return list(found)

    @staticmethod
    def look_up(table: Tree, x: float) -> float:
        """Return the value of a lookup table, interpolated linearly and constant outside its points.

        Args:
            table: The table as parsed by PySD.
            x: The argument of the table.

        Raises:
            NotExpressibleError: `table` is not a lookup table.
        """
        if type(table).__name__ != "LookupsStructure":
            raise NotExpressibleError(ELSEWHERE)
        return float(np.interp(x, table.x, table.y))


def list_references(tree: Tree) -> list[Tree]:
    """Return all references to elements in an equation."""
    return list_parts(tree, "ReferenceStructure")


def list_parts(tree: Tree, kind: str) -> list[Tree]:
    """Return all parts of an equation of one kind.

    Args:
        tree: The equation.
        kind: The name of the class of the parts in PySD.
    """
    own = [tree] if type(tree).__name__ == kind else []
    if isinstance(tree, (list, tuple)):
        return [part for below in tree for part in list_parts(below, kind)]
    names = getattr(tree, "__dataclass_fields__", ())
    return own + [part for name in names for part in list_parts(getattr(tree, name), kind)]
