"""What of two assessments cannot be mixed: names without a counterpart, units, options and clocks that differ, loops that mixing would close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from lynchpin.language.expressions import Call, Expression, Label
from lynchpin.language.paths import Path, get_part
from lynchpin.language.records import Assessment, Perception
from lynchpin.language.traversal import build_definitions, find_path, list_nodes, list_uses

SECTIONS = ("parameters", "series", "stocks", "auxiliaries", "events", "actors", "assumptions", "outcomes", "policies")
ON_THE_CLOCK = frozenset({"series", "change_factor", "on", "start"})
"""Parts that are counted in periods, and mean nothing on another clock."""


class Separability:
    """Judges of each difference whether it can be made by itself, and says in words what has no counterpart."""

    def __init__(self, first: Assessment, second: Assessment) -> None:
        self.both = first, second
        one, two = _list_names(first), _list_names(second)
        self.clocks = first.clock.labels != second.clock.labels
        self.endings = list(first.outcomes) != list(second.outcomes)
        self.changed = {name: (one[name], two[name]) for name in one.keys() & two.keys() if one[name] != two[name]}
        self.shared = one.keys() & two.keys() - self.changed.keys()
        self.looped = _find_looped(first, second)
        self.contested = _find_contested(first, second)
        self.untied = _find_untied(first, second)
        self.words = tuple(self._tell())

    def is_single(self, path: Path) -> bool:
        """Whether the difference can be made by itself."""
        section, name = str(path[0]), str(path[1]) if len(path) > 1 else ""
        if section in ("outcomes", "answers") and self.endings:
            return False
        if section == "correlations":
            return not self.untied
        if path[2:] == ("shock",) and f"{name}.shock" in self.untied:
            return False
        if section == "assumptions":
            return self._can_replace(name) and self._can_mix_all(path)
        if section in SECTIONS and any(name not in getattr(a, section) for a in self.both):
            return False
        if name in self.changed or (name in self.looped and section in ("auxiliaries", "events")):
            return False
        return self._can_mix_all(path)

    def is_listed(self, path: Path) -> bool:
        """Whether it is among the words already."""
        section, name = str(path[0]), str(path[1]) if len(path) > 1 else ""
        alone = section in SECTIONS and any(name not in getattr(a, section) for a in self.both)
        return alone or name in self.changed or (section == "answers" and self.endings)

    def _tell(self) -> Iterator[str]:
        first, second = self.both
        if self.clocks:
            ends = [f"{a.clock.labels[0]} to {a.clock.labels[-1]}" for a in self.both]
            yield f"the clock ({ends[0]}, then {ends[1]})"
        for section in SECTIONS:
            one, two = getattr(first, section), getattr(second, section)
            for these, those, which in ((one, two, "first"), (two, one, "second")):
                alone = [f"`{n}`" for n in these if n not in those and not (section == "assumptions" and self._can_replace(n))]
                if alone:
                    yield f"{section} of the {which} file alone: {', '.join(alone)}"
        if self.endings and set(first.outcomes) == set(second.outcomes):
            yield "the order of the outcomes"
        for name, (before, after) in sorted(self.changed.items()):
            yield f"`{name}` ({before}, then {after})"

    def _can_replace(self, assumption: str) -> bool:
        """Whether the assumption of either version could stand in the other."""
        records = [a.assumptions[assumption] for a in self.both if assumption in a.assumptions]
        targets = {target for r in records for target in (*r.fails, *r.holds)}
        return targets <= self.shared - self.contested

    def _can_mix_all(self, path: Path) -> bool:
        if self.clocks and ON_THE_CLOCK & {word for step in path for word in (step if isinstance(step, tuple) else (str(step),))}:
            return False
        return all(self._can_mix(get_part(a, path)) for a in self.both)

    def _can_mix(self, part: Any) -> bool:
        """Whether all that a part names means the same in both versions."""
        if isinstance(part, Expression):
            nodes = list(list_nodes(part))
            dated = any(isinstance(node, Label) or (isinstance(node, Call) and node.period is not None) for node in nodes)
            return self._are_shared(name for name, _ in list_uses(part)) and not (dated and self.clocks)
        if isinstance(part, Perception) and not self._are_shared([part.name]):
            return False
        if isinstance(part, dict):
            return self._are_shared(part) and all(map(self._can_mix, part.values()))
        if isinstance(part, tuple):
            return all(map(self._can_mix, part))
        return not is_dataclass(part) or all(self._can_mix(getattr(part, f.name)) for f in fields(part))

    def _are_shared(self, names: Iterable[str]) -> bool:
        every = self._all_names()
        return all(name in self.shared or name not in every for name in names)

    def _all_names(self) -> set[str]:
        """Names that the files declare; what else an expression may use is built in."""
        return {name for a in self.both for name in _list_names(a)}


def _list_names(a: Assessment) -> dict[str, str]:
    """Every name that an expression may use, with what has to agree for it to mean the same: its kind, its unit, an actor's options."""
    names: dict[str, str] = {}
    for section in ("parameters", "series", "stocks", "auxiliaries"):
        names |= {n: f"{section}, {r.about.unit or 'no unit'}" for n, r in getattr(a, section).items()}
    names |= dict.fromkeys(a.events, "events")
    for name, actor in a.actors.items():
        names[name] = f"options {', '.join(actor.options)}; factions {', '.join(actor.factions) or 'none'}"
        names |= dict.fromkeys(actor.levers, f"lever of {name}")
    return names


def _find_looped(first: Assessment, second: Assessment) -> set[str]:
    """Auxiliaries and events that could come to depend on themselves within a period if versions were mixed."""
    edges: dict[str, set[str]] = {}
    for a in (first, second):
        for name, uses in build_definitions(a, now=True).items():
            edges.setdefault(name, set()).update(uses)
    return {name for name, uses in edges.items() if find_path(uses, {name}, edges)}


def _find_contested(first: Assessment, second: Assessment) -> set[str]:
    """Values that more than one assumption could come to replace if versions were mixed."""
    by: dict[str, set[str]] = {}
    for a in (first, second):
        for name, assumption in a.assumptions.items():
            for target in (*assumption.fails, *assumption.holds):
                by.setdefault(target, set()).add(name)
    return {target for target, names in by.items() if len(names) > 1}


def _find_untied(first: Assessment, second: Assessment) -> set[str]:
    """What either version correlates and the other does not have, or does not draw."""
    tied = {name for a in (first, second) for one, other, _ in a.correlations for name in (one, other)}
    return {name for name in tied if not all(_is_drawn(a, name) for a in (first, second))}


def _is_drawn(a: Assessment, name: str) -> bool:
    stock, _, part = name.partition(".")
    return stock in a.stocks and a.stocks[stock].shock is not None if part else name in a.parameters or name in a.stocks
