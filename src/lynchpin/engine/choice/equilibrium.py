"""Logit quantal response: how actors play, each option with odds exp(rationality x expected payoff), given how the others play.

`solve_equilibrium` finds the logit equilibrium on the principal branch, which starts from uniform play at rationality zero
(McKelvey and Palfrey 1995), for many games at once with the games on the last axis. A bound tells up to which fraction of its
rationality a game has provably one equilibrium (`contraction`): mostly all of it, and a few rounds of answers find it. Elsewhere
rationality rises from there, as long as answers settle (`climbing`). The games in which they do not are gathered into small
blocks of fixed size, and their branch is followed by Newton's method (`continuation`); nothing is spent on that where there are none.

A lane's bits depend on neither the other batch of its block nor the number of batch, for numbers of batch that are multiples of 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float32

from lynchpin.engine.choice.climbing import Climb, climb
from lynchpin.engine.choice.continuation import follow_principal_branch
from lynchpin.engine.choice.contraction import find_safe_fraction
from lynchpin.engine.choice.payoff_differences import Fixed, answer, count_options, expect, find_log_odds, find_payoff_differences, split
from lynchpin.engine.graph.batch import fold, fold_all, optimization_barrier, total


@dataclass(frozen=True)
class Settings:
    """How hard to try. tolerance: of a probability; sweeps: of plain iteration at most; trips: linear systems at most, when a
    branch is followed; block: how many games follow their branches together."""

    tolerance: float = 2e-6
    sweeps: int = 60
    trips: int = 400
    block: int = 32


class Equilibrium(NamedTuple):
    """play: per player [n_i, B] probabilities; residual: [B] largest |p - logit answer to p|; proven: [B] bool, whether the game
    provably has no other equilibrium; sweeps: [B] rounds of plain iteration; trips: [B] linear systems solved, 0 where iteration was enough;
    finite: [players, B] bool, whether the player's payoffs are finite."""

    play: tuple[Array, ...]
    residual: Array
    proven: Array
    sweeps: Array
    trips: Array
    finite: Array


def respond(
    payoffs: Float32[Array, "options B"], rationality: Float32[Array, "#B"] | Float32[Array, ""] | float
) -> Float32[Array, "options B"]:
    """The logit answer [n, B] to payoffs [n, B] of a player's own options; rationality [B] or a scalar, per unit of payoff."""
    weights = optimization_barrier(jnp.exp((payoffs - fold(jnp.maximum, payoffs, 0)) * rationality))
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
    batch = _count_batch(payoffs, rationality, start)
    fixed = fixed or [None] * len(counts)
    differences = find_payoff_differences(payoffs, rationality, fixed, counts, batch)
    begin = (
        [jnp.full((n, batch), 1.0 / n, jnp.float32) for n in counts]
        if start is None
        else [jnp.broadcast_to(p, (n, batch)) for p, n in zip(start, counts, strict=True)]
    )
    safe = optimization_barrier(find_safe_fraction(differences))
    way = climb(differences, jnp.concatenate(begin), safe, tolerance=settings.tolerance, sweeps=settings.sweeps)
    play, trips = _finish(differences, way, safe, settings)
    play = optimization_barrier(play)
    residual = fold(jnp.maximum, jnp.abs(_answer_at_once(differences, play) - play), 0)[0]
    residual = jnp.where(jnp.isfinite(safe), residual, jnp.nan)
    plays = [p if f is None else jnp.where(f[0], f[1], p) for p, f in zip(split(play, counts), fixed, strict=True)]
    return Equilibrium(tuple(plays), residual, safe >= 1.0, way.sweeps, trips, _find_finite(differences, safe))


def _find_finite(differences: Sequence[Array], safe: Array) -> Array:
    """[players, B] whose payoff differences are finite; worked out only if some are not."""

    def look() -> Array:
        return jnp.stack([jnp.isfinite(fold_all(jnp.add, own * 0.0)) for own in differences])

    finite: Array = lax.cond(jnp.all(jnp.isfinite(safe)), lambda: jnp.ones((len(differences), safe.shape[0]), bool), look)
    return finite


def _count_options(payoffs: Sequence[Array], start: Sequence[Array] | None, fixed: Fixed | None) -> list[int]:
    players = len(payoffs)
    shapes = [(1,) * (players + 1 - u.ndim) + u.shape for u in payoffs]
    counts = [max(shape[axis] for shape in shapes) for axis in range(players)]
    if start is not None:
        counts = [max(n, p.shape[0]) for n, p in zip(counts, start, strict=True)]
    if fixed is not None:
        counts = [n if f is None else max(n, f[1].shape[0]) for n, f in zip(counts, fixed, strict=True)]
    return counts


def _count_batch(payoffs: Sequence[Array], rationality: Sequence[Array | float], start: Sequence[Array] | None) -> int:
    arrays = [*payoffs, *(jnp.asarray(r) for r in rationality), *(start or ())]
    return max(a.shape[-1] if a.ndim else 1 for a in arrays)


def _answer_at_once(differences: Sequence[Array], play: Array) -> Array:
    """What all players answer to `play`, stacked as it is."""
    plays = split(play, count_options(differences))
    return answer([expect(own, plays, player) for player, own in enumerate(differences)])


def _finish(differences: Sequence[Array], way: Climb, safe: Array, settings: Settings) -> tuple[Array, Array]:
    """Solve the batch that the climb left, gathered into blocks of one size; also how many linear systems that took, per lane."""
    left = ~way.done & jnp.isfinite(safe)
    number = jnp.sum(left, dtype=jnp.int32)

    def solve_left() -> tuple[Array, Array]:
        play, trips = _solve_left(differences, way, safe, left, number, settings)
        place = jnp.cumsum(left, dtype=jnp.int32) - 1
        return jnp.where(left, jnp.take(play, place, axis=-1, mode="clip"), way.play), jnp.where(
            left, jnp.take(trips, place, mode="clip"), 0
        )

    solved: tuple[Array, Array] = lax.cond(number > 0, solve_left, lambda: (way.play, jnp.zeros(safe.shape, jnp.int32)))
    return solved


def _solve_left(
    differences: Sequence[Array], way: Climb, safe: Array, left: Array, number: Array, settings: Settings
) -> tuple[Array, Array]:
    """Play [N, C] and linear systems [C] of the batch that are left, in order, from the first on; C is at least as many."""
    counts, block = count_options(differences), settings.block
    blocks = -(-safe.shape[0] // block)
    order = jnp.argsort(~left, stable=True).astype(jnp.int32)
    order = jnp.pad(order, (0, blocks * block - order.shape[0]))
    known = safe >= 1.0
    begin = find_log_odds(split(jnp.where(known, way.play, way.settled), counts))
    starts = jnp.concatenate([begin, way.reached[None], known[None].astype(jnp.float32)])

    def keep_going(carry: tuple[Array, Array, Array]) -> Array:
        return carry[0] * block < number

    def solve_block(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        done, play, trips = carry
        first = done * block
        batch = lax.dynamic_slice(order, (first,), (block,))
        wanted = first + jnp.arange(block, dtype=jnp.int32) < number
        here = [optimization_barrier(jnp.take(own, batch, axis=-1, mode="clip")) for own in differences]
        start = jnp.take(starts, batch, axis=-1, mode="clip")
        arrival = follow_principal_branch(
            here, start[:-2], start[-2], start[-1] > 0.0, wanted, tolerance=10 * settings.tolerance, trips=settings.trips
        )
        solved = answer(split(arrival.log_odds, [n - 1 for n in counts]))
        return (
            done + 1,
            lax.dynamic_update_slice(play, solved, (jnp.int32(0), first)),
            lax.dynamic_update_slice(trips, arrival.trips, (first,)),
        )

    empty = jnp.zeros((sum(counts), blocks * block), jnp.float32), jnp.zeros(blocks * block, jnp.int32)
    _, play, trips = lax.while_loop(keep_going, solve_block, (jnp.int32(0), *empty))
    return play, trips
