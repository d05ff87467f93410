"""`files/crowd.yaml`, from the format page."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, interval, normal, uniform


class Crowd(Translation):
    clock = Clock(2025, 1, 1, 6)
    shocks = {"fish": normal(0, 0.03)}
    within = {"fish": (0.0, 1.0)}
    actors = {
        "anna": Actor({"rest": {"catch_a": 0}, "work": {"catch_a": 1}, "race": {"catch_a": 2}}, fixed(1.5), horizon=3),
        "bert": Actor({"rest": {"catch_b": 0}, "work": {"catch_b": 1}}, interval(1, 3), horizon=2),
        "cleo": Actor({"rest": {"catch_c": 0}, "work": {"catch_c": 1}}, fixed(1)),
    }

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        inputs = {"growth": interval(0.2, 0.5), "price": interval(1, 3), "anna.sale": interval(0.5, 1), "bert.rival": interval(-0.5, 0.2)}
        return {k: draws.draw(k, v) for k, v in inputs.items()}, {"fish": draws.draw("fish", uniform(0.6, 1))}

    def compute(self, now: Period) -> SimpleNamespace:
        spill = now.fire("spill", 0.05 + 0.1 * (now.catch_a + now.catch_b > 1))
        alarm = now.fire("alarm", now.fish < 0.5, once=True)
        catch = now.catch_a + now.catch_b + now.catch_c
        return SimpleNamespace(
            scarcity=1 - now.fish,
            fear=now.ever("spill", spill)
            + 0.5 * now.previous("spill", spill)
            + now.smooth("spill", spill, 3)
            + spill * (1 - alarm)
            - 0.2 * np.minimum(3, now.since("spill", spill)),
            spill=spill,
            alarm=alarm,
            before_b=now.previous("catch_b", now.catch_b),
            before_fish=now.previous("fish", now.fish),
            following={"fish": now.fish + now.growth * now.fish * (1 - now.fish) - 0.1 * catch * now.fish - 0.1 * spill},
        )

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        a, b, c = now.catch_a, now.catch_b, now.catch_c
        sale, rival = now.inputs["anna.sale"], now.inputs["bert.rival"]
        return {
            "anna": sale * now.price * a * now.fish - 3 * q.scarcity - 2 * q.spill - 0.8 * q.fear,
            "bert": 0.8 * now.price * b * now.fish + rival * b * c - q.scarcity * q.alarm,
            "cleo": 0.6 * now.price * c * q.before_fish - 0.3 * a * c - 0.4 * q.before_b * c + 0.2 * (now.bert == 1) * c,
        }

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        tired = (paths.options["anna"] == 2).sum(axis=0) >= 4
        return {"empty": paths.stocks["fish"][-1] < 0.4, "tired": tired, "full": True}, {}
