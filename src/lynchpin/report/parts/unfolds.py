"""Part 4, how it unfolds: outcomes over time, fans of the chosen quantities, options by period, states, factions, events."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.presentation.charts.events import draw_events
from lynchpin.presentation.charts.factions import draw_factions
from lynchpin.presentation.charts.fans import draw_fans
from lynchpin.presentation.charts.options import draw_options
from lynchpin.presentation.charts.outcomes_by_period import draw_outcomes_by_period
from lynchpin.presentation.charts.states import draw_states
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences.forecast import describe_unfolding
from lynchpin.presentation.states import State, measure_move
from lynchpin.presentation.tables.forecast import tabulate_events, tabulate_quantities, tabulate_states
from lynchpin.presentation.wording import open_sentence
from lynchpin.report.blocks import WHOLE, Block, Part
from lynchpin.report.parts.common import describe_missing, fold, list_failures, show, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "How it unfolds"
FEW, PAIR, MOST_FANS = 4, 2, 12
"""Largest numbers of quantities and actors shown open, of those shown side by side, and of quantities drawn."""


def build_unfolds(story: Story, number: int) -> Part:
    """Build the part from the states of knowledge of a story: the latest, with the others folded.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    if not story.states:
        return Part(number, "unfolds", TITLE, describe_missing(story, "run", "No futures were drawn."), tuple(list_failures(story, "run")))
    state, *others = story.states
    shown = choose_quantities(story, state)
    movers, actors = choose_movers(state, shown), choose_actors(state)
    blocks: list[Block] = show_pairs(draw_outcomes_by_period(state, story.asked), draw_events(state))
    across = WHOLE // 2 if len(movers) <= PAIR and 0 < len(actors) <= PAIR else WHOLE
    for heading, figure in (
        ("Quantities over time", _draw_fans(story, state, movers, "fans")),
        ("What the actors do", draw_options(state, actors)),
        ("States over time", draw_states(state)),
    ):
        blocks += fold(heading, show(figure, span=across), desktop=True, span=across)
    if len(shown) > len(movers):
        blocks += fold(f"All {len(shown)} quantities", show(_draw_fans(story, state, shown, "all-fans")))
    for k, other in enumerate(others):
        blocks += fold(f"The same, {other.when}", show(_draw_fans(story, other, shown, f"fans-other-{k}")))
    if len(state.options) > FEW:
        blocks += fold(f"All {len(state.options)} actors", show(draw_options(state, tuple(state.options), name="all-options")))
    blocks += fold("Which factions got their way", show(draw_factions(state), span=8))
    blocks += fold("Events in figures", show_rows(tabulate_events(state)))
    blocks += fold("States in figures", show_rows(tabulate_states(state)))
    blocks += fold("Quantities in figures", show_rows(tabulate_quantities(state)))
    return Part(number, "unfolds", TITLE, describe_unfolding(state, shown), tuple(blocks), basis=open_sentence(state.when))


def choose_quantities(story: Story, state: State) -> tuple[str, ...]:
    """Return the quantities that the file says to show, otherwise its stocks; the first `MOST_FANS` of them.

    Args:
        story: The findings about the assessment.
        state: The state of knowledge.
    """
    named = tuple(n for n in story.assessment.shows if n in state.fans)
    return (named or tuple(state.stocks))[:MOST_FANS]


def choose_movers(state: State, shown: Sequence[str]) -> tuple[str, ...]:
    """Return the quantities whose medians move most, at most `FEW`, in the order given. Those with non-finite quantiles are left out.

    Args:
        state: The state of knowledge.
        shown: Names of the quantities to choose from.
    """
    known = [n for n in shown if state.fans[n].is_known]
    first = sorted(known, key=lambda n: -abs(measure_move(state.fans[n])))[:FEW]
    return tuple(n for n in known if n in first)


def choose_actors(state: State) -> tuple[str, ...]:
    """Return the few actors whose choices change most from the first period to the last, in the order of the file."""
    change = {actor: sum(abs(float(s[-1] - s[0])) for s in of.values()) for actor, of in state.options.items()}
    first = sorted(change, key=lambda actor: -change[actor])[:FEW]
    return tuple(actor for actor in change if actor in first)


def _draw_fans(story: Story, state: State, shown: Sequence[str], name: str) -> Figure | None:
    a, measured = story.assessment, ("stock", "auxiliary")
    observed = [(e.name, a.clock.labels[e.period], e.value) for e in a.evidence if e.kind in measured and e.value is not None]
    return draw_fans(state, shown, observed=observed, name=name)
