"""Reads the sets that a file declares."""

from __future__ import annotations

from lynchpin.language.entries import check_name, read_pairs
from lynchpin.language.hints import suggest_data
from lynchpin.language.names import NAME, RESERVED, make_name
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.sets.data import is_from_data, read_column
from lynchpin.language.wording import describe_node, shorten

_UNKNOWN = "unknown"
"""The member of a set whose members could not be read."""
MAX_MEMBERS = 10_000
"""The highest number of members of a set, and of entries into which all indexed entries of a file are expanded."""


def read_sets(reading: Reading, node: Node | None) -> dict[str, tuple[str, ...]]:
    """Read the sets of the file, and make them known to `reading`.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `sets`, or None if it is missing.

    Returns:
        The members of each set. A second name of a set has the same members.
    """
    aliases: list[tuple[Node, Node]] = []
    for key, value in read_pairs(reading, node) if node is not None else ():
        check_name(reading, key, "name")
        if value.kind == "list" and value.items:
            reading.sets[key.text] = _read_members(reading, key, value.items)
        elif is_from_data(value):
            reading.sets[key.text] = _read_members(reading, key, read_column(reading, value))
        elif value.kind == "scalar" and not value.is_empty:
            aliases.append((key, value))
        else:
            _report_shape(reading, key, value)
            reading.sets[key.text] = tuple(name.text for name, _ in value.pairs if NAME.match(name.text))
    for key, value in aliases:
        if value.text in reading.sets:
            reading.sets[key.text] = reading.sets[value.text]
        else:
            _report_shape(reading, key, value)
            reading.sets[key.text] = ()
        reading.used_sets.add(value.text)
    for name, members in reading.sets.items():
        if not members:
            reading.sets[name] = (_UNKNOWN,)
            reading.unreadable_sets.add(name)
            reading.incomplete = True
    reading.members.update(member for members in reading.sets.values() for member in members)
    return dict(reading.sets)


def check_sets(reading: Reading, node: Node | None) -> None:
    """Warn about sets that no entry and no expression uses.

    Args:
        reading: The file that is being read.
        node: The node of `sets`, or None if it is missing.
    """
    for key, _ in node.pairs if node is not None else ():
        if key.text in reading.sets and key.text not in reading.used_sets and not reading.diagnostics.has_errors:
            reading.diagnostics.add("unused", key.place, kind="set", name=key.text, hint="use it as an index, or remove it")


def _report_shape(reading: Reading, key: Node, value: Node) -> None:
    found = (
        "an empty list"
        if value.kind == "list"
        else describe_node(value)
        if value.kind != "scalar" or value.is_empty
        else f"`{shorten(value.text)}`"
    )
    reading.diagnostics.add(
        "wrong-set", value.place if not value.is_empty else key.place, name=key.text, found=found, hint=suggest_data(value.text)
    )


def _read_members(reading: Reading, key: Node, items: list[Node]) -> tuple[str, ...]:
    members: dict[str, Node] = {}
    for item in items[: MAX_MEMBERS + 1]:
        if item.kind != "scalar" or item.is_empty or not NAME.match(item.text) or item.text in RESERVED:
            hint = f"write `{made}`" if item.kind == "scalar" and (made := make_name(item.text)) else None
            text = shorten(item.text) if item.kind == "scalar" else describe_node(item)
            reading.diagnostics.add("wrong-member", item.place, name=key.text, text=text, hint=hint)
            members.setdefault(make_name(item.text) or item.text, item)  # keeps the number of members
        elif item.text in members:
            reading.diagnostics.add("duplicate-member", item.place, name=key.text, member=item.text)
        else:
            members[item.text] = item
    if len(items) > MAX_MEMBERS:
        reading.diagnostics.add("too-many-members", key.place, name=key.text, count=f"{len(items):,}", most=f"{MAX_MEMBERS:,}")
        return ()
    return tuple(members)
