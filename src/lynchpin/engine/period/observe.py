"""Evidence inside a period: what was seen is made to happen, and weighs by how likely the model held it.

Each observation is a likelihood. For an actor's option it is the probability of the report given each option; the option is then
drawn from its posterior and the weight is the probability of the report. The same for an event that chance decides, and for a
measured stock whose normal shock is drawn on its own (the optimal proposal of Doucet, Godsill and Andrieu 2000). An event that
follows from a condition, and any other measured quantity, cannot be made to happen: they weigh alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float32, Float64
from numpy.typing import NDArray

from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.model import Evidence, Model

_FAR = 5.0
"""Standard deviations of a shock that it practically never exceeds: once in two million draws."""


class Observed(NamedTuple):
    """Likelihoods by period: options, per actor [T, options]; events [T, E, 2] (not fired, fired);
    stocks [T, S, 2] and auxiliaries [T, A, 2]: (value, precision), precision 0 where nothing was measured;
    constants [T]: what measurements of one quantity in one period say of each other, a logarithm."""

    options: tuple[Array, ...]
    events: Array
    stocks: Array
    auxiliaries: Array
    constants: Array


def build_observed(model: Model, evidence: Sequence[Evidence]) -> Observed:
    """The likelihoods of all items. Several measurements of one quantity in one period combine by their precisions.

    An item on a scheduled event carries no information and is left out (it is certain either way).
    """
    program, periods = model.program, len(model.periods)
    options = [np.ones((periods, len(actor.options)), np.float32) for actor in program.actors]
    events = np.ones((periods, len(program.events), 2))
    stocks = np.zeros((periods, len(model.stocks), 2))
    auxiliaries = np.zeros((periods, len(model.auxiliaries), 2))
    constants = np.zeros(periods)
    actor_names, event_names = [a.name for a in program.actors], [e.name for e in program.events]
    stock_names, auxiliary_names = [s.name for s in model.stocks], [a.name for a in model.auxiliaries]
    for item in evidence:
        match item.kind:
            case "option":
                a = actor_names.index(item.name)
                names = program.actors[a].options
                options[a][item.period] *= _report(len(names), names.index(item.option), item.reliability)
            case "event" | "not" if item.name in event_names:
                events[item.period, event_names.index(item.name)] *= _report(2, int(item.kind == "event"), item.reliability)
            case "stock":
                constants[item.period] += _measure(stocks[item.period, stock_names.index(item.name)], item)
            case "auxiliary":
                constants[item.period] += _measure(auxiliaries[item.period, auxiliary_names.index(item.name)], item)
    return Observed(tuple(options), events, stocks, auxiliaries, constants)  # type: ignore[arg-type]


def _report(states: int, reported: int, reliability: float) -> NDArray[np.float64]:
    """[states] the probability of a report given each state. A wrong report names each of the other states with equal probability."""
    if states == 1:
        return np.ones(1)
    report = np.full(states, (1 - reliability) / (states - 1))
    report[reported] = reliability
    return report


def _measure(cell: NDArray[np.float64], item: Evidence) -> float:
    """Adds a measurement; the result is the log density of its distance from those before it (0 for the first)."""
    precision = 1 / item.sd**2
    constant = 0.0
    if cell[1] > 0:
        variance = 1 / cell[1] + item.sd**2
        constant = float(-0.5 * (item.value - cell[0]) ** 2 / variance - 0.5 * np.log(2 * np.pi * variance))
    cell[0] = (cell[0] * cell[1] + item.value * precision) / (cell[1] + precision)
    cell[1] += precision
    return constant


class Observation:
    """What was seen in period t, collecting the logarithm of its probability as the period is played."""

    def __init__(self, observed: Observed | None, t: Array, batch: int) -> None:
        self.observed, self._t = observed, t
        self.log_weight = jnp.zeros(batch, PLAYED)

    def row(self, table: Array) -> Array:
        return jnp.asarray(table)[self._t]

    def weigh(self, probability: Array) -> None:
        self.log_weight = self.log_weight + jnp.log(probability).astype(PLAYED)


def observe_option(seen: Observation, actor: int, play: Float32[Array, "options B"]) -> Float32[Array, "options B"]:
    """The actor's option probabilities after the report: [options, B]."""
    if seen.observed is None:
        return play
    likelihood = seen.row(seen.observed.options[actor])[:, None]
    joint = play * likelihood
    total = jnp.sum(joint, axis=0)
    seen.weigh(total)
    return jnp.where(total > 0.0, joint / jnp.where(total > 0.0, total, 1.0), play)


def observe_event(seen: Observation | None, event: int, chance: Array, uniform: Array | None) -> Array:
    """Whether the event fires, 0 or 1; `uniform` is None for one that follows from a condition."""
    if seen is None or seen.observed is None:
        return chance if uniform is None else (uniform < chance).astype(PLAYED)
    not_fired, fired = seen.row(seen.observed.events)[event]
    total = (1.0 - chance) * not_fired + chance * fired
    seen.weigh(total)
    if uniform is None:
        return chance
    posterior = jnp.where(total > 0.0, chance * fired / jnp.where(total > 0.0, total, 1.0), chance)
    return (uniform < posterior).astype(PLAYED)


def observe_stock(seen: Observation, stock: int, mean: Array, sd: Array, drawn: Array, bounds: tuple[Array, Array]) -> Array:
    """A stock's value [B] before its bounds, its normal shock having been drawn from its posterior given the measurement.

    mean: [B] the value with the shock at its mean; sd: of the shock; drawn: [B] the value with the shock as drawn. The weight is the
    probability of the measurement before the shock, over its likelihood after it, which `weigh_measured` puts on. Within `_FAR`
    deviations of a bound the shock stays as drawn: a value that is held there is not normal.
    """
    if seen.observed is None:
        return drawn
    measured, precision = seen.row(seen.observed.stocks)[stock]
    odds = sd**2 * precision
    gain = odds / (1.0 + odds)
    value = mean + gain * (measured - mean) + jnp.sqrt(1.0 - gain) * (drawn - mean)
    before = precision * (measured - mean) ** 2 / (1.0 + odds) + jnp.log1p(odds)
    taken = (precision > 0) & (mean - bounds[0] > _FAR * sd) & (bounds[1] - mean > _FAR * sd)
    seen.log_weight = seen.log_weight + jnp.where(taken, 0.5 * (precision * (measured - value) ** 2 - before), 0.0)
    return jnp.where(taken, value, drawn)


def weigh_measured(seen: Observation, stocks: Float64[Array, "stocks B"], auxiliaries: Float64[Array, "auxiliaries B"]) -> None:
    """Normal likelihood of what was measured; `stocks`, `auxiliaries` as recorded, [n, B]."""
    if seen.observed is None:
        return
    seen.log_weight = seen.log_weight + seen.row(seen.observed.constants)
    for values, table in ((stocks, seen.observed.stocks), (auxiliaries, seen.observed.auxiliaries)):
        for k in range(values.shape[0]):
            measured, precision = seen.row(table)[k]
            log_density = -0.5 * precision * (values[k] - measured) ** 2 + 0.5 * jnp.log(
                jnp.where(precision > 0, precision, 1.0) / (2 * np.pi)
            )
            seen.log_weight = seen.log_weight + jnp.where(precision > 0, log_density, 0.0)
