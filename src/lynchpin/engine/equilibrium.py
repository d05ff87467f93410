"""Logit quantal response: how actors play, each option with odds exp(rationality x expected payoff), given how the others play.

`solve_equilibrium` finds the logit equilibrium on the principal branch, which starts from uniform play at rationality zero
(McKelvey and Palfrey 1995), for many games at once with the games on the last axis. Where a contraction bound proves that a game
has one equilibrium (`contraction`), answers are iterated from the warm start. The few games in which it is not proven, or in
which iteration is slow, are gathered into small blocks of fixed size and solved by Newton's method or by following the branch
(`continuation`); nothing is spent on that where there are none.

A lane's bits depend on neither the other lanes of its block nor the number of lanes, for numbers of lanes that are multiples of 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from lynchpin.engine.continuation import follow_principal_branch
from lynchpin.engine.contraction import prove_single
from lynchpin.engine.lanes import barrier, fold, total
from lynchpin.engine.stakes import Fixed, answer, count_options, expect, find_log_odds, find_stakes, split


@dataclass(frozen=True)
class Settings:
    """How hard to try. tolerance: of a probability; sweeps: of plain iteration at most; trips: linear systems at most, when a
    branch is followed; block: how many games follow their branches together."""

    tolerance: float = 2e-6
    sweeps: int = 24
    trips: int = 400
    block: int = 32


class Equilibrium(NamedTuple):
    """play: per player [n_i, B] probabilities; residual: [B] largest |p - logit answer to p|; proven: [B] bool, whether the game
    provably has no other equilibrium; sweeps: [B] rounds of plain iteration; trips: [B] linear systems solved, 0 where iteration was enough."""

    play: tuple[Array, ...]
    residual: Array
    proven: Array
    sweeps: Array
    trips: Array


def respond(payoffs: Array, rationality: Array | float) -> Array:
    """The logit answer [n, B] to payoffs [n, B] of a player's own options; rationality [B] or a scalar, per unit of payoff."""
    weights = barrier(jnp.exp((payoffs - fold(jnp.maximum, payoffs, 0)) * rationality))
    return weights / total(weights)


def solve_equilibrium(
    payoffs: Sequence[Array],
    rationality: Sequence[Array | float],
    *,
    start: Sequence[Array] | None = None,
    fixed: Fixed | None = None,
    settings: Settings | None = None,
) -> Equilibrium:
    """The logit equilibrium of each lane's game, on the principal branch.

    payoffs: per player, float32 broadcastable to [n_1, ..., n_k, B]; length 1 on an axis on which they do not vary.
    rationality: per player [B] or scalar, per unit of payoff, not negative.
    start: per player [n_i, B], where plain iteration begins; it does not change which equilibrium is found.
    fixed: per player None, or a mask [B] and a distribution [n_i, B] that the player follows where the mask is true.
    Lanes with payoffs that are not finite give a residual that is not finite.
    """
    settings = settings or Settings()
    counts = _count_options(payoffs, start, fixed)
    lanes = _count_lanes(payoffs, rationality, start)
    fixed = fixed or [None] * len(counts)
    stakes = find_stakes(payoffs, rationality, fixed, counts, lanes)
    begin = [jnp.full((n, lanes), 1.0 / n) for n in counts] if start is None else [jnp.broadcast_to(p, (n, lanes)) for p, n in zip(start, counts, strict=True)]
    proven = barrier(prove_single(stakes))
    play, off, sweeps = _iterate(stakes, jnp.concatenate(begin), proven, settings)
    play, trips = _finish(stakes, play, proven, ~proven | (off > settings.tolerance), settings)
    play = barrier(play)
    residual = fold(jnp.maximum, jnp.abs(_answer_at_once(stakes, play) - play), 0)[0]
    plays = [p if f is None else jnp.where(f[0], f[1], p) for p, f in zip(split(play, counts), fixed, strict=True)]
    return Equilibrium(tuple(plays), residual, proven, sweeps, trips)


def _count_options(payoffs: Sequence[Array], start: Sequence[Array] | None, fixed: Fixed | None) -> list[int]:
    players = len(payoffs)
    shapes = [(1,) * (players + 1 - u.ndim) + u.shape for u in payoffs]
    counts = [max(shape[axis] for shape in shapes) for axis in range(players)]
    if start is not None:
        counts = [max(n, p.shape[0]) for n, p in zip(counts, start, strict=True)]
    if fixed is not None:
        counts = [n if f is None else max(n, f[1].shape[0]) for n, f in zip(counts, fixed, strict=True)]
    return counts


def _count_lanes(payoffs: Sequence[Array], rationality: Sequence[Array | float], start: Sequence[Array] | None) -> int:
    arrays = [*payoffs, *(jnp.asarray(r) for r in rationality), *(start or ())]
    return max(a.shape[-1] if a.ndim else 1 for a in arrays)


def _answer_at_once(stakes: Sequence[Array], play: Array) -> Array:
    """What all players answer to `play`, stacked as it is."""
    plays = split(play, count_options(stakes))
    return answer([expect(own, plays, player) for player, own in enumerate(stakes)])


def _answer_in_turn(stakes: Sequence[Array], play: Array) -> Array:
    """What the players answer, each to what those before it have just answered."""
    plays = split(play, count_options(stakes))
    for player, own in enumerate(stakes):
        plays[player] = answer([expect(own, plays, player)])
    return jnp.concatenate(plays)


def _iterate(stakes: Sequence[Array], play: Array, proven: Array, settings: Settings) -> tuple[Array, Array, Array]:
    """Rounds of answers in the proven lanes; also how far off they are judged to be at the end, and how many rounds it took."""

    def going(off: Array, sweeps: Array) -> Array:
        return proven & (off > settings.tolerance) & (sweeps < settings.sweeps)

    def go_on(carry: tuple[Array, Array, Array, Array]) -> Array:
        return jnp.any(going(carry[2], carry[3]))

    def sweep(carry: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        play, last, off, sweeps = carry
        active = going(off, sweeps)
        answers = barrier(_answer_in_turn(stakes, play))
        moved = barrier(fold(jnp.maximum, jnp.abs(answers - play), 0)[0])
        rate = jnp.clip(moved / last, 0.0, 0.99)
        left = moved * rate / (1.0 - rate)
        return jnp.where(active, answers, play), jnp.where(active, moved, last), jnp.where(active, left, off), sweeps + active

    still, far = jnp.zeros(proven.shape[0]), jnp.ones(proven.shape[0])
    play, _, off, sweeps = lax.while_loop(go_on, sweep, (play, still, far, jnp.zeros(proven.shape[0], jnp.int32)))
    return play, off, sweeps


def _finish(stakes: Sequence[Array], play: Array, proven: Array, unfinished: Array, settings: Settings) -> tuple[Array, Array]:
    """Solve the unfinished lanes, gathered into blocks of one size; also how many linear systems that took, per lane."""
    counts, lanes = count_options(stakes), proven.shape[0]
    number = jnp.sum(unfinished)
    blocks = -(-lanes // settings.block)
    padding = jnp.full(blocks * settings.block - lanes, lanes, jnp.int32)

    def list_unfinished() -> Array:
        return jnp.concatenate([jnp.argsort(~unfinished, stable=True).astype(jnp.int32), padding])

    order = lax.cond(number > 0, list_unfinished, lambda: jnp.zeros(blocks * settings.block, jnp.int32))

    def go_on(carry: tuple[Array, Array, Array]) -> Array:
        return carry[0] * settings.block < number

    def solve_block(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        done, play, trips = carry
        first = done * settings.block
        places = lax.dynamic_slice(order, (first,), (settings.block,))
        wanted = first + jnp.arange(settings.block) < number
        gathered = [barrier(jnp.take(own, places, axis=-1, mode="clip")) for own in stakes]
        begin = find_log_odds(split(jnp.take(play, places, axis=-1, mode="clip"), counts))
        known = jnp.take(proven, places, mode="clip")
        arrival = follow_principal_branch(gathered, begin, known, wanted, tolerance=10 * settings.tolerance, trips=settings.trips)
        target = jnp.where(wanted, places, lanes)
        solved = answer(split(arrival.log_odds, [n - 1 for n in counts]))
        return done + 1, play.at[:, target].set(solved, mode="drop"), trips.at[target].set(arrival.trips, mode="drop")

    _, play, trips = lax.while_loop(go_on, solve_block, (jnp.int32(0), play, jnp.zeros(lanes, jnp.int32)))
    return play, trips
