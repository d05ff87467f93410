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

from lynchpin.engine.continuation import follow_principal_branch, option_counts, split_players
from lynchpin.engine.contraction import prove_single
from lynchpin.engine.lanes import average, barrier, cut, fold, softmax, softmax_against_first


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


Fixed = Sequence[tuple[Array, Array] | None]


def respond(payoffs: Array, rationality: Array | float) -> Array:
    """The logit answer [n, B] to payoffs [n, B] of a player's own options; rationality [B] or a scalar, per unit of payoff."""
    return softmax((payoffs - fold(jnp.maximum, payoffs, 0)) * rationality)


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
    stakes = _find_stakes(payoffs, rationality, fixed, counts, lanes)
    plays = [jnp.full((n, lanes), 1.0 / n) for n in counts] if start is None else [jnp.broadcast_to(p, (n, lanes)) for p, n in zip(start, counts, strict=True)]
    proven = barrier(prove_single(stakes))
    plays, off, sweeps = _iterate(stakes, plays, proven, settings)
    unfinished = (~proven | (off > settings.tolerance)) & jnp.isfinite(off)
    plays, trips = _finish(stakes, plays, proven, unfinished, settings)
    plays = [barrier(p) for p in plays]
    residual = _residual(stakes, plays)
    plays = [p if f is None else jnp.where(f[0], f[1], p) for p, f in zip(plays, fixed, strict=True)]
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


def _find_stakes(payoffs: Sequence[Array], rationality: Sequence[Array | float], fixed: Fixed, counts: list[int], lanes: int) -> list[Array]:
    """Per player, payoffs less those of its first option, times rationality: all that matters to how it answers.

    A player that is fixed has none at stake, and the stakes of others are averaged over its play.
    """
    players = len(payoffs)
    stakes = []
    for player, payoff in enumerate(payoffs):
        whole = payoff.reshape((1,) * (players + 1 - payoff.ndim) + payoff.shape)
        rate = jnp.asarray(rationality[player], jnp.float32)
        own_fixed = fixed[player]
        if own_fixed is not None:
            rate = jnp.where(own_fixed[0], 0.0, rate)
        own = jnp.zeros((1,) * (players + 1))
        if whole.shape[player] > 1:
            own = cut(whole, player, 1, whole.shape[player]) - cut(whole, player, 0, 1)
        shape = [n - 1 if axis == player else size for axis, (n, size) in enumerate(zip(counts, own.shape, strict=False))]
        own = barrier(jnp.broadcast_to(own * rate, (*shape, lanes)))
        stakes.append(_average_fixed(own, player, fixed))
    return stakes


def _average_fixed(own: Array, player: int, fixed: Fixed) -> Array:
    for axis, other in enumerate(fixed):
        if other is not None and axis != player and own.shape[axis] > 1:
            own = barrier(jnp.where(other[0], average(own, axis, other[1]), own))
    return own


def _answer(stakes: Array, plays: Sequence[Array], player: int) -> Array:
    """The logit answer [n_i, B] of a player to the others' plays."""
    for axis in reversed(range(len(plays))):
        if axis != player:
            stakes = average(stakes, axis, plays[axis])
    return softmax_against_first(barrier(stakes.reshape(stakes.shape[player], stakes.shape[-1])))


def _iterate(stakes: Sequence[Array], plays: Sequence[Array], proven: Array, settings: Settings) -> tuple[list[Array], Array, Array]:
    """Sweeps of answers in turn in the proven lanes; also how far off they are judged to be at the end, and how many it took."""
    lanes = proven.shape[0]
    Carry = tuple[tuple[Array, ...], Array, Array, Array]

    def going(off: Array, sweeps: Array) -> Array:
        return proven & (off > settings.tolerance) & (sweeps < settings.sweeps)

    def go_on(carry: Carry) -> Array:
        _, _, off, sweeps = carry
        return jnp.any(going(off, sweeps))

    def sweep(carry: Carry) -> Carry:
        plays, last, off, sweeps = carry
        active = going(off, sweeps)
        answers = list(plays)
        for player, own in enumerate(stakes):
            answers[player] = barrier(_answer(own, answers, player))
        moved = _largest_move(answers, plays)
        rate = jnp.clip(moved / last, 0.0, 0.99)
        kept = tuple(jnp.where(active, a, p) for a, p in zip(answers, plays, strict=True))
        return kept, jnp.where(active, moved, last), jnp.where(active, moved * rate / (1.0 - rate), off), sweeps + active

    ones = jnp.ones(lanes)
    kept, _, off, sweeps = lax.while_loop(go_on, sweep, (tuple(plays), ones, ones, jnp.zeros(lanes, jnp.int32)))
    return list(kept), off, sweeps


def _largest_move(new: Sequence[Array], old: Sequence[Array]) -> Array:
    moved = jnp.concatenate([jnp.abs(a - b) for a, b in zip(new, old, strict=True)])
    return fold(jnp.maximum, moved, 0)[0]


def _finish(stakes: Sequence[Array], plays: list[Array], proven: Array, unfinished: Array, settings: Settings) -> tuple[list[Array], Array]:
    """Solve the unfinished lanes, gathered into blocks; also how many linear systems that took, per lane."""
    counts, lanes = option_counts(stakes), proven.shape[0]
    count = jnp.sum(unfinished)
    blocks = -(-lanes // settings.block)
    padding = jnp.full(blocks * settings.block - lanes, lanes, jnp.int32)

    def list_unfinished() -> Array:
        return jnp.concatenate([jnp.argsort(~unfinished, stable=True).astype(jnp.int32), padding])

    order = lax.cond(count > 0, list_unfinished, lambda: jnp.zeros(blocks * settings.block, jnp.int32))
    Carry = tuple[Array, tuple[Array, ...], Array]

    def go_on(carry: Carry) -> Array:
        return carry[0] * settings.block < count

    def solve_block(carry: Carry) -> Carry:
        done, plays, trips = carry
        first = done * settings.block
        places = lax.dynamic_slice(order, (first,), (settings.block,))
        wanted = first + jnp.arange(settings.block) < count
        gathered = [jnp.take(own, places, axis=-1, mode="clip") for own in stakes]
        begin = jnp.concatenate([_log_odds(jnp.take(p, places, axis=-1, mode="clip")) for p in plays])
        known = jnp.take(proven, places, mode="clip")
        arrival = follow_principal_branch(gathered, begin, known, wanted, tolerance=settings.tolerance * 50, trips=settings.trips)
        target = jnp.where(wanted, places, lanes)
        solved = (softmax_against_first(x) for x in split_players(arrival.log_odds, counts))
        merged = tuple(p.at[:, target].set(s, mode="drop") for p, s in zip(plays, solved, strict=True))
        return done + 1, merged, trips.at[target].set(arrival.trips, mode="drop")

    _, kept, trips = lax.while_loop(go_on, solve_block, (jnp.int32(0), tuple(plays), jnp.zeros(lanes, jnp.int32)))
    return list(kept), trips


def _log_odds(play: Array) -> Array:
    """Log odds [n - 1, B] of all options against the first, of probabilities that may be 0."""
    logs = jnp.log(jnp.maximum(play, 1e-30))
    return logs[1:] - logs[:1]


def _residual(stakes: Sequence[Array], plays: Sequence[Array]) -> Array:
    answers = [_answer(own, plays, player) for player, own in enumerate(stakes)]
    return _largest_move(answers, plays)
