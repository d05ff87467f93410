"""Loads, interactions and Shapley shares against enumeration and closed forms; errors against their spread; the finding itself."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import combinations, product

import numpy as np
import pytest
from by_hand import make_futures, make_model, spread_over_seeds
from numpy.typing import NDArray

from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.stress.associations import watch_assumptions
from lynchpin.questions.stress.cut_sets import find_cut_sets
from lynchpin.questions.stress.loads import measure_loads
from lynchpin.questions.stress.question import StressFinding, measure_stress
from lynchpin.questions.stress.structure import measure_structure
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.shapley import chains_for, estimate_shares

Fails = NDArray[np.bool_]
Chance = Callable[[Fails], NDArray[np.float64]]


def play(probability: Chance, seed: int = 0) -> Callable[..., NDArray[np.float64]]:
    """An answer with this probability given `fails` [d, N], by the uniform number of its index."""

    def answering(holds: Fails, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        mixed = (index.astype(np.uint64) + np.uint64(seed * 7919 + 1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        uniform = (mixed >> np.uint64(11)) / 2.0**53
        return (uniform < np.asarray(probability(~holds), float)).astype(float)

    return answering


def expectation(probability: Chance, credences: NDArray[np.float64], fails: dict[int, bool]) -> float:
    """Exact probability of the answer by enumeration, with some assumptions set and the rest at their credences."""
    d, total = len(credences), 0.0
    for state in product([False, True], repeat=d):
        if all(state[j] == value for j, value in fails.items()):
            weight = math.prod((1 - credences[j]) if s else credences[j] for j, s in enumerate(state) if j not in fails)
            total += weight * float(probability(np.array(state)[:, None])[0])
    return total


def shapley(probability: Chance, d: int) -> list[float]:
    """Exact Shapley shares over all coalitions."""

    def worth(members: tuple[int, ...]) -> float:
        return float(probability(np.isin(np.arange(d), members)[:, None])[0])

    return [
        sum(
            (worth((*rest, j)) - worth(rest)) / (d * math.comb(d - 1, size))
            for size in range(d)
            for rest in combinations([k for k in range(d) if k != j], size)
        )
        for j in range(d)
    ]


LOGIC: dict[str, tuple[int, Chance]] = {
    "and": (3, lambda f: f.all(axis=0) * 1.0),
    "or": (3, lambda f: f.any(axis=0) * 1.0),
    "majority": (5, lambda f: (f.sum(axis=0) >= 3) * 1.0),
    "redundant": (3, lambda f: (f[0] & f[1]) * 1.0),
    "linear": (4, lambda f: 0.1 + np.array([0.4, 0.2, 0.1, 0.0]) @ f),
    "interacting": (3, lambda f: 0.1 + 0.2 * f[0] + 0.1 * f[1] + 0.5 * (f[0] & f[1]) - 0.1 * (f[1] & f[2])),
}
CREDENCES = np.array([0.8, 0.6, 0.9, 0.5, 0.7])


@pytest.mark.parametrize("name", LOGIC)
def test_loads_and_interactions_by_enumeration(name: str) -> None:
    d, probability = LOGIC[name]
    credences = CREDENCES[:d]
    found = measure_loads(play(probability), credences, 60_000, np.random.default_rng(1))
    assert abs(found.answer.value - expectation(probability, credences, {})) < 4 * found.answer.error
    for j in range(d):
        exact = expectation(probability, credences, {j: True}) - expectation(probability, credences, {j: False})
        assert abs(found.loads.value[j] - exact) < 4 * found.loads.error[j]
    for (j, k), value, error in zip(found.pairs.tolist(), *found.interactions, strict=True):
        corners = {(s, t): expectation(probability, credences, {j: s, k: t}) for s, t in product([False, True], repeat=2)}
        exact = corners[True, True] - corners[True, False] - corners[False, True] + corners[False, False]
        assert abs(value - exact) < 4 * error


@pytest.mark.parametrize("name", LOGIC)
def test_shapley_shares_over_all_coalitions(name: str) -> None:
    d, probability = LOGIC[name]
    answering = play(probability)
    found = estimate_shares(lambda joined, index: answering(~joined, index), d, 8_000, np.random.default_rng(1))
    exact = shapley(probability, d)
    assert np.all(np.abs(found.shares.value - exact) < 4 * found.shares.error)
    assert found.shares.value.sum() == pytest.approx(found.everyone.value - found.none.value, abs=1e-12)


def test_fault_tree_of_twelve() -> None:
    def tree(f: Fails) -> NDArray[np.float64]:
        return (f[0] | (f[1] & f[2]) | (f[3] & (f[4] | f[5])) | (f[6] & f[7] & f[8]) | (f[9] & f[10] & f[11] & f[4])) * 1.0

    credences = np.linspace(0.6, 0.95, 12)
    found = measure_structure(play(tree), credences, threshold=0.5, futures=200_000, seed=1)
    assert {n.members for n in found.cut_sets.sets} == {(0,), (1, 2), (3, 4), (3, 5), (6, 7, 8), (4, 9, 10, 11)}
    assert np.all(np.abs(found.shares.shares.value - shapley(tree, 12)) < 4.5 * found.shares.shares.error)
    for j in range(12):
        exact = expectation(tree, credences, {j: True}) - expectation(tree, credences, {j: False})
        assert abs(found.loads.loads.value[j] - exact) < 4.5 * found.loads.loads.error[j]


def test_redundant_assumption_carries_nothing() -> None:
    d, probability = LOGIC["redundant"]
    found = measure_structure(play(probability), CREDENCES[:d], threshold=0.5, futures=30_000, seed=0)
    assert found.loads.loads.value[2] == 0
    assert found.shares.shares.value[2] == 0
    assert all(2 not in node.members for node in found.cut_sets.sets)


MIXED = LOGIC["interacting"][1]


def _loads(seed: int, which: str, position: int) -> Estimate:
    found = measure_loads(play(MIXED, seed), CREDENCES[:3], 6_000, np.random.default_rng(seed))
    return found.answer if which == "answer" else getattr(found, which).at(position)


@pytest.mark.parametrize(("which", "position"), [("answer", 0), ("loads", 0), ("loads", 2), ("interactions", 0), ("interactions", 2)])
def test_errors_of_loads_over_seeds(which: str, position: int) -> None:
    assert spread_over_seeds(lambda seed: _loads(seed, which, position)) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_errors_of_shapley_shares_over_seeds(position: int) -> None:
    def share(seed: int) -> Estimate:
        answering = play(MIXED, seed)
        rng = np.random.default_rng(seed)
        return estimate_shares(lambda joined, index: answering(~joined, index), 3, chains_for(3, 6_000), rng).shares.at(position)

    assert spread_over_seeds(share) == pytest.approx(1, abs=0.15)


class Population:
    """Futures given evidence: few ancestors with many descendants, whose answer depends on a value of the ancestor."""

    def __init__(self, seed: int, ancestors: int = 300, size: int = 4000) -> None:
        rng = np.random.default_rng(seed)
        self.ancestor = rng.integers(0, ancestors, size)
        self.value = rng.random(ancestors)
        self.holds = rng.random((2, ancestors)) < np.array([[0.7], [0.5]])
        self.uniforms = rng.random(1 << 15)

    def states(self, index: NDArray[np.uint32]) -> NDArray[np.bool_]:
        return self.holds[:, self.lineage(index)]

    def lineage(self, index: NDArray[np.uint32]) -> NDArray[np.uint32]:
        return self.ancestor[index % len(self.ancestor)].astype(np.uint32)

    @property
    def population(self) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
        return self.holds[:, self.ancestor], self.ancestor.astype(np.uint32)

    def answer(self, holds: Fails, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        value = self.value[self.lineage(index)]
        return (self.uniforms[index % len(self.uniforms)] < 0.05 + value * (0.1 + 0.5 * ~holds[0] + 0.3 * (~holds[0] & ~holds[1]))) * 1.0


def _given(seed: int, which: str) -> Estimate:
    population, rng = Population(seed), np.random.default_rng(seed)
    if which == "shapley":
        answering = population.answer
        game = lambda joined, index: answering(~joined, index)  # noqa: E731
        return estimate_shares(game, 2, 1500, rng, lineage=population.lineage).shares.at(0)
    if which == "breaking set":
        found = find_cut_sets(population.answer, 2, threshold=0.2, futures=8_000, posterior=population)  # type: ignore[arg-type]
        return next(node.answer for node in found.sets if node.members == (0,))
    loads = measure_loads(population.answer, np.array([0.7, 0.5]), 6_000, rng, posterior=population)  # type: ignore[arg-type]
    return loads.answer if which == "answer" else getattr(loads, which).at(0)


@pytest.mark.parametrize("which", ["answer", "loads", "credences", "exposures", "interactions", "shapley", "breaking set"])
def test_errors_where_futures_share_ancestors(which: str) -> None:
    assert spread_over_seeds(lambda seed: _given(seed, which)) == pytest.approx(1, abs=0.15)


def test_exposure_to_what_is_credited_without_error_has_the_error_of_the_load() -> None:
    found = measure_loads(play(MIXED, 1), CREDENCES[:3], 6_000, np.random.default_rng(1))
    assert found.credences.error.tolist() == [0, 0, 0]
    np.testing.assert_allclose(found.exposures.value, found.loads.value * (1 - CREDENCES[:3]))
    np.testing.assert_allclose(found.exposures.error, found.loads.error * (1 - CREDENCES[:3]))


def test_eighteen_assumptions_finish_within_the_budget() -> None:
    drawn = 0
    weights = np.linspace(0.0, 0.5, 18)
    base = play(lambda f: 1 / (1 + np.exp(3 - weights @ f)))

    def counting(holds: Fails, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        nonlocal drawn
        drawn += len(index)
        return base(holds, index)

    found = measure_structure(counting, np.full(18, 0.8), threshold=0.5, futures=300_000, seed=0)
    assert drawn <= 303_000
    assert len(found.loads.pairs) == 153
    assert found.cut_sets.searched_to >= 3
    assert found.shares.shares.error.max() < 0.01
    assert found.loads.loads.error.max() < 0.01


@pytest.mark.parametrize("futures", [400, 2_000, 4_000, 20_000])
def test_no_more_futures_are_drawn_than_were_asked_for(futures: int) -> None:
    drawn = 0
    base = play(lambda f: 0.3 + 0.02 * f.sum(axis=0))

    def counting(holds: Fails, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        nonlocal drawn
        drawn += len(index)
        return base(holds, index)

    measure_structure(counting, np.full(18, 0.8), threshold=0.5, futures=futures, seed=0)
    assert drawn <= futures


def test_a_future_without_an_answer_counts_nowhere() -> None:
    """Every third future has a non-finite value: all estimates are those of the others."""
    base = play(lambda f: 0.2 + 0.6 * f[0])
    found = measure_structure(
        lambda holds, index: np.where(index % 3 == 0, np.nan, base(holds, index)), CREDENCES[:2], threshold=0.5, futures=30_000, seed=0
    )
    assert abs(found.loads.loads.value[0] - 0.6) < 4 * found.loads.loads.error[0]
    assert abs(found.loads.answer.value - 0.32) < 4 * found.loads.answer.error
    assert abs(found.shares.shares.value[0] - 0.6) < 4 * found.shares.shares.error[0]
    assert [node.members for node in found.cut_sets.sets] == [(0,)]
    assert abs(found.cut_sets.sets[0].answer.value - 0.8) < 4 * found.cut_sets.sets[0].answer.error


def test_more_assumptions_than_the_lattice_holds() -> None:
    found = measure_structure(play(lambda f: (f[21] & f[3]) * 0.9), np.full(24, 0.5), threshold=0.5, futures=200_000, seed=0)
    assert [n.members for n in found.cut_sets.sets] == [(3, 21)]
    assert len(found.searched) == 20


def test_watched_assumption_is_association() -> None:
    model = make_model(periods=4, assumptions={"calm": None})
    first = np.array([-1, -1, -1, -1, 0, 2, 2, 2], np.int16)
    futures = make_futures(model, outcome=[0, 0, 0, 1, 1, 1, 1, 0], assumptions={"calm": first < 0}, broke={"calm": first})
    (found,) = watch_assumptions(futures)
    assert found.broke.value == 0.5
    assert found.first.value.tolist() == [0.125, 0, 0.375, 0]
    assert found.first.error == pytest.approx([math.sqrt(p * (1 - p) / 7) if p else 1 / 9 for p in (0.125, 0, 0.375, 0)])
    assert (found.answer_if_broke.value, found.answer_if_held.value, found.difference.value) == (0.75, 0.25, 0.5)


@pytest.fixture
def finding() -> StressFinding:
    model = make_model(assumptions={"winter": 0.8, "union": 0.6, "peace": 0.9})
    structure = measure_structure(play(LOGIC["redundant"][1]), CREDENCES[:3], threshold=0.5, futures=30_000, seed=0)
    return StressFinding(model, "answer", 0.5, structure.loads.answer, model.assumptions, CREDENCES[:3], structure, (), 30_000, 0)


def test_json_names(finding: StressFinding) -> None:
    found = json.loads(json.dumps(finding.to_dict(), allow_nan=False))
    assert {"name", "credence", "load", "standard_error", "vulnerability", "exposure", "shapley"} <= found["assumptions"][0].keys()
    (broken,) = found["breaking_sets"]
    assert broken["assumptions"] == ["winter", "union"]
    assert broken["probability_of_set"] == pytest.approx(0.2 * 0.4)
    assert broken["probability_of_answer"] == 1
    assert broken["standard_error"] > 0
    assert found["undecided"] == []
    assert len(found["interactions"]) == 3
    assert found["interactions"][0]["assumptions"] == ["winter", "union"]
    row = found["assumptions"][0]
    assert row["exposure"] == pytest.approx(row["load"] * 0.2)


def test_table_and_words(finding: StressFinding) -> None:
    assert list(finding.table["name"])[-1] == "peace"
    assert "“winter is so” and “union is so” (probability that they all fail: 8%)" in str(finding)


def test_file_without_assumptions_is_told_what_to_add() -> None:
    with pytest.raises(QuestionError, match="assumptions:\n      calm_winter"):
        measure_stress(make_model(), Draws())


@pytest.mark.parametrize("threshold", [0, 1, -0.5, math.nan])
def test_threshold_outside_the_scale(threshold: float) -> None:
    with pytest.raises(ArgumentError, match="threshold"):
        measure_stress(make_model(assumptions={"a": 0.5}), Draws(), threshold=threshold)


def test_unknown_answer() -> None:
    with pytest.raises(ArgumentError, match="no answer called `nope`; there is: answer"):
        measure_stress(make_model(assumptions={"a": 0.5}), Draws(), answer="nope")
