"""Lower conditions over the whole path: outcomes, goals and forecasts, which read accumulators at the end of a future."""

from __future__ import annotations

from lynchpin.compiler.lower import COMPARISONS, Lowering
from lynchpin.compiler.trees import reads_path
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.specs import AccumulatorSpec
from lynchpin.language.expressions import (
    PATH_FUNCTIONS,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Logic,
    Negation,
    Not,
    Number,
)


class PathLowering:
    """Makes the nodes of expressions over the whole path, and collects their accumulators."""

    def __init__(self, lowering: Lowering) -> None:
        self._lowering, self._graph = lowering, lowering.graph
        self.accumulators: list[AccumulatorSpec] = []
        self._accumulator_of: dict[tuple[object, ...], int] = {}

    def lower(self, e: Expression) -> Node:
        """Return the node of an expression over the whole path, which reads accumulators only."""
        if isinstance(e, Call) and e.function in (*PATH_FUNCTIONS, "happened"):
            return self._lower_path_function(e)
        if isinstance(e, Number):
            return self._lowering.lower(e, at_end=True)
        if not reads_path(e):
            return self._accumulate("final", self._lowering.lower(e, at_end=True))
        make = self._graph.make
        match e:
            case Negation(operand=x):
                return make("negate", self.lower(x))
            case Arithmetic():
                return self._lowering.lower_arithmetic(e, self.lower)
            case Comparison(operator=op, left=left, right=right):
                a, b = (right, left) if op in (">", ">=") else (left, right)
                return make(COMPARISONS[op], self.lower(a), self.lower(b))
            case Logic(operator=op, left=left, right=right):
                return make(op, self.lower(left), self.lower(right))
            case Not(operand=x):
                return make("not", self.lower(x))
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                return make("where", self.lower(condition), self.lower(then), self.lower(otherwise))
            case Call(function="interpolate", arguments=(x,)):
                return make("interpolate", self.lower(x), *self._lowering.literals.lower_knots(e))
            case Call(function=function, arguments=arguments):
                return make(function, *[self.lower(x) for x in arguments])
        raise ValueError("this expression cannot be used in a condition over the whole path")

    def lower_given(self, event: Expression, condition: Expression | None) -> Node:
        """Return the node of an event given a condition: 1 where it happens, 0 where it does not, -1 where the condition does not occur.

        Args:
            event: The event.
            condition: The condition; None for an event without one.
        """
        happens = self.lower(event)
        if condition is None:
            return happens
        make, constant = self._graph.make, self._graph.constant
        return make("where", self.lower(condition), make("where", happens, constant(1.0), constant(0.0)), constant(-1.0))

    def _lower_path_function(self, e: Call) -> Node:
        x = self._lowering.lower(e.arguments[-1], at_end=True)
        match e.function:
            case "average":
                total = self._accumulate("total", x)
                return self._graph.make("divide", total, self._graph.constant(float(len(self._lowering.assessment.clock.labels))))
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
        return self._graph.make("accumulator", data=self._accumulator_of[key])
