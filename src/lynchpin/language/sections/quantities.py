"""Declares the names of quantities, and reads parameters and series."""

from __future__ import annotations

import math
from bisect import bisect_right

from lynchpin.errors import Place
from lynchpin.language.citations import read_about
from lynchpin.language.clocks import find_ends, find_first
from lynchpin.language.dates import KINDS, Date, read_label, write_label
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
    """Read parameters. One without a declared unit has that of its value.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.

    Returns:
        The parameters by name.
    """
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
    """Return the unit that an entry declares, or None. If the name is declared twice, the second entry has none.

    Args:
        reading: The file that is being read.
        entry: The entry, whose name is declared.
    """
    symbol = reading.symbols[entry.name]
    return symbol.unit if symbol.place == entry.place else None


def set_unit(reading: Reading, entry: Entry, unit: Unit) -> None:
    """Set the unit of the name that an entry declares. If the name is declared twice, the second entry sets none.

    Args:
        reading: The file that is being read.
        entry: The entry, whose name is declared.
        unit: The unit.
    """
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
    """Read series. Each value applies until the next.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.

    Returns:
        The series by name.
    """
    found = {}
    first = None if reading.clock is None else find_first(reading.clock)
    for entry in entries:
        unit, points, dated = declared_unit(reading, entry), {}, []
        pairs = list(read_pairs(reading, entry.fields["values"])) if "values" in entry.fields else []
        for key, value in pairs:
            if (date := _read_series_label(reading, key, first)) is not None:
                points[key.text], unit = read_number(reading, value, key.text, unit)
                dated.append((date.number, points[key.text]))
        set_unit(reading, entry, unit or PLAIN)
        held = _fill_periods(reading, entry, dated) if len(points) == len(pairs) else ()
        found[entry.name] = Series(held, points, read_about(reading, entry, write_unit(unit or PLAIN)))
    return found


def _read_series_label(reading: Reading, key: Node, first: Date | None) -> Date | None:
    """Return a date of the clock's kind, or None after reporting another. Dates of a series may be outside the clock.

    Args:
        reading: The file that is being read; errors are reported there.
        key: The date.
        first: The first period of the clock; None if the clock has an error.
    """
    clock = reading.clock
    date = read_label(key.text, None if clock is None else clock.year_starts)
    if clock is None or first is None:
        return date
    if date is not None and (date.kind, date.year_starts) == (first.kind, first.year_starts):
        return date
    if date is not None and KINDS.index(date.kind) < KINDS.index(clock.kind):
        near = "" if reading.diagnostics.is_full("fine-label") else write_label(find_ends(clock, date)[0])
        reading.diagnostics.add("fine-label", key.place, label=key.text, near=near, first=clock.labels[0], last=clock.labels[-1])
    else:
        reading.period(key.text, key.place)
    return None


def _fill_periods(reading: Reading, entry: Entry, dated: list[tuple[int, float]]) -> tuple[float, ...]:
    """Return the value in each period, from the values of a series and the numbers of their dates."""
    clock = reading.clock
    if clock is None or not dated:
        return ()
    dated = sorted(dated)
    first = find_first(clock).number
    if dated[0][0] > first:
        reading.diagnostics.add("series-starts-late", entry.place, name=entry.name, first=clock.labels[0])
    starts = [at for at, _ in dated]
    latest = (bisect_right(starts, first + period) - 1 for period in range(len(clock.labels)))
    return tuple(dated[k][1] if k >= 0 else math.nan for k in latest)
