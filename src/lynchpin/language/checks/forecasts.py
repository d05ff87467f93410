"""Checks that resolved forecasts rest on sources that could know the answer."""

from __future__ import annotations

from lynchpin.language.dates import Date, read_label
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Condition, Forecast


def check_resolutions(a: Assessment, reading: Reading) -> None:
    """Report forecasts and conditions that were resolved by sources from before the answer was certain.

    Args:
        a: The assessment.
        reading: The file that is being read; errors and warnings are reported there.
    """
    for name, forecast in a.forecasts.items():
        _check_resolution(a, reading, f"forecast `{name}`", forecast)
        if forecast.given is not None:
            _check_resolution(a, reading, f"the condition of forecast `{name}`", forecast.given)


def _check_resolution(a: Assessment, reading: Reading, what: str, item: Forecast | Condition) -> None:
    due, early = (read_label(text, a.clock.year_starts) for text in (item.resolves, item.resolved_on))
    if due is not None and early is not None and early.first > due.last:
        words = {"what": what, "on": item.resolved_on, "resolves": item.resolves}
        reading.diagnostics.record("resolved-late", item.about.place, words)
        return
    certain, since = (early, item.resolved_on) if early is not None else (due, item.resolves)
    if item.resolved not in ("yes", "no") or certain is None:
        return
    dated = _list_dates(a, item)
    if not dated:
        reading.diagnostics.record("resolution-without-source", item.about.place, {"what": what})
        return
    newest, source = max(dated, key=lambda pair: pair[0].last)
    if newest.last < certain.first:
        words = {"what": what, "source": source, "date": a.sources[source].date, "since": since}
        reading.diagnostics.record("resolution-too-early", item.about.place, words)


def _list_dates(a: Assessment, item: Forecast | Condition) -> list[tuple[Date, str]]:
    """Return the dates of the cited sources that have one, with the names of the sources."""
    cited = dict.fromkeys(c.source for c in item.about.citations if c.source in a.sources)
    dates = ((read_label(a.sources[name].date, a.clock.year_starts), name) for name in cited)
    return [(date, name) for date, name in dates if date is not None]
