"""`files/values.yaml`, from the format page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from parts_time import Clock, Paths, Period, Translation
from parts_values import Array, Choice, Draws, Truncated, beta, fixed, interval, lognormal, normal, pert, triangular, uniform
from scipy import stats


class Values(Translation):
    clock = Clock(2024, 1, 1, 4)
    correlations = (
        ("bell", "skewed", 0.7), ("share", "flat", -0.5), ("peak", "level", 0.6), ("drift", "level.shock", 0.4),
        ("level.shock", "other.shock", -0.8),
    )  # fmt: skip
    shocks = {"level": normal(0, 0.5), "other": uniform(-1, 1)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {
            "fixed": fixed(3),
            "positive": interval(2, 9),
            "signed": interval(-1, 4),
            "bell": normal(1, 0.5),
            "skewed": lognormal(2, 1.5),
            "flat": uniform(-2, 1),
            "peak": triangular(0, 1, 4),
            "smooth_peak": pert(0, 1, 4),
            "share": beta(2, 5),
            "wide_share": beta(0.5, 0.5, 10, 20),
            "cut_bell": Truncated(stats.norm(0, 1), 0.5, float("inf")),
            "cut_range": Truncated(lognormal(2, 1.5), 1, 3),
            "few": Choice({1: 0.3, 2: 0.6, 7: 0.1}),
        }
        starts = {"level": uniform(0, 1), "other": fixed(1), "drift": normal(0, 1)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {k: draws.draw(k, v) for k, v in starts.items()}

    def compute(self, now: Period) -> SimpleNamespace:
        return SimpleNamespace(
            everything=now.fixed + now.positive + now.signed + now.skewed + now.flat + now.peak + now.smooth_peak + now.share + now.wide_share
            + now.cut_bell + now.cut_range + now.few,
            following={"level": now.level + 0.1 * now.bell, "other": now.other, "drift": 0.5 * now.drift},
        )  # fmt: skip

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        level, other, drift = (paths.stocks[name][-1] for name in ("level", "other", "drift"))
        return {"high": paths.quantities["everything"][-1] > 38, "drifted": level * other > 1 + drift, "low": True}, {}
