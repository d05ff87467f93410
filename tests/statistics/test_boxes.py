"""PRIM against planted boxes and against the EMA workbench."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from lynchpin.statistics.boxes import Box, find_boxes


def columns_of(x: np.ndarray) -> dict[str, np.ndarray]:
    return {f"x{k}": x[:, k] for k in range(x.shape[1])}


def limits_of(box: Box) -> dict[str, tuple[float, float]]:
    return {name: (max(low, 0.0), min(high, 1.0)) for name, (low, high) in box.limits.items()}


def test_a_planted_box_is_found(rng):
    x = rng.random((20_000, 8))
    interest = (x[:, 1] > 0.3) & (x[:, 1] < 0.6) & (x[:, 4] > 0.7)
    (box,) = find_boxes(columns_of(x), interest)
    assert set(box.limits) == {"x1", "x4"}
    assert limits_of(box)["x1"] == pytest.approx((0.3, 0.6), abs=0.02)
    assert limits_of(box)["x4"] == pytest.approx((0.7, 1.0), abs=0.02)
    assert box.p_values["x4"][0] < 1e-6
    assert np.isnan(box.p_values["x4"][1])
    last = box.trajectory[box.chosen]
    assert last.coverage > 0.95
    assert last.density > 0.95


def test_two_planted_boxes_are_found(rng):
    x = rng.random((30_000, 6))
    one = (x[:, 0] < 0.35) & (x[:, 1] < 0.35)
    two = (x[:, 0] > 0.7) & (x[:, 2] > 0.65)
    boxes = find_boxes(columns_of(x), one | two)
    assert len(boxes) == 2
    found = sorted((limits_of(b) for b in boxes), key=lambda b: b["x0"][0])
    assert found[0]["x0"] == pytest.approx((0, 0.35), abs=0.03)
    assert found[0]["x1"] == pytest.approx((0, 0.35), abs=0.03)
    assert found[1]["x0"] == pytest.approx((0.7, 1), abs=0.03)
    assert found[1]["x2"] == pytest.approx((0.65, 1), abs=0.03)


def test_a_box_in_noise_and_a_failed_assumption(rng):
    n = 20_000
    x = rng.random((n, 5))
    holds = rng.random(n) < 0.8
    interest = rng.random(n) < np.where(~holds & (x[:, 2] > 0.6), 0.6, 0.05)
    box = find_boxes({**columns_of(x), "calm": holds}, interest)[0]
    assert set(box.limits) == {"calm", "x2"}
    assert box.limits["calm"] == (-np.inf, 0.5)
    assert box.limits["x2"][0] == pytest.approx(0.6, abs=0.04)


def test_no_box_in_pure_noise(rng):
    x = rng.random((10_000, 10))
    boxes = find_boxes(columns_of(x), rng.random(10_000) < 0.3)
    # Searching among many limits finds some by chance; none is informative.
    assert all(b.trajectory[b.chosen].density < 0.4 for b in boxes)
    assert find_boxes(columns_of(x), np.zeros(10_000, bool)) == ()
    assert find_boxes(columns_of(x), np.ones(10_000, bool)) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_same_box_as_the_ema_workbench(seed: int):
    """Peeling the same arrays leads to the same box, within 0.03 for each limit."""
    pd = pytest.importorskip("pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        prim = pytest.importorskip("ema_workbench.analysis.prim")
        rng = np.random.default_rng(seed)
        x = rng.random((5000, 5))
        interest = (x[:, 0] > 0.2) & (x[:, 0] < 0.7) & (x[:, 3] < 0.5)
        frame = pd.DataFrame(x, columns=[f"x{k}" for k in range(5)])
        theirs = prim.Prim(frame, interest, threshold=0.8, peel_alpha=0.05, mass_min=0.05).find_box()
        steps = theirs.peeling_trajectory
        # The same point of the trajectory: where their box also distinguishes the cases best.
        clarity = (steps["coverage"] - steps["mass"]) / np.sqrt(steps["mass"] * (1 - steps["mass"])).replace(0, np.inf)
        expected = theirs.box_lims[int(clarity.idxmax())]
    (box,) = find_boxes(columns_of(x), interest, most=1)
    ours = limits_of(box)
    for name in frame.columns:
        low, high = (float(v) for v in expected[name])
        assert ours.get(name, (0.0, 1.0)) == pytest.approx((low, high), abs=0.03), name
