"""Part 6, what could be done: policies with their paired effect and regret, and the robust choice."""

from __future__ import annotations

from lynchpin.presentation.charts.policy_effects import draw_policy_effects
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.sentences import say_policies
from lynchpin.presentation.tables.policies import tabulate_policies, tabulate_regret
from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_share
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, describe, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What could be done"


def build_options(story: Story, number: int) -> Part:
    policies = story.told.get("policies")
    if policies is None:
        sentence = say_missing(story, "policies", "The file states no policies to compare.")
        return Part(number, "options", TITLE, sentence, tuple(list_failures(story, "policies")))
    blocks: list[Block] = show(draw_policy_effects(policies), draw_policy_regret(policies))
    blocks += [Lines("The policies", tuple(_say_policy(story, p) for p in policies["policies"]))]
    blocks += _list_failing(policies)
    blocks += show_rows(tabulate_policies(policies), tabulate_regret(policies), folded=True)
    return Part(number, "options", TITLE, say_policies(policies), tuple(blocks))


def _say_policy(story: Story, policy: Finding) -> str:
    means = describe(story, "policy", policy["name"]) if policy["name"] in story.assessment.policies else ""
    text = (
        f"{open_sentence(say_name(policy['name']))}: {means[:1].lower()}{means[1:].rstrip('.')}"
        if means
        else open_sentence(say_name(policy["name"]))
    )
    text += f"; the answer is yes in {say_share(policy['answer'], policy['standard_error'])}"
    if policy.get("mixed"):
        text += "; it helps on average and ruins some futures"
    return f"{text}."


def _list_failing(policies: Finding) -> list[Block]:
    """Where the failure of a single assumption changes which policy is best."""
    usual = policies["robust"].get("best_on_average")
    other = [f for f in policies.get("under_failure", []) if f["best"] != usual and usual not in f.get("ties", [])]
    if not other:
        return []
    lines = [
        f"If “{say_name(f['assumption'])}” fails, {say_list([f'“{say_name(n)}”' for n in f.get('ties') or [f['best']]], 'or')} is best."
        for f in other
    ]
    return [Lines("Where one failure changes the best choice", tuple(lines))]
