"""Lower expressions to nodes of the engine's graph: names become leaves, functions become operations.

A stock, and an auxiliary that is computed from one, has two values in a period. What makes the period happen reads them during it, from the
stocks at the start. What looks at the period afterwards (payoffs, outcomes, goals, forecasts, `holds_while`, indicators, evidence and the
record) reads them at its end, from the stocks as they then are. Every other name has one value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lynchpin.compiler.delays import Delays
from lynchpin.compiler.literals import Literals, is_whole
from lynchpin.compiler.trees import find_names, list_addends, list_factors, make_key
from lynchpin.engine.graph.nodes import CALENDAR, Graph, Node
from lynchpin.engine.graph.specs import MemorySpec
from lynchpin.language.clocks import find_time
from lynchpin.language.dependencies import build_definitions, find_components, order_by_dependency
from lynchpin.language.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Indexed,
    InState,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)
from lynchpin.language.records import Assessment
from lynchpin.language.traversal import list_nodes, list_uses

REMEMBER = {"previous": 0.0, "ever": 0.0, "since": float("inf"), "smooth": 0.0}
SIMPLE = {"min", "max", "abs", "exp", "log", "sqrt", "clip", "logistic", "step", "sin", "cos", "floor", "round", "sign"}
COMPARISONS = {"<": "less", "<=": "less_equal", ">": "less", ">=": "less_equal", "==": "equal", "!=": "not_equal"}


@dataclass
class Lowering:
    """Makes the nodes of one assessment, and collects what is remembered from period to period."""

    assessment: Assessment
    graph: Graph = field(default_factory=Graph)
    memories: list[MemorySpec | None] = field(default_factory=list)
    _memory_of: dict[tuple[object, ...], int] = field(default_factory=dict)
    _named: dict[tuple[str, bool], Node] = field(default_factory=dict)
    _owner: str | None = None
    _early: bool = False
    _fired: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[int, Expression, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        a = self.assessment
        self.inputs = {name: i for i, name in enumerate((*a.parameters, *a.stocks))}
        self.stocks = {name: i for i, name in enumerate(a.stocks)}
        scheduled = [name for name, e in a.events.items() if e.on is not None]
        self.series = {name: k for k, name in enumerate((*a.series, *scheduled))}
        self.states = {name: k for k, name in enumerate(n for n, e in a.events.items() if e.states is not None)}
        self.events = {name: k for k, name in enumerate(n for n in a.events if n not in scheduled and n not in self.states)}
        self.levers = {lever: k for k, lever in enumerate(lever for actor in a.actors.values() for lever in actor.levers)}
        self.actors = {name: k for k, name in enumerate(a.actors)}
        self.once = {name for name, e in a.events.items() if e.once and e.on is None}
        self.literals = Literals(self.graph)
        self.delays = Delays(self)
        self._component = find_components(build_definitions(a, same_period=False))
        self._moving = self._find_moving()
        self._lower_auxiliaries()

    def _find_moving(self) -> set[str]:
        """Return the names that may differ between the period and its end: stocks, and auxiliaries that use them or have levels."""
        users: dict[str, list[str]] = {}
        for name, auxiliary in self.assessment.auxiliaries.items():
            for used, _ in list_uses(auxiliary.equals):
                users.setdefault(used, []).append(name)
        found: set[str] = set()
        waiting = [*self.assessment.stocks, *(name for name, x in self.assessment.auxiliaries.items() if _has_level(x.equals))]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += users.get(name, ())
        return found

    def _lower_auxiliaries(self) -> None:
        """Lower each auxiliary after those it uses, so that a long chain needs no recursion."""
        uses: dict[str, list[str]] = {}
        for name, auxiliary in self.assessment.auxiliaries.items():
            uses[name] = [used for used, _ in list_uses(auxiliary.equals, same_period=True)]
            for node in list_nodes(auxiliary.equals):
                if isinstance(node, Call) and node.function in ("previous", "delay") and not self._is_on_loop(name, node.arguments[0]):
                    uses[name] += find_names(node)
        for name in order_by_dependency(uses):
            self._auxiliary(name, False)
            self._auxiliary(name, True)

    # Names

    def name(self, name: str, at_end: bool) -> Node:
        """Return the node of a name.

        Args:
            name: The name.
            at_end: Whether it is read at the end of a period, instead of during it.
        """
        make = self.graph.make
        if name in self.assessment.stocks and self._early:
            return make("input", data=self.inputs[name])
        if name in self.assessment.stocks:
            return make("end" if at_end else "stock", data=self.stocks[name])
        if name in self.assessment.parameters:
            return make("input", data=self.inputs[name])
        if name in self.series:
            return make("series", data=self.series[name])
        if name in self.events:
            return make("event", data=self.events[name])
        if name in self.levers:
            return make("lever", data=self.levers[name])
        if name in CALENDAR:
            return make("calendar", data=name)
        if name in self.assessment.auxiliaries:
            return self._auxiliary(name, at_end)
        watched = self.assessment.indicators[name]
        return self.lower(watched.watch, at_end=True)

    def _auxiliary(self, name: str, at_end: bool) -> Node:
        key = (name, at_end and name in self._moving)
        if key not in self._named:
            self._named[key] = self.define(name, self.assessment.auxiliaries[name].equals, at_end=key[1])
        return self._named[key]

    def define(self, owner: str, e: Expression, *, at_end: bool = False) -> Node:
        """Return the node of a definition.

        Args:
            owner: Name of the auxiliary or event that it defines.
            e: The definition.
            at_end: Whether its names are read at the end of a period, instead of during it.
        """
        outer, self._owner = self._owner, owner
        node = self.lower(e, at_end=at_end)
        self._owner = outer
        return node

    def lower_early(self, e: Expression) -> Node:
        """Return the node of an expression that is computed before the first period. In it, a stock is its starting value."""
        self._early = True
        node = self.lower(e, at_end=False)
        self._early = False
        return node

    # Expressions within a period

    def lower(self, e: Expression, *, at_end: bool) -> Node:
        """Return the node of an expression.

        Args:
            e: The expression.
            at_end: Whether its names are read at the end of a period, instead of during it.
        """
        make = self.graph.make

        def down(x: Expression) -> Node:
            return self.lower(x, at_end=at_end)

        match e:
            case Number():
                return self.literals.lower(e)
            case Label(text=text):
                return self.graph.constant(find_time(self.assessment.clock, text))
            case Name(name=name):
                return self.name(name, at_end)
            case Negation(operand=x):
                return make("negate", down(x))
            case Arithmetic():
                return self.lower_arithmetic(e, down)
            case Comparison(operator=op, left=left, right=right):
                a, b = (right, left) if op in (">", ">=") else (left, right)
                return make(COMPARISONS[op], down(a), down(b))
            case Played(actor=actor, option=option, negated=negated):
                options = list(self.assessment.actors[actor].options)
                played = make("option", data=(self.actors[actor], options.index(option)))
                return make("not", played) if negated else played
            case InState(name=name, code=code, negated=negated) if name in self.states:
                state = make("state", data=(self.states[name], code))
                return make("not", state) if negated else state
            case InState(name=name, code=code, negated=negated):
                return make("not_equal" if negated else "equal", self.name(name, at_end), self.graph.constant(code))
            case Logic(operator=op, left=left, right=right):
                return make(op, down(left), down(right))
            case Not(operand=x):
                return make("not", down(x))
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                return make("where", down(condition), down(then), down(otherwise))
            case Call():
                return self._call(e, at_end)
            case Indexed() | Aggregate():
                raise TypeError("indices are resolved when a file is read")

    def lower_arithmetic(self, e: Arithmetic, down: Callable[[Expression], Node]) -> Node:
        """Return one node for a sum or product of any length, so that the engine can order the terms by size.

        Args:
            e: The expression.
            down: Lowers an operand.
        """
        make = self.graph.make
        if e.operator in "+-":
            parts = [down(x) if plus else make("negate", down(x)) for x, plus in list_addends(e)]
            return make("add", *parts)
        if e.operator == "*":
            return make("multiply", *[down(x) for x in list_factors(e)])
        if e.operator == "**" and isinstance(e.right, Number) and is_whole(e.right):
            return make("power", down(e.left), self.graph.constant(e.right.value))  # which is then a few multiplications
        return make({"/": "divide", "**": "power"}[e.operator], down(e.left), down(e.right))

    def _call(self, e: Call, at_end: bool) -> Node:
        make = self.graph.make
        function = "ever" if e.function == "happened" else e.function
        if function == "delay" or e.order is not None:
            owner = self._owner
            return self.delays.lower(e, at_end, lambda x: self._is_on_loop(owner, x))
        if function in REMEMBER:
            return self._remember(function, e.arguments, at_end)
        args = [self.lower(x, at_end=at_end) for x in e.arguments]
        if function == "interpolate":
            return make("interpolate", *args, *self.literals.lower_knots(e))
        if function in SIMPLE:
            return make(function, *args)
        raise ValueError(f"{function} needs the whole path and cannot be used within a period")

    # Memories

    def _remember(self, function: str, arguments: tuple[Expression, ...], at_end: bool) -> Node:
        inner = arguments[0]
        if function == "ever" and isinstance(inner, Name) and inner.name in self.once:
            # The memory of the event already holds the probability that it has fired: see `fired`.
            event = self.graph.make("event", data=self.events[inner.name])
            return self.graph.make("add", self.graph.make("memory", data=self.fired(inner.name)), event)
        # What has one value in a period needs one memory.
        at_end = at_end and self.moves(*arguments)
        key = (function, make_key(inner), at_end, tuple(make_key(x) for x in arguments[1:]))
        if key not in self._memory_of:
            self._memory_of[key] = len(self.memories)
            self.memories.append(None)
            self._waiting.append((self._memory_of[key], inner, at_end))
        memory = self._memory_of[key]
        if function == "previous":
            # On a loop the value before the first period would depend on itself. It is then 0.
            initial = () if self._is_on_loop(self._owner, inner) else (self.lower(inner, at_end=at_end),)
            return self.graph.make("previous", *initial, data=memory)
        node = self.graph.make(function, *[self.lower(x, at_end=at_end) for x in arguments], data=memory)
        self.memories[memory] = MemorySpec(node, REMEMBER[function])
        return node

    def moves(self, *expressions: Expression) -> bool:
        """Return whether any of the expressions may differ between the period and its end."""
        return any(_has_level(x) or not self._moving.isdisjoint(find_names(x)) for x in expressions)

    def remembered(self) -> tuple[MemorySpec, ...]:
        """Return all memories. Call this after everything else is lowered."""
        before = -1
        while len(self.memories) > before:  # what a delay passes on may contain other delays and memories
            before = len(self.memories)
            self.delays.finish()
            while self._waiting:
                memory, inner, at_end = self._waiting.pop()
                if self.memories[memory] is None:
                    self.memories[memory] = MemorySpec(self.lower(inner, at_end=at_end), 0.0)
        return tuple(m for m in self.memories if m is not None)

    def _is_on_loop(self, owner: str | None, inner: Expression) -> bool:
        """Return whether the argument of `previous` depends on the quantity that the expression defines.

        Args:
            owner: Name of that quantity.
            inner: The argument.
        """
        mine = self._component.get(owner or "")
        return mine is not None and any(self._component.get(name) == mine for name in find_names(inner))

    def fired(self, event: str) -> int:
        """Return the memory of an event that fires once: 1 after it has fired (in a projection, the probability that it has)."""
        if event not in self._fired:
            memory = self._fired[event] = len(self.memories)
            self.memories.append(None)
            make = self.graph.make
            node = make("add", make("memory", data=memory), make("event", data=self.events[event]))
            self.memories[memory] = MemorySpec(node, 0.0)
        return self._fired[event]


def _has_level(e: Expression) -> bool:
    """Return whether an expression contains a delay or smoothing by levels."""
    return any(isinstance(node, Call) and node.order is not None for node in list_nodes(e))
