"""Plain iteration of answers while rationality rises: the cheap way along the principal branch.

Up to the fraction of rationality at which a game has provably one equilibrium, any start leads there. From then on rationality
rises by small factors, and each time the answers must settle at once: close by, and each move a good deal smaller than the one
before. That holds where the branch goes on without a fold, which would show in moves that hardly shrink. A lane in which the
moves do not shrink like that stops where it last settled, for `continuation` to go on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float32

from lynchpin.engine.choice.payoff_differences import answer, count_options, expect, split
from lynchpin.engine.graph.batch import fold, optimization_barrier

_RISE = 1.4  # by which factor rationality rises
_NEAR = 0.02  # how far off a play may be that counts as settled on the way up
_JUMP = 0.2  # a first move that is larger ends the climb
_SHRINK = 0.6  # and so do moves that shrink less than this
_BELOW = 0.75  # of the proven fraction, where a climb begins: at its end answers may settle slowly
_PATIENCE = 10  # rounds of answers at one rationality, at most
_ROUNDING = 2e-7  # moves of a probability that mean nothing


class Climb(NamedTuple):
    """play: [N, B] now; settled: [N, B] at the fraction `reached` [B] of rationality; sweeps: [B] rounds of answers so far;
    done: [B] bool, where play is the equilibrium at full rationality."""

    play: Array
    settled: Array
    reached: Array
    sweeps: Array
    done: Array


class _State(NamedTuple):
    play: Array
    settled: Array
    reached: Array
    aim: Array  # [B] fraction of rationality in work
    last: Array  # [B] largest move of a probability in the round before
    rounds: Array  # [B] of int32, at this fraction
    sweeps: Array  # [B] of int32
    done: Array  # [B] bool
    active: Array  # [B] bool


def climb(
    differences: Sequence[Float32[Array, "*_ B"]],
    begin: Float32[Array, "options B"],
    safe: Float32[Array, " B"],
    *,
    tolerance: float,
    sweeps: int,
) -> Climb:
    """Iterate answers from `begin` [N, B], at most `sweeps` times; `safe` [B] is the fraction of rationality that is proven."""
    batch = safe.shape[0]
    counts = count_options(differences)
    uniform = jnp.concatenate([jnp.full((n, batch), 1.0 / n, jnp.float32) for n in counts])
    none, zero, no = jnp.zeros(batch, jnp.float32), jnp.zeros(batch, jnp.int32), jnp.zeros(batch, bool)

    def keep_going(state: _State) -> Array:
        return jnp.any(state.active)

    def sweep(state: _State) -> _State:
        return _sweep(state, differences, safe, tolerance, sweeps)

    state = lax.while_loop(
        keep_going, sweep, _State(begin, uniform, none, jnp.where(safe < 1.0, _BELOW * safe, 1.0), none, zero, zero, no, jnp.isfinite(safe))
    )
    return Climb(state.play, state.settled, state.reached, state.sweeps, state.done)


def answer_in_turn(
    differences: Sequence[Float32[Array, "*_ B"]], play: Float32[Array, "options B"], fraction: Float32[Array, " B"]
) -> Float32[Array, "options B"]:
    """What the players answer, each to what those before it have just answered, at a fraction [B] of their rationality."""
    plays = split(play, count_options(differences))
    for player, own in enumerate(differences):
        plays[player] = answer([fraction * expect(own, plays, player)])
    return optimization_barrier(jnp.concatenate(plays))


def _sweep(state: _State, differences: Sequence[Array], safe: Array, tolerance: float, sweeps: int) -> _State:
    """One round of answers in the active batch, and what it means."""
    play = answer_in_turn(differences, state.play, state.aim)
    moved = optimization_barrier(fold(jnp.maximum, jnp.abs(play - state.play), 0)[0])
    first, top, proven = state.rounds == 0, state.aim >= 1.0, state.aim <= safe
    rate = jnp.clip(moved / jnp.maximum(state.last, 1e-30), 0.25, 0.99)
    left = jnp.maximum(moved - _ROUNDING, 0.0) * rate / (1.0 - rate)
    settled = ~first & (left <= jnp.where(top, tolerance, _NEAR))
    wild = ~proven & jnp.where(first, moved > _JUMP, (rate > _SHRINK) & (moved > 100 * _ROUNDING))
    tired = (state.rounds >= _PATIENCE) | (state.sweeps >= sweeps - 1)
    keep = state.active & settled & ~wild
    rise = keep & ~top
    ended = wild | (tired & ~settled) | top & settled
    return _State(
        play=jnp.where(state.active, play, state.play),
        settled=jnp.where(keep, play, state.settled),
        reached=jnp.where(keep, state.aim, state.reached),
        aim=jnp.where(rise, jnp.minimum(_RISE * state.aim, 1.0), state.aim),
        last=jnp.where(state.active, moved, state.last),
        rounds=jnp.where(rise, 0, state.rounds + state.active.astype(jnp.int32)),
        sweeps=state.sweeps + state.active.astype(jnp.int32),
        done=state.done | (keep & top),
        active=state.active & ~ended,
    )
