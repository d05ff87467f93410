"""Element cards: everything in the file about an element, for readers who check it line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lynchpin.language.checks.basis import list_stated_entries
from lynchpin.language.expressions import Expression, Number
from lynchpin.language.influence import Edge, InfluenceGraph, Node
from lynchpin.language.records import About, Actor, Assessment, Citation, Event, StateTable, Stock, Value
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.wording import format_list, format_name
from lynchpin.report.actors import list_equations, list_facts
from lynchpin.report.mathml import render_condition, render_equation
from lynchpin.report.values import format_credence, format_value


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is cited; `url` is empty unless it is a plain web address."""

    text: str
    locator: str
    url: str


@dataclass(frozen=True, slots=True)
class Element:
    """The content of a card.

    Attributes:
        node: The element.
        means: What it means.
        unit: Its unit.
        value: Its value in words.
        equations: A label and MathML for each.
        facts: Further lines, as a name and words.
        basis: `cited`, `reading`, `judged` or `unsupported`; empty for entries that need no basis.
        judgement: The judgement it rests on.
        sources: The sources it cites.
        causes: Influences on it.
        effects: Its influences.
        claims: The claims it carries.
        line: Its line in the file.
    """

    node: Node
    means: str = ""
    unit: str = ""
    value: str = ""
    equations: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    basis: str = ""
    judgement: str = ""
    sources: tuple[Source, ...] = ()
    causes: tuple[Edge, ...] = ()
    effects: tuple[Edge, ...] = ()
    claims: tuple[str, ...] = ()
    line: int = 0

    @property
    def title(self) -> str:
        return format_name(self.node.name)


KINDS = {
    "actor": "Actors", "stock": "Stocks", "auxiliary": "Auxiliaries", "event": "Events", "parameter": "Parameters", "series": "Series",
    "assumption": "Assumptions", "outcome": "Outcomes", "answer": "Answers", "policy": "Policies", "indicator": "Indicators",
    "function": "Functions", "unit": "Units of the file",
}  # fmt: skip


def make_elements(a: Assessment, graph: InfluenceGraph) -> tuple[Element, ...]:
    """Make a card for every element, in the order of `graph.nodes`. Functions and units, which influence nothing themselves, are last.

    Args:
        a: The assessment.
        graph: Its influences.
    """
    carried = list_claims(a)
    stated = {(kind, name) for kind, name, _ in list_stated_entries(a)}
    return tuple(
        replace(
            element,
            basis="" if element.basis == "unsupported" and (element.node.kind, element.node.name) not in stated else element.basis,
            causes=graph.incoming.get(element.node, ()),
            effects=graph.outgoing.get(element.node, ()),
            claims=tuple(carried.get(element.node.name, ())),
        )
        for element in _make_all(a)
    )


def group_elements(elements: Sequence[Element]) -> tuple[tuple[str, tuple[Element, ...]], ...]:
    """Group elements by kind, in the order of `KINDS`."""
    groups = ((title, tuple(e for e in elements if e.node.kind == kind)) for kind, title in KINDS.items())
    return tuple((title, found) for title, found in groups if found)


def list_claims(a: Assessment) -> dict[str, list[str]]:
    """Return the claims that each name carries."""
    carried: dict[str, list[str]] = {}
    for identity, claim in a.claims.items():
        for name in claim.carried_by:
            carried.setdefault(name, []).append(identity)
    return carried


def make_source(a: Assessment, citation: Citation) -> Source:
    """Return a citation with the author, title and date of its source, or with its name if the file gives none of them.

    Args:
        a: The assessment.
        citation: The citation.
    """
    record = a.sources.get(citation.source)
    if record is None:
        return Source(citation.source, citation.locator, "")
    text = ", ".join(part for part in (record.author, record.title, record.date) if part)
    return Source(text or citation.source, citation.locator, keep_web_address(record.url))


def make_sources(a: Assessment, citations: Sequence[Citation]) -> tuple[Source, ...]:
    """Return each source once, with all places in it that are cited.

    Args:
        a: The assessment.
        citations: The citations.

    Returns:
        The sources in the order in which they are first cited.
    """
    found: dict[str, list[str]] = {}
    for citation in citations:
        found.setdefault(citation.source, []).append(citation.locator)
    return tuple(make_source(a, Citation(source, ", ".join(place for place in places if place))) for source, places in found.items())


def keep_web_address(url: str) -> str:
    """Return the address if it is http or https, otherwise empty. A file cannot make other links."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _make_all(a: Assessment) -> Iterator[Element]:
    yield from (_make_actor(a, n, r) for n, r in a.actors.items())
    yield from (_make_stock(a, n, r) for n, r in a.stocks.items())
    for n, auxiliary in a.auxiliaries.items():
        yield _make(a, "auxiliary", n, auxiliary.about, equations=(("", render_equation(n, auxiliary.equals)),))
    yield from (_make_event(a, n, r) for n, r in a.events.items())
    for n, series in a.series.items():
        points = "; ".join(f"{label}: {format_number(v)}" for label, v in series.points.items())
        yield _make(a, "series", n, series.about, value=points)
    for n, parameter in a.parameters.items():
        yield _make(a, "parameter", n, parameter.about, value=format_value(parameter.value))
    for n, assumption in a.assumptions.items():
        facts = [("claim", assumption.claim)]
        facts += [(f"if it fails, {format_name(k)}", format_value(v)) for k, v in assumption.fails.items()]
        facts += [(f"if it holds, {format_name(k)}", format_value(v)) for k, v in assumption.holds.items()]
        conditions = (
            ("holds while", assumption.holds_while),
            ("fails per period with probability", assumption.breaks),
            ("fails if", assumption.fails_if),
        )
        equations = tuple((label, render_condition(e)) for label, e in conditions if e is not None)
        facts += [("lasts", format_value(assumption.lasts))] if assumption.lasts is not None else []
        credence = f"credence {format_credence(assumption.credence)}" if assumption.credence else ""
        yield _make(a, "assumption", n, assumption.about, value=credence, facts=tuple(facts), equations=equations)
    for n, outcome in a.outcomes.items():
        when = (("when", render_condition(outcome.when)),) if outcome.when is not None else ()
        yield _make(a, "outcome", n, outcome.about, equations=when, value="" if when else "otherwise")
    for n, outcomes in a.answers.items():
        yield Element(
            Node("answer", n), means=a.question, value=f"true if the outcome is {format_list([format_name(o) for o in outcomes], 'or')}"
        )
    for n, policy in a.policies.items():
        facts = [(f"sets {format_name(k)}", format_value(v)) for k, v in policy.sets.items()]
        yield _make(a, "policy", n, policy.about, value=f"from {a.clock.labels[policy.start]} on", facts=tuple(facts))
    for n, indicator in a.indicators.items():
        noise = (("noise", format_value(indicator.noise)),) if indicator.noise else ()
        yield _make(a, "indicator", n, indicator.about, equations=(("watches", render_condition(indicator.watch)),), facts=noise)
    for signature, body in a.functions.items():
        yield Element(Node("function", signature), value=f"is {body}")
    for n, definition in a.units.items():
        yield Element(Node("unit", n), value=f"is {definition}" if definition else "has a dimension of its own")


def _make(a: Assessment, kind: str, name: str, about: About, **more: Any) -> Element:
    return Element(
        Node(kind, name),
        means=about.means,
        unit=about.unit,
        basis=about.basis,
        judgement=about.judgement,
        sources=make_sources(a, about.citations),
        line=about.place.line,
        **more,
    )


def _make_stock(a: Assessment, name: str, stock: Stock) -> Element:
    expression = stock.changes or stock.becomes
    equations = ((("", render_equation(name, expression, change=stock.changes is not None)),)) if expression else ()
    if isinstance(stock.starts, Value):
        facts = [("starts at", format_value(stock.starts))]
    else:
        facts, equations = [], (*equations, ("starts at", render_condition(stock.starts)))
    if stock.shock is not None:
        facts.append(("shock each period", format_value(stock.shock)))
    for word, limit in zip(("at least", "at most"), stock.limits, strict=True):
        equations = (*equations, (word, render_condition(limit))) if limit is not None else equations
    if (stock.low, stock.high) != (float("-inf"), float("inf")):
        facts.append(("within", f"{_format_end(stock.low)} to {_format_end(stock.high)}"))
    return _make(a, "stock", name, stock.about, equations=equations, facts=tuple(facts))


def _make_event(a: Assessment, name: str, event: Event) -> Element:
    if event.states is not None:
        states = ", ".join(map(format_name, event.states.names))
        return _make(a, "event", name, event.about, facts=(("states", states),), equations=tuple(_list_state_equations(event.states)))
    once = (("happens", "once at most"),) if event.once else ()
    if event.on is not None:
        return _make(a, "event", name, event.about, value="on " + format_list([a.clock.labels[t] for t in event.on]), facts=once)
    parts = (("chance in a period", event.chance), ("when" if event.chance is None else "drawn only while", event.when))
    equations = tuple((word, render_condition(e)) for word, e in parts if e is not None)
    return _make(a, "event", name, event.about, equations=equations, facts=once)


def _list_state_equations(table: StateTable) -> Iterator[tuple[str, str]]:
    """Yield the condition of each row of a table, then the probability of each state; one that is certain to be absent is left out."""
    rest = {"states": "", "given": "otherwise: ", "from": "in the first period: "}[table.form]
    for k, row in enumerate(table.rows, start=1):
        yield f"row {k} applies if", render_condition(row.condition)
        yield from _list_chances(f"row {k}: ", table.names, row.chances)
    if table.rest is not None:
        yield from _list_chances(rest, table.names, table.rest)


def _list_chances(head: str, names: Sequence[str], chances: Sequence[Expression]) -> Iterator[tuple[str, str]]:
    for name, chance in zip(names, chances, strict=True):
        if not (isinstance(chance, Number) and chance.value == 0):
            yield f"{head}{format_name(name)}", render_condition(chance)


def _make_actor(a: Assessment, name: str, actor: Actor) -> Element:
    return _make(a, "actor", name, actor.about, equations=tuple(list_equations(actor)), facts=tuple(list_facts(actor, a.clock.kind)))


def _format_end(value: float) -> str:
    return "no limit" if value in (float("inf"), float("-inf")) else format_number(value)
