"""Minimal cut sets of logic functions, of noisy answers and of lattices too large for a complete search."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from lynchpin.questions.stress.cut_sets import CutSets, find_cut_sets

Holds = NDArray[np.bool_]


def certain(function: Callable[[Holds], Holds]) -> Callable[..., NDArray[np.float64]]:
    """An answer that depends only on which assumptions fail; `function` takes fails [d, N]."""
    return lambda holds, index: function(~holds).astype(float)


def chancy(probability: Callable[[Holds], NDArray[np.float64]], seed: int = 0) -> Callable[..., NDArray[np.float64]]:
    """An answer with this probability, with the same uniform number for the same index."""
    uniforms = np.random.default_rng(seed).random(1 << 16)
    return lambda holds, index: (uniforms[index] < probability(~holds)).astype(float)


def members(found: CutSets) -> set[tuple[int, ...]]:
    return {node.members for node in found.sets}


def fault_tree(f: Holds) -> Holds:
    """Twelve basic events; minimal cut sets: {0}, {1, 2}, {3, 4}, {3, 5}, {6, 7, 8}, {9, 10, 11, 4}."""
    return f[0] | (f[1] & f[2]) | (f[3] & (f[4] | f[5])) | (f[6] & f[7] & f[8]) | (f[9] & f[10] & f[11] & f[4])


CASES = {
    "and": (4, lambda f: f.all(axis=0), {(0, 1, 2, 3)}),
    "or": (4, lambda f: f.any(axis=0), {(0,), (1,), (2,), (3,)}),
    "majority": (5, lambda f: f.sum(axis=0) >= 3, set(combinations(range(5), 3))),
    "redundant": (4, lambda f: f[0] & f[1], {(0, 1)}),
    "fault tree": (12, fault_tree, {(0,), (1, 2), (3, 4), (3, 5), (6, 7, 8), (4, 9, 10, 11)}),
    "one": (1, lambda f: f[0], {(0,)}),
    "nothing breaks": (5, lambda f: np.zeros(f.shape[1], bool), set()),
    "a failure that mends": (3, lambda f: (f[0] & ~f[1]) | f[2], {(0,), (2,)}),
    "a part that breaks only without another": (3, lambda f: f[0] & f[1] & ~f[2], {(0, 1)}),
}


@pytest.mark.parametrize("name", CASES)
def test_minimal_sets_of_logic_functions(name: str) -> None:
    d, function, expected = CASES[name]
    found = find_cut_sets(certain(function), d, threshold=0.5, futures=120_000)
    assert members(found) == expected
    assert found.rising
    assert found.undecided == ()
    assert found.searched_to == d
    assert found.complete
    assert found.sufficient == ()
    assert found.at_least == min((len(s) for s in expected), default=d + 1)
    assert all(node.answer.value == 1 for node in found.sets)


@pytest.mark.parametrize("name", ["and", "or", "majority", "fault tree"])
def test_an_answer_that_holds_is_broken_by_the_same_sets(name: str) -> None:
    d, function, expected = CASES[name]
    found = find_cut_sets(certain(lambda f: ~function(f)), d, threshold=0.5, futures=120_000)
    assert not found.rising
    assert members(found) == expected


def test_eighteen_assumptions_with_small_and_large_sets() -> None:
    """More nodes than can be examined: the sets of four and of nine are found from above."""
    expected = {(0,), (1, 2), (3, 4, 5, 6), tuple(range(7, 16))}
    found = find_cut_sets(certain(lambda f: np.any([f[list(s)].all(axis=0) for s in expected], axis=0)), 18, threshold=0.5, futures=60_000)
    assert members(found) == expected
    assert found.searched_to >= 3
    assert found.complete


def test_probability_at_a_set_is_measured_anew() -> None:
    """Each failure multiplies the odds of the answer, so the sets that reach 0.5 are known in closed form."""
    weights = np.array([2.2, 1.2, 1.2, 0.4, 0.0])
    play = chancy(lambda f: 1 / (1 + np.exp(2.0 - weights @ f)))
    found = find_cut_sets(play, 5, threshold=0.5, futures=100_000)
    assert members(found) == {(0,), (1, 2)}
    for node in found.sets:
        exact = 1 / (1 + np.exp(2.0 - weights[list(node.members)].sum()))
        assert abs(node.answer.value - exact) < 4 * node.answer.error


def test_error_at_a_set_is_its_spread_over_seeds() -> None:
    def measure(seed: int) -> tuple[float, float]:
        found = find_cut_sets(chancy(lambda f: 0.05 + 0.75 * f[0], seed), 2, threshold=0.5, futures=6_000)
        return found.sets[0].answer

    found = np.array([measure(seed) for seed in range(200)])
    assert found[:, 0].std(ddof=1) == pytest.approx(found[:, 1].mean(), rel=0.15)
    assert found[:, 0].mean() == pytest.approx(0.8, abs=4 * found[:, 1].mean() / np.sqrt(200))


def test_a_set_with_an_undecided_part_is_not_called_minimal() -> None:
    found = find_cut_sets(chancy(lambda f: 0.1 + 0.4 * f[0] + 0.3 * (f[0] & f[1])), 2, threshold=0.5, futures=20_000)
    assert [node.members for node in found.undecided] == [(0,)]
    assert abs(found.undecided[0].answer.value - 0.5) < 4 * found.undecided[0].answer.error
    assert members(found) == set()
    assert [node.members for node in found.sufficient] == [(0, 1)]
    assert found.at_least == 1


def test_nothing_is_reported_while_the_base_case_is_undecided() -> None:
    found = find_cut_sets(chancy(lambda f: 0.5 + 0.4 * f[0]), 2, threshold=0.5, futures=20_000)
    assert not found.base_decided
    assert (found.sets, found.sufficient, found.at_least, found.complete) == ((), (), 0, False)
    assert [node.members for node in found.undecided] == [()]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("futures", [1_000, 5_000, 50_000])
def test_what_is_called_minimal_is_minimal(seed: int, futures: int) -> None:
    """At any number of futures: the sets cut, and no proper subset does, in a model with many nodes near the threshold."""
    weights = np.random.default_rng(seed).uniform(0, 1.2, 8)

    def probability(f: Holds) -> NDArray[np.float64]:
        return 1 / (1 + np.exp(1.5 - weights @ f))

    found = find_cut_sets(chancy(probability, seed), 8, threshold=0.5, futures=futures)
    for node in found.sets:
        fails = np.isin(np.arange(8), node.members)
        assert probability(fails) >= 0.5
        assert all(probability(fails & (np.arange(8) != j)) < 0.5 for j in node.members)
    if found.sets:
        assert found.at_least <= min(len(node.members) for node in found.sets)


def test_budget_is_kept() -> None:
    drawn = 0

    def counting(holds: Holds, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        nonlocal drawn
        drawn += len(index)
        return (np.random.default_rng(0).random(1 << 16)[index] < 0.45).astype(float)

    find_cut_sets(counting, 18, threshold=0.5, futures=40_000)
    assert drawn <= 42_000


def test_few_futures_search_what_they_can() -> None:
    found = find_cut_sets(certain(lambda f: f[0] & f[1]), 3, threshold=0.5, futures=400)
    assert members(found) == {(0, 1)}
    assert found.searched_to >= 2


def test_another_threshold() -> None:
    play = chancy(lambda f: 0.02 + 0.1 * f.sum(axis=0))
    assert members(find_cut_sets(play, 4, threshold=0.27, futures=80_000)) == set(combinations(range(4), 3))
