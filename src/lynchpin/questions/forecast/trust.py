"""How far a run can be trusted: what left its bounds or the finite numbers, and whether the actors chose at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lynchpin.engine.results.summary import Summary

HARDLY_CHOOSES = 0.5
"""An actor whose play is near uniform in more than this share of its decisions is named."""


@dataclass(frozen=True)
class Decisiveness:
    """Of one actor: decisions per future, mean of its largest option probability, share of decisions within 0.05 of uniform play."""

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
    """Diagnostics of a run. Shares are of games (residual_large: equilibria with a residual above 1e-4; unproven: those whose
    uniqueness was not proven), of future-periods (clipped, chance_clipped: by stock and by event) or of futures (unsound, unmatched)."""

    futures: int
    games: float
    residual_large: float
    residual_max: float
    unproven: float
    clipped: dict[str, float]
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
            "chance_clipped": self.chance_clipped,
            "unsound": self.unsound,
            "unmatched": {"probability": self.unmatched[0], "standard_error": self.unmatched[1]},
            "actors": {a.actor: {"decisions": a.decisions, "largest": a.largest, "uniform": a.uniform} for a in self.actors},
            "hardly_choose": [a.actor for a in self.actors if a.hardly_chooses],
        }


def measure_trust(summary: Summary) -> Trust:
    """The diagnostics of a run from its sums."""
    model, health = summary.model, summary.health
    periods = max(1, len(model.periods) * summary.futures)
    games = max(health.games, 1.0)
    return Trust(
        futures=summary.futures,
        games=health.games,
        residual_large=health.residual_large / games,
        residual_max=health.residual_max,
        unproven=health.unproven / games,
        clipped={q.name: float(n / periods) for q, n in zip(model.stocks, health.clipped, strict=True)},
        chance_clipped={e.name: float(n / periods) for e, n in zip(model.program.events, health.chance_clipped, strict=True)},
        unsound=summary.unsound,
        unmatched=summary.unmatched,
        actors=tuple(_measure_decisiveness(summary, k) for k in range(len(model.actors))),
    )


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
