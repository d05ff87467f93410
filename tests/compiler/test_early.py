"""Starting values and rationality that are computed from parameters, against closed forms, and what replaces them."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
import pytest
from short_texts import ENDINGS, HEAD, build

import lynchpin as lp
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.language import read_text
from lynchpin.language.comparison import find_differences
from lynchpin.language.influence import build_influence_graph
from lynchpin.questions.drivers.question import find_factors
from lynchpin.questions.update.question import measure_update

N = 4_096
TEXT = """
    clock: {start: 2025, end: 2026}
    parameters:
      population: {value: "uniform(100, 200)", unit: person, judgement: t}
      immune_share: {value: 0.2 to 0.4, judgement: t}
    stocks:
      healthy: {starts: population - immune, changes: 0, judgement: t}
      immune: {unit: person, starts: immune_share * population, changes: 1, within: [0, inf], judgement: t}
    assumptions:
      old_survey: {claim: The survey is right, credence: 0.5, FAILS, judgement: t}
    shows: [healthy, immune]
"""


def make(fails: str = "fails: {immune_share: 0.9}") -> lp.Model:
    return build(TEXT.replace("FAILS", fails))


def test_starts_follow_their_expressions_in_every_future() -> None:
    futures = simulate(make(), Draws(N))
    population, share = futures.inputs["population"], futures.inputs["immune_share"]
    np.testing.assert_allclose(futures.inputs["immune"], share * population, rtol=1e-6)
    np.testing.assert_allclose(futures.inputs["healthy"], population - share * population, rtol=1e-5)
    np.testing.assert_allclose(futures.stocks["healthy"][-1], futures.inputs["healthy"], rtol=1e-6)
    np.testing.assert_allclose(futures.stocks["immune"][-1], futures.inputs["immune"] + 2, rtol=1e-6)
    held = futures.assumptions["old_survey"].astype(bool)
    np.testing.assert_allclose(share[~held], 0.9, rtol=1e-6)
    assert 0.45 < held.mean() < 0.55


@pytest.mark.parametrize(("fails", "when"), [("fails: {immune: 30}", False), ("fails: {immune_share: 0.1}, holds: {immune: 30}", True)])
def test_an_assumption_replaces_the_expression(fails: str, when: bool) -> None:
    futures = simulate(make(fails), Draws(N))
    held = futures.assumptions["old_survey"].astype(bool) == when
    immune = futures.inputs["immune"]
    assert np.all(immune[held] == 30)
    np.testing.assert_allclose(immune[~held], (futures.inputs["immune_share"] * futures.inputs["population"])[~held], rtol=1e-6)
    np.testing.assert_allclose(futures.inputs["healthy"], futures.inputs["population"] - immune, rtol=1e-5)


def test_a_given_starting_value_or_parameter_replaces_the_expression() -> None:
    futures = simulate(make(), Draws(64, inputs={"immune": 7, "population": 100}))
    assert set(futures.inputs["immune"].tolist()) == {7}
    assert set(futures.inputs["healthy"].tolist()) == {93}
    futures = simulate(make(), Draws(64, inputs={"population": 100, "immune_share": 0.25}))
    assert set(futures.inputs["immune"].tolist()) == {25}


def test_what_is_computed_is_no_unknown_of_its_own() -> None:
    assert list(find_factors(make())) == ["population", "immune_share", "old_survey"]
    assert list(find_factors(make("fails: {immune: 20 to 40}"))) == ["population", "immune_share", "immune", "old_survey"]


def test_evidence_on_a_stock_updates_what_it_starts_from() -> None:
    """A normal p with a measurement y of 2 p has the posterior mean 2 y / 5 and the variance 1 / 5."""
    text = """
    clock: {start: 2025, end: 2025}
    sources: {t: {title: t}}
    parameters:
      p: {value: "normal(0, 1)", judgement: t}
    stocks:
      x: {starts: 2 * p, changes: 0, judgement: t}
    evidence:
      - {on: 2025, stock: x, value: 1, sd: 1, cite: t}
    """
    row = measure_update(build(text), Draws(20_000)).to_dict()["parameters"]["p"]
    assert row["posterior_mean"] == pytest.approx(0.4, abs=4 * row["posterior_mean_standard_error"])
    assert row["posterior_sd"] == pytest.approx(0.2**0.5, abs=4 * row["posterior_sd_standard_error"])


def test_rationality_may_be_computed() -> None:
    text = """
    clock: {start: 2025, end: 2025}
    parameters:
      skill: {value: 1.5, judgement: t}
    actors:
      mover: {options: {go: {speed: 1}, stay: {speed: 0}}, values: {speed: 1}, rationality: 2 * skill, judgement: t}
    """
    went = simulate(build(text), Draws(N)).options["mover"][0] == 0
    share = 1 / (1 + np.exp(-3))
    assert abs(went.mean() - share) < 4 * np.sqrt(share * (1 - share) / N)


def test_influences_and_differences_of_starting_values() -> None:
    def read(text: str) -> lp.Assessment:
        return read_text(HEAD + dedent(text.replace("FAILS", "fails: {immune_share: 0.9}")) + ENDINGS)

    first = read(TEXT)
    edges = {(e.source.name, e.target.name): e.sign for e in build_influence_graph(first, lambda value: 0.0).edges}
    assert edges["population", "immune"] == 1
    assert edges["immune", "healthy"] == -1
    (difference,) = find_differences(first, read(TEXT.replace("immune_share * population", "50"))).single
    assert (difference.name, difference.before, difference.after) == ("stocks.immune.starts", "immune_share * population", "50")
    other = TEXT.replace("population - immune,", "50 person,").replace("immune_share * population", "200 person - healthy")
    assert not find_differences(first, read(other)).single  # mixed, the two would depend on each other
