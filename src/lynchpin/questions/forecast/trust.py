"""Diagnostics of a run: clipped values, steps that are too coarse, non-finite values, equilibria, and how decisive the actors are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lynchpin.engine.model import Model
from lynchpin.engine.results.summary import Summary

HARDLY_CHOOSES = 0.5
"""An actor is reported if its choice is almost uniform in more than this share of its decisions."""
OFTEN = 0.01
"""A stock is reported if it is clipped, or if a flow is larger than it, in more than this share of future-periods."""
SMALL_FLOW = 0.25
"""Largest flow in one sub-step, as a share of its stock, that the suggested number of sub-steps aims at."""
MOST_SUBSTEPS = 100_000
"""The highest number of sub-steps in all periods together."""


@dataclass(frozen=True)
class Decisiveness:
    """How decisive one actor is.

    Attributes:
        options: Number of its options.
        decisions: Decisions per future.
        largest: Mean probability of its most probable option.
        uniform: Share of decisions in which its choice is within 0.05 of uniform.
    """

    actor: str
    options: int
    decisions: float
    largest: float
    uniform: float

    @property
    def hardly_chooses(self) -> bool:
        return self.decisions > 0 and self.uniform > HARDLY_CHOOSES


@dataclass(frozen=True)
class Trust:
    """Diagnostics of a run.

    Attributes:
        games: Number of games solved.
        residual_large: Share of games whose equilibrium has a residual above 1e-4.
        residual_max: Largest residual.
        unproven: Share of games whose equilibrium was not proven to be unique.
        clipped: Share of future-periods in which a stock was clipped at a bound, by stock.
        coarse: Share of future-periods in which a flow was larger than its stock, by stock.
        largest_flow: Largest flow in one sub-step as a multiple of the stock, by stock.
        within: Number of sub-steps in a period.
        suggested_within: Number of sub-steps that may avoid clipping and large flows; None if there is nothing to suggest.
        chance_clipped: Share of future-periods in which a probability was clipped to 0 or 1, by event.
        unsound: Number of futures with a non-finite value.
        unmatched: Share of futures in which no outcome matches, with its standard error.
    """

    futures: int
    games: float
    residual_large: float
    residual_max: float
    unproven: float
    clipped: dict[str, float]
    coarse: dict[str, float]
    largest_flow: dict[str, float]
    within: int
    suggested_within: int | None
    chance_clipped: dict[str, float]
    unsound: int
    unmatched: tuple[float, float]
    actors: tuple[Decisiveness, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "games": self.games,
            "residual_large": self.residual_large,
            "residual_max": self.residual_max,
            "unproven": self.unproven,
            "clipped": self.clipped,
            "coarse": self.coarse,
            "largest_flow": self.largest_flow,
            "within": self.within,
            "suggested_within": self.suggested_within,
            "chance_clipped": self.chance_clipped,
            "unsound": self.unsound,
            "unmatched": {"probability": self.unmatched[0], "standard_error": self.unmatched[1]},
            "actors": {a.actor: {"decisions": a.decisions, "largest": a.largest, "uniform": a.uniform} for a in self.actors},
            "hardly_choose": [a.actor for a in self.actors if a.hardly_chooses],
        }


def measure_trust(summary: Summary) -> Trust:
    """Return the diagnostics of a run from its sums."""
    model, health = summary.model, summary.health
    periods = max(1, len(model.periods) * summary.futures)
    games = max(health.games, 1.0)
    clipped, coarse = (
        {q.name: float(n / periods) for q, n in zip(model.stocks, counts, strict=True)} for counts in (health.clipped, health.coarse)
    )
    largest_flow = {q.name: float(ratio) for q, ratio in zip(model.stocks, health.ratio, strict=True)}
    return Trust(
        futures=summary.futures,
        games=health.games,
        residual_large=health.residual_large / games,
        residual_max=health.residual_max,
        unproven=health.unproven / games,
        clipped=clipped,
        coarse=coarse,
        largest_flow=largest_flow,
        within=model.program.steps,
        suggested_within=_suggest_within(model, clipped, coarse, largest_flow),
        chance_clipped={e.name: float(n / periods) for e, n in zip(model.program.events, health.chance_clipped, strict=True)},
        unsound=summary.unsound,
        unmatched=summary.unmatched,
        actors=tuple(_measure_decisiveness(summary, k) for k in range(len(model.actors))),
    )


def _suggest_within(model: Model, clipped: dict[str, float], coarse: dict[str, float], largest_flow: dict[str, float]) -> int | None:
    """Return a number of sub-steps at which no flow is larger than a quarter of its stock, or four times as many for a clipped stock.

    It is a power of two, as far as the limit on sub-steps allows. A stock that changes by shocks or outright has no flows to divide.

    Args:
        model: The model.
        clipped: Share of future-periods in which a stock was clipped.
        coarse: Share of future-periods in which a flow was larger than its stock.
        largest_flow: Largest flow in one sub-step as a multiple of the stock.
    """
    steps = model.program.steps
    needed = [float(steps)]
    for spec in model.program.stocks:
        if coarse[spec.name] > OFTEN:
            needed.append(steps * largest_flow[spec.name] / SMALL_FLOW)
        if clipped[spec.name] > OFTEN and spec.change is not None:
            needed.append(steps / SMALL_FLOW)
    most = max(1, MOST_SUBSTEPS // max(1, len(model.periods)))
    wanted = min(most, 2 ** math.ceil(math.log2(min(max(needed), MOST_SUBSTEPS))))
    return wanted if wanted > steps else None


def _measure_decisiveness(summary: Summary, k: int) -> Decisiveness:
    health, actor = summary.health, summary.model.actors[k]
    decisions = float(health.decisions[k])
    each = max(decisions, 1.0)
    return Decisiveness(
        actor.name,
        len(actor.options),
        decisions / max(1, summary.futures),
        float(health.largest[k]) / each,
        float(health.uniform[k]) / each,
    )
