"""The structure of a model: a graph of operations, and what each part of a period is computed from.

A `Program` holds no declared numbers, only their places, so that two files that differ in values alone share
one compiled program. Nodes are made by a `Graph`, which gives the same node for the same operation on the same
arguments: what two expressions share is computed once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace
from typing import Literal

LEAVES = ("constant", "input", "stock", "end", "lever", "series", "calendar", "event", "option", "memory", "accumulator")
CALENDAR = ("time", "year", "quarter", "month", "period")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. Equality is identity: a `Graph` makes each distinct node once.

    Leaves (with `data`): constant (its number), input, stock (its value at the period's start), end (at the period's end),
    lever, series, calendar (an entry of `CALENDAR`), event (1 when it fires), option ((actor, option): 1 when chosen),
    accumulator (of `Program.accumulators`).
    Operations on `args`: add (any number), multiply (any number), divide, power, negate, less, less_equal, equal, not_equal, and, or,
    not, where (condition, then, otherwise), min, max, abs, exp, log, sqrt, clip, logistic, step, sin, cos, floor, round, sign,
    interpolate (`data`: knots),
    and those that remember (`data`: index into `Program.memories`): previous (0 or 1 argument), ever, since, smooth (x, periods).
    `leaves` is the set of leaves that the node reads, as (op, data) pairs.
    """

    op: str
    args: tuple[Node, ...]
    data: Hashable
    number: int
    leaves: frozenset[tuple[str, Hashable]] = field(repr=False)

    def __repr__(self) -> str:
        return f"#{self.number}"


class Graph:
    """Makes nodes, each distinct one once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[int, ...], Hashable], Node] = {}
        self._nodes: list[Node] = []

    def make(self, op: str, *args: Node, data: Hashable = None) -> Node:
        key = (op, tuple(a.number for a in args), data)
        node = self._made.get(key)
        if node is None:
            leaves: frozenset[tuple[str, Hashable]] = frozenset().union(*(a.leaves for a in args)) if args else frozenset()
            if op in LEAVES and op != "constant":
                leaves |= {(op, data)}
            if op in ("previous", "ever", "since", "smooth"):
                leaves |= {("memory", data)}
            node = Node(op, args, data, len(self._made), leaves)
            self._made[key] = node
            self._nodes.append(node)
        return node

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._nodes)

    def constant(self, value: float) -> Node:
        return self.make("constant", data=float(value))


@dataclass(frozen=True, slots=True)
class InputSpec:
    """A number drawn once per future: a parameter, a starting value, a weight, a rationality, a bias or a credence.

    `draw` is the name of its uniform; rows point into `Numbers.tables`. `fails_row` is used where `assumption` fails.
    `policies` are (policy, row) pairs: what replaces it under a policy, from the period in `Numbers.policy_starts`.
    `computed` is what a computed input is, a node over other inputs, in place of the row `computed_row`.
    """

    name: str
    draw: str
    row: int
    assumption: int | None = None
    fails_row: int | None = None
    policies: tuple[tuple[int, int], ...] = ()
    computed: Node | None = None
    computed_row: int | None = None


@dataclass(frozen=True, slots=True)
class NoiseSpec:
    """A draw anew each period: `normal` (mean, sd), `uniform` (low, high) or `table` (any other distribution).

    Its numbers are `Numbers.noise[index]` (two numbers) or the row `Numbers.tables[row]`.
    """

    draw: str
    kind: Literal["normal", "uniform", "table"]
    index: int
    row: int = -1


@dataclass(frozen=True, slots=True)
class StockSpec:
    """`next` is the value at the period's end before shock and bounds; bounds are `Numbers.bounds[stock]`."""

    name: str
    start: int
    next: Node
    shock: NoiseSpec | None
    bounded: bool


@dataclass(frozen=True, slots=True)
class EventSpec:
    """`chance`: fires with that probability; `when`: fires while the condition is true. `fired` is the memory of `once`."""

    name: str
    kind: Literal["chance", "when"]
    node: Node
    fired: int | None


@dataclass(frozen=True, slots=True)
class FactionSpec:
    name: str
    influence: Node
    terms: tuple[tuple[Node, int], ...]


@dataclass(frozen=True, slots=True)
class PerceptionSpec:
    """The leaf (stock or input) that is seen with error; `bias` is an input, `noise` a draw of each period."""

    leaf: Node
    bias: int | None
    noise: NoiseSpec | None


@dataclass(frozen=True, slots=True)
class ActorSpec:
    """`levers` are indices of levers, `Numbers.levels[actor]` their levels by option. `terms` are (node, weight input)."""

    name: str
    options: tuple[str, ...]
    levers: tuple[int, ...]
    terms: tuple[tuple[Node, int], ...]
    factions: tuple[FactionSpec, ...]
    rationality: int
    horizon: int
    decides: Node | None
    perceives: tuple[PerceptionSpec, ...]


@dataclass(frozen=True, slots=True)
class MemorySpec:
    """What is kept from one period to the next: the value of `node`, at first `initial`."""

    node: Node
    initial: float


@dataclass(frozen=True, slots=True)
class AccumulatorSpec:
    """What looks along the path: ever, always, count, final, highest, lowest, total, at, by (the last two with a period)."""

    kind: str
    node: Node
    period: int = -1


@dataclass(frozen=True, slots=True)
class Program:
    """All of the structure. Two programs with the same `key` compile to the same code."""

    nodes: tuple[Node, ...]
    periods: int
    inputs: tuple[InputSpec, ...]
    assumptions: tuple[int, ...]
    """For each assumption the input that is its credence."""
    rows: tuple[int, ...]
    """For each row of `Numbers.tables` its shape (`distributions.Distribution.shape`); plain numbers are read from `Numbers.certain`."""
    correlated: tuple[str, ...]
    """Names of draws tied by the copula, parameters first; `Numbers.copula` is the Cholesky factor."""
    stocks: tuple[StockSpec, ...]
    events: tuple[EventSpec, ...]
    actors: tuple[ActorSpec, ...]
    levers: int
    memories: tuple[MemorySpec, ...]
    accumulators: tuple[AccumulatorSpec, ...]
    adaptive: bool
    auxiliaries: tuple[Node, ...]
    indicators: tuple[tuple[Node, NoiseSpec | None], ...]
    conditions: tuple[Node, ...]
    """The `holds_while` of each assumption that the model itself can break."""
    outcomes: tuple[Node | None, ...]
    """In order; None is `otherwise`. They read accumulators only, as do goals and forecasts."""
    goals: tuple[Node, ...]
    forecasts: tuple[Node, ...]
    key: str = ""

    @property
    def horizon(self) -> int:
        """The longest horizon of any actor."""
        return max((a.horizon for a in self.actors), default=1)


def with_key(program: Program) -> Program:
    """The program with its key: a text of the whole structure, every node written as (operation, numbers of arguments, data)."""
    graph = [(n.op, tuple(a.number for a in n.args), n.data) for n in program.nodes]
    rest = [getattr(program, f.name) for f in fields(program) if f.name not in ("nodes", "key")]
    text = repr((graph, rest))
    return replace(program, key=hashlib.sha256(text.encode()).hexdigest())
