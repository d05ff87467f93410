"""Checks that evidence is possible."""

from __future__ import annotations

from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment


def check_evidence(a: Assessment, reading: Reading) -> None:
    """Report evidence that contradicts the dates of a scheduled event."""
    for item in a.evidence:
        event = a.events.get(item.name) if item.kind in ("event", "not") else None
        if event is None or event.on is None or (item.period in event.on) == (item.kind == "event"):
            continue
        dates = ", ".join(a.clock.labels[period] for period in event.on if period < len(a.clock.labels))
        reading.diagnostics.add("evidence-against-date", item.about.place, name=item.name, dates=dates, label=item.label)
