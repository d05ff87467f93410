"""`files/states.yaml`, from the format page, with the likelihood of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation, find_first, find_only
from parts_values import Array, Choice, Draws, fixed, interval, normal, uniform
from scipy import stats


class States(Translation):
    clock = Clock(2025, 4, 1, 10)
    shocks = {"grain": normal(0, 0.1)}
    within = {"grain": (0.0, 5.0)}
    actors = {"ministry": Actor({"wait": {"bought": 0}, "buy": {"bought": 1}}, fixed(2), horizon=3)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {"heat": draws.draw("heat", uniform(0.1, 0.3)), "ground": draws.draw("ground", Choice({0: 0.4, 1: 0.6}))}
        return inputs, {"grain": draws.draw("grain", interval(2, 3))}

    def compute(self, now: Period) -> SimpleNamespace:
        heat, clay = now.heat, now.ground == 1
        wind = now.be("wind", [0.2, 0.5, 0.3])
        was_cool, was_warm = now.previous_states("climate", 2)
        climate = now.be("climate", find_only([was_cool, was_warm], [[1 - heat, heat], [0.1, 0.9]], [0.6, 0.4]))
        rain = now.be(
            "rain",
            find_first(
                [climate[1] * wind[1], now.grain < 1, wind[0]],
                [[0.5 - heat, 0.5, heat], [0, 1, 0], [0.1, 0.6, 0.3]],
                [0.3, 0.6, 0.1],
            ),
        )
        supply = now.be(
            "supply",
            find_only(
                [rain[0], rain[1] * clay, rain[1] * ~clay],
                [[0.7, 0.2, 0.1], [0.1, 0.4, 0.5], [0.2, 0.5, 0.3]],
                [0.5, 0.5, 0],
            ),
        )
        was = now.previous_states("mood", 3)
        mood = now.be(
            "mood",
            find_only(was, [[0.9 - 0.2 * now.bought, 0.1 + 0.2 * now.bought, 0], [0.2, 0.5, 0.3], [0, 1, 0]], [1, 0, 0]),
        )
        unrest = now.fire("unrest", 0.4 * supply[0] * (1 - was[0]), once=True)
        now.fire("report", 0.8 * mood[2] + 0.1 * (1 - mood[2]))
        return SimpleNamespace(
            states={"mood": mood, "supply": supply, "unrest": unrest, "dry before": 1 - now.previous_states("rain", 3)[1]},
            decides={"ministry": 1 - wind[2]},
            following={"grain": now.grain + 0.6 * rain[1] - 0.5 + 0.2 * now.bought},
        )

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        s, bought = q.states, now.bought
        return {"ministry": -6 * s["mood"][2] + 1.5 * bought * s["supply"][0] + 0.5 * s["dry before"] * (bought > 0) - 4 * s["unrest"]}

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        famine = ((paths.quantities["supply"] == 0).sum(axis=0) > 5) | (paths.stocks["grain"][-1] == 0)
        return {"famine": famine, "revolt": paths.quantities["unrest"].any(axis=0), "peace": True}, {}

    def weigh(self, paths: Paths) -> Array:
        """The likelihood of the evidence in each future."""
        q, grain = paths.quantities, paths.stocks["grain"][1]
        reports = (
            np.where(q["rain"][0] == 2, 0.7, 0.15),
            (q["mood"][:3] != 2).all(axis=0) * 1.0,
            np.where((q["report"][1:4] == 0).all(axis=0), 0.6, 0.4),
            np.where(q["climate"][2] != 0, 0.8, 0.2),
            0.9 * stats.norm.pdf(2.2, grain, 0.2) + 0.1 * stats.norm.pdf(2.2, grain, 2.0),
        )
        return np.prod(reports, axis=0)
