"""Part 6, what could be done: policies with their paired effect and regret, and the robust choice."""

from __future__ import annotations

from lynchpin.presentation.charts.bars import Bar, draw_bars
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences import say_policies
from lynchpin.presentation.tables import tabulate_policies
from lynchpin.presentation.wording import open_sentence, say_list, say_name, say_number, say_points, say_share
from lynchpin.report.blocks import Block, Lines, Part
from lynchpin.report.parts.common import Finding, describe, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What could be done"


def build_options(story: Story, number: int) -> Part:
    policies = story.told.get("policies")
    if policies is None:
        sentence = say_missing(story, "policies", "The file states no policies to compare.")
        return Part(number, "options", TITLE, sentence, tuple(list_failures(story, "policies")))
    blocks: list[Block] = show(_draw_effects(policies), _draw_regret(policies))
    blocks += [Lines("The policies", tuple(_say_policy(story, p) for p in policies["policies"]))]
    blocks += _list_failing(policies)
    blocks += show_rows(tabulate_policies(policies), folded=True)
    return Part(number, "options", TITLE, say_policies(policies), tuple(blocks))


def _draw_effects(policies: Finding) -> Figure | None:
    changed = [p for p in policies["policies"] if p.get("change") is not None and p["name"] != policies["policies"][0]["name"]]
    if not changed:
        return None
    strongest = max(changed, key=lambda p: abs(p["change"]))
    effect = say_points(strongest["change"], strongest["change_standard_error"])
    title = f"“{open_sentence(say_name(strongest['name']))}” moves the answer most: {effect}"
    bars = [Bar(p["name"], p["change"], p["change_standard_error"]) for p in changed]
    note = "Change of the answer against the status quo, future by future on the same draws; red lines are 95% intervals."
    return draw_bars(
        "policy-effects", title, note, bars, form="+.0%" if abs(strongest["change"]) > 0.04 else "+.1%", heads=("change", "also")
    )


def _draw_regret(policies: Finding) -> Figure | None:
    with_regret = [p for p in policies["policies"] if p["regret"].get("mean") is not None]
    if not with_regret:
        return None
    least = min(with_regret, key=lambda p: p["regret"]["max"])
    title = f"“{open_sentence(say_name(least['name']))}” has the smallest largest regret ({say_number(least['regret']['max'])})"
    bars = [Bar(p["name"], p["regret"]["mean"], p["regret"].get("mean_standard_error"), p["regret"]["p95"]) for p in with_regret]
    note = "What is lost, by the stated goals, against the best policy for each future. Dark: on average; light: in the worst twentieth of futures, at least this."
    return draw_bars("policy-regret", title, note, bars, heads=("mean regret", "95th percentile"))


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
