"""Messages about assumptions, outcomes, evidence, forecasts and claims."""

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
