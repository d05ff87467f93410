"""Games in normal form: every player chooses once and sees nothing of the others' choices.

With x the log odds, p(x) the play and v(p) the expected payoff differences, the derivatives of F(x, t) = x - t v(p(x)) are

    dF_i/dx_j = -t p_j(b) (W_ij(a, b) - v_i(a))   for i != j,

where W_ij are payoff differences averaged over all players but i and j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array, lax

from lynchpin.engine.choice.contraction import find_safe_fraction
from lynchpin.engine.choice.game import Linearization
from lynchpin.engine.choice.payoff_differences import count_options, expect, find_play, split
from lynchpin.engine.graph.batch import average, average_except, fold, fold_all, optimization_barrier


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A batch of games in normal form (a `Game`). `differences` are those of `find_payoff_differences`."""

    differences: tuple[Array, ...]

    @property
    def counts(self) -> list[int]:
        """Number of options of each player."""
        return count_options(self.differences)

    def find_largest_difference(self) -> Array:
        """Return [B] the largest payoff difference of each game."""
        sizes = jnp.stack([fold_all(jnp.maximum, jnp.abs(own)) for own in self.differences])
        return jnp.maximum(fold(jnp.maximum, sizes, 0)[0], 1e-30)

    def find_safe_fraction(self) -> Array:
        """Return [B] the fraction of rationality up to which a game provably has one equilibrium."""
        return find_safe_fraction(self.differences)

    def find_finite(self, safe: Array) -> Array:
        """Return [players, B] whether the payoff differences of each player are finite. This costs little if all are.

        Args:
            safe: [B] the safe fraction, NaN where any is not finite.
        """

        def check() -> Array:
            return jnp.stack([jnp.isfinite(fold_all(jnp.add, own * 0.0)) for own in self.differences])

        finite: Array = lax.cond(jnp.all(jnp.isfinite(safe)), lambda: jnp.ones((len(self.differences), safe.shape[0]), bool), check)
        return finite

    def respond_in_turn(self, play: Array, fraction: Array) -> Array:
        """Return the logit responses [N, B] of all players in turn, each to the latest play of the others (Gauss-Seidel iteration).

        Args:
            play: [N, B] play before.
            fraction: [B] fraction of rationality.
        """
        plays = split(play, self.counts)
        for player, own in enumerate(self.differences):
            plays[player] = find_play([fraction * expect(own, plays, player)])
        return optimization_barrier(jnp.concatenate(plays))

    def respond_at_once(self, play: Array) -> Array:
        """Return the logit responses [N, B] of all players to `play`."""
        plays = split(play, self.counts)
        return find_play([expect(own, plays, player) for player, own in enumerate(self.differences)])

    def linearize(self, log_odds: Sequence[Array], plays: Sequence[Array], reached: Array) -> Linearization:
        """Return the derivatives of the equations, and the expected payoff differences.

        Args:
            log_odds: [n_i - 1, B] log odds of each player.
            plays: [n_i, B] the play with these log odds.
            reached: [B] fraction of rationality.
        """
        del log_odds  # the play is enough
        rows, values = zip(*(_derivative(own, plays, player, reached) for player, own in enumerate(self.differences)), strict=True)
        return Linearization(jnp.concatenate(rows), optimization_barrier(jnp.concatenate(values)))

    def take(self, games: Array) -> NormalForm:
        """Return the games with these indices [C]."""
        return NormalForm(tuple(optimization_barrier(jnp.take(own, games, axis=-1, mode="clip")) for own in self.differences))


def _derivative(own: Array, plays: Sequence[Array], player: int, reached: Array) -> tuple[Array, Array]:
    """Return the rows of dF/dx of one player, [n_i - 1, d, B], and its expected differences [n_i - 1, B]."""
    n, batch = own.shape[player], own.shape[-1]
    varied = [axis for axis in range(len(plays)) if axis != player and own.shape[axis] > 1]
    pairwise = {axis: optimization_barrier(_as_matrix(w, player, axis)) for axis, w in average_except(own, plays, varied).items()}
    value = own.reshape(n, batch) if not varied else average(pairwise[varied[0]], 1, plays[varied[0]])[:, 0]
    value = optimization_barrier(value)
    blocks = []
    for axis, play in enumerate(plays):
        if axis == player:
            blocks.append(jnp.broadcast_to(jnp.eye(n, dtype=jnp.float32)[:, :, None], (n, n, batch)))
        elif axis in pairwise:
            blocks.append(-reached * play[1:] * (pairwise[axis][:, 1:] - value[:, None]))
        else:
            blocks.append(jnp.zeros((n, play.shape[0] - 1, batch), jnp.float32))
    return jnp.concatenate(blocks, axis=1), value


def _as_matrix(values: Array, player: int, other: int) -> Array:
    """Reshape [1, .., n_i - 1, .., n_j, .., B], in the order of the axes, to [n_i - 1, n_j, B]."""
    rows, columns, batch = values.shape[player], values.shape[other], values.shape[-1]
    if player < other:
        return values.reshape(rows, columns, batch)
    return values.reshape(columns, rows, batch).swapaxes(0, 1)
