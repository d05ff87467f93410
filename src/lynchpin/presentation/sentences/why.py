"""One decision of an actor in sentences: the verdict first, then the future in which it was made."""

from __future__ import annotations

from lynchpin.presentation.decisions import describe_lead
from lynchpin.presentation.naming import name_option, name_outcome
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.why.question import WhyFinding


def describe(finding: WhyFinding) -> str:
    """Return what was chosen, why, with which probability, and in which future."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: WhyFinding) -> list[str]:
    """Return the sentences of `describe`."""
    decision, model = finding.decision, finding.model
    verdict = describe_lead(model, decision)
    chance = float(decision.probabilities[decision.chosen])
    head = f"{open_sentence(format_name(decision.actor.name))}, {finding.label}:"
    sentences = [f"{head} {verdict[:1].lower()}{verdict[1:]}" if verdict.startswith("Of ") else f"{head} {verdict}"]
    if "probability" not in verdict:
        sentences.append(f"It had a probability of {format_percent(chance)}.")
    return [*sentences, _describe_future(finding)]


def _describe_future(finding: WhyFinding) -> str:
    model, decision = finding.model, finding.decision
    ends = f"which ends in {name_outcome(model, finding.outcome)}" if finding.outcome else "which has no outcome"
    which = f"This is future {finding.future:,} of seed {finding.seed}"
    share = format_percent(finding.share)
    if finding.typical == "outcome":
        return f"{which}, typical of the most probable outcome, {name_outcome(model, finding.outcome)} ({share} of {finding.futures:,} futures)."
    if finding.typical == "option":
        option = name_option(model, decision.actor.name, decision.actor.options[decision.chosen])
        return f"{which}, typical of those in which it chooses {option} then ({share} of {finding.futures:,} futures), {ends}."
    return f"{which}, {ends}."
