"""What the equations of a model refer to: names in the assessment, dimensions, kinds of elements, and the clock."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from lynchpin.importing.dynamics.clock import Clock
from lynchpin.importing.dynamics.source import CONTROL, Component, Element, Source, Tree, make_key
from lynchpin.importing.dynamics.text import NeedsMembersError, NotExpressibleError
from lynchpin.importing.naming import Names

Kind: TypeAlias = Literal["lookup", "parameter", "stock", "auxiliary"]
Members: TypeAlias = tuple[str, ...]
"""The members that an equation is about, one for each dimension of its element."""
MOST_COMBINATIONS = 10_000
"""Largest number of combinations of members of one element, or of one sum."""
TIME = "model_time"
"""The name of the stock that keeps the time of the model."""


@dataclass(slots=True)
class Model:
    """A model with the names that it gets in the assessment.

    Attributes:
        source: The model as it was read.
        clock: Its clock.
        names: The name of each element in the assessment.
        sets: The name of each range that is used as a set.
        members: The name of each member of a range.
        dimensions: The ranges over which each element is defined.
        names_used: All names that are taken.
    """

    source: Source
    clock: Clock
    names: dict[str, str] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names_used: Names = field(default_factory=lambda: Names("model", (TIME,)))

    @classmethod
    def build(cls, source: Source, clock: Clock) -> Model:
        """Build a model in which every element, range and member has a name.

        Args:
            source: The model as it was read. The reason why an element cannot be expressed is noted there.
            clock: Its clock.
        """
        model = cls(source, clock)
        for key, element in source.elements.items():
            if key not in CONTROL:
                model.names[key] = model.names_used.add(element.label)
        for key, members in source.ranges.items():
            model.sets[key] = model.names_used.add(source.labels.get(key, key))
            for member in members:
                if member not in model.members:
                    model.members[member] = model.names_used.add(source.labels.get(member, member))
        for key, element in source.elements.items():
            if not element.why and key not in CONTROL:
                try:
                    model.dimensions[key] = model._find_dimensions(element)
                except NotExpressibleError as problem:
                    element.why = str(problem)
        return model

    def _find_dimensions(self, element: Element) -> tuple[str, ...]:
        """Return the range of each dimension of an element. If it has equations for a part of a range only, the part becomes a range."""
        if not element.components:
            raise NotExpressibleError("it has no equation")
        count = len(element.components[0].subscripts)
        if any(len(c.subscripts) != count for c in element.components):
            raise NotExpressibleError("its equations have different numbers of subscripts")
        found: list[str] = []
        for k in range(count):
            subscripts = {c.subscripts[k] for c in element.components}
            if len(subscripts) == 1 and (only := next(iter(subscripts))) in self.source.ranges:
                found.append(only)
                continue
            wanted = {m for s in subscripts for m in self.list_members(s)}
            fitting = [key for key, members in self.source.ranges.items() if wanted <= set(members)]
            if not fitting:
                raise NotExpressibleError(f"no range contains {', '.join(sorted(wanted))}")
            best = min(fitting, key=lambda key: len(self.source.ranges[key]))
            if wanted != set(self.source.ranges[best]):
                part = tuple(m for m in self.source.ranges[best] if m in wanted)
                best = f"part of {best}: {', '.join(part)}"
                if best not in self.source.ranges:
                    self.source.ranges[best] = part
                if best not in self.sets:
                    self.sets[best] = self.names_used.add(f"part_of_{element.label}")
            found.append(best)
        if len(set(found)) < len(found):
            raise NotExpressibleError("it has the same range twice")
        return tuple(found)

    def list_members(self, subscript: str) -> tuple[str, ...]:
        """Return the members of a range, or a member alone."""
        if subscript in self.source.ranges:
            return self.source.ranges[subscript]
        if subscript not in self.members:
            raise NotExpressibleError(f"`{subscript}` is neither a range nor a member of one")
        return (subscript,)

    def list_combinations(self, key: str) -> Iterator[Members]:
        """Return the combinations of members for which an element is declared."""
        if math.prod(len(self.source.ranges[d]) for d in self.dimensions[key]) > MOST_COMBINATIONS:
            raise NotExpressibleError(f"it covers more than {MOST_COMBINATIONS:,} combinations of members")
        return itertools.product(*(self.source.ranges[d] for d in self.dimensions[key]))

    def find_component(self, key: str, members: Members) -> Component | None:
        """Return the equation of an element that applies to some members, or None.

        Args:
            key: The element.
            members: One member for each of its dimensions.
        """
        for component in self.source.elements[key].components:
            if self._covers(component.subscripts, members) and not any(self._covers(group, members) for group in component.exceptions):
                return component
        return None

    def pick(self, component: Component, members: Members | None) -> Tree:
        """Return the equation of a component: the number for some members if it is an array.

        Args:
            component: The component.
            members: The members; None for the whole range.

        Raises:
            NeedsMembersError: It is an array, and the whole range was asked for.
        """
        tree = component.tree
        if not isinstance(tree, np.ndarray):
            return tree
        if members is None:
            raise NeedsMembersError
        pairs = [(self.source.ranges[s], m) for s, m in zip(component.subscripts, members, strict=True) if s in self.source.ranges]
        try:
            return float(tree.reshape([len(range_) for range_, _ in pairs])[tuple(range_.index(m) for range_, m in pairs)])
        except (ValueError, IndexError):
            raise NotExpressibleError("its array does not have the size of its ranges") from None

    def list_subscripts(self, reference: Tree) -> list[str]:
        """Return the subscripts of a reference. If it states none, they are the ranges of its element."""
        if reference.subscripts:
            return [make_key(s) for s in reference.subscripts.subscripts]
        return list(self.dimensions.get(make_key(reference.reference), ()))

    def _covers(self, subscripts: tuple[str, ...], members: Members) -> bool:
        return len(subscripts) == len(members) and all(m in self.list_members(s) for s, m in zip(subscripts, members, strict=True))

    def bind(self, component: Component, members: Members) -> dict[str, str | None]:
        """Return which member each range stands for in an equation, including ranges onto which its ranges are mapped.

        Args:
            component: The equation.
            members: The members that it is about.
        """
        bound: dict[str, str | None] = {}
        for subscript, member in zip(component.subscripts, members, strict=True):
            own = self.source.ranges.get(subscript)
            if own is None:
                continue
            bound[subscript] = member
            place = own.index(member)
            others = [*self.source.mappings.get(subscript, ()), *(k for k, v in self.source.mappings.items() if subscript in v)]
            for other in others:
                if other in self.source.ranges and place < len(self.source.ranges[other]):
                    bound.setdefault(other, self.source.ranges[other][place])
        return bound

    def find_kind(self, key: str) -> Kind:
        """Return what an element becomes in the assessment."""
        element = self.source.elements[key]
        if element.is_lookup:
            return "lookup"
        trees = [c.tree for c in element.components]
        if all(is_number(tree) or isinstance(tree, np.ndarray) for tree in trees):
            return "parameter"
        if all(type(tree).__name__ == "IntegStructure" for tree in trees):
            return "stock"
        return "auxiliary"

    def is_static(self, tree: Tree) -> bool:
        """Return whether an equation is a reference to a parameter or stock, or arithmetic with at least one of them."""
        kind = type(tree).__name__
        if kind == "ReferenceStructure":
            key = make_key(tree.reference)
            return key in self.names and not self.source.elements[key].why and self.find_kind(key) in ("parameter", "stock")
        if kind != "ArithmeticStructure" or all(is_number(a) for a in tree.arguments):
            return False
        return all(is_number(a) or self.is_static(a) for a in tree.arguments)


def only_argument(call: Tree) -> Tree:
    """Return the argument of a call that must have exactly one."""
    if len(call.arguments) != 1:
        raise NotExpressibleError(f"`{call.function.reference}` needs one argument")
    return call.arguments[0]


def is_number(tree: Tree) -> bool:
    """Return whether an equation is a plain number."""
    return isinstance(tree, numbers.Real) and not isinstance(tree, bool)
