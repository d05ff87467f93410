"""Expands indexed entries: `population[town]` becomes one entry per town, each with its own part of a list, mapping or data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from lynchpin.language.diagnostics import StopReadingError
from lynchpin.language.entries import Entry
from lynchpin.language.field_tables import TABLES
from lynchpin.language.names import join_name, split_name
from lynchpin.language.nodes import Indices, Node
from lynchpin.language.reading import Reading
from lynchpin.language.sets.data import is_from_data, read_data
from lynchpin.language.sets.declaring import MAX_MEMBERS
from lynchpin.language.wording import join_words, suggest_word

_NOT_EXPANDED = ("lynchpin", "clock", "sources", "units", "functions", "sets")
_NUMBERS = ("value", "probability", "expression", "number", "credence", "influence", "horizon")
"""Forms of fields that may have one value per member."""
_BY_MEMBER = frozenset(
    {field.name for name, table in TABLES.items() if name != "cases" for field in table.fields if field.form in _NUMBERS} | {"values"}
)
"""Fields of an entry whose value may be a list or a mapping with one value per member."""
_INSIDE = _BY_MEMBER | {field.name for field in TABLES["cases"].fields}
"""The same for fields below those of an entry, where `holds` and `fails` are credences."""
_LISTS = frozenset(field.name for table in TABLES.values() for field in table.fields if field.form in ("list", "pair"))
"""Fields that are lists themselves."""
_LISTS_OF_NAMES = ("shows", "carried_by", "outcomes", "answers")
"""Lists in which the name of an indexed entry without its index stands for all members."""
_AFTER_ENTRIES = ("shows", "answers", "claims")
"""Sections with such lists, which are expanded once all indexed entries are known."""
_AMBIGUOUS = ""
"""The member to which a set is bound if it stands twice in one name, as in `trade[town, town]`."""


def expand_sections(reading: Reading, top: Entry) -> None:
    """Replace the sections of a file by ones without indexed entries.

    Args:
        reading: The file that is being read. Its sets are known.
        top: The top level of the file; its nodes are replaced.
    """
    expansion = _Expansion(reading)
    names = [name for name, node in top.fields.items() if name not in _NOT_EXPANDED and node.kind != "scalar"]
    for name in sorted(names, key=_AFTER_ENTRIES.__contains__):
        top.fields[name] = expansion.expand(top.fields[name], {}, name)


class _Expansion:
    """Walks through a tree. A binding says for which member of each set a part of the tree stands."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.count = 0
        self.parts: dict[tuple[int, str], tuple[Node, dict[str, Node] | None]] = {}
        """The parts by member of each value that has been divided, by its identity and the set."""

    def expand(self, node: Node, binding: Indices, field: str) -> Node:
        """Return a node with the indexed parts in it expanded.

        Args:
            node: The node.
            binding: The member of each set that has been chosen around it.
            field: The key in front of it.
        """
        if node.from_data:
            return node
        if node.kind == "mapping":
            pairs = []
            for key, value in node.pairs:
                if is_from_data(value):
                    value = read_data(self.reading, value)
                inside = field if field == "answers" and value.kind == "list" else key.text
                pairs += [(one, self.expand(part, inner, inside)) for one, part, inner in self._expand_pair(key, value, binding)]
            return node.derive(pairs=pairs, indices=binding)
        if node.kind == "list":
            return node.derive(items=[one for item in node.items for one in self._expand_item(item, binding, field)], indices=binding)
        if not binding:
            return node
        found = split_name(node.text)
        return node.derive(text=node.text if found is None else _write_name(*found, binding), indices=binding)

    def _expand_pair(self, key: Node, value: Node, binding: Indices) -> Iterator[tuple[Node, Node, Indices]]:
        """Yield the key, value and binding of each member that a pair stands for."""
        found = split_name(key.text) if key.kind == "scalar" else None
        if found is None:
            yield key.derive(indices=binding) if binding else key, value, binding
            return
        if not self._are_known(key, found[1]):
            self.reading.incomplete = True
            return
        self.reading.used_sets.update(found[1])
        base, indices = found
        free = [word in self.reading.sets and word not in binding for word in indices]
        if not any(free):
            for word in indices:
                value = self._pick(value, word, binding[word], _INSIDE) if binding.get(word) else value
            yield key.derive(text=_write_name(base, indices, binding)), value, binding
            return
        self.reading.families.setdefault(base, indices)
        self._mark_lines(key, value)
        choices = [
            self.reading.sets[word] if is_free else (binding.get(word) or word,) for word, is_free in zip(indices, free, strict=True)
        ]
        self._count(key, choices)
        own = [word for word, is_free in zip(indices, free, strict=True) if is_free]
        for members in product(*choices):
            inner = dict(binding)
            part = value
            for word, member, is_free in zip(indices, members, free, strict=True):
                if is_free:
                    inner[word] = member if own.count(word) == 1 else _AMBIGUOUS
                    part = self._pick(part, word, member)
            yield key.derive(text=join_name(base, members)), part, inner

    def _mark_lines(self, key: Node, value: Node) -> None:
        """Mark the lines of an indexed entry, whose errors are reported once."""
        lines = self.reading.source.text.count("\n", key.start, max(key.start, value.end))
        self.reading.diagnostics.repeated.update(range(key.line, key.line + lines + 1))

    def _count(self, node: Node, choices: list[tuple[str, ...]]) -> None:
        size = 1
        for one in choices:
            size *= len(one)
        self.count += size
        if self.count > MAX_MEMBERS:
            self.reading.diagnostics.add("too-many-entries", node.place, name=node.text, most=f"{MAX_MEMBERS:,}")
            raise StopReadingError

    def _are_known(self, node: Node, indices: tuple[str, ...]) -> bool:
        """Return whether all indices are sets or members, after reporting one that is not."""
        for word in indices:
            if word not in self.reading.sets and word not in self.reading.members and not self.reading.unreadable_sets:
                self.reading.diagnostics.add("unknown-set", node.place, name=word, hint=suggest_word(word, self.reading.sets))
                return False
        return True

    def _pick(self, value: Node, word: str, member: str, by_member: frozenset[str] = _BY_MEMBER) -> Node:
        """Return the part of a value, or of an entry, that belongs to a member; `by_member` is as for `_pick_fields`."""
        if (part := self._pick_value(value, word, member)) is not None:
            return part
        return self._pick_fields(value, word, member, by_member) if value.kind == "mapping" else value

    def _pick_fields(self, entry: Node, word: str, member: str, by_member: frozenset[str]) -> Node:
        """Return a mapping with the parts of its fields, and of those below, that belong to a member.

        Args:
            entry: The mapping.
            word: The set.
            member: The member.
            by_member: The fields whose value may be a mapping by member. Below the fields of an entry, a list that is not the value of a
                field for lists has one value per member too: the level of a lever, a payoff, the probability of a state.
        """
        pairs = []
        for key, field in entry.pairs:
            read = read_data(self.reading, field) if is_from_data(field) else field
            chosen = None
            if key.text in by_member or (by_member is _INSIDE and read.kind == "list" and self._has_one_value(key)):
                chosen = self._pick_value(read, word, member)
                if chosen is None and read.kind == "mapping" and word in self.reading.unreadable_sets:
                    chosen = read.pairs[0][1]
            if chosen is None and read.kind == "mapping" and not read.from_data and split_name(key.text) is None:
                chosen = self._pick_fields(read, word, member, _INSIDE)
            pairs.append((key, read if chosen is None else chosen))
        return entry.derive(pairs=pairs)

    def _has_one_value(self, key: Node) -> bool:
        """Return whether a key stands for a single value. If a key has an index of its own, that index picks the part of a list."""
        return key.text not in _LISTS and split_name(key.text) is None

    def _pick_value(self, value: Node, word: str, member: str) -> Node | None:
        """Return the part of a list or mapping by member, or None if it is neither."""
        if value.kind == "list" and word in self.reading.unreadable_sets:
            return value.items[0]
        if value.kind not in ("list", "mapping"):
            return None
        key = id(value), word
        if key not in self.parts:
            self.parts[key] = value, self._divide(value, word)  # the node is kept, so that no other node has its id
        parts = self.parts[key][1]
        return parts if parts is None else parts.get(member) or replace(value, kind="scalar", text="1", items=[], pairs=[])

    def _divide(self, value: Node, word: str) -> dict[str, Node] | None:
        """Return the parts of a list or mapping by member, or None if its keys are not members. Report what does not fit the set."""
        members = dict.fromkeys(self.reading.sets[word])
        if value.kind == "list":
            if len(value.items) != len(members):
                self.reading.diagnostics.add("wrong-number-of-members", value.place, set=word, count=len(value.items), members=len(members))
                return {}
            return dict(zip(members, value.items, strict=True))
        if not any(key.text in members for key, _ in value.pairs):
            return None
        by_member = {key.text: part for key, part in value.pairs}
        unknown = [key for key, _ in value.pairs if key.text not in members]
        missing = [one for one in members if one not in by_member]
        if unknown:
            hint = suggest_word(unknown[0].text, tuple(members))
            self.reading.diagnostics.add("unknown-member", unknown[0].place, name=unknown[0].text, set=word, hint=hint)
        elif missing:
            more = f" and {len(missing) - 5:,} more" if len(missing) > 5 else ""
            self.reading.diagnostics.add("missing-member", value.place, members=join_words(missing[:5]) + more, set=word)
        return by_member

    def _expand_item(self, item: Node, binding: Indices, field: str) -> Iterator[Node]:
        """Yield the items that an item of a list stands for."""
        if item.kind == "scalar":
            base = item.text
            if field in _LISTS_OF_NAMES and base in self.reading.families:
                item = item.derive(text=join_name(base, self.reading.families[base]))
            if split_name(item.text) is None:
                yield item.derive(indices=binding)
                return
            for one, _, inner in self._expand_pair(item, item, binding):
                yield one.derive(indices=inner)
            return
        for part, inner in self._bind_free(item, binding):
            yield self.expand(part, inner, "")

    def _bind_free(self, item: Node, binding: Indices) -> Iterator[tuple[Node, Indices]]:
        """Yield an item of a list, such as `[x[town], y[town], 0.5]`, for each combination of members of the sets that its names use."""
        scalars = item.items if item.kind == "list" else [value for _, value in item.pairs]
        names = [found for one in scalars if one.kind == "scalar" and (found := split_name(one.text)) is not None]
        if item.kind == "list" and not all(self._are_known(item, indices) for _, indices in names):
            self.reading.incomplete = True
            return
        free = dict.fromkeys(word for _, indices in names for word in indices if word in self.reading.sets and word not in binding)
        for members in product(*(self.reading.sets[word] for word in free)):
            part = item
            for word, member in zip(free, members, strict=True):
                part = self._pick(part, word, member) if item.kind == "mapping" else part
            yield part, {**binding, **dict(zip(free, members, strict=True))}


def _write_name(base: str, indices: tuple[str, ...], binding: Indices) -> str:
    """Return an indexed name with members in place of the sets that are bound."""
    return join_name(base, [binding.get(word) or word for word in indices])
