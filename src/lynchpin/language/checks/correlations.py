"""Checks that the correlations are possible together, which means that their matrix is positive definite."""

from __future__ import annotations

import math

from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment

Matrix = list[list[float]]
_STEPS = 40
_SMALLEST = 1e-9


def check_correlations(a: Assessment, reading: Reading) -> None:
    """Report impossible correlations, with the pair for which the smallest change is enough, and how strong it can be."""
    pairs = [pair for pair in a.correlations if math.isfinite(pair[2]) and abs(pair[2]) <= 1]
    names = list(dict.fromkeys(name for first, second, _ in pairs for name in (first, second)))
    if not pairs or is_positive_definite(build_matrix(names, pairs)):
        return
    possible = [(abs(pairs[k][2] - limit), k, limit) for k in range(len(pairs)) if (limit := _find_limit(names, pairs, k)) is not None]
    _, worst, limit = min(possible, default=(0.0, len(pairs) - 1, 0.0))
    first, second, strength = pairs[worst]
    rounded = (math.floor if limit < strength else math.ceil)(limit * 100) / 100
    hint = f"with the others unchanged, {rounded:g} is possible" if possible else "move several of them closer to 0"
    place = reading.correlations[frozenset((first, second))]
    reading.diagnostics.add("impossible-correlations", place, first=first, second=second, strength=f"{strength:g}", hint=hint)


def build_matrix(names: list[str], pairs: list[tuple[str, str, float]]) -> Matrix:
    """Return the correlation matrix of `names`, with 0 for pairs that are not given."""
    at = {name: k for k, name in enumerate(names)}
    matrix = [[float(i == j) for j in range(len(names))] for i in range(len(names))]
    for first, second, strength in pairs:
        matrix[at[first]][at[second]] = matrix[at[second]][at[first]] = strength
    return matrix


def is_positive_definite(matrix: Matrix) -> bool:
    """Return whether the matrix has a Cholesky decomposition."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(x * y for x, y in zip(lower[i][:j], lower[j][:j], strict=True))
            if i == j:
                if rest <= _SMALLEST:
                    return False
                lower[i][i] = math.sqrt(rest)
            else:
                lower[i][j] = rest / lower[j][j]
    return True


def _find_limit(names: list[str], pairs: list[tuple[str, str, float]], which: int) -> float | None:
    """Return the correlation nearest to the given one that makes the matrix positive definite, or None if there is none."""
    first, second, given = pairs[which]

    def is_possible(strength: float) -> bool:
        return is_positive_definite(build_matrix(names, [*pairs[:which], (first, second, strength), *pairs[which + 1 :]]))

    inside = next((given * (1 - step / _STEPS) for step in range(1, 2 * _STEPS) if is_possible(given * (1 - step / _STEPS))), None)
    if inside is None:
        return None
    outside = given
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if is_possible(middle) else (inside, middle)
    return inside
