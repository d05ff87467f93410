"""The table of fields: what an assessment may contain. Both the reader and the editor schema are based on it."""

from __future__ import annotations

from lynchpin.language.dates import KINDS
from lynchpin.language.fields import Field, Table
from lynchpin.language.yardsticks import YARDSTICKS

ROLES = ("mechanism", "label", "background")
"""How the model can represent a claim."""

_ABOUT = (
    Field("means", "text", "what it means, in one line"),
    Field("unit", "unit", "its unit, such as `billion USD / year`"),
    Field("cite", "list", "one or more `SOURCE LOCATOR`, such as `memo p2`", of="citation"),
    Field("judgement", "text", "the reason for the number, if it is not in a source"),
)
_VARIED = (
    *_ABOUT,
    Field("vary", "number", "by which part of their size `robustness` varies its numbers, such as `10%` (default: 25%; 0 for not at all)"),
)
_PAYOFFS = Field(
    "payoffs",
    "map",
    "a table with one payoff for each combination of options: its own, then those of the other actors in turn",
    of="payoff",
)
_AGAINST = Field(
    "against", "list", "the other actors of the table of `payoffs`, in its order (default: all, in the order of the file)", of="name"
)
_EVENT = Field("event", "expression", "the same as an expression, if the model has the quantities for it")
_RESOLUTION = (
    Field("resolves", "date", "the date on which the answer is known at the latest", required=True),
    Field("resolved", "choice", "the answer, once it is known", choices=("yes", "no", "unclear")),
    Field("resolved_on", "date", "the date from which the answer could no longer change (default: `resolves`)"),
)

TABLES: dict[str, Table] = {
    "assessment": Table(
        "the file",
        (
            Field("lynchpin", "whole", "version of the file format: 1", required=True),
            Field("title", "text", "its title", required=True),
            Field("question", "text", "the question that the assessment answers", required=True),
            Field("summary", "text", "a summary in one paragraph"),
            Field("field", "text", "the field it is about, such as `public health`"),
            Field("author", "text", "who wrote it"),
            Field("date", "date", "the date of the information in it"),
            Field("updated", "date", "the date up to which evidence was added, if later than `date`"),
            Field("written", "date", "when it was written, if its author may have known what happened after `date`"),
            Field("clock", "record", "the periods to simulate", required=True, of="clock"),
            Field("answers", "map", "named answers, each with the outcomes for which it is true; the first is the headline answer",
                  required=True, of="names", key="identifier"),
            Field("yardstick", "choice", "the standard that defines words of probability (default: icd-203)", choices=tuple(YARDSTICKS)),
            Field("reasoning", "choice", "how actors anticipate each other (default: equilibrium)", choices=("equilibrium", "adaptive")),
            Field("shows", "list", "names that the report shows first", of="name"),
            Field("sources", "map", "the sources that entries cite", of="source", key="identifier"),
            Field("units", "map", "units of the file, such as `{ship: , FEU: 2 TEU}`; without a definition, one of its own",
                  of="definition", key="unit"),
            Field("sets", "map", "sets of members, such as `{town: [acton, boston]}`; `population[town]` is then one entry per town",
                  of="set", key="name"),
            Field("functions", "map", "functions, such as `share(x, y): x / (x + y)`, for expressions", of="function", key="signature"),
            Field("parameters", "map", "quantities that are drawn once per future", of="parameter"),
            Field("correlations", "list", "correlations between draws or between assumptions, each `[NAME, NAME, number]`", of="triple"),
            Field("series", "map", "quantities known in advance, by date", of="series"),
            Field("stocks", "map", "quantities that are carried from period to period", of="stock"),
            Field("auxiliaries", "map", "quantities that are computed in each period", of="auxiliary"),
            Field("events", "map", "events that may happen", of="event"),
            Field("actors", "map", "actors who choose", of="actor"),
            Field("assumptions", "map", "assumptions on which the answer depends", of="assumption", key="identifier"),
            Field("outcomes", "map", "mutually exclusive outcomes; the first whose condition is true applies",
                  required=True, of="outcome", key="identifier"),
            Field("policies", "map", "policies that the reader could adopt", of="policy", key="identifier"),
            Field("goals", "map", "terms of the reader's objective and their weights", of="goal", key="expression"),
            Field("indicators", "map", "quantities that can be observed", of="indicator", key="identifier"),
            Field("evidence", "list", "dated observations", of="evidence"),
            Field("forecasts", "map", "forecasts and who made them", of="forecast", key="identifier"),
            Field("claims", "map", "claims of the sources, and what represents them in the model", of="claim", key="identifier"),
        ),
    ),
    "clock": Table(
        "the clock",
        (
            Field("start", "label", "the first period: `2025`, `2025-Q1`, `2025-01`, `2025-W01`, `2025-01-01` or `FY2025-Q1`", required=True),
            Field("end", "label", "the last period, in the same form unless `step` is given", required=True),
            Field("step", "choice", "what a period is (default: what the two dates are)", choices=KINDS),
            Field("year_starts", "whole", "the month in which fiscal years start, such as `04` (default: no fiscal years)"),
            Field("within", "whole", "the number of sub-steps in which stocks are integrated in each period (default: 1)"),
            Field("method", "choice", "the method of integration (default: euler)", choices=("euler", "rk4")),
        ),
    ),
    "answer": Table(
        "an answer",
        (
            Field("outcomes", "list", "the outcomes for which the answer is true", required=True, of="name"),
            Field("good", "flag", "whether the answer is good news; without it, the words stay neutral"),
        ),
    ),
    "source": Table(
        "a source",
        (
            Field("author", "text", "who wrote it"), Field("title", "text", "its title"), Field("date", "date", "when it was published"),
            Field("url", "text", "where it can be read"), Field("note", "text", "anything else"),
        ),
        shorthand="title",
    ),
    "function": Table("a function", (Field("equals", "expression", "the expression that takes the place of each call", required=True),
                                     Field("means", "text", "what it means, in one line")), shorthand="equals"),
    "parameter": Table("a parameter", (Field("value", "value", "a number or distribution", required=True), *_VARIED), shorthand="value"),
    "series": Table(
        "a series",
        (Field("values", "map", "numbers by date; each applies until the next", required=True, of="number", key="label"), *_ABOUT),
    ),
    "stock": Table(
        "a stock",
        (
            Field("starts", "value", "its value at the start, or an expression of parameters", required=True),
            Field("changes", "expression", "what is added, as a rate or per period"),
            Field("becomes", "expression", "its value in the next period"),
            Field("within", "pair", "its bounds, `[low, high]`: numbers or expressions of parameters"),
            Field("shock", "value", "a distribution that is drawn in each period and added"),
            *_VARIED,
        ),
    ),
    "auxiliary": Table(
        "an auxiliary", (Field("equals", "expression", "the expression that defines it", required=True), *_VARIED), shorthand="equals"
    ),
    "event": Table(
        "an event",
        (
            Field("on", "list", "one or more dates, which all actors know in advance", of="label"),
            Field("chance", "expression", "the probability that it happens in a period"),
            Field("when", "expression", "the condition under which it happens; with `chance`, the condition under which it is drawn"),
            Field("states", "states", "its states with their probabilities, such as `{dry: 0.6, wet: 0.4}`; one is drawn per period; "
                  "next to `given` or `from`, a list of their names"),
            Field("given", "map", "a table from conditions to probabilities of the states; the first row that applies counts, and "
                  "`otherwise` may be the last", of="distribution", key="expression"),
            Field("from", "map", "a Markov chain: for each state, the probabilities of the states in the next period",
                  of="distribution", key="name"),
            Field("starts", "states", "for a chain, the state in the first period, or the probabilities of the states"),
            Field("once", "flag", "whether it can happen only once"),
            *_VARIED,
        ),
    ),
    "actor": Table(
        "an actor",
        (
            Field("options", "map", "its options, each with the levels of its levers", required=True, of="option"),
            Field("values", "map", "terms of its payoff and their weights", of="term", key="expression"),
            _PAYOFFS,
            _AGAINST,
            Field("factions", "map", "factions with their influence and payoffs, in place of `values` and `payoffs`", of="faction"),
            Field("rationality", "value", "how precisely it chooses the better option (default: 1)"),
            Field("horizon", "horizon", "the number of periods that it looks ahead (default: 1), or a mapping with `periods`, `sum`, "
                  "`discount` and `foresees`"),
            Field("starts", "name", "the option in place before the first period (default: the first option)"),
            Field("switching", "value", "the cost of a change of option: a plain number, a distribution or an expression"),
            Field("decides", "expression", "the condition under which it chooses (default: always)"),
            Field("types", "map", "its private type, with the probabilities that the others start from", of="distribution", key="name"),
            Field("learns", "choice", "whether it learns about the types of others from what they choose (default: bayes)",
                  choices=("bayes", "no")),
            Field("after", "list", "the actors that it moves after, whose choices of the same period it sees (default: none)", of="name"),
            Field("perceives", "map", "stocks and parameters that it observes with error", of="perception"),
            *_VARIED,
        ),
    ),
    "horizon": Table(
        "a horizon",
        (
            Field("periods", "whole", "the number of periods that the actor looks ahead, including the present one", required=True),
            Field("sum", "flag", "whether the payoffs of the periods are added instead of averaged (default: no)"),
            Field("discount", "value", "the weight of each period relative to the one before, from 0 to 1 (default: 1)"),
            Field("foresees", "choice", "`replies`: the others answer from the second period on (default: all keep their options)",
                  choices=("replies",)),
        ),
    ),
    "term": Table(
        "a term", (Field("weight", "value", "its weight per unit, such as `1 per million USD`", required=True), *_VARIED), shorthand="weight"
    ),
    "faction": Table(
        "a faction",
        (
            Field("influence", "influence", "a value or an expression; influences are normalised to sum to 1", required=True),
            Field("values", "map", "terms of its payoff and their weights", of="term", key="expression"),
            _PAYOFFS,
            _AGAINST,
            *_VARIED,
        ),
    ),
    "perception": Table(
        "a perception",
        (
            Field("bias", "value", "an error that is drawn once per future"),
            Field("noise", "value", "an error that is drawn in each period; a plain number is a standard deviation"),
            *_ABOUT,
        ),
    ),
    "assumption": Table(
        "an assumption",
        (
            Field("claim", "text", "the assumption, as a sentence", required=True),
            Field("credence", "credence", "the probability that it holds; may depend on another assumption: `{given: {NAME: {holds: P, fails: P}}}`"),
            Field("fails", "map", "values that replace the declared ones if it fails, or changes of them", of="replacement"),
            Field("holds", "map", "values that replace the declared ones if it holds, or changes of them", of="replacement"),
            Field("holds_while", "expression", "the condition under which it holds, in place of `credence`"),
            Field("lasts", "value", "how long it holds from the start, such as `2 to 6 years`"),
            Field("breaks", "expression", "the probability that it fails in a period in which it still holds"),
            Field("fails_if", "expression", "the observation that settles it: in the period in which this is true, it fails"),
            *_VARIED,
        ),
    ),
    "credence": Table(
        "a credence that depends on another assumption",
        (Field("given", "map", "the other assumption, with the credence if it holds and if it fails", required=True, of="cases", key="identifier"),),
    ),
    "cases": Table(
        "the credences by the state of another assumption",
        (
            Field("holds", "credence", "the credence if the other assumption holds", required=True),
            Field("fails", "credence", "the credence if the other assumption fails", required=True),
        ),
    ),
    "change": Table(
        "a change of a number",
        (
            Field("times", "value", "the factor by which the number is multiplied"),
            Field("plus", "value", "the amount that is added to the number, in its unit"),
        ),
    ),
    "outcome": Table("an outcome", (Field("when", "expression", "a condition on the whole path, or `otherwise`", required=True), *_VARIED),
                     shorthand="when"),
    "policy": Table(
        "a policy",
        (
            Field("sets", "map", "the values that it gives to parameters, or changes of them", required=True, of="replacement"),
            Field("from", "label", "the period from which it applies (default: the first)"),
            *_ABOUT,
        ),
    ),
    "goal": Table(
        "a goal", (Field("weight", "number", "its weight per unit, such as `1 per million USD`", required=True), *_ABOUT), shorthand="weight"
    ),
    "indicator": Table(
        "an indicator",
        (
            Field("watch", "expression", "what is observed", required=True),
            Field("noise", "value", "the error of the observation; a plain number is a standard deviation"),
            *_ABOUT,
        ),
        shorthand="watch",
    ),
    "evidence": Table(
        "an item of evidence",
        (
            Field("on", "label", "the period in which it was observed"),
            Field("event", "name", "an event that happened, or that was in a state"),
            Field("not", "name", "an event that did not happen, or that was not in a state"),
            Field("state", "name", "the state of an event with states"),
            Field("from", "label", "with `not`, the first period of a stretch without the event"),
            Field("through", "label", "with `not`, the last period of the stretch"),
            Field("stock", "name", "a stock that was measured"), Field("auxiliary", "name", "an auxiliary that was measured"),
            Field("value", "number", "the measured value"), Field("sd", "number", "the standard deviation of the measurement"),
            Field("actor", "name", "an actor whose choice was observed"),
            Field("chose", "name", "the option that it chose"),
            Field("reliability", "number", "the probability that the report is right (default: 1)"),
            *_ABOUT,
        ),
    ),
    "forecast": Table(
        "a forecast",
        (
            Field("claim", "text", "what was forecast", required=True),
            Field("by", "text", "who made the forecast", required=True),
            Field("stated", "probability", "the probability that was stated", required=True),
            Field("stated_as", "choice", "how its author stated it: in `numbers`, in `words`, or not, so that the probability is a `reading` "
                  "by whoever wrote the file (default: `words` if `stated` is a word)", choices=("numbers", "words", "reading")),
            Field("given", "record", "the condition on which the forecast depends; it counts only if the condition occurs", of="condition"),
            _EVENT,
            *_RESOLUTION,
            Field("base_rate", "number", "the frequency of such events, if known"),
            *_ABOUT,
        ),
    ),
    "condition": Table(
        "the condition of a forecast", (Field("claim", "text", "what has to occur", required=True), _EVENT, *_RESOLUTION, *_ABOUT)
    ),
    "claim": Table(
        "a claim",
        (
            Field("at", "citation", "where the source makes the claim: `SOURCE LOCATOR`", required=True),
            Field("says", "text", "the claim in your own words", required=True),
            Field("carried_by", "list", "the names that represent it in the model", of="name"),
            Field("role", "choice", "how it is represented: something follows from it, it is only named, or it is history", choices=ROLES),
            Field("left_out", "text", "the reason why nothing represents it"),
        ),
    ),
}  # fmt: skip
