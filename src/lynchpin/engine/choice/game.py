"""The interface between games and the solvers of their equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from jax import Array


class Linearization(NamedTuple):
    """The equations F(x, t) = x - t v(p(x)) of a game at log odds x and fraction t of rationality, and their derivatives.

    Attributes:
        jacobian: [d, d, B] dF/dx.
        expected: [d, B] expected payoff differences v.
    """

    jacobian: Array
    expected: Array


@runtime_checkable
class Game(Protocol):
    """A batch of games. In equilibrium, the log odds of each player's options equal its expected payoff differences.

    Attributes:
        counts: Number of options of each player.
    """

    @property
    def counts(self) -> Sequence[int]: ...

    def find_largest_difference(self) -> Array:
        """Return [B] the largest payoff difference of each game, the unit of rationality: log odds then grow as fast as rationality."""

    def find_safe_fraction(self) -> Array:
        """Return [B] the fraction of rationality, at most 1, below which iteration converges; 1 only if the game has one equilibrium.

        It is NaN where a payoff is non-finite.
        """

    def find_finite(self, safe: Array) -> Array:
        """Return [players, B] whether the payoffs of each player are finite, given the safe fraction [B]."""

    def respond_in_turn(self, play: Array, fraction: Array) -> Array:
        """Return [N, B] the logit responses of all players, each to the latest play of the others if possible.

        Args:
            play: [N, B] play before.
            fraction: [B] fraction of rationality.
        """

    def respond_at_once(self, play: Array) -> Array:
        """Return [N, B] the logit responses of all players to `play` [N, B]."""

    def linearize(self, log_odds: Sequence[Array], plays: Sequence[Array], reached: Array) -> Linearization:
        """Return the derivatives of the equations.

        Args:
            log_odds: [n_i - 1, B] log odds of each player.
            plays: [n_i, B] the play with these log odds.
            reached: [B] fraction of rationality.
        """

    def take(self, games: Array) -> Game:
        """Return the games with these indices [C]."""
