"""Messages about the payoffs of actors: payoff tables, the cost of switching, and the horizon."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "empty-payoffs",
        message="`payoffs` is empty",
        hint="write a payoff for each combination of options, such as `{{supply: {{pay: 3, delay: 0}}, cut: {{pay: 1, delay: 1}}}}`",
        explanation="A payoff table has one payoff for each combination of options.",
        wrong="payoffs: {}",
        right="payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    ),
    Entry(
        "payoffs-miss-option",
        message="in {where}, no payoff is given for {missing} of `{player}`",
        hint="add `{first}: 0`, with the payoff in place of 0; the table needs every combination of options",
        explanation="A payoff table has one payoff for each combination of options. None is assumed to be 0.",
        wrong="payoffs: {supply: {pay: 3}, cut: {pay: 1, delay: 1}}",
        right="payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    ),
    Entry(
        "payoffs-too-shallow",
        message="in {where}, the options of `{player}` are expected here, but there is {found}",
        hint="write `{{{names}}}` with a payoff for each, or list in `against` only the actors whose options matter",
        explanation=(
            "The levels of a payoff table are the options of the actor, then those of the actors in `against`. Without `against`, these are "
            "all other actors in the order of the file."
        ),
        wrong="payoffs: {supply: 3, cut: 1}",
        right="payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    ),
    Entry(
        "payoffs-too-deep",
        message="in {where}, a payoff is expected here, but there is a mapping",
        hint="write one payoff; the options of `{last}` are the last level of the table, unless `against` lists another actor after it",
        explanation="The levels of a payoff table are the options of the actor, then those of the actors in `against`.",
        wrong="payoffs: {supply: {pay: {rain: 3, sun: 2}, delay: 0}, cut: {pay: 1, delay: 1}}",
        right="payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    ),
    Entry(
        "no-payoff",
        message="in {where}, a payoff is expected here, but there is {found}",
        hint="write a number, a distribution such as `2 to 4`, or an expression without a unit",
        explanation="A payoff table has one payoff for each combination of options.",
        wrong="payoffs: {supply: {pay: [3, 2], delay: 0}, cut: {pay: 1, delay: 1}}",
        right="payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    ),
    Entry(
        "against-without-payoffs",
        message="`against` has no effect without `payoffs`",
        hint="add a table of `payoffs`, or remove `against`",
        explanation="`against` lists the other actors whose options are the levels of the payoff table.",
        wrong="{values: {flow: 1}, against: [customer]}",
        right="{payoffs: {supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}, against: [customer]}",
    ),
    Entry(
        "against-twice",
        message="`against` cannot list `{name}`, which {why}",
        hint="list each of the other actors once; the actor's own options are always the first level",
        explanation="`against` lists the other actors whose options are the levels of the payoff table.",
        wrong="against: [customer, customer]",
        right="against: [customer]",
    ),
    Entry(
        "discount-outside",
        message="`discount: {text}` must lie between 0 and 1",
        hint="write the weight of a period relative to the one before: `0.9`, not a rate such as `10 %`",
        explanation="With `discount: 0.9`, the payoff of the next period counts 0.9 times as much as that of the present one.",
        wrong="horizon: {periods: 4, discount: 1.1}",
        right="horizon: {periods: 4, discount: 0.9}",
    ),
    Entry(
        "foresees-nothing",
        message="`foresees: replies` has no effect for `{name}`: {why}",
        hint="remove it, or give the actor a longer horizon, opponents without private types, and `reasoning: equilibrium`",
        explanation="An actor that foresees replies expects the others to answer from the second period of its horizon on.",
        wrong="horizon: {periods: 1, foresees: replies}",
        right="horizon: {periods: 4, foresees: replies}",
    ),
)
