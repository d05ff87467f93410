"""What to watch: each indicator with its lead, threshold, hits and false signals."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.presentation.naming import format_duration, name_watched, strip_quotes
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences.signposts import format_threshold, name_signal
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.signposts.judging import Signpost
from lynchpin.questions.signposts.question import SignpostsFinding


def tabulate_indicators(signposts: SignpostsFinding, *, now: Mapping[str, str] | None = None) -> Table:
    """Tabulate the watch list, then the other indicators by their lead.

    Args:
        signposts: The finding.
        now: Current value of each indicator in words; `unknown` where it is missing.

    Returns:
        One row per indicator.
    """
    watch = [g.name for g in signposts.watch]
    rows = [
        (
            Name(s.name),
            _describe_meaning(signposts, s),
            "watch" if s.name in watch else "",
            _describe_lead(signposts, s),
            format_threshold(signposts, s) or "none",
            (now or {}).get(s.name, "unknown"),
            "unknown" if s.alarm is None else format_share(*s.alarm.hits),
            "unknown" if s.alarm is None else format_share(*s.alarm.false_alarms),
        )
        for s in order_signposts(signposts)
    ]
    signal = name_signal(signposts)
    columns = (
        text("indicator"),
        text("meaning"),
        text("on the list"),
        text("reliable from"),
        text(f"{signal} if"),
        text("now"),
        number("hits"),
        number(f"false {signal}s"),
    )
    return make_table("Indicators", columns, rows)


def order_signposts(signposts: SignpostsFinding) -> tuple[Signpost, ...]:
    """Return the watch list in its order, then the others, longest lead first."""
    watch = [g.name for g in signposts.watch]
    found = {s.name: s for s in signposts.indicators}
    rest = [s for s in signposts.indicators if s.name not in watch]
    rest.sort(key=lambda s: -(s.lead_time.value if s.lead_time is not None else -1.0))
    return (*(found[n] for n in watch if n in found), *rest)


def _describe_meaning(signposts: SignpostsFinding, s: Signpost) -> str:
    """Return the meaning of the indicator; empty if it only repeats the name."""
    means = strip_quotes(name_watched(signposts.model, s.name))
    return "" if means == format_name(s.name) else open_sentence(means)


def _describe_lead(signposts: SignpostsFinding, s: Signpost) -> str:
    """Return from when the indicator separates the two sides, and how long before the answer is decided."""
    if s.lead is None:
        return "never"
    ahead = "" if s.lead_time is None else f", {format_duration(signposts.model, s.lead_time)} ahead"
    return f"{signposts.model.periods[s.lead]}{ahead}"
