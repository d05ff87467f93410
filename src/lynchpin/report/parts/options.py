"""Part 6, what could be done: policies with their paired effect and regret, and the robust choice."""

from __future__ import annotations

from lynchpin.presentation.charts.policy_effects import draw_policy_effects
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.sentences.policies import say_policies
from lynchpin.presentation.tables.policies import tabulate_policies, tabulate_regret
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence, say_estimate, say_list, say_name, say_points, say_share
from lynchpin.report.blocks import Block, Paragraph, Part
from lynchpin.report.parts.common import Finding, describe, fold, list_failures, say_missing, show_pairs, show_rows
from lynchpin.report.story import Story

TITLE = "What could be done"


def build_options(story: Story, number: int) -> Part:
    policies = story.told.get("policies")
    if policies is None:
        sentence = say_missing(story, "policies", "The file states no policies to compare.")
        return Part(number, "options", TITLE, sentence, tuple(list_failures(story, "policies")))
    blocks: list[Block] = show_pairs(draw_policy_effects(policies), draw_policy_regret(policies))
    blocks += [*show_rows(_tabulate_choices(story, policies)), *_warn_of_harm(policies), *_list_failing(policies)]
    blocks += fold("The answer and the goals in figures", show_rows(tabulate_policies(policies)))
    blocks += fold("Regret in figures", show_rows(tabulate_regret(policies)))
    return Part(number, "options", TITLE, say_policies(policies), tuple(blocks))


def _tabulate_choices(story: Story, policies: Finding) -> Table:
    """What each policy is, and what it does to the answer and to the goals."""
    rows = [
        (
            Name(p["name"]),
            describe(story, "policy", p["name"]) if p["name"] in story.assessment.policies else "As things are",
            say_share(p["answer"], p["standard_error"]),
            say_points(p["change"], p["change_standard_error"], unit="") if p["change_standard_error"] else "",
            say_estimate(p["regret"].get("mean"), p["regret"].get("mean_standard_error")),
            "" if not p.get("ruined") else say_share(p["ruined"]["value"], p["ruined"]["standard_error"]),
        )
        for p in policies["policies"]
    ]
    columns = (
        text("policy"),
        text("what it does"),
        number("the answer is yes"),
        number("change, points"),
        number("mean regret"),
        number("much worse in"),
    )
    return make_table("The policies", columns, rows)


def _warn_of_harm(policies: Finding) -> list[Block]:
    """Those that help on average and ruin some futures."""
    mixed = [p["name"] for p in policies["policies"] if p.get("mixed")]
    if not mixed:
        return []
    every = len(mixed) > 1 and len(mixed) == len(policies["policies"]) - 1
    who = "Each of them" if every else say_list([f"“{say_name(n)}”" for n in mixed])
    verb = "helps on average and does" if every or len(mixed) == 1 else "help on average and do"
    return [Paragraph(f"{who} {verb} much harm in some futures.")]


def _list_failing(policies: Finding) -> list[Block]:
    """Where the failure of a single assumption changes which policy is best."""
    usual = policies["robust"].get("best_on_average")
    other = [f for f in policies.get("under_failure", []) if f["best"] != usual and usual not in f.get("ties", [])]
    if not other:
        return []
    said = [
        f"if “{say_name(f['assumption'])}” fails, {say_list([f'“{say_name(n)}”' for n in f.get('ties') or [f['best']]], 'or')} is best on average"
        for f in other
    ]
    return [Paragraph(f"{open_sentence('; '.join(said))}.", heading="What would change the choice")]
