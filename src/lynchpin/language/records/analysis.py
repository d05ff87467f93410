"""Records of assumptions, outcomes, policies, goals and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression
from lynchpin.language.records.basics import About, Value


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a number by an assumption or a policy: `times` multiplies it by the amount, `plus` adds the amount to it."""

    operation: Literal["times", "plus"]
    amount: Value

    @property
    def text(self) -> str:
        """The change as an author would write it."""
        return f"{self.operation} {self.amount.text}"

    @property
    def place(self) -> Place:
        """Where its amount is in the file."""
        return self.amount.place


@dataclass(frozen=True, slots=True)
class Given:
    """A credence that depends on whether another assumption, the parent, holds or fails. Either case may again depend on an assumption."""

    parent: str
    holds: Value | Given
    fails: Value | Given
    place: Place

    def list_credences(self) -> list[Value]:
        """Return the credences in all cases."""
        parts = [[part] if isinstance(part, Value) else part.list_credences() for part in (self.holds, self.fails)]
        return [credence for part in parts for credence in part]

    def list_parents(self) -> list[tuple[str, Place]]:
        """Return the parents of the whole table with their places, each as often as it is named."""
        inner = [one.list_parents() for one in (self.holds, self.fails) if isinstance(one, Given)]
        return [(self.parent, self.place), *(pair for pairs in inner for pair in pairs)]


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumption.

    With a `credence`, `fails` and `holds` map names to the values that replace theirs, or to changes of them; otherwise `holds_while` is set.
    It can fail along the way if `lasts` (years), `breaks` (a probability per period) or `fails_if` (a condition) is set.
    """

    claim: str
    credence: Value | Given | None
    fails: Mapping[str, Value | Change]
    holds: Mapping[str, Value | Change]
    holds_while: Expression | None
    about: About
    lasts: Value | None = None
    breaks: Expression | None = None
    fails_if: Expression | None = None

    def list_credences(self) -> list[Value]:
        """Return all credences that are stated for it."""
        return [] if self.credence is None else [self.credence] if isinstance(self.credence, Value) else self.credence.list_credences()

    @property
    def can_fail_along_the_way(self) -> bool:
        """Whether it can fail in the course of a future."""
        return self.lasts is not None or self.breaks is not None or self.fails_if is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the outcomes of a future. `when` is None for `otherwise`."""

    when: Expression | None
    about: About


@dataclass(frozen=True, slots=True)
class Policy:
    """Values that replace those of parameters, or changes of them, from the period with index `start` on."""

    sets: Mapping[str, Value | Change]
    start: int
    about: About


@dataclass(frozen=True, slots=True)
class Goal:
    """One term of the reader's objective and its weight. `text` is the expression as written."""

    expression: Expression
    weight: float
    text: str
    about: About


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that can be observed, with the noise of the observation."""

    watch: Expression
    noise: Value | None
    about: About
