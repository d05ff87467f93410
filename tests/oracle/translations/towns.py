"""`files/towns.yaml`, from the format page. Every set is written out with its members; people are counted one by one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, uniform

TOWNS = ("acton", "boston", "north_dover")
RAIN = {"acton": (1, 1, 5, 5, 5, 5), "boston": (2,) * 6, "north_dover": (0, 0, 0, 0, 9, 9)}


class Towns(Translation):
    clock = Clock(2025, 12, 1, 6)
    correlations = (("spread[acton]", "spread[north_dover]", 0.6),)
    within = {f"ill[{town}]": (0.0, 3000.0) for town in TOWNS}
    units = {f"people[{town}]": 1 / 1000 for town in TOWNS}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        people = zip(TOWNS, (2200, 6500, 1800), strict=True)
        inputs = {f"people[{town}]": draws.draw(f"people[{town}]", fixed(number)) for town, number in people}
        calm = draws.holds("calm", fixed(0.6))
        values = zip(TOWNS, (interval(0.2, 0.5), fixed(0.4), uniform(0.1, 0.6)), (0.6, 0.5, 0.7), strict=True)
        for town, value, failed in values:
            inputs[f"spread[{town}]"] = np.where(calm, draws.draw(f"spread[{town}]", value), failed)
        for town in TOWNS:
            for partner in TOWNS:
                name = f"travel[{town}, {partner}]"
                inputs[name] = draws.draw(name, interval(0.01, 0.03))
        starts = {"ill[acton]": interval(10, 40), "ill[boston]": fixed(100), "ill[north_dover]": fixed(0)}
        return inputs, {name: draws.draw(name, value) for name, value in starts.items()}

    def compute(self, now: Period) -> SimpleNamespace:
        ill = {town: now.stocks[f"ill[{town}]"] for town in TOWNS}
        share = {town: ill[town] / now.inputs[f"people[{town}]"] for town in TOWNS}
        every = np.array([ill[town] for town in TOWNS])
        travel = {(town, partner): now.inputs[f"travel[{town}, {partner}]"] for town in TOWNS for partner in TOWNS}
        found: dict[str, Any] = {
            "all_ill": every.sum(axis=0),
            "worst": np.maximum.reduce(list(share.values())),
            "least": every.min(axis=0),
            "middle": sum(share.values()) / 3,
            "boston_leads": every.argmax(axis=0) == 1,  # the first of equal ones
            "acton_last": every.argmin(axis=0) == 0,
        }
        following = {}
        for town in TOWNS:
            now.fire(f"closed[{town}]", np.minimum(0.5, 0.001 * ill[town]), once=True)
            found[f"rank[{town}]"] = sum((ill[partner] > ill[town]) * 1.0 for partner in TOWNS)
            for partner in TOWNS:
                gap = travel[town, partner] * (ill[partner] - ill[town])
                found[f"far[{town}, {partner}]"] = gap if partner != town else 0 * gap
            arriving = sum(travel[town, partner] * ill[partner] for partner in TOWNS if partner != town)
            rain = RAIN[town][min(now.t, 5)]
            following[f"ill[{town}]"] = (
                ill[town] + now.inputs[f"spread[{town}]"] * ill[town] * (1 - share[town]) + arriving - 0.01 * rain * ill[town]
            )
            found[f"rain[{town}]"] = rain
        return SimpleNamespace(following=following, **found)

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        closed = sum(q[f"closed[{town}]"] for town in TOWNS)
        everywhere = (q["least"][-1] > 15) | (closed >= 3).any(axis=0)
        return {"everywhere": everywhere, "led_by_boston": q["boston_leads"][-1] > 0, "elsewhere": True}, {}
