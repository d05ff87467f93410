"""A single source for the controller chip: how the shipped file must behave, tested with paired futures."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

import lynchpin as lp
from lynchpin.engine.results.futures import Futures
from lynchpin.language import count_constants
from lynchpin.language.records import Assessment

NAME = "single-source"
FUTURES = 1_024
SAME = {"customers_wait": True}
"""An assumption that every run sets, so that all of them share one compiled program."""


@cache
def assessment() -> Assessment:
    return lp.load(NAME)


@cache
def draw(policy: str | None = None, assume: tuple[tuple[str, bool], ...] = (), inputs: tuple[tuple[str, float], ...] = ()) -> Futures:
    return lp.simulate(assessment(), FUTURES, seed=1, assume={**SAME, **dict(assume)}, inputs={"price": 5.0, **dict(inputs)}, policy=policy)


def cost(futures: Futures) -> NDArray[np.float64]:
    """Return [futures], the cost until the end in thousand USD."""
    return futures.auxiliaries["total_cost"][-1]


def assert_more(after: NDArray[np.float64], before: NDArray[np.float64]) -> None:
    """Check that the mean paired difference is above zero by two standard errors."""
    difference = after - before
    assert difference.mean() > 2 * difference.std() / np.sqrt(difference.size)


def test_it_is_short_and_every_constant_has_a_name() -> None:
    assert 60 <= len(assessment().text.splitlines()) <= 120
    assert count_constants(assessment()).unnamed == 0


def test_chips_are_conserved() -> None:
    """What is delivered and not built in lies in stock: the needs of three years less the shortfall were used."""
    futures = draw()
    assert (futures.stocks["chips"] >= 0).all()
    assert (np.diff(futures.stocks["missing"], axis=0) >= 0).all()
    assert (futures.stocks["missing"][-1] <= 36).all()


def test_a_plant_that_never_stops_costs_only_its_stock() -> None:
    futures = draw(inputs=(("frequency", 0.0),))
    assert not futures.answer("any_stop").any()
    years, value = 3.0, 7.0 * 5.0
    holding = futures.inputs["holding"] * 12
    # The check of the stock finds half of it missing in some futures.
    kept = np.where(futures.assumptions["stock_is_kept"], 1.0, 0.5)
    assert np.allclose(cost(futures), years * value * holding * kept, rtol=0.02)


def test_three_months_of_stock_pay_and_a_second_source_does_not() -> None:
    nothing, stock, second = draw(), draw("stock"), draw("second_source")
    assert_more(cost(nothing), cost(stock))
    assert_more(cost(second), cost(nothing))
    assert stock.answer("long_stop").mean() < nothing.answer("long_stop").mean() / 2


def test_six_months_pay_if_repairs_take_twice_as_long() -> None:
    slow = (("repairs_as_before", False),)
    assert_more(cost(draw("stock", slow)), cost(draw("large_stock", slow)))


def test_a_second_source_that_fails_with_the_first_prevents_less() -> None:
    apart, together = (draw("second_source", (("sources_are_apart", holds),)) for holds in (True, False))
    assert_more(together.stocks["missing"][-1], apart.stocks["missing"][-1])
