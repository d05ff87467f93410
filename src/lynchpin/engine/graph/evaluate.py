"""Evaluation of expressions over a batch of futures. Each node is computed at most once per scope.

A `Scope` gives values to the leaves. A scope with an outer scope overrides some leaves (such as the levers of a profile, or a stock as an
actor sees it). Nodes that do not read overridden leaves take their value from the outer scope, so that a projection over all profiles
recomputes only what depends on an option. In a projection, values have one axis per actor before the futures, of length 1 where they do
not depend on that actor's option.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import reduce
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.typing import DTypeLike
from jaxtyping import Float

from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.precision import PLAYED

Leaf = tuple[str, Hashable]
Reader = Callable[[], Array]


class Scope:
    """Values of leaves and, on demand, of the nodes that are computed from them.

    Args:
        leaves: Readers of the leaves that this scope overrides. Each is called at most once.
        outer: The scope that provides all other values.
        first: Whether this is the first period, a boolean scalar; by default as in `outer`.
        soft: Whether events are probabilities, as in a projection. The operation `ever` then accumulates probabilities.
        before: The scope of the moment before the first period; by default as in `outer`.
        dtype: Type of the values; by default as in `outer`.
        moment: Whether this is a moment within a period. What is remembered from earlier periods is then that of the period.
    """

    def __init__(
        self,
        leaves: Mapping[Leaf, Reader],
        outer: Scope | None = None,
        *,
        first: Array | None = None,
        soft: bool = False,
        before: Scope | None = None,
        dtype: DTypeLike | None = None,
        moment: bool = False,
    ) -> None:
        self._readers = leaves
        self._overridden = frozenset(leaves)
        self._outer = outer
        inherited: Array = jnp.asarray(False) if outer is None else outer._first
        self._first: Array = inherited if first is None else first
        self._soft = soft
        self._fixed: frozenset[str] = _FIXED if moment else frozenset()
        self._dtype: DTypeLike = dtype or (PLAYED if outer is None else outer._dtype)
        self._before: Scope | None = before if before is not None or outer is None else outer._before
        self._values: dict[int, Array] = {}
        self._leaf_values: dict[Leaf, Array] = {}

    def value(self, node: Node) -> Array:
        """Return the value of a node, which is computed once."""
        if self._outer is not None and (node.op in self._fixed or not (node.leaves & self._overridden)):
            return self._outer.value(node)
        found = self._values.get(node.number)
        if found is None:
            found = self._compute(node)
            self._values[node.number] = found
        return found

    def override(self, leaves: Mapping[Leaf, Reader], before: Scope | None = None) -> None:
        """Replace the overridden leaves, whose readers may refer to this scope. Must be called before any value is read.

        Args:
            leaves: Readers of the leaves.
            before: The scope of the moment before the first period; by default unchanged.
        """
        self._readers = leaves
        self._overridden = frozenset(leaves)
        self._before = before or self._before

    def leaf(self, op: str, data: Hashable) -> Array:
        """Return the value of a leaf by its operation and data.

        Args:
            op: The operation, such as `stock`.
            data: Which leaf of this operation, such as the index of the stock.

        Raises:
            KeyError: No scope has this leaf.
        """
        leaf = (op, data)
        if leaf not in self._readers:
            if self._outer is None:
                raise KeyError(f"no value for {op} {data}")
            return self._outer.leaf(op, data)
        if leaf not in self._leaf_values:
            self._leaf_values[leaf] = self._readers[leaf]()
        return self._leaf_values[leaf]

    def _compute(self, node: Node) -> Array:
        if node.op == "constant":
            assert isinstance(node.data, float)
            return _convert(node.data, self._dtype)
        if (node.op, node.data) in self._readers:
            return self.leaf(node.op, node.data)
        if node.op in _REMEMBERING:
            return self._remember(node)
        args = [self.value(a) for a in node.args]
        if node.op == "moment":
            picked: Array = lax.dynamic_index_in_dim(args[0], self.leaf("substep", None), 0, keepdims=False)
            return picked
        if node.op == "interpolate":
            assert isinstance(node.data, tuple)
            return interpolate(args[0], node.data)
        if node.op == "table":
            assert isinstance(node.data, tuple)
            return look_up(args, node.data)
        operation = OPERATIONS.get(node.op)
        if operation is None:
            raise KeyError(f"no value for {node.op} {node.data}")
        return operation(*args)

    def _remember(self, node: Node) -> Array:
        kept = self.leaf("memory", node.data)
        if node.op == "previous":
            initial = self._before.value(node.args[0]) if node.args and self._before else jnp.asarray(0.0, self._dtype)
            return jnp.where(self._first, initial, kept)
        x = self.value(node.args[0])
        if node.op == "level":
            return jnp.where(self._first, x, kept)
        if node.op == "ever":
            return kept + (1.0 - kept) * x if self._soft else jnp.where(kept >= 1.0, kept, jnp.maximum(kept, x))
        if node.op == "since":
            # In a projection x is a probability, and this is the expected time since the event. A certain event gives 0 even if the
            # time before was infinite.
            return jnp.where(x >= 1.0, 0.0, (1.0 - x) * (kept + 1.0))
        periods = jnp.maximum(self.value(node.args[1]), 1.0)
        return jnp.where(self._first, x, kept + (x - kept) / periods)

    @property
    def before(self) -> Scope | None:
        """The scope of the moment before the first period."""
        return self._before

    @property
    def leaves(self) -> frozenset[Leaf]:
        """The leaves that this scope overrides."""
        return self._overridden


_FIXED = frozenset({"previous", "ever", "since", "smooth"})
_REMEMBERING = _FIXED | {"level"}


def _by_shape(combine: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """Combine arguments of equal shape first, small shapes before large ones. This saves operations on arrays over all profiles."""

    def combined(*args: Array) -> Array:
        groups: dict[tuple[int, ...], Array] = {}
        for a in args:
            groups[a.shape] = combine(groups[a.shape], a) if a.shape in groups else a
        return reduce(combine, sorted(groups.values(), key=lambda a: (math.prod(a.shape), a.shape)))

    return combined


def _compare(holds: Callable[[Array, Array], Array], fails: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """Return a comparison that is 1 where it holds, 0 where it fails and NaN where an argument is NaN, so that a NaN does not mean "no"."""

    def compared(a: Array, b: Array) -> Array:
        yes, no = (jnp.asarray(value, a.dtype) for value in (1.0, 0.0))
        return jnp.where(holds(a, b), yes, jnp.where(fails(a, b), no, jnp.asarray(jnp.nan, a.dtype)))

    return compared


def _differ(a: Array, b: Array) -> Array:
    return (a < b) | (a > b)


def _both(a: Array, b: Array) -> Array:
    """Return whether both conditions hold. If one fails, the result is 0 even if the other is NaN."""
    return jnp.where((a == 0.0) | (b == 0.0), jnp.zeros((), a.dtype), a * b)


def _either(a: Array, b: Array) -> Array:
    """Return whether a condition holds. If one holds, the result is 1 even if the other is NaN."""
    return jnp.where((a == 1.0) | (b == 1.0), jnp.ones((), a.dtype), a + b - a * b)


def _choose(condition: Array, then: Array, otherwise: Array) -> Array:
    """Return one of two values or, in a projection, their mean weighted by the probability of the condition.

    A value with probability 0 is ignored even if it is NaN.
    """
    mixed = condition * then + (1.0 - condition) * otherwise
    return jnp.where(condition >= 1.0, then, jnp.where(condition <= 0.0, otherwise, mixed))


def _first_of(*args: Array) -> Array:
    """Return the value of the first condition that holds, or the last argument if none does.

    In a projection conditions are probabilities. They count as independent, so a condition applies with its probability times the
    probability that no earlier one does.
    """
    return _weigh(args, lambda left, condition: left * condition)


def _only_of(*args: Array) -> Array:
    """Return the value of the condition that holds, or the last argument if none does. No two conditions hold at once.

    In a projection each value counts with the probability of its condition, and the last argument with what is left.
    """
    return _weigh(args, lambda _, condition: condition)


def _weigh(args: tuple[Array, ...], find_weight: Callable[[Array, Array], Array]) -> Array:
    """Return the mean of the values with the weights of their conditions. A value with weight 0 is ignored even if it is NaN."""
    *pairs, rest = args
    zero = jnp.zeros((), rest.dtype)
    left, total = jnp.ones((), rest.dtype), zero
    for condition, value in zip(pairs[::2], pairs[1::2], strict=True):
        weight = jnp.where(left <= 0.0, zero, find_weight(left, condition))
        total = total + jnp.where(weight <= 0.0, zero, weight * value)
        left = left - weight
    return total + jnp.where(left <= 0.0, zero, left * rest)


def interpolate(x: Float[Array, "*shape"], knots: tuple[tuple[float, float], ...]) -> Float[Array, "*shape"]:
    """Interpolate linearly between knots, with constant extrapolation.

    Args:
        x: Arguments of any shape.
        knots: (x, y) pairs in ascending order of x.

    Returns:
        Values of the same shape.
    """
    value = jnp.broadcast_to(_convert(knots[0][1], x.dtype), x.shape)
    for (x0, y0), (x1, y1) in pairwise(knots):
        slope, start, width = (_convert(number, x.dtype) for number in ((y1 - y0) / (x1 - x0), x0, x1 - x0))
        value = value + slope * jnp.clip(x - start, 0.0, width)
    return value


def look_up(args: Sequence[Array], counts: tuple[int, ...]) -> Array:
    """Return the entry of a table for the options that are chosen.

    Args:
        args: Whether each option of each player is chosen, then the entries of the table, in the order of its last axis first.
        counts: Number of options of each player.

    Returns:
        The entry, broadcast over the axes of the arguments. Entries of options that are not chosen are ignored even if they are NaN.
    """
    chosen, entries = args[: sum(counts)], args[sum(counts) :]
    rank = max(a.ndim for a in args)
    shape = jnp.broadcast_shapes((1,) * rank, *(a.shape for a in entries))
    table = optimization_barrier(jnp.stack([jnp.broadcast_to(a, shape) for a in entries]).reshape(*counts, *shape))
    end = len(chosen)
    for axis in reversed(range(len(counts))):
        own = chosen[end - counts[axis] : end]
        end -= counts[axis]
        parts = [jnp.where(p <= 0.0, jnp.zeros((), table.dtype), p * jnp.take(table, o, axis=axis)) for o, p in enumerate(own)]
        table = optimization_barrier(reduce(jnp.add, parts))
    return table


def _convert(number: float, dtype: DTypeLike) -> Array:
    """Convert a number of the file to a scalar. A number beyond the range of its type becomes infinite, and the tally counts it later."""
    with np.errstate(over="ignore"):
        return jnp.asarray(np.asarray(number, np.float64).astype(np.dtype(dtype)))


OPERATIONS: dict[str, Callable[..., Array]] = {
    "add": _by_shape(jnp.add),
    "multiply": _by_shape(jnp.multiply),
    "divide": jnp.divide,
    "power": jnp.power,
    "negate": jnp.negative,
    "less": _compare(operator.lt, operator.ge),
    "less_equal": _compare(operator.le, operator.gt),
    "equal": _compare(operator.eq, _differ),
    "not_equal": _compare(_differ, operator.eq),
    # Conditions are 0 or 1 or, in a projection, probabilities. The product and its complement are correct for both.
    "and": _by_shape(_both),
    "or": _either,
    "not": lambda a: 1.0 - a,
    "where": _choose,
    "first_of": _first_of,
    "only_of": _only_of,
    "min": lambda *args: reduce(jnp.minimum, args),
    "max": lambda *args: reduce(jnp.maximum, args),
    "abs": jnp.abs,
    "exp": jnp.exp,
    "log": jnp.log,
    "sqrt": jnp.sqrt,
    "clip": lambda x, low, high: jnp.minimum(jnp.maximum(x, low), high),
    "logistic": jax.nn.sigmoid,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "floor": jnp.floor,
    "round": jnp.round,  # halves to the even neighbour
    "sign": jnp.sign,
    "step": lambda x: _compare(operator.ge, operator.lt)(x, jnp.zeros_like(x)),
}
