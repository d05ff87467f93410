"""The game among a group of actors, solved once for each combination of earlier choices.

These combinations become further games of the batch. The game is solved in normal form if no actor of the group sees another and the
payoffs depend on no type, and otherwise in agent form (`agent_form`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.agent_form import AgentForm
from lynchpin.engine.choice.equilibrium import Equilibrium, Settings, solve_equilibrium, solve_game
from lynchpin.engine.choice.payoff_differences import Fixed, make_uniform
from lynchpin.engine.choice.replies import average_types
from lynchpin.engine.choice.stage import Solved, Stage
from lynchpin.engine.graph.batch import fold


def solve_group(stage: Stage, values: Sequence[Array], actors: Sequence[int]) -> Solved:
    """Solve the game of a group of actors.

    Args:
        stage: The stage games.
        values: Payoffs of all actors, with all axes, averaged over the replies of later actors.
        actors: The actors of the group, each after those that it sees.

    Returns:
        The solution, with `finite` [m, B] for the m actors of the group.
    """
    inside = set(actors)
    own = []
    for actor in actors:
        # Nobody in the group learns anything in this game about the types of those outside.
        outside = [None if other in inside else belief for other, belief in enumerate(stage.beliefs[actor])] if stage.beliefs else []
        own.append(average_types(values[actor], actor, outside, {}, learns=False) if outside else values[actor])
    others = tuple(axis for axis in range(len(stage.options)) if axis not in inside)
    lead = tuple(max(value.shape[axis] for value in own) for axis in others)
    group = _Group(stage, tuple(actors), tuple(own), others, lead)
    return group.solve_agents() if group.has_agents else group.solve_at_once()


@dataclass(frozen=True)
class _Group:
    """A group of m actors.

    Attributes:
        stage: The stage games.
        actors: The actors of the group.
        values: Payoff of each, with all axes of the stage.
        others: The other actors.
        lead: Number of options of each of the others, 1 if no payoff depends on its choice.
    """

    stage: Stage
    actors: tuple[int, ...]
    values: tuple[Array, ...]
    others: tuple[int, ...]
    lead: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of games."""
        return math.prod(self.lead) * self.stage.batch

    @property
    def options(self) -> tuple[int, ...]:
        return tuple(self.stage.options[actor] for actor in self.actors)

    @property
    def type_counts(self) -> tuple[int, ...]:
        """The number of types of each actor, 1 if the payoffs do not depend on its type."""
        if not self.stage.beliefs:
            return (1,) * len(self.actors)
        return tuple(max(value.shape[self._find_type_axis(actor)] for value in self.values) for actor in self.actors)

    @property
    def seen(self) -> tuple[frozenset[int], ...]:
        """For each actor, those of the group that it sees, by their places in the group."""
        place = {actor: k for k, actor in enumerate(self.actors)}
        return tuple(frozenset(place[other] for other in self.stage.turns.seen[actor] if other in place) for actor in self.actors)

    @property
    def has_agents(self) -> bool:
        """Whether an actor sees another, or the payoffs depend on a type."""
        return any(self.seen) or max(self.type_counts) > 1

    def _find_type_axis(self, actor: int) -> int:
        return len(self.stage.options) + actor

    def _spread(self, array: Array, *rows: int) -> Array:
        """Repeat [..., B] for each combination of earlier choices."""
        return jnp.broadcast_to(array[..., None, :], (*rows, math.prod(self.lead), self.stage.batch)).reshape(*rows, self.size)

    def _flatten(self, value: Array) -> Array:
        """Return a payoff as [n_1, .., n_m, T_1, .., T_m, games], without the axes of types if nobody has any."""
        types = [self._find_type_axis(actor) for actor in self.actors] if self.stage.beliefs else []
        order = [*self.actors, *types, *self.others]
        rest = [axis for axis in range(self.stage.axes) if axis not in order]  # types of actors outside the group, of length 1
        moved = value.transpose(*order, *rest, self.stage.axes)
        own = moved.shape[: len(order) - len(self.others)]
        whole = moved.reshape(*moved.shape[: len(order)], moved.shape[-1])
        return jnp.broadcast_to(whole, (*own, *self.lead, self.stage.batch)).reshape(*own, self.size)

    def _list_rates(self) -> list[Array]:
        return [self._spread(jnp.broadcast_to(self.stage.rationality[actor], (self.stage.batch,))) for actor in self.actors]

    def _list_fixed(self) -> Fixed:
        held = [self.stage.fixed[actor] for actor in self.actors]
        return [None if one is None else (self._spread(one[0]), self._spread(one[1], n)) for one, n in zip(held, self.options, strict=True)]

    def _list_beliefs(self, actor: int) -> tuple[Array | None, ...]:
        """Return what an actor believes about the type of each actor of the group; None if it does not matter."""
        found = [self.stage.beliefs[actor][other] if self.stage.beliefs else None for other in self.actors]
        return tuple(None if one is None or n == 1 else self._spread(one, n) for one, n in zip(found, self.type_counts, strict=True))

    def solve_at_once(self) -> Solved:
        """Return the logit equilibrium of actors who all choose at once."""
        many, counts = len(self.actors), self.options
        payoffs = [own.reshape(*own.shape[:many], self.size) for own in map(self._flatten, self.values)]
        start = make_uniform(counts, self.size)
        solved = solve_equilibrium(payoffs, self._list_rates(), start=start, fixed=self._list_fixed())
        shapes = [[n if j == k else 1 for j, n in enumerate(counts)] for k in range(many)]
        return self._restore(solved, [p.reshape(*shape, *(1,) * many, self.size) for p, shape in zip(solved.play, shapes, strict=True)])

    def solve_agents(self) -> Solved:
        """Return the logit equilibrium of the agents of the actors."""
        many = len(self.actors)
        flat = [own.reshape(*own.shape[:many], *(own.shape[many:-1] or (1,) * many), self.size) for own in map(self._flatten, self.values)]
        game = AgentForm(
            payoffs=tuple(own * rate for own, rate in zip(flat, self._list_rates(), strict=True)),
            options=self.options,
            type_counts=self.type_counts,
            beliefs=tuple(self._list_beliefs(actor) for actor in self.actors),
            learns=tuple(bool(self.stage.learns) and self.stage.learns[actor] for actor in self.actors),
            seen=self.seen,
            fixed=self._list_fixed(),
        )
        solved = solve_game(game, jnp.concatenate(make_uniform(game.counts, self.size)), Settings())
        return self._restore(solved, game.find_replies(jnp.concatenate(solved.play)))

    def _restore(self, solved: Equilibrium, replies: Sequence[Array]) -> Solved:
        """Return the solution of the group, with replies [n_1, .., n_m, T_1, .., T_m, games], with the axes and futures of the stage."""
        split = (math.prod(self.lead), self.stage.batch)
        return Solved(
            {actor: self._restore_axes(one) for actor, one in zip(self.actors, replies, strict=True)},
            fold(jnp.maximum, solved.residual.reshape(split), 0)[0],
            fold(jnp.logical_and, solved.proven.reshape(split), 0)[0],
            fold(jnp.logical_and, solved.finite.reshape(-1, *split), 1)[:, 0],
        )

    def _restore_axes(self, replies: Array) -> Array:
        actors, stage = len(self.stage.options), self.stage
        own = replies.reshape(*replies.shape[:-1], *self.lead, *(1,) * len(self.others), stage.batch)
        types = [[self._find_type_axis(actor) for actor in some] for some in (self.actors, self.others)]
        order = [*self.actors, *types[0], *self.others, *types[1]]
        whole = own.transpose(*(order.index(axis) for axis in range(2 * actors)), 2 * actors)
        return whole if stage.beliefs else whole.reshape(*whole.shape[: stage.axes], stage.batch)
