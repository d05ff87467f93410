"""The structure of a model: its graph of operations, and the nodes that give each part of a period.

A `Program` holds no declared numbers and no numbers in equations, only their positions, so that files that differ only in numbers share one compiled program.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from typing import Literal

from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.specs import (
    AccumulatorSpec,
    ActorSpec,
    CredenceTable,
    EventSpec,
    InputSpec,
    LastingSpec,
    LevelSpec,
    MemorySpec,
    NoiseSpec,
    StateSpec,
    StockSpec,
    TypeSpec,
)


@dataclass(frozen=True, slots=True)
class Program:
    """The structure of a model. Two programs with the same `key` compile to the same code."""

    nodes: tuple[Node, ...]
    periods: int
    inputs: tuple[InputSpec, ...]
    assumptions: tuple[int, ...]
    """For each assumption, the input that is its credence; of one with a table, the first of them."""
    rows: tuple[int, ...]
    """For each row of `Numbers.tables`, its shape (`distributions.Distribution.shape`); certain numbers are in `Numbers.certain`."""
    correlated: tuple[str, ...]
    """Names of draws that the copula correlates, parameters first; `Numbers.copula` is the Cholesky factor."""
    stocks: tuple[StockSpec, ...]
    events: tuple[EventSpec, ...]
    actors: tuple[ActorSpec, ...]
    levers: int
    memories: tuple[MemorySpec, ...]
    accumulators: tuple[AccumulatorSpec, ...]
    adaptive: bool
    auxiliaries: tuple[Node, ...]
    """The auxiliaries during a period."""
    recorded: tuple[Node, ...]
    """The same auxiliaries at the end of a period, as they are recorded."""
    indicators: tuple[tuple[Node, NoiseSpec | None], ...]
    conditions: tuple[Node, ...]
    """The `holds_while` of each assumption that the model itself can break."""
    outcomes: tuple[Node | None, ...]
    """Conditions of the outcomes in order; None is `otherwise`. Outcomes, goals and forecasts read accumulators only."""
    goals: tuple[Node, ...]
    forecasts: tuple[Node, ...]
    states: tuple[StateSpec, ...] = ()
    """Events with states; `events` has the others."""
    levels: tuple[LevelSpec, ...] = ()
    blocks: tuple[Node, ...] = ()
    """What fixed delays pass on, if there are sub-steps."""
    steps: int = 1
    """Number of sub-steps in which stocks and levels are integrated in each period."""
    method: Literal["euler", "rk4"] = "euler"
    tables: tuple[CredenceTable | None, ...] = ()
    """For each assumption, its table if its credence depends on other assumptions; empty if none does."""
    lasting: tuple[LastingSpec, ...] = ()
    """Assumptions that can fail along the way."""
    rounds: tuple[tuple[int, ...], ...] = ()
    """The actors of each round of a period (`choice.stage.Turns`); empty if all choose at once and no actor has a private type."""
    types: tuple[TypeSpec, ...] = ()
    """Private types of actors."""
    key: str = ""

    @property
    def integrates(self) -> bool:
        """Whether a period is more than one step of Euler's method."""
        return self.steps > 1 or self.method != "euler"

    @property
    def horizon(self) -> int:
        """The longest horizon of any actor."""
        return max((a.horizon for a in self.actors), default=1)

    def varies(self, spec: InputSpec) -> bool:
        """Return whether an input can change from period to period: by a policy, or with an assumption that can fail along the way."""
        lasting = {one.assumption for one in self.lasting}
        return spec.policies_matter or spec.assumption in lasting or any(change.assumption in lasting for change in spec.changes)

    def credences_of(self, j: int) -> list[int]:
        """Return the inputs that are the credences of assumption `j`: one, or one for each case of its table."""
        table = self.tables[j] if self.tables else None
        return [self.assumptions[j]] if table is None else table.list_inputs()


def with_key(program: Program) -> Program:
    """Return the program with its key, the digest of a text that lists the whole structure."""
    graph = [(n.op, tuple(a.number for a in n.args), n.data) for n in program.nodes]
    rest = [getattr(program, f.name) for f in fields(program) if f.name not in ("nodes", "key")]
    text = repr((graph, rest))
    return replace(program, key=hashlib.sha256(text.encode()).hexdigest())
