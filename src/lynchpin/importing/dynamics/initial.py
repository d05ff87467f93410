"""Values at the start of a model: its equations evaluated once, as numbers, from PySD's trees."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np

from lynchpin.importing.dynamics.functions import COUNTED, Timing
from lynchpin.importing.dynamics.model import MOST_COMBINATIONS, Members, Model, is_number, pick
from lynchpin.importing.dynamics.source import Tree, make_key
from lynchpin.importing.dynamics.tables import ELSEWHERE
from lynchpin.importing.dynamics.text import NotExpressibleError, Text

Bound = Mapping[str, str | None]
_COMPARISONS = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_TIED = {"sum": sum, "vmin": min, "vmax": max, "vmin_xmile": min, "vmax_xmile": max, "prod": math.prod}


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
        self._timing = Timing(Text("time"), model.clock.start, model.clock)

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
                self._known[place] = self.count(pick(component.tree, component, members, self._model), self._model.bind(component, members))
            finally:
                self._open.discard(place)
        return self._known[place]

    def count(self, tree: Tree, bound: Bound) -> float:
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
                return self.look_up(tree.lookups, self.count(tree.argument, bound))
            case "GameStructure":
                return self.count(tree.expression, bound)
            case "TrendStructure":
                return self.count(tree.initial_trend, bound)
            case "ForecastStructure":
                return self.count(tree.input, bound) * (1 + self.count(tree.initial_trend, bound) * self.count(tree.horizon, bound))
            case "IntegStructure" | "InitialStructure" | "SampleIfTrueStructure":
                return self.count(tree.initial, bound)
        if kind.startswith(("Smooth", "Delay")):
            return self.count(tree.initial, bound)
        raise NotExpressibleError(explain_kind(kind))

    def _calculate(self, tree: Tree, bound: Bound) -> float:
        first, *rest = (self.count(a, bound) for a in tree.arguments)
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
        values = [self.count(a, bound) for a in tree.arguments]
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
            # A range stands for the place of its member in the largest range of which it is a part.
            ranges = self._model.source.ranges
            whole = max((r for r in ranges.values() if set(ranges.get(key, ())) <= set(r)), key=len)
            return float(whole.index(member) + 1)
        return self.find(key, self.resolve(key, tree, bound))

    def resolve(self, key: str, tree: Tree, bound: Bound) -> Members:
        """Return the members that a reference names.

        Args:
            key: The element that it refers to.
            tree: The reference.
            bound: The member for which each range stands.
        """
        subscripts = [make_key(s) for s in tree.subscripts.subscripts] if tree.subscripts else list(self._model.dimensions.get(key, ()))
        found: list[str] = []
        for subscript in subscripts:
            name = bound.get(subscript) or bound.get(subscript.removesuffix("!")) or subscript
            if name not in self._model.members:
                raise NotExpressibleError(f"the subscript `{subscript}` of `{key}` has no member here")
            found.append(name)
        return tuple(found)

    def _call(self, tree: Tree, bound: Bound) -> float:
        name = make_key(tree.function.reference)
        if name in _TIED and len(tree.arguments) == 1:
            return float(_TIED[name](self.count(tree.arguments[0], b) for b in self.spread(tree.arguments[0], bound)))  # type: ignore[operator]
        element = self._model.source.elements.get(name)
        if element is not None and element.is_lookup and not element.why:
            component = self._model.find_component(name, self.resolve(name, tree.function, bound))
            if component is None:
                raise NotExpressibleError(f"it needs `{name}`")
            return self.look_up(component.tree, self.count(tree.arguments[0], bound))
        if name not in COUNTED:
            raise NotExpressibleError(f"the function {name.upper().replace('_', ' ')} cannot be expressed")
        if name == "active_initial":
            return self.count(tree.arguments[1], bound)
        if name == "if_then_else":
            return self.count(tree.arguments[1 if self.count(tree.arguments[0], bound) else 2], bound)
        try:
            return float(COUNTED[name](self._timing, *(self.count(a, bound) for a in tree.arguments)))
        except (ArithmeticError, ValueError, TypeError):
            raise NotExpressibleError(f"{name.upper().replace('_', ' ')} has no value at the start") from None

    def spread(self, tree: Tree, bound: Bound) -> list[dict[str, str | None]]:
        """Return a binding for every combination of the members over which a sum or another function of all members runs.

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
        """Return the ranges over which a function of all members runs: those marked with `!`, or all that nothing else binds.

        Args:
            tree: The argument of the function.
            bound: The member for which each range stands outside it.
        """
        found: dict[str, None] = {}
        for reference in list_references(tree):
            subscripts = (
                [make_key(s) for s in reference.subscripts.subscripts]
                if reference.subscripts
                else list(self._model.dimensions.get(make_key(reference.reference), ()))
            )
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
