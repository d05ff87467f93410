"""Checks that the correlations are possible together, which means that their matrix is positive definite.

A pair whose two names have no other correlation may have a correlation of 1 or -1: then both follow the same draw.
"""

from __future__ import annotations

import math
from collections import Counter

from lynchpin.errors import Place
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment

Pair = tuple[str, str, float]
Rows = dict[str, dict[str, float]]
_SMALLEST = 1e-9
"""The smallest pivot that counts as positive."""
_MARGIN = 1e-6
_MAX_WORK = 2_000_000
"""The number of multiplications that a check may take, about a second."""
_MAX_NAMES = 25
"""The number of names among which a pair to change is looked for."""


def check_correlations(a: Assessment, reading: Reading) -> None:
    """Report impossible correlations, with the pair for which the smallest change is enough, and how strong it can be.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    pairs = drop_perfect_pairs([pair for pair in a.correlations if math.isfinite(pair[2]) and abs(pair[2]) <= 1])
    if not pairs:
        return
    pivot, work = _find_failing_pivot(pairs)
    if work > _MAX_WORK:
        reading.diagnostics.add("too-many-correlations", _place(reading, pairs[-1]))
    elif pivot is not None:
        _report(reading, _list_block(pairs, pivot))


def drop_perfect_pairs(pairs: list[Pair]) -> list[Pair]:
    """Leave out pairs with a correlation of 1 or -1 whose names have no other correlation."""
    uses = Counter(name for first, second, _ in pairs for name in (first, second))
    return [pair for pair in pairs if not (abs(pair[2]) == 1 and uses[pair[0]] == uses[pair[1]] == 1)]


def is_positive_definite(pairs: list[Pair]) -> bool:
    """Return whether the correlation matrix of the pairs is positive definite; pairs that are not given have 0."""
    return _find_failing_pivot(pairs)[0] is None


def _build_rows(pairs: list[Pair]) -> Rows:
    rows: Rows = {}
    for first, second, strength in pairs:
        rows.setdefault(first, {first: 1.0})[second] = strength
        rows.setdefault(second, {second: 1.0})[first] = strength
    return rows


def _find_failing_pivot(pairs: list[Pair]) -> tuple[str | None, int]:
    """Eliminate the names one by one, those with the fewest neighbours first, which leaves a sparse matrix sparse.

    Returns:
        The first name whose pivot is not positive (None if all are), and the number of multiplications, cut off above the limit.
    """
    rows, work = _build_rows(pairs), 0
    by_degree: dict[int, dict[str, None]] = {}
    for name, row in rows.items():
        by_degree.setdefault(len(row), {})[name] = None
    while rows:
        degree = min(key for key, names in by_degree.items() if names)
        pivot = next(iter(by_degree[degree]))
        del by_degree[degree][pivot]
        row = rows.pop(pivot)
        scale = row.pop(pivot)
        if scale <= _SMALLEST:
            return pivot, work
        work += len(row) ** 2
        if work > _MAX_WORK:
            return None, work
        for name, strength in row.items():
            other = rows[name]
            before = len(other)
            del other[pivot]
            factor = strength / scale
            for neighbour, value in row.items():
                other[neighbour] = other.get(neighbour, 0.0) - factor * value
            if len(other) != before:
                del by_degree[before][name]
                by_degree.setdefault(len(other), {})[name] = None
    return None, work


def _list_block(pairs: list[Pair], pivot: str) -> list[Pair]:
    """Return the pairs among the fewest names around `pivot`, in order of distance, whose correlations are impossible together."""
    rows = _build_rows(pairs)
    names = {pivot: None}
    for name in names.copy():
        names |= dict.fromkeys(rows[name])
    ordered, at = list(names), 1
    while at < len(ordered) and len(ordered) <= _MAX_NAMES:
        new = [name for name in rows[ordered[at]] if name not in names]
        names |= dict.fromkeys(new)
        ordered += new
        at += 1
    for count in range(2, min(len(ordered), _MAX_NAMES) + 1):
        block = set(ordered[:count])
        inside = [pair for pair in pairs if pair[0] in block and pair[1] in block]
        if inside and not is_positive_definite(inside):
            return inside
    return [pair for pair in pairs if pivot in pair[:2]]


def _report(reading: Reading, block: list[Pair]) -> None:
    possible = (
        []
        if len(block) > _MAX_NAMES**2
        else [(abs(pair[2] - limit), pair, limit) for pair in block if (limit := _find_limit(block, pair)) is not None]
    )
    if possible:
        _, pair, limit = min(possible, key=lambda found: found[0])
        hint = f"with the others unchanged, {limit:g} is possible"
    else:
        pair, hint = block[-1], "move several of them closer to 0"
    reading.diagnostics.add(
        "impossible-correlations", _place(reading, pair), first=pair[0], second=pair[1], strength=f"{pair[2]:g}", hint=hint
    )


def _place(reading: Reading, pair: Pair) -> Place:
    return reading.correlations[frozenset(pair[:2])]


def _find_limit(block: list[Pair], pair: Pair) -> float | None:
    """Return the correlation nearest to that of `pair`, to two decimals, that makes the others possible; None if there is none.

    With all other names eliminated, the pair is left with variances a and c and a covariance that may lie within sqrt(a c) of 0.
    """
    first, second, given = pair
    rows = _build_rows([*(other for other in block if other != pair), pair])
    for name in [name for name in rows if name not in (first, second)]:
        row = rows.pop(name)
        scale = row.pop(name)
        if scale <= _SMALLEST:
            return None
        for neighbour, strength in row.items():
            del rows[neighbour][name]
            for other, value in row.items():
                rows[neighbour][other] = rows[neighbour].get(other, 0.0) - strength * value / scale
    variances = rows[first][first], rows[second][second]
    if min(variances) <= _SMALLEST:
        return None
    middle, reach = given - rows[first][second], math.sqrt(variances[0] * variances[1]) - _MARGIN
    low, high = middle - reach, middle + reach
    limit = math.floor(high * 100) / 100 if given > high else math.ceil(low * 100) / 100
    return limit if low <= limit <= high else None
