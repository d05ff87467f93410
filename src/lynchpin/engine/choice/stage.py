"""The stage games of a batch of futures: payoffs, the order of moves, what actors believe, and the solution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jax import Array

from lynchpin.engine.choice.payoff_differences import Fixed
from lynchpin.engine.choice.replies import average_types


@dataclass(frozen=True, slots=True)
class Turns:
    """The order of moves in a period.

    Attributes:
        rounds: The actors of each round in the order in which they choose. An actor sees all choices of earlier rounds, and may see
            choices of actors before it in its own.
        seen: For each actor, those whose choices it sees. Whoever sees an actor also sees whom that actor sees.
    """

    rounds: tuple[tuple[int, ...], ...]
    seen: tuple[frozenset[int], ...]

    @property
    def order(self) -> tuple[int, ...]:
        """The actors in the order in which they choose."""
        return tuple(actor for group in self.rounds for actor in group)


class Solved(NamedTuple):
    """The solution of a batch of stage games.

    Attributes:
        replies: Replies of each actor (`replies`).
        residual: [B] largest residual of any game that was solved.
        proven: [B] bool, whether all of these games provably have no other equilibrium.
        finite: [actors, B] bool, whether the actor's payoffs are finite.
    """

    replies: dict[int, Array]
    residual: Array
    proven: Array
    finite: Array


class Stage(NamedTuple):
    """The stage games of a batch of futures.

    Attributes:
        payoffs: Payoff of each actor, broadcastable to all axes (`replies`) and the batch.
        rationality: Rationality of each actor, [B] or a scalar, per unit of payoff.
        fixed: For each actor None, or a mask [B] and the distribution [n_i, B] that it follows where the mask is true.
        options: Number of options of each actor.
        turns: The order of moves.
        batch: Number of futures, B.
        beliefs: For each actor, what it believes before the period about the type of each actor: [T, B], or None without types. Empty if
            no actor has types.
        learns: For each actor, whether it learns about types from the choices that it sees. Empty if no actor has types.
    """

    payoffs: Sequence[Array]
    rationality: Sequence[Array]
    fixed: Fixed
    options: Sequence[int]
    turns: Turns
    batch: int
    beliefs: Sequence[Sequence[Array | None]] = ()
    learns: Sequence[bool] = ()

    @property
    def axes(self) -> int:
        """The number of axes in front of the batch."""
        return 2 * len(self.options) if self.beliefs else len(self.options)

    def average_types(self, value: Array, actor: int, replies: Mapping[int, Array]) -> Array:
        """Return a payoff of an actor averaged over the types of the others, as it believes them to be.

        Args:
            value: The payoff, with all axes.
            actor: The actor.
            replies: Replies of the actors whose choices it sees and may learn from.
        """
        return average_types(value, actor, self.beliefs[actor], replies, self.learns[actor]) if self.beliefs else value
