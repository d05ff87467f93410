"""The verdict of a stress test against enumeration of all states, and its errors against their spread over seeds."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import product

import numpy as np
import pytest
from by_hand import spread_over_seeds
from numpy.typing import NDArray

from lynchpin.compiler import build_model
from lynchpin.engine import Model
from lynchpin.engine.order import Draws
from lynchpin.language import check_text
from lynchpin.questions.stress.question import measure_stress
from lynchpin.questions.stress.rows import list_verdict
from lynchpin.questions.stress.structure import FOR_VERDICT
from lynchpin.questions.stress.verdict import (
    FEWEST,
    Sample,
    Verdict,
    compute_chances,
    estimate_chances,
    find_verdict,
    set_each,
)
from lynchpin.statistics.estimates import Estimate

Fails = NDArray[np.bool_]
CREDENCES = np.array([0.9, 0.7, 0.6])
D = len(CREDENCES)
NEAR = 4.0
"""Standard errors within which an estimate has to be."""


def answer_at(fails: Fails) -> NDArray[np.float64]:
    """Probability of the answer at `fails` [d, N]. One failure offsets another, and the order of the assumptions matters."""
    f = fails.astype(float)
    return np.asarray(0.1 + 0.3 * f[0] + 0.2 * f[1] + 0.25 * f[1] * f[2] - 0.05 * f[2])


def enumerate_states() -> tuple[Fails, NDArray[np.float64]]:
    """All 2^d states [d, states] and their probabilities."""
    states = np.array(list(product([False, True], repeat=D))).T
    return states, np.prod(np.where(states, 1 - CREDENCES[:, None], CREDENCES[:, None]), axis=0)


def exact_by_failures() -> tuple[list[float], list[float]]:
    """Probability of each number of failures, and the answer's probability given it."""
    states, weight = enumerate_states()
    number, answers = states.sum(axis=0), answer_at(states)
    chances = [float(weight[number == k].sum()) for k in range(D + 1)]
    return chances, [float((weight * answers)[number == k].sum()) / chance for k, chance in enumerate(chances)]


def sample_verdict(seed: int, *, base: int = 3_000, each: int = 400, alike: bool = True, exact: bool = True) -> Verdict:
    """A verdict from independent states, and futures with one uniform number per index."""
    rng = np.random.default_rng(seed)
    uniform, states = rng.random(each), rng.random((D, base)) >= CREDENCES[:, None]
    settings = np.vstack([np.zeros(D, bool), np.eye(D, dtype=bool)])
    placed = np.array([(uniform < answer_at(row[:, None])) * 1.0 for row in settings])
    observed = (rng.random(base) < answer_at(states)) * 1.0
    chances = compute_chances(CREDENCES) if exact else estimate_chances(states)
    return find_verdict(Sample(placed), Sample(observed), states, chances, alike=alike)


def near(estimate: Estimate | None, exact: float) -> bool:
    assert estimate is not None
    return abs(estimate.value - exact) < NEAR * estimate.error


@pytest.mark.parametrize("alike", [True, False])
def test_all_states_by_enumeration(alike: bool) -> None:
    found = sample_verdict(1, alike=alike)
    assert near(found.all_hold.answer, 0.1)
    for entry, exact in zip(found.single, (0.4, 0.3, 0.05), strict=True):
        assert near(entry.answer, exact)
    chances, answers = exact_by_failures()
    for row, chance, exact in zip(found.by_failures, chances, answers, strict=True):
        assert row.chance == (pytest.approx(chance), 0)
        assert near(row.entry.answer, exact)


def test_setting_and_observing_the_same_case_give_one_figure() -> None:
    found = sample_verdict(1)
    assert found.by_failures[0].entry == found.all_hold
    assert found.all_hold.futures > 400
    apart = sample_verdict(1, alike=False)
    assert apart.by_failures[0].entry != apart.all_hold
    assert apart.all_hold.futures == 400


def test_by_the_law_of_total_probability_the_rows_give_the_baseline() -> None:
    """Without pooling, the rows are shares of the base futures, and these are counted once each."""
    found = sample_verdict(3, base=20_000, alike=False, exact=False)
    total = sum(row.chance.value * row.entry.answer.value for row in found.by_failures if row.entry.answer is not None)
    states, weight = enumerate_states()
    assert total == pytest.approx(float(weight @ answer_at(states)), abs=0.02)
    assert sum(row.chance.value for row in found.by_failures) == pytest.approx(1)


PARTS: dict[str, Callable[[Verdict], Estimate | None]] = {
    "all hold": lambda v: v.all_hold.answer,
    "the first fails": lambda v: v.single[0].answer,
    "the last fails": lambda v: v.single[2].answer,
    "one failure": lambda v: v.by_failures[1].entry.answer,
    "two failures": lambda v: v.by_failures[2].entry.answer,
    "chance of two": lambda v: v.by_failures[2].chance,
}


@pytest.mark.parametrize("part", PARTS)
def test_errors_over_seeds(part: str) -> None:
    def estimate(seed: int) -> Estimate:
        found = PARTS[part](sample_verdict(seed, base=1_500, each=150, exact=False))
        assert found is not None
        return found

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("part", ["all hold", "one failure", "chance of two"])
def test_errors_over_seeds_where_futures_share_ancestors(part: str) -> None:
    """Each ancestor has its own probability of the answer and its own states."""

    def estimate(seed: int) -> Estimate:
        rng = np.random.default_rng(seed)
        value, states = rng.random(200), rng.random((D, 200)) >= CREDENCES[:, None]
        of_base, of_placed = rng.integers(0, 200, 2_000).astype(np.uint32), rng.integers(0, 200, 500).astype(np.uint32)
        fails = states[:, of_base]
        base = (rng.random(2_000) < value[of_base] * 0.7 + answer_at(fails) * 0.3) * 1.0
        placed = np.array([(rng.random(500) < value[of_placed]) * 1.0 for _ in range(1 + D)])
        chances = estimate_chances(fails, of_base)
        found = PARTS[part](find_verdict(Sample(placed, of_placed), Sample(base, of_base), fails, chances, alike=False))
        assert found is not None
        return found

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_chances_of_independent_assumptions_are_exact() -> None:
    chances, _ = exact_by_failures()
    np.testing.assert_allclose(compute_chances(CREDENCES).value, chances)
    binomial = [math.comb(18, k) * 0.2**k * 0.8 ** (18 - k) for k in range(19)]
    np.testing.assert_allclose(compute_chances(np.full(18, 0.8)).value, binomial)
    assert compute_chances(np.zeros(0)).value.tolist() == [1]


def test_too_few_futures_are_no_estimate() -> None:
    found = list_verdict(sample_verdict(1, base=60, each=FEWEST - 1, alike=False), ["a", "b", "c"])
    assert found["all_hold"]["probability"] is None
    assert found["all_hold"]["reason"] == f"Too few futures: {FEWEST - 1} independent ones, and an estimate needs {FEWEST}."
    last = found["by_failures"][D]
    assert (last["probability"], last["standard_error"]) == (None, None)
    assert last["chance"] == pytest.approx(0.1 * 0.3 * 0.4)
    assert found["by_failures"][1]["reason"] is None


def test_many_futures_of_few_ancestors_are_too_few() -> None:
    lineage, fails = (np.arange(1_000) % (FEWEST - 1)).astype(np.uint32), np.zeros((1, 1_000), bool)
    sample = Sample(np.ones(1_000), lineage)
    found = find_verdict(Sample(np.ones((2, 1_000)), lineage), sample, fails, estimate_chances(fails, lineage), alike=False)
    assert found.all_hold.answer is None
    assert found.all_hold.futures == FEWEST - 1


def test_without_assumptions_all_hold() -> None:
    found = find_verdict(
        set_each(lambda holds, index: np.ones(0), 0, 1_000), Sample(np.arange(100) % 2.0), np.zeros((0, 100), bool),
        compute_chances(np.zeros(0)), alike=True,
    )  # fmt: skip
    assert found.all_hold.answer is not None
    assert found.all_hold.answer.value == 0.5
    assert found.single == ()
    assert [(row.number, row.chance.value, row.entry) for row in found.by_failures] == [(0, 1, found.all_hold)]


def test_one_assumption_has_one_figure_for_its_failure() -> None:
    fails = (np.arange(100) < 30)[None]
    placed, base = np.vstack([np.zeros(50), np.ones(50)]), (fails[0] & (np.arange(100) % 2 == 0)) * 1.0
    found = find_verdict(Sample(placed), Sample(base), fails, compute_chances(np.array([0.7])), alike=True)
    assert found.by_failures[1].entry == found.single[0]
    assert found.single[0].futures == 80


def test_futures_with_a_non_finite_value_count_nowhere() -> None:
    placed = np.where(np.arange(100) < 50, np.nan, 1.0) * np.ones((2, 1))
    found = find_verdict(Sample(placed), Sample(np.zeros(0)), np.zeros((1, 0), bool), compute_chances(np.array([0.7])), alike=True)
    assert found.all_hold.futures == 50
    assert found.all_hold.answer is not None
    assert found.all_hold.answer.value == 1


def test_each_setting_uses_the_same_futures_within_the_budget() -> None:
    seen: list[tuple[tuple[bool, ...], int]] = []

    def answering(holds: Fails, index: NDArray[np.uint32]) -> NDArray[np.float64]:
        seen.extend(zip(map(tuple, holds.T.tolist()), index.tolist(), strict=True))
        return holds.sum(axis=0) * 1.0

    found = set_each(answering, 3, 103)
    assert found.answers.shape == (4, 25)
    assert found.answers[:, 0].tolist() == [3, 2, 2, 2]
    assert len(seen) == 100
    assert len({index for _, index in seen}) == 25
    assert {state for state, _ in seen} == {(True, True, True), (False, True, True), (True, False, True), (True, True, False)}
    seen.clear()
    assert set_each(answering, 3, 4 * FEWEST - 1).answers.shape == (4, 0)
    assert not seen


@cache
def build(text: str) -> Model:
    checked = check_text(text)
    assert checked.assessment is not None, checked.diagnostics
    return build_model(checked.assessment)


CHAIN = """lynchpin: 1
title: A chain
question: Does it happen?
clock: {start: 2025, end: 2028}
parameters:
  risk: {value: 0.1, judgement: t}
  extra: {value: 0, judgement: t}
events:
  e: {chance: risk + extra}
assumptions:
  first: {claim: one, credence: 0.8, fails: {risk: 0.3}, judgement: t}
  second: {claim: two, credence: {given: {first: {holds: 0.9, fails: 0.4}}}, fails: {extra: 0.2}, judgement: t}
outcomes:
  bad: {when: ever(e)}
  good: otherwise
answers: {yes: [bad]}
"""


def survive(*risks: float) -> float:
    return 1 - math.prod(1 - risk for risk in risks)


def test_assumptions_that_depend_on_each_other() -> None:
    """What is set and what is observed are the same once every assumption is settled; the chances are those of the joint distribution."""
    finding = measure_stress(build(CHAIN), Draws(8_000))
    assert finding.verdict is not None
    assert finding.verdict.alike
    exact = {(f, s): survive(*[(0.3 if f else 0.1) + (0.2 if s else 0)] * 4) for f in (False, True) for s in (False, True)}
    weight = {(False, False): 0.72, (False, True): 0.08, (True, False): 0.08, (True, True): 0.12}
    assert near(finding.verdict.all_hold.answer, exact[False, False])
    assert near(finding.verdict.single[0].answer, exact[True, False])
    assert near(finding.verdict.single[1].answer, exact[False, True])
    one = (exact[True, False] + exact[False, True]) / 2
    for row, chance, answer in zip(
        finding.verdict.by_failures, (0.72, 0.16, 0.12), (exact[False, False], one, exact[True, True]), strict=True
    ):
        assert row.chance.error > 0
        assert near(row.chance, chance)
        assert near(row.entry.answer, answer)
    assert weight[False, True] + weight[True, False] == pytest.approx(0.16)


DEPENDS = "credence: {given: {first: {holds: 0.9, fails: 0.4}}}"
FADING = CHAIN.replace(DEPENDS, "credence: 0.9, breaks: 0.25, fails_if: e")


def test_an_assumption_that_can_fail_along_the_way_is_observed_over_all_periods() -> None:
    """If no assumption ever fails, the event that would break the second has not happened: this is not what setting it to hold gives."""
    finding = measure_stress(build(FADING), Draws(8_000))
    assert finding.verdict is not None
    assert not finding.verdict.alike
    assert near(finding.verdict.all_hold.answer, survive(*[0.1] * 4))
    assert near(finding.verdict.single[1].answer, survive(*[0.3] * 4))
    none = finding.verdict.by_failures[0]
    assert near(none.chance, 0.8 * 0.9 * (0.9 * 0.75) ** 4)
    assert none.entry.answer is not None
    assert none.entry.answer.value == 0
    assert finding.futures <= 8_000


EVIDENCE = CHAIN.replace(DEPENDS, "credence: 0.9") + "evidence:\n  - {on: 2025, event: e, judgement: t}\n"


def test_given_evidence_the_chances_are_those_of_the_posterior() -> None:
    """The event happened in 2025, which speaks for failures. The answer is then certain, whatever is set from 2026 on."""
    model = build(EVIDENCE)
    finding = measure_stress(model, Draws(4_000, evidence=model.evidence))
    assert finding.verdict is not None
    risks = {(f, s): (0.3 if f else 0.1) + (0.2 if s else 0) for f in (False, True) for s in (False, True)}
    prior = {(f, s): (0.2 if f else 0.8) * (0.1 if s else 0.9) for f, s in risks}
    total = sum(prior[k] * risks[k] for k in risks)
    for row in finding.verdict.by_failures:
        exact = sum(prior[k] * risks[k] for k in risks if sum(k) == row.number) / total
        assert near(row.chance, exact)
        assert row.chance.error > 0
    assert finding.verdict.all_hold.answer is not None
    assert finding.verdict.all_hold.answer.value == 1


@pytest.mark.parametrize("futures", [80, 700, 4_000])
def test_a_finding_spends_what_was_asked_for(futures: int) -> None:
    finding = measure_stress(build(CHAIN), Draws(futures))
    assert 0.9 * futures <= finding.futures <= futures
    found = finding.to_dict()["verdict"]
    assert (found["all_hold"]["probability"] is None) == (futures == 80)
    enough = futures * FOR_VERDICT / 3 >= FEWEST
    assert (found["single"][1]["reason"] is None) == enough


def test_the_json_has_one_figure_for_each_case() -> None:
    found = measure_stress(build(CHAIN), Draws(8_000), threshold=0.6).to_dict()
    assert found["all_hold"]["probability"] == found["verdict"]["all_hold"]["probability"]
    (alone,) = (row for row in found["breaking_sets"] if row["assumptions"] == ["second"])
    (same,) = (row for row in found["verdict"]["single"] if row["name"] == "second")
    assert (alone["probability_of_answer"], alone["standard_error"]) == (same["probability"], same["standard_error"])
