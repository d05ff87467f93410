"""The principal branch of logit equilibria, followed from uniform play to the rationality of a game.

Logit equilibria form curves over rationality; the one that starts from uniform play at rationality zero is the principal branch
(McKelvey and Palfrey 1995). It may fold back, so it is followed by its arc length and not by rationality alone, in the log odds
of play, in which the equations stay smooth when probabilities get small (Turocy 2005).

With x the log odds of every option against its player's first, p(x) play, v(p) expected stakes (payoffs against the first
option's, times rationality) and t in [0, 1] the fraction of rationality that has been reached, the curve solves

    F(x, t) = x - t v(p(x)) = 0,   dF_i/dx_j = -t p_j(b) (W_ij(a, b) - v_i(a)),

W_ij being stakes averaged over all but players i and j. One trip of the loop builds F and its derivative once per lane and solves
one bordered system, which gives Newton's correction and the direction of the curve. A lane then accepts the point and predicts
the next, corrects further, or goes back for a shorter step. The first crossing of t = 1 is met exactly and polished.

The determinant of the bordered system keeps its sign along a smooth curve, so a step over which it changes has left the curve
for another one and is taken again, shorter. If no shorter step helps, a bifurcation lies on the curve itself, as in a symmetric
game past its pitchfork: then the curve is followed straight through it, which keeps symmetric play symmetric.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from lynchpin.engine.elimination import solve_lanes
from lynchpin.engine.lanes import average, average_except, barrier, fold, fold_all, softmax_against_first, total

# Steps are judged by how far they move any probability.
_AIM = 0.04  # what a prediction should be off
_LOOSE = 0.02  # a correction below this ends the work on a point of the curve
_FAR = 0.25  # a first correction above this rejects the step
_SHRINK, _GROW = 0.3, 3.0
_NARROW = 0.03  # arc length within which a change of sign is a bifurcation, and by how much
_OVER = 0.1  # more to step over it, so that rounding is not amplified close to it
_CORRECTIONS = 5  # on one point, at most


class _Walk(NamedTuple):
    """Where each lane is: d log odds and the rationality reached (a row of d + 1), all with B lanes last."""

    point: Array  # [d+1, B] being corrected
    anchor: Array  # [d+1, B] last accepted point of the curve
    tangent: Array  # [d+1, B] direction of the curve there
    bend: Array  # [d+1, B] change of direction per arc length there
    step: Array  # [B] arc length from anchor to point
    last: Array  # [B] size of the correction before
    corrections: Array  # [B] made on this point
    sign: Array  # [B] of the determinant, on this curve
    bracket: Array  # [B] arc length from anchor within which the sign is known to change, or infinity
    arriving: Array  # [B] bool: the point is to be met at full rationality
    active: Array  # [B] bool
    trips: Array  # [B]


class Arrival(NamedTuple):
    """log_odds: [d, B] against each player's first option; arrived: [B] bool; trips: [B] linear systems solved."""

    log_odds: Array
    arrived: Array
    trips: Array


def follow_principal_branch(stakes: Sequence[Array], begin: Array, known: Array, wanted: Array, *, tolerance: float, trips: int) -> Arrival:
    """Follow the principal branch to full rationality in the lanes that are `wanted`.

    stakes: as in `prove_single`. begin: [d, B] log odds from which lanes with `known` true start at full rationality, because
    their equilibrium is the only one; should Newton's method fail there they too follow the branch from uniform play.
    """
    size = _stake_size(stakes)
    walk = _set_out(stakes, size, begin, known, wanted)

    def go_on(walk: _Walk) -> Array:
        return jnp.any(walk.active)

    def advance(walk: _Walk) -> _Walk:
        return _advance(walk, stakes, size, tolerance, trips)

    walk = lax.while_loop(go_on, advance, walk)
    return Arrival(walk.point[:-1], walk.arriving & (walk.last <= tolerance), walk.trips)


def split_players(stacked: Array, options: Sequence[int]) -> list[Array]:
    """[d, B] of all players to [n_i - 1, B] of each."""
    parts, start = [], 0
    for n in options:
        parts.append(stacked[start : start + n - 1])
        start += n - 1
    return parts


def option_counts(stakes: Sequence[Array]) -> list[int]:
    """How many options each player has."""
    return [own.shape[player] + 1 for player, own in enumerate(stakes)]


def _stake_size(stakes: Sequence[Array]) -> Array:
    """The largest stake of a lane, [B]: rationality is measured in it, so that log odds and it grow alike along the curve."""
    sizes = jnp.stack([fold_all(jnp.maximum, jnp.abs(own)) for own in stakes])
    return jnp.maximum(fold(jnp.maximum, sizes, 0)[0], 1e-30)


def _set_out(stakes: Sequence[Array], size: Array, begin: Array, known: Array, wanted: Array) -> _Walk:
    options = option_counts(stakes)
    lanes = size.shape[0]
    uniform = [jnp.full((n, lanes), 1.0 / n) for n in options]
    values = jnp.concatenate([_expected(own, uniform, player) for player, own in enumerate(stakes)])
    tangent = _unit(jnp.concatenate([values / size, jnp.ones((1, lanes))]))
    zero = jnp.zeros_like(tangent)
    step = 0.5 / fold(jnp.maximum, jnp.abs(tangent), 0)[0]
    point, step, arriving = _predict(zero, tangent, zero, step, size)
    point = jnp.where(known, jnp.concatenate([begin, size[None]]), point)
    ones = jnp.ones(lanes)
    none = jnp.full(lanes, jnp.inf)
    return _Walk(point, zero, tangent, zero, step, ones, 0 * ones, ones, none, arriving | known, wanted, jnp.zeros(lanes, jnp.int32))


def _expected(stakes: Array, plays: Sequence[Array], player: int) -> Array:
    """Expected stakes of the player's options, [n_i - 1, B]."""
    for axis in reversed(range(len(plays))):
        if axis != player:
            stakes = average(stakes, axis, plays[axis])
    return stakes.reshape(stakes.shape[player], stakes.shape[-1])


def _unit(direction: Array) -> Array:
    return direction / jnp.sqrt(total(direction * direction))


def _predict(anchor: Array, tangent: Array, bend: Array, step: Array, size: Array) -> tuple[Array, Array, Array]:
    """The point one step along the curve; where that is past full rationality, a shorter step to meet it."""
    ahead = step * (tangent[-1] + 0.5 * step * bend[-1])
    left = size - anchor[-1]
    arriving = ahead >= left
    step = jnp.where(arriving, step * left / jnp.where(arriving, ahead, 1.0), step)
    point = anchor + step * (tangent + 0.5 * step * bend)
    reached = jnp.where(arriving, size, point[-1])
    return jnp.concatenate([point[:-1], reached[None]]), step, arriving


def _advance(walk: _Walk, stakes: Sequence[Array], size: Array, tolerance: float, trips: int) -> _Walk:
    """One trip: one linear system in every lane, then what each lane makes of it."""
    options = option_counts(stakes)
    before = _play(walk.point, options)
    constraint = jnp.where(walk.arriving, _upwards(walk.tangent), walk.tangent)
    matrix, right = _bordered(stakes, before, walk.point, constraint, size)
    solution, sign = solve_lanes(matrix, right)
    correction, direction = barrier(solution[:, 0]), solution[:, 1]
    corrected = walk.point + correction
    after = _play(corrected, options)
    moved = jnp.concatenate([jnp.abs(a - b) for a, b in zip(after, before, strict=True)])
    off = barrier(fold(jnp.maximum, moved, 0)[0])
    return _judge(walk, corrected, direction, off, sign, size, tolerance, trips)


def _play(point: Array, options: Sequence[int]) -> list[Array]:
    return [barrier(softmax_against_first(x)) for x in split_players(point[:-1], options)]


def _upwards(like: Array) -> Array:
    """The direction of rationality alone."""
    return jnp.concatenate([jnp.zeros_like(like[:-1]), jnp.ones_like(like[-1:])])


def _bordered(stakes: Sequence[Array], plays: Sequence[Array], point: Array, constraint: Array, size: Array) -> tuple[Array, Array]:
    """The system for Newton's correction and the curve's direction: [d+1, d+1, B] and right sides [d+1, 2, B]."""
    reached = point[-1] / size
    rows, values = [], []
    for player, own in enumerate(stakes):
        row, value = _derivative(own, plays, player, reached)
        rows.append(row)
        values.append(value)
    value = jnp.concatenate(values)
    gap = point[:-1] - reached * value
    d, lanes = gap.shape
    upper = jnp.concatenate([jnp.concatenate(rows), (-value / size)[:, None]], axis=1)
    matrix = jnp.concatenate([upper, constraint[None]])
    right = jnp.stack([jnp.concatenate([-gap, jnp.zeros((1, lanes))]), jnp.concatenate([jnp.zeros((d, lanes)), jnp.ones((1, lanes))])], axis=1)
    return barrier(matrix), barrier(right)


def _derivative(own: Array, plays: Sequence[Array], player: int, reached: Array) -> tuple[Array, Array]:
    """Rows of dF/dx for one player, [n_i - 1, d, B], and its expected stakes [n_i - 1, B]."""
    n, lanes = own.shape[player], own.shape[-1]
    others = [axis for axis in range(len(plays)) if axis != player]
    varied = [axis for axis in others if own.shape[axis] > 1]
    pairwise = {axis: barrier(_as_matrix(w, player, axis)) for axis, w in average_except(own, plays, varied).items()}
    value = own.reshape(n, lanes) if not varied else barrier(average(pairwise[varied[0]], 1, plays[varied[0]])[:, 0])
    blocks = []
    for axis, play in enumerate(plays):
        if axis == player:
            blocks.append(jnp.broadcast_to(jnp.eye(n)[:, :, None], (n, n, lanes)))
        elif axis in pairwise:
            blocks.append(-reached * play[1:] * (pairwise[axis][:, 1:] - value[:, None]))
        else:
            blocks.append(jnp.zeros((n, play.shape[0] - 1, lanes)))
    return jnp.concatenate(blocks, axis=1), value


def _as_matrix(values: Array, player: int, other: int) -> Array:
    """[1, .., n_i - 1, .., n_j, .., B] in axis order to [n_i - 1, n_j, B]."""
    rows, columns, lanes = values.shape[player], values.shape[other], values.shape[-1]
    if player < other:
        return values.reshape(rows, columns, lanes)
    return values.reshape(columns, rows, lanes).swapaxes(0, 1)


def _judge(walk: _Walk, corrected: Array, direction: Array, off: Array, sign: Array, size: Array, tolerance: float, trips: int) -> _Walk:
    """What each lane does next: end, go on along the curve, correct again, or go back for a shorter step."""
    first = walk.corrections < 0.5
    sound = jnp.isfinite(off) & (sign != 0.0)
    close = sound & (off <= jnp.where(walk.arriving, tolerance, _LOOSE))
    same_curve = sign == walk.sign
    bifurcation = close & ~same_curve & (walk.bracket < _NARROW)
    accept = close & (same_curve | bifurcation)
    left_curve = close & ~accept
    diverging = ~sound | (first & (off > _FAR)) | (~first & (off > 0.5 * walk.last) & (off > 10.0 * tolerance))
    reject = ~accept & (diverging | left_curve | (walk.corrections >= _CORRECTIONS))

    passed = accept & ~walk.arriving & (corrected[-1] >= size)
    ended = accept & walk.arriving
    onward = accept & ~walk.arriving & ~passed

    tangent = _unit(direction)
    bend = (tangent - walk.tangent) / walk.step
    aimed = jnp.cbrt(_AIM / jnp.maximum(jnp.where(first, off, walk.last), 1e-6))
    longer = walk.step * jnp.clip(aimed, 0.5, _GROW)

    anchor = jnp.where(onward, corrected, walk.anchor)
    tangent = jnp.where(onward, tangent, walk.tangent)
    bend = jnp.where(onward, bend, walk.bend)
    bracket = _narrow(walk, onward, left_curve, bifurcation)
    step = jnp.where(onward, longer, jnp.where(left_curve, walk.step, _SHRINK * walk.step))
    within = jnp.where(bracket < _NARROW, bracket + _OVER, jnp.minimum(step, 0.5 * bracket))
    step = jnp.where(onward | left_curve, within, step)
    predicted, step, arriving = _predict(anchor, tangent, bend, step, size)
    fraction = (size - walk.anchor[-1]) / jnp.where(passed, corrected[-1] - walk.anchor[-1], 1.0)
    crossing = walk.anchor + fraction * (corrected - walk.anchor)

    fresh = onward | reject
    point = jnp.where(fresh, predicted, jnp.where(passed, crossing, corrected))
    trip = walk.trips + 1
    following = _Walk(
        point=jnp.where(jnp.isfinite(point), point, walk.point),
        anchor=anchor,
        tangent=tangent,
        bend=bend,
        step=jnp.where(fresh, step, walk.step),
        last=off,
        corrections=jnp.where(fresh | passed, 0.0, walk.corrections + 1.0),
        sign=jnp.where(bifurcation, sign, walk.sign),
        bracket=bracket,
        arriving=jnp.where(fresh, arriving, walk.arriving | passed),
        active=walk.active & ~ended & (trip < trips),
        trips=trip,
    )
    return _Walk(*(jnp.where(walk.active, new, old) for new, old in zip(following, walk, strict=True)))


def _narrow(walk: _Walk, onward: Array, left_curve: Array, bifurcation: Array) -> Array:
    """What is known now of where the sign changes, as arc length from the anchor that follows."""
    left = walk.bracket - walk.step
    left = jnp.where(bifurcation | (left <= 0.0), jnp.inf, left)
    return jnp.where(onward, left, jnp.where(left_curve, walk.step, walk.bracket))
