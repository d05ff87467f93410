"""The assessment as records: one frozen dataclass per section of the file, the whole in `Assessment`.

A record exists only when the file has no errors, so that every name in it resolves, every unit agrees and
every number is in the declared unit of the quantity that it belongs to.
Sections are mappings from name to record, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression

Kind = Literal["number", "normal", "lognormal", "uniform", "triangular", "pert", "beta", "truncated", "choice"]
Basis = Literal["cited", "judged", "unsupported"]


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a distribution, in the unit of the quantity that it belongs to.

    `kind` and `numbers` follow the file, after `A to B` and words have been read:
    number (x), normal (mean, sd), lognormal (mu, sigma of the log), uniform (low, high), triangular (low, mode, high),
    pert (low, mode, high), beta (a, b, low, high: rescaled where a unit or range does so, else 0 and 1),
    truncated (low, high; the distribution itself is `inner`), choice (values; `chances` holds their probabilities).
    `text` is what the author wrote; `words` the words of estimative probability, if it was given so.
    """

    kind: Kind
    numbers: tuple[float, ...]
    text: str
    place: Place
    inner: Value | None = None
    chances: tuple[float, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """`memo p2`: the name of a source and the place in it."""

    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class About:
    """What any entry may carry for people, and where it is declared."""

    place: Place
    means: str = ""
    unit: str = ""
    citations: tuple[Citation, ...] = ()
    judgement: str = ""

    @property
    def basis(self) -> Basis:
        """Cited if a source is given, judged if a reason is, else unsupported."""
        return "cited" if self.citations else "judged" if self.judgement else "unsupported"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    author: str
    title: str
    date: str
    url: str
    place: Place
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The periods of the assessment.

    `labels` has one label per period, `years` the time since the start of each in years, `length` the length
    of one period in years (1, 1/4 or 1/12).
    """

    kind: Literal["year", "quarter", "month"]
    labels: tuple[str, ...]
    years: tuple[float, ...]
    calendar_year: tuple[int, ...]
    quarter: tuple[int, ...]
    month: tuple[int, ...]
    length: float
    place: Place


@dataclass(frozen=True, slots=True)
class Parameter:
    value: Value
    about: About


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity known in advance: `values[t]` for every period of the clock (the last known value stands until the next)."""

    values: tuple[float, ...]
    points: Mapping[str, float]
    about: About


@dataclass(frozen=True, slots=True)
class Stock:
    """`changes` or `becomes` is set, never both. `change_factor` turns `changes` into the stock's unit per period
    (the period's length in the rate's time unit for a rate, 1 for a change per period, and any scale between units).
    """

    starts: Value
    changes: Expression | None
    becomes: Expression | None
    change_factor: float
    low: float
    high: float
    shock: Value | None
    about: About


@dataclass(frozen=True, slots=True)
class Auxiliary:
    equals: Expression
    about: About


@dataclass(frozen=True, slots=True)
class Event:
    """Exactly one of `on` (indices of periods), `chance` and `when` is set."""

    on: tuple[int, ...] | None
    chance: Expression | None
    when: Expression | None
    once: bool
    about: About


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a payoff: what is valued, and how much. `text` is the expression as written."""

    expression: Expression
    weight: Value
    text: str
    about: About


@dataclass(frozen=True, slots=True)
class Faction:
    influence: Expression | Value
    terms: tuple[Term, ...]
    about: About


@dataclass(frozen=True, slots=True)
class Perception:
    """Error with which an actor sees a stock or parameter. A plain number as `noise` is the standard deviation of a
    normal error around 0, in the quantity's unit; a distribution is drawn from as it stands."""

    name: str
    bias: Value | None
    noise: Value | None
    about: About


@dataclass(frozen=True, slots=True)
class Actor:
    """`options` maps option -> lever -> level. Either `terms` or `factions` is filled."""

    options: Mapping[str, Mapping[str, float]]
    levers: tuple[str, ...]
    terms: tuple[Term, ...]
    factions: Mapping[str, Faction]
    rationality: Value
    horizon: int
    decides: Expression | None
    perceives: tuple[Perception, ...]
    option_means: Mapping[str, str]
    about: About


@dataclass(frozen=True, slots=True)
class Assumption:
    """Either `credence` (then `fails` and `holds` map names to replacing values) or `holds_while` is set."""

    claim: str
    credence: Value | None
    fails: Mapping[str, Value]
    holds: Mapping[str, Value]
    holds_while: Expression | None
    about: About


@dataclass(frozen=True, slots=True)
class Outcome:
    """`when` is None for `otherwise`."""

    when: Expression | None
    about: About


@dataclass(frozen=True, slots=True)
class Policy:
    """`start` is the index of the period from which `sets` applies."""

    sets: Mapping[str, Value]
    start: int
    about: About


@dataclass(frozen=True, slots=True)
class Goal:
    expression: Expression
    weight: float
    text: str
    about: About


@dataclass(frozen=True, slots=True)
class Indicator:
    watch: Expression
    noise: Value | None
    about: About


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation in the period `period`. `kind` says which of the other fields are filled:
    event / not (name), stock / auxiliary (name, value, sd), option (name is the actor, option, reliability)."""

    label: str
    period: int
    kind: Literal["event", "not", "stock", "auxiliary", "option"]
    name: str
    option: str
    value: float
    sd: float
    reliability: float
    text: str
    about: About


@dataclass(frozen=True, slots=True)
class Forecast:
    """`resolved` is None until it is known; `stated` keeps words and ranges as a Value."""

    claim: str
    by: str
    stated: Value
    event: Expression | None
    resolves: str
    resolved: Literal["yes", "no", "unclear"] | None
    base_rate: float | None
    about: About


@dataclass(frozen=True, slots=True)
class Claim:
    at: Citation
    says: str
    carried_by: tuple[str, ...]
    left_out: str
    place: Place


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole file without errors, as it was checked. `sha256` is that of the bytes of the file."""

    path: str
    text: str
    sha256: str
    title: str
    question: str
    summary: str
    author: str
    date: str
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
