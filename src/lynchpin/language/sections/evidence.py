"""Reads evidence and claims."""

from __future__ import annotations

from lynchpin.language.citations import read_about, read_citations
from lynchpin.language.entries import Entry, read_entry
from lynchpin.language.field_tables import ROLES, TABLES
from lynchpin.language.names import Symbol
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Citation, Claim, Evidence
from lynchpin.language.records.evidence import EvidenceKind
from lynchpin.language.units import PLAIN, Unit, write_unit
from lynchpin.language.unknown_words import report_unknown_word
from lynchpin.language.values import read_number
from lynchpin.language.wording import find_nearest, join_words, shorten, suggest_word

_KINDS: dict[str, tuple[EvidenceKind, str]] = {
    "event": ("event", "event"),
    "not": ("not", "event"),
    "stock": ("stock", "stock"),
    "auxiliary": ("auxiliary", "auxiliary"),
    "actor": ("option", "actor"),
}
_MEASURED = ("stock", "auxiliary")
_FIELDS_OF = {
    "value": _MEASURED, "sd": _MEASURED, "chose": ("actor",), "state": ("event", "not"), "from": ("not",), "through": ("not",),
}  # fmt: skip
_OPTIONAL = ("state", "from", "through")


def read_evidence(reading: Reading, node: Node | None) -> tuple[Evidence, ...]:
    """Read evidence, in the order of the file.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `evidence`, or None if it is missing.
    """
    found = []
    for item in reading.items(node):
        entry = read_entry(reading, "", item.place, item, TABLES["evidence"])
        found.append(_read_item(reading, entry))
    return tuple(found)


def _read_item(reading: Reading, entry: Entry) -> Evidence:
    given = [name for name in _KINDS if name in entry.fields]
    label, latest, period, through = _read_time(reading, entry, given)
    if len(given) != 1:
        words = join_words(given) or "none of them"
        reading.diagnostics.add("evidence-needs-one", entry.place, given=words)
        return Evidence("", period, "event", "", "", None, None, 1.0, "", read_about(reading, entry))
    _check_fields(reading, entry, given[0])
    kind, wanted = _KINDS[given[0]]
    name = entry.fields[given[0]]
    symbol = reading.symbol(name, (wanted,))
    unit = PLAIN if symbol is None else symbol.unit or PLAIN
    option = _read_option(reading, entry, name.text) if kind == "option" else _read_state(reading, entry, symbol)
    kind = {"event": "state", "not": "not_state"}.get(kind, kind) if option and kind != "option" else kind  # type: ignore[assignment]
    value, sd = _read_measurement(reading, entry, given[0], unit)
    measured = "" if value is None else f"{name.text} = {value:g} {write_unit(unit)}".rstrip()
    text = {
        "option": f"{name.text} chose {option}",
        "not": f"no {name.text}",
        "event": name.text,
        "state": f"{name.text} == {option}",
        "not_state": f"{name.text} != {option}",
    }.get(kind, measured)
    reliability = 1.0
    if "reliability" in entry.fields:
        reliability = reading.number(entry.get("reliability"), "reliability", low=0.0, high=1.0, percent=True)
    about = read_about(reading, entry, write_unit(unit))
    return Evidence(label, period, kind, name.text, option, value, sd, reliability, text, about, through, latest)


def _read_time(reading: Reading, entry: Entry, given: list[str]) -> tuple[str, str, int, int]:
    """Read when an item was observed: `on`, or `from` and `through`.

    Returns:
        The dates in words, the last date, the index of the first period, and that of the last for a stretch (otherwise -1).
    """
    on, first, last = (entry.get(name) for name in ("on", "from", "through"))
    if on is not None:
        for field, node in (("from", first), ("through", last)):
            if node is not None and given == ["not"]:
                reading.diagnostics.add("evidence-field", node.place, field=field, given="on")
        return on.text, on.text, reading.period(on.text, on.place), -1
    if not entry.has("from") and not entry.has("through"):
        reading.diagnostics.add("missing-field", entry.place, what="an item of evidence", field="on", help=_find_help("on"))
    elif first is None or last is None:
        missing = "from" if first is None else "through"
        if not entry.has(missing):
            reading.diagnostics.add("missing-field", entry.place, what="evidence of a stretch", field=missing, help=_find_help(missing))
    else:
        before = len(reading.diagnostics.found)
        start, end = reading.period(first.text, first.place), reading.period(last.text, last.place)
        if end < start and len(reading.diagnostics.found) == before:  # an unknown date has been reported
            reading.diagnostics.add("stretch-backwards", last.place, first=first.text, last=last.text)
        end = max(start, end)
        return f"{first.text} to {last.text}", last.text, start, end
    return "", "", 0, -1


def _read_state(reading: Reading, entry: Entry, symbol: Symbol | None) -> str:
    """Read the state of an event that was observed; empty if the event has no states."""
    node = entry.get("state")
    if symbol is None or symbol.kind != "event":
        return ""
    if not symbol.has_words:
        if node is not None:
            reading.diagnostics.add("event-without-states", node.place, name=symbol.name)
        return ""
    if node is None:
        if not entry.has("state"):
            words = join_words(symbol.members, "or")
            reading.diagnostics.add("evidence-needs-state", entry.place, name=symbol.name, words=words, first=next(iter(symbol.members)))
    elif node.text not in symbol.members:
        report_unknown_word(reading, symbol.name, node.text, symbol.members, node.place)
    else:
        return node.text
    return next(iter(symbol.members))


def _check_fields(reading: Reading, entry: Entry, given: str) -> None:
    """Report missing and superfluous fields of an item of evidence."""
    for field, kinds in _FIELDS_OF.items():
        if field in entry.fields and given not in kinds:
            reading.diagnostics.add("evidence-field", entry.fields[field].place, field=field, given=given)
        elif field not in entry.fields and given in kinds and field not in _OPTIONAL:
            reading.diagnostics.add(
                "missing-field", entry.place, what=f"evidence of {_describe_kind(given)}", field=field, help=_find_help(field)
            )


def _describe_kind(given: str) -> str:
    return {"actor": "a choice"}.get(given, f"a {given}" if given == "stock" else f"an {given}")


def _find_help(field: str) -> str:
    return next(item.help for item in TABLES["evidence"].fields if item.name == field)


def _read_measurement(reading: Reading, entry: Entry, given: str, unit: Unit) -> tuple[float | None, float | None]:
    if given not in ("stock", "auxiliary"):
        return None, None
    value, _ = read_number(reading, entry.get("value"), "value", unit)
    sd, _ = read_number(reading, entry.get("sd"), "sd", unit)
    if sd <= 0:
        reading.diagnostics.add("no-spread", entry.fields["sd"].place, name="a measurement", sd=f"{sd:g}")
    return value, sd


def _read_option(reading: Reading, entry: Entry, actor: str) -> str:
    node, symbol = entry.get("chose"), reading.symbols.get(actor)
    if node is None or symbol is None or symbol.kind != "actor":
        return ""
    if node.text not in symbol.members:
        members = symbol.members

        def hint() -> str:
            return suggest_word(node.text, members) or f"its options are {join_words(members)}"

        reading.diagnostics.add("unknown-option", node.place, actor=actor, option=shorten(node.text), hint=hint)
    return node.text


def read_claims(reading: Reading, entries: list[Entry], carriers: dict[str, int]) -> dict[str, Claim]:
    """Read claims.

    Args:
        reading: The file that is being read.
        entries: The entries of the section.
        carriers: The names that may carry a claim, with the lines that declare them.
    """
    found = {}
    for entry in entries:
        at, carried, left = entry.get("at"), entry.get("carried_by"), entry.get("left_out")
        names = reading.names(carried, "carried_by")
        if entry.is_mapping and bool(names) == entry.has("left_out"):
            reading.diagnostics.add("carried-or-left", entry.place, name=entry.name, given="both" if names else "neither")
        for name in names:
            _check_carrier(reading, name, entry.name, carriers)
        cited = () if at is None else read_citations(reading, at)
        citation = cited[0] if cited else Citation("", "")
        role = reading.choice(entry.get("role"), "role", ROLES, "")
        if role and entry.has("left_out"):
            reading.diagnostics.add("role-left-out", entry.place, name=entry.name, role=role)
        says, why = reading.text(entry.get("says")), reading.text(left)
        found[entry.name] = Claim(citation, says, tuple(n.text for n in names), why, role, entry.place)
    return found


def _check_carrier(reading: Reading, name: Node, claim: str, carriers: dict[str, int]) -> None:
    if name.text not in carriers:

        def hint() -> str:
            nearest = find_nearest(name.text, carriers)
            return f"did you mean `{nearest}`, declared on line {carriers[nearest]}?" if nearest else ""

        reading.diagnostics.add("unknown-carrier", name.place, claim=claim, name=shorten(name.text), hint=hint)
