"""What the solvers need to know of a batch of games."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from jax import Array


class Linear(NamedTuple):
    """The equations F(x, t) = x - t v(p(x)) of a game at log odds x and fraction t of rationality, and their derivatives.

    Attributes:
        rows: [d, d, B] dF/dx.
        value: [d, B] expected payoff differences v.
    """

    rows: Array
    value: Array


@runtime_checkable
class Game(Protocol):
    """A batch of games for the solvers. Each player has options, and its log odds of them equal its expected payoff differences.

    Attributes:
        counts: Number of options of each player.
    """

    @property
    def counts(self) -> Sequence[int]: ...

    def measure(self) -> Array:
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

    def linearize(self, log_odds: Sequence[Array], plays: Sequence[Array], reached: Array) -> Linear:
        """Return the derivatives of the equations.

        Args:
            log_odds: [n_i - 1, B] log odds of each player.
            plays: [n_i, B] the play that they are those of.
            reached: [B] fraction of rationality.
        """

    def take(self, games: Array) -> Game:
        """Return the games with these indices [C]."""
