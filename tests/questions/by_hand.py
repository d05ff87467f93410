"""Models and futures made by hand: every question is tested on them, without a file and without simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lynchpin.engine import Draws
from lynchpin.engine.chance.tables import build_tables
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import ActorInfo, Assumption, Forecast, Goal, Model, Policy, Quantity
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.results.futures import Futures, Health


def make_model(
    *,
    periods: int | Sequence[str] = 1,
    outcomes: Sequence[str] = ("no", "yes"),
    answers: Mapping[str, tuple[str, ...]] | None = None,
    inputs: Sequence[str] = (),
    stocks: Sequence[str] = (),
    auxiliaries: Sequence[str] = (),
    events: Sequence[str] = (),
    actors: Mapping[str, tuple[str, ...]] | None = None,
    factions: Mapping[str, tuple[str, ...]] | None = None,
    assumptions: Mapping[str, float | None] | None = None,
    policies: Sequence[str] = (),
    goals: Mapping[str, float] | None = None,
    indicators: Sequence[str] = (),
    forecasts: Sequence[Forecast] = (),
) -> Model:
    """A model with names and no structure. Periods given as a number become quarters from 2025-Q1 on;
    an assumption with credence None is one that the model itself can break."""
    labels = tuple(f"{2025 + t // 4}-Q{t % 4 + 1}" for t in range(periods)) if isinstance(periods, int) else tuple(periods)
    return Model(
        program=_empty_program(len(labels)),
        numbers=_empty_numbers(len(labels)),
        title="By hand",
        question="Does it happen?",
        sha256="0" * 64,
        periods=labels,
        period_length=0.25,
        outcomes=tuple(outcomes),
        outcome_means={},
        answers=answers or {"answer": ("yes",)},
        inputs=tuple(Quantity(n, kind="parameter") for n in inputs),
        stocks=tuple(Quantity(n, kind="stock", unit="USD") for n in stocks),
        auxiliaries=tuple(Quantity(n, kind="auxiliary") for n in auxiliaries),
        events=tuple(Quantity(n) for n in events),
        actors=tuple(_make_actor(n, o, (factions or {}).get(n, ())) for n, o in (actors or {}).items()),
        assumptions=tuple(Assumption(n, f"{n} is so", c, conditional=c is None) for n, c in (assumptions or {}).items()),
        policies=tuple(Policy(n, f"{n} is done", labels[0]) for n in policies),
        goals=tuple(Goal(t, w) for t, w in (goals or {}).items()),
        indicators=tuple(Quantity(n) for n in indicators),
        evidence=(),
        forecasts=tuple(forecasts),
        yardstick="icd-203",
        shows=(),
    )


_KINDS = {
    "inputs": np.float64, "assumptions": np.bool_, "broke": np.int16, "stocks": np.float64, "auxiliaries": np.float64, "events": np.bool_,
    "options": np.uint8, "indicators": np.float64, "states": np.uint8, "forecasts": np.float64,
}  # fmt: skip


def make_futures(model: Model | None = None, *, outcome: Any, policy: str | None = None, seed: int = 0, **arrays: Any) -> Futures:
    """Return futures with these arrays, named as in `Futures`. `outcome` [N] is indices, names or truth values (True is "yes").

    Without a model, one is made with the names of the given arrays.
    """
    model = model or _model_for(arrays)
    outcome = np.asarray(outcome)
    if outcome.dtype.kind in "US":
        outcome = np.array([model.outcomes.index(o) for o in outcome])
    n = len(outcome)
    values: dict[str, Any] = {"favourites": {}, **{name: {} for name in _KINDS}}
    values |= {k: {name: np.asarray(x, _KINDS[k]) for name, x in v.items()} for k, v in arrays.items() if k in _KINDS}
    values |= {k: v for k, v in arrays.items() if k not in _KINDS}
    values["goals"] = tuple(np.asarray(g, np.float64) for g in arrays.get("goals", ()))
    health = values.pop("health", make_health(model))
    return Futures(
        model=model,
        draws=Draws(n, seed=seed, policy=policy, assume=values.pop("assume", {})),
        index=values.pop("index", np.arange(n, dtype=np.uint32)),
        outcome=outcome.astype(np.int8),
        status=np.asarray(values.pop("status", np.zeros(n)), np.uint8),
        health=health,
        **values,
    )


def make_health(model: Model, **sums: Any) -> Health:
    """Return diagnostics without problems, except those given."""
    none = Health(
        games=0.0,
        residual_large=0.0,
        residual_max=0.0,
        unproven=0.0,
        clipped=np.zeros(len(model.stocks)),
        coarse=np.zeros(len(model.stocks)),
        ratio=np.zeros(len(model.stocks)),
        chance_clipped=np.zeros(0),
        decisions=np.zeros(len(model.actors)),
        largest=np.zeros(len(model.actors)),
        uniform=np.zeros(len(model.actors)),
    )
    return replace(none, **sums)


def spread_over_seeds(estimate: Callable[[int], tuple[float, float]], seeds: int = 200) -> float:
    """Return the standard deviation of an estimate over seeds, divided by its stated standard error (root mean square)."""
    found = np.array([estimate(seed) for seed in range(seeds)])
    return float(found[:, 0].std(ddof=1) / np.sqrt((found[:, 1] ** 2).mean()))


def _model_for(arrays: Mapping[str, Any]) -> Model:
    paths = [np.asarray(x) for k in ("stocks", "auxiliaries", "events", "options", "indicators") for x in arrays.get(k, {}).values()]
    options = {n: tuple(f"option{k}" for k in range(int(np.max(x)) + 1)) for n, x in arrays.get("options", {}).items()}
    credences = {n: float(np.mean(x)) for n, x in arrays.get("assumptions", {}).items()}
    return make_model(
        periods=paths[0].shape[0] if paths else 1,
        inputs=list(arrays.get("inputs", {})),
        stocks=list(arrays.get("stocks", {})),
        auxiliaries=list(arrays.get("auxiliaries", {})),
        events=list(arrays.get("events", {})),
        actors=options,
        factions={a: tuple(f) for a, f in arrays.get("favourites", {}).items()},
        assumptions={n: None if n in arrays.get("broke", {}) else c for n, c in credences.items()},
        goals={f"goal{k}": 1.0 for k in range(len(arrays.get("goals", ())))},
        indicators=list(arrays.get("indicators", {})),
    )


def _make_actor(name: str, options: tuple[str, ...], factions: tuple[str, ...]) -> ActorInfo:
    return ActorInfo(name, "", options, {}, factions, {})


def _empty_program(periods: int) -> Program:
    return Program(
        nodes=(), periods=periods, inputs=(), assumptions=(), rows=(), correlated=(), stocks=(), events=(), actors=(), levers=0,
        memories=(), accumulators=(), adaptive=False, auxiliaries=(), recorded=(), indicators=(), conditions=(), outcomes=(), goals=(),
        forecasts=(),
    )  # fmt: skip


def _empty_numbers(periods: int) -> Numbers:
    empty = np.zeros(0, np.float64)
    return Numbers(
        tables=build_tables([])[0], certain=empty, noise=np.zeros((0, 2), np.float64), bounds=np.zeros((0, 2), np.float64),
        levels=(), series=np.zeros((0, periods), np.float64), calendar=np.zeros((5, periods), np.float64),
        copula=np.zeros((0, 0), np.float64), policy_starts=np.zeros(0, np.int32), literals=np.zeros(0),
    )  # fmt: skip
