"""Draws taken from other futures: those of one input, of an assumption, or everything drawn once per future."""

from __future__ import annotations

import numpy as np
import pytest
from small_programs import SmallProgram

from lynchpin.engine import simulate
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError


def build() -> Model:
    p = SmallProgram(3)
    j = p.add_assumption("calm", 0.5)
    level = p.add_parameter("level", "uniform", 0, 1, assumption=j, fails=[1, 2])
    drift = p.add_parameter("drift", "normal", 0, 1)
    x = p.add_stock("x", ("normal", 0.0, 1.0), 1.0)
    p.becomes(0, p.graph.make("add", x, level, drift))
    return p.build(p.graph.make("less", p.constant(0.0), p.along("final", p.graph.make("end", data=0))))


def test_one_input_comes_from_another_future_and_all_else_stays():
    model, index, other = build(), np.arange(500, dtype=np.uint32), np.arange(500, 1000, dtype=np.uint32)
    a, b = simulate(model, Draws(seed=1, index=index)), simulate(model, Draws(seed=1, index=other))
    mixed = simulate(model, Draws(seed=1, index=index, redraw={"drift": other}))
    np.testing.assert_array_equal(mixed.inputs["drift"], b.inputs["drift"])
    np.testing.assert_array_equal(mixed.inputs["level"], a.inputs["level"])
    np.testing.assert_array_equal(mixed.assumptions["calm"], a.assumptions["calm"])
    shift = 3 * (b.inputs["drift"] - a.inputs["drift"])
    np.testing.assert_allclose(mixed.stocks["x"][-1], a.stocks["x"][-1] + shift, atol=1e-5)


def test_what_an_assumption_replaces_keeps_its_probability():
    model, index, other = build(), np.arange(500, dtype=np.uint32), np.arange(500, 1000, dtype=np.uint32)
    a, b = simulate(model, Draws(seed=1, index=index)), simulate(model, Draws(seed=1, index=other))
    mixed = simulate(model, Draws(seed=1, index=index, redraw={"calm": other}))
    np.testing.assert_array_equal(mixed.assumptions["calm"], b.assumptions["calm"])
    np.testing.assert_allclose(mixed.inputs["level"] - ~b.assumptions["calm"], a.inputs["level"] - ~a.assumptions["calm"], atol=1e-6)


def test_all_static_draws_at_once_leave_chance_on_the_way():
    model, index, other = build(), np.arange(500, dtype=np.uint32), np.arange(500, 1000, dtype=np.uint32)
    a, b = simulate(model, Draws(seed=1, index=index)), simulate(model, Draws(seed=1, index=other))
    mixed = simulate(model, Draws(seed=1, index=index, redraw={"*": other}))

    def shocks(futures):  # type: ignore[no-untyped-def]
        x = futures.stocks["x"].astype(float)
        return x[1:] - x[:-1] - futures.inputs["level"] - futures.inputs["drift"]

    np.testing.assert_array_equal(mixed.inputs["x"], b.inputs["x"])
    np.testing.assert_allclose(shocks(mixed), shocks(a), atol=1e-5)
    with pytest.raises(ArgumentError, match="did you mean `drift`"):
        simulate(model, Draws(seed=1, index=index, redraw={"drfit": other}))
