"""Each primitive on the machine against JAX."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jax import lax
from machines import check
from numpy.typing import NDArray
from selenium import webdriver

pytestmark = pytest.mark.browser
few = settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])

SHAPES = st.sampled_from([(), (1,), (3,), (8,), (2, 3), (3, 4), (2, 1, 5), (2, 3, 8)])
SPECIAL = {
    np.float32: [0.0, -0.0, 1.0, -1.0, 0.5, np.inf, -np.inf, np.nan, 1e-30, 3e30],
    np.float64: [0.0, -0.0, 1.0, -1.0, 0.5, np.inf, -np.inf, np.nan, 1e-300, 3e300],
    np.int32: [0, 1, -1, 2**31 - 1, -(2**31) + 1],
    np.uint32: [0, 1, 2**31, 2**32 - 1],
    np.int64: [0, 1, -1, 2**40, -(2**40)],
    np.bool_: [False, True],
}


@st.composite
def arrays(draw: Any, dtype: type[np.generic], count: int = 1, plain: bool = False) -> list[NDArray[Any]]:
    """Arrays of one shape, which mix ordinary numbers with special ones."""
    shape, rng = draw(SHAPES), np.random.default_rng(draw(st.integers(0, 2**20)))
    found = []
    for _ in range(count):
        ordinary = (
            rng.normal(0, 3, shape) if np.issubdtype(dtype, np.floating) else rng.integers(0 if dtype is np.uint32 else -9, 10, shape)
        )
        special = rng.choice(np.array(SPECIAL[dtype], dtype), shape)
        found.append(np.where(rng.random(shape) < (0.0 if plain else 0.4), special, ordinary.astype(dtype)).astype(dtype))
    return found


FLOATS, INTEGERS = (np.float32, np.float64), (np.int32, np.uint32, np.int64)
TYPES = (*FLOATS, *INTEGERS, np.bool_)
BINARY: dict[str, tuple[Callable[..., Any], tuple[type[np.generic], ...]]] = {
    **{f.__name__: (f, TYPES[:-1]) for f in (lax.add, lax.sub, lax.mul, lax.lt, lax.le, lax.gt, lax.ge)},
    **{f.__name__: (f, TYPES) for f in (lax.max, lax.min, lax.eq, lax.ne)},
    **{f.__name__: (f, TYPES[2:]) for f in (lax.bitwise_and, lax.bitwise_or, lax.bitwise_xor)},
    "div": (lax.div, (*FLOATS, np.int32, np.uint32)),
    "rem": (lax.rem, (np.int32, np.uint32)),
}


@pytest.mark.parametrize("dtype", TYPES, ids=lambda t: t.__name__)
@few
@given(data=st.data())
def test_operations_on_two_arrays(machine: webdriver.Chrome, dtype: type[np.generic], data: st.DataObject) -> None:
    """Integers wrap around; a comparison with NaN is false; NaN passes through `max`; a whole number divided by 0 is -1."""
    check(machine, {name: (f, 0) for name, (f, types) in BINARY.items() if dtype in types}, *data.draw(arrays(dtype, 2)))


UNARY: dict[str, tuple[Callable[[Any], Any], tuple[type[np.generic], ...], float]] = {
    "neg": (lax.neg, (*FLOATS, np.int32, np.int64), 0),
    "abs": (lax.abs, (*FLOATS, np.int32, np.int64), 0),
    "sign": (lax.sign, (*FLOATS, np.int32, np.uint32), 0),
    "sqrt": (lax.sqrt, FLOATS, 0),
    "floor": (lax.floor, FLOATS, 0),
    "ceil": (lax.ceil, FLOATS, 0),
    "round to even": (lambda x: lax.round(x, lax.RoundingMethod.TO_NEAREST_EVEN), FLOATS, 0),
    "round away": (lambda x: lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO), FLOATS, 0),
    "square": (lax.square, FLOATS, 0),
    "cube": (lambda x: x**3, FLOATS, 2),
    "power -2": (lambda x: lax.integer_pow(x, -2), FLOATS, 2),
    "power 0": (lambda x: lax.integer_pow(x, 0), FLOATS, 0),
    "is_finite": (lax.is_finite, FLOATS, 0),
    "not": (lax.bitwise_not, (np.bool_, *INTEGERS), 0),
    "clamp": (lambda x: lax.clamp(jnp.asarray(-1.0, x.dtype), x, jnp.asarray(2.0, x.dtype)), FLOATS, 0),
    "select": (lambda x: jnp.where(x > 0, x, -x), (*FLOATS, *INTEGERS), 0),
    "shift left": (lambda x: lax.shift_left(x, jnp.asarray(3, x.dtype)), INTEGERS, 0),
    "shift right": (lambda x: lax.shift_right_arithmetic(x, jnp.asarray(3, x.dtype)), (np.int32, np.int64), 0),
    "logical shift": (lambda x: lax.shift_right_logical(x, jnp.asarray(3, x.dtype)), (np.int32, np.uint32), 0),
    "power of two": (lambda x: lax.shift_left(jnp.int32(3), lax.clamp(jnp.int32(-1), x, jnp.int32(40))), (np.int32,), 0),
    "exp": (jnp.exp, FLOATS, 4),
    "log": (jnp.log, FLOATS, 4),
    "log1p": (jnp.log1p, FLOATS, 4),
    "expm1": (jnp.expm1, FLOATS, 8),
    "logistic": (jax.nn.sigmoid, FLOATS, 8),
    "tanh": (jnp.tanh, FLOATS, 16),
    "cbrt": (jnp.cbrt, FLOATS, 8),
    "erf": (jax.scipy.special.erf, FLOATS, 16),
    "erfc": (jax.scipy.special.erfc, FLOATS, 300),
    "sin": (lambda x: jnp.sin(jnp.clip(x, -1e3, 1e3)), FLOATS, 1000),
    "cos": (lambda x: jnp.cos(jnp.clip(x, -1e3, 1e3)), FLOATS, 1000),
}


@pytest.mark.parametrize("dtype", TYPES, ids=lambda t: t.__name__)
@few
@given(data=st.data())
def test_operations_on_one_array(machine: webdriver.Chrome, dtype: type[np.generic], data: st.DataObject) -> None:
    functions = {name: (f, close) for name, (f, types, close) in UNARY.items() if dtype in types}
    check(machine, functions, *data.draw(arrays(dtype)))


@few
@given(data=st.data())
def test_powers(machine: webdriver.Chrome, data: st.DataObject) -> None:
    """JAX computes powers in single precision less exactly than the machine, which is exact to the last place."""
    x, y = data.draw(arrays(data.draw(st.sampled_from(FLOATS)), 2))
    check(machine, {"power": (jnp.power, 200)}, x, np.clip(y, -9, 9))


@pytest.mark.parametrize("dtype", TYPES, ids=lambda t: t.__name__)
@few
@given(data=st.data())
def test_conversions(machine: webdriver.Chrome, dtype: type[np.generic], data: st.DataObject) -> None:
    """Numbers outside the range of an integer type become its limit, as in XLA, and NaN becomes 0."""
    to = {np.int64: (np.int32, np.bool_), np.float32: (np.int32, np.float64, np.bool_), np.float64: (np.int32, np.float32, np.bool_)}
    functions = {t.__name__: (partial(_convert, t), 0) for t in to.get(dtype, TYPES)}
    check(machine, functions, *data.draw(arrays(dtype)))


def _convert(dtype: type[np.generic], x: Any) -> Any:
    return x.astype(dtype)


def test_bits_as_another_type(machine: webdriver.Chrome) -> None:
    pairs = [(np.float32, np.int32), (np.float64, np.int64), (np.uint32, np.int32), (np.int32, np.float32)]
    for source, to in pairs:
        check(machine, {"bits": (partial(lax.bitcast_convert_type, new_dtype=to), 0)}, np.array([0, 1, 3, 7], source))


X = np.arange(2 * 3 * 8, dtype=np.float32).reshape(2, 3, 8) * np.float32(0.5) - 7
N = np.arange(24, dtype=np.int32).reshape(3, 8)
AT = np.array([5, 0, 7, 2, 9, -3, 1, 1], np.int32)
SHAPED: dict[str, Callable[..., Any]] = {
    "slice": lambda x, n, at: x[1:, ::2, 2:7] + 0,
    "squeeze": lambda x, n, at: x[0] + 1,
    "reshape": lambda x, n, at: x.reshape(6, 8) * 2,
    "reshape of a transpose": lambda x, n, at: x.transpose(2, 0, 1).reshape(16, 3) * 2,
    "broadcast": lambda x, n, at: jnp.broadcast_to(x[:, None], (2, 4, 3, 8)) + 0,
    "transpose": lambda x, n, at: x.transpose(1, 2, 0) + 0,
    "reverse": lambda x, n, at: lax.rev(x, (0, 2)) + 0,
    "concatenate": lambda x, n, at: jnp.concatenate([x, x[:, :1] * 2], axis=1),
    "stack": lambda x, n, at: jnp.stack([x, x + 1], axis=1),
    "pad": lambda x, n, at: jnp.pad(x, ((1, 0), (0, 2), (0, 0)), constant_values=3),
    "iota": lambda x, n, at: n + lax.broadcasted_iota(jnp.int32, (3, 8), 1),
    "sum": lambda x, n, at: n.sum(axis=1, dtype=jnp.int32),
    "product": lambda x, n, at: jnp.prod(x[0, :, :3], axis=0),
    "max and min": lambda x, n, at: jnp.stack([x.max(axis=2), x.min(axis=2)]),
    "all and any": lambda x, n, at: jnp.stack([(n > 3).all(axis=0), (n > 20).any(axis=0)]),
    "argmax": lambda x, n, at: jnp.argmax(jnp.where(x > 3, 3.0, x), axis=1),
    "argmin of NaN": lambda x, n, at: jnp.argmin(jnp.where(x > 3, jnp.nan, x), axis=2),
    "cumsum": lambda x, n, at: jnp.cumsum(n[1], dtype=jnp.int32),
    "sort by a condition": lambda x, n, at: jnp.argsort(at % 3 == 0, stable=True),
    "dynamic_slice": lambda x, n, at: lax.dynamic_slice(x, (at[0], at[5], at[6]), (1, 2, 4)) + 0,
    "dynamic_update_slice": lambda x, n, at: lax.dynamic_update_slice(x, x[:1, :2, :3] * 9, (at[1], at[2], at[3])),
    "gather rows": lambda x, n, at: x[:, jnp.array([2, 0, 0])] + 0,
    "gather one row": lambda x, n, at: jnp.take(x, at[6], axis=1, mode="clip"),
    "gather, limited": lambda x, n, at: jnp.take(x, at, axis=2, mode="clip"),
    "gather, filled": lambda x, n, at: jnp.take(x, at, axis=2, mode="fill"),
    "gather, doubles": lambda x, n, at: jnp.take(x.astype(jnp.float64).reshape(-1), at, mode="clip"),
    "gather two indices": lambda x, n, at: x[jnp.clip(at, 0, 1), jnp.clip(at, 0, 2)],
    "gather backwards": lambda x, n, at: jnp.take(lax.rev(x, (2,)), at, axis=2, mode="clip"),
    "scatter": lambda x, n, at: x.at[1].set(x[0] * 3),
}


def test_shapes_and_places(machine: webdriver.Chrome) -> None:
    check(machine, {name: (f, 0) for name, f in SHAPED.items()}, X, N, AT)


def _halve(x: Any) -> Any:
    return lax.while_loop(lambda c: (c[1] > 1).any(), lambda c: (c[0] + 1, jnp.where(c[1] > 1, c[1] / 2, c[1])), (jnp.int32(0), x))


CONTROLLED: dict[str, Callable[..., Any]] = {
    "scan": lambda x, n: lax.scan(lambda c, row: (c * 0.5 + row, c + row[0]), x[0, 0], x[1])[1],
    "scan backwards": lambda x, n: lax.scan(lambda c, row: (c * 0.5 + row, c), x[0, 0], x[1], reverse=True)[1],
    "scan that swaps": lambda x, n: jnp.stack(lax.scan(lambda c, _: ((c[1], c[0] + c[1]), None), (x[0], x[1]), length=5)[0]),
    "fori_loop": lambda x, n: lax.fori_loop(0, 6, lambda k, c: c + x[k.astype(jnp.int32) % 2], x[1]),
    "while": lambda x, n: _halve(x)[1] + _halve(x)[0].astype(jnp.float32),
    "while that never runs": lambda x, n: lax.while_loop(lambda c: c.sum() > 1e9, lambda c: c + 1, x),
    "cond": lambda x, n: lax.cond(n[0, 1] > 0, lambda: x * 2, lambda: x - 1),
    "switch": lambda x, n: jnp.stack([lax.switch(n[0, k], [lambda: x, lambda: x * 2, lambda: x - 1]) for k in range(5)]),
    "loops inside a loop": lambda x, n: lax.scan(
        lambda c, row: (lax.cond(row[0] > 0, lambda: _halve(c)[1] + row, lambda: c - row), _halve(row)[0]), x[0, 0], x[1]
    )[0],
}


def test_control_flow(machine: webdriver.Chrome) -> None:
    check(machine, {name: (f, 4) for name, f in CONTROLLED.items()}, X, N)
