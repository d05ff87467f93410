"""Endings over time: how the futures would be called if they ended with each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack, measure_side
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_percent


def draw_endings_by_period(run: Mapping[str, Any], asked: Iterable[str]) -> Figure | None:
    """Those that answer yes in the accent, at the bottom; None for a forecast whose paths were not recorded."""
    endings = run.get("outcomes_by_period")
    if not endings:
        return None
    wanted = set(asked)
    colours = choose_colours(list(endings), wanted)
    order = [n for n in endings if n in wanted] + [n for n in endings if n not in wanted]
    ordered = {n: endings[n] for n in order}
    moved = max(ordered, key=lambda n: abs(ordered[n][-1] - ordered[n][0]))
    first, last = ordered[moved][0], ordered[moved][-1]
    words = say_list([f"{say_name(n)} {say_percent(v[0])} at first and {say_percent(v[-1])} at the end" for n, v in ordered.items()])
    return Figure(
        name="endings-by-period",
        title=f"{open_sentence(say_name(moved))} goes from {say_percent(first)} at first to {say_percent(last)} at the end",
        note="How the futures would be called if they ended with that period. In red, at the bottom: the answer is yes.",
        alternative=f"Shares of endings by period: {words}.",
        data=make_data(("outcome", "period", "share"), [(n, p, v[t]) for n, v in ordered.items() for t, p in enumerate(run["periods"])]),
        draw=lambda width: _draw(width, run["periods"], ordered, colours),
    )


def _draw(width: int, periods: Sequence[str], shares: Mapping[str, Sequence[float]], colours: Mapping[str, str]) -> Chart:
    side = measure_side(shares, 150 if is_narrow(width) else 180)
    return draw_stack(periods, shares, colours, width=width - side - 46, height=190, side=side)
