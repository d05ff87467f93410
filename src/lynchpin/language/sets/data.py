"""Reads numbers from CSV files that lie next to the assessment: `from towns.csv column population by town`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NoReturn

from lynchpin.language.data_files import DataFile, Rows, UnreadableDataError, read_data_file
from lynchpin.language.names import make_name
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.wording import join_words, shorten, suggest_word

_FROM = re.compile(
    r"\s*from\s+(?P<file>\"[^\"]+\"|\S+)\s+column\s+(?P<column>\"[^\"]+\"|\S+)(?:\s+by\s+(?P<by>\w+(?:\s+and\s+\w+)*))?\s*\Z"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:\s*%)?\Z")
DATE = "date"
"""The word after `by` that stands for the dates of a series."""


class DataError(Exception):
    """A reference to data cannot be resolved. It has been reported."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`from FILE column COLUMN by KEYS`."""

    file: str
    column: str
    keys: tuple[str, ...]


def is_from_data(node: Node) -> bool:
    """Return whether a scalar refers to a data file."""
    return node.kind == "scalar" and "from" in node.text and _FROM.match(node.text) is not None


def read_column(reading: Reading, node: Node) -> list[Node]:
    """Return the names in a column of a data file, as the items of a list. Spaces and capitals become those of a name.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The scalar that refers to the column.
    """
    reference = _parse(node)
    try:
        data = _open(reading, node, reference.file)
        column = _find_column(reading, node, data, reference.column)
    except DataError:
        return []
    node = _make_part(node)
    items = [node.derive(text=name) for row in data.rows if (name := make_name(row[column]) or row[column].strip())]
    reading.inlined[node.start, node.end] = replace(node, kind="list", text="", items=items)
    return items


def read_data(reading: Reading, node: Node) -> Node:
    """Return the numbers that a scalar refers to: a mapping by member or date, or a single number.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The scalar that refers to a data file.

    Returns:
        A node in the place of the scalar. After an error it has the same shape and ones in it, so that reading can go on.
    """
    place = node.start, node.end
    if place in reading.tabulated:
        return reading.tabulated[place]
    reference, node = _parse(node), _make_part(node)
    try:
        data = _open(reading, node, reference.file)
        column = _find_column(reading, node, data, reference.column)
        made = _build(reading, node, data, column, reference)
        reading.inlined[place] = made
    except DataError:
        made = _make_ones(reading, node, reference.keys)
    reading.tabulated[place] = made
    return made


def _make_part(node: Node) -> Node:
    """Return a copy of a reference to a data file, from which the nodes of its data are made."""
    return replace(node, from_data=True)


def _make_ones(reading: Reading, node: Node, keys: tuple[str, ...]) -> Node:
    """Return a tree of ones in place of data with an error."""
    if not keys or (keys[0] != DATE and keys[0] not in reading.sets):
        return node.derive(text="1")
    words = reading.sets[keys[0]] if keys[0] != DATE else reading.clock.labels[:1] if reading.clock is not None else ("2025",)
    inner = _make_ones(reading, node, keys[1:])
    return replace(node, kind="mapping", text="", pairs=[(node.derive(text=word), inner) for word in words])


def write_data(node: Node) -> str:
    """Return a tree of numbers, or a list of names, as YAML."""
    if node.kind == "scalar":
        return node.text
    if node.kind == "list":
        return f"[{', '.join(item.text for item in node.items)}]"
    return "{" + ", ".join(f"{key.text}: {write_data(value)}" for key, value in node.pairs) + "}"


def _build(reading: Reading, node: Node, data: DataFile, column: int, reference: Reference) -> Node:
    numbers: dict[str, Node] = {}  # by their text, so that large tables need few nodes
    words: dict[str, Node] = {}

    def read(row: int) -> Node:
        text = data.rows[row][column].strip()
        if text not in numbers:
            if not _NUMBER.match(text):
                at, name = data.numbers[row], data.columns[column]
                _report(reading, node, "wrong-cell", file=data.path, row=at, column=name, text=shorten(text))
            numbers[text] = node.derive(text=text)
        return numbers[text]

    def build(found: tuple[str, ...], rows: dict[str, Rows]) -> Node:
        key = reference.keys[len(found)]
        pairs = []
        for word in sorted(rows) if key == DATE else reading.sets[key]:
            if word not in rows:
                _report(reading, node, "no-row", file=data.path, keys=_describe(reference.keys[: len(found) + 1], (*found, word)))
            below = rows[word]
            label = words.get(word) or words.setdefault(word, node.derive(text=word))
            pairs.append((label, read(below) if isinstance(below, int) else build((*found, word), below)))
        return replace(node, kind="mapping", text="", pairs=pairs)

    if not reference.keys:
        if len(data.rows) != 1:
            _report(reading, node, "data-without-key", file=data.path, rows=f"{len(data.rows):,}")
        return read(0)
    rows = _index(reading, node, data, reference.keys)
    if reading.unreadable_sets.intersection(reference.keys):
        raise DataError
    return build((), rows)


def _describe(keys: tuple[str, ...], found: tuple[str, ...]) -> str:
    return join_words([f"{key} {word}" for key, word in zip(keys, found, strict=True)], "and").replace("`", "")


def _index(reading: Reading, node: Node, data: DataFile, keys: tuple[str, ...]) -> dict[str, Rows]:
    """Return the rows by their words in the columns of the keys."""
    if keys in data.by_keys:
        return data.by_keys[keys]
    for key in keys:
        if key != DATE and key not in reading.sets:
            hint = suggest_word(key, [*reading.sets, DATE]) or f"declare it: `sets: {{{key}: from {data.path} column {key}}}`"
            _report(reading, node, "unknown-set", name=key, hint=hint)
        reading.used_sets.add(key)
    columns = [_list_words(data, _find_column(reading, node, data, key), key) for key in keys]
    found: dict[str, Rows] = {}
    for index, words in enumerate(zip(*columns, strict=True)):
        branch = found
        for word in words[:-1]:
            below = branch.setdefault(word, {})
            assert not isinstance(below, int)  # all branches have one level for each key
            branch = below
        first = branch.setdefault(words[-1], index)
        if first != index:
            assert isinstance(first, int)
            number, other = data.numbers[index], data.numbers[first]
            _report(reading, node, "repeated-row", file=data.path, row=number, first=other, keys=_describe(keys, words))
    data.by_keys[keys] = found
    return found


def _list_words(data: DataFile, column: int, key: str) -> list[str]:
    """Return the dates in a column, or the names that its cells stand for."""
    cells = [row[column].strip() for row in data.rows]
    if key == DATE:
        return cells
    names = {cell: make_name(cell) or cell for cell in dict.fromkeys(cells)}
    return [names[cell] for cell in cells]


def _find_column(reading: Reading, node: Node, data: DataFile, name: str) -> int:
    if name not in data.columns:
        hint = suggest_word(name, data.columns) or f"the columns are {join_words(data.columns[:20])}"
        _report(reading, node, "no-column", file=data.path, column=name, hint=hint)
    return data.columns.index(name)


def _parse(node: Node) -> Reference:
    match = _FROM.match(node.text)
    assert match is not None
    keys = tuple(re.split(r"\s+and\s+", match["by"])) if match["by"] else ()
    return Reference(match["file"].strip('"'), match["column"].strip('"'), keys)


def _report(reading: Reading, node: Node, message_id: str, *, hint: str | None = None, **words: object) -> NoReturn:
    reading.diagnostics.record(message_id, node.place, words, hint=hint)
    raise DataError


def _open(reading: Reading, node: Node, name: str) -> DataFile:
    """Return a data file, which is read once."""
    if name not in reading.data:
        reading.data[name] = None
        try:
            reading.data[name] = read_data_file(reading.source.folder, name)
        except UnreadableDataError as problem:
            _report(reading, node, problem.id, file=shorten(name), why=problem.why)
    data = reading.data[name]
    if data is None:  # reported at its first use
        raise DataError
    return data
