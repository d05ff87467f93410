"""How far a run can be trusted, in numbers and in words: equilibria, bounds, numbers that went astray, actors that hardly choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lynchpin.engine.futures import Futures, Health
from lynchpin.engine.model import Model
from lynchpin.engine.summary import Summary

RESIDUAL = 1e-4
NOTABLE_SHARE = 0.01
HARDLY_CHOOSES = 0.5


@dataclass(frozen=True, slots=True)
class Decisiveness:
    """How an actor plays: decisions it took, mean of its largest option probability, share of decisions within 0.05 of uniform play."""

    decisions: float
    largest_probability: float
    near_uniform: float

    @property
    def hardly_chooses(self) -> bool:
        """Whether it plays nearly at random more often than not."""
        return self.near_uniform > HARDLY_CHOOSES


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Numbers about a run. Shares of games are of the games played, shares of bounds of all futures and periods.

    residual_large: share of games whose equilibrium is off by more than 1e-4; residual_max: the largest residual;
    continued: share of games whose equilibrium was followed by continuation because it was not proven to be the only one;
    clipped, chance_clipped: how often each stock met its bounds, and each chance left 0 to 1; not_finite: share of futures that left
    the finite numbers; actors: how decisive each is (those that took a decision).
    """

    futures: int
    games: float
    residual_large: float
    residual_max: float
    continued: float
    clipped: Mapping[str, float]
    chance_clipped: Mapping[str, float]
    not_finite: float
    actors: Mapping[str, Decisiveness]

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the warnings in words."""
        return {
            "games": self.games,
            "residual_above_1e-4": self.residual_large,
            "largest_residual": self.residual_max,
            "continued": self.continued,
            "clipped": dict(self.clipped),
            "chances_clipped": dict(self.chance_clipped),
            "not_finite": self.not_finite,
            "actors": {
                name: {
                    "decisions": a.decisions,
                    "largest_probability": a.largest_probability,
                    "near_uniform": a.near_uniform,
                    "hardly_chooses": a.hardly_chooses,
                }
                for name, a in self.actors.items()
            },
            "warnings": list(self.warnings),
        }

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever reads the result should know, a sentence each; none if all is well."""
        return tuple(self._warn())

    def _warn(self) -> Iterator[str]:
        if self.residual_large > 0:
            yield (
                f"{_percent(self.residual_large)} of the games did not reach their equilibrium to {RESIDUAL:g} "
                f"(the largest residual is {self.residual_max:.2g})."
            )
        if self.not_finite > 0:
            yield f"{_percent(self.not_finite)} of the futures left the finite numbers; means and quantiles leave them out from then on."
        for name, rate in self.clipped.items():
            if rate >= NOTABLE_SHARE:
                yield f"`{name}` meets its bounds in {_percent(rate)} of the periods."
        for name, rate in self.chance_clipped.items():
            if rate >= NOTABLE_SHARE:
                yield f"The chance of `{name}` leaves 0 to 1 in {_percent(rate)} of the periods, and is cut off there."
        for name, actor in self.actors.items():
            if actor.hardly_chooses:
                yield (
                    f"`{name}` hardly chooses: in {_percent(actor.near_uniform)} of its decisions every option is about as likely "
                    "as any other. Its rationality or its weights may be too small."
                )

    def __str__(self) -> str:
        if not self.warnings:
            return "Nothing in this run calls for caution."
        return "\n".join(self.warnings)


def find_diagnostics(run: Futures | Summary) -> Diagnostics:
    """The diagnostics of futures, or of their summary."""
    unsound = run.unsound if isinstance(run, Summary) else int((run.status != 0).sum())
    return read_health(run.model, run.health, futures=len(run), unsound=unsound)


def read_health(model: Model, health: Health, *, futures: int, unsound: int) -> Diagnostics:
    """Shares from the sums of a run of so many futures."""
    moments = futures * len(model.periods)
    return Diagnostics(
        futures=futures,
        games=health.games,
        residual_large=_part(health.residual_large, health.games),
        residual_max=health.residual_max,
        continued=_part(health.unproven, health.games),
        clipped={q.name: _part(n, moments) for q, n in zip(model.stocks, health.clipped, strict=True)},
        chance_clipped={e.name: _part(n, moments) for e, n in zip(model.program.events, health.chance_clipped, strict=True)},
        not_finite=_part(unsound, futures),
        actors={
            a.name: Decisiveness(float(n), _part(largest, n), _part(uniform, n))
            for a, n, largest, uniform in zip(model.actors, health.decisions, health.largest, health.uniform, strict=True)
            if n > 0
        },
    )


def _part(some: float, whole: float) -> float:
    return float(some / whole) if whole else 0.0


def _percent(part: float) -> str:
    """A share in per cent with two digits, never `0%` for what did happen nor `100%` for what did not always."""
    if part < 0.001:
        return "less than 0.1%"
    return f"{100 * part:.2g}%" if part < 0.995 else "all" if part == 1 else "more than 99%"
