"""Parameters with words are simulated, replaced, reported and stored: shares against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from short_texts import build

import lynchpin as lp
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError
from lynchpin.presentation.sentences.scenarios import describe_conditions
from lynchpin.questions.scenarios.question import measure_scenarios
from lynchpin.questions.update.question import measure_update

N = 16_384
TEXT = """
    clock: {start: 2025, end: 2025}
    answers: {'yes': [happens]}
    parameters:
      regime: {value: "choice(dry: 0.5, wet: 0.3, flood: 0.2)", judgement: t}
    events:
      loss: {chance: 0.1 if regime == dry else 0.4 if regime == wet else 0.9}
    assumptions:
      usual: {claim: The weather is as usual, credence: 0.75, fails: {regime: flood}, judgement: t}
    policies:
      dam: {sets: {regime: "choice(dry: 0.9, flood: 0.1)"}, judgement: t}
    evidence:
      - {on: 2025, event: loss, cite: t}
    sources: {t: {title: t}}
    outcomes:
      happens: {when: ever(loss)}
      nothing: otherwise
"""
SHARES = np.array([0.375, 0.225, 0.4])
"""Probability of each word: 0.75 of the declared one, and flood if the assumption fails."""
CHANCES = np.array([0.1, 0.4, 0.9])


@pytest.fixture(scope="module")
def model() -> lp.Model:
    return build(TEXT)


def assert_near(found: float, expected: float) -> None:
    """Within four standard errors of a share of N futures."""
    assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / N)


def test_shares_of_words_and_of_the_answer(model: lp.Model) -> None:
    futures = simulate(model, Draws(N))
    codes = futures.inputs["regime"]
    assert set(np.unique(codes)) == {0.0, 1.0, 2.0}
    for code, share in enumerate(SHARES):
        assert_near(float((codes == code).mean()), share)
    assert_near(float(futures.answer().mean()), float(SHARES @ CHANCES))


def test_what_replaces_words(model: lp.Model) -> None:
    assert_near(float(simulate(model, Draws(N, assume={"usual": False})).answer().mean()), 0.9)
    assert_near(float(simulate(model, Draws(N, assume={"usual": True}, policy="dam")).answer().mean()), 0.18)


def test_a_request_gives_words(model: lp.Model) -> None:
    futures = simulate(model, Draws(N, inputs={"regime": "wet"}))
    assert_near(float(futures.answer().mean()), 0.4)
    each = simulate(model, Draws(3, inputs={"regime": ["wet", "dry", "flood"]}))
    assert each.inputs["regime"].tolist() == [1, 0, 2]
    assert simulate(model, Draws(2, inputs={"regime": 2})).inputs["regime"].tolist() == [2, 2]
    for wrong in ("moist", 0.5, 3):
        with pytest.raises(ArgumentError, match=r"one of its words \(dry, wet, flood\)"):
            simulate(model, Draws(2, inputs={"regime": wrong}))


def test_scenarios_show_words(model: lp.Model) -> None:
    finding = measure_scenarios(model, Draws(N, assume={"usual": True}))
    first, second = finding.boxes
    assert first.conditions() == ["`regime` is flood"]
    assert describe_conditions(model, second) == "“regime” is wet or flood"
    assert [box["limits"] for box in finding.to_dict()["boxes"]] == [{"regime": ["flood"]}, {"regime": ["wet", "flood"]}]
    row = finding.table.iloc[1]
    assert (row["name"], row["low"], row["high"]) == ("regime", "{wet, flood}", "{wet, flood}")


def test_update_gives_the_share_of_each_word(model: lp.Model) -> None:
    words = measure_update(model, Draws(N)).to_dict()["parameters"]["regime"]["words"]
    posterior = SHARES * CHANCES / (SHARES @ CHANCES)
    for word, prior, after in zip(("dry", "wet", "flood"), SHARES, posterior, strict=True):
        assert words[word]["prior"] == pytest.approx(prior, abs=4 * words[word]["prior_standard_error"])
        assert words[word]["posterior"] == pytest.approx(after, abs=4 * words[word]["standard_error"])


def test_stored_futures_list_the_words(model: lp.Model) -> None:
    futures = simulate(model, Draws(64))
    attributes = lp.to_xarray(futures)["regime"].attrs
    assert attributes["flag_meanings"] == "dry wet flood"
    assert attributes["flag_values"] == [0, 1, 2]
