"""Assumptions that depend on each other or are correlated, against enumeration and the bivariate normal distribution."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.filter.particles import filter_evidence
from lynchpin.engine.order import Draws
from lynchpin.engine.states import draw_states
from lynchpin.questions.stress.question import measure_stress

Draw = Callable[..., Futures]
N = 16_384

TABLE = """clock: {start: 2026, end: 2026}
assumptions:
  loans:
    claim: l
    credence: {given: {talks: {holds: 0.9, fails: {given: {exports: {holds: 0.6, fails: 0.2}}}}}}
    fails: {risk: {plus: 0.4}}
    judgement: t
  talks: {claim: t, credence: 0.7, fails: {risk: {plus: 0.2}}, judgement: t}
  exports: {claim: e, credence: 0.5 to 0.7, fails: {risk: {plus: 0.1}}, judgement: t}
parameters:
  risk: {value: 0.1, judgement: t}
events:
  missed: {chance: risk}
outcomes:
  default: {when: ever(missed)}
  none: otherwise
answers: {yes: [default]}
"""
TIED = TABLE.replace("  loans:\n", "  lenders:\n").replace(
    "credence: {given: {talks: {holds: 0.9, fails: {given: {exports: {holds: 0.6, fails: 0.2}}}}}}", "credence: 0.8"
)
TIED = TIED.replace("events:", "correlations: [[talks, exports, 0.6], [talks, lenders, -0.5]]\nevents:")
NAMES = ("loans", "talks", "exports")


def enumerate_table(given: dict[str, bool] | None = None, set_to: dict[str, bool] | None = None) -> dict[str, float]:
    """The probability that each assumption holds and of the answer, with some known or set."""
    given, set_to, total = given or {}, set_to or {}, 0.0
    sums = dict.fromkeys((*NAMES, "yes"), 0.0)
    for loans, talks, exports in product((True, False), repeat=3):
        state = dict(zip(NAMES, (loans, talks, exports), strict=True))
        credence = {"loans": 0.9 if talks else 0.6 if exports else 0.2, "talks": 0.7, "exports": 0.6}
        weight = np.prod([credence[n] if state[n] else 1 - credence[n] for n in NAMES if n not in set_to])
        if any(state[n] != value for n, value in (*given.items(), *set_to.items())):
            continue
        total += weight
        for name in NAMES:
            sums[name] += weight * state[name]
        sums["yes"] += weight * (0.1 + 0.4 * (not loans) + 0.2 * (not talks) + 0.1 * (not exports))
    return {name: value / total for name, value in sums.items()}


def near(share: float, expected: float, n: float) -> bool:
    return abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def test_the_joint_distribution_is_that_of_the_tables(draw: Draw) -> None:
    futures = draw(TABLE, N)
    held = {name: futures.assumptions[name] for name in NAMES}
    for states in product((True, False), repeat=3):
        state = dict(zip(NAMES, states, strict=True))
        expected = np.prod(
            [
                enumerate_table({n: state[n] for n in NAMES[k + 1 :]})[name]
                if state[name]
                else 1 - enumerate_table({n: state[n] for n in NAMES[k + 1 :]})[name]
                for k, name in enumerate(NAMES)
            ]
        )
        assert near(float(np.all([held[n] == state[n] for n in NAMES], axis=0).mean()), float(expected), N)


def test_the_credence_of_a_table_is_its_marginal(assess: Callable[[str], Model]) -> None:
    credences = {a.name: a.credence for a in assess(TABLE).assumptions}
    expected = enumerate_table()
    assert credences == pytest.approx({name: expected[name] for name in NAMES}, abs=1e-12)


def test_setting_an_assumption_changes_what_depends_on_it(draw: Draw) -> None:
    futures = draw(TABLE, N, assume={"talks": 0.0})
    assert near(float(futures.assumptions["loans"].mean()), enumerate_table(set_to={"talks": False})["loans"], N)
    assert near(float(draw(TABLE, N, assume={"loans": 0.0}).assumptions["talks"].mean()), 0.7, N)


def test_stress_sets_and_learns(assess: Callable[[str], Model]) -> None:
    """Of loans, setting changes nothing else, and learning that they failed says that the talks have probably failed."""
    found = measure_stress(assess(TABLE), Draws(60_000, seed=3))
    assert found.structure is not None
    for j, name in enumerate(found.assumptions):
        n = name.name
        load, learned = found.structure.loads.loads.at(j), found.learning[j].effect
        placed = enumerate_table(set_to={n: False})["yes"] - enumerate_table(set_to={n: True})["yes"]
        known = enumerate_table({n: False})["yes"] - enumerate_table({n: True})["yes"]
        assert abs(load.value - placed) < 4 * load.error
        assert abs(learned.value - known) < 4 * learned.error
    partner = found.learning[0].partner
    assert partner is not None
    assert found.assumptions[partner.position].name == "talks"
    assert abs(partner.learned.value - (1 - enumerate_table({"loans": False})["talks"])) < 4 * partner.learned.error
    assert abs(partner.set.value - 0.3) < 4 * partner.set.error
    both = found.chance_of(type("Node", (), {"members": (0, 1)})())  # type: ignore[arg-type]
    assert abs(both.value - 0.3 * (1 - enumerate_table({"talks": False})["loans"])) < 4 * both.error


def test_a_gaussian_copula_against_the_bivariate_normal(draw: Draw) -> None:
    futures = draw(TIED, 4 * N)
    talks, lenders = futures.assumptions["talks"], futures.assumptions["lenders"]
    both = multivariate_normal(cov=[[1, -0.5], [-0.5, 1]]).cdf(norm.ppf([0.7, 0.8]))
    assert near(float(talks.mean()), 0.7, 4 * N)
    assert near(float(lenders.mean()), 0.8, 4 * N)
    assert near(float((talks & lenders).mean()), float(both), 4 * N)


def test_a_copula_with_an_uncertain_credence(draw: Draw) -> None:
    """The credence of exports is 0.5 to 0.7, uniformly: the probability that both hold is the mean over it."""
    futures = draw(TIED, 4 * N)
    both = futures.assumptions["talks"] & futures.assumptions["exports"]
    at = [multivariate_normal(cov=[[1, 0.6], [0.6, 1]]).cdf(norm.ppf([0.7, c])) for c in 0.5 + 0.2 * (np.arange(40) + 0.5) / 40]
    assert near(float(both.mean()), float(np.mean(at)), 4 * N)


def test_setting_one_of_two_correlated_assumptions_leaves_the_other(draw: Draw) -> None:
    free, forced = draw(TIED, 512), draw(TIED, 512, assume={"talks": 0.0})
    assert (free.assumptions["exports"] == forced.assumptions["exports"]).all()


def test_states_alone_are_those_of_whole_futures(assess: Callable[[str], Model]) -> None:
    for text in (TABLE, TIED):
        model = assess(text)
        held = draw_states(model, Draws(700, seed=2))
        futures = simulate(model, Draws(700, seed=2))
        assert all((held[j] == futures.assumptions[a.name]).all() for j, a in enumerate(model.drawn_assumptions))


@pytest.mark.parametrize("text", [TABLE, TIED], ids=["table", "copula"])
def test_the_posterior_by_weights(assess: Callable[[str], Model], text: str) -> None:
    """The event makes every failure more probable, in proportion to its chance."""
    model = assess(text + "sources: {s1: {title: t}}\nevidence:\n  - {on: 2026, event: missed, cite: s1 p1}\n")
    prior = simulate(model, Draws(8 * N))
    held = [prior.assumptions[a.name] for a in model.drawn_assumptions]
    weights = 0.1 + 0.4 * ~held[0] + 0.2 * ~held[1] + 0.1 * ~held[2]
    found = filter_evidence(model, Draws(8192, evidence=model.evidence), follow=False).futures
    for a, states in zip(model.drawn_assumptions, held, strict=True):
        expected = float((weights * states).sum() / weights.sum())
        assert abs(found.assumptions[a.name].mean() - expected) < 5 * np.sqrt(0.25 / found_size(found))


def found_size(futures: Futures) -> int:
    return len(np.unique(futures.lineage))
