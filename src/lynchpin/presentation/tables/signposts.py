"""What to watch: each indicator with its lead, threshold, hits and false signals."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.presentation.naming import name_watched, say_duration, strip_quotes
from lynchpin.presentation.sentences.signposts import name_signal, say_threshold
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence, say_name, say_share
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
            _say_meaning(signposts, s),
            "watch" if s.name in watch else "",
            _say_lead(signposts, s),
            say_threshold(signposts, s) or "none",
            (now or {}).get(s.name, "unknown"),
            "unknown" if s.alarm is None else say_share(*s.alarm.hits),
            "unknown" if s.alarm is None else say_share(*s.alarm.false_alarms),
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
    """The watch list in its order, then the others, longest lead first."""
    watch = [g.name for g in signposts.watch]
    found = {s.name: s for s in signposts.indicators}
    rest = [s for s in signposts.indicators if s.name not in watch]
    rest.sort(key=lambda s: -(s.lead_time.value if s.lead_time is not None else -1.0))
    return (*(found[n] for n in watch if n in found), *rest)


def _say_meaning(signposts: SignpostsFinding, s: Signpost) -> str:
    """What the indicator means; empty if that only repeats its name."""
    means = strip_quotes(name_watched(signposts.model, s.name))
    return "" if means == say_name(s.name) else open_sentence(means)


def _say_lead(signposts: SignpostsFinding, s: Signpost) -> str:
    """From when the indicator separates the two sides, and how long that is before the answer is decided."""
    if s.lead is None:
        return "never"
    ahead = "" if s.lead_time is None else f", {say_duration(signposts.model, s.lead_time)} ahead"
    return f"{signposts.model.periods[s.lead]}{ahead}"
