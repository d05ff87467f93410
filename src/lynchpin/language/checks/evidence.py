"""Checks that evidence is possible."""

from __future__ import annotations

from lynchpin.language.dates import find_end, find_start
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment


def check_evidence(a: Assessment, reading: Reading) -> None:
    """Report evidence that contradicts the dates of a scheduled event."""
    for item in a.evidence:
        event = a.events.get(item.name) if item.kind in ("event", "not") else None
        periods = range(item.period, item.last + 1)
        if event is None or event.on is None or any(t in event.on for t in periods) == (item.kind == "event"):
            continue
        dates = ", ".join(a.clock.labels[period] for period in event.on if period < len(a.clock.labels))
        reading.diagnostics.add("evidence-against-date", item.about.place, name=item.name, dates=dates, label=item.label)


def check_dates_of_evidence(a: Assessment, reading: Reading) -> None:
    """Warn about evidence from after the date of the file, which it cannot have known."""
    known_until = find_end(a.updated or a.date)
    if known_until is None:
        return
    later = [item for item in a.evidence if (find_start(item.latest) or known_until) > known_until]
    latest = max((item.latest for item in later), default="")
    for item in later:
        words = {"label": item.latest, "latest": latest, "field": "updated" if a.updated else "date", "date": a.updated or a.date}
        reading.diagnostics.record("evidence-after-date", item.about.place, words)
