"""Builds the influence graph of an assessment from its equations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lynchpin.language.dependencies import list_event_expressions, order_by_dependency
from lynchpin.language.distributions import measure_support
from lynchpin.language.expressions import BUILT_IN_NAMES, Expression
from lynchpin.language.influence.graph import KINDS_IN_EXPRESSIONS, Edge, InfluenceGraph, Node
from lynchpin.language.influence.polarity import find_polarities, find_sign
from lynchpin.language.records import Actor, Assessment, Change, Given, Value
from lynchpin.language.traversal import list_uses


def build_influence_graph(assessment: Assessment, find_mean: Callable[[Value], float]) -> InfluenceGraph:
    """Return all elements of an assessment and the influences between them.

    Args:
        assessment: The assessment.
        find_mean: Returns the mean of a value. Means decide the polarity of a weight, and of an assumption or policy that replaces a value.
    """
    return _Builder(assessment, find_mean).build()


class _Builder:
    """Walks an assessment once. Levers are not elements: whatever reads a lever is influenced by the actor who sets it."""

    def __init__(self, a: Assessment, find_mean: Callable[[Value], float]) -> None:
        self._a = a
        self._find_mean = find_mean
        self._levers = {lever: actor for actor, record in a.actors.items() for lever in record.levers}
        self._by_name: dict[str, Node] = {}
        self._signs: dict[str, int] = {}

    def build(self) -> InfluenceGraph:
        nodes = tuple(self._list_nodes())
        self._by_name = {n.name: n for n in nodes if n.kind in KINDS_IN_EXPRESSIONS}
        self._find_signs()
        found: dict[tuple[Node, Node], int] = {}
        for edge in self._list_edges():
            key = (edge.source, edge.target)
            found[key] = edge.sign if found.get(key, edge.sign) == edge.sign else 0
        return InfluenceGraph(nodes, tuple(Edge(s, t, sign) for (s, t), sign in found.items()))

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
            for limit in stock.limits:
                yield from self._read(limit, Node("stock", name))
            if not isinstance(stock.starts, Value):
                yield from self._read(stock.starts, Node("stock", name))
        for name, auxiliary in a.auxiliaries.items():
            yield from self._read(auxiliary.equals, Node("auxiliary", name))
        for name, event in a.events.items():
            for part in list_event_expressions(event):
                yield from self._read(part, Node("event", name))
        for name, actor in a.actors.items():
            yield from self._read_actor(actor, Node("actor", name))
            yield from (Edge(Node("actor", other), Node("actor", name), 0) for other in actor.after)
        for name, outcome in a.outcomes.items():
            yield from self._read(outcome.when, Node("outcome", name))
        for name, outcomes in a.answers.items():
            yield from (Edge(Node("outcome", o), Node("answer", name), 1) for o in outcomes)
        for name, indicator in a.indicators.items():
            yield from self._read(indicator.watch, Node("indicator", name))
        yield from self._list_replacements()

    def _list_replacements(self) -> Iterator[Edge]:
        """Yield the influence of each assumption (that it holds) and of each policy on the values that they replace."""
        a = self._a
        for name, assumption in a.assumptions.items():
            source = Node("assumption", name)
            for replaced, value in assumption.fails.items():
                holding = assumption.holds.get(replaced) or self._declared(replaced)
                yield Edge(source, self._by_name[replaced], self._compare(replaced, holding, value))
            for parent, _ in assumption.credence.list_parents() if isinstance(assumption.credence, Given) else ():
                yield Edge(Node("assumption", parent), source, self._find_sign_of_parent(assumption.credence, parent))
            yield from self._read(assumption.holds_while, source)
            for ending in (assumption.breaks, assumption.fails_if):
                yield from (Edge(e.source, e.target, -e.sign) for e in self._read(ending, source))
        for name, policy in a.policies.items():
            for replaced, value in policy.sets.items():
                if replaced in self._by_name:
                    yield Edge(Node("policy", name), self._by_name[replaced], self._compare(replaced, value, self._declared(replaced)))

    def _compare(self, name: str, first: Value | Change | None, second: Value | Change | None) -> int:
        """Return 1 if the first value of a name has the larger mean, -1 if the smaller, 0 if they are equal, words, or one is missing."""
        parameter = self._a.parameters.get(name)
        if first is None or second is None or (parameter is not None and parameter.states):
            return 0
        a, b = self._find_level(name, first), self._find_level(name, second)
        return (a > b) - (a < b)

    def _find_sign_of_parent(self, table: Value | Given | None, parent: str) -> int:
        """Return 1 if an assumption is more probable where its parent holds, -1 if it is less probable, 0 if that differs by case."""
        if not isinstance(table, Given):
            return 0
        if table.parent != parent:
            signs = {self._find_sign_of_parent(part, parent) for part in (table.holds, table.fails)} - {0}
            return signs.pop() if len(signs) == 1 else 0
        low, high = self._list_means(table.fails), self._list_means(table.holds)
        return 1 if min(high) >= max(low) else -1 if max(high) <= min(low) else 0

    def _list_means(self, credence: Value | Given) -> list[float]:
        if isinstance(credence, Value):
            return [self._find_mean(credence)]
        return [mean for part in (credence.holds, credence.fails) for mean in self._list_means(part)]

    def _find_level(self, name: str, value: Value | Change) -> float:
        """Return the mean of a value or, for a change, that of the declared value after it."""
        if isinstance(value, Value):
            return self._find_mean(value)
        declared, amount = self._declared(name), self._find_mean(value.amount)
        if declared is None:  # a computed starting value: what matters is only whether it rises or falls
            return amount - 1 if value.operation == "times" else amount
        return self._find_mean(declared) * amount if value.operation == "times" else self._find_mean(declared) + amount

    def _declared(self, name: str) -> Value | None:
        if name in self._a.parameters:
            return self._a.parameters[name].value
        starts = self._a.stocks[name].starts if name in self._a.stocks else None
        return starts if isinstance(starts, Value) else None

    def _read_actor(self, actor: Actor, target: Node) -> Iterator[Edge]:
        """Yield the influences on an actor: of the terms of its payoff, and of what decides when it chooses and how its factions weigh."""
        terms = [*actor.terms, *(t for f in actor.factions.values() for t in f.terms)]
        for term in terms:
            weight_sign = 1 if self._find_mean(term.weight) >= 0 else -1
            yield from (Edge(e.source, e.target, e.sign * weight_sign) for e in self._read(term.expression, target))
        for faction in actor.factions.values():
            if not isinstance(faction.influence, Value):
                yield from (Edge(e.source, e.target, 0) for e in self._read(faction.influence, target))
        other = [part for part in (actor.rationality, actor.switching, actor.horizon.discount) if not isinstance(part, Value)]
        yield from (Edge(e.source, e.target, 0) for part in (actor.decides, *other) for e in self._read(part, target))

    def _read(self, expression: Expression | None, target: Node) -> Iterator[Edge]:
        if expression is None:
            return
        for name, sign in find_polarities(expression, self._sign_of).items():
            if name in self._levers and self._levers[name] != target.name:
                yield Edge(Node("actor", self._levers[name]), target, 0)
            elif name in self._by_name and name not in BUILT_IN_NAMES and self._by_name[name] != target:
                yield Edge(self._by_name[name], target, sign)

    def _find_signs(self) -> None:
        """Find the sign of each auxiliary after those that it uses; around a loop signs are unknown."""
        auxiliaries = self._a.auxiliaries
        self._signs = dict.fromkeys(auxiliaries, 0)
        for name in order_by_dependency({name: [used for used, _ in list_uses(x.equals)] for name, x in auxiliaries.items()}):
            self._signs[name] = find_sign(auxiliaries[name].equals, self._sign_of)

    def _sign_of(self, name: str) -> int:
        """Return the sign of a named quantity according to its declaration."""
        if name not in self._signs:
            self._signs[name] = self._find_sign(name)
        return self._signs[name]

    def _find_sign(self, name: str) -> int:
        a = self._a
        if name in a.stocks:
            return 1 if a.stocks[name].low >= 0 else 0
        if name in a.parameters:
            return _find_value_sign(a.parameters[name].value)
        if name in a.series:
            return 1 if min(a.series[name].values) >= 0 else 0
        if name in self._levers:
            levels = [levers[name] for levers in a.actors[self._levers[name]].options.values()]
            return 1 if min(levels) >= 0 else 0
        return 1 if name in a.events or name in BUILT_IN_NAMES else 0


def _find_value_sign(value: Value) -> int:
    """Return 1 if a value is never below zero, -1 if it is never above, 0 otherwise."""
    low, high = measure_support(value)
    return 1 if low >= 0 else -1 if high <= 0 else 0
