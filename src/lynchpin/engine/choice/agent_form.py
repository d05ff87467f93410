"""Games in which players see the choices of others or have private types: a player has one agent for each state of its knowledge.

Each agent plays the logit response to the payoffs that it expects given what it knows. Such play is an agent quantal response equilibrium
(R. D. McKelvey and T. R. Palfrey, Quantal response equilibria for extensive form games, Experimental Economics 1, 1998). Whoever sees a
player's choice also sees what that player saw, so an agent learns from choices about types alone, and by Bayes' rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.game import Linearization
from lynchpin.engine.choice.payoff_differences import Fixed, find_play, split
from lynchpin.engine.choice.replies import average_replies, average_types
from lynchpin.engine.graph.batch import cut, fold, fold_all, optimization_barrier

_SAFE = 0.2
"""Largest payoff difference times rationality at which iteration is taken to converge. This is not a proof of uniqueness."""


@dataclass(frozen=True)
class AgentForm:
    """A batch of games (a `Game`) whose players are agents: those of the first player first, in the order of its types and of what it sees.

    Attributes:
        payoffs: Payoffs of each player times its rationality, broadcastable to [n_1, ..., n_k, T_1, ..., T_k, B], with all axes.
        options: Number of options of each player.
        type_counts: Number of types of each player, 1 for a player without types.
        beliefs: For each player, what it believes about the type of each player before the game: [T_i, B], or None without types.
        learns: For each player, whether it learns about types from the choices that it sees.
        seen: For each player, the players that it sees. They come before it.
        fixed: For each player None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
    """

    payoffs: tuple[Array, ...]
    options: tuple[int, ...]
    type_counts: tuple[int, ...]
    beliefs: tuple[tuple[Array | None, ...], ...]
    learns: tuple[bool, ...]
    seen: tuple[frozenset[int], ...]
    fixed: Fixed

    @property
    def counts(self) -> list[int]:
        """Number of options of each agent."""
        return [n for player, n in enumerate(self.options) for _ in range(self._count_agents(player))]

    def _count_agents(self, player: int) -> int:
        return self.type_counts[player] * math.prod(self.options[other] for other in self.seen[player])

    def _shape_options(self, player: int) -> list[int]:
        """Return the lengths of the axes of the options in a player's replies."""
        return [n if other == player or other in self.seen[player] else 1 for other, n in enumerate(self.options)]

    def _shape_types(self, player: int) -> list[int]:
        """Return the lengths of the axes of the types in a player's replies."""
        return [n if other == player else 1 for other, n in enumerate(self.type_counts)]

    def find_replies(self, play: Array) -> list[Array]:
        """Return the replies of each player.

        Args:
            play: [N, B] play of all agents.
        """
        players, first, batch = len(self.options), 0, play.shape[-1]
        replies = []
        for player, n in enumerate(self.options):
            agents, shape = self._count_agents(player), self._shape_options(player)
            own = play[first : first + agents * n].reshape(self.type_counts[player], *shape, batch)
            own = jnp.moveaxis(own, 0, players).reshape(*shape, *self._shape_types(player), batch)
            first += agents * n
            held = self.fixed[player]
            if held is not None:
                own = jnp.where(held[0], held[1].reshape(*(n if other == player else 1 for other in range(2 * players)), batch), own)
            replies.append(own)
        return replies

    def _expect(self, play: Array) -> Array:
        """Return [d, B] the payoff differences that all agents expect, given the play of all."""
        players, batch = len(self.options), play.shape[-1]
        replies = dict(enumerate(self.find_replies(play)))
        found = []
        for player, payoff in enumerate(self.payoffs):
            seen = {other: replies[other] for other in self.seen[player]}
            unseen = set(range(players)) - self.seen[player] - {player}
            value = average_replies(payoff, replies, range(players), unseen)
            value = average_types(value, player, self.beliefs[player], seen, self.learns[player])
            shape = self._shape_options(player)
            value = jnp.broadcast_to(value, (*shape, *self._shape_types(player), batch)).reshape(*shape, self.type_counts[player], batch)
            value = jnp.moveaxis(value, players, 0)
            own = cut(value, 1 + player, 1, self.options[player]) - cut(value, 1 + player, 0, 1)
            held = self.fixed[player]
            if held is not None:
                own = jnp.where(held[0], 0.0, own)
            found.append(own.reshape(-1, batch))
        return optimization_barrier(jnp.concatenate(found))

    def _split_odds(self, stacked: Array) -> list[Array]:
        return split(stacked, [n - 1 for n in self.counts])

    def find_largest_difference(self) -> Array:
        """Return [B] the largest payoff difference of each game."""
        spans = [fold_all(jnp.maximum, own) - fold_all(jnp.minimum, own) for own in self.payoffs]
        return jnp.maximum(fold(jnp.maximum, jnp.stack(spans), 0)[0], 1e-30)

    def find_safe_fraction(self) -> Array:
        """Return [B] the fraction of rationality at which to begin, always below 1: no uniqueness is proven."""
        size = self.find_largest_difference()
        return jnp.where(jnp.isfinite(size), jnp.minimum(_SAFE / size, 0.5), jnp.nan)

    def find_finite(self, safe: Array) -> Array:
        """Return [players, B] whether the payoffs of each player are finite.

        Args:
            safe: [B] the safe fraction.
        """
        return jnp.stack([jnp.broadcast_to(jnp.isfinite(fold_all(jnp.add, own * 0.0)), safe.shape) for own in self.payoffs])

    def respond_in_turn(self, play: Array, fraction: Array) -> Array:
        """Return the logit responses [N, B] of all agents to the play before.

        Args:
            play: [N, B] play before.
            fraction: [B] fraction of rationality.
        """
        return find_play(self._split_odds(fraction * self._expect(play)))

    def respond_at_once(self, play: Array) -> Array:
        """Return the logit responses [N, B] of all agents to `play`."""
        return find_play(self._split_odds(self._expect(play)))

    def linearize(self, log_odds: Sequence[Array], plays: Sequence[Array], reached: Array) -> Linearization:
        """Return the derivatives of the equations, by automatic differentiation, and the expected payoff differences.

        Args:
            log_odds: [n_i - 1, B] log odds of each agent.
            plays: [n_i, B] the play with these log odds.
            reached: [B] fraction of rationality.
        """
        del plays  # the derivative is with respect to the log odds
        point = jnp.concatenate(log_odds)
        value, derivative = jax.linearize(lambda x: self._expect(find_play(self._split_odds(x))), point)
        size = point.shape[0]
        units = jnp.broadcast_to(jnp.eye(size, dtype=point.dtype)[:, :, None], (size, *point.shape))
        columns = jax.vmap(derivative)(units)  # [d, d, B], the first axis is that of the argument
        return Linearization(optimization_barrier(units - reached * columns.swapaxes(0, 1)), optimization_barrier(value))

    def take(self, games: Array) -> AgentForm:
        """Return the games with these indices [C]."""

        def pick(values: Array) -> Array:
            return optimization_barrier(jnp.take(values, games, axis=-1, mode="clip"))

        fixed = [None if held is None else (pick(held[0]), pick(held[1])) for held in self.fixed]
        beliefs = tuple(tuple(None if belief is None else pick(belief) for belief in own) for own in self.beliefs)
        return replace(self, payoffs=tuple(map(pick, self.payoffs)), beliefs=beliefs, fixed=fixed)
