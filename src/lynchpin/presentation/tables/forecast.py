"""Tables of a forecast: answers, outcomes, events, states, quantities, and published forecasts next to the model's."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lynchpin.presentation.likelihoods import Term, name_likelihood
from lynchpin.presentation.naming import find_meaning, name_period
from lynchpin.presentation.numbers import format_number, format_percent, format_share
from lynchpin.presentation.states import Fan, State
from lynchpin.presentation.tables.published import PUBLISHED, list_published
from lynchpin.presentation.tables.table import Column, Name, Table, make_table, number, text
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_name
from lynchpin.questions.forecast.question import ForecastFinding


def tabulate_answers(states: Sequence[State], terms: Sequence[Term] = ()) -> Table:
    """Tabulate the answers of the file.

    Args:
        states: The states of knowledge, the latest first.
        terms: The terms of the yardstick. If there are none, there is no column for words.
    """
    rows = [
        (
            Name(name),
            *(format_share(*s.shown_answers[name]) for s in states),
            name_likelihood(states[0].answers[name], terms) if terms else "",
        )
        for name in states[0].answers
    ]
    return make_table("Answers", (text("answer"), *head_states(states), text("in words")), rows)


def tabulate_outcomes(states: Sequence[State]) -> Table:
    """Tabulate the outcomes, a column for each state of knowledge, and what they mean."""
    meanings = states[0].model.outcome_means
    rows = [(Name(n), *(format_share(*s.shown_outcomes[n]) for s in states), meanings.get(n, "")) for n in states[0].outcomes]
    return make_table("Outcomes", (text("outcome"), *head_states(states), text("meaning")), rows)


def head_states(states: Sequence[State]) -> list[Column]:
    """Return a column head for each state of knowledge, `probability` if there is only one."""
    if len(states) == 1:
        return [number("probability")]
    return [number("given evidence" if s.when.startswith("given") else "before") for s in states]


def tabulate_events(state: State) -> Table:
    """Tabulate the share of futures in which each event has happened, the most probable first."""
    by, periods = state.forecast.by, state.periods
    rows = [
        (Name(n, find_meaning(state.model, n, "event")), *(describe_happened(state, n, t) for t in (0, len(periods) // 2, -1)))
        for n in sorted(by, key=lambda n: -by[n][-1])
    ]
    columns = (text("event"), number(f"by {periods[0]}"), number(f"by {periods[len(periods) // 2]}"), number("by the end"))
    return make_table("Events: share of futures in which each has happened", columns, rows)


def tabulate_states(state: State) -> Table:
    """Tabulate the share of futures in which each event with states is in each of its states."""
    rows = [
        (f"{format_name(event)}: {format_name(one)}", *(describe_in_state(state, event, one, t) for t in (0, len(state.periods) // 2, -1)))
        for event, of in state.in_states.items()
        for one in of
    ]
    periods = state.periods
    columns = (text("state"), *(number(p) for p in (periods[0], periods[len(periods) // 2], periods[-1])))
    return make_table("States: share of futures in each", columns, rows)


def tabulate_quantities(state: State) -> Table:
    """Tabulate the stocks and auxiliaries: medians, and the 90% range at the end."""
    rows = [
        (
            Name(n, find_meaning(state.model, n)),
            format_quantile(fan, 2, 0),
            format_quantile(fan, 2, -1),
            f"{format_quantile(fan, 0, -1)} to {format_quantile(fan, 4, -1)}",
            fan.unit,
        )
        for n, fan in state.fans.items()
    ]
    first, last = f"median, {state.periods[0]}", f"median, {state.periods[-1]}"
    columns = (text("quantity"), number(first), number(last), number("90% range at the end"), text("unit"))
    return make_table(f"Quantities by {name_period(state.model)}", columns, rows)


def tabulate_stated(finding: ForecastFinding) -> Table:
    """Tabulate published forecasts next to the model's probability, the base rate if the file gives one, and one half."""
    rows = [(*list_published(f, finding.find_modelled(f)), format_percent(0.5)) for f in finding.model.forecasts]
    return make_table("Published forecasts, the model and the baselines", (*PUBLISHED, number("one half")), rows)


def describe_happened(state: State, event: str, period: int) -> str:
    """Return the share of futures in which an event has happened by the end of a period.

    Args:
        state: The state of knowledge.
        event: Name of the event. A scheduled event is certain.
        period: Index of the period.
    """
    share = float(state.forecast.by[event][period])
    if event in state.model.scheduled or set(state.forecast.rates[event].tolist()) <= {0.0, 1.0}:
        return format_percent(share)
    return format_percent(share, float(state.forecast.find_event_errors(event)[period]))


def describe_chosen(state: State, actor: str, option: str, period: int) -> str:
    """Return the share of futures in which an option is chosen.

    Args:
        state: The state of knowledge.
        actor: Name of the actor.
        option: Name of the option.
        period: Index of the period.
    """
    shares = {o: float(s[period]) for o, s in state.options[actor].items()}
    errors = {o: float(state.forecast.find_option_errors(actor, o)[period]) if 0 < s < 1 else None for o, s in shares.items()}
    value, error = balance_shares({o: (s, errors[o]) for o, s in shares.items()})[option]
    return format_percent(value, None if math.isnan(error) else error)


def describe_in_state(state: State, event: str, one: str, period: int) -> str:
    """Return the share of futures in which an event is in a state.

    Args:
        state: The state of knowledge.
        event: Name of the event.
        one: Name of its state. Evidence, or the start of a chain, may make it certain.
        period: Index of the period.
    """
    shares = {s: float(x[period]) for s, x in state.in_states[event].items()}
    errors = {s: float(state.forecast.find_state_errors(event, s)[period]) if 0 < x < 1 else None for s, x in shares.items()}
    value, error = balance_shares({s: (x, errors[s]) for s, x in shares.items()})[one]
    return format_percent(value, None if math.isnan(error) else error)


def format_quantile(fan: Fan, level: int, period: int) -> str:
    """Return a quantile with the digits that its error supports, at most three.

    Args:
        fan: The quantity.
        level: The quantile, 0 to 4.
        period: Index of the period.
    """
    value, error = float(fan.quantiles[level, period]), fan.error(level, period)
    if not value or not error or not math.isfinite(value):
        return format_number(value)
    third_digit = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    return format_number(value, max(third_digit, error))
