"""Expressions to nodes: names are resolved to leaves, functions to operations.

There are two readings of a name. *During* a period a stock is its value at the period's start; on the *record* of a period (what
payoffs, outcomes, goals and indicators read) it is its value at the end. All else is the same in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lynchpin.engine.graph.program import CALENDAR, AccumulatorSpec, Graph, MemorySpec, Node
from lynchpin.language.dependencies import build_definitions, find_components, order_by_dependency
from lynchpin.language.expressions import (
    PATH_FUNCTIONS,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
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
    """Makes nodes for one assessment; collects what is remembered from period to period and along the path."""

    assessment: Assessment
    graph: Graph = field(default_factory=Graph)
    memories: list[MemorySpec | None] = field(default_factory=list)
    accumulators: list[AccumulatorSpec] = field(default_factory=list)
    _memory_of: dict[tuple[object, ...], int] = field(default_factory=dict)
    _accumulator_of: dict[tuple[object, ...], int] = field(default_factory=dict)
    _named: dict[str, Node] = field(default_factory=dict)
    _owner: str | None = None
    _fired: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[int, Expression, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        a = self.assessment
        self.inputs = {name: i for i, name in enumerate((*a.parameters, *a.stocks))}
        self.stocks = {name: i for i, name in enumerate(a.stocks)}
        scheduled = [name for name, e in a.events.items() if e.on is not None]
        self.series = {name: k for k, name in enumerate((*a.series, *scheduled))}
        self.events = {name: k for k, name in enumerate(n for n in a.events if n not in scheduled)}
        self.levers = {lever: k for k, lever in enumerate(lever for actor in a.actors.values() for lever in actor.levers)}
        self.actors = {name: k for k, name in enumerate(a.actors)}
        self.once = {name for name, e in a.events.items() if e.once and e.on is None}
        self._component = find_components(build_definitions(a, same_period=False))
        self._lower_auxiliaries()

    def _lower_auxiliaries(self) -> None:
        """Lower each auxiliary after those that it uses, so that a long chain of them needs no recursion."""
        uses: dict[str, list[str]] = {}
        for name, auxiliary in self.assessment.auxiliaries.items():
            uses[name] = [used for used, _ in list_uses(auxiliary.equals, same_period=True)]
            for node in list_nodes(auxiliary.equals):
                if isinstance(node, Call) and node.function == "previous" and not self._is_on_loop(name, node.arguments[0]):
                    uses[name] += _names(node)
        for name in order_by_dependency(uses):
            self._auxiliary(name)

    # Names

    def name(self, name: str, recorded: bool) -> Node:
        """The node of a name, during a period or on its record."""
        make = self.graph.make
        if name in self.assessment.stocks:
            return make("end" if recorded else "stock", data=self.stocks[name])
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
            return self._auxiliary(name)
        watched = self.assessment.indicators[name]
        return self.lower(watched.watch, recorded=True)

    def _auxiliary(self, name: str) -> Node:
        """An auxiliary is worked out during the period, also where a record of the period shows it."""
        if name not in self._named:
            self._named[name] = self.define(name, self.assessment.auxiliaries[name].equals)
        return self._named[name]

    def define(self, owner: str, e: Expression) -> Node:
        """The node of what defines an auxiliary or event, during the period."""
        outer, self._owner = self._owner, owner
        node = self.lower(e, recorded=False)
        self._owner = outer
        return node

    # Expressions within a period

    def lower(self, e: Expression, *, recorded: bool) -> Node:
        """The node of an expression, during a period or on its record."""
        make = self.graph.make

        def down(x: Expression) -> Node:
            return self.lower(x, recorded=recorded)

        match e:
            case Number(value=value):
                return self.graph.constant(value)
            case Label(text=text):
                return self.graph.constant(self._time_of(text))
            case Name(name=name):
                return self.name(name, recorded)
            case Negation(operand=x):
                return make("negate", down(x))
            case Arithmetic():
                return self._arithmetic(e, down)
            case Comparison(operator=op, left=left, right=right):
                a, b = (right, left) if op in (">", ">=") else (left, right)
                return make(COMPARISONS[op], down(a), down(b))
            case Played(actor=actor, option=option, negated=negated):
                options = list(self.assessment.actors[actor].options)
                played = make("option", data=(self.actors[actor], options.index(option)))
                return make("not", played) if negated else played
            case InState(name=name, code=code, negated=negated):
                return make("not_equal" if negated else "equal", self.name(name, recorded), self.graph.constant(code))
            case Logic(operator=op, left=left, right=right):
                return make(op, down(left), down(right))
            case Not(operand=x):
                return make("not", down(x))
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                return make("where", down(condition), down(then), down(otherwise))
            case Call():
                return self._call(e, recorded)

    def _time_of(self, label: str) -> float:
        clock = self.assessment.clock
        if label in clock.labels:
            return clock.years[clock.labels.index(label)]
        # A date off the clock is fine in an expression: the years between it and the start.
        first = clock.calendar_year[0] + (clock.month[0] - 1) / 12
        head, _, tail = label.partition("-")
        within = (int(tail[1:]) - 1) / 4 if tail.startswith("Q") else (int(tail) - 1) / 12 if tail else 0.0
        return int(head) + within - first

    def _arithmetic(self, e: Arithmetic, down: Callable[[Expression], Node]) -> Node:
        """Sums and products of any length become one node, so that the engine may order them by size."""
        make = self.graph.make
        if e.operator in "+-":
            parts = [down(x) if plus else make("negate", down(x)) for x, plus in _addends(e)]
            return make("add", *parts)
        if e.operator == "*":
            return make("multiply", *[down(x) for x in _factors(e)])
        return make({"/": "divide", "**": "power"}[e.operator], down(e.left), down(e.right))

    def _call(self, e: Call, recorded: bool) -> Node:
        make = self.graph.make
        function = "ever" if e.function == "happened" else e.function
        if function in REMEMBER:
            return self._remember(function, e.arguments, recorded)
        args = [self.lower(x, recorded=recorded) for x in e.arguments]
        if function == "interpolate":
            return make("interpolate", *args, data=e.knots)
        if function in SIMPLE:
            return make(function, *args)
        raise ValueError(f"{function} looks along the path and cannot stand here")

    # What is remembered

    def _remember(self, function: str, arguments: tuple[Expression, ...], recorded: bool) -> Node:
        inner = arguments[0]
        if function == "ever" and isinstance(inner, Name) and inner.name in self.once:
            # Its own memory already adds up the chance that it has fired: see `fired`.
            event = self.graph.make("event", data=self.events[inner.name])
            return self.graph.make("add", self.graph.make("memory", data=self.fired(inner.name)), event)
        key = (function, _strip(inner), recorded, tuple(_strip(x) for x in arguments[1:]))
        if key not in self._memory_of:
            self._memory_of[key] = len(self.memories)
            self.memories.append(None)
            self._waiting.append((self._memory_of[key], inner, recorded))
        memory = self._memory_of[key]
        if function == "previous":
            # On a loop the value before the first period would need itself: it then counts as 0.
            initial = () if self._is_on_loop(self._owner, inner) else (self.lower(inner, recorded=recorded),)
            return self.graph.make("previous", *initial, data=memory)
        node = self.graph.make(function, *[self.lower(x, recorded=recorded) for x in arguments], data=memory)
        self.memories[memory] = MemorySpec(node, REMEMBER[function])
        return node

    def remembered(self) -> tuple[MemorySpec, ...]:
        """All memories, once everything else is lowered."""
        while self._waiting:
            memory, inner, recorded = self._waiting.pop()
            if self.memories[memory] is None:
                self.memories[memory] = MemorySpec(self.lower(inner, recorded=recorded), 0.0)
        return tuple(m for m in self.memories if m is not None)

    def _is_on_loop(self, owner: str | None, inner: Expression) -> bool:
        """Whether what stands inside `previous` depends on the quantity that the expression defines."""
        mine = self._component.get(owner or "")
        return mine is not None and any(self._component.get(name) == mine for name in _names(inner))

    def fired(self, event: str) -> int:
        """The memory of an event that fires once: 1 after it has (in a projection, the chance that it has)."""
        if event not in self._fired:
            memory = self._fired[event] = len(self.memories)
            self.memories.append(None)
            make = self.graph.make
            node = make("add", make("memory", data=memory), make("event", data=self.events[event]))
            self.memories[memory] = MemorySpec(node, 0.0)
        return self._fired[event]

    # Expressions over the whole path

    def along(self, e: Expression) -> Node:
        """The node of an expression over the whole path: it reads accumulators only."""
        if isinstance(e, Call) and e.function in (*PATH_FUNCTIONS, "happened"):
            return self._look_along(e)
        if not _looks_along(e):
            return self._accumulate("final", self.lower(e, recorded=True))
        make = self.graph.make
        match e:
            case Negation(operand=x):
                return make("negate", self.along(x))
            case Arithmetic():
                return self._arithmetic(e, self.along)
            case Comparison(operator=op, left=left, right=right):
                a, b = (right, left) if op in (">", ">=") else (left, right)
                return make(COMPARISONS[op], self.along(a), self.along(b))
            case Logic(operator=op, left=left, right=right):
                return make(op, self.along(left), self.along(right))
            case Not(operand=x):
                return make("not", self.along(x))
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                return make("where", self.along(condition), self.along(then), self.along(otherwise))
            case Call(function="interpolate", arguments=(x,), knots=knots):
                return make("interpolate", self.along(x), data=knots)
            case Call(function=function, arguments=arguments):
                return make(function, *[self.along(x) for x in arguments])
        raise ValueError("this cannot stand in a condition over the path")

    def _look_along(self, e: Call) -> Node:
        x = self.lower(e.arguments[-1], recorded=True)
        match e.function:
            case "average":
                total = self._accumulate("total", x)
                return self.graph.make("divide", total, self.graph.constant(float(len(self.assessment.clock.labels))))
            case "happened":
                return self._accumulate("ever", x)
            case "at" | "by":
                assert e.period is not None
                return self._accumulate(e.function, x, e.period)
        return self._accumulate(e.function, x)

    def _accumulate(self, kind: str, node: Node, period: int = -1) -> Node:
        key = (kind, node.number, period)
        if key not in self._accumulator_of:
            self._accumulator_of[key] = len(self.accumulators)
            self.accumulators.append(AccumulatorSpec(kind, node, period))
        return self.graph.make("accumulator", data=self._accumulator_of[key])


def _addends(e: Expression, plus: bool = True) -> list[tuple[Expression, bool]]:
    if isinstance(e, Arithmetic) and e.operator in "+-":
        return _addends(e.left, plus) + _addends(e.right, plus == (e.operator == "+"))
    return [(e, plus)]


def _factors(e: Expression) -> list[Expression]:
    if isinstance(e, Arithmetic) and e.operator == "*":
        return _factors(e.left) + _factors(e.right)
    return [e]


def _children(e: Expression) -> tuple[Expression, ...]:
    match e:
        case Negation(operand=x) | Not(operand=x):
            return (x,)
        case Arithmetic(left=a, right=b) | Comparison(left=a, right=b) | Logic(left=a, right=b):
            return (a, b)
        case Conditional(then=a, condition=c, otherwise=b):
            return (c, a, b)
        case Call(arguments=args):
            return args
    return ()


def _names(e: Expression) -> set[str]:
    if isinstance(e, Name | InState):
        return {e.name}
    return set().union(*(_names(x) for x in _children(e)))


def _looks_along(e: Expression) -> bool:
    if isinstance(e, Call) and e.function in (*PATH_FUNCTIONS, "happened"):
        return True
    return any(_looks_along(x) for x in _children(e))


def _strip(e: Expression) -> tuple[object, ...]:
    """An expression without its places, to tell whether two are the same."""
    match e:
        case Number(value=v):
            return ("number", v)
        case Name(name=n):
            return ("name", n)
        case Label(text=t):
            return ("label", t)
        case Played(actor=a, option=o, negated=n):
            return ("played", a, o, n)
        case InState(name=name, code=code, negated=n):
            return ("state", name, code, n)
        case Call(function=f, knots=k, period=p):
            return (f, k, p, *map(_strip, e.arguments))
    operator = getattr(e, "operator", "")
    return (type(e).__name__, operator, *map(_strip, _children(e)))
