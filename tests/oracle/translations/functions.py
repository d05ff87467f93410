"""`files/functions.yaml`, from the format page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform, words
from scipy.special import expit


class Functions(Translation):
    clock = Clock(2024, 4, 1, 10)
    shocks = {"walk": normal(0, 1)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {"slope": interval(0.5, 1.5), "size": uniform(-3, 3), "surge.chance": words("phia", "unlikely")}
        starts = {"walk": normal(0, 1), "tally": fixed(0), "trend": fixed(1)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {k: draws.draw(k, v) for k, v in starts.items()}

    def compute(self, now: Period) -> SimpleNamespace:
        walk, slope, size = now.walk, now.slope, now.size
        bent = np.interp(walk, [-1, 0, 1, 3], [0, 2, 1, 5])
        wave = now.fire("wave", 0.1 + 0.3 * (now.previous("walk", walk) > 0))
        high = now.ever("walk > 2", walk > 2)
        storm = now.fire("storm", now.ever("wave", wave) * high)
        flood = now.fire("flood", (now.previous("wave", wave) == 1) & (wave == 1))
        surge = now.fire("surge", now.inputs["surge.chance"], once=True)
        since = now.since("wave", wave)
        return SimpleNamespace(
            parts=np.minimum(np.minimum(walk, size), 2) + 2 * np.maximum(walk, size) - np.abs(size) + np.clip(walk, -1, 1) ** 2,
            curves=np.exp(-np.abs(walk))
            + np.log(1 + np.abs(walk))
            + np.sqrt(np.abs(size))
            + expit(slope * walk)
            + np.sin(walk) * np.cos(size),
            whole=np.floor(walk) + 10 * np.rint(walk) + 2 + 4,
            bent=bent,
            switch=np.where((walk >= 0) & (size >= 0) & (walk != size), slope, -slope),
            before=now.previous("walk", walk) + now.previous("previous bent", now.previous("bent", bent)),
            slow=now.smooth("walk * slope", walk * slope, 3),
            waited=np.minimum(20, since),
            hills=(2 - walk**2) + (size - (1 - slope**2) ** 2),
            tide=now.t + 10 * now.time,
            storm=storm,
            flood=flood,
            recent=since <= 1,
            old_surge=now.since("surge", surge) > 6,
            following={
                "walk": walk,
                "tally": now.tally + np.sign(walk) + np.heaviside(walk - 1, 1) + (walk >= 0) * 0.5,
                "trend": now.smooth("walk", walk, 4),
            },
        )

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        high = (paths.stocks["trend"][-1] > 0.5) & q["old_surge"][-1]
        return {"high": high, "wet": q["flood"].any(axis=0) | q["recent"][-1], "other": True}, {}
