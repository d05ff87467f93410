"""What differs between two assessments, and versions that have some of the differences and not the others.

Only what bears on the futures is compared: not titles, citations, evidence or forecasts. What can be changed by itself is a
`Difference`; what cannot, because a name, a unit, an option or the clock has no counterpart in the other version, is told in words and
changed all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression, Label
from lynchpin.language.paths import Path, find_text, get_part, label_part, name_path, put_part, read_raw
from lynchpin.language.records import About, Actor, Assessment, Assumption, Event, Stock, Value
from lynchpin.language.separability import SECTIONS, Separability

TOGETHER: Mapping[type, tuple[tuple[str, ...], ...]] = {
    Stock: (("changes", "becomes", "change_factor"), ("low", "high")),
    Event: (("on", "chance", "when"),),
    Actor: (("options", "levers"),),
    Assumption: (("credence", "holds_while"),),
}
"""Fields that are changed together, by kind of record."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference that can be made by itself; `before` and `after` are what the two files say."""

    path: Path
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """All differences: those that can be made one by one, and in words what has no counterpart in the other version."""

    first: Assessment
    second: Assessment
    single: tuple[Difference, ...]
    unmatched: tuple[str, ...]

    def mix(self, made: Sequence[bool], rest: bool) -> Assessment:
        """The version in which the single differences of which `made` is true are made, and, with `rest`, all that is unmatched."""
        base, other = (self.second, self.first) if rest else (self.first, self.second)
        mixed = base
        for difference, wanted in zip(self.single, made, strict=True):
            if wanted != rest:
                mixed = put_part(mixed, difference.path, get_part(other, difference.path))
        return mixed


def find_differences(first: Assessment, second: Assessment, policy: str | None = None) -> Differences:
    """Compares two assessments part by part, matched by name; of the policies only the one that is to be in force."""
    first, second = (replace(a, policies={n: p for n, p in a.policies.items() if n == policy}) for a in (first, second))
    apart = Separability(first, second)
    single, words = [], [*apart.words]
    texts = read_raw(first), read_raw(second)
    for path in _walk(first, second, ()):
        name = name_path(first, path)
        before, after = (find_text(raw, a, path) for raw, a in zip(texts, (first, second), strict=True))
        if apart.is_single(path):
            single.append(Difference(path, name, before, after))
        elif not apart.is_listed(path):
            words.append(f"`{name}` ({before or 'not set'}, then {after or 'not set'})")
    return Differences(first, second, tuple(single), tuple(words))


def _walk(a: Any, b: Any, path: Path) -> Iterator[Path]:
    """The paths of the smallest parts that differ."""
    if _bare(a) == _bare(b):
        return
    if type(a) is type(b) and isinstance(a, Assessment):
        for section in (*SECTIONS, "correlations", "reasoning", "answers"):
            yield from _walk(getattr(a, section), getattr(b, section), (section,))
    elif type(a) is type(b) and is_dataclass(a) and not isinstance(a, (Value, Expression)):
        for names in _list_fields(a):
            parts = [[getattr(x, name) for name in names] for x in (a, b)]
            if len(names) > 1 and _bare(parts[0]) != _bare(parts[1]) and not _same_keys(*parts):
                yield (*path, names)
            elif len(names) == 1 or _same_keys(*parts):
                yield from _walk(parts[0][0], parts[1][0], (*path, names[0]))
    elif isinstance(a, Mapping) and isinstance(b, Mapping) and (len(path) == 1 or list(a) == list(b)):
        for name in [*a, *(n for n in b if n not in a)]:
            yield from _walk(a.get(name), b.get(name), (*path, name))
    elif isinstance(a, tuple) and isinstance(b, tuple) and a and _matching(a, b):
        for k, pair in enumerate(zip(a, b, strict=True)):
            yield from _walk(*pair, (*path, k))
    else:
        yield path


def _list_fields(record: Any) -> list[tuple[str, ...]]:
    """The fields of a record that bear on futures, those that go together in one."""
    groups = TOGETHER.get(type(record), ())
    grouped = {name for group in groups for name in group}
    single = [(f.name,) for f in fields(record) if f.name not in grouped | {"about", "place", "text", "claim", "option_means", "points"}]
    return [*groups, *single]


def _same_keys(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Whether the first of the fields that go together are mappings with the same names, so that one can look inside."""
    return isinstance(a[0], Mapping) and _shape(a[0]) == _shape(b[0])


def _shape(mapping: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(name, list(inner)) for name, inner in mapping.items()]


def _matching(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether two lists are of the same terms or the same perceptions."""
    return [label_part(x) for x in a] == [label_part(x) for x in b] and all(label_part(x) for x in a)


def _bare(part: Any) -> Any:
    """A part without places, words and whatever else does not bear on futures."""
    if isinstance(part, (About, Place)):
        return None
    if is_dataclass(part) and not isinstance(part, type):
        left_out = ("text", "words", "claim", "option_means", "points", "place", "about") if not isinstance(part, Label) else ("place",)
        return (type(part).__name__, *(_bare(getattr(part, f.name)) for f in fields(part) if f.name not in left_out))
    if isinstance(part, Mapping):
        return tuple((name, _bare(value)) for name, value in part.items())
    return tuple(map(_bare, part)) if isinstance(part, (tuple, list)) else part
