"""The shipped file gas-dispute, from the format page. Money is in billions of dollars, rates are per year."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_time import Actor, Clock, Paths, Period, Translation, measure_break
from parts_values import Array, Draws, beta, fixed, interval, normal, uniform, words
from scipy.special import expit

WEIGHTS = {
    "company.strain": interval(0.9, 1.4),
    "company.leverage": interval(2, 3),
    "company.reputation": interval(2, 3),
    "ministry.pressure": interval(2, 4),
    "customer.rebate": interval(0.8, 1.4),
    "customer.strain": interval(0.7, 1.3),
    "customer.pressure": interval(1, 3),
}


class GasDispute(Translation):
    clock = Clock(2025, 4, 1, 8)
    correlations = (("anger", "arrears.shock", 0.3),)
    shocks = {"arrears": normal(0, 0.05), "storage": normal(0, 0.02)}
    within = {"arrears": (0.0, np.inf), "storage": (0.0, 1.0), "patience": (0.0, 1.0)}
    indicators = {"unpaid": ("arrears", normal(0, 0.2)), "stores": ("storage", fixed(0)), "valve": ("flow", fixed(0))}
    actors = {
        "supplier": Actor({"supply": {"flow": 1}, "cut": {"flow": 0}}, fixed(2), 4, perceives={"storage": (fixed(0), normal(0, 0.1))}),
        "customer": Actor({"pay": {"paid": 1}, "delay": {"paid": 0}}, fixed(2), 4),
    }

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        draw = draws.draw
        calm, no_bypass = draws.holds("calm_winter", words("icd-203", "likely")), draws.holds("no_bypass", words("icd-203", "very likely"))
        cheap = draws.holds("cheap_gas", uniform(0.6, 0.8))
        inputs = {
            "discount": np.where(cheap, draw("discount", interval(0.9, 1.6)), draw("discount", interval(0.2, 0.5))),
            "anger": np.where(calm, draw("anger", beta(2, 5)), draw("anger", beta(5, 2))),
            "pipeline": np.where(no_bypass, draw("pipeline", interval(0.3, 0.55)), draw("pipeline", interval(0.05, 0.2))),
            "fee": draw("fee", interval(1.2, 2.0)),
            "heating": draw("heating", interval(0.15, 0.3)),
            "reputation": draw("reputation", interval(0.3, 0.9)),
            "calm_winter.holds": calm * 1.0, "no_bypass.holds": no_bypass * 1.0, "cheap_gas.holds": cheap * 1.0,
            "policy.reputation": draw("reputation", interval(1.0, 1.6)),
            "policy.discount": draw("discount", interval(0.3, 0.6)),
        } | {name: draw(name, weight) for name, weight in WEIGHTS.items()}  # fmt: skip
        starts = {"arrears": interval(0.5, 1.5), "storage": interval(0.7, 0.9), "patience": uniform(0.5, 0.8)}
        return inputs, {k: draw(k, v) for k, v in starts.items()}

    def set_policy(self, inputs: dict[str, Array], policy: str, t: int) -> dict[str, Array]:
        if policy == "mediate" and t >= 2:
            return inputs | {"reputation": inputs["policy.reputation"]}
        return inputs | {"discount": inputs["policy.discount"]} if policy == "credit" else inputs

    def compute(self, now: Period) -> SimpleNamespace:
        flow, paid, arrears, storage, anger = now.flow, now.paid, now.arrears, now.storage, now.anger
        duty = 0.2 if now.year < 2026 else 0.1
        winter = float(now.quarter in (1, 4))
        paid_before, arrears_before, flow_before = now.previous("paid", paid), now.previous("arrears", arrears), now.previous("flow", flow)
        settlement = now.fire("settlement", 0.05 + 0.25 * paid_before * (arrears_before < 1))
        since_paid = np.minimum(8, now.since("settlement", settlement))
        rupture = now.fire("rupture", expit(-7 + 4 * anger + 0.2 * since_paid + 1.5 * (now.supplier == 1)), once=True)
        ruptured = now.previous("rupture", rupture)
        now.fire("election", now.t == 6)
        now.fire("default", arrears > 2)
        cold = winter * (1 - flow) * (1 - storage)
        calm = np.clip(1 - anger + 0.3 * storage - 0.2 * (1 - flow), 0, 1)
        return SimpleNamespace(
            duty=duty,
            winter=winter,
            strain=arrears * arrears,
            leverage=(now.fee * now.pipeline + duty) * (1 - flow),
            cold=cold,
            since_paid=since_paid,
            pressure=anger * (1 + 0.5 * paid) * (1 - 0.5 * now.patience) + cold,
            decides={"customer": (now.t == 0) | (now.quarter in (1, 3)) | (flow_before == 0)},
            influence={"supplier": {"company": 0.8, "ministry": 0.2 + 0.2 * ruptured}},
            following={
                "arrears": arrears + (now.discount * (1 - paid) * flow - 0.4 * arrears * paid) * now.length,
                "storage": storage + 0.25 * flow * (1 - storage) - now.heating * winter - 0.1 * (1 - flow),
                "patience": now.smooth("calm", calm, 3),
            },
        )

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        weight = {name: now.inputs[name] for name in WEIGHTS}
        shares = influence["supplier"]
        company = (
            -weight["company.strain"] * q.strain
            - weight["company.leverage"] * q.leverage
            - weight["company.reputation"] * now.reputation * (1 - now.flow)
        )
        ministry = weight["ministry.pressure"] * q.pressure - 0.5 * q.leverage - q.strain
        customer = (
            weight["customer.rebate"] * now.discount * (1 - now.paid)
            + 4 * now.flow
            - weight["customer.strain"] * q.strain
            - weight["customer.pressure"] * q.pressure
        )
        supplier = (shares["company"] * company + shares["ministry"] * ministry) / (shares["company"] + shares["ministry"])
        return {"supplier": supplier, "customer": customer}

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        q, arrears = paths.quantities, paths.stocks["arrears"]
        cut = q["flow"] == 0
        outcomes = {
            "cutoff": cut.any(axis=0),
            "default": q["default"].any(axis=0),
            "settled": q["settlement"].any(axis=0) & (arrears[-1] < 1),
            "muddling": True,
        }
        measures = {
            "goal.0": -cut.sum(axis=0), "goal.1": -arrears[-1],
            "cut_in_2025.forecast": cut[:4].any(axis=0), "arrears_grow.forecast": arrears[5] > 1.5,
            "bills_are_paid.broke": measure_break(arrears < 1.5),
        }  # fmt: skip
        return outcomes, measures
