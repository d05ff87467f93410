"""`files/paths.yaml`, from the format page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from parts_time import Clock, Paths, Period, Translation
from parts_values import Array, Draws, normal
from scipy.special import expit


class WholePaths(Translation):
    clock = Clock(2023, 4, 3, 8)
    shocks = {"level": normal(0, 0.5)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        return {}, {"level": draws.draw("level", normal(0.5, 0.5))}

    def compute(self, now: Period) -> SimpleNamespace:
        now.fire("flash", 0.2 * expit(now.level))
        now.fire("again", now.t in (1, 4))
        return SimpleNamespace(twice=2 * now.level, deep=now.level < -1, following={"level": 0.8 * now.level})

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        level, twice, deep, flash = paths.stocks["level"], paths.quantities["twice"], paths.quantities["deep"], paths.quantities["flash"]
        outcomes = {
            "steady": (level > -0.5).all(axis=0) & (twice[3] < 1),
            "spiky": (twice.max(axis=0) > 3) & (level.min(axis=0) > -1),
            "busy": (flash.sum(axis=0) >= 2) & flash[:6].any(axis=0),
            "heavy": (level.mean(axis=0) > 0.3) | (twice.sum(axis=0) < -8),
            "late": (twice[-1] > level[-1]) | deep.any(axis=0),
            "rest": True,
        }
        measures = {
            "goal.0": level.max(axis=0), "goal.1": -flash.sum(axis=0), "goal.2": twice[2],
            "early_flash.forecast": flash[:2].any(axis=0), "high_end.forecast": level[-1] > 1,
        }  # fmt: skip
        return outcomes, measures
