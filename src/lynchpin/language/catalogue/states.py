"""Messages about events with states."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

_RIGHT = "weather: {states: {dry: 0.6, wet: 0.4}}"
_CHAIN = "{from: {calm: {calm: 0.9, crisis: 0.1}, crisis: {calm: 0.3, crisis: 0.7}}"

ENTRIES = (
    Entry(
        "states-sum",
        message="the probabilities of the states of `{name}` sum to {sum}{where}, not to 1",
        hint="change them so that they sum to 1; of computed ones, write the last as 1 minus the others",
        explanation="In every period the event is in exactly one of its states.",
        wrong="weather: {states: {dry: 0.6, wet: 0.3}}",
        right=_RIGHT,
    ),
    Entry(
        "number-of-states",
        message="`{name}` has {count}; an event with states has from 2 to {most}",
        hint="add what else can be the case, merge states that differ little, or use `chance` for an event that happens or does not",
        explanation="With a single state there is nothing to draw.",
        wrong="weather: {states: {dry: 1}}",
        right=_RIGHT,
    ),
    Entry(
        "repeated-state",
        message="the state `{word}` is in this list twice",
        hint="write each state once",
        explanation="The list names the states in their order.",
        wrong="states: [dry, wet, dry]",
        right="states: [dry, wet]",
    ),
    Entry(
        "state-drawn",
        message="the probability of `{state}` is a number or an expression, not `{text}`",
        hint="declare a parameter with this value, and use its name here: `{state}: p`",
        explanation="Probabilities of states must sum to 1. A parameter `p` can be drawn, with `p` and `1 - p` as probabilities.",
        wrong="states: {dry: 0.5 to 0.7, wet: 0.4}",
        right="states: {dry: p, wet: 1 - p}",
    ),
    Entry(
        "states-beside-table",
        message="`{name}` has probabilities both under `states` and under `{form}`",
        hint="keep one of them; next to a table, `states` may list the names of the states: `states: [dry, wet]`",
        explanation="A table has the probabilities already. What applies where no condition holds is its row `otherwise`.",
        wrong="{states: {dry: 0.6, wet: 0.4}, given: {arrears > 3: {dry: 0.2, wet: 0.8}}}",
        right="{given: {arrears > 3: {dry: 0.2, wet: 0.8}, otherwise: {dry: 0.6, wet: 0.4}}}",
    ),
    Entry(
        "once-with-states",
        message="`{name}` is in a state in every period, so `once` has no meaning",
        hint="remove `once`; a chain can stay in a state for good: `crisis: crisis`",
        explanation="`once` stops an event after it has happened.",
        wrong="weather: {states: {dry: 0.6, wet: 0.4}, once: true}",
        right=_RIGHT,
    ),
    Entry(
        "given-incomplete",
        message="`given` of `{name}` has no row that applies if {case}",
        hint="add a row for it, or a last row `otherwise`",
        explanation="In every period one row must apply: the first whose condition holds.",
        wrong="{given: {season == summer: {dry: 0.8, wet: 0.2}}}",
        right="{given: {season == summer: {dry: 0.8, wet: 0.2}, otherwise: {dry: 0.5, wet: 0.5}}}",
    ),
    Entry(
        "given-without-otherwise",
        message="`given` of `{name}` needs a last row `otherwise`",
        hint="add `otherwise: {{STATE: PROBABILITY, ...}}` after this row",
        explanation=(
            "Whether conditions leave anything out can be seen only if they compare words, options and events. With any other condition, "
            "such as `arrears > 3`, the table ends with `otherwise`."
        ),
        wrong="{given: {arrears > 3: {calm: 0.4, crisis: 0.6}}}",
        right="{given: {arrears > 3: {calm: 0.4, crisis: 0.6}, otherwise: {calm: 0.9, crisis: 0.1}}}",
    ),
    Entry(
        "otherwise-not-last",
        message="`otherwise` is not the last row of `given` of `{name}`",
        hint="move it to the end: the first row that applies counts, so the rows after it never apply",
        explanation="`otherwise` applies where no condition holds.",
        wrong="{given: {otherwise: {dry: 0.5, wet: 0.5}, season == summer: {dry: 0.8, wet: 0.2}}}",
        right="{given: {season == summer: {dry: 0.8, wet: 0.2}, otherwise: {dry: 0.5, wet: 0.5}}}",
    ),
    Entry(
        "row-never-applies",
        message="this row of `{name}` never applies: wherever its condition holds, that of an earlier row does",
        hint="put it before those rows, or remove it: the first row that applies counts",
        explanation="A row that can never apply was probably meant otherwise.",
        wrong="{given: {season == summer: {...}, season == summer and rain: {...}, otherwise: {...}}}",
        right="{given: {season == summer and rain: {...}, season == summer: {...}, otherwise: {...}}}",
    ),
    Entry(
        "chain-misses-row",
        message="`from` of `{name}` has no row for {states}",
        hint="add it: the probabilities of the states after it, or the one state that follows",
        explanation="A Markov chain needs the probabilities of the next state for each state that it can be in.",
        wrong="{states: [calm, crisis], from: {calm: {calm: 0.9, crisis: 0.1}}, starts: calm}",
        right=f"{_CHAIN}, starts: calm}}",
    ),
    Entry(
        "chain-without-start",
        message="the chain `{name}` has no `starts`",
        hint="add the state in the first period, `starts: {first}`, or the probabilities of the states",
        explanation="`from` says what follows a state. In the first period there is none before.",
        wrong=f"{_CHAIN}}}",
        right=f"{_CHAIN}, starts: calm}}",
    ),
    Entry(
        "starts-without-chain",
        message="`starts` belongs to a chain, but `{name}` has no `from`",
        hint="remove it, or write the probabilities of the next state under `from`",
        explanation="Without `from`, the states of two periods are drawn independently.",
        wrong="weather: {states: {dry: 0.6, wet: 0.4}, starts: dry}",
        right=_RIGHT,
    ),
)
