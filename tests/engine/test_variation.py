"""Variations of a model: choices and doubts change the numbers that they name, by as much as they say, and nothing is compiled."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from short_texts import build

from lynchpin.engine import Draws, Model, run, simulate
from lynchpin.engine.variation import change_odds, vary_choices, vary_doubts

TEXT = """\
clock: {start: 2025-Q1, end: 2025-Q4}
parameters:
  fixed: {value: 40%, judgement: t}
  cited: {value: 3, cite: memo p1}
  drawn: {value: 1 to 2, judgement: t}
  still: {value: 7, judgement: t, vary: 0}
stocks:
  x: {starts: 10, changes: 0.5 * drawn + still - fixed, judgement: t, vary: 10%}
events:
  blow: {chance: 0.2 * (quarter == 4)}
actors:
  one:
    options: {low: {push: 0.5}, high: {push: 1}}
    values: {push * cited: {weight: 1 to 3, judgement: t}, push: 0.25}
    rationality: 2
    judgement: t
assumptions:
  plain: {claim: c, credence: 0.6, fails: {drawn: 1 to 4}, judgement: t}
  words: {claim: c, credence: likely, fails: {cited: 2}, judgement: t}
  lasting: {claim: c, credence: 0.9, breaks: 0.1, fails: {still: 6}, judgement: t}
answers: {'yes': [high]}
outcomes:
  high: {when: final(x) > 35}
  other: otherwise
sources:
  memo: {title: M, date: 2025}
"""


@pytest.fixture(scope="module")
def model() -> Model:
    return build(TEXT)


def find(model: Model, path: str) -> int:
    places = [k for k, choice in enumerate(model.choices) if choice.path == path]
    assert len(places) == 1
    return places[0]


def test_what_the_author_chose_is_listed_with_its_place(model: Model) -> None:
    lines = ("\n\n\n" + TEXT).splitlines()
    listed = {(choice.path, choice.kind, round(choice.value, 1 if choice.row is not None else 9), choice.size) for choice in model.choices}
    assert listed == {
        ("parameters.fixed", "value", 40.0, 0.25),
        ("stocks.x.starts", "value", 10.0, 0.1),
        ("stocks.x", "constant", 0.5, 0.1),
        ("events.blow", "constant", 0.2, 0.25),
        ("actors.one.options.low.push", "level", 0.5, 0.25),
        ("actors.one.values.push", "weight", 0.2, 0.25),
        ("actors.one.values.push * cited", "weight", 1.8, 0.25),
        ("actors.one.rationality", "rationality", 2.0, 0.25),
        ("assumptions.lasting", "constant", 0.1, 0.25),
        ("outcomes.high", "threshold", 35.0, 0.25),
    }
    for choice in model.choices:
        if choice.literal is not None:
            assert lines[choice.line - 1][choice.column - 1 :].startswith(f"{choice.value:g}")


@pytest.mark.parametrize("path", ["parameters.fixed", "stocks.x", "stocks.x.starts"])
def test_a_changed_choice_is_that_of_a_changed_file(model: Model, path: str) -> None:
    changed = vary_choices(model, {find(model, path): 1.5})
    old, new = {"parameters.fixed": ("40%", "60%"), "stocks.x": ("0.5 *", "0.75 *"), "stocks.x.starts": ("starts: 10", "starts: 15")}[path]
    expected = simulate(build(TEXT.replace(old, new)), Draws(100, seed=2))
    np.testing.assert_array_equal(simulate(changed, Draws(100, seed=2)).stocks["x"], expected.stocks["x"])
    assert not np.array_equal(simulate(model, Draws(100, seed=2)).stocks["x"], expected.stocks["x"])


def test_a_distribution_is_multiplied_as_a_whole(model: Model) -> None:
    place = find(model, "actors.one.values.push * cited")
    name = f"weight:one:{'push * cited'}"
    row = next(spec.row for spec in model.program.inputs if spec.name == name)
    assert model.choices[place].row == row
    changed = vary_choices(model, {place: 2.0})
    first = slice(*(int(code) >> 5 for code in (model.numbers.tables.intervals[row][0], model.numbers.tables.intervals[row][-1])))
    assert model.numbers.tables.ends[row, 2] in (0.0, 1.0)
    before, after = model.numbers.tables.pieces[first], changed.numbers.tables.pieces[first]
    if model.numbers.tables.ends[row, 2] == 0:
        np.testing.assert_allclose(after, 2 * before, rtol=1e-9, atol=1e-9)
    else:
        np.testing.assert_allclose(after[:, 0], before[:, 0] + np.log(2), rtol=1e-9)


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_doubts_multiply_the_odds_of_failing(model: Model, factor: float) -> None:
    before = run.traces
    futures = simulate(vary_doubts(model, factor), Draws(20_000, seed=1))
    assert run.traces <= before + 1
    held = {name: states.mean() for name, states in futures.assumptions.items()}
    likely = np.mean(change_odds(np.linspace(0.55, 0.8, 2001), factor))
    breaks = 1 - change_odds(np.asarray(0.9), factor)
    expected = {
        "plain": change_odds(np.asarray(0.6), factor),
        "words": likely,
        "lasting": change_odds(np.asarray(0.9), factor) * (1 - breaks) ** 4,
    }
    for name, share in expected.items():
        assert abs(held[name] - share) < 4 * stats.bernoulli.std(share) / np.sqrt(20_000), name


def test_a_factor_must_be_positive(model: Model) -> None:
    with pytest.raises(ValueError, match="positive"):
        vary_choices(model, {0: 0.0})
    with pytest.raises(ValueError, match="positive"):
        vary_doubts(model, -1.0)
