"""Forecasts from futures made by hand and from streams, and the reducible share against a nested closed form."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from by_hand import make_futures, make_health, make_model, spread_over_seeds

from lynchpin.engine.model import Forecast
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.summary import summarise_futures
from lynchpin.errors import ArgumentError
from lynchpin.questions.forecast.question import ForecastFinding, measure_forecast
from lynchpin.questions.shared.reducible import estimate_reducible
from lynchpin.statistics.estimates import Estimate

STATED = Forecast("gas", "Gas stops", "Doe", 0.2, 0.2, 0.2, "", "2025", None, 0.1, 0)


@pytest.fixture
def futures() -> Futures:
    """Six futures over two periods."""
    model = make_model(
        periods=2, outcomes=("war", "peace", "stall"), answers={"bad": ("war", "stall"), "war": ("war",)}, stocks=["debt"],
        events=["vote"], actors={"state": ("pay", "delay")}, factions={"state": ("hawks", "doves")}, assumptions={"calm": 0.5},
        forecasts=[STATED],
    )  # fmt: skip
    chosen = np.array([[0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]], np.uint8)
    return make_futures(
        model,
        outcome=["war", "war", "peace", "peace", "peace", "stall"],
        standing=np.array([[1, 0, 1, 1, 1, 2], [0, 0, 1, 1, 1, 2]], np.int8),
        stocks={"debt": np.array([[1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 6]], np.float32)},
        events={"vote": np.array([[1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 1]], bool)},
        options={"state": chosen},
        favourites={"state": {"hawks": np.zeros_like(chosen), "doves": chosen}},
        assumptions={"calm": np.array([1, 1, 1, 0, 0, 0], bool)},
        forecasts={"gas": np.array([1, 0, 0, 0, 0, 0], np.float32)},
    )


def test_every_share_of_six_futures(futures: Futures) -> None:
    found = json.loads(json.dumps(measure_forecast(futures).to_dict(), allow_nan=False))
    assert found["answers"]["bad"]["probability"] == pytest.approx(0.5)
    assert found["answers"]["bad"]["standard_error"] == pytest.approx(math.sqrt(0.25 / 6))
    assert [o["name"] for o in found["outcomes"]] == ["war", "peace", "stall"]
    assert [o["probability"] for o in found["outcomes"]] == pytest.approx([1 / 3, 1 / 2, 1 / 6])
    assert found["outcomes_by_period"] == {
        "war": pytest.approx([1 / 6, 1 / 3]), "peace": pytest.approx([2 / 3, 1 / 2]), "stall": pytest.approx([1 / 6, 1 / 6]),
    }  # fmt: skip
    assert found["periods"] == ["2025-Q1", "2025-Q2"]
    debt = found["stocks"]["debt"]
    assert (debt["unit"], debt["mean"], debt["p50"]) == ("USD", [3.5, 1.0], [3.5, 0.0])
    assert debt["sd"] == pytest.approx([np.std([1, 2, 3, 4, 5, 6]), np.std([0, 0, 0, 0, 0, 6])])
    assert debt["p25"][0] == pytest.approx(2.25)
    assert found["events"]["vote"] == {"rate": pytest.approx([1 / 6, 1 / 2]), "by": pytest.approx([1 / 6, 1 / 2])}
    assert found["options"]["state"] == {"pay": pytest.approx([1 / 2, 1 / 3]), "delay": pytest.approx([1 / 2, 2 / 3])}
    assert found["factions"]["state"]["hawks"] == {"overall": pytest.approx(5 / 12), "share": pytest.approx([1 / 2, 1 / 3])}
    assert found["factions"]["state"]["doves"]["overall"] == pytest.approx(1)
    assert found["assumptions"]["calm"]["held"] == 0.5
    assert found["forecasts"][0]["model"] == pytest.approx(1 / 6)
    assert found["forecasts"][0]["base_rate"] == 0.1
    assert found["clipped"] == {"debt": 0}
    assert found["file_sha256"] == "0" * 64


def test_words(futures: Futures) -> None:
    assert str(measure_forecast(futures, answer="war")) == (
        "Probability of “war”: 30% (standard error 20 points, 6 futures), unlikely or less. "
        "The most probable outcome is “peace” (50%), followed by “war” (30%) and “stall” (20%)."
    )


def test_table(futures: Futures) -> None:
    table = measure_forecast(futures).table
    assert list(table["name"]) == ["bad", "war", "war", "peace", "stall"]
    assert list(table.columns) == ["kind", "name", "probability", "standard_error"]


def test_unknown_answer(futures: Futures) -> None:
    with pytest.raises(ArgumentError, match="no answer called `good`"):
        measure_forecast(futures, answer="good")


def test_what_never_happened_keeps_an_error() -> None:
    found = measure_forecast(make_futures(outcome=np.zeros(499, bool)))
    assert found.answers["answer"] == Estimate(0.0, 1 / 500)
    assert "under 0.6% (499 futures)" in str(found)


def _random(rng: np.random.Generator, futures: int, first: int = 0) -> Futures:
    debt = rng.normal(size=(2, futures)).astype(np.float32)
    index = np.arange(first, first + futures, dtype=np.uint32)
    return make_futures(outcome=debt[1] > 1, stocks={"debt": debt}, events={"vote": debt > 0.5}, ancestors=index)


def test_a_stream_says_the_same_as_one_run(rng: np.random.Generator) -> None:
    whole = _random(rng, 3000)
    model = whole.model
    chunks = [
        make_futures(
            model, outcome=whole.outcome[s], stocks={"debt": whole.stocks["debt"][:, s]}, events={"vote": whole.events["vote"][:, s]}
        )
        for s in (slice(0, 1000), slice(1000, 1700), slice(1700, 3000))
    ]
    one, many = measure_forecast(whole).to_dict(), measure_forecast(iter(chunks)).to_dict()
    assert one["answers"] == many["answers"]
    assert one["events"] == many["events"]
    for key in ("mean", "sd"):
        assert many["stocks"]["debt"][key] == pytest.approx(one["stocks"]["debt"][key], abs=1e-6)
    for key in ("mean", "sd"):
        error = [d["standard_errors"]["stocks"]["debt"][key] for d in (one, many)]
        assert error[1] == pytest.approx(error[0], rel=1e-5)
    for key in ("p05", "p50", "p95"):
        assert many["stocks"]["debt"][key] == pytest.approx(one["stocks"]["debt"][key], abs=0.03)
    assert measure_forecast(summarise_futures(whole)).to_dict() == one


def test_errors_over_seeds() -> None:
    def answer(seed: int) -> Estimate:
        rng = np.random.default_rng(seed)
        return measure_forecast(make_futures(outcome=rng.random(800) < 0.3)).answers["answer"]

    assert spread_over_seeds(answer) == pytest.approx(1, abs=0.15)


def _told(seed: int, related: bool) -> dict[str, tuple[float, float]]:
    """Values [value, error] of results over two periods of 2,000 futures, independent or with common ancestors."""
    rng = np.random.default_rng(seed)
    n = 2000
    lineage = rng.permutation(np.repeat(np.arange(n), rng.integers(1, 7, n))[:n]) if related else np.arange(n)
    value = rng.exponential(size=n)[lineage] + 0.2 * rng.exponential(size=n)
    model = make_model(
        periods=2, stocks=["debt"], events=["vote"], actors={"state": ("wait", "pay")}, factions={"state": ("hawks",)},
        assumptions={"calm": 0.5}, forecasts=[STATED],
    )  # fmt: skip
    both = np.stack([value, value])
    futures = make_futures(
        model, outcome=value > 2, index=lineage.astype(np.uint32), stocks={"debt": both}, events={"vote": both > 1.5},
        options={"state": (both < 0.5).astype(np.uint8)}, favourites={"state": {"hawks": (both < [[0.7], [1.5]]).astype(np.uint8)}},
        assumptions={"calm": value < 1}, forecasts={"gas": value < 0.6},
    )  # fmt: skip
    found = measure_forecast(futures).to_dict()
    error = found["standard_errors"]
    pairs = {"answer": (found["answers"]["answer"]["probability"], found["answers"]["answer"]["standard_error"])}
    pairs |= {k: (found["stocks"]["debt"][k][0], error["stocks"]["debt"][k][0]) for k in ("mean", "sd", "p05", "p25", "p50", "p95")}
    pairs["rate"] = (found["events"]["vote"]["rate"][0], error["events"]["vote"]["rate"][0])
    of, errors = found["factions"]["state"]["hawks"], error["factions"]["state"]["hawks"]
    pairs |= {"faction": (of["share"][1], errors["share"][1]), "faction overall": (of["overall"], errors["overall"])}
    pairs["assumption"] = tuple(found["assumptions"]["calm"].values())
    pairs["forecast"] = (found["forecasts"][0]["model"], found["forecasts"][0]["model_standard_error"])
    pairs["option"] = (found["options"]["state"]["pay"][0], error["options"]["state"]["pay"][0])
    return pairs


@pytest.mark.parametrize("related", [False, True])
def test_errors_of_all_that_is_told_by_period(related: bool) -> None:
    found = [_told(seed, related) for seed in range(200)]
    for name in found[0]:
        assert spread_over_seeds(lambda seed, name=name: found[seed][name]) == pytest.approx(1, abs=0.15), name


def _nested(seed: int, outer: int = 2000, inner: int = 4) -> np.ndarray:
    """P(yes | theta) = theta with theta ~ Beta(a, b): the reducible share is 1 / (a + b + 1)."""
    rng = np.random.default_rng(seed)
    return rng.random((outer, inner)) < rng.beta(1.0, 2.0, outer)[:, None]


@pytest.mark.parametrize("inner", [2, 4, 8])
def test_reducible_share_of_a_beta_binomial(inner: int) -> None:
    found = estimate_reducible(_nested(1, 40_000, inner))
    assert abs(found.value - 0.25) < 4 * found.error
    assert found.error < 0.01


def test_reducible_share_has_no_bias_and_the_stated_error() -> None:
    found = np.array([estimate_reducible(_nested(seed, 500)) for seed in range(200)])
    assert found[:, 0].mean() == pytest.approx(0.25, abs=4 * found[:, 1].mean() / math.sqrt(200))
    assert spread_over_seeds(lambda seed: estimate_reducible(_nested(seed, 500))) == pytest.approx(1, abs=0.15)


def test_reducible_share_where_outer_draws_share_ancestors() -> None:
    def estimate(seed: int) -> Estimate:
        rng = np.random.default_rng(seed)
        lineage = rng.permutation(np.repeat(np.arange(1500), rng.integers(1, 7, 1500))[:1500])
        return estimate_reducible(rng.random((1500, 2)) < rng.beta(1.0, 2.0, 1500)[lineage, None], lineage=lineage)

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_reducible_at_its_ends() -> None:
    known = np.repeat(np.random.default_rng(0).random(3000) < 0.3, 4).reshape(-1, 4)
    assert estimate_reducible(known).value == pytest.approx(1)
    assert math.isnan(estimate_reducible(np.zeros((50, 4))).value)
    chance = estimate_reducible(np.random.default_rng(0).random((3000, 4)) < 0.3)
    assert abs(chance.value) < 4 * chance.error


@pytest.fixture
def troubled() -> ForecastFinding:
    model = make_model(periods=2, stocks=["debt"], actors={"state": ("pay", "delay"), "union": ("go", "stay")})
    status = np.zeros(100)
    status[:3] = 1
    health = make_health(
        model, games=200.0, residual_large=10.0, residual_max=0.02, unproven=50.0, clipped=np.array([30.0]), coarse=np.array([20.0]),
        ratio=np.array([3.0]),
        decisions=np.array([200.0, 200.0]), largest=np.array([106.0, 190.0]), uniform=np.array([180.0, 0.0]),
    )  # fmt: skip
    outcome = np.r_[np.full(50, 1), np.full(48, 0), np.full(2, -1)]
    return measure_forecast(make_futures(model, outcome=outcome, status=status, health=health))


def test_diagnostics_in_numbers(troubled: ForecastFinding) -> None:
    found = troubled.to_dict()
    assert found["clipped"] == {"debt": 0.15}
    reported = found["diagnostics"]
    assert (reported["residual_large"], reported["unproven"], reported["unsound"]) == (0.05, 0.25, 3)
    assert reported["unmatched"]["probability"] == pytest.approx(2 / 97)
    assert reported["actors"]["state"] == {"decisions": 2.0, "largest": pytest.approx(0.53), "uniform": 0.9}
    assert reported["hardly_choose"] == ["state"]
    assert (reported["coarse"], reported["largest_flow"], reported["within"]) == ({"debt": 0.1}, {"debt": 3.0}, 1)


def test_diagnostics_in_words(troubled: ForecastFinding) -> None:
    words = " ".join(troubled.to_dict()["diagnostics"]["words"])
    assert "match no outcome" in words
    assert "In 5% of games the equilibrium has an error" in words
    assert "“debt” (15%)" in words
    assert "“state” mixes its 2 options nearly evenly in 90% of its decisions" in words
    assert "“union”" not in words


def test_reducible_is_told(futures: Futures) -> None:
    found = measure_forecast(futures, reducible=Estimate(0.412, 0.02))
    assert found.to_dict()["reducible"] == {"share": 0.412, "standard_error": 0.02}
    assert "would remove 41% of the variance" in str(found)
    assert measure_forecast(futures).to_dict()["reducible"] is None
