"""What moves through time as a line of blocks, and shares as bars: tables that only a terminal shows. They need no colour to be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lynchpin.presentation.tables.forecast import say_chosen, say_happened, say_quantile
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.table import Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_name, say_share
from lynchpin.questions.signposts.question import SignpostsFinding

Values = Sequence[float | None]

BLOCKS = "▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉█"


def draw_sparkline(values: Values, *, low: float | None = None, high: float | None = None, most: int = 1_000) -> str:
    """One block a value between `low` and `high` (the least and the greatest value unless told); a gap where there is none.

    A line of more than `most` values is drawn of the means of neighbours.
    """
    shown = _thin(values, most)
    known = [v for v in shown if v is not None and math.isfinite(v)]
    if not known:
        return " " * len(shown)
    bottom, top = min(known) if low is None else low, max(known) if high is None else high
    return "".join(" " if v is None or not math.isfinite(v) else BLOCKS[_choose_step(v, bottom, top - bottom)] for v in shown)


def _thin(values: Values, most: int) -> list[float | None]:
    """At most `most` values: means over stretches that are as equal as can be."""
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
    """A bar of `width` letters for a share of 1; whatever is above 0 shows at least a sliver."""
    if share is None or not share > 0:
        return ""
    eighths = max(1, round(8 * width * min(share, 1.0)))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def tabulate_endings(run: Row, width: int) -> Table:
    """Each ending with its share as a bar; beside it what it was before the evidence, where there is any."""
    before = {o["name"]: o for o in run.get("before", {}).get("outcomes", [])}
    rows = [
        (
            Name(o["name"]),
            draw_bar(o["probability"], width),
            say_share(o["probability"], o["standard_error"]),
            say_share(before[o["name"]]["probability"], before[o["name"]]["standard_error"]) if before else "",
        )
        for o in run["outcomes"]
    ]
    columns = (text("ending"), text("share of futures"), number("given evidence" if before else "probability"), number("before"))
    return make_table("Endings", columns, rows)


def tabulate_quantity_trends(run: Row, width: int, shows: Sequence[str] = ()) -> Table:
    """Medians of the stocks and auxiliaries that the file wants shown; of all stocks, where it wants none."""
    found = {**run.get("stocks", {}), **run.get("auxiliaries", {})}
    names = [n for n in shows if n in found] or list(run.get("stocks", {}))
    rows = [
        (
            Name(n),
            draw_sparkline(found[n]["p50"], most=width),
            say_quantile(run, n, "p50", 0),
            say_quantile(run, n, "p50", -1),
            f"{say_quantile(run, n, 'p05', -1)} to {say_quantile(run, n, 'p95', -1)}",
            found[n].get("unit") or "",
        )
        for n in names
    ]
    first, last = run["periods"][0], run["periods"][-1]
    columns = (text("quantity"), text("median"), number(first), number(last), number(f"nine in ten, {last}"), text("unit"))
    table = make_table("Quantities: the median through time, and the range of nine in ten futures at the end", columns, rows)
    return replace(table, left_out=table.left_out + len(found) - len(names))


def tabulate_event_trends(run: Row, width: int) -> Table:
    rows = [
        (
            Name(n),
            draw_sparkline(e["by"], low=0.0, high=1.0, most=width),
            *(say_happened(run, n, t) for t in (0, len(e["by"]) // 2, -1)),
        )
        for n, e in sorted(run.get("events", {}).items(), key=lambda pair: -pair[1]["by"][-1])
    ]
    periods = run["periods"]
    columns = (text("event"), text("0 to 100%"), *(number(f"by {p}") for p in (periods[0], periods[len(periods) // 2], periods[-1])))
    return make_table("Events: share of futures in which each has happened by then", columns, rows)


def tabulate_option_trends(run: Row, width: int) -> Table:
    rows = [
        (
            f"{say_name(actor)}: {say_name(option)}",
            draw_sparkline(shares, low=0.0, high=1.0, most=width),
            say_chosen(run, actor, option, 0),
            say_chosen(run, actor, option, -1),
        )
        for actor, of in run.get("options", {}).items()
        for option, shares in of.items()
    ]
    columns = (text("option"), text("0 to 100%"), number(run["periods"][0]), number(run["periods"][-1]))
    return make_table("Options: share of futures in which each is chosen", columns, rows)


def tabulate_indicator_trends(signposts: SignpostsFinding, width: int) -> Table:
    """The indicators with a line of their areas by period."""
    table = tabulate_indicators(signposts)
    areas = {s.name: [a.value for a in s.auc] for s in signposts.indicators}
    rows = [(row[0], draw_sparkline(areas[row[0]], low=0.5, high=1.0, most=width), *row[1:]) for row in table.rows]
    caption = "Indicators: how well each separates the two sides of the answer by period, from ½ (guessing) to 1"
    return Table(caption, (table.columns[0], text("½ to 1"), *table.columns[1:]), tuple(rows), table.left_out)
