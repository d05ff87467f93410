"""Games in which some players see the choices of others: each player has one agent for each combination of choices that it may see.

The logit response of an agent is to the payoff that it expects given what it sees, which is the agent quantal response equilibrium
(R. D. McKelvey and T. R. Palfrey, Quantal response equilibria for extensive form games, Experimental Economics 1, 1998). Whoever sees a
player's choice also sees what that player saw, so no agent learns anything about choices that it does not see.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

from lynchpin.engine.choice.game import Linear
from lynchpin.engine.choice.payoff_differences import Fixed, find_play, split
from lynchpin.engine.choice.replies import average_replies
from lynchpin.engine.graph.batch import cut, fold, fold_all, optimization_barrier

_SAFE = 0.2
"""Largest payoff difference times rationality at which iteration is taken to converge. This is not a proof of uniqueness."""


@dataclass(frozen=True)
class AgentForm:
    """A batch of games (a `Game`), whose players are agents: those of the first player first, by the choices that they see.

    Attributes:
        payoffs: Payoffs of each player times its rationality, broadcastable to [n_1, ..., n_k, B], with all k + 1 axes.
        options: Number of options of each player.
        seen: For each player, the players that it sees. They come before it.
        fixed: For each player None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
    """

    payoffs: tuple[Array, ...]
    options: tuple[int, ...]
    seen: tuple[frozenset[int], ...]
    fixed: Fixed

    @property
    def counts(self) -> list[int]:
        """Number of options of each agent."""
        return [n for player, n in enumerate(self.options) for _ in range(self._count_agents(player))]

    def _count_agents(self, player: int) -> int:
        return math.prod(self.options[other] for other in self.seen[player])

    def _shape(self, player: int) -> list[int]:
        """Return the lengths of the axes of a player's replies, without the batch."""
        return [n if other == player or other in self.seen[player] else 1 for other, n in enumerate(self.options)]

    def find_replies(self, play: Array) -> list[Array]:
        """Return the replies of each player.

        Args:
            play: [N, B] play of all agents.
        """
        replies, first, batch = [], 0, play.shape[-1]
        for player, n in enumerate(self.options):
            agents = self._count_agents(player)
            own = play[first : first + agents * n].reshape(*self._shape(player), batch)
            first += agents * n
            held = self.fixed[player]
            if held is not None:
                shape = [n if other == player else 1 for other in range(len(self.options))]
                own = jnp.where(held[0], held[1].reshape(*shape, batch), own)
            replies.append(own)
        return replies

    def _expect(self, play: Array) -> Array:
        """Return [d, B] the payoff differences that all agents expect, given the play of all."""
        order = range(len(self.options))
        replies = dict(enumerate(self.find_replies(play)))
        found = []
        for player, payoff in enumerate(self.payoffs):
            others = set(order) - self.seen[player] - {player}
            value = average_replies(payoff, replies, order, others)
            value = jnp.broadcast_to(value, (*self._shape(player), play.shape[-1]))
            own = cut(value, player, 1, self.options[player]) - cut(value, player, 0, 1)
            held = self.fixed[player]
            if held is not None:
                own = jnp.where(held[0], 0.0, own)
            found.append(own.reshape(-1, play.shape[-1]))
        return optimization_barrier(jnp.concatenate(found))

    def _split_odds(self, stacked: Array) -> list[Array]:
        return split(stacked, [n - 1 for n in self.counts])

    def measure(self) -> Array:
        """Return [B] the largest payoff difference of each game."""
        spans = [fold_all(jnp.maximum, own) - fold_all(jnp.minimum, own) for own in self.payoffs]
        return jnp.maximum(fold(jnp.maximum, jnp.stack(spans), 0)[0], 1e-30)

    def find_safe_fraction(self) -> Array:
        """Return [B] the fraction of rationality at which to begin, always below 1: no uniqueness is proven."""
        size = self.measure()
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

    def linearize(self, log_odds: Sequence[Array], plays: Sequence[Array], reached: Array) -> Linear:
        """Return the derivatives of the equations, by automatic differentiation, and the expected payoff differences.

        Args:
            log_odds: [n_i - 1, B] log odds of each agent.
            plays: [n_i, B] the play that they are those of.
            reached: [B] fraction of rationality.
        """
        del plays  # the derivative is with respect to the log odds
        point = jnp.concatenate(log_odds)
        value, derivative = jax.linearize(lambda x: self._expect(find_play(self._split_odds(x))), point)
        size = point.shape[0]
        units = jnp.broadcast_to(jnp.eye(size, dtype=point.dtype)[:, :, None], (size, *point.shape))
        columns = jax.vmap(derivative)(units)  # [d, d, B], the first axis is that of the argument
        return Linear(optimization_barrier(units - reached * columns.swapaxes(0, 1)), optimization_barrier(value))

    def take(self, games: Array) -> AgentForm:
        """Return the games with these indices [C]."""

        def pick(values: Array) -> Array:
            return optimization_barrier(jnp.take(values, games, axis=-1, mode="clip"))

        fixed = [None if held is None else (pick(held[0]), pick(held[1])) for held in self.fixed]
        return AgentForm(tuple(map(pick, self.payoffs)), self.options, self.seen, fixed)
