"""Operations of expressions on arrays of values.

A condition is 0 or 1 or, in a projection, a probability. Conditions and choices ignore arguments that cannot affect their result, even
if these are NaN.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import DTypeLike
from jaxtyping import Float

from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.sharing import count_profiles, should_share


def convert_number(number: float, dtype: DTypeLike) -> Array:
    """Return a number of the file as a scalar array.

    Args:
        number: The number.
        dtype: Type of the scalar.

    Returns:
        The scalar. A number beyond the range of the type becomes infinite, so the future counts as non-finite.
    """
    with np.errstate(over="ignore"):
        return jnp.asarray(np.asarray(number, np.float64).astype(np.dtype(dtype)))


def _by_shape(combine: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """Combine arguments of equal shape first, small shapes before large ones. This saves operations on arrays over all profiles."""

    def combined(*args: Array) -> Array:
        groups: dict[tuple[int, ...], list[Array]] = {}
        for a in args:
            groups.setdefault(a.shape, []).append(a)
        total, cost = None, 0
        for shape in sorted(groups, key=lambda shape: (math.prod(shape), shape)):
            part = reduce(combine, groups[shape])
            if total is not None:
                if should_share(cost, count_profiles(total), count_profiles(part)):
                    total, cost = optimization_barrier(total), 0
                part = combine(total, part)
            total, cost = part, cost + len(groups[shape])
        assert total is not None
        return total

    return combined


def _compare(holds: Callable[[Array, Array], Array], fails: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """Return a comparison that is 1 where it holds, 0 where it fails and NaN where an argument is NaN, so that a NaN does not mean "no"."""

    def compared(a: Array, b: Array) -> Array:
        yes, no = (jnp.asarray(value, a.dtype) for value in (1.0, 0.0))
        return jnp.where(holds(a, b), yes, jnp.where(fails(a, b), no, jnp.asarray(jnp.nan, a.dtype)))

    return compared


def _differ(a: Array, b: Array) -> Array:
    return (a < b) | (a > b)


def _both(a: Array, b: Array) -> Array:
    """Return whether both conditions hold. If one fails, the result is 0 even if the other is NaN."""
    return jnp.where((a == 0.0) | (b == 0.0), jnp.zeros((), a.dtype), a * b)


def _either(a: Array, b: Array) -> Array:
    """Return whether a condition holds. If one holds, the result is 1 even if the other is NaN."""
    return jnp.where((a == 1.0) | (b == 1.0), jnp.ones((), a.dtype), a + b - a * b)


def _choose(condition: Array, then: Array, otherwise: Array) -> Array:
    """Return one of two values or, in a projection, their mean weighted by the probability of the condition.

    A value with probability 0 is ignored even if it is NaN.
    """
    mixed = condition * then + (1.0 - condition) * otherwise
    return jnp.where(condition >= 1.0, then, jnp.where(condition <= 0.0, otherwise, mixed))


def _first_of(*args: Array) -> Array:
    """Return the value of the first condition that holds, or the last argument if none does.

    In a projection conditions are probabilities. They count as independent, so a condition applies with its probability times the
    probability that no earlier one does.
    """
    return _weigh(args, lambda left, condition: left * condition)


def _only_of(*args: Array) -> Array:
    """Return the value of the condition that holds, or the last argument if none does. No two conditions hold at once.

    In a projection each value counts with the probability of its condition, and the last argument with what is left.
    """
    return _weigh(args, lambda _, condition: condition)


def _weigh(args: tuple[Array, ...], find_weight: Callable[[Array, Array], Array]) -> Array:
    """Return the mean of the values with the weights of their conditions. A value with weight 0 is ignored even if it is NaN."""
    *pairs, rest = args
    zero = jnp.zeros((), rest.dtype)
    left, total = jnp.ones((), rest.dtype), zero
    for condition, value in zip(pairs[::2], pairs[1::2], strict=True):
        weight = jnp.where(left <= 0.0, zero, find_weight(left, condition))
        total = total + jnp.where(weight <= 0.0, zero, weight * value)
        left = left - weight
    return total + jnp.where(left <= 0.0, zero, left * rest)


def interpolate(x: Float[Array, "*shape"], positions: Sequence[Array], heights: Sequence[Array]) -> Float[Array, "*shape"]:
    """Interpolate linearly between knots, with constant extrapolation.

    Args:
        x: Arguments of any shape.
        positions: The x of each knot, double precision scalars in ascending order.
        heights: The y of each knot, double precision scalars.

    Returns:
        Values of the same shape.
    """
    value = jnp.broadcast_to(heights[0].astype(x.dtype), x.shape)
    for (x0, x1), (y0, y1) in zip(pairwise(positions), pairwise(heights), strict=True):
        slope, start, width = (number.astype(x.dtype) for number in ((y1 - y0) / (x1 - x0), x0, x1 - x0))
        value = value + slope * jnp.clip(x - start, 0.0, width)
    return value


def look_up(args: Sequence[Array], counts: tuple[int, ...]) -> Array:
    """Return the entry of a table for the options that are chosen.

    Args:
        args: Whether each option of each player is chosen, then the entries of the table. The option of the last player
            varies fastest.
        counts: Number of options of each player.

    Returns:
        The entry, broadcast over the axes of the arguments. Entries of options that are not chosen are ignored even if they are NaN.
    """
    chosen, entries = args[: sum(counts)], args[sum(counts) :]
    rank = max(a.ndim for a in args)
    shape = jnp.broadcast_shapes((1,) * rank, *(a.shape for a in entries))
    table = optimization_barrier(jnp.stack([jnp.broadcast_to(a, shape) for a in entries]).reshape(*counts, *shape))
    end = len(chosen)
    for axis in reversed(range(len(counts))):
        own = chosen[end - counts[axis] : end]
        end -= counts[axis]
        parts = [jnp.where(p <= 0.0, jnp.zeros((), table.dtype), p * jnp.take(table, o, axis=axis)) for o, p in enumerate(own)]
        table = optimization_barrier(reduce(jnp.add, parts))
    return table


OPERATIONS: dict[str, Callable[..., Array]] = {
    "add": _by_shape(jnp.add),
    "multiply": _by_shape(jnp.multiply),
    "divide": jnp.divide,
    "power": jnp.power,
    "negate": jnp.negative,
    "less": _compare(operator.lt, operator.ge),
    "less_equal": _compare(operator.le, operator.gt),
    "equal": _compare(operator.eq, _differ),
    "not_equal": _compare(_differ, operator.eq),
    # Conditions are 0 or 1 or, in a projection, probabilities. The product and its complement are correct for both.
    "and": _by_shape(_both),
    "or": _either,
    "not": lambda a: 1.0 - a,
    "where": _choose,
    "first_of": _first_of,
    "only_of": _only_of,
    "min": lambda *args: reduce(jnp.minimum, args),
    "max": lambda *args: reduce(jnp.maximum, args),
    "abs": jnp.abs,
    "exp": jnp.exp,
    "log": jnp.log,
    "sqrt": jnp.sqrt,
    "clip": lambda x, low, high: jnp.minimum(jnp.maximum(x, low), high),
    "logistic": jax.nn.sigmoid,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "floor": jnp.floor,
    "round": jnp.round,  # halves to the even neighbour
    "sign": jnp.sign,
    "step": lambda x: _compare(operator.ge, operator.lt)(x, jnp.zeros_like(x)),
}
