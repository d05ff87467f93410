"""Which element of an assessment influences which, and in what direction: the graph behind the causal map and the element cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lynchpin.language.expressions import BUILT_IN_NAMES, Expression
from lynchpin.language.records import Actor, Assessment, Value
from lynchpin.report.signs import find_range, find_signs


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is the section that the element stands in, in the singular; names are unique within a kind, and among all that
    expressions can read (`FLAT`)."""

    kind: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class Edge:
    """`sign`: 1 more of the source makes more of the target, -1 less, 0 it depends or is a choice."""

    source: Node
    target: Node
    sign: int


FLAT = ("parameter", "series", "stock", "auxiliary", "event", "actor", "indicator")


@dataclass(frozen=True)
class Causes:
    """The elements in the order of the file and the influences among them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def flat(self) -> Mapping[str, Node]:
        """What a name in an expression stands for."""
        return {n.name: n for n in reversed(self.nodes) if n.kind in FLAT}

    @cached_property
    def into(self) -> Mapping[Node, tuple[Edge, ...]]:
        return {n: tuple(e for e in self.edges if e.target == n) for n in self.nodes}

    @cached_property
    def out_of(self) -> Mapping[Node, tuple[Edge, ...]]:
        return {n: tuple(e for e in self.edges if e.source == n) for n in self.nodes}

    def find(self, name: str, kind: str = "") -> Node | None:
        """The element of this name: of this kind, or else the one that expressions mean, or else any."""
        if kind:
            return next((n for n in self.nodes if n.name == name and n.kind == kind), None)
        return self.flat.get(name) or next((n for n in self.nodes if n.name == name), None)


def find_causes(a: Assessment) -> Causes:
    """All elements of an assessment and who influences whom."""
    return _Builder(a).build()


class _Builder:
    """Walks an assessment once. Levers are not elements of their own: who reads a lever is influenced by the actor who sets it."""

    def __init__(self, a: Assessment) -> None:
        self._a = a
        self._levers = {lever: actor for actor, record in a.actors.items() for lever in record.levers}
        self._flat: dict[str, Node] = {}
        self._ranges: dict[str, int] = {}

    def build(self) -> Causes:
        nodes = tuple(self._list_nodes())
        self._flat = {n.name: n for n in nodes if n.kind in FLAT}
        found: dict[tuple[Node, Node], int] = {}
        for edge in self._list_edges():
            key = (edge.source, edge.target)
            found[key] = edge.sign if found.get(key, edge.sign) == edge.sign else 0
        return Causes(nodes, tuple(Edge(s, t, sign) for (s, t), sign in found.items()))

    def _list_nodes(self) -> Iterator[Node]:
        a = self._a
        sections: tuple[tuple[str, Mapping[str, object]], ...] = (
            ("actor", a.actors), ("stock", a.stocks), ("auxiliary", a.auxiliaries), ("event", a.events), ("series", a.series),
            ("parameter", a.parameters), ("assumption", a.assumptions), ("outcome", a.outcomes), ("answer", a.answers),
            ("policy", a.policies), ("indicator", a.indicators),
        )  # fmt: skip
        for kind, section in sections:
            yield from (Node(kind, name) for name in section)

    def _list_edges(self) -> Iterator[Edge]:
        a = self._a
        for name, stock in a.stocks.items():
            yield from self._read(stock.changes or stock.becomes, Node("stock", name))
        for name, auxiliary in a.auxiliaries.items():
            yield from self._read(auxiliary.equals, Node("auxiliary", name))
        for name, event in a.events.items():
            yield from self._read(event.chance or event.when, Node("event", name))
        for name, actor in a.actors.items():
            yield from self._read_actor(actor, Node("actor", name))
        for name, outcome in a.outcomes.items():
            yield from self._read(outcome.when, Node("outcome", name))
        for name, outcomes in a.answers.items():
            yield from (Edge(Node("outcome", o), Node("answer", name), 1) for o in outcomes)
        for name, indicator in a.indicators.items():
            yield from self._read(indicator.watch, Node("indicator", name))
        yield from self._list_replacements()

    def _list_replacements(self) -> Iterator[Edge]:
        """What an assumption's holding, or a policy, does to the value that it replaces."""
        a = self._a
        for name, assumption in a.assumptions.items():
            source = Node("assumption", name)
            for replaced, value in assumption.fails.items():
                holding = assumption.holds.get(replaced) or self._declared(replaced)
                yield Edge(source, self._flat[replaced], _compare(holding, value))
            if assumption.holds_while is not None:
                yield from self._read(assumption.holds_while, source)
        for name, policy in a.policies.items():
            for replaced, value in policy.sets.items():
                if replaced in self._flat:
                    yield Edge(Node("policy", name), self._flat[replaced], _compare(value, self._declared(replaced)))

    def _declared(self, name: str) -> Value | None:
        if name in self._a.parameters:
            return self._a.parameters[name].value
        return self._a.stocks[name].starts if name in self._a.stocks else None

    def _read_actor(self, actor: Actor, target: Node) -> Iterator[Edge]:
        """An actor is moved by what it values, up by what it wants more of, and by what says when it decides."""
        terms = [*actor.terms, *(t for f in actor.factions.values() for t in f.terms)]
        for term in terms:
            way = 1 if find_mean(term.weight) >= 0 else -1
            yield from (Edge(e.source, e.target, e.sign * way) for e in self._read(term.expression, target))
        for faction in actor.factions.values():
            if not isinstance(faction.influence, Value):
                yield from (Edge(e.source, e.target, 0) for e in self._read(faction.influence, target))
        yield from (Edge(e.source, e.target, 0) for e in self._read(actor.decides, target))

    def _read(self, expression: Expression | None, target: Node) -> Iterator[Edge]:
        if expression is None:
            return
        for name, sign in find_signs(expression, self._range).items():
            if name in self._levers and self._levers[name] != target.name:
                yield Edge(Node("actor", self._levers[name]), target, 0)
            elif name in self._flat and name not in BUILT_IN_NAMES and self._flat[name] != target:
                yield Edge(self._flat[name], target, sign)

    def _range(self, name: str) -> int:
        """Whether a name can fall below zero, as its declaration says."""
        if name not in self._ranges:
            self._ranges[name] = 0
            self._ranges[name] = self._find_range(name)
        return self._ranges[name]

    def _find_range(self, name: str) -> int:
        a = self._a
        if name in a.stocks:
            return 1 if a.stocks[name].low >= 0 else 0
        if name in a.parameters:
            return find_value_range(a.parameters[name].value)
        if name in a.series:
            return 1 if min(a.series[name].values) >= 0 else 0
        if name in a.auxiliaries:
            return find_range(a.auxiliaries[name].equals, self._range)
        if name in self._levers:
            levels = [levers[name] for levers in a.actors[self._levers[name]].options.values()]
            return 1 if min(levels) >= 0 else 0
        return 1 if name in a.events or name in BUILT_IN_NAMES else 0


def find_value_range(value: Value) -> int:
    """1 if no draw is below zero, -1 if none is above, 0 otherwise."""
    if value.kind in ("lognormal", "beta") and len(value.numbers) < 3:
        return 1
    if value.kind in ("number", "uniform", "triangular", "pert", "truncated", "choice", "beta"):
        ends = value.numbers[2:] if value.kind == "beta" else value.numbers
        return 1 if min(ends) >= 0 else -1 if max(ends) <= 0 else 0
    return 0


def find_mean(value: Value) -> float:
    """About the middle of a value: its mean or median, enough to say which of two is higher."""
    n = value.numbers
    if value.kind == "lognormal":
        return float(2.718281828459045 ** n[0])
    if value.kind == "beta":
        low, high = (n[2], n[3]) if len(n) > 3 else (0.0, 1.0)
        return low + (high - low) * n[0] / (n[0] + n[1])
    if value.kind == "uniform":
        return (n[0] + n[1]) / 2
    if value.kind == "triangular":
        return sum(n) / 3
    if value.kind == "pert":
        return (n[0] + 4 * n[1] + n[2]) / 6
    if value.kind == "choice":
        return sum(x * p for x, p in zip(n, value.chances, strict=True))
    if value.kind == "truncated" and value.inner is not None:
        return min(max(find_mean(value.inner), n[0]), n[1])
    return n[0]


def _compare(first: Value | None, second: Value | None) -> int:
    if first is None or second is None:
        return 0
    a, b = find_mean(first), find_mean(second)
    return (a > b) - (a < b)
