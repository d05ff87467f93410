"""Tables for the terminal only: values over time as sparklines, and shares as bars. They are legible without colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lynchpin.presentation.naming import find_meaning, name_option, strip_quotes
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.states import State
from lynchpin.presentation.tables.forecast import describe_chosen, describe_happened, describe_in_state, format_quantile, head_states
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import format_name
from lynchpin.questions.signposts.question import SignpostsFinding

Values = Sequence[float | None]

BLOCKS = "▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉█"


def draw_sparkline(values: Values, *, low: float | None = None, high: float | None = None, most: int = 1_000) -> str:
    """Draw a sparkline, with a gap for each missing value.

    Args:
        values: The values.
        low: Value of the lowest block, by default the least value.
        high: Value of the highest block, by default the greatest value.
        most: Largest number of blocks. Longer series are averaged over neighbouring values.
    """
    shown = _thin(values, most)
    known = [v for v in shown if v is not None and math.isfinite(v)]
    if not known:
        return " " * len(shown)
    bottom, top = min(known) if low is None else low, max(known) if high is None else high
    return "".join(" " if v is None or not math.isfinite(v) else BLOCKS[_choose_step(v, bottom, top - bottom)] for v in shown)


def _thin(values: Values, most: int) -> list[float | None]:
    """Return at most `most` values: means over stretches of nearly equal length."""
    if len(values) <= most:
        return list(values)
    ends = [round(k * len(values) / most) for k in range(most + 1)]
    stretches = [[v for v in values[a:b] if v is not None and math.isfinite(v)] for a, b in pairwise(ends)]
    return [sum(s) / len(s) if s else None for s in stretches]


def _choose_step(value: float, bottom: float, span: float) -> int:
    if span <= 0:
        return 0
    return min(len(BLOCKS) - 1, max(0, int((value - bottom) / span * len(BLOCKS))))


def draw_bar(share: float | None, width: int) -> str:
    """Draw a bar. A share above 0 is always visible.

    Args:
        share: The share, from 0 to 1; None or NaN if unknown.
        width: Length of the bar for a share of 1, in characters.

    Returns:
        The bar in block characters; empty if the share is 0 or unknown.
    """
    if share is None or not share > 0:
        return ""
    eighths = max(1, round(8 * width * min(share, 1.0)))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def tabulate_outcome_bars(states: Sequence[State], width: int) -> Table:
    """Tabulate the outcomes, with their share in the latest state as a bar, and their meaning.

    Args:
        states: The states of knowledge, the latest first.
        width: Length of the bar for a share of 1, in characters.
    """
    first, meanings = states[0], states[0].model.outcome_means
    rows = [
        (Name(n), draw_bar(share.value, width), *(format_share(*s.shown_outcomes[n]) for s in states), meanings.get(n, ""))
        for n, share in first.outcomes.items()
    ]
    columns = (text("outcome"), text("share of futures"), *head_states(states), text("meaning"))
    return make_table("Outcomes", columns, rows)


def tabulate_quantity_trends(state: State, width: int, shows: Sequence[str] = ()) -> Table:
    """Tabulate medians over time.

    Args:
        state: The state of knowledge.
        width: Width of a sparkline in characters.
        shows: Stocks and auxiliaries to show; by default all stocks.
    """
    names = [n for n in shows if n in state.fans] or list(state.stocks)
    rows = [
        (
            Name(n, find_meaning(state.model, n)),
            draw_sparkline(state.fans[n].median, most=width),
            format_quantile(state.fans[n], 2, 0),
            format_quantile(state.fans[n], 2, -1),
            f"{format_quantile(state.fans[n], 0, -1)} to {format_quantile(state.fans[n], 4, -1)}",
            state.fans[n].unit,
        )
        for n in names
    ]
    first, last = state.periods[0], state.periods[-1]
    columns = (text("quantity"), text("median"), number(first), number(last), number(f"90% range, {last}"), text("unit"))
    table = make_table("Quantities: the median over time, and the 90% range at the end", columns, rows)
    return replace(table, left_out=table.left_out + len(state.fans) - len(names))


def tabulate_event_trends(state: State, width: int) -> Table:
    """Tabulate the share of futures in which each event has happened, with a sparkline, the most probable event first.

    Args:
        state: The state of knowledge.
        width: Largest width of a sparkline, in characters.
    """
    by, periods = state.forecast.by, state.periods
    middle = len(periods) // 2
    rows = [
        (
            Name(n, find_meaning(state.model, n, "event")),
            draw_sparkline(by[n].tolist(), low=0.0, high=1.0, most=width),
            *(describe_happened(state, n, t) for t in (0, middle, -1)),
        )
        for n in sorted(by, key=lambda n: -by[n][-1])
    ]
    columns = (text("event"), text("0 to 100%"), *(number(f"by {p}") for p in (periods[0], periods[middle], periods[-1])))
    return make_table("Events: share of futures in which each has happened by then", columns, rows)


def tabulate_state_trends(state: State, width: int) -> Table:
    """Tabulate the share of futures in which each event with states is in each of its states, with a sparkline.

    Args:
        state: The state of knowledge.
        width: Largest width of a sparkline, in characters.
    """
    rows = [
        (
            f"{format_name(event)}: {format_name(one)}",
            draw_sparkline(shares.tolist(), low=0.0, high=1.0, most=width),
            describe_in_state(state, event, one, 0),
            describe_in_state(state, event, one, -1),
        )
        for event, of in state.in_states.items()
        for one, shares in of.items()
    ]
    columns = (text("state"), text("0 to 100%"), number(state.periods[0]), number(state.periods[-1]))
    return make_table("States: share of futures in each", columns, rows)


def tabulate_option_trends(state: State, width: int) -> Table:
    """Tabulate the share of futures in which each option is chosen, with a sparkline.

    Args:
        state: The state of knowledge.
        width: Largest width of a sparkline, in characters.
    """
    rows = [
        (
            f"{format_name(actor)}: {strip_quotes(name_option(state.model, actor, option))}",
            draw_sparkline(shares.tolist(), low=0.0, high=1.0, most=width),
            describe_chosen(state, actor, option, 0),
            describe_chosen(state, actor, option, -1),
        )
        for actor, of in state.options.items()
        for option, shares in of.items()
    ]
    columns = (text("option"), text("0 to 100%"), number(state.periods[0]), number(state.periods[-1]))
    return make_table("Options: share of futures in which each is chosen", columns, rows)


def tabulate_indicator_trends(signposts: SignpostsFinding, width: int) -> Table:
    """Tabulate the indicators, with a sparkline of their areas.

    Args:
        signposts: The finding of the signposts.
        width: Largest width of a sparkline, in characters.
    """
    table = tabulate_indicators(signposts)
    areas = {s.name: [a.value for a in s.auc] for s in signposts.indicators}
    rows = [(row[0], draw_sparkline(areas[row[0]], low=0.5, high=1.0, most=width), *row[1:]) for row in table.rows]
    caption = "Indicators: how well each separates the two sides of the answer by period, from ½ (guessing) to 1"
    return Table(caption, (table.columns[0], text("½ to 1"), *table.columns[1:]), tuple(rows), table.left_out)
