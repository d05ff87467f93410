"""Checks that declared names are used, and that futures can differ."""

from __future__ import annotations

from collections.abc import Iterator

from lynchpin.errors import Place
from lynchpin.language.dependencies import list_event_expressions
from lynchpin.language.expressions import Expression
from lynchpin.language.names import RESERVED
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Value
from lynchpin.language.traversal import are_valid, list_uses


def check_variation(a: Assessment, reading: Reading) -> None:
    """Report an assessment without a stock, parameter, event or actor, in which all futures would be the same.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    if not (a.parameters or a.stocks or a.events or a.actors):
        reading.diagnostics.add("nothing-to-draw", Place(1, 1))


def check_usage(a: Assessment, reading: Reading) -> None:
    """Warn about parameters, series, auxiliaries and levers that are never used, and sources that are never cited.

    Args:
        a: The assessment.
        reading: The file that is being read; warnings are reported there.
    """
    expressions = list(list_expressions(a))
    used = {name for name, _ in list_uses(*expressions)} | set(a.shows) | {item.name for item in a.evidence}
    # A name that seems unused may be used in a part that could not be read.
    is_complete = not reading.incomplete and are_valid(*expressions) and not any(d.id == "wrong-shape" for d in reading.diagnostics.found)
    for symbol in reading.symbols.values():
        if (
            is_complete
            and symbol.kind in ("parameter", "series", "auxiliary", "lever")
            and symbol.name not in used
            and symbol.name not in RESERVED
        ):
            reading.diagnostics.add("unused", symbol.place, kind=symbol.kind, name=symbol.name)
    for source, place in reading.sources.items():
        if source not in reading.cited:
            reading.diagnostics.add("uncited", place, name=source)


def list_expressions(a: Assessment) -> Iterator[Expression | None]:
    """Yield every expression of the assessment."""
    for stock in a.stocks.values():
        yield from (*stock.limits, stock.changes, stock.becomes, None if isinstance(stock.starts, Value) else stock.starts)
    yield from (auxiliary.equals for auxiliary in a.auxiliaries.values())
    for event in a.events.values():
        yield from list_event_expressions(event)
    for actor in a.actors.values():
        computed = (actor.decides, actor.rationality, actor.switching, actor.horizon.discount)
        yield from (None if isinstance(part, Value) else part for part in computed)
        yield from (term.expression for term in actor.terms)
        for faction in actor.factions.values():
            yield None if isinstance(faction.influence, Value) else faction.influence
            yield from (term.expression for term in faction.terms)
    for assumption in a.assumptions.values():
        yield from (assumption.holds_while, assumption.breaks, assumption.fails_if)
    yield from (outcome.when for outcome in a.outcomes.values())
    yield from (goal.expression for goal in a.goals)
    yield from (indicator.watch for indicator in a.indicators.values())
    for forecast in a.forecasts.values():
        yield from (forecast.event, None if forecast.given is None else forecast.given.event)
