"""Reads events with states: one distribution, a table of conditions, or a Markov chain."""

from __future__ import annotations

from typing import Literal, cast

from lynchpin.errors import Place
from lynchpin.language.conditions import analyse_conditions
from lynchpin.language.corrections import suggest_percent
from lynchpin.language.entries import Entry, check_name, read_pairs
from lynchpin.language.expressions import Call, Expression, InState, Number
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.names import NAME
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records.states import Distribution, StateRow, StateTable
from lynchpin.language.traversal import are_valid
from lynchpin.language.units import PLAIN
from lynchpin.language.unknown_words import report_unknown_word
from lynchpin.language.values import is_value
from lynchpin.language.wording import describe_node, join_words, shorten

FORMS = ("states", "given", "from")
MOST_STATES = 32
OTHERWISE = "otherwise"


def declare_states(reading: Reading, entries: list[Entry]) -> None:
    """Declare the states of all events, so that any expression can compare an event with one of them.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.
    """
    for entry in entries:
        symbol = reading.symbols.get(entry.name)
        if symbol is None or symbol.place != entry.place or symbol.kind != "event":
            continue
        words = _list_words(entry)
        symbol.members = {}
        for word in words:
            check_name(reading, word, "name")
            if word.text in symbol.members and _is_list(entry):
                reading.diagnostics.add("repeated-state", word.place, word=word.text)
            symbol.members.setdefault(word.text, word.place)
        if words and not 2 <= len(symbol.members) <= MOST_STATES:
            count = "1 state" if len(symbol.members) == 1 else f"{len(symbol.members)} states"
            reading.diagnostics.add("number-of-states", entry.place, name=entry.name, count=count, most=MOST_STATES)


def _is_list(entry: Entry) -> bool:
    states = entry.get("states")
    return states is not None and states.kind == "list"


def _list_words(entry: Entry) -> list[Node]:
    """Return the nodes that name the states: the list or keys of `states`, the keys of `from`, or those of the first row of `given`.

    If all rows of `given` are single words, these are the states.
    """
    states, given, chain = (entry.get(form) for form in FORMS)
    if states is not None:
        return [item for item in states.items if item.kind == "scalar"] if states.kind == "list" else [key for key, _ in states.pairs]
    if chain is not None:
        return [key for key, _ in chain.pairs if key.kind == "scalar"]
    rows = [value for _, value in given.pairs] if given is not None else []
    if all(row.kind == "scalar" and NAME.match(row.text) for row in rows):
        return list({row.text: row for row in reversed(rows)}.values())[::-1]
    mappings = [row for row in rows if row.kind == "mapping"]
    return [key for key, _ in mappings[0].pairs if key.kind == "scalar"] if mappings else []


def read_state_table(reading: Reading, inference: Inference, entry: Entry) -> StateTable | None:
    """Read the states of an event and their probabilities; None if it has none, or if they have an error of shape.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entry: The event.
    """
    _check_other_fields(reading, entry)
    states, given, chain = (entry.get(form) for form in FORMS)
    symbol = reading.symbols.get(entry.name)
    if (states is None and given is None and chain is None) or symbol is None or symbol.place != entry.place:
        return None
    return _TableReader(reading, inference, entry, symbol.members).read(states, given, chain)


def _check_other_fields(reading: Reading, entry: Entry) -> None:
    """Report fields that do not belong to the kind of event."""
    table = next((form for form in FORMS if entry.has(form)), None)
    once, starts = entry.get("once"), entry.get("starts")
    if table is not None and once is not None:
        reading.diagnostics.add("once-with-states", once.place, name=entry.name)
    if starts is not None and not entry.has("from"):
        reading.diagnostics.add("starts-without-chain", starts.place, name=entry.name)
    if entry.has("from") and not entry.has("starts"):
        first = next(iter(reading.symbols[entry.name].members), "STATE")
        reading.diagnostics.add("chain-without-start", entry.place, name=entry.name, first=first)


class _TableReader:
    """Reads the table of one event."""

    def __init__(self, reading: Reading, inference: Inference, entry: Entry, words: dict[str, Place]) -> None:
        self.reading, self.inference, self.entry, self.words = reading, inference, entry, words

    def read(self, states: Node | None, given: Node | None, chain: Node | None) -> StateTable | None:
        """Read the table from its field, the others being None or, for `states`, a list of names."""
        if given is not None:
            self._check_list(states, "given")
            return self._read_given(given)
        if chain is not None:
            self._check_list(states, "from")
            return self._read_chain(chain)
        assert states is not None
        if states.kind != "mapping":
            self._report_shape(states, "a probability for each state", f"{self.entry.name}: {{states: {{dry: 0.6, wet: 0.4}}}}")
            return None
        return self._make("states", [], self.read_chances(states), states.place, exclusive=True)

    def _make(
        self,
        form: str,
        rows: list[StateRow],
        rest: Distribution | None,
        place: Place,
        *,
        exclusive: bool,
    ) -> StateTable:
        kind = cast(Literal["states", "given", "from"], form)
        return StateTable(kind, tuple(self.words), tuple(rows), rest, place, exclusive)

    def _check_list(self, states: Node | None, form: str) -> None:
        """Report `states` with probabilities next to a table, which has them already."""
        if states is not None and states.kind != "list":
            self.reading.diagnostics.add("states-beside-table", states.place, name=self.entry.name, form=form)

    def _read_given(self, given: Node) -> StateTable:
        rows: list[StateRow] = []
        rest, rest_place, pairs = None, given.place, list(read_pairs(self.reading, given))
        for k, (key, value) in enumerate(pairs):
            if key.text == OTHERWISE:
                rest, rest_place = self.read_chances(value, key.place), key.place
                if k < len(pairs) - 1:
                    self.reading.diagnostics.add("otherwise-not-last", key.place, name=self.entry.name)
                continue
            condition = self.inference.read(key, "given", PLAIN)[0]
            rows.append(StateRow(condition, self.read_chances(value, key.place), key.place))
        exclusive = self._check_coverage(rows, rest is not None)
        return self._make("given", rows, rest, rest_place, exclusive=exclusive)

    def _check_coverage(self, rows: list[StateRow], has_rest: bool) -> bool:
        """Report conditions that leave something out, and rows that never apply. Return whether no two conditions hold at once."""
        name, diagnostics = self.entry.name, self.reading.diagnostics
        if not are_valid(*(row.condition for row in rows)):
            return False
        coverage = analyse_conditions([row.condition for row in rows], self.reading.symbols)
        if not has_rest and not rows:
            diagnostics.add("given-incomplete", self.entry.place, name=name, case="`period >= 0`")
        elif not has_rest and not coverage.analysed:
            diagnostics.add("given-without-otherwise", rows[-1].place, name=name)
        elif not has_rest and coverage.missing:
            diagnostics.add("given-incomplete", rows[-1].place, name=name, case=coverage.missing)
        for k in coverage.unreached:
            diagnostics.add("row-never-applies", rows[k].place, name=name)
        return coverage.exclusive

    def _read_chain(self, chain: Node) -> StateTable | None:
        rows: list[StateRow] = []
        given = set()
        for key, value in read_pairs(self.reading, chain):
            chances = self.read_chances(value, key.place)
            if key.text not in self.words:  # the list of names has others
                report_unknown_word(self.reading, self.entry.name, key.text, self.words, key.place)
                continue
            given.add(key.text)
            before = InState(self.entry.name, key.text, list(self.words).index(key.text), False, key.place)
            rows.append(StateRow(Call("previous", (before,), key.place), chances, key.place))
        missing = [word for word in self.words if word not in given]
        if missing:
            self.reading.diagnostics.add("chain-misses-row", self.entry.place, name=self.entry.name, states=join_words(missing))
        starts = self.entry.get("starts")
        if starts is None:
            return None
        return self._make("from", rows, self.read_chances(starts), starts.place, exclusive=True)

    def read_chances(self, node: Node, key: Place | None = None) -> Distribution:
        """Read a distribution over the states: their probabilities, or the name of the state that is certain.

        Args:
            node: The mapping or the name.
            key: Where the row begins, for messages about an empty row.
        """
        if self.words and node.kind == "scalar" and not node.is_empty and NAME.match(node.text):
            return self._read_certain(node)
        if node.kind != "mapping" or not node.pairs:
            first, second = [*self.words, "dry", "wet"][:2]
            self._report_shape(node, "a probability for each state", f"{{{first}: 0.6, {second}: 0.4}}", key)
            return self._fill({}, node.place)
        found: dict[str, Expression] = {}
        known = True
        for word, value in read_pairs(self.reading, node):
            chance = self._read_chance(value, word)
            if word.text in self.words:
                found[word.text] = chance
            elif self.words:
                known = False
                report_unknown_word(self.reading, self.entry.name, word.text, self.words, word.place)
        chances = self._fill(found, node.place)
        if known:
            self._check_sum(chances, key or node.place)
        return chances

    def _fill(self, found: dict[str, Expression], place: Place) -> Distribution:
        """Return the probability of every state, 0 where none is given."""
        return tuple(found.get(word, Number(0.0, "", place, derived=True)) for word in self.words)

    def _read_certain(self, node: Node) -> Distribution:
        if node.text not in self.words:
            report_unknown_word(self.reading, self.entry.name, node.text, self.words, node.place)
        return self._fill({node.text: Number(1.0, "", node.place, derived=True)}, node.place)

    def _read_chance(self, node: Node, word: Node) -> Expression:
        if node.kind != "scalar" or node.is_empty:
            self._report_shape(node, "a probability", "0.6", word.place)
        elif is_value(node.text):
            self.reading.diagnostics.add("state-drawn", node.place, state=shorten(word.text), text=shorten(node.text))
        else:
            tree = self.inference.read(node, shorten(word.text), PLAIN)[0]
            number = find_constant(tree)
            if number is not None and not 0 <= number <= 1:
                hint = suggest_percent(self.reading.diagnostics, node, number)
                self.reading.diagnostics.add("probability-outside", node.place, field=word.text, text=shorten(node.text), hint=hint)
            return tree
        return Number(float("nan"), "", node.place, derived=True)

    def _check_sum(self, chances: Distribution, place: Place) -> None:
        """Report numbers that do not sum to 1. Probabilities that are computed are checked with the whole file (`checks.states`)."""
        numbers = [find_constant(chance) for chance in chances]
        known = [number for number in numbers if number is not None]
        if len(known) == len(numbers) and abs(sum(known) - 1) > 1e-9 and all(0 <= number <= 1 for number in known):
            self.reading.diagnostics.add("states-sum", place, name=self.entry.name, sum=f"{sum(known):.6g}", where="")

    def _report_shape(self, node: Node, expected: str, right: str, key: Place | None = None) -> None:
        place = key if node.is_empty and key is not None else node.place
        words = {"what": f"`{self.entry.name}`", "expected": expected, "found": describe_node(node)}
        self.reading.diagnostics.record("wrong-shape", place, words, hint=f"write `{right}`" if right else "")
