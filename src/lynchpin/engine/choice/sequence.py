"""Stage games in which some actors move after others: backward induction over the rounds of a period, with logit choice at each node.

In each round, from the last to the first, the game is solved once for each combination of the earlier choices. The payoffs of earlier
actors are then averaged over the replies. A round has one actor, who responds; actors who all choose at once, who play their logit
equilibrium; or actors some of whom see each other, who play that of their agents (`agent_form`). The result is the agent quantal response
equilibrium of the period's game (R. D. McKelvey and T. R. Palfrey, Experimental Economics 1, 1998).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.agent_form import AgentForm
from lynchpin.engine.choice.equilibrium import Settings, solve_equilibrium, solve_game
from lynchpin.engine.choice.payoff_differences import Fixed
from lynchpin.engine.choice.replies import add_axes, average_replies
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
        payoffs: Payoff of each actor, broadcastable to [n_1, ..., n_k, B].
        rationality: Rationality of each actor, [B] or a scalar, per unit of payoff.
        fixed: For each actor None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
        options: Number of options of each actor.
        turns: The order of moves.
        batch: Number of futures, B.
    """

    payoffs: Sequence[Array]
    rationality: Sequence[Array]
    fixed: Fixed
    options: Sequence[int]
    turns: Turns
    batch: int


def solve_in_turn(stage: Stage) -> Solved:
    """Find the agent quantal response equilibrium of each stage game.

    Args:
        stage: The games.
    """
    axes, turns = len(stage.options), stage.turns
    values = [add_axes(payoff, axes) for payoff in stage.payoffs]
    replies: dict[int, Array] = {}
    residual, proven = jnp.zeros(stage.batch, jnp.float32), jnp.ones(stage.batch, bool)
    finite: dict[int, Array] = {}
    for number, group in reversed(list(enumerate(turns.rounds))):
        alone = len(group) == 1
        solved = respond_alone(stage, values, group[0]) if alone else _solve_at_once(stage, values, group)
        replies |= solved.replies
        residual, proven = jnp.maximum(residual, solved.residual), proven & solved.proven
        finite |= {actor: solved.finite[k] for k, actor in enumerate(group)}
        for actor in (a for earlier in turns.rounds[:number] for a in earlier):
            values[actor] = average_replies(values[actor], replies, turns.order, group)
    return Solved(replies, residual, proven, jnp.stack([finite[a] for a in range(axes)]))


def respond_alone(stage: Stage, values: Sequence[Array], actor: int) -> Solved:
    """Return the logit response of an actor to each combination of choices that it sees.

    Args:
        stage: The games.
        values: Payoffs of all actors, with all axes; that of this actor varies only with its own option and the choices that it sees.
        actor: The actor.
    """
    value, options = values[actor], stage.options[actor]
    shape = [options if axis == actor else length for axis, length in enumerate(value.shape[:-1])]
    value = jnp.broadcast_to(value, (*shape, stage.batch))
    finite = jnp.isfinite(fold_all(jnp.add, value * 0.0))
    weights = optimization_barrier(jnp.exp((value - fold(jnp.maximum, value, actor)) * stage.rationality[actor]))
    # A non-finite payoff is counted for this actor; those who expect its reply must not look non-finite as well.
    replies = jnp.where(finite, weights / fold(jnp.add, weights, actor), 1.0 / options)
    held = stage.fixed[actor]
    if held is not None:
        replies = jnp.where(held[0], held[1].reshape(*(options if axis == actor else 1 for axis in range(len(shape))), -1), replies)
    none = jnp.zeros(stage.batch, jnp.float32)
    return Solved({actor: optimization_barrier(replies)}, none, jnp.ones(stage.batch, bool), finite[None])


def _solve_at_once(stage: Stage, values: Sequence[Array], group: Sequence[int]) -> Solved:
    """Solve the game of the actors of one round for each combination of earlier choices. Each such game is one more game of the batch."""
    others = [axis for axis in range(len(stage.options)) if axis not in group]
    lead = [max(values[actor].shape[axis] for actor in group) for axis in others]
    histories, counts = math.prod(lead), tuple(stage.options[actor] for actor in group)

    def spread(array: Array, *rows: int) -> Array:
        """Repeat [..., B] for each combination of earlier choices."""
        return jnp.broadcast_to(array[..., None, :], (*rows, histories, stage.batch)).reshape(*rows, histories * stage.batch)

    payoffs = []
    for actor in group:
        moved = values[actor].transpose(*group, *others, len(stage.options))
        own = moved.shape[: len(group)]
        payoffs.append(jnp.broadcast_to(moved, (*own, *lead, stage.batch)).reshape(*own, -1))
    rates = [spread(jnp.broadcast_to(stage.rationality[actor], (stage.batch,))) for actor in group]
    fixed: Fixed = [
        None if (held := stage.fixed[actor]) is None else (spread(held[0]), spread(held[1], n))
        for actor, n in zip(group, counts, strict=True)
    ]
    place = {actor: k for k, actor in enumerate(group)}
    seen = tuple(frozenset(place[other] for other in stage.turns.seen[actor] if other in place) for actor in group)
    size = histories * stage.batch
    if any(seen):
        game = AgentForm(tuple(own * rate for own, rate in zip(payoffs, rates, strict=True)), counts, seen, fixed)
        begin = jnp.concatenate([jnp.full((n, size), 1.0 / n, jnp.float32) for n in game.counts])
        solved = solve_game(game, begin, Settings())
        found = game.find_replies(jnp.concatenate(solved.play))
    else:
        start = [jnp.full((n, size), 1.0 / n, jnp.float32) for n in counts]
        solved = solve_equilibrium(payoffs, rates, start=start, fixed=fixed)
        found = [p.reshape(*(n if j == k else 1 for j, n in enumerate(counts)), size) for k, p in enumerate(solved.play)]
    back = [*(int(axis) for axis in sorted(range(len(stage.options)), key=[*group, *others].__getitem__)), len(stage.options)]
    replies = {actor: one.reshape(*one.shape[:-1], *lead, stage.batch).transpose(*back) for actor, one in zip(group, found, strict=True)}
    split = (histories, stage.batch)
    return Solved(
        replies,
        fold(jnp.maximum, solved.residual.reshape(split), 0)[0],
        fold(jnp.logical_and, solved.proven.reshape(split), 0)[0],
        fold(jnp.logical_and, solved.finite.reshape(-1, *split), 1)[:, 0],
    )
