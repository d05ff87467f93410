"""Cards of actors: what they choose between, what they want, and how they choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lynchpin.language.expressions import Expression
from lynchpin.language.records import Actor, Term, Value
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.wording import format_count, format_list, format_name
from lynchpin.report.mathml import render_condition, render_table
from lynchpin.report.values import format_value


def list_equations(actor: Actor) -> Iterator[tuple[str, str]]:
    """Yield a label and MathML for each equation of an actor: its payoff or those of its factions, and what else is computed."""
    yield from _list_terms("", actor.terms)
    for faction, record in actor.factions.items():
        influence = record.influence
        if isinstance(influence, Value):
            weight = f"{format_name(faction)} (influence {format_value(influence)})"
        else:
            weight = format_name(faction)
            yield f"{weight}: influence", render_condition(influence)
        yield from _list_terms(f"{weight} ", record.terms)
    for label, part in (("rationality", actor.rationality), ("switching costs", actor.switching), ("discount", actor.horizon.discount)):
        if part is not None and not isinstance(part, Value):
            yield label, render_condition(part)


def list_facts(actor: Actor, period: str) -> Iterator[tuple[str, str]]:
    """Yield a name and words for each fact about an actor.

    Args:
        actor: The actor.
        period: The kind of period of the clock.
    """
    yield from (
        (f"option {format_name(o)}", actor.option_means.get(o, "") or _describe_levers(levers)) for o, levers in actor.options.items()
    )
    if isinstance(actor.rationality, Value):
        yield "rationality", format_value(actor.rationality)
    yield "looks ahead", _describe_horizon(actor, period)
    if actor.starts:
        yield "starts with", format_name(actor.starts)
    if isinstance(actor.switching, Value):
        yield "switching costs", format_value(actor.switching)
    if actor.type_name:
        yield "private type", format_name(actor.type_name)
    if not actor.learns:
        yield "learns", "nothing from the choices of others about their types"
    if actor.after:
        yield "moves after", format_list([format_name(other) for other in actor.after])
    yield from ((f"perceives {format_name(p.name)}", _format_error(p.bias, p.noise)) for p in actor.perceives)


def _list_terms(owner: str, terms: Sequence[Term]) -> Iterator[tuple[str, str]]:
    """Yield the terms of a payoff with their weights, then its payoff table. The actor's own options are its rows."""
    yield from ((f"{owner}values, weight {format_value(t.weight)}", render_condition(t.expression)) for t in terms if not t.profile)
    cells = [t for t in terms if t.profile]
    if cells:
        rows: dict[str, list[Expression | str]] = {}
        for cell in cells:
            payoff = cell.payoff
            shown = format_value(payoff).replace("-", "−") if isinstance(payoff, Value) else payoff
            rows.setdefault(format_name(cell.profile[0][1]), []).append(shown)
        across = [", ".join(format_name(option) for _, option in cell.profile[1:]) for cell in cells[: len(cells) // len(rows)]]
        others = format_list([format_name(actor) for actor, _ in cells[0].profile[1:]])
        yield f"{owner}payoffs{f' against {others}' if others else ''}", render_table(across, rows)


def _describe_horizon(actor: Actor, period: str) -> str:
    words = [format_count(actor.horizon.periods, period)]
    if isinstance(actor.horizon.discount, Value):
        words.append(f"each counts {format_value(actor.horizon.discount)} times as much as the one before")
    if actor.horizon.sums:
        words.append("payoffs are added")
    if actor.horizon.foresees:
        words.append("the others reply from the second on")
    return ", ".join(words)


def _describe_levers(levers: Mapping[str, float]) -> str:
    return ", ".join(f"{format_name(n)} {format_number(level)}" for n, level in levers.items())


def _format_error(bias: Value | None, noise: Value | None) -> str:
    return format_list([f"{word} {format_value(v)}" for word, v in (("with bias", bias), ("with noise", noise)) if v is not None])
