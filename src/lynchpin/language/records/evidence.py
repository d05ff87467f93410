"""Records of evidence, forecasts and claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression
from lynchpin.language.records.basics import About, Citation, Value

StatedAs = Literal["numbers", "words", "reading"]
Answer = Literal["yes", "no", "unclear"]
EvidenceKind = Literal["event", "not", "state", "not_state", "stock", "auxiliary", "option"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation.

    Attributes:
        label: The date as written; of a stretch, both dates.
        period: The index of its period; of a stretch, that of the first.
        kind: What was observed: that an event happened or did not (`not`), that it was in a state or was not (`not_state`), the value of a
            stock or auxiliary, or an actor's option.
        name: The event, stock, auxiliary or actor.
        option: The option that the actor chose, or the state of the event.
        value: The measured value; None if nothing was measured.
        sd: The standard deviation of the measurement; None if nothing was measured.
        reliability: The probability that the report is right.
        text: The observation in words.
        about: Its meaning and basis.
        through: The index of the last period of a stretch, -1 for an observation of one period.
        latest: The date of the last period as written.
    """

    label: str
    period: int
    kind: EvidenceKind
    name: str
    option: str
    value: float | None
    sd: float | None
    reliability: float
    text: str
    about: About
    through: int = -1
    latest: str = ""

    @property
    def last(self) -> int:
        """The index of its last period."""
        return max(self.period, self.through)


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a forecast. `resolved` is None while it is unknown whether it occurred."""

    claim: str
    event: Expression | None
    resolves: str
    resolved: Answer | None
    resolved_on: str
    about: About


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast by somebody.

    Attributes:
        claim: What was forecast.
        by: Who made the forecast.
        stated: The probability that was stated, or that was read into what its author said.
        stated_as: How its author stated it.
        given: The condition on which it depends.
        event: The claim as an expression.
        resolves: The date on which the answer is known at the latest.
        resolved: The answer; None while it is unknown.
        resolved_on: The date from which the answer could no longer change; empty for `resolves`.
        base_rate: The frequency of such events.
        about: Its meaning and basis.
    """

    claim: str
    by: str
    stated: Value
    stated_as: StatedAs
    given: Condition | None
    event: Expression | None
    resolves: str
    resolved: Answer | None
    resolved_on: str
    base_rate: float | None
    about: About


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a source. Either `carried_by` names what represents it in the model, or `left_out` gives the reason why nothing does.

    `role` is how it is represented: something follows from it in the model (`mechanism`), the model only names it (`label`), or it is
    history that explains the model (`background`); empty if the file does not say.
    """

    at: Citation
    says: str
    carried_by: tuple[str, ...]
    left_out: str
    role: str
    place: Place
