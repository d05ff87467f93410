"""Stage games in which actors move after others or have private types: backward induction over rounds, with logit choice at each node.

In each round, from the last to the first, the game is solved once for each combination of the earlier choices. The payoffs of earlier
actors are then averaged over the replies. A round has one actor, who responds; actors who all choose at once, who play their logit
equilibrium; or actors some of whom see each other or have types, who play that of their agents (`agent_form`). If what an actor expects
depends on what earlier choices teach it about types, its round is solved together with those before it. The result is the agent quantal
response equilibrium of the period's game (R. D. McKelvey and T. R. Palfrey, Experimental Economics 1, 1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.group import solve_group
from lynchpin.engine.choice.replies import add_axes, average_replies
from lynchpin.engine.choice.stage import Solved, Stage
from lynchpin.engine.graph.batch import fold, fold_all, optimization_barrier


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
        if _depends_on_learning(stage, values, group, earlier):
            continue
        solved = _respond_alone(stage, values, group[0], {}) if len(group) == 1 else solve_group(stage, values, group)
        replies |= solved.replies
        residual, proven = jnp.maximum(residual, solved.residual), proven & solved.proven
        finite |= {actor: solved.finite[k] for k, actor in enumerate(group)}
        for actor in earlier:
            values[actor] = average_replies(values[actor], replies, turns.order, group)
        group = ()
    return Solved(replies, residual, proven, jnp.stack([finite[a] for a in range(len(stage.options))]))


def _depends_on_learning(stage: Stage, values: Sequence[Array], group: Sequence[int], earlier: Sequence[int]) -> bool:
    """Return whether what an actor of a group expects depends on what the choices of earlier actors teach it about their types."""
    actors = len(stage.options)
    return bool(stage.beliefs) and any(stage.learns[a] and values[a].shape[actors + other] > 1 for a in group for other in earlier)


def respond_in_turn(stage: Stage) -> Solved:
    """Return the logit responses of adaptive actors, whose payoffs vary only with their own options and the choices that they see.

    Args:
        stage: The games.
    """
    values = [add_axes(payoff, stage.axes) for payoff in stage.payoffs]
    replies: dict[int, Array] = {}
    finite: dict[int, Array] = {}
    for actor in stage.turns.order:
        seen = {other: replies[other] for other in stage.turns.seen[actor]}
        found = _respond_alone(stage, values, actor, seen)
        replies[actor], finite[actor] = found.replies[actor], found.finite[0]
    none, all_proven = jnp.zeros(stage.batch, jnp.float32), jnp.ones(stage.batch, bool)
    return Solved(replies, none, all_proven, jnp.stack([finite[a] for a in range(len(stage.options))]))


def _respond_alone(stage: Stage, values: Sequence[Array], actor: int, replies: Mapping[int, Array]) -> Solved:
    """Return the logit response of an actor to each combination of choices that it sees, for each of its types.

    Args:
        stage: The games.
        values: Payoffs of all actors, with all axes. That of this actor varies only with its own options and those that it sees.
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
