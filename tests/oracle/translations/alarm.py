"""`files/alarm.yaml`, from the format page, with the likelihood of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation
from parts_values import Array, Draws, fixed, normal, uniform, words
from scipy import stats


class Alarm(Translation):
    clock = Clock(2025, 12, 1, 6)
    shocks = {"loot": normal(0, 0.2)}
    actors = {"owner": Actor({"stay": {"away": 0}, "travel": {"away": 1}}, fixed(2))}
    indicators = {"rumour": ("worry", normal(0, 0.3))}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        careful = draws.holds("careful", words("icd-203", "likely"))
        skill = np.where(careful, draws.draw("skill", uniform(0, 1)), draws.draw("skill", uniform(0, 0.3)))
        return {"skill": skill, "careful.holds": careful * 1.0}, {"loot": draws.draw("loot", fixed(0))}

    def compute(self, now: Period) -> SimpleNamespace:
        burglary = now.fire("burglary", 0.05 + 0.1 * now.skill)
        now.fire("ringing", 0.9 * burglary + 0.05 * (1 - burglary))
        return SimpleNamespace(worry=now.loot + now.skill, following={"loot": now.loot + burglary * (1 + now.skill)})

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {"owner": now.away * (1 - q.worry)}

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"burgled": paths.quantities["burglary"].any(axis=0), "safe": True}, {}

    def weigh(self, paths: Paths) -> Array:
        """The likelihood of the evidence in each future."""
        q, loot = paths.quantities, paths.stocks["loot"]
        burglary, ringing, home = q["burglary"] > 0, q["ringing"] > 0, paths.options["owner"] == 0
        reports = (
            np.where(ringing[0], 0.8, 0.2),
            np.where(~burglary[1], 0.6, 0.4),
            stats.norm.pdf(0.6, loot[1], 0.5),
            stats.norm.pdf(1.2, q["worry"][2], 0.6),
            np.where(home[2], 0.9, 0.1),
            ringing[3] * 1.0,
        )
        return np.prod(reports, axis=0)
