"""`files/court.yaml`, from the format page. People are counted in millions."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform


class Court(Translation):
    clock = Clock(2025, 4, 1, 6)
    shocks = {"army": normal(0, 0.02)}
    within = {"army": (0.0, 2.0), "gold": (0.0, 1.0)}
    actors = {
        "king": Actor(
            {"peace": {"war": 0}, "war": {"war": 1}},
            fixed(3),
            horizon=3,
            perceives={
                "army": (normal(0.1, 0.1), normal(0, 0.2)),
                "enemy": (fixed(-0.2), uniform(-0.3, 0.3)),
                "gold": (fixed(0), normal(0, 0.3)),
            },
        )
    }

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {
            "enemy": interval(0.5, 1.5),
            "glory": uniform(0, 1),
            "treasury.cost": interval(0.2, 0.6),
        }
        starts = {"army": interval(0.8, 1.2), "gold": uniform(0.2, 0.6)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {k: draws.draw(k, v) for k, v in starts.items()}

    def compute(self, now: Period) -> SimpleNamespace:
        return SimpleNamespace(
            influence={"king": {"hawks": now.previous("war", now.war), "treasury": now.gold - 0.35}},
            following={"army": now.army - 0.05 * now.war * now.enemy + 0.1 * (1 - now.war), "gold": now.gold + 0.1 - 0.3 * now.war},
        )

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        hawks, treasury = (np.maximum(0, influence["king"][name]) for name in ("hawks", "treasury"))
        for_war = 2 * now.war * now.glory + now.war * (now.army - now.enemy)
        for_gold = 4 * now.gold - now.inputs["treasury.cost"] * now.war
        nobody = hawks + treasury == 0
        share = np.where(nobody, 0.5, hawks / np.where(nobody, 1.0, hawks + treasury))
        return {"king": share * for_war + (1 - share) * for_gold}

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"war": paths.options["king"].sum(axis=0) > 2, "poor": paths.stocks["gold"][-1] < 0.3, "peace": True}, {}
