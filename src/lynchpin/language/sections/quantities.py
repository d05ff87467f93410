"""Declares the names of quantities, and reads parameters and series."""

from __future__ import annotations

import math
from bisect import bisect_right

from lynchpin.errors import Place
from lynchpin.language.citations import read_about
from lynchpin.language.dates import read_label
from lynchpin.language.entries import Entry, read_pairs
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Parameter, Series
from lynchpin.language.units import PLAIN, Unit, write_unit
from lynchpin.language.values import read_number, read_value


def declare(reading: Reading, entries: list[Entry], kind: str) -> None:
    """Declare the names of a section, with the units that they state.

    Args:
        reading: The file that is being read.
        entries: The entries of the section.
        kind: What they are: `parameter`, `stock` and so on.
    """
    for entry in entries:
        symbol = reading.declare(entry.name, kind, entry.place)
        symbol.unit = reading.unit(entry.get("unit"))


def read_parameters(reading: Reading, entries: list[Entry]) -> dict[str, Parameter]:
    """Read parameters. One without a declared unit has that of its value."""
    found = {}
    for entry in entries:
        words: dict[str, Place] = {}
        value, unit = read_value(reading, entry.get("value"), "value", declared_unit(reading, entry), words)
        set_unit(reading, entry, unit)
        if words:
            _set_words(reading, entry, words)
        found[entry.name] = Parameter(value, read_about(reading, entry, write_unit(unit)), tuple(words))
    return found


def declared_unit(reading: Reading, entry: Entry) -> Unit | None:
    """Return the unit that an entry declares, or None. If the name is declared twice, the second entry has none."""
    symbol = reading.symbols[entry.name]
    return symbol.unit if symbol.place == entry.place else None


def set_unit(reading: Reading, entry: Entry, unit: Unit) -> None:
    """Set the unit of the name that an entry declares."""
    symbol = reading.symbols[entry.name]
    if symbol.place == entry.place:
        symbol.unit = unit


def _set_words(reading: Reading, entry: Entry, words: dict[str, Place]) -> None:
    """Set the words that a parameter can have. They have no unit."""
    symbol, unit = reading.symbols[entry.name], entry.get("unit")
    if symbol.place == entry.place:
        symbol.members = words
    if unit is not None:
        reading.diagnostics.add("word-with-unit", unit.place, unit=unit.text)


def read_series(reading: Reading, entries: list[Entry]) -> dict[str, Series]:
    """Read series. Each value applies until the next."""
    found = {}
    for entry in entries:
        unit, points = declared_unit(reading, entry), {}
        pairs = list(read_pairs(reading, entry.fields["values"])) if "values" in entry.fields else []
        for key, value in pairs:
            if _is_series_label(reading, key):
                points[key.text], unit = read_number(reading, value, key.text, unit)
        set_unit(reading, entry, unit or PLAIN)
        held = _fill_periods(reading, entry, points) if len(points) == len(pairs) else ()
        found[entry.name] = Series(held, points, read_about(reading, entry, write_unit(unit or PLAIN)))
    return found


def _is_series_label(reading: Reading, key: Node) -> bool:
    """Return whether a date has the form of the clock, after reporting another form. Dates of a series may be outside the clock."""
    date = read_label(key.text)
    if reading.clock is None:
        return date is not None
    if date is None or date.kind != reading.clock.kind:
        reading.period(key.text, key.place)
        return False
    return True


def _fill_periods(reading: Reading, entry: Entry, points: dict[str, float]) -> tuple[float, ...]:
    if reading.clock is None or not points:
        return ()
    dated = sorted((date.number, value) for label, value in points.items() if (date := read_label(label)) is not None)
    first = read_label(reading.clock.labels[0])
    assert first is not None
    if dated[0][0] > first.number:
        reading.diagnostics.add("series-starts-late", entry.place, name=entry.name, first=reading.clock.labels[0])
    starts = [at for at, _ in dated]
    latest = (bisect_right(starts, first.number + period) - 1 for period in range(len(reading.clock.labels)))
    return tuple(dated[k][1] if k >= 0 else math.nan for k in latest)
