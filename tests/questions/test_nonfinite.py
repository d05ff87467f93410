"""Futures with a non-finite value have no answer: every question leaves them out, counts them, and names the quantity that caused them."""

from __future__ import annotations

from typing import Any

import pytest

import lynchpin as lp

TEXT = """\
lynchpin: 1
title: A logarithm of what may be negative
question: Is y large?
answers: {'yes': [large], 'no': [small]}
clock: {start: 2025, end: 2026}
parameters:
  x: {value: 'uniform(0, 0.5)', judgement: t}
  z: {value: 'uniform(0, 1)', judgement: t}
  extra: {value: 0, judgement: t}
auxiliaries:
  y: log(x - 0.1) + z + extra
events:
  signal: {chance: 0.9 if z > 0.5 else 0.1, judgement: t}
assumptions:
  calm: {claim: c, credence: 0.8, fails: {z: 'uniform(0, 2)'}, judgement: t}
policies:
  push: {sets: {extra: 0.5}, means: m}
goals: {final(y): 1}
forecasts:
  large: {claim: c, by: a, stated: 60%, resolves: 2025, event: 'at(2025, y) > -1.5', resolved: 'yes'}
outcomes:
  large: {when: final(y) > -1.5}
  small: otherwise
evidence:
  - {on: 2025, event: signal}
"""
FUTURES = 8_000
SHARE = 0.2
"""Share of futures with x below 0.1, whose y is not finite."""


@pytest.fixture(scope="module")
def assessment() -> lp.Assessment:
    return lp.load_text(TEXT)


@pytest.fixture(scope="module")
def exact(assessment: lp.Assessment) -> float:
    """Share of the answer among the futures that have one."""
    futures = lp.simulate(assessment, 40_000, seed=9)
    assert (~futures.sound).mean() == pytest.approx(SHARE, abs=0.01)
    return float(futures.answer()[futures.sound].mean())


def ask(question: str, assessment: lp.Assessment) -> Any:
    return lp.ask(question, assessment, futures=FUTURES, seed=1)


@pytest.mark.parametrize("question", ["run", "stress", "drivers", "scenarios", "signposts", "policies", "update", "score"])
def test_a_question_counts_them_and_names_their_cause(question: str, assessment: lp.Assessment) -> None:
    finding = ask(question, assessment)
    found = finding.to_dict()
    assert found["nonfinite"].keys() == {"y"}
    assert found["unsound"] == found["nonfinite"]["y"] > 0.1 * FUTURES
    assert "with a non-finite value (NaN or infinity), first in `y`" in str(finding)


def test_probabilities_are_those_of_the_others(assessment: lp.Assessment, exact: float) -> None:
    close = pytest.approx(exact, abs=0.03)  # five standard errors of a share of some 6,000 futures
    assert ask("run", assessment).answers["yes"].value == close
    assert ask("stress", assessment).baseline.value == close
    assert ask("scenarios", assessment).share.value == close
    assert ask("policies", assessment).comparison.effects[0].answer.value == close
    assert ask("update", assessment).prior.value == close


def test_indices_are_those_of_the_others(assessment: lp.Assessment) -> None:
    finding = lp.ask("drivers", assessment, futures=FUTURES, seed=1, of="y")
    assert finding.reducible.value == pytest.approx(1, abs=0.01)
    assert "never varies" not in str(finding)


def test_two_versions_are_compared_in_the_others(assessment: lp.Assessment, exact: float) -> None:
    other = lp.load_text(TEXT.replace("'uniform(0, 1)'", "'uniform(0.5, 1.5)'"))
    found = lp.compare(assessment, other, futures=FUTURES)
    assert found.to_dict()["nonfinite"].keys() == {"y"}
    assert found.probabilities[0].value == pytest.approx(exact, abs=0.04)
