"""Declared numbers of an assessment: distributions, bounds, lever levels, series, calendar and correlations."""

from __future__ import annotations

import numpy as np

from lynchpin.compiler.inputs import Parts
from lynchpin.engine.chance.tables import build_tables
from lynchpin.engine.graph.program import Program
from lynchpin.engine.numbers import F32, F64, Numbers
from lynchpin.language.clocks import list_calendar
from lynchpin.language.records import Assessment

OF_ASSUMPTIONS = "assumption:credence:"
"""How the name of a draw begins that decides whether an assumption holds."""


def _draw_of(a: Assessment, name: str) -> str:
    """Return the name of the draw behind a name in `correlations`."""
    if name.endswith(".shock"):
        return f"shock:{name.removesuffix('.shock')}"
    if name in a.parameters:
        return f"parameter:{name}"
    return f"start:{name}" if name in a.stocks else f"{OF_ASSUMPTIONS}{name}"


def list_correlated(a: Assessment) -> tuple[str, ...]:
    """Return the draws that the copula correlates: first those made once per future, then shocks."""
    draws = dict.fromkeys(_draw_of(a, name) for first, second, _ in a.correlations for name in (first, second))
    return tuple(sorted(draws, key=lambda draw: draw.startswith("shock:")))


def build_numbers(parts: Parts, program: Program) -> Numbers:
    """Return the declared numbers of an assessment, in the order in which its program refers to them.

    Args:
        parts: The rows and noises that were collected for the program.
        program: The program.
    """
    a = parts.assessment
    tables, certain = build_tables(parts.rows)
    length = program.periods + program.horizon
    return Numbers(
        tables=tables,
        certain=certain,
        noise=np.asarray(parts.noises, np.float64).reshape(-1, 2),
        bounds=np.asarray([(s.low, s.high) for s in a.stocks.values()], np.float64).reshape(-1, 2),
        levels=tuple(
            np.asarray([[levels[lever] for lever in actor.levers] for levels in actor.options.values()], np.float64)
            for actor in a.actors.values()
        ),
        series=_build_series(a, length),
        calendar=_build_calendar(a, length),
        copula=build_copula(a, program.correlated),
        policy_starts=np.asarray([p.start for p in a.policies.values()], np.int32),
        literals=np.asarray(parts.lowering.literals.values, np.float64),
        priors=tuple(np.asarray(a.parameters[x.type_name].value.chances) for x in a.actors.values() if x.type_name),
    )


def _build_series(a: Assessment, length: int) -> F64:
    """Return series, then scheduled events as 0 and 1: [n, T + H]. After the end of the clock a series keeps its last value."""
    rows = [np.pad(np.asarray(s.values, float), (0, max(0, length - len(s.values))), mode="edge")[:length] for s in a.series.values()]
    rows += [np.isin(np.arange(length), e.on).astype(float) for e in a.events.values() if e.on is not None]
    return np.asarray(rows, np.float64).reshape(-1, length)


def _build_calendar(a: Assessment, length: int) -> F64:
    """Return time, year, quarter, month and period (`program.CALENDAR`): [5, T + H]. They continue after the end of the clock."""
    years, calendar_years, quarters, months = zip(*list_calendar(a.clock, length), strict=True)
    return np.asarray([years, calendar_years, quarters, months, range(length)], np.float64)


def build_copula(a: Assessment, names: tuple[str, ...]) -> F32:
    """Return the lower Cholesky factor of the correlations [draws, draws].

    With a correlation of 1 or -1 the matrix is singular. The second draw of such a pair is then computed from the first.

    Args:
        a: The assessment.
        names: The correlated draws, from `list_correlated`.
    """
    if not names:
        return np.zeros((0, 0), np.float32)
    at = {name: k for k, name in enumerate(names)}
    matrix, perfect = np.eye(len(names)), []
    for first, second, r in a.correlations:
        i, j = sorted((at[_draw_of(a, first)], at[_draw_of(a, second)]))
        if abs(r) == 1:
            perfect.append((i, j, r))
        else:
            matrix[i, j] = matrix[j, i] = r
    factor = np.linalg.cholesky(matrix)
    for i, j, r in perfect:
        factor[j, i], factor[j, j] = r, 0.0
    return factor.astype(np.float32)
