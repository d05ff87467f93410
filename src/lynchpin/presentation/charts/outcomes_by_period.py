"""Outcomes over time: which outcome each future would have if it ended with each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import label_name, name_outcome
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack, measure_side
from lynchpin.presentation.states import State
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_list


def draw_outcomes_by_period(state: State, asked: Iterable[str]) -> Figure | None:
    """Draw the share of futures that would have each outcome if they ended with a period.

    Args:
        state: The state of knowledge.
        asked: The outcomes that make the answer true; they are drawn in the accent colour, at the bottom.

    Returns:
        The figure; None if the paths of the futures were not recorded.
    """
    standing = state.forecast.standing
    if not standing:
        return None
    wanted = set(asked)
    order = [n for n in standing if n in wanted] + [n for n in standing if n not in wanted]
    shares: dict[str, list[float]] = {n: standing[n].tolist() for n in order}
    colours = choose_colours(list(standing), wanted)
    moved = max(shares, key=lambda n: abs(shares[n][-1] - shares[n][0]))
    first, last = (_format_shares(shares, t) for t in (0, -1))
    words = format_list([f"{name_outcome(state.model, n)} {first[n]} at first and {last[n]} at the end" for n in order])
    labels = {n: label_name(state.model.outcome_means.get(n, ""), n) for n in order}
    return Figure(
        name="outcomes-by-period",
        title=f"The share of {name_outcome(state.model, moved)} goes from {first[moved]} to {last[moved]}",
        note="Which outcome the futures would have if they ended with that period. In red, at the bottom: the answer is yes.",
        alternative=f"Shares of outcomes by period: {words}.",
        data=make_data(("outcome", "period", "share"), [(n, p, shares[n][t]) for n in order for t, p in enumerate(state.periods)]),
        draw=lambda width: _draw(width, state.periods, shares, colours, labels),
    )


def _format_shares(shares: Mapping[str, Sequence[float]], period: int) -> dict[str, str]:
    return {n: format_percent(share.value) for n, share in balance_shares({n: (of[period], None) for n, of in shares.items()}).items()}


def _draw(
    width: int, periods: Sequence[str], shares: Mapping[str, Sequence[float]], colours: Mapping[str, str], labels: Mapping[str, str]
) -> Chart:
    side = measure_side(labels.values(), 150 if is_narrow(width) else 180)
    return draw_stack(periods, shares, colours, width=width - side - 46, height=154, side=side, labels=labels)
