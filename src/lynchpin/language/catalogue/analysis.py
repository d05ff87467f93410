"""Assumptions, outcomes, evidence, forecasts and claims that cannot be asked about."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "credence-or-condition",
        "assumption `{name}` needs either `credence` or `holds_while`, and has {given}",
        "`credence` for one whose truth is unknown, `holds_while` for one that the model can break",
        "An assumption is either uncertain at the start, or broken by what happens.",
        "calm_winter: {claim: ...}",
        "calm_winter: {claim: ..., credence: likely, fails: {anger: 1}}",
    ),
    Entry(
        "condition-replaces",
        "assumption `{name}` has `holds_while`, so that it cannot replace values",
        "leave `fails` and `holds` out, or give it a `credence`",
        "Values are replaced when a future begins; whether a condition holds is known only as it goes on.",
        "{holds_while: arrears < 3, fails: {anger: 1}}",
        "{credence: likely, fails: {anger: 1}}",
    ),
    Entry(
        "assumption-without-effect",
        "nothing changes when assumption `{name}` fails",
        "say which values it replaces: `fails: {{anger: beta(5, 2)}}`",
        "An assumption on which no value hangs cannot matter to the answer.",
        "{claim: ..., credence: likely}",
        "{claim: ..., credence: likely, fails: {anger: beta(5, 2)}}",
    ),
    Entry(
        "replaced-twice",
        "`{name}` is replaced by two assumptions, `{first}` and `{second}`",
        "let one of them act on something else, or merge the two",
        "Where both fail (or one holds and the other fails) nobody could say which value counts.",
        "a: {fails: {anger: 1}}\nb: {fails: {anger: 2}}",
        "a: {fails: {anger: 1}}\nb: {fails: {patience: 2}}",
    ),
    Entry(
        "after-otherwise",
        "outcome `{name}` comes after `{other}`, which takes every path that is left",
        "move the one that is `otherwise` to the end",
        "The first outcome that is true of a path wins.",
        "muddling: otherwise\ncutoff: ever(flow == 0)",
        "cutoff: ever(flow == 0)\nmuddling: otherwise",
    ),
    Entry(
        "never-reached",
        "outcome `{name}` can never win: whenever it is true, so is `{other}`",
        "put the narrower outcome first",
        "The first outcome that is true of a path wins.",
        "crisis: arrears > 1\ndefault: arrears > 3",
        "default: arrears > 3\ncrisis: arrears > 1",
    ),
    Entry(
        "answer-always",
        "every outcome makes the answer `{name}` true, so that it asks nothing",
        "leave an outcome out of it, or add one",
        "The probability of such an answer is 1 in any model.",
        "answers: {yes: [cutoff, muddling]}",
        "answers: {yes: [cutoff]}",
        "warning",
    ),
    Entry(
        "evidence-needs-one",
        "an item of evidence needs exactly one of `event`, `not`, `stock`, `auxiliary` and `actor`, and has {given}",
        "write one item for each thing that was observed",
        "Each item is one observation.",
        "- {on: 2025-Q2, cite: memo p2}",
        "- {on: 2025-Q2, event: rupture, cite: memo p2}",
    ),
    Entry(
        "evidence-field",
        "`{field}` does not go with `{given}`",
        "leave it out, or write an item of its own",
        "`value` and `sd` go with a stock or an auxiliary, `chose` with an actor, `reliability` with a choice or an event.",
        "- {on: 2025-Q2, event: rupture, sd: 1}",
        "- {on: 2025-Q2, event: rupture}",
    ),
    Entry(
        "evidence-against-date",
        "`{name}` is scheduled for {dates}, which this observation in {label} contradicts",
        "change the date of one of the two, or leave this out: a scheduled event is certain",
        "What has a date happens then and at no other time, in every future.",
        "- {{on: 2025-Q2, event: election}}".replace("{{", "{").replace("}}", "}"),
        "- {on: 2026-Q3, event: election}",
    ),
    Entry(
        "carried-or-left",
        "claim `{name}` needs either `carried_by` or `left_out`, and has {given}",
        "name what carries it in the model, or say why nothing does",
        "Every claim of the source is accounted for.",
        "c1: {at: memo p2, says: ...}",
        "c1: {at: memo p2, says: ..., carried_by: [anger]}",
    ),
    Entry(
        "unknown-carrier",
        "claim `{claim}` is carried by `{name}`, which does not exist",
        "",
        "A claim is carried by names of the file: quantities, events, actors, options, factions, assumptions, "
        "outcomes, policies, indicators, forecasts.",
        "carried_by: [angr]",
        "carried_by: [anger]",
    ),
)
