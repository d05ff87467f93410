"""Diagnostics: shares from sums, and words that name what calls for caution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_programs import SmallProgram

from lynchpin.engine import Futures, simulate
from lynchpin.engine.diagnostics import find_diagnostics
from lynchpin.engine.summary import summarise_futures


@pytest.fixture(scope="module")
def futures() -> Futures:
    """Two actors: one who cares and one who does not."""
    small = SmallProgram(2)
    small.becomes(0, small.add_stock("wealth", ("normal", 1.0, 1.0), 0.5))
    small.add_actor("eager", ("work", "stop"), [(small.option(0, 1), 1.0)], 4.0)
    small.add_actor("idle", ("left", "right"), [(small.option(1, 1), 0.01)], 1.0)
    return simulate(small.build(small.along("final", small.option(0, 1))), 2_000)


def test_an_actor_that_hardly_chooses_is_named(futures: Futures) -> None:
    found = find_diagnostics(futures)
    assert found.actors["eager"].largest_probability == pytest.approx(1 / (1 + np.exp(-4)), abs=1e-4)
    assert found.actors["eager"].near_uniform == 0
    assert found.actors["idle"].near_uniform == 1
    assert [w for w in found.warnings if "hardly" in w] == [
        "`idle` hardly chooses: in all of its decisions every option is about as likely as any other. "
        "Its rationality or its weights may be too small."
    ]
    assert found.to_dict()["actors"]["idle"]["hardly_chooses"] is True


def test_shares_come_from_the_sums(futures: Futures) -> None:
    health = replace(futures.health, games=1000.0, residual_large=2.0, residual_max=0.03, unproven=250.0, clipped=np.array([400.0]))
    status = np.zeros(2_000, np.uint8)
    status[:3] = 1
    found = find_diagnostics(replace(futures, health=health, status=status))
    assert (found.residual_large, found.continued, found.clipped["wealth"], found.not_finite) == (0.002, 0.25, 0.1, 0.0015)
    words = str(found)
    assert "0.2% of the games did not reach their equilibrium to 0.0001 (the largest residual is 0.03)." in words
    assert "0.15% of the futures left the finite numbers" in words
    assert "`wealth` meets its bounds in 10% of the periods." in words


def test_futures_and_their_summary_say_the_same(futures: Futures) -> None:
    assert find_diagnostics(summarise_futures(futures)) == find_diagnostics(futures)
