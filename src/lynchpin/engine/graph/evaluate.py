"""Evaluation of expressions over a batch of futures. Each node is computed at most once per scope.

A `Scope` gives values to the leaves. A scope with an outer scope overrides some leaves (such as the levers of a profile, or a stock as an
actor sees it). Nodes that do not read overridden leaves take their value from the outer scope, so that a projection over all profiles
recomputes only what depends on an option. In a projection, values have one axis per actor before the futures, of length 1 where they do
not depend on that actor's option.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

import jax.numpy as jnp
from jax import Array, lax
from jax.typing import DTypeLike

from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.nodes import Node
from lynchpin.engine.graph.operations import OPERATIONS, convert_number, interpolate, look_up
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.graph.sharing import count_profiles, estimate_cost, should_share

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
        uses: By how many nodes each node is read. With these, values that would be computed too often are shared (`sharing`); by default as
            in `outer`.
        elsewhere: Returns the scope and the node that have the value of a node already, or None.
        literals: [literals] the numbers of the file that equations contain; by default as in `outer`.
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
        uses: Mapping[int, int] | None = None,
        elsewhere: Callable[[Node], tuple[Scope, Node] | None] | None = None,
        literals: Array | None = None,
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
        self._elsewhere = elsewhere
        self._literals: Array | None = literals if literals is not None or outer is None else outer._literals
        self._uses: Mapping[int, int] | None = uses if uses is not None or outer is None else outer._uses
        self._values: dict[int, Array] = {}
        self._costs: dict[int, float] = {}
        self._leaf_values: dict[Leaf, Array] = {}

    def value(self, node: Node) -> Array:
        """Return the value of a node, which is computed once."""
        scope, node = self._find(node)
        found = scope._values.get(node.number)
        if found is None:
            found = scope._values[node.number] = scope._compute(node)
        return found

    def _find(self, node: Node) -> tuple[Scope, Node]:
        """Return the scope that computes the value of a node, and the node that it computes there.

        This scope computes what reads a leaf that it overrides, unless another scope has it.
        """
        scope = self
        while True:
            found = scope._elsewhere(node) if scope._elsewhere else None
            if found is not None:
                scope, node = found
            elif scope._outer is None or (node.op not in scope._fixed and node.leaves & scope._overridden):
                return scope, node
            else:
                scope = scope._outer

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
            return convert_number(node.data, self._dtype)
        if node.op == "literal":
            return self._read_number(node).astype(self._dtype)
        if (node.op, node.data) in self._readers:
            return self.leaf(node.op, node.data)
        if node.op in _REMEMBERING:
            return self._remember(node)
        args = [self.value(a) for a in node.args]
        if self._uses is not None:
            args = self._share(node, args)
        if node.op == "moment":
            picked: Array = lax.dynamic_index_in_dim(args[0], self.leaf("substep", None), 0, keepdims=False)
            return picked
        if node.op == "interpolate":
            knots = [self._read_number(knot) for knot in node.args[1:]]
            return interpolate(args[0], knots[::2], knots[1::2])
        if node.op == "table":
            assert isinstance(node.data, tuple)
            return look_up(args, node.data)
        operation = OPERATIONS.get(node.op)
        if operation is None:
            raise KeyError(f"no value for {node.op} {node.data}")
        return operation(*args)

    def _read_number(self, node: Node) -> Array:
        """Return a constant or a literal in double precision."""
        if isinstance(node.data, float):
            return convert_number(node.data, PLAYED)
        assert isinstance(node.data, int)
        assert self._literals is not None
        return self._literals[node.data]

    def _share(self, node: Node, args: list[Array]) -> list[Array]:
        """Return the arguments of a node, with those behind a barrier that should be computed once. Notes the cost of the node."""
        assert self._uses is not None
        whole = max((count_profiles(value) for value in args), default=0)
        cost = estimate_cost(node)
        for k, a in enumerate(node.args):
            scope, kept = self._find(a)
            own = scope._costs.get(kept.number, 0.0)
            if should_share(own, count_profiles(args[k]), whole, self._uses[a.number]):
                args[k] = scope._values[kept.number] = optimization_barrier(args[k])
                scope._costs[kept.number] = own = 0.0
            cost += own
        self._costs[node.number] = cost
        return args

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
