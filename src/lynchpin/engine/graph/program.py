"""The structure of a model: a graph of operations, and the nodes that give each part of a period.

A `Program` holds no declared numbers, only their positions, so that files that differ only in numbers share one compiled program. A
`Graph` returns the same node for the same operation on the same arguments, so that common subexpressions are computed once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace
from typing import Literal

LEAVES = (
    "constant", "input", "stock", "end", "level_end", "block", "lever", "series", "calendar", "event", "state",
    "option", "memory", "accumulator",
)  # fmt: skip
CALENDAR = ("time", "year", "quarter", "month", "period")


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. Nodes are compared by identity, because a `Graph` makes each distinct node once.

    Leaves (with `data`): constant (its number), input, stock (its value at the start of the period), end (at the end of the period),
    level_end (the same of a level), block (index into `Program.blocks`: its values at the start of each sub-step), lever, series,
    calendar (an entry of `CALENDAR`), event (1 if it fires), state ((event, state): 1 if the event is in that state), option
    ((actor, option): 1 if chosen),
    accumulator (of `Program.accumulators`).
    Operations on `args`: add (any number), multiply (any number), divide, power, negate, less, less_equal, equal, not_equal, and, or,
    not, where (condition, then, otherwise), first_of and only_of (condition, value, condition, value, ..., rest), min, max, abs, exp, log, sqrt, clip, logistic, step, sin, cos, floor, round, sign,
    interpolate (`data`: knots).
    Operations with memory (`data`: index into `Program.memories`): previous (0 or 1 argument), ever, since, smooth (x, periods), level
    (its initial value; of a delay).
    Within a period: moment (the value of the sub-step, of an argument with one for each sub-step).

    Attributes:
        op: Name of the leaf or operation.
        args: Arguments of the operation.
        data: Data of the leaf or operation.
        number: Position in the graph.
        leaves: The leaves that the node reads, as (op, data) pairs.
    """

    op: str
    args: tuple[Node, ...]
    data: Hashable
    number: int
    leaves: frozenset[tuple[str, Hashable]] = field(repr=False)

    def __repr__(self) -> str:
        return f"#{self.number}"


class Graph:
    """Makes nodes. The same operation on the same arguments gives the same node."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[int, ...], Hashable], Node] = {}
        self._nodes: list[Node] = []

    def make(self, op: str, *args: Node, data: Hashable = None) -> Node:
        """Return the node of an operation.

        Args:
            op: Name of the leaf or operation.
            args: Arguments of the operation.
            data: Data of the leaf or operation.
        """
        key = (op, tuple(a.number for a in args), data)
        node = self._made.get(key)
        if node is None:
            leaves: frozenset[tuple[str, Hashable]] = frozenset().union(*(a.leaves for a in args)) if args else frozenset()
            if op in LEAVES and op != "constant":
                leaves |= {(op, data)}
            if op in ("previous", "ever", "since", "smooth", "level"):
                leaves |= {("memory", data)}
            if op in ("level", "moment"):
                leaves |= {("level", data) if op == "level" else ("substep", None)}
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
class ChangeSpec:
    """A change of an input by an assumption, where it holds or where it fails, or by a policy while it is in force.

    Attributes:
        operation: Whether the input is multiplied by the amount, or the amount is added to it.
        amount: The input that is the amount.
        assumption: Index of the assumption, if it is an assumption that makes the change.
        if_it_holds: Whether the change applies where that assumption holds (True) or where it fails.
        policy: Index of the policy, if it is a policy that makes the change.
    """

    operation: Literal["times", "plus"]
    amount: int
    assumption: int | None = None
    if_it_holds: bool = False
    policy: int | None = None


@dataclass(frozen=True, slots=True)
class InputSpec:
    """A number drawn once per future: a parameter, a starting value, a weight, a rationality, a bias or a credence.

    Attributes:
        name: Name of the input.
        draw: Name of its draw.
        row: Row of its distribution in `Numbers.tables`.
        assumption: Index of the assumption that it depends on, if any.
        fails_row: Row of its distribution where the assumption fails.
        policies: (policy, row) pairs, the distribution under a policy from the period in `Numbers.policy_starts` on.
        computed: Expression over other inputs that replaces the row `computed_row`, if the input is computed.
        computed_row: The row that `computed` replaces.
        changes: Changes by assumptions and policies, in the order in which they apply.
    """

    name: str
    draw: str
    row: int
    assumption: int | None = None
    fails_row: int | None = None
    policies: tuple[tuple[int, int], ...] = ()
    computed: Node | None = None
    computed_row: int | None = None
    changes: tuple[ChangeSpec, ...] = ()

    @property
    def policies_matter(self) -> bool:
        """Whether a policy replaces or changes it."""
        return bool(self.policies) or any(change.policy is not None for change in self.changes)


@dataclass(frozen=True, slots=True)
class CredenceTable:
    """A credence that depends on the state of another assumption, the parent: an input for each case, or another table."""

    parent: int
    holds: int | CredenceTable
    fails: int | CredenceTable

    def list_inputs(self) -> list[int]:
        """Return the inputs that are the credences in all cases."""
        parts = [[x] if isinstance(x, int) else x.list_inputs() for x in (self.holds, self.fails)]
        return [i for part in parts for i in part]


@dataclass(frozen=True, slots=True)
class LastingSpec:
    """An assumption that can fail along the way.

    Attributes:
        assumption: Index of the assumption.
        name: Name of its draw in each period.
        lasts: The input that is the time in years after which it fails, if there is one.
        periods_per_year: Periods of the clock in a year.
        breaks: Probability that it fails in a period in which it still holds, if stated.
        fails_if: Condition with which it fails, if stated.
    """

    assumption: int
    name: str
    lasts: int | None
    periods_per_year: float
    breaks: Node | None
    fails_if: Node | None


@dataclass(frozen=True, slots=True)
class NoiseSpec:
    """A number drawn in each period: `normal` (mean, sd), `uniform` (low, high) or `table` (any other distribution).

    Its parameters are the two numbers `Numbers.noise[index]` or the row `Numbers.tables[row]`.
    """

    draw: str
    kind: Literal["normal", "uniform", "table"]
    index: int
    row: int = -1


@dataclass(frozen=True, slots=True)
class StockSpec:
    """A stock.

    Attributes:
        name: Name of the stock.
        start: The input that is its starting value.
        next: Its value at the end of the period, before shock and bounds, if the period is one step.
        shock: What is drawn in each period and added.
        bounded: Whether it has a bound. Bounds are in `Numbers.bounds`.
        limits: Expressions that replace the declared lower and upper bound.
        change: What is added in a period; None if `next` is computed outright.
        flows: Parts of the change in proportion to the stock, as (factor, expression).
    """

    name: str
    start: int
    next: Node
    shock: NoiseSpec | None
    bounded: bool
    limits: tuple[Node | None, Node | None] = (None, None)
    change: Node | None = None
    flows: tuple[tuple[float, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class EventSpec:
    """An event that fires with a probability (`chance`) or while a condition is true (`when`). `fired` is the memory of `once`."""

    name: str
    kind: Literal["chance", "when"]
    node: Node
    fired: int | None


@dataclass(frozen=True, slots=True)
class StateSpec:
    """An event that is in one of several states in each period. `chances` are the probabilities of the states in the period."""

    name: str
    states: tuple[str, ...]
    chances: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class FactionSpec:
    """A faction of an actor. `terms` are (node, weight input)."""

    name: str
    influence: Node
    terms: tuple[tuple[Node, int], ...]


@dataclass(frozen=True, slots=True)
class PerceptionSpec:
    """A leaf (stock or input) that an actor sees with error; `bias` is an input, `noise` a draw of each period."""

    leaf: Node
    bias: int | None
    noise: NoiseSpec | None


@dataclass(frozen=True, slots=True)
class ActorSpec:
    """An actor. `levers` are indices of levers, whose levels by option are `Numbers.levels[actor]`. `terms` are (node, weight input)."""

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
    """A value kept from one period to the next: that of `node`, and `initial` before the first period.

    `width` is the number of values that are kept, one for each sub-step; 0 for a single value.
    """

    node: Node
    initial: float
    width: int = 0


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """A level of a delay: a stock without a name, with the memory that keeps it, and what is added to it in a period."""

    node: Node
    memory: int
    change: Node


@dataclass(frozen=True, slots=True)
class AccumulatorSpec:
    """A function of the path: ever, always, count, final, highest, lowest, total, at, by (the last two with a period)."""

    kind: str
    node: Node
    period: int = -1


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
