"""The record of a whole assessment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from lynchpin.language.records.actors import Actor
from lynchpin.language.records.analysis import Assumption, Goal, Indicator, Outcome, Policy
from lynchpin.language.records.basics import Clock, SourceRecord
from lynchpin.language.records.evidence import Claim, Evidence, Forecast
from lynchpin.language.records.quantities import Auxiliary, Event, Parameter, Series, Stock
from lynchpin.memo import Memo


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Assessment:
    """A whole file without errors.

    `field` is what it is about, such as `public health`, `sha256` the hash of the file and its data files, `updated` the date up to
    which evidence was added, and `written` when it was written, if its author may have known what happened after `date`.
    """

    path: str
    text: str
    sha256: str
    title: str
    question: str
    summary: str
    field: str
    author: str
    date: str
    updated: str
    written: str
    clock: Clock
    answers: Mapping[str, tuple[str, ...]]
    yardstick: str
    reasoning: Literal["equilibrium", "adaptive"]
    shows: tuple[str, ...]
    sources: Mapping[str, SourceRecord]
    parameters: Mapping[str, Parameter]
    correlations: tuple[tuple[str, str, float], ...]
    series: Mapping[str, Series]
    stocks: Mapping[str, Stock]
    auxiliaries: Mapping[str, Auxiliary]
    events: Mapping[str, Event]
    actors: Mapping[str, Actor]
    assumptions: Mapping[str, Assumption]
    outcomes: Mapping[str, Outcome]
    policies: Mapping[str, Policy]
    goals: tuple[Goal, ...]
    indicators: Mapping[str, Indicator]
    evidence: tuple[Evidence, ...]
    forecasts: Mapping[str, Forecast]
    claims: Mapping[str, Claim]
    good: Mapping[str, bool] = dataclasses.field(default_factory=dict)
    """Whether an answer is good news, where the file says so."""
    functions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The text of each function by its signature. In the expressions of the other records, the functions have been put in already."""
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The units that the file declares, each with its definition; empty for one with a dimension of its own."""
    sets: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """The members of each set. In the other records, entries such as `population[town]` have been expanded already."""
    data: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The hash of each data file that the assessment uses, by its path. They count towards `sha256`."""
    memo: Memo = dataclasses.field(default_factory=Memo, init=False, compare=False, repr=False)
    """The model that was built from it."""

    def __repr__(self) -> str:
        return f"<Assessment: “{self.title}” ({self.path})>"
