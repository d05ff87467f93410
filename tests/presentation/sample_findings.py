"""Findings as dictionaries: every question about a small dispute, asked once per session, and a comparison made by hand.

`make_run` and `make_stress` return large ones with random figures: seven outcomes, four actors, eighteen assumptions.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
from asked import ask_all

COMPARE = {
    "lynchpin": "0.1.0",
    "titles": ["A gas dispute", "A gas dispute, a year later"],
    "futures": 20_000,
    "seed": 1,
    "answer": "yes",
    "before": {"probability": 0.38, "standard_error": 0.004},
    "after": {"probability": 0.35, "standard_error": 0.004},
    "difference": -0.03,
    "standard_error": 0.005,
    "changes": [
        {"path": "actors.customer.horizon", "from": "4", "to": "2", "share": 0.15, "standard_error": 0.006},
        {"path": "actors.supplier.horizon", "from": "4", "to": "2", "share": -0.33, "standard_error": 0.008},
        {"path": "assumptions.no_bypass.credence", "from": "very likely", "to": "0.5", "share": 0.15, "standard_error": 0.006},
    ],
    "unmatched": [],
    "exact": True,
}
QUESTIONS = ("run", "stress", "drivers", "scenarios", "signposts", "policies", "update", "score", "coverage", "compare")


@cache
def _read() -> dict[str, Any]:
    return {**ask_all().told, "compare": COMPARE}


def find(question: str) -> dict[str, Any]:
    """What `to_dict()` returned for the question, as a copy that a test may change."""
    found: dict[str, Any] = copy.deepcopy(_read()[question])
    return found


PERIODS = [f"{2019 + (3 + t) // 4}-Q{(3 + t) % 4 + 1}" for t in range(25)]
OUTCOMES = {
    "absorption": 0.021,
    "forced_change": 0.064,
    "regime_falls": 0.082,
    "captive": 0.137,
    "roadmaps": 0.402,
    "westward": 0.051,
    "old_bargain": 0.243,
}
ASSUMPTIONS = [
    "both_gain",
    "survival_first",
    "money_is_found",
    "weak_opposition",
    "managed_elections",
    "russophile_public",
    "bounded_identity",
    "private_growth",
    "diversification_works",
    "parity_framework",
    "restraining_factions",
    "kremlin_needs_weakness",
    "state_not_hollow",
    "no_vehicle_needed",
    "attack_is_instrumental",
    "partial_compensation",
    "buffer_wanted",
    "no_regional_war",
]
FUTURES = 100_000


def _error(p: float) -> float:
    return float(np.sqrt(p * (1 - p) / FUTURES))


def _head() -> dict[str, Any]:
    return {
        "lynchpin": "0.1.0",
        "title": "A union of two states",
        "question": "Is a union of Russia and Belarus imminent?",
        "file_sha256": "5f1c" * 16,
        "futures": FUTURES,
        "seed": 0,
    }


def _outcomes(shares: dict[str, float]) -> list[dict[str, Any]]:
    return [{"name": n, "probability": p, "standard_error": _error(p)} for n, p in shares.items()]


def _fan(rng: np.random.Generator, start: float, drift: float, spread: float, unit: str) -> dict[str, Any]:
    t = np.arange(len(PERIODS))
    mean = start + drift * t + 0.3 * spread * np.cumsum(rng.normal(0, 0.3, len(t)))
    sd = spread * np.sqrt((t + 1) / 25)
    bands = {f"p{q:02d}": (mean + z * sd).tolist() for q, z in ((5, -1.645), (25, -0.674), (50, 0.0), (75, 0.674), (95, 1.645))}
    return {"unit": unit, "mean": mean.tolist(), "sd": sd.tolist(), **bands}


def _shares(rng: np.random.Generator, options: list[str]) -> dict[str, list[float]]:
    level = rng.normal(0, 0.8, len(options))[:, None] + np.cumsum(rng.normal(0, 0.15, (len(options), 25)), axis=1)
    share = np.exp(level) / np.exp(level).sum(axis=0)
    return {o: share[k].tolist() for k, o in enumerate(options)}


def _event(rng: np.random.Generator, total: float) -> dict[str, list[float]]:
    rate = rng.dirichlet(np.ones(25)) * total
    return {"rate": rate.tolist(), "by": np.cumsum(rate).tolist()}


def make_run(seed: int = 3) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    union, threat = OUTCOMES["absorption"], OUTCOMES["absorption"] + OUTCOMES["forced_change"] + OUTCOMES["captive"]
    return {
        **_head(),
        "answers": {n: {"probability": p, "standard_error": _error(p)} for n, p in (("union", union), ("threat_to_sovereignty", threat))},
        "outcomes": _outcomes(OUTCOMES),
        "periods": PERIODS,
        "stocks": {
            "reserves": _fan(rng, 8.7, -0.08, 2.6, "billion USD"),
            "legitimacy": _fan(rng, 0.62, -0.01, 0.18, ""),
            "integration": _fan(rng, 0.2, 0.03, 0.4, ""),
            "sovereignty": _fan(rng, 0.74, -0.008, 0.15, ""),
            "strain": _fan(rng, 0.35, 0.006, 0.16, ""),
            "west_ties": _fan(rng, 0.4, -0.006, 0.13, ""),
        },
        "auxiliaries": {"subsidy": _fan(rng, 4.1, -0.03, 1.1, "billion USD / year")},
        "events": {
            "programmes_signed": _event(rng, 0.71),
            "mass_protest": _event(rng, 0.44),
            "oil_cut_off": _event(rng, 0.58),
            "union_act": _event(rng, 0.021),
        },
        "options": {
            "kremlin": _shares(rng, ["sustain", "squeeze", "press", "rescue", "coerce"]),
            "minsk": _shares(rng, ["accommodate", "stall", "balance", "tighten"]),
            "west": _shares(rng, ["engage", "hold", "sanction"]),
            "society": _shares(rng, ["wait", "mobilise"]),
        },
        "clipped": {"reserves": 0.021, "legitimacy": 0.002},
    }


def make_stress(seed: int = 4) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    credence = rng.uniform(0.55, 0.97, len(ASSUMPTIONS))
    load = np.abs(rng.gamma(0.8, 0.05, len(ASSUMPTIONS)))
    error = np.full(len(load), 0.0021)
    pairs = [(0, 1), (10, 12), (3, 4), (6, 17), (11, 12)]
    return {
        **_head(),
        "answer": "threat_to_sovereignty",
        "threshold": 0.5,
        "unsound": 0,
        "assumptions": [
            {
                "name": n,
                "credence": float(credence[j]),
                "load": float(load[j]),
                "standard_error": float(error[j]),
                "vulnerability": float(1 - credence[j]),
                "exposure": float(load[j] * (1 - credence[j])),
                "exposure_standard_error": float(error[j] * (1 - credence[j])),
                "shapley": float(load[j] * 0.9),
                "shapley_standard_error": 0.004,
            }
            for j, n in enumerate(ASSUMPTIONS)
        ],
        "probability": {"probability": 0.222, "standard_error": 0.0012},
        "all_hold": {"probability": 0.08, "standard_error": 0.002},
        "all_fail": {"probability": 0.93, "standard_error": 0.002},
        "interactions": [
            {"assumptions": [ASSUMPTIONS[a], ASSUMPTIONS[b]], "interaction": v, "standard_error": 0.004}
            for (a, b), v in zip(pairs, (0.011, 0.19, 0.06, 0.001, -0.05), strict=True)
        ],
        "breaking_sets": [
            {
                "assumptions": ["restraining_factions", "state_not_hollow"],
                "probability_of_answer": 0.61,
                "standard_error": 0.008,
                "probability_of_set": 0.031,
            },
            {
                "assumptions": ["weak_opposition", "managed_elections", "kremlin_needs_weakness"],
                "probability_of_answer": 0.55,
                "standard_error": 0.008,
                "probability_of_set": 0.0008,
            },
        ],
        "undecided": [],
        "search": {"direction": "up", "searched_to": 3, "complete": False, "left_out": []},
        "broken_by_the_model": [],
    }
