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
class Assumption:
    """An assumption.

    With a `credence`, `fails` and `holds` map names to the values that replace theirs, or to changes of them; otherwise `holds_while` is set.
    """

    claim: str
    credence: Value | None
    fails: Mapping[str, Value | Change]
    holds: Mapping[str, Value | Change]
    holds_while: Expression | None
    about: About


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
