"""How far a run can be trusted: what left its bounds or the finite numbers, and whether the actors chose at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lynchpin.engine.results.summary import Summary
from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import write_share

OFTEN_CLIPPED = 0.01
OFTEN_CHANCE = 0.01
HARDLY_CHOOSES = 0.5
"""An actor whose play is near uniform in more than this share of its decisions is named."""
LARGE_RESIDUAL = 0.001


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
            "words": self.sentences(),
        }

    def sentences(self) -> list[str]:
        """What a reader should be warned of, and nothing where all went well."""
        said = []
        if self.unsound:
            said.append(f"{self.unsound:,} of {self.futures:,} futures left the finite numbers.")
        if self.unmatched[0] > 0:
            said.append(f"{write_share(self.unmatched)} of futures match no outcome; the last outcome of the file could be `otherwise`.")
        if self.residual_large > LARGE_RESIDUAL:
            said.append(f"In {100 * self.residual_large:.2g}% of games the equilibrium was not found to within 0.0001.")
        often = [f"`{n}` ({100 * s:.2g}%)" for n, s in self.clipped.items() if s > OFTEN_CLIPPED]
        if often:
            said.append(f"Held at their bounds in more than 1 in 100 periods: {join_words(often)}.")
        beyond = [f"`{n}` ({100 * s:.2g}%)" for n, s in self.chance_clipped.items() if s > OFTEN_CHANCE]
        if beyond:
            said.append(f"Chances that left 0 to 1 and were cut back in more than 1 in 100 periods: {join_words(beyond)}.")
        said += [_say_hardly(a) for a in self.actors if a.hardly_chooses]
        return said


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


def _say_hardly(a: Decisiveness) -> str:
    return (
        f"`{a.actor}` hardly chooses: in {100 * a.uniform:.0f}% of its decisions each of its {a.options} options is about as likely "
        f"as any other (its likeliest has {100 * a.largest:.0f}% on average), so its values or its rationality say little."
    )
