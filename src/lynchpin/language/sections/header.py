"""Reads the top of the file: version, clock, sources, answers, and the names to show."""

from __future__ import annotations

from typing import cast

from lynchpin.language.clocks import MAX_PERIODS, MAX_SUBSTEPS, build_clock
from lynchpin.language.dates import KINDS, Date, Kind, find_date, guess_label, is_date, is_fiscal, read_label, suggest_date
from lynchpin.language.entries import Entry, check_name, read_entry, read_pairs
from lynchpin.language.field_tables import TABLES
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Clock, SourceRecord
from lynchpin.language.records.basics import Method
from lynchpin.language.wording import find_nearest, shorten

VERSION = "1"


def check_version(reading: Reading, node: Node | None) -> None:
    """Report a version of the format other than 1.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The scalar, or None if it is missing.
    """
    if node is not None and node.text != VERSION:
        reading.diagnostics.add("wrong-version", node.place, text=shorten(node.text))


def read_clock(reading: Reading, node: Node | None) -> Clock | None:
    """Read the clock, or return None if it is missing or has an error.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `clock`, or None if it is missing.
    """
    if node is None:
        return None
    entry = read_entry(reading, "clock", node.place, node, TABLES["clock"])
    starts = entry.get("year_starts")
    year_starts = None if starts is None else min(max(1, reading.whole(starts, "year_starts", 1, low=1, high=12)), 12)
    start, end = (_read_end(reading, entry.get(name), year_starts) for name in ("start", "end"))
    ends = _find_periods(reading, entry, start, end, year_starts)
    within = reading.whole(entry.get("within"), "within", 1, low=1, high=MAX_SUBSTEPS)
    method = cast(Method, reading.choice(entry.get("method"), "method", ("euler", "rk4"), "euler"))
    if ends is None:
        return None
    first, last = ends
    periods = last.number - first.number + 1
    place = entry.fields["end"].place
    if periods < 1:
        reading.diagnostics.add("clock-backwards", place, start=entry.fields["start"].text, end=entry.fields["end"].text)
    elif periods > MAX_PERIODS:
        reading.diagnostics.add("clock-too-long", place, periods=periods, most=f"{MAX_PERIODS:,}")
    elif periods * within > MAX_SUBSTEPS:
        words = {"periods": periods, "within": within, "total": f"{periods * within:,}", "most": f"{MAX_SUBSTEPS:,}"}
        reading.diagnostics.record("too-many-steps", entry.fields["within"].place, words, hint=_suggest_within(periods))
    else:
        return build_clock(first, last, entry.place, year_starts=year_starts, within=within, method=method)
    return None


def _suggest_within(periods: int) -> str:
    return f"with {periods} periods, `within` can be at most {MAX_SUBSTEPS // periods}"


def _read_end(reading: Reading, node: Node | None, year_starts: int | None) -> Date | None:
    """Return the date of one end of the clock, or None after reporting that it is not a date."""
    if node is None:
        return None
    date = read_label(node.text, year_starts)
    if date is None and is_fiscal(node.text):
        reading.diagnostics.add("no-fiscal-year", node.place, label=node.text)
    elif date is None:
        if "Q" in (meant := guess_label(node.text)):  # with a month, `2025/1` might also be meant as a quarter
            reading.diagnostics.correct(node.place, node.text, meant)
        reading.diagnostics.add("wrong-clock", node.place, text=shorten(node.text), hint=suggest_date(node.text))
    elif year_starts is not None and date.year_starts is None and date.kind in ("quarter", "year"):
        reading.diagnostics.add("calendar-label", node.place, label=node.text)
        return None
    return date


def _find_periods(
    reading: Reading, entry: Entry, start: Date | None, end: Date | None, year_starts: int | None
) -> tuple[Date, Date] | None:
    """Return the first and the last period of the clock, or None after reporting an error."""
    step = entry.get("step")
    kind = None if step is None else cast(Kind, reading.choice(step, "step", KINDS, "year"))
    if start is None or end is None or (step is not None and kind != step.text):
        return None
    if kind is None and start.kind != end.kind:
        reading.diagnostics.add("mixed-clock", entry.fields["end"].place, start=entry.fields["start"].text, end=entry.fields["end"].text)
        return None
    kind = kind or start.kind
    return find_date(kind, start.first, year_starts), find_date(kind, end.last, year_starts)


def read_date(reading: Reading, node: Node | None, field: str) -> str:
    """Read a date, which is a label or a day.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The scalar, or None if it is missing.
        field: The name of the field, for messages.

    Returns:
        The date as written; empty if it is missing.
    """
    year_starts = None if reading.clock is None else reading.clock.year_starts
    if node is not None and is_fiscal(node.text) and year_starts is None:
        reading.diagnostics.add("no-fiscal-year", node.place, label=node.text)
    elif node is not None and not is_date(node.text, year_starts):
        reading.diagnostics.add("wrong-date", node.place, field=field, text=shorten(node.text), hint=suggest_date(node.text))
    return reading.text(node)


def read_sources(reading: Reading, entries: list[Entry]) -> dict[str, SourceRecord]:
    """Read the sources that entries may cite.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.

    Returns:
        The sources by name.
    """
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
        The outcomes of each answer, and whether it is good news, where the file says so.
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
    """Read the names that the report shows first.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of `shows`, or None if it is missing.
    """
    names = reading.names(node, "shows")
    for name in names:
        reading.find_symbol(name.text, name.place, ("stock", "auxiliary", "event", "actor", "lever", "series", "parameter"))
    return tuple(name.text for name in names)
