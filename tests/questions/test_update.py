"""Update: the effect of the evidence, item by item, with correct errors. The filter itself is tested in `engine/test_particles`."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from by_hand import make_model
from scipy.stats import norm
from small_programs import SmallProgram, kalman, see

from lynchpin.compiler import build_model
from lynchpin.engine.filter import final
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.language import check_text
from lynchpin.questions.update.question import describe_item, find_period, measure_update

CREDENCE, HOLDS, FAILS = 0.8, 0.1, 0.4


def alarms(*evidence: Evidence) -> Model:
    """The chance of an alarm each year is 0.1, or 0.4 where `calm` (credence 0.8) fails; the answer is an alarm in the last year."""
    p = SmallProgram(4)
    j = p.add_assumption("calm", CREDENCE)
    chance = p.add_parameter("chance", "number", HOLDS, assumption=j, fails=[FAILS])
    x = p.add_stock("x", ("normal", 0.0, 1.0), 1.0)
    p.becomes(0, x)
    return replace(p.build(p.along("at", p.add_event("alarm", chance), 3)), evidence=evidence)


def exact(fired: list[bool]) -> tuple[float, float]:
    """Posterior probabilities of `calm` and of the answer."""
    like = np.prod([[c if f else 1 - c for c in (HOLDS, FAILS)] for f in fired], axis=0) if fired else np.ones(2)
    weights = like * [CREDENCE, 1 - CREDENCE]
    weights /= weights.sum()
    return float(weights[0]), float(weights @ [HOLDS, FAILS])


@pytest.fixture(scope="module")
def finding():  # type: ignore[no-untyped-def]
    return measure_update(alarms(see(0, "event", "alarm"), see(1, "not", "alarm"), see(2, "event", "alarm")), Draws(20_000, seed=1))


def test_the_path_is_bayes_after_every_item(finding):
    fired: list[bool] = []
    for reported in finding.path:
        before = exact(fired)[1]
        probability = before if reported.item.kind == "event" else 1 - before
        fired.append(reported.item.kind == "event")
        after = exact(fired)[1]
        assert reported.bits == pytest.approx(-math.log2(probability), abs=0.05)
        assert reported.answer.value == pytest.approx(after, abs=4 * reported.answer.error)
        shift = math.log2(after / (1 - after)) - math.log2(before / (1 - before))
        assert reported.odds_bits == pytest.approx(shift, abs=0.25)
    assert sum(t.bits for t in finding.path) == pytest.approx(-finding.log_evidence / math.log(2))


def test_before_and_after(finding):
    calm, answer = exact([True, False, True])
    prior, posterior = finding.assumptions["calm"]
    assert prior.value == pytest.approx(CREDENCE, abs=4 * prior.error)
    assert posterior.value == pytest.approx(calm, abs=4 * posterior.error)
    assert finding.prior.value == pytest.approx(exact([])[1], abs=4 * finding.prior.error)
    assert finding.posterior.value == pytest.approx(answer, abs=4 * finding.posterior.error)
    assert not finding.too_few


def test_json_has_all_of_a_run_and_what_the_evidence_said(finding):
    reported = json.loads(json.dumps(finding.to_dict(), allow_nan=False))
    assert set(reported["assumptions"]["calm"]) >= {"prior", "posterior"}
    assert [entry["on"] for entry in reported["path"]] == ["2025", "2026", "2027"]
    assert set(reported["path"][0]) >= {"on", "evidence", "answer", "bits"}
    for key in ("answers", "outcomes", "stocks", "auxiliaries", "events", "options", "clipped", "periods"):
        assert key in reported
    assert reported["log_evidence"] == pytest.approx(finding.log_evidence)
    assert 1 < reported["effective_sample_size"] <= finding.filtered.particles
    assert 1 < reported["distinct_ancestors"] <= 20_000
    assert len(finding.table) == 3


def test_words(finding):
    text = str(finding)
    assert text.startswith("Probability of “answer” given 3 items of evidence up to 2027: ")
    assert "“calm”" in text


def test_until_a_label():
    model = alarms(see(0, "event", "alarm"), see(2, "event", "alarm"))
    found = measure_update(model, Draws(5000, until=find_period(model, "2026")))
    assert [t.item.period for t in found.path] == [0]
    assert found.until == "2026"
    with pytest.raises(ArgumentError, match="no period `2040`"):
        find_period(model, "2040")


GAUGE = """
lynchpin: 1
title: A gauge
question: Is the level above one at the end?
answers: {high: [high]}
clock: {start: 2025-Q1, end: 2026-Q2}
stocks:
  level: {unit: billion USD, starts: "normal(1, 0.8)", becomes: 0.9 * level, shock: "normal(0, 0.5)", judgement: a guess}
outcomes:
  high: {when: final(level) > 1 billion USD}
  low: otherwise
evidence:
  - {on: 2025-Q2, stock: level, value: 1600 million USD, sd: 0.4 billion USD}
  - {on: 2025-Q4, stock: level, value: 0.2 billion USD, sd: 300 million USD}
"""


def test_a_file_of_measurements_is_filtered_and_smoothed() -> None:
    """The mean and sd of each period are those of the Kalman smoother, including units."""
    checked = check_text(GAUGE)
    assert checked.assessment is not None, checked.diagnostics
    found = measure_update(build_model(checked.assessment), Draws(20_000, seed=1)).to_dict()
    mean, sd, log_evidence = kalman({1: (1.6, 0.4), 3: (0.2, 0.3)}, 6, 0.9, 0.5, (1.0, 0.8))
    level, errors = found["stocks"]["level"], found["standard_errors"]["stocks"]["level"]
    assert np.all(np.abs(np.array(level["mean"]) - mean) < 4.5 * np.array(errors["mean"]))
    np.testing.assert_allclose(level["sd"], sd, rtol=0.05)
    np.testing.assert_allclose(level["p95"], mean + 1.645 * sd, atol=0.06)
    assert found["log_evidence"] == pytest.approx(log_evidence, abs=4 * found["log_evidence_standard_error"])
    exact = norm.sf(1, mean[-1], sd[-1])
    assert found["posterior"]["probability"] == pytest.approx(exact, abs=4.5 * found["posterior"]["standard_error"])
    first = -norm.logpdf(1.6, 0.81, np.hypot(np.sqrt(0.81**2 * 0.8**2 + (0.81 + 1) * 0.5**2), 0.4)) / math.log(2)
    assert found["path"][0]["bits"] == pytest.approx(first, abs=4 * found["path"][0]["bits_standard_error"])


def test_absurd_evidence_is_said_to_leave_too_few(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(final, "MOVES", 10)  # no number of moves helps
    found = measure_update(alarms(see(0, "stock", "x", value=40.0, sd=0.01)), Draws(2000))
    assert found.too_few
    assert "Too few futures agree with the evidence" in str(found)
    assert found.to_dict()["too_few"] is True


def test_an_impossible_item_is_named():
    p = SmallProgram(2)
    never, other = p.add_event("never", p.constant(0.0)), p.add_event("other", p.constant(0.5))
    model = replace(
        p.build(p.along("ever", p.graph.make("add", never, other))), evidence=(see(0, "event", "never"), see(0, "event", "other"))
    )
    found = measure_update(model, Draws(1000))
    assert "“never happens” in 2025: it is impossible in this model" in str(found)
    reported = found.to_dict()
    assert reported["log_evidence"] is None
    assert reported["impossible"] == ["never happens"]
    assert [entry["possible"] for entry in reported["path"]] == [True, False] or [entry["possible"] for entry in reported["path"]] == [
        False,
        True,
    ]


def test_without_evidence_the_message_says_what_to_add():
    with pytest.raises(QuestionError, match=r"(?s)it has no evidence.*evidence:.*on: 2025-Q2"):
        measure_update(make_model(), Draws())


def test_items_in_words():
    assert (
        describe_item(see(0, "option", "minsk", option="stall", reliability=0.8)) == "minsk chooses stall (reported with reliability 0.8)"
    )
    assert describe_item(see(0, "stock", "x", value=3.0, sd=0.5)) == "x is measured at 3 (sd 0.5)"
    assert describe_item(see(0, "not", "war")) == "war does not happen"
    assert describe_item(replace(see(0, "not", "war"), text="no war yet")) == "no war yet"
