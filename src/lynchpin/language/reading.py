"""What the readers of all sections share: the diagnostics, the clock, the names, and how an entry of the table of fields is taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.dates import find_period_of_day, guess_label, read_label
from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.fields import TABLES, Field, Table
from lynchpin.language.names import IDENTIFIER, NAME, RESERVED, Symbol, find_nearest, join_words, suggest_symbol, suggest_word
from lynchpin.language.nodes import Node
from lynchpin.language.records import About, Citation, Clock
from lynchpin.language.source import Source
from lynchpin.language.syntax_errors import Locate
from lynchpin.language.units import UNKNOWN, Unit, UnknownUnitError, read_unit, suggest_unit

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_COLLECTIONS = {"map": "mapping", "record": "mapping", "list": "list", "pair": "list", "triple": "list"}
_SHAPES = {"mapping": "a mapping of names", "list": "a list", "scalar": "a single value"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: its name, the place of the name, and the nodes of its fields."""

    name: str
    place: Place
    fields: dict[str, Node]
    node: Node

    def get(self, name: str) -> Node | None:
        return self.fields.get(name)

    def has(self, name: str) -> bool:
        """Whether a field is written at all, be it at fault or not."""
        return name in self.fields or any(key.text == name for key, _ in self.node.pairs)

    @property
    def is_mapping(self) -> bool:
        return self.node.kind == "mapping"


@dataclass(slots=True)
class Reading:
    """One file on its way from nodes to records."""

    source: Source
    diagnostics: Diagnostics
    clock: Clock | None = None
    yardstick: str = "icd-203"
    symbols: dict[str, Symbol] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Names that are no quantities, with what they are: an assumption, an outcome, ..."""
    incomplete: bool = False
    """Whether something that declares names could not be read, so that a name without a like may stand there."""
    sources: dict[str, Place] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    correlations: dict[frozenset[str], Place] = field(default_factory=dict)

    # Entries

    def read_entry(self, name: str, place: Place, node: Node, table: Table) -> Entry:
        """Take an entry apart by its table: unknown, repeated and missing fields and wrong shapes are diagnostics."""
        if node.kind == "scalar" and table.shorthand and not node.is_empty:
            return Entry(name, place, {table.shorthand: node}, node)
        if node.kind != "mapping":
            self.diagnostics.add("wrong-shape", node.place if not node.is_empty else place, what=f"`{name}`" if name else table.what, expected="a mapping of its fields",
                            found=describe(node), hint=f"it may have {join_words([known.name for known in table.fields])}")  # fmt: skip
            return Entry(name, place, {}, node)
        fields: dict[str, Node] = {}
        written = {key.text for key, _ in node.pairs}
        parted = False
        for key, value in self.pairs(node, merge=table is TABLES["assessment"]):
            known = table.by_name.get(key.text) or self._find_meant(key, value, table, written, parted)
            parted = parted or _is_parted(key, value)
            if known is not None:
                written.add(known.name)
                if self._has_shape(known, key, value, table):
                    fields[known.name] = value
        for missing in (one for one in table.fields if one.required and one.name not in written):
            self.diagnostics.add("missing-field", place, what=f"`{name}`" if name else table.what, field=missing.name, help=missing.help)
        return Entry(name, place, fields, node)

    def pairs(self, node: Node, *, merge: bool = False) -> Iterator[tuple[Node, Node]]:
        """The pairs of a mapping with scalar keys, each key once; with `merge`, what the second of two sections holds goes to the first."""
        seen: dict[str, tuple[Node, Node]] = {}
        for key, value in node.pairs:
            if key.kind != "scalar":
                self.diagnostics.add("wrong-shape", key.place, what="a key", expected="a name", found=describe(key), hint="")
            elif key.text in seen:
                first, held = seen[key.text]
                self.diagnostics.add("duplicate-key", key.place, key=key.text, also=((first.place, "first written here"),))
                held.pairs += value.pairs if merge else []
            else:
                seen[key.text] = (key, value)
        yield from seen.values()

    def _find_meant(self, key: Node, value: Node, table: Table, written: set[str], parted: bool) -> Field | None:
        """Say what is wrong with an unknown field, and find the one that was meant, so that one slip gives one message.

        `written` are the names that are there; `parted` tells that a comma has cut an earlier field of this entry already.
        """
        known, name = table.by_name, key.text
        if _is_parted(key, value):
            before, colon, _ = name.partition(":")
            if colon and before in known:
                self.diagnostics.add("yaml-no-colon", key.place)
                written.add(before)
            elif not parted:
                self.diagnostics.add("decimal-comma" if name[:1].isdigit() else "yaml-comma", key.place, text=name)
            return None
        nearest = find_nearest(name, [field for field in known if field not in written])
        hint = suggest_word(name, known) or f"{table.what} may have {join_words(known)}"
        self.diagnostics.add("unknown-field", key.place, field=name, what=table.what, hint=hint)
        return known[nearest] if nearest else None

    def _has_shape(self, field: Field, key: Node, value: Node, table: Table) -> bool:
        expected = _COLLECTIONS.get(field.form, "scalar")
        if value.is_empty and table is TABLES["assessment"] and not field.required and field.form in ("map", "list"):
            return False  # a section that is still empty
        if value.is_empty or (field.required and value.kind != "scalar" and not value.pairs and not value.items):
            self.diagnostics.add("empty-field", key.place, field=field.name, help=field.help)
            return False
        if value.kind == expected or (field.form == "list" and value.kind == "scalar" and field.of != "triple" and field.of not in TABLES):
            return True
        if expected == "scalar" and value.kind == "mapping" and value.flow:
            self.diagnostics.add("braces-in-value", value.place, field=field.name)
        else:
            hint = f"write `{field.name}: {field.example}`" if field.example else f"`{field.name}` is {field.help}"
            words = {"what": f"`{field.name}`", "expected": _SHAPES[expected], "found": describe(value)}
            self.diagnostics.record("wrong-shape", value.place, words, hint=hint)
        self.incomplete = self.incomplete or table is TABLES["assessment"] or field.name == "options"
        return False

    def entries(self, node: Node | None, table: str, key: str = "name") -> list[Entry]:
        """The entries of a mapping from names to entries of one table."""
        if node is None:
            return []
        found = []
        taken = {name.text for name, _ in node.pairs}
        for name, value in self.pairs(node):
            self.check_name(name, key)
            made = make_name(name.text) if key == "name" and not NAME.match(name.text) else ""
            found.append(self.read_entry(made if made and made not in taken else name.text, name.place, value, TABLES[table]))
        return found

    def check_name(self, node: Node, key: str) -> None:
        """A name of the flat namespace is lower case; identifiers elsewhere may have capitals, dots and hyphens too."""
        if key == "name" and not NAME.match(node.text):
            hint = f"write it `{make_name(node.text)}`" if make_name(node.text) else ""
            self.diagnostics.add("wrong-name", node.place, name=node.text, hint=hint)
        elif key == "name" and node.text in RESERVED:
            self.diagnostics.add("reserved-name", node.place, name=node.text)
        elif key == "identifier" and not IDENTIFIER.match(node.text):
            self.diagnostics.add("wrong-identifier", node.place, name=node.text)

    def declare(self, name: str, kind: str, place: Place, *, unit: Unit | None = None, owner: str = "") -> Symbol:
        """Enter a name into the flat namespace; a name used twice is a fault that shows both places."""
        symbol = Symbol(name, kind, place, unit, owner=owner)
        if name in self.symbols:
            first = self.symbols[name]
            self.diagnostics.add(
                "duplicate-name", place, name=name, kind=article(kind), also=((first.place, f"{article(first.kind)} of that name"),)
            )
            return symbol
        self.symbols[name] = symbol
        return symbol

    # Scalars

    def text(self, node: Node | None) -> str:
        return "" if node is None else " ".join(node.text.split())

    def number(self, node: Node | None, field: str, *, low: float = -float("inf"), high: float = float("inf")) -> float:
        """A plain number; NaN if it is none."""
        if node is None:
            return float("nan")
        if node.kind != "scalar" or not _NUMBER.match(node.text.strip()):
            self.diagnostics.add("no-number", node.place, field=field, text=shorten(node.text) or describe(node))
            return float("nan")
        number = float(node.text)
        if not low <= number <= high:
            self.diagnostics.add("out-of-range", node.place, field=field, number=node.text, low=f"{low:g}", high=f"{high:g}")
        return number

    def whole(self, node: Node | None, field: str, default: int, *, low: int, high: int) -> int:
        if node is None:
            return default
        if not re.fullmatch(r"[+-]?\d{1,9}", node.text):
            self.diagnostics.add("no-whole-number", node.place, field=field, text=shorten(node.text), low=low, high=high)
            return default
        if not low <= int(node.text) <= high:
            self.diagnostics.add("out-of-range", node.place, field=field, number=node.text, low=low, high=high)
        return int(node.text)

    def flag(self, node: Node | None, field: str) -> bool:
        if node is None:
            return False
        if node.text.lower() not in _FLAGS:
            self.diagnostics.add("no-flag", node.place, field=field, text=shorten(node.text))
        return _FLAGS.get(node.text.lower(), False)

    def choice(self, node: Node | None, field: str, choices: tuple[str, ...], default: str) -> str:
        if node is None:
            return default
        if node.text not in choices:
            hint = suggest_word({"true": "yes", "false": "no"}.get(node.text.lower(), node.text.lower()), choices)
            self.diagnostics.add(
                "unknown-choice", node.place, field=field, text=shorten(node.text), choices=join_words(choices, "or"), hint=hint
            )
            return default
        return node.text

    def unit(self, node: Node | None) -> Unit | None:
        """The unit that a field declares, None if there is no such field."""
        return None if node is None else self.unit_of_text(node.text, node.place)

    def unit_of_text(self, text: str, place: Place, number: str = "") -> Unit:
        """The unit that a text names; `number` is what stands before it in an expression, where a name may have been meant."""
        try:
            return read_unit(text)
        except UnknownUnitError as problem:
            hint = ""
            if problem.word in self.symbols:
                computed = "values are drawn before anything is computed; what is computed from other names belongs in an auxiliary"
                hint = f"to multiply, write `{number} * {problem.word}`" if number else computed
            self.diagnostics.add("unknown-unit", place, unit=problem.word, hint=hint or suggest_unit(problem.word))
            return UNKNOWN

    def period(self, text: str, place: Place) -> int:
        """The index of the period that a label names; a fault (and 0) if it is no label or lies off the clock."""
        if self.clock is None:
            return 0
        if text in self.clock.labels:
            return self.clock.labels.index(text)
        near = find_period_of_day(text, self.clock.kind)
        first, last = self.clock.labels[0], self.clock.labels[-1]
        if near is None or near == text:
            identity = "no-label" if read_label(text) is None else "off-clock" if near == text else "coarse-label"
            meant = guess_label(text) if identity == "no-label" else ""
            hint = f"write it as the clock does: `{meant}`" if meant else None
            self.diagnostics.add(identity, place, label=shorten(text), first=first, last=last, hint=hint)
        elif near in self.clock.labels:
            self.diagnostics.add("fine-label", place, label=text, near=near, first=first, last=last)
        else:
            self.diagnostics.add("off-clock", place, label=text, first=first, last=last)
        return 0

    def symbol(self, node: Node | None, kinds: tuple[str, ...]) -> Symbol | None:
        """The declared name that a scalar holds, if it is one of these kinds."""
        if node is None:
            return None
        return self.find_symbol(node.text, node.place, kinds)

    def find_symbol(self, name: str, place: Place, kinds: tuple[str, ...]) -> Symbol | None:
        symbol = self.symbols.get(name)
        wanted = join_words(kinds, "or").replace("`", "")
        if symbol is None:
            hint = suggest_symbol(name, (s for s in self.symbols.values() if s.kind in kinds))
            if hint or not self.incomplete:
                self.diagnostics.add("unknown-name", place, kind=wanted, name=shorten(name), hint=hint)
        elif symbol.kind not in kinds:
            self.diagnostics.add(
                "wrong-kind", place, name=name, kind=article(symbol.kind), wanted=article(wanted), also=((symbol.place, "declared here"),)
            )
            return None
        return symbol

    def items(self, node: Node | None) -> list[Node]:
        """The items of a list; a scalar in its place is a list of one."""
        if node is None:
            return []
        return node.items if node.kind == "list" else [node]

    def names(self, node: Node | None, field: str) -> list[Node]:
        """The scalar items of a list of names."""
        return [item for item in self.items(node) if self.is_scalar(item, field)]

    def is_scalar(self, node: Node, field: str) -> bool:
        if node.kind != "scalar" or node.is_empty:
            self.diagnostics.add(
                "wrong-shape", node.place, what=f"an item of `{field}`", expected="a single value", found=describe(node), hint=""
            )
            return False
        return True

    def about(self, entry: Entry, unit: str = "", inherit: About | None = None) -> About:
        """What an entry carries for people; where it has neither source nor judgement of its own, those of `inherit` hold."""
        citations = tuple(c for item in self.names(entry.get("cite"), "cite") for c in self.citations(item))
        judgement = self.text(entry.get("judgement"))
        if inherit is not None and not citations and not judgement:
            citations, judgement = inherit.citations, inherit.judgement
        return About(entry.place, self.text(entry.get("means")), unit, citations, judgement)

    def citations(self, node: Node) -> tuple[Citation, ...]:
        """`memo p2`, or several parted by `;` (or by a comma before the name of another source)."""
        pieces: list[tuple[str, int]] = []
        for match in re.finditer(r"[^;,]+", node.text):
            first_word = match[0].split(maxsplit=1)[0] if match[0].strip() else ""
            if not pieces or node.text[match.start() - 1] == ";" or first_word in self.sources:
                pieces.append((match[0], match.start()))
            else:
                pieces[-1] = (node.text[pieces[-1][1] : match.end()], pieces[-1][1])
        return tuple(self._citation(text, start, node) for text, start in pieces if text.strip())

    def _citation(self, text: str, start: int, node: Node) -> Citation:
        source, _, locator = text.strip().partition(" ")
        if source not in self.sources:
            at = start + len(text) - len(text.lstrip())
            listed = "" if IDENTIFIER.match(source) else "write `SOURCE PLACE`, such as `memo p2`, and "
            hint = suggest_word(source, self.sources) or f"{listed}list it under `sources`"
            self.diagnostics.add("unknown-source", self.locate(node)(at, at + len(source)), source=source, hint=hint)
        self.cited.add(source)
        return Citation(source, " ".join(locator.split()))

    # Places

    def locate(self, node: Node) -> Locate:
        """A function that gives the place of a piece of a scalar's text."""
        raw = self.source.text[node.start : node.end]
        shift = 0 if raw == node.text else 1 if raw[1:-1] == node.text else None
        if shift is not None and "\n" not in raw:
            return lambda start, end: Place(node.place.line, node.place.column + shift + start, max(1, end - start))
        offsets = _align(self.source.text, node)

        def place(start: int, end: int) -> Place:
            first = offsets[min(start, len(offsets) - 1)]
            last = offsets[min(max(start, end - 1), len(offsets) - 1)]
            line = node.place.line + self.source.text.count("\n", node.start, first)
            ends_with_line = self.source.text.find("\n", first, last)
            last = ends_with_line - 1 if ends_with_line >= 0 else last
            return Place(line, first - self.source.text.rfind("\n", 0, first), max(1, last - first + 1))

        return place


def _align(text: str, node: Node) -> list[int]:
    """For each character of a folded or quoted scalar, where in the file it stands."""
    place = node.start
    if text[place : place + 1] in "|>":
        place = text.find("\n", place, node.end) + 1 or node.end
    offsets = []
    for character in node.text:
        found = -1 if character.isspace() else text.find(character, place, node.end)
        offsets.append(found if found >= 0 else min(place, node.end - 1))
        place = found + 1 if found >= 0 else place
    return offsets or [node.start]


def _is_parted(key: Node, value: Node) -> bool:
    """Whether a field is no more than what a comma within braces has left of a text."""
    return value.is_empty and value.start == value.end and bool(key.text)


def describe(node: Node) -> str:
    """What a node is, for a message."""
    if node.is_empty:
        return "nothing"
    return {"scalar": f"`{shorten(node.text)}`", "mapping": "a mapping", "list": "a list"}[node.kind]


def shorten(text: str, longest: int = 40) -> str:
    """A text short enough for a message."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 3] + "..."


def article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def make_name(text: str) -> str:
    """A permitted name that looks like `text`, or ''."""
    made = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return made if NAME.match(made) and made not in RESERVED else ""
