"""Reads assumptions, outcomes, policies, goals and indicators."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.language.citations import read_about
from lynchpin.language.distributions import measure_support
from lynchpin.language.entries import Entry, read_entry, read_pairs
from lynchpin.language.expressions import Expression
from lynchpin.language.field_tables import TABLES
from lynchpin.language.inference import Inference
from lynchpin.language.inference.comparisons import report_words_as_number
from lynchpin.language.inference.unit_rules import make_placeholder
from lynchpin.language.names import Symbol
from lynchpin.language.nodes import Node
from lynchpin.language.probabilities import read_probability
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assumption, Change, Given, Goal, Indicator, Outcome, Policy, Value
from lynchpin.language.sections.actors import read_noise
from lynchpin.language.sections.events import check_constant_chance
from lynchpin.language.units import PLAIN, look_up, write_unit
from lynchpin.language.values import is_value, make_missing_value, read_value, read_weight
from lynchpin.language.wording import find_nearest, shorten


def read_assumptions(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Assumption]:
    """Read assumptions, with a credence or with a condition under which they hold.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entries: The entries of the section.

    Returns:
        The assumptions by name.
    """
    return {entry.name: _read_assumption(reading, inference, entry) for entry in entries}


def _read_assumption(reading: Reading, inference: Inference, entry: Entry) -> Assumption:
    credence, condition = entry.get("credence"), entry.get("holds_while")
    ways = [name for name in ("lasts", "breaks", "fails_if") if entry.has(name)]
    fails, holds = entry.get("fails"), entry.get("holds")
    if ways and entry.has("holds_while"):
        node = entry.get(ways[0]) or entry.node
        reading.diagnostics.add("condition-and-way", node.place, name=entry.name, field=ways[0])
    elif entry.has("lasts") and entry.has("breaks"):
        node = entry.get("breaks") or entry.node
        reading.diagnostics.add("lasts-and-breaks", node.place, name=entry.name)
    if entry.is_mapping and not ways and entry.has("credence") == entry.has("holds_while"):
        reading.diagnostics.add("credence-or-condition", entry.place, name=entry.name, given="both" if entry.has("credence") else "neither")
    elif condition is not None and (fails is not None or holds is not None):
        replaced = fails if fails is not None else holds
        assert replaced is not None
        reading.diagnostics.add("condition-replaces", replaced.place, name=entry.name)
    elif (
        (credence is not None or ways)
        and condition is None
        and not any(entry.has(name) and (node is None or node.pairs) for name, node in (("fails", fails), ("holds", holds)))
    ):
        reading.diagnostics.add("assumption-without-effect", entry.place, name=entry.name)
    certain = Value("number", (1.0,), "1", entry.place) if ways and not entry.has("holds_while") else None
    breaks, fails_if = entry.get("breaks"), entry.get("fails_if")
    return Assumption(
        claim=reading.text(entry.get("claim")),
        credence=certain if credence is None else read_credence(reading, credence),
        fails=read_replacements(reading, fails, ("parameter", "stock")),
        holds=read_replacements(reading, holds, ("parameter", "stock")),
        holds_while=None if condition is None else inference.read(condition, "holds_while", PLAIN)[0],
        about=read_about(reading, entry),
        lasts=_read_lasts(reading, entry.get("lasts")),
        breaks=None if breaks is None else _read_breaks(reading, inference, breaks),
        fails_if=None if fails_if is None else inference.read(fails_if, "fails_if", PLAIN)[0],
    )


def _read_lasts(reading: Reading, node: Node | None) -> Value | None:
    """Read how long an assumption holds, in years."""
    if node is None:
        return None
    value = read_value(reading, node, "lasts", look_up("year"))[0]
    if not any(letter.isalpha() for letter in node.text.rpartition(")")[2].replace(" to ", " ")):
        reading.diagnostics.add("lasts-without-unit", node.place, text=shorten(node.text))
    elif measure_support(value)[0] < 0:
        reading.diagnostics.add("lasts-negative", node.place, text=shorten(node.text))
    return value


def _read_breaks(reading: Reading, inference: Inference, node: Node) -> Expression:
    """Read the probability that an assumption fails in a period."""
    if is_value(node.text):
        reading.diagnostics.add("breaks-drawn", node.place, text=shorten(node.text))
        return make_placeholder(node.place)
    tree = inference.read(node, "breaks", PLAIN)[0]
    check_constant_chance(reading, tree, node, "breaks")
    return tree


def read_credence(reading: Reading, node: Node, above: tuple[str, ...] = ()) -> Value | Given:
    """Read a credence: a probability, or a table by the state of another assumption, `{given: {NAME: {holds: P, fails: P}}}`.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The credence.
        above: The parents of the tables that this one is a part of.
    """
    if node.kind == "scalar":
        return read_probability(reading, node, "credence")
    missing = make_missing_value("", node.place)
    given = read_entry(reading, "", node.place, node, TABLES["credence"]).get("given")
    pairs = [] if given is None else list(read_pairs(reading, given))
    if given is not None and len(pairs) != 1:
        reading.diagnostics.add("given-needs-one", pairs[1][0].place, count=len(pairs), first=pairs[0][0].text, second=pairs[1][0].text)
    if len(pairs) != 1:
        return missing
    parent, cases = pairs[0]
    if parent.text in above:
        reading.diagnostics.add("given-twice", parent.place, name=parent.text)
    entry = read_entry(reading, parent.text, parent.place, cases, TABLES["cases"])

    def read_case(case: Node | None) -> Value | Given:
        return missing if case is None else read_credence(reading, case, (*above, parent.text))

    return Given(parent.text, read_case(entry.get("holds")), read_case(entry.get("fails")), parent.place)


def read_replacements(reading: Reading, node: Node | None, kinds: tuple[str, ...]) -> dict[str, Value | Change]:
    """Read values by name, each in the unit of the quantity that it replaces, and changes of such quantities.

    Args:
        reading: The file that is being read.
        node: The mapping, or None if it is missing.
        kinds: The kinds of quantity that may be replaced.
    """
    if node is None:
        return {}
    found: dict[str, Value | Change] = {}
    for key, value in read_pairs(reading, node):
        symbol = _find_replaced(reading, key, kinds)
        if value.kind == "mapping" and any(find_nearest(name.text, ("times", "plus")) for name, _ in value.pairs):
            change = _read_change(reading, key, value, symbol)
            found |= {} if change is None else {key.text: change}
            continue
        if value.kind != "scalar" or value.is_empty:
            reading.diagnostics.add("no-replacement", value.place if not value.is_empty else key.place, name=key.text)
            continue
        if _is_chance(key):
            found[key.text] = read_probability(reading, value, key.text)
        else:
            words = symbol.members if symbol is not None and symbol.has_words else None
            found[key.text] = read_value(reading, value, key.text, None if symbol is None else symbol.unit, words)[0]
    return found


def _read_change(reading: Reading, key: Node, node: Node, symbol: Symbol | None) -> Change | None:
    """Read a change, `{times: 0.5}` or `{plus: -3 month}`.

    Args:
        reading: The file that is being read; errors are reported there.
        key: The name of the quantity.
        node: The change.
        symbol: The quantity, None if it is unknown.
    """
    entry = read_entry(reading, key.text, key.place, node, TABLES["change"])
    times, plus = entry.get("times"), entry.get("plus")
    if symbol is not None and symbol.has_words:
        hint = "give the word that applies instead"
        report_words_as_number(reading, symbol, node.place, hint)
        return None
    if times is not None and plus is not None:
        reading.diagnostics.add("times-and-plus", plus.place, name=key.text)
    elif times is not None:
        return Change("times", read_value(reading, times, "times", PLAIN)[0])
    elif plus is not None:
        return Change("plus", read_value(reading, plus, "plus", None if symbol is None else symbol.unit)[0])
    return None


def list_replaced(sections: Mapping[str, list[Entry]]) -> frozenset[str]:
    """Return the names that assumptions and policies replace."""
    nodes = [entry.get(name) for entry in (*sections["assumptions"], *sections["policies"]) for name in ("fails", "holds", "sets")]
    return frozenset(key.text for node in nodes if node is not None for key, _ in node.pairs)


def _is_chance(key: Node) -> bool:
    return key.text.endswith(".chance")


def _find_replaced(reading: Reading, key: Node, kinds: tuple[str, ...]) -> Symbol | None:
    """Return the parameter or stock that a name stands for. The chance of an event is one if it is a probability."""
    event = reading.symbols.get(key.text.removesuffix(".chance"))
    if _is_chance(key) and key.text not in reading.symbols and event is not None and event.kind == "event":
        reading.diagnostics.add("computed-chance", key.place, name=event.name, also=((event.place, "declared here"),))
        return None
    return reading.symbol(key, kinds)


def read_outcomes(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Outcome]:
    """Read outcomes. A condition of None is `otherwise`.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entries: The entries of the section.

    Returns:
        The outcomes by name, in the order of the file.
    """
    found = {}
    for entry in entries:
        node = entry.get("when")
        condition: Expression | None = None
        if node is not None and node.text != "otherwise":
            condition = inference.read(node, "when", PLAIN, along_path=True)[0]
        found[entry.name] = Outcome(condition, read_about(reading, entry))
    return found


def read_policies(reading: Reading, entries: list[Entry]) -> dict[str, Policy]:
    """Read policies.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.

    Returns:
        The policies by name.
    """
    found = {}
    for entry in entries:
        start = entry.get("from")
        period = 0 if start is None else reading.period(start.text, start.place)
        found[entry.name] = Policy(read_replacements(reading, entry.get("sets"), ("parameter",)), period, read_about(reading, entry))
    return found


def read_goals(reading: Reading, inference: Inference, node: Node | None) -> tuple[Goal, ...]:
    """Read goals. Like outcomes, they may use functions of the whole path.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        node: The node of `goals`, or None if it is missing.

    Returns:
        The goals in the order of the file.
    """
    found = []
    for key, value in read_pairs(reading, node) if node is not None else ():
        entry = read_entry(reading, reading.text(key), key.place, value, TABLES["goal"])
        tree, unit = inference.read(key, "goals", None, along_path=True)
        weight = read_weight(reading, weighed := entry.get("weight"), unit)
        if weighed is not None and weight.kind != "number":
            reading.diagnostics.add("needs-number", weighed.place, field="weight", text=shorten(weighed.text))
        found.append(Goal(tree, weight.numbers[0], reading.text(key), read_about(reading, entry)))
    return tuple(found)


def read_indicators(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Indicator]:
    """Read indicators. Noise is in the unit of the observed quantity.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entries: The entries of the section.

    Returns:
        The indicators by name.
    """
    found = {}
    for entry in entries:
        tree, unit = inference.read(entry.get("watch"), "watch", None)
        noise = entry.get("noise")
        value = None if noise is None else read_noise(reading, noise, unit or PLAIN)
        found[entry.name] = Indicator(tree, value, read_about(reading, entry, write_unit(unit or PLAIN)))
    return found
