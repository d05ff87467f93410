"""Declared numbers and numbers in equations: the arguments of a compiled program."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import no_type_check

import jax
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@no_type_check  # a pytree: JAX also fills it with tracers and placeholders
@dataclass(frozen=True)
class Tables:
    """The quantile functions of R distributions, as piecewise cubic polynomials (see `chance.tables`).

    Attributes:
        pieces: [P, 4] coefficients of the pieces of all rows, constant term first.
        intervals: [R, intervals of the logit] first piece and number of pieces of each interval, as `32 * first + log2(number)`.
        ends: [R, 3] least and greatest value, and the sign of the values if the row holds their logarithms (otherwise 0).
    """

    pieces: NDArray[np.float64]
    intervals: NDArray[np.int32]
    ends: NDArray[np.float64]


@no_type_check  # as above
@dataclass(frozen=True)
class Numbers:
    """The declared numbers, as arguments of the compiled program (R rows, T periods, H the longest horizon).

    Attributes:
        tables: The quantile functions.
        certain: [R] value of each row that is a plain number.
        noise: [n, 2] (mean, sd) or (low, high) of each draw of a period.
        bounds: [stocks, 2] declared bounds.
        levels: For each actor, [options, levers].
        series: [n, T + H] value in each period.
        calendar: [5, T + H] entries of `program.CALENDAR` in each period.
        copula: [d, d] lower Cholesky factor of the correlation matrix.
        policy_starts: [policies] first period in which each policy applies.
        literals: [literals] numbers in equations, in the units of the equations.
        doubt: By which the odds are multiplied that an assumption fails in a period, a scalar.
        priors: For each actor with types, [T] the prior probability of each type.
    """

    tables: Tables
    certain: NDArray[np.float64]
    noise: NDArray[np.float64]
    bounds: NDArray[np.float64]
    levels: tuple[NDArray[np.float64], ...]
    series: NDArray[np.float64]
    calendar: NDArray[np.float64]
    copula: F32
    policy_starts: NDArray[np.int32]
    literals: NDArray[np.float64]
    priors: tuple[F64, ...] = ()
    doubt: NDArray[np.float64] = field(default_factory=lambda: np.ones(()))


jax.tree_util.register_dataclass(Tables, data_fields=[f.name for f in fields(Tables)], meta_fields=[])
jax.tree_util.register_dataclass(Numbers, data_fields=[f.name for f in fields(Numbers)], meta_fields=[])
