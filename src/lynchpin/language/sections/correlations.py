"""Reads correlations between draws."""

from __future__ import annotations

from lynchpin.language.distributions import measure_support
from lynchpin.language.inference.comparisons import report_words_as_number
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assumption, Given, Parameter, Stock, Value
from lynchpin.language.wording import describe_node, shorten, suggest_word


def read_correlations(
    reading: Reading,
    node: Node | None,
    parameters: dict[str, Parameter],
    stocks: dict[str, Stock],
    assumptions: dict[str, Assumption],
) -> tuple[tuple[str, str, float], ...]:
    """Read correlations, each `[NAME, NAME, number]`: two quantities, or two assumptions.

    A quantity is a parameter, a stock (its starting value) or `STOCK.shock`.

    Args:
        reading: The file that is being read.
        node: The node of `correlations`, or None if it is missing.
        parameters: The parameters of the file.
        stocks: The stocks of the file.
        assumptions: The assumptions of the file.
    """
    found = []
    for item in reading.items(node):
        if item.kind != "list" or len(item.items) != 3 or any(part.kind != "scalar" for part in item.items):
            reading.diagnostics.add(
                "wrong-shape",
                item.place,
                what="a correlation",
                expected="two names and a number",
                found=describe_node(item),
                hint="write `- [growth, oil_price.shock, 0.5]`",
            )
            continue
        first, second, strength = item.items
        claims = [name for name in (first, second) if name.text in assumptions and name.text not in reading.symbols]
        if len(claims) == 2:
            names = [name for name in claims if _has_own_credence(reading, name, assumptions[name.text])]
        elif claims and (second if claims[0] is first else first).text.partition(".")[0] in reading.symbols:
            reading.diagnostics.add("correlation-of-kinds", claims[0].place, name=claims[0].text)
            names = []
        elif claims:
            other = second if claims[0] is first else first
            hint = suggest_word(other.text, assumptions)
            reading.diagnostics.add("unknown-assumption", other.place, name=shorten(other.text), hint=hint)
            names = []
        else:
            names = [name for name in (first, second) if _is_drawn(reading, name, parameters, stocks)]
        number = reading.number(strength, "correlation", low=-1.0, high=1.0)
        if first.text == second.text:
            reading.diagnostics.add("correlated-with-itself", second.place, name=first.text)
        elif (earlier := reading.correlations.get(frozenset((first.text, second.text)))) is not None:
            reading.diagnostics.add(
                "correlated-twice", first.place, first=first.text, second=second.text, also=((earlier, "first correlated here"),)
            )
        elif len(names) == 2:
            reading.correlations[frozenset((first.text, second.text))] = first.place
            found.append((first.text, second.text, number))
    return tuple(found)


def _has_own_credence(reading: Reading, node: Node, assumption: Assumption) -> bool:
    """Return whether an assumption has a credence that does not depend on another assumption, after reporting one that has not."""
    also = ((assumption.about.place, "declared here"),)
    if isinstance(assumption.credence, Given):
        reading.diagnostics.add("correlated-and-given", node.place, name=node.text, also=also)
    elif assumption.credence is None and assumption.holds_while is not None:
        reading.diagnostics.add("assumption-without-credence", node.place, name=node.text, also=also)
    return isinstance(assumption.credence, Value)


def _is_drawn(reading: Reading, node: Node, parameters: dict[str, Parameter], stocks: dict[str, Stock]) -> bool:
    """Return whether a name refers to something that is drawn, after reporting why not."""
    name, _, part = node.text.partition(".")
    if name in stocks and part == "shock":
        value = stocks[name].shock
    elif node.text in parameters:  # also the chance of an event, `EVENT.chance`
        value = parameters[node.text].value
        if parameters[node.text].states:
            report_words_as_number(reading, reading.symbols[node.text], node.place, "words have no order; correlate a parameter in numbers")
            return False
    elif name in stocks and not part:
        starts = stocks[name].starts
        if not isinstance(starts, Value):
            hint = "correlate the parameters that it is computed from"
            reading.diagnostics.add("correlates-nothing", node.place, name=node.text, hint=hint)
            return False
        value = starts
    else:
        reading.find_symbol(name, node.place, ("parameter", "stock"))
        if name in stocks or name in parameters:
            reading.diagnostics.add("unknown-part", node.place, name=name, part=part)
        return False
    if value is None:
        reading.diagnostics.add("no-shock", node.place, name=name)
        return False
    low, high = measure_support(value)
    if low == high:
        reading.diagnostics.add("correlates-nothing", node.place, name=node.text)
    return low != high
