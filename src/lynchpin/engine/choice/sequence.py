"""Stage games in which actors move after others or have private types: backward induction over rounds, with logit choice at each node.

In each round, from the last to the first, the game is solved once for each combination of the earlier choices. The payoffs of earlier
actors are then averaged over the replies. A round has one actor, who responds; actors who all choose at once, who play their logit
equilibrium; or actors some of whom see each other or have types, who play that of their agents (`agent_form`). If what an actor expects
depends on what earlier choices teach it about types, its round and those before it are solved as one. The result is the agent quantal
response equilibrium of the period's game (R. D. McKelvey and T. R. Palfrey, Experimental Economics 1, 1998).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.agent_form import AgentForm
from lynchpin.engine.choice.equilibrium import Settings, solve_equilibrium, solve_game
from lynchpin.engine.choice.payoff_differences import Fixed
from lynchpin.engine.choice.replies import add_axes, average_replies, average_types
from lynchpin.engine.graph.batch import fold, fold_all, optimization_barrier


@dataclass(frozen=True, slots=True)
class Turns:
    """The order of moves in a period.

    Attributes:
        rounds: The actors of each round. Each actor of a round sees all choices of earlier rounds, and comes after those that it sees.
        seen: For each actor, those whose choices it sees. Whoever sees an actor also sees whom that actor sees.
    """

    rounds: tuple[tuple[int, ...], ...]
    seen: tuple[frozenset[int], ...]

    @property
    def order(self) -> tuple[int, ...]:
        """The actors in the order in which they choose."""
        return tuple(actor for group in self.rounds for actor in group)


class Solved(NamedTuple):
    """The solution of a batch of stage games.

    Attributes:
        replies: Replies of each actor (`replies`).
        residual: [B] largest residual of any game that was solved.
        proven: [B] bool, whether all of these games provably have no other equilibrium.
        finite: [actors, B] bool, whether the actor's payoffs are finite.
    """

    replies: dict[int, Array]
    residual: Array
    proven: Array
    finite: Array


class Stage(NamedTuple):
    """The stage games of a batch of futures.

    Attributes:
        payoffs: Payoff of each actor, broadcastable to all axes (`replies`) and the batch.
        rationality: Rationality of each actor, [B] or a scalar, per unit of payoff.
        fixed: For each actor None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
        options: Number of options of each actor.
        turns: The order of moves.
        batch: Number of futures, B.
        beliefs: For each actor, what it believes before the period about the type of each actor: [T, B], or None without types. Empty if
            no actor has types.
        learns: For each actor, whether it learns about types from the choices that it sees. Empty if no actor has types.
    """

    payoffs: Sequence[Array]
    rationality: Sequence[Array]
    fixed: Fixed
    options: Sequence[int]
    turns: Turns
    batch: int
    beliefs: Sequence[Sequence[Array | None]] = ()
    learns: Sequence[bool] = ()

    @property
    def axes(self) -> int:
        """The number of axes in front of the batch."""
        return 2 * len(self.options) if self.beliefs else len(self.options)

    def average_types(self, value: Array, actor: int, replies: Mapping[int, Array]) -> Array:
        """Return a payoff of an actor averaged over the types of the others, as it believes them to be.

        Args:
            value: The payoff, with all axes.
            actor: The actor.
            replies: Replies of the actors whose choices it sees and may learn from.
        """
        return average_types(value, actor, self.beliefs[actor], replies, self.learns[actor]) if self.beliefs else value


def solve_in_turn(stage: Stage) -> Solved:
    """Find the agent quantal response equilibrium of each stage game.

    Args:
        stage: The games.
    """
    turns = stage.turns
    values = [add_axes(payoff, stage.axes) for payoff in stage.payoffs]
    replies: dict[int, Array] = {}
    residual, proven = jnp.zeros(stage.batch, jnp.float32), jnp.ones(stage.batch, bool)
    finite: dict[int, Array] = {}
    group: tuple[int, ...] = ()
    for number, actors in reversed(list(enumerate(turns.rounds))):
        group = (*actors, *group)
        earlier = [actor for before in turns.rounds[:number] for actor in before]
        if _must_learn(stage, values, group, earlier):
            continue
        solved = respond_alone(stage, values, group[0], {}) if len(group) == 1 else _solve_at_once(stage, values, group)
        replies |= solved.replies
        residual, proven = jnp.maximum(residual, solved.residual), proven & solved.proven
        finite |= {actor: solved.finite[k] for k, actor in enumerate(group)}
        for actor in earlier:
            values[actor] = average_replies(values[actor], replies, turns.order, group)
        group = ()
    return Solved(replies, residual, proven, jnp.stack([finite[a] for a in range(len(stage.options))]))


def _must_learn(stage: Stage, values: Sequence[Array], group: Sequence[int], earlier: Sequence[int]) -> bool:
    """Return whether what an actor of a group expects depends on what the choices of earlier actors teach it about their types."""
    actors = len(stage.options)
    return bool(stage.beliefs) and any(stage.learns[a] and values[a].shape[actors + other] > 1 for a in group for other in earlier)


def respond_alone(stage: Stage, values: Sequence[Array], actor: int, replies: Mapping[int, Array]) -> Solved:
    """Return the logit response of an actor to each combination of choices that it sees, for each of its types.

    Args:
        stage: The games.
        values: Payoffs of all actors, with all axes; that of this actor varies with no option but its own and those that it sees.
        actor: The actor.
        replies: Replies of the actors whose choices it sees and may learn from.
    """
    value, options = stage.average_types(values[actor], actor, replies), stage.options[actor]
    shape = [options if axis == actor else length for axis, length in enumerate(value.shape[:-1])]
    value = jnp.broadcast_to(value, (*shape, stage.batch))
    finite = jnp.isfinite(fold_all(jnp.add, value * 0.0))
    weights = optimization_barrier(jnp.exp((value - fold(jnp.maximum, value, actor)) * stage.rationality[actor]))
    # A non-finite payoff is counted for this actor; those who expect its reply must not look non-finite as well.
    own = jnp.where(finite, weights / fold(jnp.add, weights, actor), 1.0 / options)
    held = stage.fixed[actor]
    if held is not None:
        own = jnp.where(held[0], held[1].reshape(*(options if axis == actor else 1 for axis in range(len(shape))), -1), own)
    none = jnp.zeros(stage.batch, jnp.float32)
    return Solved({actor: optimization_barrier(own)}, none, jnp.ones(stage.batch, bool), finite[None])


def _solve_at_once(stage: Stage, values: Sequence[Array], group: Sequence[int]) -> Solved:
    """Solve the game of some actors for each combination of earlier choices. Each such game is one more game of the batch."""
    actors, inside = len(stage.options), set(group)
    kept = {actor: _average_outside(stage, values[actor], actor, inside) for actor in group}
    kinds = tuple(max(kept[a].shape[actors + actor] for a in group) if stage.beliefs else 1 for actor in group)
    others = [axis for axis in range(actors) if axis not in inside]
    lead = [max(kept[a].shape[axis] for a in group) for axis in others]
    histories, counts = math.prod(lead), tuple(stage.options[actor] for actor in group)
    size = histories * stage.batch

    def spread(array: Array, *rows: int) -> Array:
        """Repeat [..., B] for each combination of earlier choices."""
        return jnp.broadcast_to(array[..., None, :], (*rows, histories, stage.batch)).reshape(*rows, size)

    order = [*group, *((actors + a for a in group) if stage.beliefs else ()), *others]
    dropped = [axis for axis in range(stage.axes) if axis not in order]  # types of actors outside the group
    payoffs = []
    for actor in group:
        moved = kept[actor].transpose(*order, *dropped, stage.axes)
        own = moved.shape[: len(order) - len(others)]
        payoffs.append(
            jnp.broadcast_to(moved.reshape(moved.shape[: len(order)] + moved.shape[-1:]), (*own, *lead, stage.batch)).reshape(*own, -1)
        )
    rates = [spread(jnp.broadcast_to(stage.rationality[actor], (stage.batch,))) for actor in group]
    fixed: Fixed = [
        None if (held := stage.fixed[actor]) is None else (spread(held[0]), spread(held[1], n))
        for actor, n in zip(group, counts, strict=True)
    ]
    place = {actor: k for k, actor in enumerate(group)}
    seen = tuple(frozenset(place[other] for other in stage.turns.seen[actor] if other in place) for actor in group)
    if any(seen) or max(kinds) > 1:
        many = len(group)
        game = AgentForm(
            payoffs=tuple(
                own.reshape(*own.shape[:many], *(own.shape[many:-1] or (1,) * many), size) * rate
                for own, rate in zip(payoffs, rates, strict=True)
            ),
            options=counts,
            kinds=kinds,
            beliefs=tuple(
                tuple(
                    None if n == 1 or (own := stage.beliefs[a][other]) is None else spread(own, n)
                    for other, n in zip(group, kinds, strict=True)
                )
                for a in group
            ),
            learns=tuple(bool(stage.learns) and stage.learns[a] for a in group),
            seen=seen,
            fixed=fixed,
        )
        begin = jnp.concatenate([jnp.full((n, size), 1.0 / n, jnp.float32) for n in game.counts])
        solved = solve_game(game, begin, Settings())
        found = game.find_replies(jnp.concatenate(solved.play))
    else:
        start = [jnp.full((n, size), 1.0 / n, jnp.float32) for n in counts]
        solved = solve_equilibrium([own.reshape(*own.shape[: len(group)], size) for own in payoffs], rates, start=start, fixed=fixed)
        found = [
            p.reshape(*(n if j == k else 1 for j, n in enumerate(counts)), *(1,) * len(group), size) for k, p in enumerate(solved.play)
        ]
    replies = {actor: _restore_axes(stage, one, group, others, lead) for actor, one in zip(group, found, strict=True)}
    split = (histories, stage.batch)
    return Solved(
        replies,
        fold(jnp.maximum, solved.residual.reshape(split), 0)[0],
        fold(jnp.logical_and, solved.proven.reshape(split), 0)[0],
        fold(jnp.logical_and, solved.finite.reshape(-1, *split), 1)[:, 0],
    )


def _average_outside(stage: Stage, value: Array, actor: int, inside: AbstractSet[int]) -> Array:
    """Return a payoff of an actor averaged over the types of the actors outside a group, of whom nobody in it learns anything in this game."""
    if not stage.beliefs:
        return value
    beliefs = [None if other in inside else belief for other, belief in enumerate(stage.beliefs[actor])]
    return average_types(value, actor, beliefs, {}, learns=False)


def _restore_axes(stage: Stage, replies: Array, group: Sequence[int], others: Sequence[int], lead: Sequence[int]) -> Array:
    """Return replies [n_1, .., n_m, T_1, .., T_m, histories x B] of a group of m actors with the axes of the whole stage."""
    many, none = len(group), (1,) * len(others)
    own = replies.reshape(*replies.shape[: 2 * many], *lead, *none, stage.batch)
    order = [*group, *(len(stage.options) + a for a in group), *others, *(len(stage.options) + a for a in others)]
    whole = own.transpose(*(order.index(axis) for axis in range(2 * len(stage.options))), 2 * len(stage.options))
    return whole if stage.beliefs else whole.reshape(*whole.shape[: stage.axes], stage.batch)
