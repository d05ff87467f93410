"""Decides which differences between two assessments can be applied one at a time, and describes those that cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from lynchpin.language.comparison.paths import Path, get_part
from lynchpin.language.dependencies import build_definitions, find_path, list_credences, list_moves, list_starts
from lynchpin.language.expressions import Call, Expression, Label
from lynchpin.language.records import Assessment, Change, Given, Perception, Value
from lynchpin.language.traversal import list_nodes, list_uses

SECTIONS = ("parameters", "series", "stocks", "auxiliaries", "events", "actors", "assumptions", "outcomes", "policies")
CLOCK_FIELDS = frozenset({"series", "change_factor", "on", "start"})
"""Fields that are counted in periods, so they have another meaning on another clock."""


class Separability:
    """Decides for each difference whether it can be applied alone, and describes what has no counterpart in the other assessment."""

    def __init__(self, first: Assessment, second: Assessment) -> None:
        self.versions = first, second
        one, two = _list_names(first), _list_names(second)
        self.clocks_differ = first.clock.labels != second.clock.labels
        self.outcomes_differ = list(first.outcomes) != list(second.outcomes)
        self.changed = {name: (one[name], two[name]) for name in one.keys() & two.keys() if one[name] != two[name]}
        self.declared = one.keys() | two.keys()
        self.shared = one.keys() & two.keys() - self.changed.keys()
        self.in_loops = _find_possible_loops(*(build_definitions(a, same_period=True) for a in (first, second)))
        self.in_loops_of_starts = _find_possible_loops(list_starts(first), list_starts(second))
        self.in_loops_of_credences = _find_possible_loops(list_credences(first), list_credences(second))
        self.in_loops_of_moves = _find_possible_loops(list_moves(first), list_moves(second))
        self.needed = {parent for a in self.versions for parents in list_credences(a).values() for parent in parents} | {
            name for a in self.versions for pair in a.correlations for name in pair[:2] if name in a.assumptions
        }
        self.replaced_twice = _find_possible_conflicts(first, second)
        self.not_drawn = _find_undrawn_correlates(first, second)
        self.descriptions = tuple(self._describe())

    def is_separable(self, path: Path) -> bool:
        """Return whether the difference at a path can be applied alone."""
        section, name = str(path[0]), str(path[1]) if len(path) > 1 else ""
        if section in ("outcomes", "answers") and self.outcomes_differ:
            return False
        if section == "correlations":
            return not self.not_drawn
        if path[2:] == ("shock",) and f"{name}.shock" in self.not_drawn:
            return False
        if section == "assumptions":
            if (
                path[2:3] == (("credence", "holds_while", "lasts", "breaks", "fails_if"),)
                and name in self.in_loops_of_credences | self.needed
            ):
                return False
            return self._can_replace(name) and self._can_mix_all(path)
        if section in SECTIONS and any(name not in getattr(a, section) for a in self.versions):
            return False
        if path[2:] == ("starts",) and name in self.in_loops_of_starts:
            return False
        if path[2:] == ("type_name",):
            return False
        if path[2:] == ("after",) and name in self.in_loops_of_moves:
            return False
        if name in self.changed or (name in self.in_loops and section in ("auxiliaries", "events")):
            return False
        return self._can_mix_all(path)

    def is_described(self, path: Path) -> bool:
        """Return whether the difference at a path is covered by the descriptions."""
        section, name = str(path[0]), str(path[1]) if len(path) > 1 else ""
        alone = section in SECTIONS and any(name not in getattr(a, section) for a in self.versions)
        return alone or name in self.changed or (section == "answers" and self.outcomes_differ)

    def _describe(self) -> Iterator[str]:
        first, second = self.versions
        if self.clocks_differ:
            ends = [f"{a.clock.labels[0]} to {a.clock.labels[-1]}" for a in self.versions]
            yield f"the clock ({ends[0]}, then {ends[1]})"
        steps = [f"{a.clock.within} by the method of {a.clock.method}" for a in self.versions]
        if steps[0] != steps[1]:
            yield f"the sub-steps of the clock ({steps[0]}, then {steps[1]})"
        for section in SECTIONS:
            one, two = getattr(first, section), getattr(second, section)
            for these, those, which in ((one, two, "first"), (two, one, "second")):
                alone = [f"`{n}`" for n in these if n not in those and not (section == "assumptions" and self._can_replace(n))]
                if alone:
                    yield f"{section} of the {which} file alone: {', '.join(alone)}"
        if self.outcomes_differ and set(first.outcomes) == set(second.outcomes):
            yield "the order of the outcomes"
        for name, (before, after) in sorted(self.changed.items()):
            yield f"`{name}` ({before}, then {after})"

    def _can_replace(self, assumption: str) -> bool:
        """Return whether an assumption of either version could be in the other."""
        records = [a.assumptions[assumption] for a in self.versions if assumption in a.assumptions]
        targets = {target for r in records for target in (*r.fails, *r.holds)}
        return targets <= self.shared - self.replaced_twice and (len(records) == 2 or assumption not in self.needed)

    def _can_mix_all(self, path: Path) -> bool:
        if self.clocks_differ and CLOCK_FIELDS & {word for step in path for word in (step if isinstance(step, tuple) else (str(step),))}:
            return False
        return all(self._can_mix(get_part(a, path)) for a in self.versions)

    def _can_mix(self, part: Any) -> bool:
        """Return whether all names in a part refer to the same in both versions."""
        if isinstance(part, Expression):
            nodes = list(list_nodes(part))
            dated = any(isinstance(node, Label) or (isinstance(node, Call) and node.period is not None) for node in nodes)
            return self._are_shared(name for name, _ in list_uses(part)) and not (dated and self.clocks_differ)
        if isinstance(part, Given) and not all(parent in a.assumptions for parent, _ in part.list_parents() for a in self.versions):
            return False
        if isinstance(part, Perception) and not self._are_shared([part.name]):
            return False
        if isinstance(part, dict):
            return self._are_shared(part) and all(map(self._can_mix, part.values()))
        if isinstance(part, tuple):
            return all(map(self._can_mix, part))
        return not is_dataclass(part) or all(self._can_mix(getattr(part, f.name)) for f in fields(part))

    def _are_shared(self, names: Iterable[str]) -> bool:
        return all(name in self.shared or name not in self.declared for name in names)


def _list_names(a: Assessment) -> dict[str, str]:
    """Return every name that expressions may use, with what must agree between two versions: kind, unit, and options of an actor."""
    names: dict[str, str] = {}
    for section in ("parameters", "series", "stocks", "auxiliaries"):
        names |= {n: f"{section}, {r.about.unit or 'no unit'}" for n, r in getattr(a, section).items()}
    names |= {n: f"words {', '.join(p.states)}" for n, p in a.parameters.items() if p.states}
    names |= {n: "events" if e.states is None else f"states {', '.join(e.states.names)}" for n, e in a.events.items()}
    for name, actor in a.actors.items():
        names[name] = f"options {', '.join(actor.options)}; factions {', '.join(actor.factions) or 'none'}"
        names |= dict.fromkeys(actor.levers, f"lever of {name}")
    return names


def _find_possible_loops(*definitions: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the names that could depend on themselves if versions were mixed; `definitions` are the names that each uses by version."""
    edges: dict[str, set[str]] = {}
    for version in definitions:
        for name, uses in version.items():
            edges.setdefault(name, set()).update(uses)
    return {name for name, uses in edges.items() if find_path(uses, {name}, edges)}


def _find_possible_conflicts(first: Assessment, second: Assessment) -> set[str]:
    """Return values that more than one assumption could replace if versions were mixed. Changes add up, so they do not count."""
    by: dict[str, set[str]] = {}
    for a in (first, second):
        for name, assumption in a.assumptions.items():
            for target, value in (*assumption.fails.items(), *assumption.holds.items()):
                if not isinstance(value, Change):
                    by.setdefault(target, set()).add(name)
    return {target for target, names in by.items() if len(names) > 1}


def _find_undrawn_correlates(first: Assessment, second: Assessment) -> set[str]:
    """Return the names in correlations of either version that the other version does not have, or does not draw."""
    correlated = {name for a in (first, second) for one, other, _ in a.correlations for name in (one, other)}
    return {name for name in correlated if not all(_is_drawn(a, name) for a in (first, second))}


def _is_drawn(a: Assessment, name: str) -> bool:
    if name in a.assumptions and name not in a.parameters and name not in a.stocks:
        return isinstance(a.assumptions[name].credence, Value)
    stock, _, part = name.partition(".")
    return (
        stock in a.stocks and a.stocks[stock].shock is not None
        if part
        else name in a.parameters or (name in a.stocks and isinstance(a.stocks[name].starts, Value))
    )
