"""`files/doubts.yaml`, from the format page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Clock, Paths, Period, Translation, measure_break
from parts_values import Array, Choice, Draws, beta, fixed, interval, normal, uniform, words
from scipy.special import expit


class Doubts(Translation):
    clock = Clock(2025, 12, 1, 8)
    correlations = (("strength", "luck", 0.5),)
    shocks = {"trust": normal(0, 0.05)}
    within = {"trust": (0.0, 1.0)}

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        draw = draws.draw
        strong, peaceful = draws.holds("strong", words("ipcc", "likely")), draws.holds("peaceful", uniform(0.6, 0.9))
        honest, dry = draws.holds("honest", beta(4, 2)), draws.holds("dry", fixed(0.7))
        inputs = {
            "strength": np.where(strong, draw("strength", interval(0.4, 0.8)), draw("strength", interval(0.1, 0.3))),
            "help": draw("help", uniform(0, 0.2)),
            "luck": draw("luck", normal(0, 1)),
            "mood": np.where(peaceful, draw("mood", Choice({0: 0.7, 1: 0.3})), 1.0),
            "raid.chance": np.where(peaceful, draw("raid.chance", uniform(0, 0.1)), 0.4),
            "theft.chance": draw("theft.chance", uniform(0.05, 0.15)),
            "fraud.chance": np.where(honest, draw("fraud.chance", beta(2, 20)), draw("fraud.chance", uniform(0.2, 0.5))),
            "flood.chance": np.where(dry, 0.1, 0.3),
            "strong.holds": strong * 1.0, "peaceful.holds": peaceful * 1.0, "honest.holds": honest * 1.0, "dry.holds": dry * 1.0,
            "policy.help": draw("help", interval(0.3, 0.5)),
            "policy.mood": draw("mood", Choice({0: 0.9, 1: 0.1})),
            "policy.strength": draw("strength", normal(0.9, 0.05)),
        }  # fmt: skip
        return inputs, {"trust": np.where(peaceful, draw("trust", uniform(0.4, 0.9)), 0.3)}

    def set_policy(self, inputs: dict[str, Array], policy: str, t: int) -> dict[str, Array]:
        if policy == "guard" and t >= 3:
            return inputs | {"raid.chance": np.full_like(inputs["help"], 0.02), "help": inputs["policy.help"]}
        return inputs | {"strength": inputs["policy.strength"], "mood": inputs["policy.mood"]} if policy == "aid" else inputs

    def compute(self, now: Period) -> SimpleNamespace:
        summit = now.fire("summit", now.t == 2)
        talks = now.fire("talks", now.t in (1, 4, 5))
        raid = now.fire("raid", now.inputs["raid.chance"])
        theft = now.fire("theft", now.inputs["theft.chance"], once=True)
        fraud = now.fire("fraud", now.inputs["fraud.chance"])
        flood = now.fire("flood", now.inputs["flood.chance"])
        blows = sum(
            now.ever(name, x) for name, x in (("raids", raid), ("thefts", theft), ("frauds", fraud), ("floods", flood), ("summits", summit))
        )
        now.fire("collapse", (now.trust < 0.2) | (blows >= 5), once=True)
        now.fire("breach", expit(-4 + 3 * now.previous("raid", raid) + theft - talks + 0.5 * (now.luck > 0) + (now.mood == 1)))
        return SimpleNamespace(
            count_of_blows=blows,
            following={"trust": now.trust + 0.1 * (now.strength + now.help - 0.6) - 0.2 * raid},
        )

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q = paths.quantities
        outcomes = {
            "broken": q["breach"].any(axis=0),
            "lapsed": q["collapse"].any(axis=0) | (q["fraud"].sum(axis=0) > 2),
            "kept": True,
        }
        measures = {
            "goal.0": paths.stocks["trust"][-1],
            "goal.1": -q["raid"].sum(axis=0),
            "trusting.broke": measure_break(paths.stocks["trust"] > 0.5),
        }
        return outcomes, measures
