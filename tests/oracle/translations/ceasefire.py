"""`files/ceasefire.yaml`, from the format page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import HAPPENS, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform


class Ceasefire(Translation):
    clock = Clock(2026, 4, 1, 8)
    correlations = (("talks", "exports", 0.6),)

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        draw = draws.draw
        talks = draws.find_probability("talks") < 0.7
        exports = draws.find_probability("exports") < draw("exports.credence", uniform(0.5, 0.7))
        loans = draws.rng.random(draws.futures) < np.where(talks, 0.9, np.where(exports, 0.6, 0.2))
        ceasefire = draws.holds("ceasefire", fixed(0.9))
        clashes = draw("clashes", interval(0.05, 0.1))
        after_talks = np.where(talks, clashes, clashes * draw("talks.clashes", interval(1.5, 2)))
        after_exports = np.where(exports, after_talks, after_talks + 0.05)
        time = draw("loans.lasts", interval(1, 3))
        weight = np.where(exports, draw("weight", normal(1, 0.2)), 2.0)
        at_start = after_exports * np.where(loans, 1.0, 1.5) * np.where(ceasefire, 1.0, 3.0)
        inputs = {
            "clashes": at_start, "hazard": draw("hazard", interval(0.02, 0.08)), "weight": weight + 0.1 * talks,
            "before": after_exports, "loans.end": np.where(loans, np.ceil(4 * time), 0.0), "ceasefire.start": ceasefire * 1.0,
        }  # fmt: skip
        return inputs, {}

    def set_policy(self, inputs: dict[str, Array], policy: str, t: int) -> dict[str, Array]:
        return inputs | {"relief": np.full_like(inputs["hazard"], -0.02 if policy == "guard" and t >= 4 else 0.0)}

    def compute(self, now: Period) -> SimpleNamespace:
        loans = now.t < now.inputs["loans.end"]
        ceasefire = now.memory.get("ceasefire", now.inputs["ceasefire.start"])
        clashes = now.before * np.where(loans, 1.0, 1.5) * np.where(ceasefire > 0, 1.0, 3.0) + now.relief
        clash = now.fire("clash", clashes)
        offensive = now.fire("offensive", 0.02 + 0.1 * now.previous("clash", clash))
        breaks = now.fire("ceasefire.breaks", now.hazard + 0.2 * clash)
        fails = (breaks > 0) | (offensive > 0) if now.kind == HAPPENS else np.zeros_like(breaks, bool)
        now.kept["ceasefire"] = np.where(fails, 0.0, ceasefire)
        return SimpleNamespace(
            load=now.weight * clashes, loans_after=(now.t + 1 < now.inputs["loans.end"]) * 1.0, ceasefire_after=now.kept["ceasefire"],
            following={},
        )  # fmt: skip

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        starts = {"loans": paths.inputs["loans.end"] > 0, "ceasefire": paths.inputs["ceasefire.start"] > 0}
        measures = {}
        for name, start in starts.items():
            after = q[f"{name}_after"] > 0
            measures[f"{name}.broke"] = np.where(start & ~after.all(axis=0), after.argmin(axis=0), -1)
        return {"closed": q["offensive"].any(axis=0) | (q["clash"].sum(axis=0) > 2), "open": True}, measures
