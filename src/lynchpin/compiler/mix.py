"""Mixed versions of two assessments: where they differ, and the model in which only some of the differences are made.

Entries are matched by section and name. A difference inside an entry that both files have can be made alone, if all that its expression
names exists in both. What has no counterpart (an entry that only one file has, another clock, other options of an actor) cannot be told
apart from what hangs on it: all of that is one difference together.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args

from lynchpin.compiler.build import build_model
from lynchpin.engine.model import Model
from lynchpin.errors import ArgumentError
from lynchpin.language import expressions, records
from lynchpin.language.expressions import Expression
from lynchpin.language.records import Assessment, Value
from lynchpin.language.walking import list_uses

Step = str | int
Path = tuple[Step, ...]

STRUCTURE = "structure"
"""The path of all that cannot be matched, taken together."""
MOST_STRUCTURAL = 3
"""Every difference of an expression doubles the programs to compile: with more of them, all are made together."""

_SECTIONS = ("parameters", "series", "stocks", "auxiliaries", "events", "actors", "assumptions", "outcomes")
_WHOLE = ("clock", "answers", "reasoning", "correlations")
_IGNORED = frozenset({"place", "about", "text", "words", "claim", "option_means", "points", "change_factor"})
_EXCLUSIVE = (records.Event, records.Assumption, records.Actor)
_EXPRESSIONS = get_args(Expression)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two files differ, what each says there, and whether the structure of the model differs, not only numbers."""

    path: str
    before: str
    after: str
    structural: bool


@dataclass(frozen=True)
class Mixture:
    """Two assessments, their differences, and the models between them. `unmatched` says what only one of them has, in words."""

    before: Assessment
    after: Assessment
    differences: tuple[Difference, ...]
    unmatched: tuple[str, ...]
    _paths: tuple[tuple[Path, ...], ...]
    _cache: dict[tuple[bool, ...], Model]

    def mix(self, made: tuple[bool, ...]) -> Model:
        """The model of the version in which the differences marked are as in the second file, the others as in the first."""
        if made not in self._cache:
            self._cache[made] = build_model(self._assemble(made))
        return self._cache[made]

    def _assemble(self, made: Sequence[bool]) -> Assessment:
        if not any(made):
            return self.before
        if all(made):
            return self.after
        second = any(m and d.path == STRUCTURE for m, d in zip(made, self.differences, strict=True))
        base, other = (self.after, self.before) if second else (self.before, self.after)
        for m, paths in zip(made, self._paths, strict=True):
            if m != second:
                for path in paths:
                    base = _put(base, path, _get(other, path))
        return base


def find_differences(before: Assessment, after: Assessment) -> Mixture:
    """Compares what two assessments say of the model; texts for people, sources, evidence, forecasts and claims do not count.

    Raises ArgumentError if hardly anything can be matched.
    """
    names = _list_names(before) & _list_names(after)
    found, unmatched = list(_compare_sections(before, after, names)), _say_unmatched(before, after)
    if (_list_names(before) or _list_names(after)) and not names:
        raise ArgumentError(
            "the two files cannot be compared: no name of one stands in the other\nhint: give the same things the same names"
        )
    alone = [path for path, matched in found if matched]
    together = [path for path, matched in found if not matched]
    structural = [path for path in alone if not _is_number(before, after, path)]
    if len(structural) + bool(together or unmatched) > MOST_STRUCTURAL:
        together, alone = structural + together, [path for path in alone if path not in structural]
    groups: list[tuple[Difference, tuple[Path, ...]]] = [
        (
            Difference(_write_path(before, path), _write(_get(before, path)), _write(_get(after, path)), path in structural),
            _with_factor(path),
        )
        for path in alone
    ]
    if together or unmatched:
        told = sorted({_write_path(before, path) for path in together}) + list(unmatched)
        groups.append((Difference(STRUCTURE, "as in the first file", f"as in the second: {', '.join(told)}", True), ()))
    return Mixture(before, after, tuple(d for d, _ in groups), unmatched, tuple(p for _, p in groups), {})


def _list_names(a: Assessment) -> set[str]:
    names = {name for section in _SECTIONS for name in getattr(a, section)}
    return names | {lever for actor in a.actors.values() for lever in actor.levers}


def _compare_sections(before: Assessment, after: Assessment, names: set[str]) -> Iterator[tuple[Path, bool]]:
    """Paths at which the two differ, each with whether it can be made alone."""
    for section in _WHOLE:
        if not _is_same(getattr(before, section), getattr(after, section)):
            yield (section,), section == "reasoning" or (section == "correlations" and _ties_known(before, after, names))
    for section in _SECTIONS:
        first, second = getattr(before, section), getattr(after, section)
        if section == "outcomes" and list(first) != list(second):
            yield (section,), False
            continue
        for name in first:
            if name in second:
                yield from _compare_entries(first[name], second[name], (section, name), names)


def _ties_known(before: Assessment, after: Assessment, names: set[str]) -> bool:
    """Whether all that the correlations of both tie exists in both."""
    tied = {name.split(".")[0] for a in (before, after) for pair in a.correlations for name in pair[:2]}
    return tied <= names


def _compare_entries(first: Any, second: Any, path: Path, names: set[str]) -> Iterator[tuple[Path, bool]]:
    if _is_same(first, second):
        return
    if _read_unit(first) != _read_unit(second):
        yield path, False
        return
    if _has_other_form(first, second):
        yield path, _is_known((first, second), names)
        return
    for part in _split(first, second, path):
        yield part, _is_known((_follow(first, part[2:]), _follow(second, part[2:])), names)


def _read_unit(part: Any) -> str:
    return part.about.unit if hasattr(part, "about") else ""


def _has_other_form(first: Any, second: Any) -> bool:
    """Whether the entries are of different make: an event by date and one by chance, an actor with other options or levers."""
    if isinstance(first, records.Actor):
        return dict(first.options) != dict(second.options) or first.levers != second.levers or bool(first.factions) != bool(second.factions)
    if isinstance(first, _EXCLUSIVE):
        return any((getattr(first, f.name) is None) != (getattr(second, f.name) is None) for f in fields(first))
    return isinstance(first, records.Stock) and (first.changes is None) != (second.changes is None)


def _split(first: Any, second: Any, path: Path) -> Iterator[Path]:
    """The smallest parts in which two values of the same make differ."""
    if _is_same(first, second):
        return
    if is_dataclass(first) and type(first) is type(second) and not isinstance(first, (Value, *_EXPRESSIONS)):
        for f in fields(first):
            if f.name not in _IGNORED:
                yield from _split(getattr(first, f.name), getattr(second, f.name), (*path, f.name))
    elif isinstance(first, Mapping) and isinstance(second, Mapping) and list(first) == list(second):
        for key in first:
            yield from _split(first[key], second[key], (*path, key))
    elif _are_same_terms(first, second):
        for k, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from _split(one, other, (*path, k))
    else:
        yield path


def _are_same_terms(first: Any, second: Any) -> bool:
    """Whether two lists of an actor's terms value the same things, so that they differ in weights alone."""
    if not (isinstance(first, tuple) and isinstance(second, tuple) and len(first) == len(second)):
        return False
    return all(
        isinstance(a, records.Term) and isinstance(b, records.Term) and _is_same(a.expression, b.expression)
        for a, b in zip(first, second, strict=True)
    )


def _is_same(first: Any, second: Any) -> bool:
    """Equal but for places in the file and texts for people."""
    if is_dataclass(first) and type(first) is type(second):
        alike = all(_is_same(getattr(first, f.name), getattr(second, f.name)) for f in fields(first) if f.name not in _IGNORED)
        return alike and _read_unit(first) == _read_unit(second)
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(_is_same(first[k], second[k]) for k in first)
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(_is_same(a, b) for a, b in zip(first, second, strict=True))
    return bool(first == second)


def _is_known(parts: tuple[Any, ...], names: set[str]) -> bool:
    """Whether every name that the parts use exists in both files."""
    return all(name in names or name in _BUILT_IN for part in parts for name in _list_named(part))


_BUILT_IN = frozenset({"time", "year", "quarter", "month", "period"})


def _list_named(part: Any) -> Iterator[str]:
    if isinstance(part, _EXPRESSIONS):
        yield from (name for name, _ in list_uses(part))
    elif isinstance(part, Value):
        return
    elif is_dataclass(part):
        for f in fields(part):
            if f.name not in _IGNORED:
                yield from _list_named(getattr(part, f.name))
        yield from part.levers if isinstance(part, records.Actor) else ()
    elif isinstance(part, Mapping):
        for key, item in part.items():
            yield from [key] if isinstance(item, Value) else []  # what an assumption replaces
            yield from _list_named(item)
    elif isinstance(part, tuple):
        for item in part:
            yield from _list_named(item)


def _is_number(before: Assessment, after: Assessment, path: Path) -> bool:
    """Whether the difference is one of declared numbers, which costs no new program."""
    parts = _get(before, path), _get(after, path)
    return all(isinstance(p, (Value, float, int)) or (isinstance(p, tuple) and all(isinstance(x, float) for x in p)) for p in parts)


def _follow(part: Any, path: Path) -> Any:
    for step in path:
        part = _step(part, step)
    return part


def _step(part: Any, step: Step) -> Any:
    if isinstance(part, tuple):
        return part[int(step)]
    return part[step] if isinstance(part, Mapping) else getattr(part, str(step))


def _get(a: Assessment, path: Path) -> Any:
    return _follow(a, path)


def _put(part: Any, path: Path, value: Any) -> Any:
    """The same record with the value at a path replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, Mapping):
        return {k: _put(v, rest, value) if k == step else v for k, v in part.items()}
    if isinstance(part, tuple):
        return tuple(_put(v, rest, value) if k == step else v for k, v in enumerate(part))
    return replace(part, **{str(step): _put(getattr(part, str(step)), rest, value)})


def _with_factor(path: Path) -> tuple[Path, ...]:
    """The change of a stock goes with the factor from its unit to the stock's."""
    return (path, (*path[:-1], "change_factor")) if path[0] == "stocks" and path[-1] == "changes" else (path,)


def _write_path(a: Assessment, path: Path) -> str:
    """As `actors.customer.values.flow`: a term by what it values."""
    words: list[str] = []
    part: Any = a
    for step in path:
        part = _step(part, step)
        if isinstance(part, records.Term):
            words[-1:] = ["values"] if words[-1] == "terms" else words[-1:]
            words.append(part.text)
        else:
            words.append(str(step))
    return ".".join(words)


def _write(part: Any) -> str:
    """What the file says there, in a few words."""
    if isinstance(part, Value):
        return part.text
    if isinstance(part, _EXPRESSIONS):
        return write_expression(part)
    if isinstance(part, float):
        return f"{part:g}"
    if isinstance(part, Mapping):
        return ", ".join(f"{k}: {_write(v)}" for k, v in part.items())
    if isinstance(part, tuple):
        return ", ".join(_write(x) for x in part)
    if isinstance(part, records.Term):
        return f"{part.text}: {_write(part.weight)}"
    if isinstance(part, records.Clock):
        return f"{part.labels[0]} to {part.labels[-1]}"
    if is_dataclass(part):
        told = ((f.name, getattr(part, f.name)) for f in fields(part) if f.name not in _IGNORED)
        return "; ".join(f"{name} {_write(value)}" for name, value in told if value not in (None, (), {}, ""))
    return "none" if part is None else str(part)


def _say_unmatched(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """Entries that only one of the files has, each with the nearest name of the other where one is near."""
    told = []
    for section in _SECTIONS:
        first, second = getattr(before, section), getattr(after, section)
        gone, new = [n for n in first if n not in second], [n for n in second if n not in first]
        for name in gone:
            near = difflib.get_close_matches(name, new, 1)
            told.append(f"`{name}` ({section}) is only in the first file" + (f" (is it `{near[0]}` in the second?)" if near else ""))
        told += [f"`{name}` ({section}) is only in the second file" for name in new]
    return tuple(told)


_BINDING: dict[str, int] = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negate": 7, "**": 8}


def write_expression(e: Expression) -> str:
    """An expression as text, with the brackets that it needs."""
    return _write_node(e, 0)


def _write_node(e: Expression, inside: int) -> str:
    text, strength = _NODE_WRITERS[type(e)](e)
    return f"({text})" if strength < inside else text


def _write_pair(e: Any, operator: str, strength: int) -> tuple[str, int]:
    right = strength if operator in ("+", "*", "and", "or") else strength + 1
    left = strength + 1 if operator == "**" else strength
    return f"{_write_node(e.left, left)} {operator} {_write_node(e.right, right)}", strength


def _write_call(e: Any) -> tuple[str, int]:
    parts = [_write_node(x, 0) for x in e.arguments]
    parts += [f"[{x:g}, {y:g}]" for x, y in e.knots]
    if e.period is not None:
        parts.insert(0, f"period {e.period}")
    return f"{e.function}({', '.join(parts)})", 9


def _write_conditional(e: Any) -> tuple[str, int]:
    return f"{_write_node(e.then, 1)} if {_write_node(e.condition, 1)} else {_write_node(e.otherwise, 0)}", 0


_NODE_WRITERS: dict[type, Callable[[Any], tuple[str, int]]] = {
    expressions.Number: lambda e: (f"{e.value:g}", 9 if e.value >= 0 else 7),
    expressions.Name: lambda e: (e.name, 9),
    expressions.Label: lambda e: (e.text, 9),
    expressions.Negation: lambda e: (f"-{_write_node(e.operand, 7)}", 7),
    expressions.Arithmetic: lambda e: _write_pair(e, e.operator, _BINDING[e.operator]),
    expressions.Comparison: lambda e: _write_pair(e, e.operator, _BINDING["compare"]),
    expressions.Played: lambda e: (f"{e.actor} {'!=' if e.negated else '=='} {e.option}", 4),
    expressions.Logic: lambda e: _write_pair(e, e.operator, _BINDING[e.operator]),
    expressions.Not: lambda e: (f"not {_write_node(e.operand, 3)}", 3),
    expressions.Conditional: _write_conditional,
    expressions.Call: _write_call,
}
