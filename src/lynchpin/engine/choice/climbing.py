"""Fixed-point iteration of logit responses at rising rationality: the cheap way to follow the principal branch.

Up to the fraction of rationality at which a game provably has one equilibrium, iteration converges to it from any start. Beyond that,
rationality rises by small factors. At each value iteration must converge quickly: the first change must be small, and each change much
smaller than the one before. This holds where the branch has no fold, because near a fold changes hardly shrink. A game in which iteration
converges slowly stops at its last converged play, and `continuation` takes over from there.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float32

from lynchpin.engine.choice.game import Game
from lynchpin.engine.choice.payoff_differences import make_uniform
from lynchpin.engine.graph.batch import fold, optimization_barrier

_RISE = 1.4  # factor by which rationality rises
_NEAR = 0.02  # tolerance of a probability at intermediate rationality
_JUMP = 0.2  # a first change larger than this ends the climb
_SHRINK = 0.6  # a ratio of successive changes larger than this ends the climb
_BELOW = 0.75  # share of the proven fraction at which the climb begins, because convergence is slow close to that fraction
_PATIENCE = 10  # largest number of rounds at one rationality
_ROUNDING = 2e-7  # changes of a probability smaller than this are rounding errors


class Climb(NamedTuple):
    """The result of a climb, for N options of all players.

    Attributes:
        play: [N, B] play after the last round.
        converged: [N, B] last converged play.
        reached: [B] fraction of rationality of `converged`.
        sweeps: [B] number of rounds.
        done: [B] bool, whether `play` is the equilibrium at full rationality.
    """

    play: Array
    converged: Array
    reached: Array
    sweeps: Array
    done: Array


class _State(NamedTuple):
    """The state of the iteration.

    Attributes:
        play: As in `Climb`.
        converged: As in `Climb`.
        reached: As in `Climb`.
        fraction: [B] current fraction of rationality.
        last: [B] largest change of a probability in the previous round.
        rounds: [B] int32 number of rounds at this fraction.
        sweeps: [B] int32 number of rounds in all.
        done: As in `Climb`.
        active: [B] bool, whether the game is still iterated.
    """

    play: Array
    converged: Array
    reached: Array
    fraction: Array
    last: Array
    rounds: Array
    sweeps: Array
    done: Array
    active: Array


def climb(
    game: Game,
    begin: Float32[Array, "options B"],
    safe: Float32[Array, " B"],
    *,
    tolerance: float,
    sweeps: int,
) -> Climb:
    """Iterate logit responses while rationality rises to its full value.

    Args:
        game: The games.
        begin: [N, B] play at the start.
        safe: [B] fraction of rationality below which iteration converges (`Game.find_safe_fraction`).
        tolerance: Accepted error of a probability at full rationality.
        sweeps: Largest number of rounds.

    Returns:
        How far each game has climbed.
    """
    batch = safe.shape[0]
    uniform = jnp.concatenate(make_uniform(game.counts, batch))
    none, zero, no = jnp.zeros(batch, jnp.float32), jnp.zeros(batch, jnp.int32), jnp.zeros(batch, bool)

    def keep_going(state: _State) -> Array:
        return jnp.any(state.active)

    def sweep(state: _State) -> _State:
        return _sweep(state, game, safe, tolerance, sweeps)

    state = lax.while_loop(
        keep_going, sweep, _State(begin, uniform, none, jnp.where(safe < 1.0, _BELOW * safe, 1.0), none, zero, zero, no, jnp.isfinite(safe))
    )
    return Climb(state.play, state.converged, state.reached, state.sweeps, state.done)


def _sweep(state: _State, game: Game, safe: Array, tolerance: float, sweeps: int) -> _State:
    """Make one round of responses in the active games, and decide whether they have converged."""
    play = game.respond_in_turn(state.play, state.fraction)
    change = optimization_barrier(fold(jnp.maximum, jnp.abs(play - state.play), 0)[0])
    first, top, proven = state.rounds == 0, state.fraction >= 1.0, state.fraction <= safe
    rate = jnp.clip(change / jnp.maximum(state.last, 1e-30), 0.25, 0.99)
    error = jnp.maximum(change - _ROUNDING, 0.0) * rate / (1.0 - rate)  # the sum of all later changes, as a geometric series
    converged = ~first & (error <= jnp.where(top, tolerance, _NEAR))
    slow = ~proven & jnp.where(first, change > _JUMP, (rate > _SHRINK) & (change > 100 * _ROUNDING))
    exhausted = (state.rounds >= _PATIENCE) | (state.sweeps >= sweeps - 1)
    keep = state.active & converged & ~slow
    rise = keep & ~top
    ended = slow | (exhausted & ~converged) | top & converged
    return _State(
        play=jnp.where(state.active, play, state.play),
        converged=jnp.where(keep, play, state.converged),
        reached=jnp.where(keep, state.fraction, state.reached),
        fraction=jnp.where(rise, jnp.minimum(_RISE * state.fraction, 1.0), state.fraction),
        last=jnp.where(state.active, change, state.last),
        rounds=jnp.where(rise, 0, state.rounds + state.active.astype(jnp.int32)),
        sweeps=state.sweeps + state.active.astype(jnp.int32),
        done=state.done | (keep & top),
        active=state.active & ~ended,
    )
