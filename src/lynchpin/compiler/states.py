"""Build events with states: a table of conditions and probabilities becomes one node for the probability of each state."""

from __future__ import annotations

from lynchpin.compiler.lower import Lowering
from lynchpin.engine.graph.specs import StateSpec


def build_states(lowering: Lowering, name: str) -> StateSpec:
    """Return the specification of an event with states.

    Args:
        lowering: Makes the nodes.
        name: The event.
    """
    table = lowering.assessment.events[name].states
    assert table is not None
    rows, rest = (table.rows, table.rest) if table.rest is not None else (table.rows[:-1], table.rows[-1].chances)
    # Without `otherwise` the conditions leave nothing out, so the last row applies where no other does.
    conditions = [lowering.define(name, row.condition) for row in rows]
    columns = [[lowering.define(name, row.chances[s]) for row in rows] for s in range(len(table.names))]
    op = "only_of" if table.exclusive else "first_of"
    chances = []
    for s, column in enumerate(columns):
        otherwise = lowering.define(name, rest[s])
        pairs = [node for pair in zip(conditions, column, strict=True) for node in pair]
        chances.append(lowering.graph.make(op, *pairs, otherwise) if pairs else otherwise)
    return StateSpec(name, table.names, tuple(chances))
