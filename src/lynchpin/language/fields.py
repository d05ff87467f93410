"""The one table of fields: what may stand where in an assessment. The reader and the editor schema both come from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lynchpin.language.yardsticks import YARDSTICKS

Form = Literal[
    # one scalar
    "text", "name", "number", "whole", "flag", "date", "label", "unit", "citation", "value", "probability", "expression", "influence",
    # several things
    "choice", "list", "map", "pair", "triple", "record",
]  # fmt: skip
Key = Literal["name", "identifier", "expression", "label"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry. `of` is the form of what a list or map holds, or the name of a table; `key` what a map is keyed by."""

    name: str
    form: Form
    help: str
    required: bool = False
    of: str = ""
    key: Key = "name"
    choices: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """How the field may be written, where its shape leaves room for doubt."""
        by_name = _EXAMPLES_OF_VALUES.get(self.of) if self.name == "values" else _EXAMPLES.get(self.name)
        return by_name or _EXAMPLES_OF_FORMS.get(self.form, "")


_EXAMPLES = {
    "answers": "{yes: [OUTCOME]}",
    "options": "{pay: {paid: 1}, delay: {paid: 0}}",
    "factions": "{old: {influence: 0.5, values: {-arrears: 1}}}",
    "perceives": "{arrears: {noise: 0.1}}",
    "fails": "{anger: beta(5, 2)}",
    "holds": "{anger: beta(2, 5)}",
    "sets": "{anger: 0.1}",
    "goals": "{-count(cutoff): 2}",
    "within": "[0, inf]",
    "correlations": "[[anger, arrears.shock, 0.3]]",
    **dict.fromkeys(("when", "decides", "holds_while"), "arrears > 3"),
    "clock": "{start: 2025-Q1, end: 2026-Q4}",
}
_EXAMPLES_OF_VALUES = {"term": "{-arrears: 1, flow: 2 to 4}", "number": "{2025-Q1: 0.2, 2026-Q1: 0.1}"}
_EXAMPLES_OF_FORMS = {
    "value": "0.5 to 1.5",
    "probability": "0.6 to 0.8",
    "expression": "2 * arrears",
    "text": "words on one line",
    "number": "0.5",
    "whole": "4",
    "label": "2025-Q1",
    "date": "2025-12-31",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of one kind of entry; a scalar in its place stands for the field `shorthand`, if there is one."""

    what: str
    fields: tuple[Field, ...]
    shorthand: str = ""
    by_name: dict[str, Field] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})


_ABOUT = (
    Field("means", "text", "what it is, in one line for people"),
    Field("unit", "unit", "the unit of its numbers, such as `billion USD / year`"),
    Field("cite", "list", "one or more `SOURCE LOCATOR`, such as `memo p2`", of="citation"),
    Field("judgement", "text", "why this value, where no source gives it"),
)

TABLES: dict[str, Table] = {
    "assessment": Table(
        "the file",
        (
            Field("lynchpin", "whole", "version of the file format: 1", required=True),
            Field("title", "text", "the title", required=True),
            Field("question", "text", "the question that the assessment answers", required=True),
            Field("summary", "text", "a paragraph for people"),
            Field("author", "text", "who wrote it"),
            Field("date", "date", "as of when it speaks"),
            Field("clock", "record", "the periods that are simulated", required=True, of="clock"),
            Field("answers", "map", "named answers, each the outcomes that make it true; the first is the headline",
                  required=True, of="names", key="identifier"),
            Field("yardstick", "choice", "whose words of likelihood (icd-203 unless told)", choices=tuple(YARDSTICKS)),
            Field("reasoning", "choice", "how actors reckon with others (equilibrium unless told)", choices=("equilibrium", "adaptive")),
            Field("shows", "list", "names that the report charts first", of="name"),
            Field("sources", "map", "what is cited", of="source", key="identifier"),
            Field("parameters", "map", "quantities that are drawn once per future", of="parameter"),
            Field("correlations", "list", "`[NAME, NAME, number]`: what is drawn together", of="triple"),
            Field("series", "map", "quantities known in advance, by date", of="series"),
            Field("stocks", "map", "what is carried from period to period", of="stock"),
            Field("auxiliaries", "map", "what is computed anew in each period", of="auxiliary"),
            Field("events", "map", "what may happen", of="event"),
            Field("actors", "map", "who chooses", of="actor"),
            Field("assumptions", "map", "what the answer rests on", of="assumption", key="identifier"),
            Field("outcomes", "map", "exclusive endings, the first that is true wins", required=True, of="outcome", key="identifier"),
            Field("policies", "map", "courses open to the reader", of="policy", key="identifier"),
            Field("goals", "map", "what the reader wants from them", of="goal", key="expression"),
            Field("indicators", "map", "what can be observed", of="indicator", key="identifier"),
            Field("evidence", "list", "what was observed, by date", of="evidence"),
            Field("forecasts", "map", "what was forecast, by whom", of="forecast", key="identifier"),
            Field("claims", "map", "what the source says, and what carries it", of="claim", key="identifier"),
        ),
    ),
    "clock": Table(
        "the clock",
        (
            Field("start", "label", "first period: `2025-Q1`, `2025-01` or `2025`", required=True),
            Field("end", "label", "last period, in the same form", required=True),
        ),
    ),
    "source": Table(
        "a source",
        (
            Field("author", "text", "who wrote it"),
            Field("title", "text", "its title"),
            Field("date", "date", "when it was published"),
            Field("url", "text", "where it can be read"),
            Field("note", "text", "anything else"),
        ),
        shorthand="title",
    ),
    "parameter": Table("a parameter", (Field("value", "value", "number or distribution", required=True), *_ABOUT), shorthand="value"),
    "series": Table(
        "a series",
        (Field("values", "map", "date: number; each holds until the next", required=True, of="number", key="label"), *_ABOUT),
    ),
    "stock": Table(
        "a stock",
        (
            Field("starts", "value", "its value at the start", required=True),
            Field("changes", "expression", "what is added in a period, or per time"),
            Field("becomes", "expression", "its next value outright"),
            Field("within", "pair", "`[low, high]`: it is clipped there"),
            Field("shock", "value", "drawn anew in each period and added"),
            *_ABOUT,
        ),
    ),
    "auxiliary": Table(
        "an auxiliary", (Field("equals", "expression", "how it is computed", required=True), *_ABOUT), shorthand="equals"
    ),
    "event": Table(
        "an event",
        (
            Field("on", "list", "one date or a list: known in advance to everybody", of="label"),
            Field("chance", "expression", "a probability per period"),
            Field("when", "expression", "a condition"),
            Field("once", "flag", "true if it can happen only once"),
            *_ABOUT,
        ),
    ),
    "actor": Table(
        "an actor",
        (
            Field("options", "map", "what it may do, each option the levels of its levers", required=True, of="option"),
            Field("values", "map", "terms of its payoff and their weights", of="term", key="expression"),
            Field("factions", "map", "instead of values: factions with influence and values", of="faction"),
            Field("rationality", "value", "precision of its choice (1 unless told)"),
            Field("horizon", "whole", "how many periods it looks ahead (1 unless told)"),
            Field("decides", "expression", "it chooses only when this holds (always unless told)"),
            Field("perceives", "map", "stocks and parameters that it sees with error", of="perception"),
            *_ABOUT,
        ),
    ),
    "term": Table("a term", (Field("weight", "value", "how much it counts", required=True), *_ABOUT), shorthand="weight"),
    "faction": Table(
        "a faction",
        (
            Field("influence", "influence", "a value or an expression; all are normalised to sum to 1", required=True),
            Field("values", "map", "terms of its payoff and their weights", required=True, of="term", key="expression"),
            *_ABOUT,
        ),
    ),
    "perception": Table(
        "a perception",
        (
            Field("bias", "value", "error drawn once per future"),
            Field("noise", "value", "error drawn anew in each period; a plain number is a standard deviation"),
            *_ABOUT,
        ),
    ),
    "assumption": Table(
        "an assumption",
        (
            Field("claim", "text", "the assumption, as a sentence", required=True),
            Field("credence", "probability", "the probability that it holds"),
            Field("fails", "map", "values that replace the declared ones where it fails", of="value"),
            Field("holds", "map", "values that replace the declared ones where it holds", of="value"),
            Field("holds_while", "expression", "in place of credence: the model itself can break it"),
            *_ABOUT,
        ),
    ),
    "outcome": Table("an outcome", (Field("when", "expression", "a condition on the whole path, or `otherwise`", required=True), *_ABOUT),
                     shorthand="when"),
    "policy": Table(
        "a policy",
        (
            Field("sets", "map", "parameters and their values under it", required=True, of="value"),
            Field("from", "label", "from when it applies (the start unless told)"),
            *_ABOUT,
        ),
    ),
    "goal": Table("a goal", (Field("weight", "number", "how much it counts", required=True), *_ABOUT), shorthand="weight"),
    "indicator": Table(
        "an indicator",
        (
            Field("watch", "expression", "what is observed", required=True),
            Field("noise", "value", "error of the observation; a plain number is a standard deviation"),
            *_ABOUT,
        ),
        shorthand="watch",
    ),
    "evidence": Table(
        "an item of evidence",
        (
            Field("on", "label", "the period in which it was observed", required=True),
            Field("event", "name", "an event that happened"),
            Field("not", "name", "an event that did not happen"),
            Field("stock", "name", "a stock that was measured"),
            Field("auxiliary", "name", "an auxiliary that was measured"),
            Field("value", "number", "what was measured"),
            Field("sd", "number", "standard deviation of the measurement"),
            Field("actor", "name", "an actor whose choice was seen"),
            Field("chose", "name", "the option that it chose"),
            Field("reliability", "number", "the probability that the report is right (1 unless told)"),
            *_ABOUT,
        ),
    ),
    "forecast": Table(
        "a forecast",
        (
            Field("claim", "text", "what was forecast", required=True),
            Field("by", "text", "who forecast it", required=True),
            Field("stated", "probability", "the probability that was stated", required=True),
            Field("event", "expression", "the same as an expression, where the model can answer"),
            Field("resolves", "date", "when it is known", required=True),
            Field("resolved", "choice", "what came true", choices=("yes", "no", "unclear")),
            Field("base_rate", "number", "how often such things happen, where that is known"),
            *_ABOUT,
        ),
    ),
    "claim": Table(
        "a claim",
        (
            Field("at", "citation", "`SOURCE LOCATOR`", required=True),
            Field("says", "text", "what it says, in your own words", required=True),
            Field("carried_by", "list", "names of what carries it in the model", of="name"),
            Field("left_out", "text", "why nothing carries it"),
        ),
    ),
}  # fmt: skip

# An option is not in TABLES: its fields are the author's own levers, beside these.
OPTION_FIELDS = ("means", "cite", "judgement")
