"""Time on the format page: periods, memory, events, stocks, projections, and the path of every future.

A translation of a file is a `Translation`. Its `compute` writes down every quantity of one period. The same equations serve for what happens
and for what an actor projects; a `Period` knows which of the two it is. They serve again at the end of the period, from the stocks as they
then are, for what is recorded and for payoffs (`Period.end`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
from parts_choice import adapt, find_equilibrium, pick
from parts_values import Array, Draws, Value

FIRST, HAPPENS, PROJECTED = "first", "happens", "projected"
"""What a period is: the state before anything has happened, the period itself, or a projection of it."""


@dataclass(frozen=True)
class Clock:
    year: int
    steps: int
    first: int
    periods: int

    def read(self, t: int) -> tuple[int, int]:
        """The year, and the step in it from 1, of a period."""
        place = self.first - 1 + t
        return self.year + place // self.steps, place % self.steps + 1

    def measure(self, year: int, step: int = 1, steps: int = 1) -> float:
        """A date as years since the start of the clock."""
        return year + (step - 1) / steps - self.year - (self.first - 1) / self.steps


@dataclass(frozen=True)
class Actor:
    options: Mapping[str, Mapping[str, float]]
    rationality: Value
    horizon: int = 1
    perceives: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    """The bias and the noise of what is perceived."""
    starts: int = 0
    """The place of the option that is in place before the first period."""
    sums: bool = False
    discount: float = 1.0

    def combine(self, steps: Sequence[Any]) -> Any:
        """The payoff over the horizon, from that of each period."""
        weights = [self.discount**k for k in range(self.horizon)]
        total = sum(weight * step for weight, step in zip(weights, steps[: self.horizon], strict=True))
        return total if self.sums else total / sum(weights)


class Period:
    """One period of all futures. Names of stocks, levers and inputs are attributes."""

    def __init__(
        self, clock: Clock, t: int, inputs: Mapping[str, Any], stocks: Mapping[str, Any], levers: Mapping[str, Any], memory: Mapping[str, Any],
        kind: str, uniforms: Mapping[str, Array],
    ) -> None:  # fmt: skip
        self.clock, self.t, self.time, self.length = clock, t, t / clock.steps, 1 / clock.steps
        self.inputs, self.stocks, self.levers = inputs, stocks, levers
        self.memory, self.kind, self.uniforms = memory, kind, uniforms
        self.kept: dict[str, Any] = {}
        self.events: dict[str, Any] = {}
        self.fired: Mapping[str, Any] | None = None
        self.in_states: dict[str, list[Any]] = {}
        self.during: Mapping[str, Any] = {}
        self.year, step = clock.read(t)
        self.month = (step - 1) * 12 // clock.steps + 1
        self.quarter = (self.month - 1) // 3 + 1

    def end(self, stocks: Mapping[str, Any], memory: Mapping[str, Any]) -> Period:
        """The end of the period: its stocks, what is remembered from end to end, and the events and choices of the period."""
        end = Period(self.clock, self.t, self.inputs, stocks, self.levers, memory, self.kind, {})
        end.fired, end.in_states, end.during = self.events, dict(self.in_states), self.kept
        return end

    def __getattr__(self, name: str) -> Any:
        for place in ("inputs", "stocks", "levers"):
            if name in self.__dict__[place]:
                return self.__dict__[place][name]
        raise AttributeError(name)

    def previous(self, key: str, now: Any) -> Any:
        self.kept[f"previous {key}"] = now
        return self.memory.get(f"previous {key}", now)

    def ever(self, key: str, condition: Any) -> Any:
        before = self.memory.get(f"ever {key}", 0.0)
        self.kept[f"ever {key}"] = 1 - (1 - before) * (1 - np.asarray(condition, float))
        return self.kept[f"ever {key}"]

    def since(self, key: str, fired: Any) -> Any:
        """Periods since an event; a projected event counts only if it is certain."""
        before = self.memory.get(f"since {key}", np.inf)
        self.kept[f"since {key}"] = np.where(np.asarray(fired) >= 1, 0.0, before + 1)
        return self.kept[f"since {key}"]

    def smooth(self, key: str, now: Any, periods: float) -> Any:
        before = self.memory.get(f"smooth {key}", now)
        self.kept[f"smooth {key}"] = before + (now - before) / periods
        return self.kept[f"smooth {key}"]

    def fire(self, key: str, chance: Any, once: bool = False) -> Any:
        """An event with a chance. A condition or a date is a chance of 0 or 1."""
        if self.fired is not None:
            return self.fired[key]
        chance = np.clip(np.asarray(chance, float), 0.0, 1.0)
        if once:
            chance = chance * (1 - self.memory.get(f"ever {key}", 0.0))
        if self.kind == HAPPENS:
            chance = (self.uniforms[key] < chance) * 1.0
        fired = 0.0 * chance if self.kind == FIRST else chance
        self.events[key] = fired
        if once:
            self.ever(key, fired)
        return fired

    def be(self, key: str, chances: Sequence[Any]) -> list[Any]:
        """An event with states: 1 for the state that it is in and 0 for the others or, in a projection, the probability of each."""
        if self.fired is not None:
            states: list[Any] = self.in_states[key]
        elif self.kind == FIRST:
            states = [np.zeros(np.shape(chance)) for chance in chances]
        elif self.kind == PROJECTED:
            clipped = [np.clip(np.asarray(chance, float), 0.0, 1.0) for chance in chances]
            states = [chance / sum(clipped) for chance in clipped]
        else:
            ends = np.cumsum(np.broadcast_arrays(*(chance + 0.0 * self.uniforms[key] for chance in chances)), axis=0)
            code = sum((self.uniforms[key] >= end).astype(int) for end in ends[:-1])
            states = [(code == s) * 1.0 for s in range(len(chances))]
        self.in_states[key] = states
        self.events[key] = sum(s * state for s, state in enumerate(states))
        for s, state in enumerate(states):
            self.kept[f"previous {key} {s}"] = state
        return states

    def previous_states(self, key: str, number: int) -> list[Any]:
        """The states of an event one period ago; before the first period it was in none."""
        return [self.memory.get(f"previous {key} {s}", 0.0) for s in range(number)]


def find_only(conditions: Sequence[Any], rows: Sequence[Sequence[Any]], rest: Sequence[Any]) -> list[Any]:
    """The probabilities of a table of which no two conditions can hold at once."""
    left = 1.0 - sum(np.asarray(condition, float) for condition in conditions)
    return [sum(condition * row[s] for condition, row in zip(conditions, rows, strict=True)) + left * rest[s] for s in range(len(rest))]


def find_first(conditions: Sequence[Any], rows: Sequence[Sequence[Any]], rest: Sequence[Any]) -> list[Any]:
    """The probabilities of a table of which the first condition that holds counts."""
    weights, left = [], np.asarray(1.0)
    for condition in conditions:
        weights.append(left * condition)
        left = left * (1.0 - np.asarray(condition, float))
    return [sum(weight * row[s] for weight, row in zip(weights, rows, strict=True)) + left * rest[s] for s in range(len(rest))]


class Translation:
    """An assessment, written by hand."""

    clock: Clock
    actors: Mapping[str, Actor] = {}
    adaptive = False
    correlations: Sequence[tuple[str, str, float]] = ()
    shocks: Mapping[str, Value] = {}
    within: Mapping[str, tuple[float, float]] = {}
    """The bounds of each stock."""
    indicators: Mapping[str, tuple[str, Value]] = {}
    """The stock or auxiliary that an indicator watches, and its noise."""
    units: Mapping[str, float] = {}
    """How many of the file's units one of the translation's is, where they differ."""

    def draw(self, draws: Draws, policy: str) -> tuple[dict[str, Array], dict[str, Array]]:
        """The inputs and the starting values."""
        raise NotImplementedError

    def judge(self, paths: Paths) -> tuple[dict[str, Any], dict[str, Any]]:
        """The condition of each outcome in the order of the file; and goals, forecasts, `holds_while` and other measures of a whole path."""
        raise NotImplementedError

    def set_policy(self, inputs: dict[str, Array], policy: str, t: int) -> dict[str, Array]:
        """The inputs of a period, given a policy."""
        return inputs

    def compute(self, now: Period) -> SimpleNamespace:
        """The quantities of a period. `following` has the next value of every stock, before shocks and bounds."""
        raise NotImplementedError

    def value(self, now: Period, q: SimpleNamespace, influence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The payoff of each actor. `now` and `q` are the end of the period; `influence` has that of each faction of each actor."""
        raise NotImplementedError


@dataclass
class Paths:
    """What happened: arrays have the periods on the first axis and the futures on the last."""

    inputs: dict[str, Array]
    starts: dict[str, Array]
    stocks: dict[str, Array]
    options: dict[str, Array]
    quantities: dict[str, Array]
    """Levers, auxiliaries and events."""


def measure_break(holds: Array) -> Array:
    """The first period in which the condition of a `holds_while` does not hold, or -1."""
    return np.where(holds.all(axis=0), -1, holds.argmin(axis=0))


class Play:
    """One run of a translation."""

    def __init__(self, translation: Translation, futures: int, seed: int, policy: str = "") -> None:
        self.translation, self.futures, self.policy = translation, futures, policy
        self.rng = np.random.default_rng(seed)
        self.draws = Draws(self.rng, futures, translation.correlations)
        self.inputs, self.starts = translation.draw(self.draws, policy)
        self.rationality = [self.draws.draw(f"{name}.rationality", actor.rationality) for name, actor in translation.actors.items()]
        self.names = list(translation.actors)
        self.actors = list(translation.actors.values())

    def run(self) -> Paths:
        stocks = {name: self._bound(name, value) for name, value in self.starts.items()}
        options = {name: np.full(self.futures, actor.starts) for name, actor in self.translation.actors.items()}
        record: dict[str, list[Any]] = defaultdict(list)
        before = self._open(0, stocks, options, {}, FIRST)
        self.translation.compute(before)
        memory = {key: value for key, value in before.kept.items() if key.startswith("previous")}
        ended: Mapping[str, Any] = memory
        for t in range(self.translation.clock.periods):
            uniforms: Mapping[str, Array] = _Uniforms(self.rng, self.futures)
            if self.actors:
                options = self._choose(t, stocks, options, memory, ended, uniforms)
            now = self._open(t, stocks, options, memory, HAPPENS, uniforms)
            q = self.translation.compute(now)
            shocks = self.draws.draw_shocks(self.translation.shocks)
            stocks = {name: self._bound(name, value + shocks.get(name, 0.0)) for name, value in q.following.items()}
            end = now.end(stocks, ended)
            recorded = vars(self.translation.compute(end))
            memory, ended = now.kept, end.kept
            quantities = {k: v for k, v in recorded.items() if not isinstance(v, dict)} | now.events | dict(now.levers)
            for group, values in (("stocks", stocks), ("options", options), ("quantities", quantities)):
                record[group].append({k: np.broadcast_to(np.asarray(v), (self.futures,)) for k, v in values.items()})
        paths = {group: {key: np.stack([period[key] for period in periods]) for key in periods[0]} for group, periods in record.items()}
        for name, (watched, noise) in self.translation.indicators.items():
            exact = (paths["stocks"] | paths["quantities"])[watched]
            paths["quantities"][f"{name}.observed"] = exact + noise.ppf(self.rng.random(exact.shape))
        return Paths(self.inputs, self.starts, paths["stocks"], paths.get("options", {}), paths["quantities"])

    def _bound(self, name: str, value: Any) -> Array:
        low, high = self.translation.within.get(name, (-np.inf, np.inf))
        return np.asarray(np.clip(np.broadcast_to(value, (self.futures,)), low, high))

    def _open(self, t: int, stocks: Any, options: Any, memory: Any, kind: str, uniforms: Any = None, inputs: Any = None) -> Period:
        """A period; `options` has the place of each actor's option, a number or one per future."""
        inputs = self.translation.set_policy(self.inputs if inputs is None else inputs, self.policy, t)
        levers: dict[str, Any] = {}
        for name, actor in self.translation.actors.items():
            settings = list(actor.options.values())
            for lever in settings[0]:
                levers[lever] = np.array([setting[lever] for setting in settings])[options[name]]
            levers[name] = np.asarray(options[name])
        return Period(self.translation.clock, t, inputs, stocks, levers, memory, kind, {} if uniforms is None else uniforms)

    def _choose(self, t: int, stocks: Any, options: Any, memory: Any, ended: Any, uniforms: Any) -> dict[str, Array]:
        last = self.translation.compute(self._open(t, stocks, options, memory, HAPPENS, uniforms))
        decides = getattr(last, "decides", {})
        played = [np.eye(len(actor.options))[options[name]].T for name, actor in zip(self.names, self.actors, strict=True)]
        kept = [
            np.where(np.broadcast_to(decides[name], (self.futures,)) > 0, np.nan, played[a]) if name in decides else None
            for a, name in enumerate(self.names)
        ]
        payoffs = self._project_all(t, stocks, memory, ended, getattr(last, "influence", {}))
        if self.translation.adaptive:
            chances = adapt(payoffs, self.rationality, kept, played)
        else:
            chances = find_equilibrium(payoffs, self.rationality, kept)
        return {name: pick(self.rng, chances[a]) for a, name in enumerate(self.names)}

    def _project_all(self, t: int, stocks: Any, memory: Any, ended: Any, influence: Any) -> list[Array]:
        """The payoffs of each actor, [options of each actor..., futures], from what it perceives."""
        sizes = [len(actor.options) for actor in self.actors]
        payoffs = [np.empty((*sizes, self.futures)) for _ in self.actors]
        shared = None if any(actor.perceives for actor in self.actors) else (self.inputs, stocks)
        horizons = [actor.horizon for actor in self.actors]
        for profile in product(*map(range, sizes)):
            if shared:
                steps = self._project(t, *shared, profile, memory, ended, max(horizons), influence)
                for a, name in enumerate(self.names):
                    payoffs[a][profile] = self.actors[a].combine([step[name] for step in steps])
        if not shared:
            for a, (name, actor) in enumerate(zip(self.names, self.actors, strict=True)):
                inputs, seen = self._perceive(name, actor, stocks)
                for profile in product(*map(range, sizes)):
                    steps = self._project(t, inputs, seen, profile, memory, ended, actor.horizon, influence)
                    payoffs[a][profile] = actor.combine([step[name] for step in steps])
        return payoffs

    def _perceive(self, who: str, actor: Actor, stocks: Any) -> tuple[Any, Any]:
        inputs, seen = dict(self.inputs), dict(stocks)
        for name, (bias, noise) in actor.perceives.items():
            place = seen if name in seen else inputs
            error = self.draws.draw(f"{who}.{name}.bias", bias) + noise.ppf(self.rng.random(self.futures))
            place[name] = self._bound(name, place[name] + error)
        return inputs, seen

    def _project(
        self, t: int, inputs: Any, stocks: Any, profile: Any, memory: Any, ended: Any, horizon: int, influence: Any
    ) -> list[dict[str, Any]]:
        """The payoffs in each period of the horizon: options as in the profile, no shocks, events at their chance."""
        options = dict(zip(self.names, profile, strict=True))
        steps = []
        for h in range(horizon):
            now = self._open(t + h, stocks, options, memory, PROJECTED, inputs=inputs)
            q = self.translation.compute(now)
            stocks = {name: self._bound(name, value) for name, value in q.following.items()}
            end = now.end(stocks, ended)
            steps.append(self.translation.value(end, self.translation.compute(end), influence))
            memory, ended = now.kept, end.kept
        return steps


class _Uniforms(dict[str, Array]):
    """A uniform number for each event of a period, drawn when it is first used."""

    def __init__(self, rng: np.random.Generator, futures: int) -> None:
        super().__init__()
        self.rng, self.futures = rng, futures

    def __missing__(self, key: str) -> Array:
        self[key] = self.rng.random(self.futures)
        return self[key]
