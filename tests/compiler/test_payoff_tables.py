"""Payoff tables: the entry of each profile, and the same game written with terms."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

from lynchpin.engine import Futures
from lynchpin.engine.choice.projection import along_axis
from lynchpin.engine.graph.operations import look_up

Draw = Callable[..., Futures]
N = 4096


@pytest.mark.parametrize("counts", [(2,), (2, 3), (3, 2, 2)])
def test_every_profile_has_its_own_entry(counts: tuple[int, ...]) -> None:
    """In a projection each actor has an axis of its own, before that of the futures."""
    size, axes = int(np.prod(counts)), len(counts)
    entries = [jnp.float32(k) if k % 2 else jnp.full(5, k, jnp.float32) for k in range(size)]
    chosen = [one for axis, count in enumerate(counts) for one in along_axis(count, axis, axes)]
    found = look_up([*chosen, *entries], counts)
    np.testing.assert_array_equal(found, np.broadcast_to(np.arange(size).reshape(*counts, 1), (*counts, 5)))


def test_an_option_that_is_not_chosen_is_ignored_even_if_its_payoff_is_not_finite() -> None:
    chosen = [jnp.asarray([1.0, 0.0]), jnp.asarray([0.0, 1.0])]
    found = look_up([*chosen, jnp.asarray([2.0, jnp.nan]), jnp.asarray([jnp.inf, 3.0])], (2,))
    np.testing.assert_array_equal(found, [2.0, 3.0])


ACTORS = """
reasoning: adaptive
clock: {start: 2025, end: 2026}
stocks:
  tension: {starts: 0.5, changes: 0.2 * hit, judgement: t}
actors:
  east:
    options: {strike: {hit: 1}, stay: {hit: 0}}
    horizon: 2
    judgement: t
EAST
  north:
    options: {trade: {}, close: {}, threaten: {}}
    judgement: t
NORTH
  west:
    options: {arm: {}, rest: {}}
    judgement: t
    factions:
      army: {influence: 2, WEST}
      trade: {influence: 1, values: {north == trade: 1}}
"""
TABLES = {
    "EAST": """
    values: {-tension: 0.5}
    payoffs:
      strike: {arm: {trade: -1, close: 0.5, threaten: tension}, rest: {trade: 2, close: 3 * tension, threaten: 0}}
      stay: {arm: {trade: 1, close: 0, threaten: -0.5}, rest: {trade: 0.5, close: 0, threaten: 1}}
    against: [west, north]""",
    "NORTH": """
    payoffs: {trade: 1, close: 0.2, threaten: 0.4}
    against: []""",
    "WEST": "payoffs: {arm: {strike: 1, stay: -1}, rest: {strike: -2, stay: 0.5}}, against: [east]",
}
TERMS = {
    "EAST": """
    values:
      -tension: 0.5
      (east == strike) * (west == arm) * (-(north == trade) + 0.5 * (north == close) + tension * (north == threaten)): 1
      (east == strike) * (west == rest) * (2 * (north == trade) + 3 * tension * (north == close)): 1
      (east == stay) * (west == arm) * ((north == trade) - 0.5 * (north == threaten)): 1
      (east == stay) * (west == rest) * (0.5 * (north == trade) + (north == threaten)): 1""",
    "NORTH": """
    values: {north == trade: 1, north == close: 0.2, north == threaten: 0.4}""",
    "WEST": "values: {(west == arm) * (2 * (east == strike) - 1): 1, (west == rest) * (0.5 - 2.5 * (east == strike)): 1}",
}


def test_a_table_means_the_same_as_terms_for_each_profile(draw: Draw) -> None:
    """With the same random numbers, options differ only where a probability is within rounding of one of them."""
    found = []
    for parts in (TABLES, TERMS):
        text = ACTORS
        for name, part in parts.items():
            text = text.replace(name, part.lstrip("\n"))
        found.append(draw(text, N))
    for actor in ("east", "north", "west"):
        assert np.mean(found[0].options[actor] != found[1].options[actor]) < 1e-3
    assert (found[0].favourites["west"]["army"] == found[1].favourites["west"]["army"]).mean() > 0.999
    assert 0.2 < np.mean(found[0].options["east"][1]) < 0.8
