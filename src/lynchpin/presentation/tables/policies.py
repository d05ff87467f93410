"""What each policy does, and its regret."""

from __future__ import annotations

from lynchpin.presentation.numbers import format_estimate, format_number, format_points, format_share
from lynchpin.presentation.sentences.policies import find_policy_meaning
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.shared.effects import STATUS_QUO, Effect
from lynchpin.statistics.estimates import Estimate


def tabulate_choices(policies: PoliciesFinding) -> Table:
    """Tabulate the meaning, the effect on the answer and the regret of each policy, the status quo first."""
    rows = [
        (
            Name(e.name),
            "No change" if e.name == STATUS_QUO else open_sentence(find_policy_meaning(policies.model, e.name)),
            format_share(*e.answer),
            _describe_change(e),
            _format_estimate(e.regret),
            _format_share(e.ruined),
        )
        for e in policies.comparison.effects
    ]
    columns = (
        text("policy"),
        text("what it does"),
        number("probability of the answer"),
        number("change, points"),
        number("mean regret"),
        number("much worse in"),
    )
    return make_table("The policies", columns, rows)


def tabulate_policies(policies: PoliciesFinding) -> Table:
    """Tabulate the effect of each policy on the answer and the goals, the status quo first."""
    rows = [
        (
            Name(e.name),
            format_share(*e.answer),
            _describe_change(e),
            _format_estimate(e.goals),
            "" if _is_fixed(e) else _format_estimate(e.goals_change),
        )
        for e in policies.comparison.effects
    ]
    columns = (text("policy"), number("answer"), number("change, points"), number("goals"), number("change"))
    return make_table("Policies: the answer, and the weighted goals (higher is better)", columns, rows)


def tabulate_regret(policies: PoliciesFinding) -> Table:
    """Tabulate the regret of each policy; no rows if the file has no goals."""
    rows = [
        (
            Name(e.name),
            _format_estimate(e.regret),
            _format_estimate(e.regret_p95),
            format_number(e.regret_max),
            _format_share(e.satisfies),
            _format_share(e.ruined),
        )
        for e in policies.comparison.effects
        if e.regret is not None
    ]
    columns = (
        text("policy"),
        number("mean regret"),
        number("95% quantile"),
        number("observed maximum"),
        number("good enough"),
        number("much worse"),
    )
    return make_table("Policies: regret, and how often each is good enough or much worse than the status quo", columns, rows)


def _is_fixed(effect: Effect) -> bool:
    """Whether this is the status quo."""
    return effect.name == STATUS_QUO


def _describe_change(effect: Effect) -> str:
    return "" if _is_fixed(effect) else format_points(*effect.change, unit="")


def _format_estimate(estimate: Estimate | None) -> str:
    return "" if estimate is None else format_estimate(*estimate)


def _format_share(estimate: Estimate | None) -> str:
    return "" if estimate is None else format_share(*estimate)
