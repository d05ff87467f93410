"""Reads entries: the fields of a mapping according to the table of fields, with unknown, missing, repeated and misshapen fields reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lynchpin.errors import Place
from lynchpin.language.field_tables import TABLES
from lynchpin.language.fields import Field, Table
from lynchpin.language.names import IDENTIFIER, NAME, RESERVED, make_name, split_name
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.wording import describe_node, find_nearest, join_words, suggest_word

_COLLECTIONS = {"map": "mapping", "record": "mapping", "list": "list", "pair": "list", "triple": "list"}
_SHAPES = {"mapping": "a mapping of names", "list": "a list", "scalar": "a single value"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: its name, the place of the name, the nodes of its valid fields, and its own node."""

    name: str
    place: Place
    fields: dict[str, Node]
    node: Node

    def get(self, name: str) -> Node | None:
        """Return the node of a valid field, or None."""
        return self.fields.get(name)

    def has(self, name: str) -> bool:
        """Return whether a field is present, even with an error."""
        return name in self.fields or any(key.text == name for key, _ in self.node.pairs)

    @property
    def is_mapping(self) -> bool:
        return self.node.kind == "mapping"


def read_entries(reading: Reading, node: Node | None, table: str, key: str = "name") -> list[Entry]:
    """Read a mapping from names to entries.

    Args:
        reading: The file that is being read.
        node: The mapping, or None if it is missing.
        table: The table of fields of every entry.
        key: What the names are: `name` or `identifier`.
    """
    if node is None:
        return []
    found = []
    taken = {name.text for name, _ in node.pairs}
    for name, value in read_pairs(reading, node):
        check_name(reading, name, key)
        made = make_name(name.text) if key == "name" and not NAME.match(name.text) and split_name(name.text) is None else ""
        found.append(read_entry(reading, made if made and made not in taken else name.text, name.place, value, TABLES[table]))
    return found


def read_entry(reading: Reading, name: str, place: Place, node: Node, table: Table) -> Entry:
    """Read one entry.

    Args:
        reading: The file that is being read.
        name: The name of the entry; empty if it has none.
        place: Where the name is.
        node: The content of the entry.
        table: Its table of fields.
    """
    if node.kind == "scalar" and table.shorthand and not node.is_empty:
        return Entry(name, place, {table.shorthand: node}, node)
    what = f"`{name}`" if name else table.what
    if node.kind != "mapping":
        hint = f"its fields are {join_words([known.name for known in table.fields])}"
        words = {"what": what, "expected": "a mapping of its fields", "found": describe_node(node)}
        reading.diagnostics.record("wrong-shape", place if node.is_empty else node.place, words, hint=hint)
        return Entry(name, place, {}, node)
    fields, written = _read_fields(reading, node, table)
    for missing in (field for field in table.fields if field.required and field.name not in written):
        reading.diagnostics.add("missing-field", place, what=what, field=missing.name, help=missing.help)
    return Entry(name, place, fields, node)


def _read_fields(reading: Reading, node: Node, table: Table) -> tuple[dict[str, Node], set[str]]:
    """Return the valid fields, and the names of all that are present, with misspelt ones under the name that was meant."""
    fields: dict[str, Node] = {}
    written = {key.text for key, _ in node.pairs}
    has_fragment = False
    for key, value in read_pairs(reading, node, merge=table is TABLES["assessment"]):
        known = table.by_name.get(key.text) or _report_unknown_field(reading, key, value, table, written, has_fragment)
        has_fragment = has_fragment or _is_fragment(key, value)
        if known is not None:
            written.add(known.name)
            if _check_shape(reading, known, key, value, table):
                fields[known.name] = value
    return fields, written


def read_pairs(reading: Reading, node: Node, *, merge: bool = False) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of a mapping, each key once; with `merge`, the entries of a repeated section are added to the first.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The mapping.
        merge: Whether the entries of a repeated section are added to the first.
    """
    seen: dict[str, tuple[Node, Node]] = {}
    for key, value in node.pairs:
        if key.kind != "scalar":
            reading.diagnostics.add("wrong-shape", key.place, what="a key", expected="a name", found=describe_node(key))
        elif key.text in seen:
            first, held = seen[key.text]
            reading.diagnostics.add("duplicate-key", key.place, key=key.text, also=((first.place, "first used here"),))
            held.pairs += value.pairs if merge else []
        else:
            seen[key.text] = (key, value)
    yield from seen.values()


def _report_unknown_field(reading: Reading, key: Node, value: Node, table: Table, written: set[str], has_fragment: bool) -> Field | None:
    """Report an unknown field and return the field that was probably meant, so that one mistake gives one message.

    Args:
        reading: The file that is being read.
        key: The name of the field.
        value: Its value.
        table: The fields that the entry may have.
        written: The names that are present; a name found inside a fragment is added.
        has_fragment: Whether a comma has split an earlier field of this entry, which has been reported.
    """
    known, name = table.by_name, key.text
    if _is_fragment(key, value):
        before, colon, _ = name.partition(":")
        if colon and before in known:
            reading.diagnostics.add("yaml-no-colon", key.place)
            written.add(before)
        elif not has_fragment:
            reading.diagnostics.add("decimal-comma" if name[:1].isdigit() else "yaml-comma", key.place, text=name)
        return None
    if reading.diagnostics.is_full("unknown-field"):
        reading.diagnostics.add("unknown-field", key.place, field=name, what=table.what)
        return None
    nearest = find_nearest(name, [field for field in known if field not in written])
    hint = suggest_word(name, known) or f"the fields of {table.what} are {join_words(known)}"
    reading.diagnostics.add("unknown-field", key.place, field=name, what=table.what, hint=hint)
    return known[nearest] if nearest else None


def _is_fragment(key: Node, value: Node) -> bool:
    """Return whether a key without a value is the rest of a text that a comma inside braces has split."""
    return value.is_empty and value.start == value.end and bool(key.text)


def _check_shape(reading: Reading, field: Field, key: Node, value: Node, table: Table) -> bool:
    """Return whether a value has the shape of its field (scalar, list or mapping), after reporting a wrong one."""
    expected = _COLLECTIONS.get(field.form, "scalar")
    if value.is_empty and table is TABLES["assessment"] and not field.required and field.form in ("map", "list"):
        return False  # an empty section counts as left out
    if value.is_empty or (field.required and value.kind != "scalar" and not value.pairs and not value.items):
        reading.diagnostics.add("empty-field", key.place, field=field.name, help=field.help)
        return False
    if (
        field.form == "states"
        or value.kind == expected
        or (field.form in ("credence", "horizon") and value.kind == "mapping")
        or (field.form == "list" and value.kind == "scalar" and field.of != "triple" and field.of not in TABLES)
    ):
        return True
    if expected == "scalar" and value.kind == "mapping" and value.flow:
        reading.diagnostics.add("braces-in-value", value.place, field=field.name)
    else:
        hint = f"write `{field.name}: {field.example}`" if field.example else f"`{field.name}` is {field.help}"
        words = {"what": f"`{field.name}`", "expected": _SHAPES[expected], "found": describe_node(value)}
        reading.diagnostics.record("wrong-shape", value.place, words, hint=hint)
    reading.incomplete = reading.incomplete or table is TABLES["assessment"] or field.name == "options"
    return False


def check_name(reading: Reading, node: Node, key: str) -> None:
    """Report an invalid name.

    Args:
        reading: The file that is being read.
        node: The name.
        key: `name` for names that expressions use, `identifier` for others, which may also have capitals, dots and hyphens.
    """
    indexed = split_name(node.text)
    name = indexed[0] if indexed is not None and reading.members.issuperset(indexed[1]) else node.text
    if key == "name" and not NAME.match(name):
        hint = f"write `{make_name(name)}`" if make_name(name) else ""
        reading.diagnostics.add("wrong-name", node.place, name=name, hint=hint)
    elif key == "name" and name in RESERVED:
        reading.diagnostics.add("reserved-name", node.place, name=name)
    elif key == "identifier" and not IDENTIFIER.match(name):
        reading.diagnostics.add("wrong-identifier", node.place, name=name)
