"""Messages about private types of actors."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

_RIGHT = "kremlin: {types: {resolve: {weak: 0.4, strong: 0.6}}, ...}"

ENTRIES = (
    Entry(
        "several-types",
        message="`{actor}` has more than one kind of type",
        hint="combine them into one: `types: {{kind: {{weak_poor: 0.1, weak_rich: 0.3, strong_poor: 0.2, strong_rich: 0.4}}}}`",
        explanation="What the others believe about an actor is a single probability distribution.",
        wrong="types: {resolve: {weak: 0.4, strong: 0.6}, means: {poor: 0.3, rich: 0.7}}",
        right=_RIGHT,
    ),
    Entry(
        "number-of-types",
        message="`{name}` has {count}; it needs from 2 to {most}",
        hint="add what else the actor may be, or merge types that differ little",
        explanation="With a single type there is nothing that the others do not know.",
        wrong="types: {resolve: {strong: 1}}",
        right=_RIGHT,
    ),
    Entry(
        "types-sum",
        message="the probabilities of `{name}` sum to {sum}, not to 1",
        hint="change them so that they sum to 1",
        explanation="An actor is of exactly one of its types.",
        wrong="types: {resolve: {weak: 0.4, strong: 0.5}}",
        right=_RIGHT,
    ),
    Entry(
        "too-many-types",
        message="the options and types of all actors have {combinations} combinations; the limit is {most}",
        hint="merge types or options that differ little",
        explanation="The game between the actors is solved over all combinations of options and types.",
        wrong="six actors of four options and two types",
        right="three actors of four options and two types",
    ),
    Entry(
        "type-without-effect",
        message="nobody can observe `{type}`: no payoff of `{actor}` depends on it",
        hint="add it to a term of the values of `{actor}`, as in `cost * ({type} == WORD)`, or make it a parameter",
        explanation=(
            "The others learn about a type only from the choices of its actor. If its payoffs are the same for all types, so are its "
            "choices."
        ),
        wrong="types: {resolve: {weak: 0.4, strong: 0.6}}\n-cost: 3",
        right="types: {resolve: {weak: 0.4, strong: 0.6}}\n-cost * (resolve == weak): 3",
    ),
    Entry(
        "type-too-early",
        message="`{field}` of `{actor}` depends on a private type: {way}",
        hint="use `{type}` in the values of its actor instead",
        explanation=(
            "Everybody knows who decides, how precisely they choose and which factions have influence. Only the actor knows its type."
        ),
        wrong="decides: resolve == strong",
        right="attack * (resolve == strong): 1",
    ),
    Entry(
        "nothing-to-learn",
        message="`{actor}` has nothing to learn: no other actor has `types`",
        hint="remove `learns`, or give another actor a type",
        explanation="`learns` states whether an actor updates its belief about the types of others.",
        wrong="minsk: {learns: no, ...}",
        right="kremlin: {types: {resolve: {weak: 0.4, strong: 0.6}}, ...}\nminsk: {learns: no, ...}",
    ),
)
