"""Asking from Python: one request everywhere, and arguments that are refused rather than ignored."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

import lynchpin as lp
from lynchpin.language.records import Assessment

STRIKE = """
lynchpin: 1
title: A strike
question: Is there a strike before 2027?
answers: {yes: [strike], no: [quiet]}
clock: {start: 2025, end: 2026}
parameters:
  anger: {value: "beta(2, 5)", judgement: no poll since 2016}
events:
  walkout: {chance: anger, once: true, judgement: a guess}
  rally: {chance: anger, judgement: a guess}
assumptions:
  patience: {claim: People wait, credence: likely, fails: {anger: "beta(5, 2)"}, judgement: a guess}
policies:
  talks: {means: talks are held, sets: {anger: 0.1}, from: 2025}
outcomes:
  strike: {when: ever(walkout)}
  quiet: otherwise
evidence:
  - {on: 2025, event: rally, judgement: seen}
"""


@pytest.fixture(scope="module")
def strike() -> Assessment:
    return lp.load_text(STRIKE)


@pytest.fixture(scope="module")
def futures(strike: Assessment) -> lp.Futures:
    return lp.simulate(strike, futures=500, seed=1, assume={"patience": 0.5})


def test_run_is_a_question_like_the_others(strike: Assessment) -> None:
    found = lp.ask("run", strike, futures=400, seed=2)
    assert found.to_dict() == lp.forecast(strike, 400, seed=2).to_dict()


def test_a_request_and_its_keywords_are_the_same(strike: Assessment) -> None:
    draws = lp.Draws(300, seed=4, assume={"patience": False})
    assert lp.forecast(strike, draws=draws).to_dict() == lp.forecast(strike, 300, seed=4, assume={"patience": False}).to_dict()
    assert lp.ask("score", strike, draws, seed=5) if strike.forecasts else True
    assert lp.ask("run", strike, draws, seed=5).to_dict()["seed"] == 5


@pytest.mark.parametrize("question", ["run", "stress", "scenarios", "policies"])
@pytest.mark.parametrize("field", [{"seed": 3}, {"assume": {"patience": 0.4}}, {"policy": "talks"}, {"inputs": {"anger": 0.2}}])
def test_what_differs_from_how_futures_were_drawn_is_refused(futures: lp.Futures, question: str, field: dict[str, Any]) -> None:
    if (question, *field) == ("policies", "policy"):
        pytest.skip("`policies` takes no policy")
    with pytest.raises(lp.ArgumentError, match=f"drawn with another `{next(iter(field))}`"):
        lp.ask(question, futures, **field)


def test_futures_at_hand_are_asked_as_they_were_drawn(futures: lp.Futures) -> None:
    assert lp.forecast(futures, seed=1, assume={"patience": 0.5}).to_dict() == lp.forecast(futures).to_dict()
    with pytest.raises(lp.ArgumentError, match="these are 500 futures, not 600"):
        lp.forecast(futures, 600)
    found = lp.stress(futures, futures=2_000).to_dict()
    assert found["seed"] == 1
    assert found["assumptions"][0]["credence"] == 0.5
    forced = lp.simulate(futures.model, draws=lp.Draws(100, states={"patience": [True] * 100}))
    with pytest.raises(lp.ArgumentError, match="cannot repeat values that were set future by future"):
        lp.stress(forced)
    assert lp.forecast(forced).to_dict()["futures"] == 100


def test_futures_given_evidence_stay_given(strike: Assessment) -> None:
    model = lp.build(strike)
    given = lp.simulate(model, draws=lp.Draws(2_000, seed=1, evidence=model.evidence))
    assert lp.ask("scenarios", given).to_dict()["distinct_ancestors"] is not None
    assert lp.stress(given, futures=2_000).to_dict()["distinct_ancestors"] is not None
    assert lp.update(given, futures=2_000).to_dict()["prior"]["probability"] < given.answer("yes").mean()


def test_a_saved_run_with_numbers_set_is_not_taken_for_a_plain_one(strike: Assessment, tmp_path: Path) -> None:
    lp.forecast(strike, 300, save=tmp_path / "out", inputs={"anger": 0.9})
    with pytest.raises(lp.ArgumentError, match="other numbers set"):
        lp.forecast(strike, 300, save=tmp_path / "out")
    again = lp.forecast(strike, 300, save=tmp_path / "out", inputs={"anger": 0.9})
    assert again.to_dict() == lp.forecast(strike, 300, inputs={"anger": 0.9}).to_dict()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda a: lp.load(None), "from a path or by its name, not from None"),
        (lambda a: lp.load_text(b""), "are strings, not b''"),
        (lambda a: lp.simulate(5), "not int"),
        (lambda a: lp.Draws(evidence=5), "`evidence` must be a list of observations"),
        (lambda a: lp.Draws(evidence=["rally"]), "`evidence` must be a list of observations"),
        (lambda a: lp.Draws(index="x"), "`index` must be a list of whole numbers"),
        (lambda a: lp.Draws(index=[-1]), "`index` must be a list of whole numbers"),
        (lambda a: lp.Draws(index=[1.5]), "`index` must be a list of whole numbers"),
        (lambda a: lp.Draws(index=[]), "`index` must be a list of whole numbers"),
        (lambda a: lp.Draws(2, redraw={"anger": [1, 2, 3]}), "`redraw of anger` has 3 indices, but there are 2 futures"),
        (lambda a: lp.Draws(until="2025"), "`until` must be the index of a period"),
        (lambda a: lp.simulate(a, inputs={"anger": "high"}), "must be a number or one number per future"),
        (lambda a: lp.simulate(a, 10, inputs={"anger": [1, 2]}), "`anger` has 2 numbers, but there are 10 futures"),
        (lambda a: lp.write_page(a, 5), "written to a path, not to 5"),
        (lambda a: lp.tell_story(a, ["compare"]), "asked of two assessments"),
        (lambda a: lp.simulate(a, policy=5), "`policy` must be the name of a policy, not 5"),
        (lambda a: lp.simulate(a, assume={"patience": "holds"}), "True, False or with a probability"),
        (lambda a: lp.simulate(a, assume=["patience"]), "`assume` must map names to values"),
        (lambda a: lp.simulate(a, seed=1.5), "the seed must be a whole number, not 1.5"),
        (lambda a: lp.simulate(a, seed="x"), "the seed must be a whole number, not 'x'"),
        (lambda a: lp.simulate(a, seed=True), "the seed must be a whole number, not True"),
        (lambda a: lp.simulate(a, futures=0), "from 1 to"),
        (lambda a: lp.simulate(a, draws=5), "`draws` must be a `Draws`, not 5"),
        (lambda a: lp.stress(a, threshold="x"), "`threshold` is a number"),
        (lambda a: lp.stress(a, answer=5), "no answer called `5`"),
        (lambda a: lp.stress(a, answer=[]), r"no answer called `\[\]`"),
        (lambda a: lp.stress(a, limit=5), "`stress` does not take `limit`"),
        (lambda a: lp.stress(a, until="2025"), "uses only with `given_evidence`"),
        (lambda a: lp.update(a, until="2031"), "no period `2031`"),
        (lambda a: lp.update(a, until=1.5), "no period `1.5`"),
        (lambda a: lp.policies(a, policy="talks"), "`policies` does not take `policy`"),
        (lambda a: lp.ask("fate", a), "no question called `fate`"),
        (lambda a: lp.ask([], a), "no question called"),
        (lambda a: lp.ask("compare", a), "asked of two assessments"),
        (lambda a: lp.compare(a, 5), "not int"),
        (lambda a: lp.coverage(lp.build(a)), "a model has no claims"),
        (lambda a: lp.tell_story(a, policy="talk"), "did you mean `talks`"),
        (lambda a: lp.tell_story(a, answer="maybe"), "no answer called `maybe`"),
        (lambda a: lp.tell_story(5), "not int"),
    ],
)
def test_wrong_arguments_are_told_in_words(strike: Assessment, call: Any, words: str) -> None:
    with pytest.raises(lp.ArgumentError, match=words) as caught:
        call(strike)
    assert "--" not in str(caught.value)


def test_a_copied_assessment_is_equal_and_leaves_its_model_behind(strike: Assessment) -> None:
    model = lp.build(strike)
    assert lp.build(strike) is model
    for other in (pickle.loads(pickle.dumps(strike)), copy.copy(strike), copy.deepcopy(strike)):
        assert other == strike
        assert hash(other.sha256) == hash(strike.sha256)
    assert lp.build(pickle.loads(pickle.dumps(strike))) is not model


@pytest.mark.parametrize("name", lp.list_assessments())
def test_shipped_assessments_survive_pickling(name: str) -> None:
    assert pickle.loads(pickle.dumps(lp.load(name))) == lp.load(name)


def test_blocks_are_honoured_or_refused(strike: Assessment) -> None:
    model = lp.build(strike)
    small, large = (lp.simulate(model, 64, seed=1, block=block) for block in (16, 256))
    assert (small.outcome == large.outcome).all()
    with pytest.raises(lp.ArgumentError, match="block"):
        lp.simulate(model, draws=lp.Draws(64, block=16, evidence=model.evidence))
