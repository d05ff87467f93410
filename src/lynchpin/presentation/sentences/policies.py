"""Sentences about policies: what each does to the answer, and which choice is robust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.presentation.naming import judge_change, name_answer, name_assumption
from lynchpin.presentation.numbers import format_estimate, format_points, format_share
from lynchpin.presentation.wording import format_list, format_name, open_sentence
from lynchpin.questions.shared.ancestry import warn_of_few
from lynchpin.questions.shared.choices import TIE, Choice
from lynchpin.questions.shared.effects import STATUS_QUO, Effect

if TYPE_CHECKING:
    from lynchpin.engine.model import Model
    from lynchpin.questions.policies.question import PoliciesFinding

MOST = 3
"""Largest number of policies, and of assumptions, named in a sentence."""


def describe(finding: PoliciesFinding) -> str:
    """Return what the policies do to the answer, the best on average, the robust choice, and what would change it."""
    return " ".join(list_sentences(finding))


def list_sentences(finding: PoliciesFinding) -> list[str]:
    """Return the sentences of `describe`."""
    sentences = [
        _describe_changes(finding),
        _describe_best(finding),
        _describe_robust(finding),
        _describe_mixed(finding),
        describe_failures(finding),
        warn_of_few(finding.ancestors),
    ]
    return [s for s in sentences if s]


def describe_before(before: PoliciesFinding) -> str:
    """Return the probability of the answer under the status quo before the evidence."""
    quo = before.comparison.effects[0].answer
    return f"Before the evidence, the probability of {name_answer(before.answer)} under the status quo was {format_share(*quo)}."


def name_policy(policy: str) -> str:
    """Return `the status quo`, or the policy's name in quotation marks."""
    return "the status quo" if policy == STATUS_QUO else f"“{format_name(policy)}”"


def introduce_policy(model: Model, policy: str) -> str:
    """Return the policy's name in quotation marks, with its meaning in brackets if the file gives one.

    Args:
        model: The model.
        policy: Name of the policy.
    """
    means = find_policy_meaning(model, policy)
    return f"{name_policy(policy)} ({means})" if means else name_policy(policy)


def find_policy_meaning(model: Model, policy: str) -> str:
    """Return the meaning of a policy without its full stop; empty if the file gives none.

    Args:
        model: The model.
        policy: Name of the policy.
    """
    return next((p.means.rstrip(".") for p in model.policies if p.name == policy), "")


def _describe_mixed(finding: PoliciesFinding) -> str:
    """Return the first policy that helps on average but makes some futures much worse; empty if there is none."""
    for effect in finding.comparison.effects:
        if effect.mixed and effect.ruined is not None:
            name, share = open_sentence(name_policy(effect.name)), format_share(*effect.ruined)
            return f"{name} helps on average, but {share} of futures become much worse."
    return ""


def describe_failures(finding: PoliciesFinding) -> str:
    """Return whether the failure of a single assumption changes which policy is best on average; empty without goals or assumptions."""
    mean, model = finding.comparison.mean, finding.model
    if mean is None or not finding.under_failure:
        return ""
    other = [n for n, c in finding.under_failure.items() if not c.agrees(mean)]
    if not other:
        return f"Whichever single assumption fails, {name_policy(mean.best)} remains best or is tied with the best."
    words = [f"{_name_all(finding.under_failure[n])} if {name_assumption(model, n)} fails" for n in other[:MOST]]
    more = f"; the same holds for {len(other) - MOST} more assumptions" if len(other) > MOST else ""
    return f"Another policy is best if an assumption fails: {format_list(words)}{more}."


def _describe_changes(finding: PoliciesFinding) -> str:
    quo, rest = finding.comparison.effects[0], finding.comparison.effects[1:]
    start = f"Probability of {name_answer(finding.answer)} under the status quo: {format_share(*quo.answer)}."
    clear = sorted((e for e in rest if abs(e.change.value) > TIE * e.change.error), key=lambda e: -abs(e.change.value))
    if not clear:
        return f"{start} No policy changes it by more than the error of this run."
    words = [
        f"{introduce_policy(finding.model, e.name)} changes it by {format_points(*e.change)}{_judge(finding, e)}" for e in clear[:MOST]
    ]
    return f"{start} {open_sentence('; '.join(words))}."


def _judge(finding: PoliciesFinding, effect: Effect) -> str:
    """Return whether a change is for the better, in parentheses; empty if the file does not say whether the answer is good."""
    word = judge_change(finding.model, finding.answer, effect.change.value)
    return f" ({word})" if word else ""


def _describe_best(finding: PoliciesFinding) -> str:
    mean = finding.comparison.mean
    if mean is None:
        return "The file has no goals, so the policies cannot be ranked (add `goals: {EXPRESSION: weight}`)."
    best = name_policy(mean.best)
    if mean.ties:
        ties = format_list([name_policy(n) for n in mean.ties])
        return f"By the mean of the goals, {best} is first, but {ties} cannot be separated from it."
    lead = "" if mean.lead is None else f", ahead of the next by {format_estimate(*mean.lead)}"
    return f"By the mean of the goals, {best} is best{lead}."


def _describe_robust(finding: PoliciesFinding) -> str:
    c = finding.comparison
    if c.minimax is None or c.satisficing is None:
        return ""
    largest, enough = _name_all(c.minimax), _name_all(c.satisficing)
    if largest == enough:
        return f"The robust choice is {largest}: it has the smallest maximum regret and is good enough most often."
    start = "The criteria for a robust choice disagree" if finding.disagree else "The criteria for a robust choice agree within the error"
    return f"{start}: the smallest maximum regret points to {largest}, being good enough most often to {enough}."


def _name_all(choice: Choice) -> str:
    """Return the chosen policy and those tied with it."""
    return format_list([name_policy(n) for n in (choice.best, *choice.ties)], "or")
