"""Reads the top of the file: version, clock, sources, answers, and the names to show."""

from __future__ import annotations

from lynchpin.language.dates import MAX_PERIODS, Date, build_clock, guess_label, is_date, read_label
from lynchpin.language.entries import Entry, check_name, read_entry, read_pairs
from lynchpin.language.fields import TABLES
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Clock, SourceRecord
from lynchpin.language.wording import find_nearest, shorten

VERSION = "1"


def check_version(reading: Reading, node: Node | None) -> None:
    """Report a version of the format other than 1."""
    if node is not None and node.text != VERSION:
        reading.diagnostics.add("wrong-version", node.place, text=shorten(node.text))


def read_clock(reading: Reading, node: Node | None) -> Clock | None:
    """Read the clock, or return None if it has an error."""
    if node is None:
        return None
    entry = read_entry(reading, "clock", node.place, node, TABLES["clock"])
    start, end = _read_end(reading, entry.get("start")), _read_end(reading, entry.get("end"))
    if start is None or end is None:
        return None
    last = entry.fields["end"]
    if start.kind != end.kind:
        reading.diagnostics.add("mixed-clock", last.place, start=entry.fields["start"].text, end=last.text)
    elif end.number < start.number:
        reading.diagnostics.add("clock-backwards", last.place, start=entry.fields["start"].text, end=last.text)
    elif end.number - start.number >= MAX_PERIODS:
        reading.diagnostics.add("clock-too-long", last.place, periods=end.number - start.number + 1, most=MAX_PERIODS)
    else:
        return build_clock(start, end, entry.place)
    return None


def _read_end(reading: Reading, node: Node | None) -> Date | None:
    if node is None:
        return None
    date = read_label(node.text)
    if date is None:
        meant = guess_label(node.text)
        if "Q" in meant:  # with a month, `2025/1` might also be meant as a quarter
            reading.diagnostics.correct(node.place, node.text, meant)
        reading.diagnostics.add("wrong-clock", node.place, text=shorten(node.text), hint=f"write `{meant}`" if meant else None)
    return date


def read_date(reading: Reading, node: Node | None, field: str) -> str:
    """Read a date, which is a label or a day, as text."""
    if node is not None and not is_date(node.text):
        reading.diagnostics.add("wrong-date", node.place, field=field, text=shorten(node.text))
    return reading.text(node)


def read_sources(reading: Reading, entries: list[Entry]) -> dict[str, SourceRecord]:
    """Read the sources that entries may cite."""
    reading.sources.update({entry.name: entry.place for entry in entries})
    return {
        entry.name: SourceRecord(
            author=reading.text(entry.get("author")),
            title=reading.text(entry.get("title")),
            date=read_date(reading, entry.get("date"), "date"),
            url=reading.text(entry.get("url")),
            place=entry.place,
            note=reading.text(entry.get("note")),
        )
        for entry in entries
    }


def read_answers(reading: Reading, node: Node | None, outcomes: dict[str, Node]) -> tuple[dict[str, tuple[str, ...]], dict[str, bool]]:
    """Read the answers.

    Args:
        reading: The file that is being read.
        node: The node of `answers`, or None if it is missing.
        outcomes: The outcomes that the file declares.

    Returns:
        The outcomes of each answer, and whether it is good news for the answers of which the file says so.
    """
    if node is None:
        return {}, {}
    answers, good = {}, {}
    for key, value in read_pairs(reading, node):
        check_name(reading, key, "identifier")
        if value.is_empty:
            reading.diagnostics.add("empty-answer", key.place, name=key.text)
            continue
        listed: Node | None = value
        if value.kind == "mapping":
            entry = read_entry(reading, key.text, key.place, value, TABLES["answer"])
            listed = entry.get("outcomes")
            if (judged := entry.get("good")) is not None:
                good[key.text] = reading.flag(judged, "good")
        if listed is None:
            continue
        names = reading.names(listed, key.text)
        for name in names if outcomes else ():
            _check_outcome(reading, name, outcomes)
        if not names:
            reading.diagnostics.add("empty-answer", key.place, name=key.text)
        answers[key.text] = tuple(name.text for name in names)
    if not answers and not node.pairs:
        reading.diagnostics.add("empty-answer", node.place, name="answers")
    return answers, good


def _check_outcome(reading: Reading, name: Node, outcomes: dict[str, Node]) -> None:
    if name.text not in outcomes:

        def hint() -> str:
            nearest = find_nearest(name.text, outcomes)
            return f"did you mean `{nearest}`, declared on line {outcomes[nearest].place.line}?" if nearest else ""

        reading.diagnostics.add("unknown-name", name.place, kind="outcome", name=shorten(name.text), hint=hint)


def read_shows(reading: Reading, node: Node | None) -> tuple[str, ...]:
    """Read the names that the report shows first."""
    names = reading.names(node, "shows")
    for name in names:
        reading.find_symbol(name.text, name.place, ("stock", "auxiliary", "event", "actor", "lever", "series", "parameter"))
    return tuple(name.text for name in names)
