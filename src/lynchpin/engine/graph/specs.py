"""Specifications: what each part of a model is made of, as nodes and positions of declared numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lynchpin.engine.graph.nodes import Node


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
    """An actor. `levers` are indices of levers, whose levels by option are `Numbers.levels[actor]`. `terms` are (node, weight input).

    `starts` is the option in place before the first period. `sums` is whether the payoffs of the periods of the horizon are added instead
    of averaged. `discount` is the input that is the weight of each period relative to the one before. `foresees` is whether the actor
    expects the others to reply from the second period on. `sees` are the actors whose choices of the same period it sees, including those
    that these see. `learns` is whether it learns about the types of others from their choices.
    """

    name: str
    options: tuple[str, ...]
    levers: tuple[int, ...]
    terms: tuple[tuple[Node, int], ...]
    factions: tuple[FactionSpec, ...]
    rationality: int
    horizon: int
    decides: Node | None
    perceives: tuple[PerceptionSpec, ...]
    starts: int = 0
    sums: bool = False
    discount: int | None = None
    foresees: bool = False
    sees: tuple[int, ...] = ()
    learns: bool = True


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """The private type of an actor: the input that draws it, and the number of types. The prior is in `Numbers.priors`."""

    actor: int
    input: int
    count: int


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
