"""Summaries: parts add up to the whole, and quantiles from bins agree with exact ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import reduce

import numpy as np
import pytest
from small_programs import SmallProgram

from lynchpin.engine import Futures, Model, simulate, stream
from lynchpin.engine.order import Draws
from lynchpin.engine.results.futures import Health
from lynchpin.engine.results.spread import QUANTILES, Spread
from lynchpin.engine.results.summary import Summary, add_summaries, summarise_futures, summarise_stream
from lynchpin.statistics.controls import ControlSums

FUTURES = 40_000


@pytest.fixture(scope="module")
def model() -> Model:
    """A random walk with a lower bound of zero, an event and an actor."""
    small = SmallProgram(3)
    chance = small.add_parameter("chance", "uniform", 0.1, 0.5)
    small.add_assumption("calm", 0.7)
    wealth = small.add_stock("wealth", ("normal", 1.0, 1.0), 0.5)
    small.becomes(0, small.graph.make("max", wealth, small.constant(0.0)))
    strike = small.add_event("strike", chance)
    small.add_actor("union", ("work", "stop"), [(small.option(0, 1), 0.4)], 2.0)
    return small.build(small.along("ever", strike))


@pytest.fixture(scope="module")
def futures(model: Model) -> Futures:
    return simulate(model, Draws(FUTURES, seed=3))


def test_the_sums_are_those_of_the_futures(futures: Futures) -> None:
    summary = summarise_futures(futures)
    wealth = futures.stocks["wealth"].astype(np.float64)
    spread = summary.stocks["wealth"]
    np.testing.assert_allclose(spread.mean, wealth.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(spread.sd, wealth.std(axis=1), rtol=1e-10)
    np.testing.assert_allclose(spread.quantiles, np.quantile(wealth, QUANTILES, axis=1), rtol=1e-12)
    np.testing.assert_array_equal(summary.fired["strike"], futures.events["strike"].sum(axis=1))
    np.testing.assert_array_equal(summary.fired_by["strike"], np.logical_or.accumulate(futures.events["strike"]).sum(axis=1))
    np.testing.assert_array_equal(summary.options["union"][:, 1], (futures.options["union"] == 1).sum(axis=1))
    np.testing.assert_array_equal(summary.standing[:, 0], summary.fired_by["strike"])
    np.testing.assert_array_equal(summary.standing[-1], summary.outcomes)
    np.testing.assert_array_equal(summary.standing.sum(axis=1), FUTURES)
    assert summary.held["calm"] == futures.assumptions["calm"].sum()
    probability, error = summary.answer()
    assert probability == futures.answer().mean()
    assert error == pytest.approx(np.sqrt(probability * (1 - probability) / FUTURES))


def assert_equal(a: object, b: object) -> None:
    """The same numbers, bit for bit."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        assert a.keys() == b.keys()
        for name in a:
            assert_equal(a[name], b[name])
    elif isinstance(a, tuple) and isinstance(b, tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_equal(x, y)
    elif isinstance(a, Spread | Health | ControlSums):
        assert_equal({f.name: getattr(a, f.name) for f in fields(a)}, {f.name: getattr(b, f.name) for f in fields(a)})
    else:
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("chunk", [1_024, 9_999])
def test_a_stream_has_the_summary_of_the_run_in_one_piece(model: Model, futures: Futures, chunk: int) -> None:
    whole, joined = summarise_futures(futures), summarise_stream(stream(model, Draws(FUTURES, seed=3), chunk=chunk))
    for field in fields(Summary):
        if field.name != "model":
            assert_equal(getattr(whole, field.name), getattr(joined, field.name))


def test_arrays_of_futures_are_read_only(futures: Futures) -> None:
    for values in (futures.index, futures.outcome, futures.status, futures.standing, futures.stocks["wealth"], futures.inputs["chance"]):
        assert values is not None
        with pytest.raises(ValueError, match="read-only"):
            values[..., 0] = 0
    assert futures.stocks["wealth"].copy().flags.writeable


@pytest.mark.parametrize("chunk", [1_024, 9_999, 65_536])
def test_parts_add_up_to_the_whole(model: Model, futures: Futures, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that does not fit in memory."""
    monkeypatch.setattr("lynchpin.engine.results.summary.fit_in_memory", lambda model, futures: futures < 3_000)
    whole, joined = summarise_futures(futures), summarise_stream(stream(model, Draws(FUTURES, seed=3), chunk=chunk))
    assert joined.futures == FUTURES
    np.testing.assert_array_equal(joined.outcomes, whole.outcomes)
    np.testing.assert_array_equal(joined.standing, whole.standing)
    np.testing.assert_array_equal(joined.options["union"], whole.options["union"])
    np.testing.assert_array_equal(joined.health.decisions, whole.health.decisions)
    np.testing.assert_allclose(joined.stocks["wealth"].mean, whole.stocks["wealth"].mean, rtol=1e-12)
    np.testing.assert_allclose(joined.stocks["wealth"].sd, whole.stocks["wealth"].sd, rtol=1e-12)
    # The Monte Carlo error of the 95% quantile is sqrt(0.05 * 0.95 / 40,000) / 0.09 = 0.012: bins add at most a third of it.
    np.testing.assert_allclose(joined.stocks["wealth"].quantiles, whole.stocks["wealth"].quantiles, atol=4e-3)


def test_a_value_that_many_futures_share_is_found_exactly(model: Model) -> None:
    shares = np.zeros((1, 5_000), np.float64)
    shares[:, 2_000:] = np.random.default_rng(0).normal(5, 1, 3_000)
    parts = [_with_wealth(model, np.roll(shares, k * 100, axis=1)) for k in range(2)]
    joined = add_summaries(first := summarise_futures(parts[0]), summarise_futures(parts[1], like=first))
    low, lower, middle, *_ = joined.stocks["wealth"].quantiles[:, 0]
    assert low == pytest.approx(0, abs=1e-30)
    assert lower == pytest.approx(0, abs=1e-30)
    assert middle == pytest.approx(np.median(shares), abs=0.01)


def test_futures_that_left_the_finite_numbers_are_counted_and_kept_out_of_the_moments(model: Model) -> None:
    wealth = np.array([[1.0, 2.0, np.nan, 3.0, np.inf]], np.float64)
    futures = replace(_with_wealth(model, wealth), status=np.array([0, 0, 1, 0, 1], np.uint8))
    summary = summarise_futures(futures)
    assert summary.unsound == 2
    assert summary.stocks["wealth"].mean[0] == 2.0
    assert summary.stocks["wealth"].quantiles[2, 0] == 2.0
    nothing = summarise_futures(_with_wealth(model, np.full((1, 5), np.nan, np.float64)), like=summary)
    joined = add_summaries(summary, nothing)
    assert joined.stocks["wealth"].mean[0] == 2.0
    assert np.isnan(nothing.stocks["wealth"].quantiles).all()


def test_order_of_the_parts_does_not_matter(model: Model) -> None:
    parts: list[Summary] = []
    for chunk in stream(model, Draws(6_000, seed=3), chunk=1_000):
        parts.append(summarise_futures(chunk, like=parts[0] if parts else None))
    forward, backward = reduce(add_summaries, parts), reduce(add_summaries, parts[::-1])
    np.testing.assert_allclose(forward.stocks["wealth"].squares, backward.stocks["wealth"].squares, rtol=1e-12)
    np.testing.assert_array_equal(forward.stocks["wealth"].quantiles, backward.stocks["wealth"].quantiles)


def test_summaries_of_different_bins_or_models_are_refused(model: Model) -> None:
    rng = np.random.default_rng(6)
    parts = [summarise_futures(_with_wealth(model, rng.normal(size=(1, 50)).astype(np.float64))) for _ in range(2)]
    with pytest.raises(ValueError, match="bins"):
        add_summaries(*parts)
    other = SmallProgram(2)
    other.becomes(0, other.add_stock("wealth", ("normal", 0.0, 1.0), None))
    different = other.build(other.along("ever", other.constant(0.0)))
    with pytest.raises(ValueError, match="models"):
        add_summaries(parts[0], summarise_futures(simulate(different, Draws(50))))


def _with_wealth(model: Model, wealth: np.ndarray) -> Futures:
    """Return futures in which only the stock matters; `wealth` is [T, N]."""
    futures = simulate(model, Draws(wealth.shape[1], seed=1))
    events = {name: fired[: len(wealth)] for name, fired in futures.events.items()}
    return replace(futures, stocks={"wealth": wealth}, events=events)
