"""Scenarios: boxes measured on futures that the search did not use, and stories that are simulated futures reported by date."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from by_hand import make_futures, make_model, spread_over_seeds

from lynchpin.engine.model import ActorInfo, Quantity
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Futures
from lynchpin.errors import QuestionError
from lynchpin.questions.scenarios.happenings import name_event, name_move, write_level
from lynchpin.questions.scenarios.question import measure_boxes, measure_scenarios
from lynchpin.questions.scenarios.stories import tell_future, tell_stories
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.medoids import find_medoids


def make_ensemble(n: int = 8000, seed: int = 1) -> Futures:
    """The answer has probability 90% if growth is below 2 and calm fails, and 2% otherwise."""
    rng = np.random.default_rng(seed)
    growth, other = rng.uniform(0, 6, n), rng.normal(size=n)
    calm = rng.random(n) < 0.7
    yes = rng.random(n) < np.where((growth < 2) & ~calm, 0.9, 0.02)
    periods = 6
    reserves = 8 + np.cumsum(rng.normal(0, 0.3, (periods, n)), axis=0) - 4 * yes * np.arange(periods)[:, None] / periods
    fired = np.zeros((periods, n), bool)
    fired[3] = yes
    option = np.zeros((periods, n), np.uint8)
    option[2:] = yes
    return make_futures(
        outcome=yes,
        inputs={"growth": growth, "other": other},
        assumptions={"calm": calm},
        stocks={"reserves": reserves},
        events={"oil_cut_off": fired},
        options={"minsk": option},
        seed=seed,
    )


@pytest.fixture(scope="module")
def finding():  # type: ignore[no-untyped-def]
    futures = make_ensemble()
    return measure_scenarios(futures.model, Draws(), ensemble=futures)


def test_the_box_is_found_and_measured_without_flattery(finding):
    (found,) = finding.boxes
    assert set(found.box.limits) == {"growth", "calm"}
    low, high = found.limits()["growth"]
    assert low == pytest.approx(0, abs=0.01)
    assert high == pytest.approx(2, abs=0.15)
    assert found.limits()["calm"] == (0.0, 0.0)
    truth = 0.3 * (1 / 3) * 0.9
    assert found.density.value == pytest.approx(0.9, abs=4 * found.density.error + 0.02)
    assert found.coverage.value == pytest.approx(truth / (truth + 0.9 * 0.02), abs=4 * found.coverage.error + 0.02)
    growth, calm = "“growth” is below 2.0", "“calm is so” fails"
    assert f"where {growth} and {calm}" in str(finding) or f"where {calm} and {growth}" in str(finding)


def test_density_in_pure_noise_is_not_raised_by_the_search():
    rng = np.random.default_rng(3)
    n = 6000
    futures = make_futures(
        outcome=rng.random(n) < 0.2, inputs={f"x{k}": rng.random(n) for k in range(20)}, stocks={"s": rng.normal(size=(2, n))}
    )
    for found in measure_scenarios(futures.model, Draws(), ensemble=futures).boxes:
        assert abs(found.density.value - 0.2) < 4 * found.density.error


@cache
def _measured(seed: int, related: bool) -> dict[str, Estimate]:
    """The answer has probability 0.8 if x < 0.3, otherwise 0.1; the measured box is compared with its exact value."""
    rng = np.random.default_rng(seed)
    n = 2000
    lineage = rng.permutation(np.repeat(np.arange(n), rng.integers(1, 7, n))[:n]) if related else np.arange(n)
    x = rng.random(n)[lineage]
    (found, *_) = measure_boxes({"x": x}, rng.random(n) < np.where(x < 0.3, 0.8, 0.1), lineage=lineage.astype(np.uint32))
    high = min(found.box.limits["x"][1], 1.0)
    inside = 0.8 * min(high, 0.3) + 0.1 * max(high - 0.3, 0.0)
    exact = {"mass": high, "density": inside / high, "coverage": inside / 0.31}
    return {which: Estimate(getattr(found, which).value - exact[which], getattr(found, which).error) for which in exact}


@pytest.mark.parametrize("related", [False, True])
@pytest.mark.parametrize("which", ["mass", "density", "coverage"])
def test_errors_of_a_box_over_seeds(which: str, related: bool) -> None:
    assert spread_over_seeds(lambda seed: _measured(seed, related)[which]) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("strict", [False, True])
def test_a_box_names_the_assumption_behind_a_value(strict: bool, rng):
    """Failure draws demand from 12 to 15 instead of 9 to 12; the answer depends on demand alone, above 12.1 or above 14."""
    n = 8000
    holds = rng.random(n) < 0.6
    demand = np.where(holds, rng.uniform(9, 12, n), rng.uniform(12, 15, n))
    yes = rng.random(n) < np.where(demand > (14 if strict else 12.1), 0.9, 0.05)
    columns = {"demand": demand, "other": rng.random(n), "railway": holds}
    (plain, *_) = measure_boxes(columns, yes, {"railway": ()})
    assert "demand" in plain.box.limits
    (found, *_) = measure_boxes(columns, yes, {"railway": ("demand",)})
    assert list(found.box.limits) == (["railway", "demand"] if strict else ["railway"])
    assert found.limits()["railway"] == (0.0, 0.0)
    assert found.assumptions == {"railway"}
    assert found.box.p_values["railway"][1] < 1e-10
    assert found.density.value == pytest.approx(plain.density.value, abs=0.05)


def test_a_value_that_assumptions_do_not_set_keeps_its_limit(rng):
    x, holds = rng.random(6000), rng.random(6000) < 0.5
    (found, *_) = measure_boxes({"x": x, "calm": holds}, rng.random(6000) < np.where(x < 0.3, 0.9, 0.05), {"calm": ("x",)})
    assert list(found.box.limits) == ["x"]


def test_a_box_that_tells_nothing_elsewhere_is_left_out(rng):
    """Outside the one real box, anything that the search finds is chance."""
    for _ in range(5):
        x = rng.random((4000, 8))
        yes = rng.random(4000) < np.where(x[:, 0] < 0.2, 0.9, 0.02)
        found = measure_boxes({f"x{k}": x[:, k] for k in range(8)}, yes)
        assert set(found[0].box.limits) == {"x0"}
        assert all(b.density.value > yes.mean() for b in found)


def test_all_futures_of_one_ancestor_give_no_box(rng):
    x = rng.random(500)
    assert measure_boxes({"x": x}, x < 0.5, lineage=np.zeros(500, np.uint32)) == ()


def test_json_keeps_its_names(finding):
    reported = json.loads(json.dumps(finding.to_dict(), allow_nan=False))
    (box,) = reported["boxes"]
    assert set(box) >= {"limits", "coverage", "density", "mass"}
    assert all(len(limits) == 2 for limits in box["limits"].values())
    assert all({"outcome", "future", "lines"} <= set(story) for story in reported["stories"])
    assert len(finding.table) == 2


def test_stories_are_real_futures_told_by_date(finding):
    futures = make_ensemble()
    endings = {story.outcome for story in finding.stories}
    assert endings == {"yes", "no"}
    for story in finding.stories:
        assert futures.model.outcomes[futures.outcome[story.place]] == story.outcome
        assert futures.index[story.place] == story.index
    story = next(s for s in finding.stories if s.outcome == "yes")
    reported = {line.on: line.text for line in story.lines}
    labels = futures.model.periods
    assert reported[labels[0]] == "Minsk: option0"
    assert "oil cut off" in reported[labels[3]]
    assert any(
        f"reserves fall to {write_level(float(futures.stocks['reserves'][t, story.place]))} USD" in text
        for t, text in ((labels.index(on), text) for on, text in reported.items())
    )
    assert len(story.lines) < len(labels) + 1


def test_only_what_changes_is_told():
    periods = 8
    model = make_model(
        periods=periods, stocks=["reserves"], events=["unrest"], actors={"minsk": ("stall", "accommodate")}, assumptions={"calm": 0.5}
    )
    reserves = np.array([[9.0, 9.0, 9.0, 5.1, 5.1, 5.1, 5.1, 5.1], [9.0] * 8]).T
    futures = make_futures(
        model, outcome=[True, False], assumptions={"calm": [False, True]}, stocks={"reserves": reserves},
        events={"unrest": np.array([[0, 1, 1, 0, 0, 0, 0, 0], [0] * 8], bool).T},
        options={"minsk": np.array([[0, 0, 0, 0, 1, 1, 1, 1], [0] * 8], np.uint8).T},
    )  # fmt: skip
    story = tell_future(futures, 0)
    assert [str(line) for line in story.lines] == [
        "2025-Q1: Minsk: stall",
        "2025-Q2: unrest",
        "2025-Q4: reserves fall to 5.1 USD",
        "2026-Q1: Minsk: accommodate",
    ]
    assert story.fails == ("calm",)
    assert str(story).startswith("yes: Here `calm` fails.")
    assert [str(line) for line in tell_future(futures, 1).lines] == ["2025-Q1: Minsk: stall"]


def test_a_restless_actor_is_told_by_the_courses_that_last():
    path = np.array([0, 1] * 10 + [1] * 10, np.uint8)
    model = make_model(periods=30, actors={"minsk": ("stall", "sign")})
    futures = make_futures(model, outcome=[True], options={"minsk": path[:, None]})
    assert [line.text for line in tell_future(futures, 0).lines] == ["Minsk: stall", "Minsk: sign"]


def test_moves_are_told_by_what_the_options_mean_and_no_option_is_conjugated():
    means = {"press": "send troops to the border.", "long": "m" * 61}
    actor = ActorInfo("minsk", "", ("press", "no_deal", "long"), means, (), {})
    assert [name_move(actor, o) for o in actor.options] == ["Minsk: send troops to the border", "Minsk: no deal", "Minsk: long"]


def test_events_and_levels_in_words():
    assert name_event(Quantity("oil_cut_off")) == "oil cut off"
    assert name_event(Quantity("oil_cut_off", means="the oil stops.")) == "the oil stops"
    assert [write_level(v) for v in (5.12, 0.0512, 51.2, 5123.0, -0.7, 0.0, 0.996)] == ["5.1", "0.051", "51", "5,120", "-0.70", "0", "1.00"]


@pytest.mark.parametrize("seed", range(5))
def test_medoids_are_the_best_of_all_sets_where_there_are_clusters(seed: int):
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.normal(size=(12 - 3 * k, 3)) + 6 * k for k in range(3)])
    distances = np.linalg.norm(x[:, None] - x[None, :], axis=-1)

    def cost(chosen):  # type: ignore[no-untyped-def]
        return distances[:, list(chosen)].min(axis=1).sum()

    medoids, members = find_medoids(x, 3)
    assert cost(medoids) == pytest.approx(min(cost(some) for some in combinations(range(len(x)), 3)))
    np.testing.assert_array_equal(members, distances[:, medoids].argmin(axis=1))
    assert list(np.bincount(members)) == [12, 9, 6]


def test_words_are_limited_to_a_set_and_not_to_a_range():
    """The answer is common with the first and the last of three words. No range of them in the order of the file says so."""
    rng = np.random.default_rng(3)
    regime, other = rng.integers(0, 3, 6000), rng.normal(size=6000)
    yes = rng.random(6000) < np.where(regime == 1, 0.05, 0.8)
    model = make_model(inputs=("regime", "other"))
    model = replace(model, inputs=(replace(model.inputs[0], states=("dry", "mild", "wet")), model.inputs[1]))
    found = measure_scenarios(model, Draws(6000), ensemble=make_futures(model, outcome=yes, inputs={"regime": regime, "other": other}))
    (box,) = found.boxes
    assert dict(box.words) == {"regime": ("dry", "wet")}
    assert box.conditions() == ["`regime` is dry or wet"]
    assert found.to_dict()["boxes"][0]["limits"] == {"regime": ["dry", "wet"]}
    assert found.table.loc[0, ["low", "high"]].tolist() == ["{dry, wet}", "{dry, wet}"]
    assert box.density.value == pytest.approx(0.8, abs=5 * box.density.error)
    assert box.coverage.value == pytest.approx(2 * 0.8 / (2 * 0.8 + 0.05), abs=5 * box.coverage.error)


def test_rare_endings_have_no_story():
    futures = make_ensemble()
    rare = replace(futures, outcome=np.where(np.arange(len(futures)) < 2, 1, 0).astype(np.int8))
    assert {s.outcome for s in tell_stories(rare)} == {"no"}


def test_nothing_uncertain_says_what_to_add():
    with pytest.raises(QuestionError, match=r"(?s)none of its values is uncertain.*parameters:"):
        measure_scenarios(make_model(), Draws())
