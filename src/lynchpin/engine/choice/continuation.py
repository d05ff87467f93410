"""The principal branch of logit equilibria, followed from uniform play to the rationality of a game.

Logit equilibria form curves over rationality. The one that starts from uniform play at rationality zero is the principal branch
(McKelvey and Palfrey 1995). It may fold back, so it is followed by arc length rather than by rationality, and in the log odds of play,
in which the equations stay smooth when probabilities become small (Turocy 2005).

Each iteration solves one linear system per game (`bordered`), which gives Newton's correction and the direction of the curve. The game then
accepts the point and predicts the next, corrects it further, or goes back for a shorter step. The first crossing of full rationality is
solved to the tolerance.

The determinant of the bordered system keeps its sign along a smooth curve. A step over which the sign changes has jumped to another
curve, and is repeated with a shorter length. If no shorter step keeps the sign, the curve has a bifurcation, as in a symmetric
game past its pitchfork. The curve is then followed straight through it, which keeps symmetric play symmetric. A game that gets
stuck restarts from uniform play with smaller steps.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Bool, Float32

from lynchpin.engine.choice.bordered import Newton, solve_newton
from lynchpin.engine.choice.game import Game
from lynchpin.engine.graph.batch import fold, optimization_barrier

# The size of a step is the largest change of a probability. A game that restarts multiplies the next four by _CAREFUL.
_AIM = 0.04  # target error of a prediction
_LOOSE = 0.01  # a correction smaller than this accepts a point of the curve
_FAR = 0.25  # a first correction larger than this rejects the step
_TURN = 0.2  # a turn of the curve rejects the step if its cosine is below 1 by more than this
_CAREFUL = 0.25
_FIRST = 0.25  # arc length that limits the first step to three times as much
_SHRINK, _GROW = 0.3, 3.0  # factors of the step after a rejection, and at most after an acceptance
_NARROW = 0.03  # a change of sign within this arc length is a bifurcation
_OVER = 0.1  # arc length to step beyond a bifurcation, because rounding errors are amplified close to it
_STUCK = 1e-4  # arc length below which the game restarts
_CORRECTIONS = 5  # largest number of corrections of one point

# What a game does with a point: correct it, accept it, go back, leave another curve, cross full rationality, restart, or end.
_CORRECT, _ONWARD, _BACK, _LEFT, _CROSS, _RESTART, _END = (np.int32(action) for action in range(7))


class _Walk(NamedTuple):
    """The position of each game on its curve.

    A point [d+1, B] has d log odds and the rationality reached, in units of the largest payoff difference.

    Attributes:
        point: [d+1, B] the point that is being corrected.
        anchor: [d+1, B] the last accepted point of the curve.
        tangent: [d+1, B] direction of the curve at the anchor.
        curvature: [d+1, B] change of direction per arc length at the anchor.
        step: [B] arc length from anchor to point.
        last: [B] size of the previous correction.
        corrections: [B] number of corrections of this point.
        sign: [B] sign of the determinant on this curve.
        bracket: [B] arc length from the anchor within which the sign is known to change, or infinity.
        care: [B] factor of the step limits, 1 until the game restarts.
        arriving: [B] bool, whether the point lies at full rationality.
        begun: [B] bool, whether a point has been accepted.
        active: [B] bool, whether the game is still being solved.
        systems: [B] number of linear systems solved.
    """

    point: Array
    anchor: Array
    tangent: Array
    curvature: Array
    step: Array
    last: Array
    corrections: Array
    sign: Array
    bracket: Array
    care: Array
    arriving: Array
    begun: Array
    active: Array
    systems: Array


class _Decision(NamedTuple):
    """What each game does next.

    Attributes:
        action: [B] int32, one of the actions above.
        step: [B] arc length of the next step.
        bracket: [B] the new bracket of a change of sign.
    """

    action: Array
    step: Array
    bracket: Array


_Packed = tuple[Array, Array]


def _pack(walk: _Walk) -> _Packed:
    """Stack the fourteen arrays into two, [4, d+1, B] and [10, B], which compile faster."""
    return jnp.stack(walk[:4]), jnp.stack([row.astype(jnp.float32) for row in walk[4:]])


def _unpack(packed: _Packed) -> _Walk:
    rows = _Walk(*packed[0], *packed[1])
    return rows._replace(arriving=rows.arriving > 0.0, begun=rows.begun > 0.0, active=rows.active > 0.0)


class Arrival(NamedTuple):
    """The end of the branch.

    Attributes:
        log_odds: [d, B] log odds against each player's first option.
        systems: [B] number of linear systems solved.
    """

    log_odds: Array
    systems: Array


def follow_principal_branch(
    game: Game,
    begin: Float32[Array, "odds B"],
    reached: Float32[Array, " B"],
    known: Bool[Array, " B"],
    wanted: Bool[Array, " B"],
    *,
    tolerance: float,
    systems: int,
) -> Arrival:
    """Follow the principal branch of some games of a batch to full rationality.

    If Newton's method fails at the start, the branch is followed from uniform play.

    Args:
        game: The games.
        begin: [d, B] log odds close to the branch at the fraction `reached` of rationality. Where `known`, they may be any.
        reached: [B] fraction of rationality.
        known: [B] whether the game provably has one equilibrium. Such games start at full rationality.
        wanted: [B] which games to solve.
        tolerance: Accepted error of a probability at full rationality.
        systems: Largest number of linear systems per game.

    Returns:
        The log odds at full rationality.
    """
    size = optimization_barrier(game.find_largest_difference())

    def keep_going(packed: _Packed) -> Array:
        return jnp.any(_unpack(packed).active)

    def advance(packed: _Packed) -> _Packed:
        return _pack(_advance(_unpack(packed), game, size, tolerance, systems))

    start = _set_out(begin, reached * size, known, wanted & jnp.isfinite(size), size)
    walk = _unpack(lax.while_loop(keep_going, advance, _pack(start)))
    return Arrival(walk.point[:-1], walk.systems.astype(jnp.int32))


def _set_out(begin: Array, reached: Array, known: Array, active: Array, size: Array) -> _Walk:
    """Start at given points, to correct them and find the direction of the curve; known games start at full rationality."""
    point = jnp.concatenate([begin, jnp.where(known, size, reached)[None]])
    nowhere, zero, one = jnp.zeros_like(point), jnp.zeros_like(size), jnp.ones_like(size)
    return _Walk(
        point=point,
        anchor=nowhere,
        tangent=_upwards(nowhere),
        curvature=nowhere,
        step=_FIRST * one,
        last=one,
        corrections=zero,
        sign=one,
        bracket=jnp.inf * one,
        care=one,
        arriving=known,
        begun=jnp.zeros_like(active),
        active=active,
        systems=zero,
    )


def _upwards(like: Array) -> Array:
    """Return the direction in which only rationality grows, [d+1, B]."""
    return jnp.concatenate([jnp.zeros_like(like[:-1]), jnp.ones_like(like[-1:])])


def _advance(walk: _Walk, game: Game, size: Array, tolerance: float, systems: int) -> _Walk:
    """Solve one linear system per game, and act on the solution."""
    constraint = jnp.where(walk.arriving, _upwards(walk.tangent), walk.tangent)
    newton = solve_newton(game, walk.point, constraint, size)
    decision = _Decision(*map(optimization_barrier, _judge(walk, newton, size, tolerance)))
    return _act(walk, newton, decision, size, systems)


def _judge(walk: _Walk, newton: Newton, size: Array, tolerance: float) -> _Decision:
    """Decide what each game does next."""
    reached, tangent, move, sign = walk.point[-1] + newton.correction[-1], newton.tangent, newton.move, newton.sign
    first = walk.corrections < 0.5
    finite = jnp.isfinite(move) & jnp.isfinite(tangent[-1]) & (sign != 0.0)
    sharp = walk.begun & ~walk.arriving & (fold(jnp.add, tangent * walk.tangent, 0)[0] < 1.0 - _TURN * walk.care)
    stalled = ~first & (move > 0.5 * walk.last) & (walk.last < _LOOSE)  # corrections have reached rounding error
    converged = (move <= tolerance) | stalled
    close = finite & jnp.where(walk.arriving, converged, (move <= _LOOSE * walk.care) & ~sharp)
    same_curve = (sign == walk.sign) | (walk.bracket < _NARROW)
    diverging = ~finite | sharp | jnp.where(first, move > _FAR * walk.care, move > 0.5 * walk.last) | (walk.corrections >= _CORRECTIONS)

    accepted = jnp.where(walk.arriving, _END, jnp.where(reached >= size, _CROSS, _ONWARD))
    action = jnp.where(close, jnp.where(same_curve, accepted, _LEFT), jnp.where(diverging, _BACK, _CORRECT))

    ahead = walk.bracket - walk.step
    ahead = jnp.where((sign != walk.sign) | (ahead <= 0.0), jnp.inf, ahead)
    bracket = jnp.where(action == _ONWARD, ahead, jnp.where(action == _LEFT, walk.step, walk.bracket))
    error = jnp.where(first, move, walk.last) / walk.care
    grown = walk.step * jnp.clip(jnp.cbrt(_AIM / jnp.maximum(error, 1e-6)), 0.5, _GROW)
    step = jnp.where(action == _ONWARD, grown, walk.step)
    step = jnp.where(bracket < _NARROW, bracket + _OVER, jnp.minimum(step, 0.5 * bracket))
    step = jnp.where(action == _BACK, _SHRINK * walk.step, jnp.where((action == _ONWARD) | (action == _LEFT), step, walk.step))
    stuck = (action == _BACK) & (~walk.begun | (step < _STUCK))
    return _Decision(jnp.where(stuck, _RESTART, action), step, bracket)


def _act(walk: _Walk, newton: Newton, decision: _Decision, size: Array, systems: int) -> _Walk:
    """Take the decided step in the games that are active."""
    (action, step, bracket), (correction, tangent, _, sign) = decision, newton
    onward, crossing, restart = action == _ONWARD, action == _CROSS, action == _RESTART
    fresh = onward | (action == _BACK) | (action == _LEFT)
    corrected = walk.point + correction
    anchor = jnp.where(onward, corrected, walk.anchor)
    curvature = jnp.where(onward & walk.begun, (tangent - walk.tangent) / walk.step, walk.curvature)
    tangent = jnp.where(onward, tangent, walk.tangent)
    predicted, step, arriving = _predict(anchor, tangent, curvature, step, size)
    fraction = (size - walk.anchor[-1]) / jnp.where(crossing, corrected[-1] - walk.anchor[-1], 1.0)
    met = walk.anchor + fraction * (corrected - walk.anchor)
    again = _set_out(jnp.zeros_like(correction[:-1]), 0.0 * size, ~walk.active, walk.active, size)._replace(care=_CAREFUL * walk.care)
    following = _Walk(
        point=jnp.where(fresh, predicted, jnp.where(crossing, met, corrected)),
        anchor=anchor,
        tangent=tangent,
        curvature=curvature,
        step=jnp.where(fresh, step, walk.step),
        last=newton.move,
        corrections=jnp.where(action == _CORRECT, walk.corrections + 1.0, 0.0),
        sign=jnp.where(onward, sign, walk.sign),
        bracket=bracket,
        care=walk.care,
        arriving=jnp.where(fresh, arriving, walk.arriving | crossing),
        begun=walk.begun | onward,
        active=(action != _END) & (walk.systems < systems - 1),
        systems=walk.systems,
    )
    moved = _Walk(*(jnp.where(restart, new, old) for new, old in zip(again, following, strict=True)))
    moved = moved._replace(systems=walk.systems + 1)
    return _Walk(*(jnp.where(walk.active, new, old) for new, old in zip(moved, walk, strict=True)))


def _predict(anchor: Array, tangent: Array, curvature: Array, step: Array, size: Array) -> tuple[Array, Array, Array]:
    """Predict the point one step along the curve, or a shorter step that ends at full rationality.

    Returns:
        The point [d+1, B], the arc length of the step [B], and whether it ends at full rationality [B].
    """
    ahead = step * (tangent[-1] + 0.5 * step * curvature[-1])
    left = size - anchor[-1]
    arriving = ahead >= left
    step = jnp.where(arriving, step * left / jnp.where(arriving, ahead, 1.0), step)
    point = anchor + step * (tangent + 0.5 * step * curvature)
    reached = jnp.where(arriving, size, point[-1])
    return jnp.concatenate([point[:-1], reached[None]]), step, arriving
