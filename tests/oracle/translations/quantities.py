"""`files/quantities.yaml`, from the format page. Money is in billions of dollars, shares are shares of one, rates are per year."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform, words


class Quantities(Translation):
    clock = Clock(2024, 12, 10, 15)
    units = {"rate": 100, "tax": 1000 / 12, "spending": 1000, "anger": 100 / 12, "approval": 100, "sold": 1000, "crew_lost": 1 / 4}
    within = {"debt": (0.9, 1.25), "approval": (0.0, 0.65)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {
            "rate": interval(0.04, 0.09),
            "tax": interval(0.020 * 12, 0.040 * 12),
            "spending": normal(0.400, 0.040),
            "ceiling": fixed(1.2),
            "speed": interval(2, 6),
            "heat": normal(273.15 + 20, 3),
            "anger": interval(0.005 * 12, 0.02 * 12),
            "crisis.chance": words("kent", "chances about even"),
            "rescue.chance": uniform(0.02, 0.1),
        }
        starts = {"debt": interval(0.9, 1.1), "approval": uniform(0.4, 0.6), "spring": fixed(0), "sailors": fixed(24), "wealth": fixed(10)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {k: draws.draw(k, v) for k, v in starts.items()}

    def compute(self, now: Period) -> SimpleNamespace:
        late = float(now.time >= self.clock.measure(2025, 7, 12))
        aid = 12 * (0.005 if now.time < self.clock.measure(2025, 1, 12) else 0.010 * (1 - late))
        burden = now.debt / now.ceiling
        lost = 0.4 * now.sailors
        bad = np.minimum(1, np.maximum(0, 4 * (burden - 0.8)))
        now.fire("crisis", now.inputs["crisis.chance"])
        now.fire("rescue", now.inputs["rescue.chance"])
        now.fire("panic", (now.approval < 0.5) & (now.debt > 1))
        return SimpleNamespace(
            aid=aid,
            late=late,
            burden=burden,
            bad=bad,
            hot=(now.heat > 295.15) & (now.heat < 300),
            crew_lost=lost,
            share=100 * (now.approval + 0.05),
            sold=np.floor(now.debt / 0.007) * 0.007 + 0.5 * now.tax / 12,
            following={
                "debt": now.debt + (now.debt * now.rate + now.spending - now.tax - aid) * now.length,
                "approval": now.approval + ((0.7 - now.approval) * now.speed - now.anger * bad) * now.length,
                "spring": now.spring + (now.month == 4) + 0.1 * (now.quarter == 2) + 0.01 * (now.year == 2025),
                "sailors": now.sailors + (12 - lost) * now.length,
                "wealth": now.wealth * (1 + now.rate),
            },
        )

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        over = (paths.stocks["debt"].max(axis=0) > 1.1) & (q["late"] > 0).any(axis=0)
        return {"over": over, "upset": (q["share"][-1] < 69.9) | (q["panic"].sum(axis=0) > 1), "fine": True}, {}
