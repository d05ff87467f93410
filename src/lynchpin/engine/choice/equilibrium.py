"""Logit quantal response equilibria: each actor plays an option with odds exp(rationality x expected payoff), given the others' play.

`solve_equilibrium` finds the logit equilibrium on the principal branch, which starts from uniform play at rationality zero
(McKelvey and Palfrey 1995), for a batch of games on the last axis. A bound gives the fraction of rationality up to which a game provably
has one equilibrium (`contraction`). Most games have one at full rationality, and a few rounds of logit responses find it. For the others,
rationality rises from that fraction while iteration converges (`climbing`). Games in which it does not converge are gathered into small
blocks of fixed size, and Newton's method follows their branch (`continuation`). This costs nothing in a batch without such games.

The bits of a game depend neither on the other games of the batch nor on the size of the batch, if that is a multiple of 16.
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
from lynchpin.engine.choice.game import Game
from lynchpin.engine.choice.normal_form import NormalForm
from lynchpin.engine.choice.payoff_differences import Fixed, find_log_odds, find_payoff_differences, find_play, make_uniform, split
from lynchpin.engine.graph.batch import fold, optimization_barrier, total


@dataclass(frozen=True)
class Settings:
    """Limits of the solver.

    Attributes:
        tolerance: Accepted error of a probability.
        sweeps: Largest number of rounds of fixed-point iteration.
        systems: Largest number of linear systems per game.
        block: Number of games that are solved together by Newton's method.
    """

    tolerance: float = 2e-6
    sweeps: int = 60
    systems: int = 400
    block: int = 32


class Equilibrium(NamedTuple):
    """The equilibria of a batch of games.

    Attributes:
        play: [n_i, B] option probabilities of each player.
        residual: [B] largest difference of a probability from the logit response to all.
        proven: [B] bool, whether the game provably has no other equilibrium.
        sweeps: [B] rounds of fixed-point iteration.
        systems: [B] linear systems solved, 0 where iteration converged.
        finite: [players, B] bool, whether the player's payoffs are finite.
    """

    play: tuple[Array, ...]
    residual: Array
    proven: Array
    sweeps: Array
    systems: Array
    finite: Array


def respond(
    payoffs: Float32[Array, "options B"], rationality: Float32[Array, "#B"] | Float32[Array, ""] | float
) -> Float32[Array, "options B"]:
    """Return the logit response: option probabilities of one player.

    Args:
        payoffs: [n, B] expected payoff of each option.
        rationality: [B] or a scalar, per unit of payoff.

    Returns:
        [n, B] probabilities.
    """
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
    """Find the logit equilibrium of each game on its principal branch.

    Args:
        payoffs: For each player, float32 broadcastable to [n_1, ..., n_k, B], with length 1 on axes on which they do not vary.
        rationality: For each player, [B] or a scalar, per unit of payoff, not negative.
        start: For each player, [n_i, B] play at which iteration starts. It does not affect which equilibrium is found.
        fixed: For each player None, or a mask [B] and a distribution [n_i, B] that the player follows where the mask is true.
        settings: Limits of the solver.

    Returns:
        The equilibria. The residual is NaN in games with non-finite payoffs.
    """
    settings = settings or Settings()
    counts = _count_options(payoffs, start, fixed)
    batch = _count_batch(payoffs, rationality, start)
    fixed = fixed or [None] * len(counts)
    differences = find_payoff_differences(payoffs, rationality, fixed, counts, batch)
    begin = make_uniform(counts, batch) if start is None else [jnp.broadcast_to(p, (n, batch)) for p, n in zip(start, counts, strict=True)]
    solved = solve_game(NormalForm(tuple(differences)), jnp.concatenate(begin), settings)
    plays = [p if f is None else jnp.where(f[0], f[1], p) for p, f in zip(solved.play, fixed, strict=True)]
    return solved._replace(play=tuple(plays))


def solve_game(game: Game, begin: Float32[Array, "options B"], settings: Settings) -> Equilibrium:
    """Find the logit equilibrium of each game on its principal branch.

    Args:
        game: The games.
        begin: [N, B] play at which iteration starts.
        settings: Limits of the solver.
    """
    safe = optimization_barrier(game.find_safe_fraction())
    climbed = climb(game, begin, safe, tolerance=settings.tolerance, sweeps=settings.sweeps)
    play, systems = _finish(game, climbed, safe, settings)
    play = optimization_barrier(play)
    residual = fold(jnp.maximum, jnp.abs(game.respond_at_once(play) - play), 0)[0]
    residual = jnp.where(jnp.isfinite(safe), residual, jnp.nan)
    return Equilibrium(tuple(split(play, game.counts)), residual, safe >= 1.0, climbed.sweeps, systems, game.find_finite(safe))


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


def _finish(game: Game, climbed: Climb, safe: Array, settings: Settings) -> tuple[Array, Array]:
    """Solve the games that the climb did not finish.

    Returns:
        The play [N, B] of all games, and the number of linear systems [B] that each took.
    """
    left = ~climbed.done & jnp.isfinite(safe)
    number = jnp.sum(left, dtype=jnp.int32)

    def solve_left() -> tuple[Array, Array]:
        play, systems = _solve_left(game, climbed, safe, left, number, settings)
        place = jnp.cumsum(left, dtype=jnp.int32) - 1
        return jnp.where(left, jnp.take(play, place, axis=-1, mode="clip"), climbed.play), jnp.where(
            left, jnp.take(systems, place, mode="clip"), 0
        )

    solved: tuple[Array, Array] = lax.cond(number > 0, solve_left, lambda: (climbed.play, jnp.zeros(safe.shape, jnp.int32)))
    return solved


def _solve_left(game: Game, climbed: Climb, safe: Array, left: Array, number: Array, settings: Settings) -> tuple[Array, Array]:
    """Solve the unfinished games block by block.

    Args:
        game: The games.
        climbed: The result of the climb.
        safe: [B] fraction of rationality below which iteration converges (`Game.find_safe_fraction`).
        left: [B] which games are unfinished.
        number: Number of these.
        settings: Limits of the solver.

    Returns:
        Play [N, C] and number of linear systems [C] of the unfinished games in order. C is the batch size rounded up to whole blocks.
    """
    counts, block = game.counts, settings.block
    blocks = -(-safe.shape[0] // block)
    order = jnp.argsort(~left, stable=True).astype(jnp.int32)
    order = jnp.pad(order, (0, blocks * block - order.shape[0]))
    known = safe >= 1.0
    begin = find_log_odds(split(jnp.where(known, climbed.play, climbed.converged), counts))
    starts = jnp.concatenate([begin, climbed.reached[None], known[None].astype(jnp.float32)])

    def keep_going(carry: tuple[Array, Array, Array]) -> Array:
        return carry[0] * block < number

    def solve_block(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        done, play, systems = carry
        first = done * block
        games = lax.dynamic_slice(order, (first,), (block,))
        wanted = first + jnp.arange(block, dtype=jnp.int32) < number
        here = game.take(games)
        start = jnp.take(starts, games, axis=-1, mode="clip")
        arrival = follow_principal_branch(
            here, start[:-2], start[-2], start[-1] > 0.0, wanted, tolerance=10 * settings.tolerance, systems=settings.systems
        )
        solved = find_play(split(arrival.log_odds, [n - 1 for n in counts]))
        return (
            done + 1,
            lax.dynamic_update_slice(play, solved, (jnp.int32(0), first)),
            lax.dynamic_update_slice(systems, arrival.systems, (first,)),
        )

    empty = jnp.zeros((sum(counts), blocks * block), jnp.float32), jnp.zeros(blocks * block, jnp.int32)
    _, play, systems = lax.while_loop(keep_going, solve_block, (jnp.int32(0), *empty))
    return play, systems
