"""Assumptions about the members of a set, whose changes and credences differ by member, against enumeration."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from short_texts import HEAD, build

import lynchpin as lp
from lynchpin.compiler.credences import find_marginals
from lynchpin.engine import simulate
from lynchpin.engine.filter.particles import filter_evidence
from lynchpin.engine.order import Draws
from lynchpin.language import check_text, read_text

N = 16_384
ERRORS = 4.5
"""Largest distance from the exact answer in standard errors. Each test compares some tens of numbers."""
TOWNS = ("acton", "boston", "concord")
TEXT = """\
clock: {start: 2026, end: 2026}
answers: {'yes': [many]}
sources: {office: {title: t}}
sets: {town: [acton, boston, concord]}
parameters:
  cases[town]: {value: [10, 20, 30], judgement: t}
assumptions:
  clinic[town]: {claim: c, credence: [0.8, 0.6, 0.5], fails: {"cases[town]": {times: [2, 3, 1.5]}}, judgement: t}
  roads: {claim: r, credence: 0.7, fails: {"cases[town]": {plus: {acton: 5, boston: 10, concord: 15}}}, judgement: t}
  calm[town]:
    claim: l
    credence: {given: {roads: {holds: [0.9, 0.8, 0.7], fails: {acton: 0.4, boston: 0.3, concord: 0.2}}}}
    fails: {"cases[town]": {times: 1.5}}
    judgement: t
policies:
  aid: {sets: {"cases[town]": {plus: [-1, -2, -3]}}, judgement: t}
auxiliaries:
  ill[town]: cases[town]
events:
  alarm[town]: {chance: "cases[town] / 200", judgement: t}
evidence:
  - {on: 2026, event: "alarm[boston]", cite: office}
  - {on: 2026, not: "alarm[acton]", cite: office}
outcomes:
  many: final(sum[town](ill)) > 100
  few: otherwise
"""
CASES = np.array([10.0, 20, 30])
CLINIC, FACTORS = np.array([0.8, 0.6, 0.5]), np.array([2, 3, 1.5])
ADDED, AID = np.array([5, 10, 15]), np.array([-1, -2, -3])
CALM = {True: np.array([0.9, 0.8, 0.7]), False: np.array([0.4, 0.3, 0.2])}
NAMES = [*(f"clinic[{town}]" for town in TOWNS), "roads", *(f"calm[{town}]" for town in TOWNS)]


@cache
def model() -> lp.Model:
    return build(TEXT)


def count_cases(clinic: np.ndarray, roads: np.ndarray, calm: np.ndarray) -> np.ndarray:
    """Return the cases in each town, [town, ...], with the changes in the order of the file."""
    shape = (3,) + (1,) * (clinic.ndim - 1)
    cases = np.where(clinic, CASES.reshape(shape), (CASES * FACTORS).reshape(shape))
    return (cases + np.where(roads, 0, ADDED.reshape(shape))) * np.where(calm, 1, 1.5)


def list_states() -> tuple[np.ndarray, np.ndarray]:
    """Return all combinations of the states of the assumptions, [assumption, combination], with their probabilities."""
    states = np.array(list(product((True, False), repeat=7))).T
    clinic, roads, calm = states[:3], states[3], states[4:]
    chance = np.where(clinic, CLINIC[:, None], 1 - CLINIC[:, None]).prod(axis=0) * np.where(roads, 0.7, 0.3)
    credences = np.where(roads, CALM[True][:, None], CALM[False][:, None])
    return states, chance * np.where(calm, credences, 1 - credences).prod(axis=0)


def test_the_file_has_no_mistakes() -> None:
    assert check_text(HEAD + TEXT).diagnostics == ()


@pytest.mark.parametrize("policy", [None, "aid"])
def test_a_run_follows_the_changes_of_each_member(policy: str | None) -> None:
    futures = simulate(model(), Draws(N, seed=1, policy=policy))
    held = np.array([futures.assumptions[name] for name in NAMES])
    cases = count_cases(held[:3], held[3], held[4:]) + (AID[:, None] if policy else 0)
    np.testing.assert_allclose([futures.auxiliaries[f"ill[{town}]"][0] for town in TOWNS], cases, rtol=1e-12)
    states, chances = list_states()
    drawn = np.array([(held == state[:, None]).all(axis=0).mean() for state in states.T])
    np.testing.assert_array_less(np.abs(drawn - chances), ERRORS * np.sqrt(chances * (1 - chances) / N) + 1e-12)


def test_an_update_has_the_posterior_of_enumeration() -> None:
    filtered = filter_evidence(model(), Draws(N, seed=1, evidence=model().evidence), follow=False)
    states, chances = list_states()
    alarm = count_cases(states[:3], states[3], states[4:]) / 200
    joint = chances * alarm[1] * (1 - alarm[0])
    assert filtered.log_evidence == pytest.approx(np.log(joint.sum()), abs=ERRORS * filtered.log_evidence_error + 1e-9)
    posterior = states @ (joint / joint.sum())
    found = np.array([filtered.futures.assumptions[name].mean() for name in NAMES])
    np.testing.assert_array_less(np.abs(found - posterior), ERRORS * np.sqrt(posterior * (1 - posterior) / filtered.distinct))


CHAINS = """\
clock: {start: 2026, end: 2026}
answers: {'yes': [many]}
sets: {town: [acton, boston, concord]}
parameters:
  cases[town]: {value: 10, judgement: t}
assumptions:
  calm[town]: {claim: c, credence: {acton: 0.9, boston: 0.8, concord: 0.5 to 0.9}, fails: {"cases[town]": {plus: 5}}, judgement: t}
  trade[town]:
    claim: t
    credence: {given: {"calm[town]": {holds: [0.8, 0.7, 0.6], fails: 0.3}}}
    fails: {"cases[town]": {times: 2}}
    judgement: t
  fair:
    claim: f
    credence: {given: {"trade[boston]": {holds: 0.9, fails: {given: {"calm[acton]": {holds: 0.5, fails: 0.1}}}}}}
    fails: {"cases[town]": {times: 3}}
    judgement: t
  ferry[town]: {claim: w, credence: [{given: {fair: {holds: 0.9, fails: 0.4}}}, 0.5, likely], fails: {"cases[town]": 20}, judgement: t}
outcomes:
  many: final(sum[town](cases)) > 100
  few: otherwise
"""


def test_credences_by_member_have_their_marginals() -> None:
    """Each member's credence depends on that of the same member, and the credence of a single assumption on those of two members."""
    calm = np.array([0.9, 0.8, 0.7])
    trade = np.array([0.8, 0.7, 0.6]) * calm + 0.3 * (1 - calm)
    fair = trade[1] * 0.9 + (1 - trade[1]) * (calm[0] * 0.5 + (1 - calm[0]) * 0.1)
    ferry = [fair * 0.9 + (1 - fair) * 0.4, 0.5, 0.675]
    found = find_marginals(read_text(HEAD + CHAINS))
    assert list(found.values()) == pytest.approx([*calm, *trade, fair, *ferry], abs=1e-12)
    assert list(found)[:4] == ["calm[acton]", "calm[boston]", "calm[concord]", "trade[acton]"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("holds: [0.8, 0.7, 0.6]", "holds: [0.8, 0.7]", "wrong-number-of-members"),
        ("{acton: 0.9, boston: 0.8, concord: 0.5 to 0.9}", "{acton: 0.9, bosten: 0.8, concord: 0.5}", "unknown-member"),
        ("{acton: 0.9, boston: 0.8, concord: 0.5 to 0.9}", "{acton: 0.9, boston: 0.8}", "missing-member"),
        ('{"cases[town]": {plus: 5}}', '{"cases[town]": {times: [2, 3]}}', "wrong-number-of-members"),
        ('given: {"calm[town]": {holds: [0.8, 0.7, 0.6], fails: 0.3}}', 'given: {"calm[boston]": 0.5}', "wrong-shape"),
        ('credence: {given: {"trade[boston]"', 'credence: {given: {"trade[town]"', "given-needs-one"),
    ],
)
def test_a_mistake_is_reported_once(old: str, new: str, message: str) -> None:
    assert CHAINS.count(old) == 1
    assert [diagnostic.id for diagnostic in check_text(HEAD + CHAINS.replace(old, new)).diagnostics] == [message]
