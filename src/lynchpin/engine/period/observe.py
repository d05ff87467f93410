"""Evidence inside a period: futures are drawn given the evidence where possible, and weighted by its probability.

Each observation is a likelihood. For an actor's option it is the probability of the report given each option: the option is drawn from its
posterior, and the weight is the probability of the report. The same holds for chance events, events with states, and for a measured stock
with a normal shock that is independent of other draws (the optimal proposal of Doucet, Godsill and Andrieu 2000). Events that follow from a condition, and all
other measured quantities, are not drawn; their likelihood only multiplies the weight.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Bool, Float32, Float64, Int32

from lynchpin.engine.graph.batch import fold
from lynchpin.engine.graph.precision import PLAYED
from lynchpin.engine.period.observed import Observed

WRONG = 10.0
"""Factor by which the standard deviation of a measurement is larger if the report is wrong."""

_FAR = 5.0
"""Distance in standard deviations that a normal shock exceeds about once in two million draws."""


class Observation:
    """The evidence of period t, with its log probability [B], which accumulates as the period is played."""

    def __init__(self, observed: Observed | None, t: Array, batch: int) -> None:
        """Start with a log probability of 0.

        Args:
            observed: Likelihoods of all periods, None without evidence.
            t: Index of the period.
            batch: Number of futures, B.
        """
        self.observed, self.period = observed, t
        self.log_weight = jnp.zeros(batch, PLAYED)

    def row(self, table: Array) -> Array:
        """Return the row of a table for this period."""
        return jnp.asarray(table)[self.period]

    def spread(self, table: Array) -> Array:
        """Return the row of a table [T, n] for all futures, [n, 1], or that of a table [T, n, B] with a row for each, [n, B]."""
        row = self.row(table)
        return row if row.ndim == 2 else row[:, None]

    def weigh(self, probability: Array) -> None:
        """Multiply the probability of the evidence by `probability` [B]."""
        self.log_weight = self.log_weight + jnp.log(probability).astype(PLAYED)


def observe_option(seen: Observation, actor: int, play: Float32[Array, "options B"]) -> Float32[Array, "options B"]:
    """Weight by the report on an actor's option.

    Args:
        seen: Evidence of the period.
        actor: Index of the actor.
        play: [options, B] option probabilities.

    Returns:
        [options, B] option probabilities given the report.
    """
    if seen.observed is None:
        return play
    likelihood = seen.spread(seen.observed.options[actor])
    joint = play * likelihood
    total = jnp.sum(joint, axis=0)
    seen.weigh(total)
    return jnp.where(total > 0.0, joint / jnp.where(total > 0.0, total, 1.0), play)


def observe_state(seen: Observation, event: int, chances: Float64[Array, "states B"]) -> Float64[Array, "states B"]:
    """Weight by the reports on the state of an event.

    Args:
        seen: Evidence of the period.
        event: Index of the event among those with states.
        chances: [states, B] probabilities of the states.

    Returns:
        [states, B] probabilities of the states given the reports.
    """
    if seen.observed is None:
        return chances
    joint = chances * seen.spread(seen.observed.states[event])
    total = fold(jnp.add, joint, 0)[0]
    seen.weigh(total)
    return jnp.where(total > 0.0, joint / jnp.where(total > 0.0, total, 1.0), chances)


def observe_event(seen: Observation, event: int, chance: Array, uniform: Array | None) -> Array:
    """Draw an event given its report, and weight by the report.

    Args:
        seen: Evidence of the period.
        event: Index of the event.
        chance: [B] probability of the event, or its condition (0 or 1).
        uniform: [B] uniform random numbers, None if the event follows from a condition.

    Returns:
        [B] 1 if the event fires, otherwise 0.
    """
    if seen.observed is None:
        return chance if uniform is None else (uniform < chance).astype(PLAYED)
    not_fired, fired = seen.row(seen.observed.events)[event]
    total = (1.0 - chance) * not_fired + chance * fired
    seen.weigh(total)
    if uniform is None:
        return chance
    posterior = jnp.where(total > 0.0, chance * fired / jnp.where(total > 0.0, total, 1.0), chance)
    return (uniform < posterior).astype(PLAYED)


def observe_stock(seen: Observation, stock: int, mean: Array, sd: Array, drawn: Array, bounds: tuple[Array, Array]) -> Array:
    """Draw a stock with a normal shock from its posterior given the measurement.

    The weight is the marginal likelihood of the measurement divided by its likelihood given the drawn value, which `weigh_measured` adds
    later. Within `_FAR` standard deviations of a bound the shock is drawn without the measurement, because a clipped value is not normal.

    Args:
        seen: Evidence of the period.
        stock: Index of the stock.
        mean: [B] the value with the shock at its mean.
        sd: Standard deviation of the shock.
        drawn: [B] the value with the shock drawn from its prior.
        bounds: Lower and upper bound of the stock.

    Returns:
        [B] the value before clipping.
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
    """Weight by the normal likelihood of all certain measurements.

    Args:
        seen: Evidence of the period.
        stocks: [stocks, B] recorded values.
        auxiliaries: [auxiliaries, B] recorded values.
    """
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


def weigh_doubtful(seen: Observation, measurable: Float64[Array, "quantities B"]) -> None:
    """Weight by measurements that are less than certain.

    With probability 1 - reliability the report is wrong, and its error then has `WRONG` times the standard deviation: a contaminated
    normal distribution. Source: J. W. Tukey, A survey of sampling from contaminated distributions, 1960.

    Args:
        seen: Evidence of the period.
        measurable: [quantities, B] recorded values of stocks, then auxiliaries.
    """
    if seen.observed is None or not measurable.shape[0]:
        return
    for k in range(seen.observed.doubtful.shape[1]):
        row, value, sd, reliability = seen.row(seen.observed.doubtful)[k]
        given = row >= 0
        squared = ((measurable[jnp.maximum(row, 0).astype(jnp.int32)] - value) / jnp.where(given, sd, 1.0)) ** 2
        right = jnp.log(reliability) - 0.5 * squared
        wrong = jnp.log1p(-reliability) - 0.5 * squared / WRONG**2 - np.log(WRONG)
        log_density = jnp.logaddexp(right, wrong) - jnp.log(jnp.where(given, sd, 1.0) * np.sqrt(2 * np.pi))
        seen.log_weight = seen.log_weight + jnp.where(given, log_density, 0.0)


def weigh_stretches(seen: Observation, occurred: Bool[Array, "rows B"], latest: Int32[Array, "rows B"]) -> Int32[Array, "rows B"]:
    """Weight by reports on stretches that are less than certain.

    The whole report is wrong with probability 1 - reliability: if the event occurred once or more, its probability is 1 - reliability.

    Args:
        seen: Evidence of the period.
        occurred: [rows, B] what occurs in the period.
        latest: [rows, B] index of the latest period in which it occurred, before this one.

    Returns:
        [rows, B] the same after this period.
    """
    updated = jnp.where(occurred, seen.period, latest)
    if seen.observed is None or not latest.shape[0]:
        return updated
    for k in range(seen.observed.stretches.shape[1]):
        row, first, reliability = seen.row(seen.observed.stretches)[k]
        place = jnp.maximum(row, 0).astype(jnp.int32)
        begun = jnp.where(seen.period.astype(PLAYED) == first, jnp.log(reliability), 0.0)
        failed = jnp.where(occurred[place] & (latest[place].astype(PLAYED) < first), jnp.log1p(-reliability) - jnp.log(reliability), 0.0)
        seen.log_weight = seen.log_weight + jnp.where(row >= 0, begun + failed, 0.0)
    return updated
