"""What each actor does: the share of futures in which it chooses each option, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from lynchpin.presentation.figure import Chart, Figure, make_data
from lynchpin.presentation.naming import find_option_meaning, label_name, name_option
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.sentences.forecast import is_saturated
from lynchpin.presentation.shapes.axes import is_narrow
from lynchpin.presentation.shapes.stacks import draw_stack, measure_side
from lynchpin.presentation.states import State
from lynchpin.presentation.theme import choose_steps
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_list, format_name, open_sentence

HEIGHT, GAP, AXIS = 88, 18, 38
"""Pixels: height of an actor's bands, gap between two actors, and width of the shares next to the bands."""
STEADY = 0.02
"""An option whose share changes by less than this from the first period to the last counts as steady."""

Shares = Mapping[str, Sequence[float]]


def draw_options(state: State, actors: Sequence[str], *, name: str = "options") -> Figure | None:
    """Draw the options of these actors.

    Args:
        state: The state of knowledge.
        actors: The actors to show, in order.
        name: Name of the figure on the page.

    Returns:
        The figure; None if there is no such actor.
    """
    options: dict[str, Shares] = {a: {o: s.tolist() for o, s in state.options[a].items()} for a in actors if a in state.options}
    if not options:
        return None
    rows = [(a, o, p, shares[t]) for a, of in options.items() for o, shares in of.items() for t, p in enumerate(state.periods)]
    words = "; ".join(
        f"{format_name(a)} at first {_list_shares(state, a, of, 0)}, at the end {_list_shares(state, a, of, -1)}"
        for a, of in options.items()
    )
    saturated = [format_name(a.actor) for a in state.forecast.trust.actors if is_saturated(a) and a.actor in options]
    warning = f" Saturated, with one option above 99% on average: {format_list(saturated)}." if saturated else ""
    labels = {a: {o: label_name(find_option_meaning(state.model, a, o), o) for o in of} for a, of in options.items()}
    return Figure(
        name=name,
        title=_describe_change(state, options),
        note=f"The height of an option is the share of futures in which it is chosen in that period.{warning}",
        alternative=f"Shares of options by period. {words}.",
        data=make_data(("actor", "option", "period", "share"), rows),
        draw=lambda width: _draw(width, state.periods, options, labels),
    )


def _describe_change(state: State, options: Mapping[str, Shares]) -> str:
    """Return which option's share changes most from the first period to the last, or that choices hardly change."""
    changes = {(a, o): s[-1] - s[0] for a, of in options.items() for o, s in of.items()}
    actor, option = max(changes, key=lambda key: abs(changes[key]))
    shares = options[actor][option]
    said = f"{open_sentence(format_name(actor))} chooses to {name_option(state.model, actor, option)}"
    if abs(changes[actor, option]) < STEADY:
        return f"Choices hardly change over time: {format_name(actor)} chooses {name_option(state.model, actor, option)} in {format_percent(shares[-1])} of futures"
    more = "more often" if changes[actor, option] > 0 else "less often"
    return f"{said.replace('chooses to', 'chooses')} {more} over time: in {format_percent(shares[0])} of futures at first, in {format_percent(shares[-1])} at the end"


def _list_shares(state: State, actor: str, of: Shares, period: int) -> str:
    shown = balance_shares({o: (float(s[period]), None) for o, s in of.items()})
    return format_list([f"{name_option(state.model, actor, o)} {format_percent(s.value)}" for o, s in shown.items()])


def _draw(width: int, periods: Sequence[str], options: Mapping[str, Shares], labels: Mapping[str, Mapping[str, str]]) -> Chart:
    columns = 1 if is_narrow(width) else min(len(options), 4 if width > 900 else 2)
    sides = {actor: measure_side(labels[actor].values(), 105 if columns > 2 else 130) for actor in options}
    rows = [list(sides.values())[k : k + columns] for k in range(0, len(sides), columns)]
    each = (width - max(map(sum, rows)) - columns * AXIS - (columns - 1) * GAP) // columns
    charts = [_draw_actor(each, sides[actor], periods, actor, of, labels[actor]) for actor, of in options.items()]
    return alt.concat(*charts, columns=columns, spacing={"row": 22, "column": GAP}).resolve_scale(color="independent")


def _draw_actor(width: int, side: int, periods: Sequence[str], actor: str, of: Shares, labels: Mapping[str, str]) -> Chart:
    colours = dict(zip(of, choose_steps(len(of)), strict=True))
    stack = draw_stack(periods, of, colours, width=width, height=HEIGHT, side=side, labels=labels)
    return stack.properties(title=alt.TitleParams(format_name(actor), fontSize=12.5, offset=8, frame="group"))
