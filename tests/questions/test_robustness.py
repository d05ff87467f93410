"""Robustness on models whose answer is a known function of their constants."""

from __future__ import annotations

import math

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Draws, Model, run
from lynchpin.engine.variation import change_odds
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.robustness.flips import find_word, flip_policies, flip_words
from lynchpin.questions.robustness.question import RobustnessFinding, measure_robustness
from lynchpin.questions.robustness.runs import Runs
from lynchpin.questions.robustness.single import Variation
from lynchpin.statistics.estimates import Estimate

TEXT = """\
clock: {start: 2025-Q1, end: 2025-Q4}
parameters:
  x: {value: 'uniform(0, 1)', judgement: t}
  guard: {value: 0, judgement: t, vary: 0}
auxiliaries:
  cost: {equals: 0.22 * guard}
events:
  blow: {chance: 0.2 * (1 - 0.5 * guard), vary: 40%}
assumptions:
  calm: {claim: c, credence: 0.7, fails: {x: 2}, judgement: t}
answers: {'yes': [high]}
outcomes:
  high: {when: ever(blow) and final(x) > 0.5}
  other: otherwise
policies:
  shield: {sets: {guard: 1}, from: 2025-Q1, means: m}
goals:
  ever(blow): -1
  final(cost): -1
"""
FUTURES = 40_000


def find_probability(chance: float = 0.2, threshold: float = 0.5, credence: float = 0.7) -> float:
    """Return the probability of the answer in closed form."""
    return float((1 - (1 - chance) ** 4) * (1 - credence * threshold))


def agrees(found: Estimate, expected: float) -> bool:
    return abs(found.value - expected) < 4 * found.error


@pytest.fixture(scope="module")
def model() -> Model:
    return build(TEXT)


@pytest.fixture(scope="module")
def finding(model: Model) -> RobustnessFinding:
    measure_robustness(model, Draws(FUTURES, seed=1))
    before = run.traces
    found = measure_robustness(model, Draws(FUTURES, seed=2))
    assert run.traces == before
    return found


def pick(finding: RobustnessFinding, path: str, factor: float, value: float) -> Variation:
    return next(one for one in finding.both if one.choice.path == path and one.factor == factor and one.choice.value == value)


def test_single_choices(finding: RobustnessFinding) -> None:
    assert agrees(finding.probability, find_probability())
    for factor in (1.4, 0.6):
        found = pick(finding, "events.blow", factor, 0.2)
        assert found.to == pytest.approx(0.2 * factor)
        assert agrees(found.probability, find_probability(chance=0.2 * factor))
        assert agrees(found.change, find_probability(chance=0.2 * factor) - find_probability())
    for factor in (1.25, 0.75):
        assert agrees(pick(finding, "outcomes.high", factor, 0.5).probability, find_probability(threshold=0.5 * factor))
    assert pick(finding, "auxiliaries.cost", 1.25, 0.22).change.value == 0
    assert [one.choice.path for one in finding.choices[:2]] == ["events.blow", "outcomes.high"]
    assert finding.range == (min(one.probability.value for one in finding.both), max(one.probability.value for one in finding.both))


def test_pairs(finding: RobustnessFinding) -> None:
    pair = finding.pairs[0]
    assert {pair.first.choice.path, pair.second.choice.path} == {"events.blow", "outcomes.high"}
    chance, threshold = (0.2 * pair.first.factor, 0.5 * pair.second.factor)
    assert agrees(pair.probability, find_probability(chance=chance, threshold=threshold))
    assert pair.alone == pair.first.change.value + pair.second.change.value


def test_all_together(finding: RobustnessFinding) -> None:
    generator = np.random.default_rng(0)
    chances, thresholds = 0.2 * generator.uniform(0.6, 1.4, 100_000), 0.5 * generator.uniform(0.75, 1.25, 100_000)
    expected = np.quantile((1 - (1 - chances) ** 4) * (1 - 0.7 * thresholds), [0.05, 0.5, 0.95])
    assert finding.together is not None
    for found, quantile in zip((finding.together.p05, finding.together.median, finding.together.p95), expected, strict=True):
        assert agrees(found, quantile)


def test_doubts(finding: RobustnessFinding) -> None:
    assert finding.doubts is not None
    halved, doubled = (find_probability(credence=float(change_odds(np.asarray(0.7), factor))) for factor in (0.5, 2.0))
    assert agrees(finding.doubts.halved, halved)
    assert agrees(finding.doubts.doubled, doubled)
    swing = math.log(doubled / (1 - doubled)) - math.log(halved / (1 - halved))
    assert agrees(finding.doubts.swing, swing)


def test_the_best_policy_flips_where_its_cost_is_above_its_worth(model: Model, finding: RobustnessFinding) -> None:
    """The shield is worth 0.59 - 0.34 = 0.25 and costs 0.22. With a chance of 0.12 it would be worth only 0.18."""
    runs = Runs(model, Draws(10_000, seed=5), "yes")
    varied = [one for one in finding.both if one.choice.path != "outcomes.high"]
    flips = {(flip.variation.choice.path, flip.variation.factor, flip.before, flip.after) for flip in flip_policies(runs, varied, 10_000)}
    assert flips == {("auxiliaries.cost", 1.25, "shield", "status quo"), ("events.blow", 0.6, "shield", "status quo")}
    assert runs.drawn == 2 * 10_000 * (1 + len(varied))


@pytest.mark.parametrize(
    ("probability", "word"), [(0.05, "very unlikely"), (0.2, "unlikely"), (0.19999, "very unlikely"), (0.5, "roughly even"), (1.0, "sure")]
)
def test_words(probability: float, word: str) -> None:
    words = {"very unlikely": (0.0, 0.2), "unlikely": (0.2, 0.45), "roughly even": (0.45, 0.55), "sure": (0.9, 1.0)}
    assert find_word(probability, words) == word
    assert find_word(0.7, words) == ""


def test_a_word_flips_only_if_both_words_are_decided(finding: RobustnessFinding) -> None:
    words = {"low": (0.0, 0.4), "high": (0.4, 1.0)}
    one = finding.both[0]

    def flips(before: Estimate, after: Estimate) -> int:
        varied = Variation(one.place, one.choice, one.factor, after, Estimate(after.value - before.value, 0.01))
        return len(flip_words(before, [varied], words))

    assert flips(Estimate(0.3, 0.01), Estimate(0.5, 0.01)) == 1
    assert flips(Estimate(0.39, 0.01), Estimate(0.5, 0.01)) == 0
    assert flips(Estimate(0.3, 0.01), Estimate(0.41, 0.01)) == 0
    assert flips(Estimate(0.3, 0.01), Estimate(0.2, 0.01)) == 0


def test_stated_errors_are_those_between_seeds(model: Model) -> None:
    scores = []
    for seed in range(5):
        found = measure_robustness(model, Draws(FUTURES, seed=100 + seed))
        for factor, chance, threshold in ((1.4, 0.28, 0.5), (0.6, 0.12, 0.5), (1.25, 0.2, 0.625), (0.75, 0.2, 0.375)):
            one = pick(found, "events.blow" if threshold == 0.5 else "outcomes.high", factor, 0.2 if threshold == 0.5 else 0.5)
            scores.append((one.probability.value - find_probability(chance, threshold)) / one.probability.error)
            change = find_probability(chance, threshold) - find_probability()
            scores.append((one.change.value - change) / one.change.error)
    assert 0.7 < np.sqrt(np.mean(np.square(scores))) < 1.3


def test_other_forms_of_the_model() -> None:
    text = """\
    clock: {start: 2025-Q1, end: 2025-Q2}
    actors:
      one: {options: {low: {push: 0}, high: {push: 1}}, values: {push * pull: 2}, rationality: 2, horizon: 2, judgement: t}
      two: {options: {low: {pull: 0}, high: {pull: 1}}, values: {pull * push: 3}, rationality: 2, judgement: t}
    """
    model = build(text)
    forms = {(form.kind, form.after): form.build().program.key for form in model.forms}
    assert (
        forms[("reasoning", "adaptive")] == build("reasoning: adaptive\n" + "\n".join(line[4:] for line in text.splitlines())).program.key
    )
    assert forms[("horizon", "one period shorter")] == build(text.replace("horizon: 2", "horizon: 1")).program.key
    assert len(forms) == 3


def test_too_few_futures_are_refused(model: Model) -> None:
    with pytest.raises(ArgumentError, match="at least 32,768 futures to vary"):
        measure_robustness(model, Draws(1_000))


def test_a_file_without_choices_is_refused() -> None:
    plain = build("clock: {start: 2025, end: 2026}\nparameters: {x: {value: 1 to 2, judgement: t}}\n")
    with pytest.raises(QuestionError, match="`robustness` cannot be asked"):
        measure_robustness(plain, Draws(40_000))
