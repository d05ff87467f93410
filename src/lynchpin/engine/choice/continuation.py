"""The principal branch of logit equilibria, followed from uniform play to the rationality of a game.

Logit equilibria form curves over rationality; the one that starts from uniform play at rationality zero is the principal branch
(McKelvey and Palfrey 1995). It may fold back, so it is followed by its arc length and not by rationality alone, in the log odds
of play, in which the equations stay smooth when probabilities get small (Turocy 2005).

With x the log odds of every option against its player's first, p(x) play, v(p) expected differences (payoffs against the first
option's, times rationality) and t in [0, 1] the fraction of rationality that has been reached, the curve solves

    F(x, t) = x - t v(p(x)) = 0,   dF_i/dx_j = -t p_j(b) (W_ij(a, b) - v_i(a)),

W_ij being differences averaged over all but players i and j. One trip of the loop builds F and its derivative once per lane and solves
one bordered system, which gives Newton's correction and the direction of the curve. A lane then accepts the point and predicts
the next, corrects further, or goes back for a shorter step. The first crossing of t = 1 is met exactly and polished.

The determinant of the bordered system keeps its sign along a smooth curve, so a step over which it changes has left the curve
for another one and is taken again, shorter. If no shorter step helps, a bifurcation lies on the curve itself, as in a symmetric
game past its pitchfork: then the curve is followed straight through it, which keeps symmetric play symmetric. A lane that gets
stuck sets out again from uniform play with smaller steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Bool, Float32

from lynchpin.engine.choice.elimination import solve_systems
from lynchpin.engine.choice.payoff_differences import answer, count_options, split
from lynchpin.engine.graph.batch import average, average_except, fold, fold_all, optimization_barrier, total

# Steps are judged by how far they move any probability. A lane that sets out again takes _CAREFUL times these three.
_AIM = 0.04  # what a prediction should be off
_LOOSE = 0.01  # a correction below this ends the work on a point of the curve
_FAR = 0.25  # a first correction above this rejects the step
_TURN = 0.2  # and so does a turn of the curve whose cosine is below one by more than this
_CAREFUL = 0.25
_FIRST = 0.25  # arc length, of which the first step is at most three times as much
_SHRINK, _GROW = 0.3, 3.0
_NARROW = 0.03  # arc length within which a change of sign is a bifurcation, and by how much
_OVER = 0.1  # more to step over it, so that rounding is not amplified close to it
_STUCK = 1e-4  # arc length
_CORRECTIONS = 5  # on one point, at most

# What a lane does with a point.
_CORRECT, _ONWARD, _BACK, _LEFT, _CROSS, _RESTART, _END = (np.int32(action) for action in range(7))


class _Walk(NamedTuple):
    """Where each lane is. Points have d log odds and the rationality reached, in units of the largest stake: [d+1, B]."""

    point: Array  # [d+1, B] being corrected
    anchor: Array  # [d+1, B] last accepted point of the curve
    tangent: Array  # [d+1, B] direction of the curve there
    bend: Array  # [d+1, B] change of direction per arc length there
    step: Array  # [B] arc length from anchor to point
    last: Array  # [B] size of the correction before
    corrections: Array  # [B] made on this point
    sign: Array  # [B] of the determinant, on this curve
    bracket: Array  # [B] arc length from anchor within which the sign is known to change, or infinity
    care: Array  # [B] one, less when the lane has had to set out again
    arriving: Array  # [B] bool: the point is to be met at full rationality
    begun: Array  # [B] bool: a point has been accepted
    active: Array  # [B] bool
    trips: Array  # [B]


_Packed = tuple[Array, Array]


def _pack(walk: _Walk) -> _Packed:
    """As two arrays, [4, d+1, B] and [10, B], which takes the compiler less than fourteen."""
    return jnp.stack(walk[:4]), jnp.stack([row.astype(jnp.float32) for row in walk[4:]])


def _unpack(packed: _Packed) -> _Walk:
    rows = _Walk(*packed[0], *packed[1])
    return rows._replace(arriving=rows.arriving > 0.0, begun=rows.begun > 0.0, active=rows.active > 0.0)


class Arrival(NamedTuple):
    """log_odds: [d, B] against each player's first option; trips: [B] linear systems solved."""

    log_odds: Array
    trips: Array


def follow_principal_branch(
    differences: Sequence[Float32[Array, "*_ B"]],
    begin: Float32[Array, "odds B"],
    reached: Float32[Array, " B"],
    known: Bool[Array, " B"],
    wanted: Bool[Array, " B"],
    *,
    tolerance: float,
    trips: int,
) -> Arrival:
    """Follow the principal branch to full rationality in the batch that are `wanted`.

    differences: as `find_payoff_differences` gives them. begin: [d, B] log odds close to the branch at the fraction `reached` [B] of rationality,
    or, in batch with `known` true, anywhere: their equilibrium is the only one and they start at full rationality. Should
    Newton's method fail at once, the branch is followed from uniform play.
    """
    size = optimization_barrier(_largest_difference(differences))

    def keep_going(packed: _Packed) -> Array:
        return jnp.any(_unpack(packed).active)

    def advance(packed: _Packed) -> _Packed:
        return _pack(_advance(_unpack(packed), differences, size, tolerance, trips))

    start = _set_out(begin, reached * size, known, wanted & jnp.isfinite(size), size)
    walk = _unpack(lax.while_loop(keep_going, advance, _pack(start)))
    return Arrival(walk.point[:-1], walk.trips.astype(jnp.int32))


def _largest_difference(differences: Sequence[Array]) -> Array:
    """The largest stake of a lane, [B]: rationality is measured in it, so that log odds and it grow alike along the curve."""
    sizes = jnp.stack([fold_all(jnp.maximum, jnp.abs(own)) for own in differences])
    return jnp.maximum(fold(jnp.maximum, sizes, 0)[0], 1e-30)


def _set_out(begin: Array, reached: Array, known: Array, active: Array, size: Array) -> _Walk:
    """At given points, to correct them and to find the curve's direction there; known batch at full rationality."""
    point = jnp.concatenate([begin, jnp.where(known, size, reached)[None]])
    nowhere, zero, one = jnp.zeros_like(point), jnp.zeros_like(size), jnp.ones_like(size)
    return _Walk(
        point=point,
        anchor=nowhere,
        tangent=_upwards(nowhere),
        bend=nowhere,
        step=_FIRST * one,
        last=one,
        corrections=zero,
        sign=one,
        bracket=jnp.inf * one,
        care=one,
        arriving=known,
        begun=jnp.zeros_like(active),
        active=active,
        trips=zero,
    )


def _upwards(like: Array) -> Array:
    """The direction of rationality alone."""
    return jnp.concatenate([jnp.zeros_like(like[:-1]), jnp.ones_like(like[-1:])])


def _advance(walk: _Walk, differences: Sequence[Array], size: Array, tolerance: float, trips: int) -> _Walk:
    """One trip: one linear system in every lane, then what each lane makes of it."""
    lengths = [n - 1 for n in count_options(differences)]
    log_odds = split(walk.point[:-1], lengths)
    plays = split(answer(log_odds), count_options(differences))
    constraint = jnp.where(walk.arriving, _upwards(walk.tangent), walk.tangent)
    solution, sign = solve_systems(*_bordered(differences, plays, walk.point, constraint, size))
    solution = optimization_barrier(solution)
    correction, direction = solution[:, 0], solution[:, 1]
    off = optimization_barrier(_largest_move(plays, split(correction[:-1], lengths)))
    tangent = optimization_barrier(direction / jnp.sqrt(total(direction * direction)))
    action, step, bracket = _judge(walk, walk.point[-1] + correction[-1], tangent, off, sign, size, tolerance)
    return _act(
        walk,
        optimization_barrier(action),
        optimization_barrier(step),
        optimization_barrier(bracket),
        correction,
        tangent,
        off,
        sign,
        size,
        trips,
    )


def _largest_move(plays: Sequence[Array], changes: Sequence[Array]) -> Array:
    """How far changes of the log odds move any probability, as far as each alone does: [B]."""
    means = (total(play[1:] * change) for play, change in zip(plays, changes, strict=True))
    relative = jnp.concatenate([part for mean, change in zip(means, changes, strict=True) for part in (-mean, change - mean)])
    moves = optimization_barrier(jnp.concatenate(plays) * jnp.abs(jnp.expm1(jnp.minimum(relative, 20.0))))
    return fold(jnp.maximum, moves, 0)[0]


def _bordered(differences: Sequence[Array], plays: Sequence[Array], point: Array, constraint: Array, size: Array) -> tuple[Array, Array]:
    """The system for Newton's correction and the curve's direction: [d+1, d+1, B] and right sides [d+1, 2, B]."""
    reached = point[-1] / size
    rows, values = zip(*(_derivative(own, plays, player, reached) for player, own in enumerate(differences)), strict=True)
    value = optimization_barrier(jnp.concatenate(values))
    gap = reached * value - point[:-1]
    d, batch = gap.shape
    upper = jnp.concatenate([jnp.concatenate(rows), (-value / size)[:, None]], axis=1)
    matrix = jnp.concatenate([upper, constraint[None]])
    last = jnp.broadcast_to(jnp.array([0.0, 1.0], jnp.float32)[None, :, None], (1, 2, batch))
    right = jnp.concatenate([jnp.stack([gap, jnp.zeros((d, batch), jnp.float32)], axis=1), last])
    return matrix, right


def _derivative(own: Array, plays: Sequence[Array], player: int, reached: Array) -> tuple[Array, Array]:
    """Rows of dF/dx for one player, [n_i - 1, d, B], and its expected differences [n_i - 1, B]."""
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
    """[1, .., n_i - 1, .., n_j, .., B] in axis order to [n_i - 1, n_j, B]."""
    rows, columns, batch = values.shape[player], values.shape[other], values.shape[-1]
    if player < other:
        return values.reshape(rows, columns, batch)
    return values.reshape(columns, rows, batch).swapaxes(0, 1)


def _judge(
    walk: _Walk, reached: Array, tangent: Array, off: Array, sign: Array, size: Array, tolerance: float
) -> tuple[Array, Array, Array]:
    """What each lane does next, its next step, and its bracket of a change of sign: each [B]."""
    first = walk.corrections < 0.5
    sound = jnp.isfinite(off) & jnp.isfinite(tangent[-1]) & (sign != 0.0)
    sharp = walk.begun & ~walk.arriving & (fold(jnp.add, tangent * walk.tangent, 0)[0] < 1.0 - _TURN * walk.care)
    settled = ~first & (off > 0.5 * walk.last) & (walk.last < _LOOSE)  # as close as rounding lets it come
    arrived = (off <= tolerance) | settled
    close = sound & jnp.where(walk.arriving, arrived, (off <= _LOOSE * walk.care) & ~sharp)
    stays = (sign == walk.sign) | (walk.bracket < _NARROW)
    diverging = ~sound | sharp | jnp.where(first, off > _FAR * walk.care, off > 0.5 * walk.last) | (walk.corrections >= _CORRECTIONS)

    accepted = jnp.where(walk.arriving, _END, jnp.where(reached >= size, _CROSS, _ONWARD))
    action = jnp.where(close, jnp.where(stays, accepted, _LEFT), jnp.where(diverging, _BACK, _CORRECT))

    ahead = walk.bracket - walk.step
    ahead = jnp.where((sign != walk.sign) | (ahead <= 0.0), jnp.inf, ahead)
    bracket = jnp.where(action == _ONWARD, ahead, jnp.where(action == _LEFT, walk.step, walk.bracket))
    miss = jnp.where(first, off, walk.last) / walk.care
    grown = walk.step * jnp.clip(jnp.cbrt(_AIM / jnp.maximum(miss, 1e-6)), 0.5, _GROW)
    step = jnp.where(action == _ONWARD, grown, walk.step)
    step = jnp.where(bracket < _NARROW, bracket + _OVER, jnp.minimum(step, 0.5 * bracket))
    step = jnp.where(action == _BACK, _SHRINK * walk.step, jnp.where((action == _ONWARD) | (action == _LEFT), step, walk.step))
    stuck = (action == _BACK) & (~walk.begun | (step < _STUCK))
    return jnp.where(stuck, _RESTART, action), step, bracket


def _act(
    walk: _Walk,
    action: Array,
    step: Array,
    bracket: Array,
    correction: Array,
    tangent: Array,
    off: Array,
    sign: Array,
    size: Array,
    trips: int,
) -> _Walk:
    """Take the step that was decided on, in the batch that are active."""
    onward, crossing, restart = action == _ONWARD, action == _CROSS, action == _RESTART
    fresh = onward | (action == _BACK) | (action == _LEFT)
    corrected = walk.point + correction
    anchor = jnp.where(onward, corrected, walk.anchor)
    bend = jnp.where(onward & walk.begun, (tangent - walk.tangent) / walk.step, walk.bend)
    tangent = jnp.where(onward, tangent, walk.tangent)
    predicted, step, arriving = _predict(anchor, tangent, bend, step, size)
    fraction = (size - walk.anchor[-1]) / jnp.where(crossing, corrected[-1] - walk.anchor[-1], 1.0)
    met = walk.anchor + fraction * (corrected - walk.anchor)
    again = _set_out(jnp.zeros_like(correction[:-1]), 0.0 * size, ~walk.active, walk.active, size)._replace(care=_CAREFUL * walk.care)
    following = _Walk(
        point=jnp.where(fresh, predicted, jnp.where(crossing, met, corrected)),
        anchor=anchor,
        tangent=tangent,
        bend=bend,
        step=jnp.where(fresh, step, walk.step),
        last=off,
        corrections=jnp.where(action == _CORRECT, walk.corrections + 1.0, 0.0),
        sign=jnp.where(onward, sign, walk.sign),
        bracket=bracket,
        care=walk.care,
        arriving=jnp.where(fresh, arriving, walk.arriving | crossing),
        begun=walk.begun | onward,
        active=(action != _END) & (walk.trips < trips - 1),
        trips=walk.trips,
    )
    moved = _Walk(*(jnp.where(restart, new, old) for new, old in zip(again, following, strict=True)))
    moved = moved._replace(trips=walk.trips + 1)
    return _Walk(*(jnp.where(walk.active, new, old) for new, old in zip(moved, walk, strict=True)))


def _predict(anchor: Array, tangent: Array, bend: Array, step: Array, size: Array) -> tuple[Array, Array, Array]:
    """The point one step along the curve; where that is past full rationality, a shorter step to meet it."""
    ahead = step * (tangent[-1] + 0.5 * step * bend[-1])
    left = size - anchor[-1]
    arriving = ahead >= left
    step = jnp.where(arriving, step * left / jnp.where(arriving, ahead, 1.0), step)
    point = anchor + step * (tangent + 0.5 * step * bend)
    reached = jnp.where(arriving, size, point[-1])
    return jnp.concatenate([point[:-1], reached[None]]), step, arriving
