"""Checks that evidence is possible."""

from __future__ import annotations

from lynchpin.language.dates import read_label
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment


def check_evidence(a: Assessment, reading: Reading) -> None:
    """Report evidence that contradicts the dates of a scheduled event.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    for item in a.evidence:
        event = a.events.get(item.name) if item.kind in ("event", "not") else None
        periods = range(item.period, item.last + 1)
        if event is None or event.on is None or any(t in event.on for t in periods) == (item.kind == "event"):
            continue
        dates = ", ".join(a.clock.labels[period] for period in event.on if period < len(a.clock.labels))
        reading.diagnostics.add("evidence-against-date", item.about.place, name=item.name, dates=dates, label=item.label)


def check_dates_of_evidence(a: Assessment, reading: Reading) -> None:
    """Warn about evidence from after the date of the file, which it cannot have known.

    Args:
        a: The assessment.
        reading: The file that is being read; warnings are reported there.
    """
    known = a.updated or a.date
    until = read_label(known, a.clock.year_starts)
    if until is None:
        return
    dated = [(item, read_label(item.latest, a.clock.year_starts)) for item in a.evidence]
    later = [(item, date) for item, date in dated if date is not None and date.first > until.last]
    latest = max(later, key=lambda pair: pair[1].last)[0].latest if later else ""
    for item, _ in later:
        words = {"label": item.latest, "latest": latest, "field": "updated" if a.updated else "date", "date": known}
        reading.diagnostics.record("evidence-after-date", item.about.place, words)
