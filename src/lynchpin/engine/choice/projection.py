"""Looking ahead: what each option would lead to, worked out by the model itself.

From what an actor perceives, the model is run on for a few periods with shocks at zero, each event at its chance and all
options held as they are in a profile. All profiles are run at once: a lever has one axis per actor in front of the
futures, so that a value takes the size of only those actors on whose option it depends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.chance.times import Times
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.evaluate import OPERATIONS, Leaf, Scope
from lynchpin.engine.graph.precision import FORESEEN
from lynchpin.engine.graph.program import ActorSpec, Node, Program

Terms = tuple[tuple[Node, int], ...]


def lever_readers(program: Program, levels: Mapping[int, Array], chosen: Mapping[int, Array]) -> dict[Leaf, Callable[[], Array]]:
    """Readers of every lever and option.

    `levels[actor]` is [options, ...]: by option, whatever axes follow; `chosen[actor]` is [options, ...] of 0 and 1 of the same axes:
    whether that option is the one played.
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
    """Every option at once, one per place of the actor's own axis: [options, 1, .., options, .., 1, 1]."""
    shape = [1] * (axes + 1)
    shape[axis] = options
    return jnp.eye(options, dtype=FORESEEN).reshape((options, *shape))


class Projection:
    """The periods ahead as scopes, made when first asked for: `ahead[0]` is the period about to be played."""

    def __init__(
        self,
        program: Program,
        base: Scope,
        times: Times,
        levers: Mapping[Leaf, Callable[[], Array]],
        bounds: Array,
        perceived: Mapping[Leaf, Array],
    ) -> None:
        self._program, self._base, self._times = program, base, times
        self._levers, self._bounds, self._perceived = levers, bounds, perceived
        self._ahead: list[Scope] = []

    def ahead(self, k: int) -> Scope:
        """The scope of the k-th period ahead, 0 being the present one."""
        while len(self._ahead) <= k:
            self._ahead.append(self._build(len(self._ahead)))
        return self._ahead[k]

    def _build(self, k: int) -> Scope:
        program = self._program
        readers: dict[Leaf, Callable[[], Array]] = dict(self._levers)
        for leaf, value in self._perceived.items():
            if leaf[0] == "input" or k == 0:
                readers[leaf] = partial(_same, value)
        scope = Scope(readers, self._base, soft=True, first=None if k == 0 else jnp.asarray(False))
        for e in range(len(program.events)):
            readers[("event", e)] = partial(expect_event, program, scope, e)
        for i in range(len(program.stocks)):
            readers[("end", i)] = partial(self._end, scope, i)
        if k > 0:
            before = self._ahead[k - 1]
            for i in range(len(program.stocks)):
                readers[("stock", i)] = partial(before.leaf, "end", i)
            for m, memory in enumerate(program.memories):
                readers[("memory", m)] = partial(before.value, memory.node)
            readers.update({leaf: read for leaf, read in self._times.readers(k).items() if leaf not in self._perceived})
        scope.override(readers)
        return scope

    def _end(self, scope: Scope, i: int) -> Array:
        stock = self._program.stocks[i]
        value = scope.value(stock.next)
        if stock.bounded:
            value = OPERATIONS["clip"](value, self._bounds[i, 0], self._bounds[i, 1])
        return optimization_barrier(value)


def _same(value: Array) -> Array:
    return value


def expect_event(program: Program, scope: Scope, e: int) -> Array:
    """The chance that an event fires in a period of a projection."""
    event = program.events[e]
    chance = jnp.clip(scope.value(event.node), 0.0, 1.0)
    if event.fired is not None:
        chance = chance * (1.0 - scope.leaf("memory", event.fired))
    return chance


def value_terms(terms: Terms, horizon: int, projection: Projection, weights: tuple[Array, ...]) -> Array:
    """The weighted sum of an actor's terms, averaged over its horizon."""
    parts = [weights[weight] * projection.ahead(k).value(node) for k in range(horizon) for node, weight in terms]
    if not parts:
        return jnp.zeros((), FORESEEN)
    total: Array = OPERATIONS["add"](*parts)
    return total / horizon


def value_factions(actor: ActorSpec, base: Scope, projection: Projection, weights: tuple[Array, ...]) -> tuple[Array, tuple[Array, ...]]:
    """The actor's payoff as the influence-weighted sum of its factions', and each faction's own."""
    influences = [jnp.maximum(base.value(f.influence), 0.0) for f in actor.factions]
    total: Array = OPERATIONS["add"](*influences)
    # Factions without any influence between them count alike, rather than dividing by zero.
    even = 1.0 / len(actor.factions)
    shares = [jnp.where(total <= 0.0, even, i / jnp.where(total <= 0.0, 1.0, total)) for i in influences]
    own = tuple(optimization_barrier(value_terms(f.terms, actor.horizon, projection, weights)) for f in actor.factions)
    combined: Array = OPERATIONS["add"](*[s * v for s, v in zip(shares, own, strict=True)])
    return combined, own
