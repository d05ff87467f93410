"""Finds the differences between two assessments, and mixes versions that have some of them.

Only what affects the futures is compared, so not titles, citations, evidence or forecasts. A change that can be applied alone is a
`Difference`. Changes without a counterpart in the other version (of a name, a unit, an option or the clock) are described in words and
applied together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from lynchpin.errors import Place
from lynchpin.language.comparison.paths import Path, find_text, get_part, label_part, name_path, put_part, read_raw
from lynchpin.language.comparison.separability import SECTIONS, Separability
from lynchpin.language.expressions import Expression, Label
from lynchpin.language.records import About, Actor, Assessment, Assumption, Change, Event, Horizon, Stock, Value

FIELDS_THAT_CHANGE_TOGETHER: Mapping[type, tuple[tuple[str, ...], ...]] = {
    Stock: (("changes", "becomes", "change_factor"), ("low", "high", "limits")),
    Event: (("on", "chance", "when", "states"),),
    Actor: (("options", "levers"),),
    Assumption: (("credence", "holds_while", "lasts", "breaks", "fails_if"),),
}
"""Groups of fields that only make sense together, by kind of record."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference that can be applied alone; `before` and `after` are the texts in the two files."""

    path: Path
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """All differences between two versions: those that can be applied one at a time, and descriptions of those without a counterpart."""

    first: Assessment
    second: Assessment
    single: tuple[Difference, ...]
    unmatched: tuple[str, ...]

    def mix(self, applied: Sequence[bool], unmatched: bool) -> Assessment:
        """Return a version with some of the differences.

        Args:
            applied: Whether to apply each of the single differences.
            unmatched: Whether to apply all changes without a counterpart.
        """
        base, other = (self.second, self.first) if unmatched else (self.first, self.second)
        mixed = base
        for difference, wanted in zip(self.single, applied, strict=True):
            if wanted != unmatched:
                mixed = put_part(mixed, difference.path, get_part(other, difference.path))
        return mixed


def find_differences(first: Assessment, second: Assessment, policy: str | None = None) -> Differences:
    """Compare two assessments part by part, matched by name.

    Args:
        first: The first version.
        second: The second version.
        policy: The policy to compare. Others are left out.
    """
    first, second = (replace(a, policies={n: p for n, p in a.policies.items() if n == policy}) for a in (first, second))
    separability = Separability(first, second)
    single, descriptions = [], [*separability.descriptions]
    texts = read_raw(first), read_raw(second)
    for path in _list_paths(first, second, ()):
        name = name_path(first, path)
        before, after = (find_text(raw, a, path) for raw, a in zip(texts, (first, second), strict=True))
        if before == after:  # a function or unit in it has changed
            before, after = (f"{before}{_describe_definitions(a, b)}" for a, b in ((first, second), (second, first)))
        if separability.is_separable(path):
            single.append(Difference(path, name, before, after))
        elif not separability.is_described(path):
            descriptions.append(f"`{name}` ({before or 'not set'}, then {after or 'not set'})")
    return Differences(first, second, tuple(single), tuple(descriptions))


def _describe_definitions(a: Assessment, other: Assessment) -> str:
    """Return the functions and units that another version does not have or defines otherwise; empty if there are none."""
    mine, others = {**a.functions, **a.units}, {**other.functions, **other.units}
    changed = [f"{name} = {text}" for name, text in mine.items() if others.get(name) != text]
    return f" with {'; '.join(changed)}" if changed else ""


def _list_paths(a: Any, b: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of the smallest parts that differ."""
    if _strip(a) == _strip(b):
        return
    if type(a) is type(b) and isinstance(a, Assessment):
        for section in (*SECTIONS, "correlations", "reasoning", "answers"):
            yield from _list_paths(getattr(a, section), getattr(b, section), (section,))
    elif type(a) is type(b) and is_dataclass(a) and not isinstance(a, (Value, Change, Horizon, Expression)):
        for names in _list_fields(a):
            parts = [[getattr(x, name) for name in names] for x in (a, b)]
            if len(names) > 1 and _strip(parts[0]) != _strip(parts[1]) and not _have_same_keys(*parts):
                yield (*path, names)
            elif len(names) == 1 or _have_same_keys(*parts):
                yield from _list_paths(parts[0][0], parts[1][0], (*path, names[0]))
    elif isinstance(a, Mapping) and isinstance(b, Mapping) and (len(path) == 1 or list(a) == list(b)):
        for name in [*a, *(n for n in b if n not in a)]:
            yield from _list_paths(a.get(name), b.get(name), (*path, name))
    elif isinstance(a, tuple) and isinstance(b, tuple) and a and _have_same_labels(a, b):
        for k, pair in enumerate(zip(a, b, strict=True)):
            yield from _list_paths(*pair, (*path, k))
    else:
        yield path


def _list_fields(record: Any) -> list[tuple[str, ...]]:
    """Return the fields of a record that affect futures, grouped where they only make sense together."""
    groups = FIELDS_THAT_CHANGE_TOGETHER.get(type(record), ())
    grouped = {name for group in groups for name in group}
    single = [(f.name,) for f in fields(record) if f.name not in grouped | {"about", "place", "text", "claim", "option_means", "points"}]
    return [*groups, *single]


def _have_same_keys(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Return whether the first fields of two groups are mappings with the same names, so that their parts can be compared."""
    return isinstance(a[0], Mapping) and _list_keys(a[0]) == _list_keys(b[0])


def _list_keys(mapping: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(name, list(inner)) for name, inner in mapping.items()]


def _have_same_labels(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Return whether two lists contain the same terms or perceptions."""
    return [label_part(x) for x in a] == [label_part(x) for x in b] and all(label_part(x) for x in a)


def _strip(part: Any) -> Any:
    """Return a part without places, words and whatever else does not affect futures."""
    if isinstance(part, (About, Place)):
        return None
    if is_dataclass(part) and not isinstance(part, type):
        left_out = ("text", "words", "claim", "option_means", "points", "place", "about") if not isinstance(part, Label) else ("place",)
        return (type(part).__name__, *(_strip(getattr(part, f.name)) for f in fields(part) if f.name not in left_out))
    if isinstance(part, Mapping):
        return tuple((name, _strip(value)) for name, value in part.items())
    return tuple(map(_strip, part)) if isinstance(part, (tuple, list)) else part
