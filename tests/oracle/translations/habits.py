"""`files/habits.yaml`, from the format page."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal


class Habits(Translation):
    clock = Clock(2025, 4, 1, 12)
    adaptive = True
    shocks = {"budget": normal(0, 0.1)}
    within = {"budget": (0.0, 6.0)}
    actors = {
        "north": Actor({"talk": {"arms": 0}, "arm": {"arms": 1}}, fixed(1.5), horizon=3, starts=1, sums=True, discount=0.7),
        "south": Actor(
            {"wait": {"weapons": 0, "noise": 0}, "shout": {"weapons": 0, "noise": 1}, "build": {"weapons": 1, "noise": 0}},
            fixed(1),
            horizon=2,
            starts=1,
            discount=0.5,
        ),
    }

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        return {"fear": draws.draw("fear", interval(1, 3))}, {"budget": draws.draw("budget", interval(2, 4))}

    def compute(self, now: Period) -> SimpleNamespace:
        vote = now.fire("vote", now.t in (2, 6, 10))
        return SimpleNamespace(
            decides={"south": (vote > 0) | (now.previous("arms", now.arms) == 1)},
            switched={name: (now.levers[name] != now.previous(name, now.levers[name])) * 1.0 for name in ("north", "south")},
            following={"budget": now.budget + 0.5 - 0.6 * now.arms},
        )

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        arms, weapons = now.arms, now.weapons
        table = np.array([[0.2, -0.3], [-0.1, 0.4], [0.0, 0.0]])[now.south, now.north] + 0.1 * now.budget * weapons * arms
        return {
            "north": now.fear * arms * weapons - arms + 0.2 * now.budget * arms - q.switched["north"] * (0.3 + 0.2 * now.budget),
            "south": 1.2 * now.fear * weapons * arms - 0.5 * weapons + 0.3 * now.noise + table - 0.4 * q.switched["south"],
        }

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        armed = (paths.options["north"][-1] == 1) & (paths.options["south"][-1] == 2)
        return {"armed": armed, "loud": (paths.options["south"] == 1).sum(axis=0) > 6, "calm": True}, {}
