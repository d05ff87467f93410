"""`files/substeps.yaml`, from the format page. Rates are per quarter, which has 365.25 / 4 days and three months."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform

STEPS = 4
DAYS = 365.25 / 4
LOW, HIGH = 0.0, 6000.0
START = {"store": LOW, "paid": -np.inf, "seen": -np.inf, "first": -np.inf, "second": -np.inf}
"""The lower bound of everything that is integrated: two stocks, the level of `seen`, and the two of `arrivals`."""

Values = dict[str, Any]


class Substeps(Translation):
    clock = Clock(2025, 4, 1, 8)
    shocks = {"store": normal(0, 100)}
    within = {"store": (LOW, HIGH)}
    actors = {"trader": Actor({"trade": {"open": 1}, "hold": {"open": 0.4}}, fixed(1), horizon=2)}
    units = {"want": 1 / DAYS, "lag": 3, "use": 1 / DAYS, "orders": 1 / DAYS, "arrivals": 1 / DAYS, "bills": 1 / DAYS}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {"want": interval(20 * DAYS, 40 * DAYS), "lag": uniform(2 / 3, 4 / 3)}
        starts = {"store": interval(1500, 4000), "paid": fixed(0), "alert": fixed(0)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {k: draws.draw(k, v) for k, v in starts.items()}

    def measure(self, now: Period, values: Values, time: float, late: Any) -> Values:
        """The auxiliaries at a moment; `late` is what `bills` hands on."""
        each = np.maximum(now.lag / 2, 1 / STEPS)
        season = 1 + 0.2 * np.sin(6.28318530718 * time)
        return {
            "use": now.want * season * np.minimum(1, values["store"] / 500),
            "seen": values["seen"],
            "orders": np.maximum(0, now.want + (3000 - values["seen"]) / 2) * now.open,
            "between": values["first"] / each,
            "arrivals": values["second"] / each,
            "bills": late,
        }

    def change(self, now: Period, values: Values, time: float, late: Any, leak: Any) -> Values:
        """What a period adds to each stock and level."""
        q = self.measure(now, values, time, late)
        return {
            "store": q["arrivals"] - q["use"] - 900 * leak,
            "paid": q["bills"],
            "seen": values["store"] - values["seen"],
            "first": q["orders"] - q["between"],
            "second": q["between"] - q["arrivals"],
        }

    def start(self, now: Period) -> Values:
        """The levels at the start of the period: in the first, where a constant would hold them."""
        if "levels" in now.memory:
            levels: Values = now.memory["levels"]
            return levels
        each = np.maximum(now.lag / 2, 1 / STEPS)
        orders = np.maximum(0, now.want + (3000 - now.store) / 2) * now.open
        return {"seen": now.store, "first": orders * each, "second": orders * each}

    def compute(self, now: Period) -> SimpleNamespace:
        if now.fired is not None:
            return self.compute_end(now)
        leak = now.fire("leak", 0.1 + 0.2 * (now.store < 2000))
        now.fire("audit", now.t in (1, 6))
        late = now.memory.get("late", [[30 * DAYS] * STEPS] * 2)
        values = {"store": now.store, "paid": now.paid, **self.start(now)}
        used = []
        for k in range(STEPS):
            moments = [now.time + (k + part) / STEPS * now.length for part in (0, 0.5, 0.5, 1)]
            used.append(self.measure(now, values, moments[0], late[0][k])["use"])
            rates: list[Values] = []
            for time, part in zip(moments, (0, 0.5, 0.5, 1), strict=True):
                there = values if not rates else add(values, rates[-1], part / STEPS)
                rates.append(self.change(now, there, time, late[0][k], leak))
            mean = {n: (rates[0][n] + 2 * rates[1][n] + 2 * rates[2][n] + rates[3][n]) / 6 for n in START}
            values = add(values, mean, 1 / STEPS)
        now.kept["levels"] = {n: values[n] for n in ("seen", "first", "second")}
        now.kept["late"] = [late[1], used]
        return SimpleNamespace(
            following={"store": values["store"], "paid": values["paid"], "alert": 0.5 * now.alert + (now.store < 1000)},
        )

    def compute_end(self, now: Period) -> SimpleNamespace:
        """The auxiliaries at the end of the period, from the stocks and levels there."""
        late = now.memory.get("late", [30 * DAYS] * 2)
        q = self.measure(now, {"store": now.store, **now.during["levels"]}, now.time, late[0])
        now.kept["late"] = [late[1], q["use"]]
        del q["between"]
        return SimpleNamespace(**q, late=float(now.time >= 1.25 and now.t in (3, 4, 5, 6)))

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {"trader": -2 * np.abs(now.store - 2800) / 1000 - 0.3 * now.open}

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        low = (paths.stocks["store"].min(axis=0) < 800) & (q["late"] > 0).any(axis=0)
        alarmed = (paths.stocks["alert"][-1] > 0.1) | (((q["audit"] > 0) & (q["leak"] > 0)).sum(axis=0) > 1)
        return {"low": low, "alarmed": alarmed, "fine": True}, {}


def add(values: Values, rates: Values, part: float) -> Values:
    """Values after a part of a period, clipped."""
    return {n: np.clip(values[n] + part * rates[n], low, HIGH if n == "store" else np.inf) for n, low in START.items()}
