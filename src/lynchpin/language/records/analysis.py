"""Records of assumptions, outcomes, policies, goals and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lynchpin.language.expressions import Expression
from lynchpin.language.records.basics import About, Value


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumption. With a `credence`, `fails` and `holds` map names to the values that replace theirs; otherwise `holds_while` is set."""

    claim: str
    credence: Value | None
    fails: Mapping[str, Value]
    holds: Mapping[str, Value]
    holds_while: Expression | None
    about: About


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the outcomes of a future. `when` is None for `otherwise`."""

    when: Expression | None
    about: About


@dataclass(frozen=True, slots=True)
class Policy:
    """Values that replace those of parameters from the period with index `start` on."""

    sets: Mapping[str, Value]
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
