"""Projection: the payoff that an actor expects from each profile of options, computed with the model itself.

The model runs a few periods ahead from what the actor perceives, with shocks at zero, each event at its probability, and all options held
as in the profile. An actor that foresees replies expects them from the second period on (`foresight`). All profiles run at once. A lever
has one axis per actor in front of the futures, of length 1 for every actor but its own, so that a value varies only over the axes of actors
on whose options it depends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.chance.times import Times
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.bounds import read_bounds
from lynchpin.engine.graph.evaluate import Leaf, Scope
from lynchpin.engine.graph.integration import Integral, Integrator, integral_readers, level_readers
from lynchpin.engine.graph.nodes import Node, find_ends
from lynchpin.engine.graph.operations import OPERATIONS
from lynchpin.engine.graph.precision import FORESEEN
from lynchpin.engine.graph.program import Program
from lynchpin.engine.graph.specs import ActorSpec

Terms = tuple[tuple[Node, int], ...]


def lever_readers(program: Program, levels: Mapping[int, Array], chosen: Mapping[int, Array]) -> dict[Leaf, Callable[[], Array]]:
    """Build readers of every lever and option.

    Args:
        program: Structure of the model.
        levels: For each actor, [options, levers, ...] levels of its levers.
        chosen: For each actor, [options, ...] 1 for the option that is played and 0 for the others.

    Returns:
        The readers by leaf.
    """
    readers: dict[Leaf, Callable[[], Array]] = {}
    for a, actor in enumerate(program.actors):
        for k, lever in enumerate(actor.levers):
            readers[("lever", lever)] = partial(_pick, levels[a][:, k], chosen[a])
        for o in range(len(actor.options)):
            readers[("option", (a, o))] = partial(_pick_option, chosen[a], o)
    return readers


def _pick(levels: Array, chosen: Array) -> Array:
    total = levels[0] * chosen[0]
    for o in range(1, levels.shape[0]):
        total = total + levels[o] * chosen[o]
    return total


def _pick_option(chosen: Array, option: int) -> Array:
    return chosen[option]


def along_axis(options: int, axis: int, axes: int) -> Array:
    """Return indicators of all options at once, one per position on the actor's own axis.

    Args:
        options: Number of options of the actor.
        axis: The actor's axis.
        axes: Number of axes of actors.

    Returns:
        [options, 1, .., options, .., 1, 1], 1 where the first axis equals the actor's axis.
    """
    shape = [1] * (axes + 1)
    shape[axis] = options
    return jnp.eye(options, dtype=FORESEEN).reshape((options, *shape))


class Projection:
    """The periods ahead as scopes, each built when it is first used."""

    def __init__(
        self,
        program: Program,
        base: Scope,
        times: Times,
        levers: Mapping[Leaf, Callable[[], Array]],
        bounds: Array,
        perceived: Mapping[Leaf, Array],
        later: Mapping[Leaf, Callable[[], Array]] | None = None,
    ) -> None:
        """Prepare a projection.

        Args:
            program: Structure of the model.
            base: Values of the period before any actor has chosen.
            times: Values that depend on the date.
            levers: Readers of levers and options (`lever_readers`).
            bounds: [stocks, 2] bounds of the stocks.
            perceived: Leaves that the actor sees with error, and what it sees.
            later: Readers of levers and options from the second period on; by default as in the first.
        """
        self._program, self._base, self._times = program, base, times
        self._levers, self._bounds, self._perceived = levers, bounds, perceived
        self._later = levers if later is None else later
        self._ahead: list[Scope] = []
        self._ends = find_ends(program.nodes)

    def ahead(self, k: int) -> Scope:
        """Return the scope of the k-th period ahead; 0 is the current one."""
        while len(self._ahead) <= k:
            self._ahead.append(self._build(len(self._ahead)))
        return self._ahead[k]

    def _build(self, k: int) -> Scope:
        program = self._program
        readers: dict[Leaf, Callable[[], Array]] = dict(self._levers if k == 0 else self._later)
        for leaf, value in self._perceived.items():
            if leaf[0] == "input" or k == 0:
                readers[leaf] = partial(_same, value)
        if k == 0:
            scope = Scope(readers, self._base, soft=True)
        else:
            steady = self._list_steady(k)
            scope = Scope(
                readers, self._base, soft=True, first=jnp.asarray(False), elsewhere=partial(self._find_end, self._ahead[k - 1], steady)
            )
        for e in range(len(program.events)):
            readers[("event", e)] = partial(expect_event, program, scope, e)
        for e, event in enumerate(program.states):
            readers[("any_state", e)] = partial(_expect_any_state, program, scope, e)
            readers.update({("state", (e, s)): partial(_expect_state, program, scope, e, s) for s in range(len(event.states))})
        for i in range(len(program.stocks)):
            readers[("end", i)] = partial(self._end, scope, i)
        if program.integrates:
            readers.update(integral_readers(program, partial(self._integrate, scope), watch=False))
        else:
            readers.update(level_readers(program, scope))
        if k > 0:
            before = self._ahead[k - 1]
            for i in range(len(program.stocks)):
                readers[("stock", i)] = partial(before.leaf, "end", i)
            for m, memory in enumerate(program.memories):
                readers[("memory", m)] = partial(before.value, memory.node)
            readers.update({leaf: read for leaf, read in self._times.readers(k).items() if leaf not in self._perceived})
        scope.override(readers)
        return scope

    def _list_steady(self, k: int) -> frozenset[Leaf]:
        """Return the leaves that have the same value in the k-th period ahead and the one before it, if stocks are read at its end."""
        program = self._program
        steady: set[Leaf] = {("stock", i) for i in range(len(program.stocks))}
        steady |= {("input", i) for i, spec in enumerate(program.inputs) if ("input", i) in self._perceived or not program.varies(spec)}
        if k > 1 or self._later is self._levers:
            steady |= set(self._levers)
        return frozenset(steady)

    def _find_end(self, before: Scope, steady: frozenset[Leaf], node: Node) -> tuple[Scope, Node] | None:
        """Return the node that gave the value of a node at the end of the period before, or None if it may have another value."""
        end = self._ends.get(node.number) if node.leaves <= steady and node.args else None
        return None if end is None or end is node else (before, end)

    def _end(self, scope: Scope, i: int) -> Array:
        stock = self._program.stocks[i]
        if self._program.integrates and stock.change is not None:
            return scope.leaf("moved", i)
        value = scope.value(stock.next)
        if stock.bounded:
            value = OPERATIONS["clip"](value, *read_bounds(stock, self._bounds[i], scope))
        return optimization_barrier(value)

    def _integrate(self, scope: Scope) -> Integral:
        return Integrator(self._program, scope, self._bounds, self._times.length, watch=False).run()


def _same(value: Array) -> Array:
    return value


def expect_event(program: Program, scope: Scope, e: int) -> Array:
    """Return the probability that an event fires in a period of a projection.

    Args:
        program: Structure of the model.
        scope: Values of the period.
        e: Index of the event among those of the program.
    """
    event = program.events[e]
    chance = jnp.clip(scope.value(event.node), 0.0, 1.0)
    if event.fired is not None:
        chance = chance * (1.0 - scope.leaf("memory", event.fired))
    return chance


def _expect_state(program: Program, scope: Scope, e: int, s: int) -> Array:
    """Return the probability of state number `s` of event number `e` in the period of a projection."""
    chance = jnp.clip(scope.value(program.states[e].chances[s]), 0.0, 1.0)
    return chance / scope.leaf("any_state", e)


def _expect_any_state(program: Program, scope: Scope, e: int) -> Array:
    """Return the sum of the probabilities of all states, which rounding may move away from 1."""
    chances = [jnp.clip(scope.value(node), 0.0, 1.0) for node in program.states[e].chances]
    total: Array = OPERATIONS["add"](*chances)
    return total


def value_terms(terms: Terms, actor: ActorSpec, projection: Projection, weights: tuple[Array, ...]) -> Array:
    """Return the weighted sum of terms, averaged or added over the horizon.

    Args:
        terms: Expressions and the inputs that are their weights.
        actor: The actor whose payoff it is. It has the horizon and the discount factor.
        projection: The periods ahead.
        weights: Values of all inputs.
    """
    if not terms:
        return jnp.zeros((), FORESEEN)
    periods = range(actor.horizon)
    if actor.discount is None:
        parts = [weights[weight] * projection.ahead(k).value(node) for k in periods for node, weight in terms]
        total: Array = OPERATIONS["add"](*parts)
        return total if actor.sums else total / actor.horizon
    shares = [jnp.ones((), FORESEEN)]
    for _ in periods[1:]:
        shares.append(shares[-1] * weights[actor.discount])
    total = OPERATIONS["add"](*[shares[k] * weights[weight] * projection.ahead(k).value(node) for k in periods for node, weight in terms])
    return total if actor.sums else total / OPERATIONS["add"](*shares)


def value_factions(actor: ActorSpec, base: Scope, projection: Projection, weights: tuple[Array, ...]) -> tuple[Array, tuple[Array, ...]]:
    """Compute the payoff of an actor with factions.

    Args:
        actor: The actor.
        base: Values of the period before any actor has chosen.
        projection: The periods ahead.
        weights: Values of all inputs.

    Returns:
        The payoff of the actor, which is the mean of its factions' payoffs weighted by influence, and the payoff of each faction.
    """
    shares = share_influence(actor, base)
    own = tuple(optimization_barrier(value_terms(f.terms, actor, projection, weights)) for f in actor.factions)
    combined: Array = OPERATIONS["add"](*[s * v for s, v in zip(shares, own, strict=True)])
    return combined, own


def share_influence(actor: ActorSpec, base: Scope) -> list[Array]:
    """Return the share of each faction in the influence of all, [B] or a scalar each. If no faction has any, all have the same.

    Args:
        actor: An actor with factions.
        base: Values of the period before any actor has chosen.
    """
    influences = [jnp.maximum(base.value(f.influence), 0.0) for f in actor.factions]
    total: Array = OPERATIONS["add"](*influences)
    even = 1.0 / len(actor.factions)
    return [jnp.where(total <= 0.0, even, i / jnp.where(total <= 0.0, 1.0, total)) for i in influences]
