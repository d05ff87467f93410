"""Messages about assumptions, outcomes, evidence and claims."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "credence-or-condition",
        message="assumption `{name}` needs either `credence` or `holds_while`, but has {given}",
        hint="use `credence` if it is unknown whether it holds, `holds_while` if the model can break it",
        explanation="An assumption holds either with a probability or as long as a condition is true.",
        wrong="calm_winter: {claim: ...}",
        right="calm_winter: {claim: ..., credence: likely, fails: {anger: 1}}",
    ),
    Entry(
        "condition-replaces",
        message="assumption `{name}` has `holds_while`, so it cannot replace values",
        hint="remove `fails` and `holds`, or give it a `credence`",
        explanation="Values are replaced at the start of a future. Whether the condition holds is known only later.",
        wrong="{holds_while: arrears < 3, fails: {anger: 1}}",
        right="{credence: likely, fails: {anger: 1}}",
    ),
    Entry(
        "assumption-without-effect",
        message="assumption `{name}` has no effect when it fails",
        hint="name the values that it replaces: `fails: {{anger: beta(5, 2)}}`",
        explanation="An assumption that changes no value cannot affect the answer.",
        wrong="{claim: ..., credence: likely}",
        right="{claim: ..., credence: likely, fails: {anger: beta(5, 2)}}",
    ),
    Entry(
        "replaced-twice",
        message="`{name}` is replaced by two assumptions, `{first}` and `{second}`",
        hint="let one of them replace something else, merge the two, or change the number: `{name}: {{times: 0.5}}`",
        explanation=(
            "If both fail, or one holds and the other fails, it is not clear which value applies. Changes (`times`, `plus`) of one number "
            "by several assumptions are possible: they apply one after another, in the order of the file."
        ),
        wrong="a: {fails: {anger: 1}}\nb: {fails: {anger: 2}}",
        right="a: {fails: {anger: 1}}\nb: {fails: {patience: 2}}",
    ),
    Entry(
        "condition-and-way",
        message="assumption `{name}` has `holds_while`, so it cannot have `{field}`",
        hint="keep one of them: with `holds_while` the model decides in each period whether the assumption holds",
        explanation=(
            "`lasts`, `breaks` and `fails_if` say when an assumption with a credence fails. It then stays failed, and the values under "
            "`fails` apply. An assumption with `holds_while` has no such values."
        ),
        wrong="{holds_while: arrears < 3, lasts: 2 to 6 years}",
        right="{credence: likely, lasts: 2 to 6 years, fails: {anger: 0.7}}",
    ),
    Entry(
        "lasts-and-breaks",
        message="assumption `{name}` has both `lasts` and `breaks`",
        hint="keep one of them: `lasts` is a time from the start, `breaks` is a probability per period",
        explanation="Both say when the assumption fails. `fails_if` can be combined with either.",
        wrong="{lasts: 2 to 6 years, breaks: 0.05}",
        right="{breaks: 0.05}",
    ),
    Entry(
        "lasts-without-unit",
        message="`lasts: {text}` has no unit of time",
        hint="write a unit, such as `2 to 6 years`",
        explanation="How long an assumption holds is a time from the start of the clock.",
        wrong="lasts: 2 to 6",
        right="lasts: 2 to 6 years",
    ),
    Entry(
        "lasts-negative",
        message="`lasts: {text}` can be negative",
        hint="use a distribution of positive times, such as `2 to 6 years`; that it fails at the start is what `credence` is for",
        explanation="How long an assumption holds is a time from the start of the clock.",
        wrong="lasts: normal(2, 2) years",
        right="lasts: 1 to 6 years",
    ),
    Entry(
        "breaks-drawn",
        message="`breaks` must be an expression, but `{text}` is a value that would be drawn",
        hint="declare it under `parameters`, and write the name of the parameter here",
        explanation="`breaks` is a probability per period. An uncertain one is a parameter, so that it has a name and a basis of its own.",
        wrong="breaks: 0.02 to 0.1",
        right="parameters: {hazard: {value: 0.02 to 0.1}}\nbreaks: hazard",
    ),
    Entry(
        "start-along-the-way",
        message="`{name}` is a starting value, which `{assumption}` cannot change because it can fail along the way",
        hint="replace or change a parameter",
        explanation="When the assumption fails, the start is past.",
        wrong="{lasts: 2 to 6 years, fails: {arrears: 4 billion USD}}",
        right="{lasts: 2 to 6 years, fails: {anger: 0.7}}",
    ),
    Entry(
        "given-needs-one",
        message="`given` names one assumption, but has {count}",
        hint="name `{first}` alone, and write `given: {{{second}: ...}}` in place of the numbers under it",
        explanation=(
            "A credence that depends on two assumptions is a table in a table: first by the state of one assumption, then by that of the "
            "other. So each combination that matters has a number, and no combination is forgotten."
        ),
        wrong="given: {talks: {holds: 0.9, fails: 0.4}, loans: {holds: 0.8, fails: 0.3}}",
        right="given: {talks: {holds: 0.9, fails: {given: {loans: {holds: 0.6, fails: 0.2}}}}}",
    ),
    Entry(
        "given-twice",
        message="the table already depends on `{name}` at this place",
        hint="write a number here: whether `{name}` holds is known in this part of the table",
        explanation="In a table in a table, every level is about another assumption.",
        wrong="given: {talks: {holds: 0.9, fails: {given: {talks: {holds: 0.5, fails: 0.2}}}}}",
        right="given: {talks: {holds: 0.9, fails: 0.2}}",
    ),
    Entry(
        "unknown-assumption",
        message="the file has no assumption `{name}`",
        hint="write the name of an assumption",
        explanation="The credence of an assumption can depend on other assumptions of the file.",
        wrong="credence: {given: {talk: {holds: 0.9, fails: 0.4}}}",
        right="credence: {given: {talks: {holds: 0.9, fails: 0.4}}}",
    ),
    Entry(
        "assumption-without-credence",
        message="`{name}` is an assumption with `holds_while`, so it has no credence",
        hint="name an assumption with a credence",
        explanation=(
            "Dependence between assumptions is about their states at the start of a future. Whether an assumption with `holds_while` holds "
            "is decided by the model, period by period."
        ),
        wrong="calm: {holds_while: anger < 0.5}\nloans: {credence: {given: {calm: {holds: 0.9, fails: 0.4}}}}",
        right="calm: {credence: likely}\nloans: {credence: {given: {calm: {holds: 0.9, fails: 0.4}}}}",
    ),
    Entry(
        "correlated-and-given",
        message="`{name}` has a credence that depends on another assumption, so it cannot be correlated",
        hint="keep one of the two: the table, or a plain credence with a correlation",
        explanation="The table says exactly how probable the assumption is in each case. A correlation would contradict it.",
        wrong="- [loans, talks, 0.5]\nloans: {credence: {given: {talks: {holds: 0.9, fails: 0.4}}}}",
        right="- [loans, talks, 0.5]\nloans: {credence: 0.7}",
    ),
    Entry(
        "correlation-of-kinds",
        message="`{name}` is an assumption, and the other name is a quantity",
        hint="correlate two quantities or two assumptions; a quantity that goes with an assumption belongs under `fails` or `holds`",
        explanation="What an assumption means for a quantity is stated by the values under `fails` and `holds`.",
        wrong="- [talks, anger, 0.5]",
        right="talks: {fails: {anger: beta(5, 2)}}",
    ),
    Entry(
        "loop-of-credences",
        message="these credences depend on each other: {loop}",
        hint="give `{name}` a credence that does not depend on the others, or correlate them",
        explanation="Whether assumptions hold is drawn one after another, each after those on which its credence depends.",
        wrong="a: {credence: {given: {b: {holds: 0.9, fails: 0.4}}}}\nb: {credence: {given: {a: {holds: 0.9, fails: 0.4}}}}",
        right="a: {credence: {given: {b: {holds: 0.9, fails: 0.4}}}}\nb: {credence: 0.7}",
    ),
    Entry(
        "times-and-plus",
        message="`{name}` is changed by both `times` and `plus`",
        hint="keep one of them; two assumptions or policies may each make one change",
        explanation="A change is one operation, so that the order of changes is that of the file.",
        wrong="fails: {anger: {times: 2, plus: 0.1}}",
        right="fails: {anger: {times: 2}}",
    ),
    Entry(
        "after-otherwise",
        message="outcome `{name}` comes after `{other}`, which is `otherwise`",
        hint="move `{other}` to the end",
        explanation="The first outcome whose condition is true applies. `otherwise` is always true.",
        wrong="muddling: otherwise\ncutoff: ever(flow == 0)",
        right="cutoff: ever(flow == 0)\nmuddling: otherwise",
    ),
    Entry(
        "never-reached",
        message="outcome `{name}` can never occur: whenever its condition is true, so is that of `{other}`",
        hint="put the narrower outcome first",
        explanation="The first outcome whose condition is true applies.",
        wrong="crisis: arrears > 1\ndefault: arrears > 3",
        right="default: arrears > 3\ncrisis: arrears > 1",
    ),
    Entry(
        "answer-always",
        message="answer `{name}` contains every outcome, so it is always true",
        hint="remove an outcome from it, or add another outcome to the file",
        explanation="The probability of such an answer is 1 in any model.",
        wrong="answers: {yes: [cutoff, muddling]}",
        right="answers: {yes: [cutoff]}",
        severity="warning",
    ),
    Entry(
        "evidence-needs-one",
        message="an item of evidence needs exactly one of `event`, `not`, `stock`, `auxiliary` and `actor`, but has {given}",
        hint="write one item for each observation",
        explanation="Each item is one observation.",
        wrong="- {on: 2025-Q2, cite: memo p2}",
        right="- {on: 2025-Q2, event: rupture, cite: memo p2}",
    ),
    Entry(
        "evidence-field",
        message="`{field}` cannot be combined with `{given}`",
        hint="remove it, or write a separate item",
        explanation=(
            "`value` and `sd` belong to a stock or an auxiliary, `chose` to an actor, `state` to an event. `from` and `through` belong to "
            "`not`, in place of `on`."
        ),
        wrong="- {on: 2025-Q2, event: rupture, sd: 1}",
        right="- {on: 2025-Q2, event: rupture}",
    ),
    Entry(
        "evidence-needs-state",
        message="`{name}` is always in one of its states, so this item needs a `state`: {words}",
        hint="write `state: {first}`",
        explanation="Evidence about an event with states names the state that was observed, or that was not.",
        wrong="- {on: 2025-Q2, event: weather}",
        right="- {on: 2025-Q2, event: weather, state: wet}",
    ),
    Entry(
        "event-without-states",
        message="`{name}` has no states: it happens or does not",
        hint="remove `state`; write `event` if it happened, and `not` if it did not",
        explanation="Only an event with `states`, `given` or `from` is in a state.",
        wrong="- {on: 2025-Q2, event: rupture, state: open}",
        right="- {on: 2025-Q2, event: rupture}",
    ),
    Entry(
        "stretch-backwards",
        message="this stretch ends in {last}, before it begins in {first}",
        hint="write the earlier period under `from`",
        explanation="The stretch contains both of its ends and all periods between them.",
        wrong="- {not: rupture, from: 2025-Q4, through: 2025-Q2}",
        right="- {not: rupture, from: 2025-Q2, through: 2025-Q4}",
    ),
    Entry(
        "evidence-against-date",
        message="event `{name}` is scheduled for {dates}, so this observation in {label} is impossible",
        hint="change one of the dates, or remove the observation: a scheduled event is certain",
        explanation="A scheduled event happens on its dates and at no other time, in every future.",
        wrong="- {on: 2025-Q2, event: election}",
        right="- {on: 2026-Q3, event: election}",
    ),
    Entry(
        "evidence-after-date",
        message="this evidence is from {label}, after the `{field}` of the file, {date}",
        hint="write `updated: {latest}` at the top if evidence was added after the file was written, or correct one of the dates",
        explanation="A file cannot contain evidence from after its own date.",
        wrong="date: 2026-01\nevidence: [{on: 2026-09, event: rupture}]",
        right="date: 2026-01\nupdated: 2026-09\nevidence: [{on: 2026-09, event: rupture}]",
        severity="warning",
    ),
    Entry(
        "carried-or-left",
        message="claim `{name}` needs either `carried_by` or `left_out`, but has {given}",
        hint="name what represents it in the model, or give the reason why nothing does",
        explanation="Every claim of the source should be accounted for.",
        wrong="c1: {at: memo p2, says: ...}",
        right="c1: {at: memo p2, says: ..., carried_by: [anger]}",
    ),
    Entry(
        "role-left-out",
        message="claim `{name}` is left out of the model, so it cannot be a {role} in it",
        hint="remove `role`, or name under `carried_by` what represents the claim",
        explanation="`role` says how the elements under `carried_by` represent a claim.",
        wrong="c1: {at: memo p2, says: ..., left_out: out of scope, role: mechanism}",
        right="c1: {at: memo p2, says: ..., left_out: out of scope}",
    ),
    Entry(
        "unknown-carrier",
        message="claim `{claim}` is carried by an unknown name, `{name}`",
        hint="write a name that the file declares, or give the reason under `left_out`",
        explanation=(
            "A claim can be carried by a quantity, event, actor, option, faction, assumption, outcome, policy, indicator or "
            "forecast of the file."
        ),
        wrong="carried_by: [angr]",
        right="carried_by: [anger]",
    ),
)
