"""Linear systems of a batch, against LAPACK."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from lynchpin.engine.choice.elimination import solve_systems


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_random_systems(size: int) -> None:
    rng = np.random.default_rng(size)
    matrix = rng.normal(size=(size, size, 64)).astype(np.float32)
    if size > 1:
        matrix[0, 0] = 0.0  # requires pivoting
    right = rng.normal(size=(size, 2, 64)).astype(np.float32)
    solution, sign = (np.asarray(a) for a in jax.jit(solve_systems)(matrix, right))
    systems = np.moveaxis(matrix, -1, 0).astype(np.float64)
    expected = np.moveaxis(np.linalg.solve(systems, np.moveaxis(right, -1, 0)), 0, -1)
    scale = np.linalg.cond(systems) * np.abs(expected).max(axis=(0, 1))
    assert (np.abs(solution - expected).max(axis=(0, 1)) < 1e-5 * scale).all()
    np.testing.assert_array_equal(sign, np.sign(np.linalg.det(systems)))


def test_a_singular_system_is_reported_and_harms_no_other() -> None:
    matrix = np.stack([np.eye(2), np.ones((2, 2))] * 8, axis=-1).astype(np.float32)
    solution, sign = (np.asarray(a) for a in jax.jit(solve_systems)(matrix, np.ones((2, 1, 16), np.float32)))
    np.testing.assert_array_equal(solution[:, 0, ::2], 1.0)
    assert (sign[::2] == 1.0).all()
    assert ((sign[1::2] == 0.0) | ~np.isfinite(solution[:, :, 1::2]).all(axis=(0, 1))).all()
