"""What each policy does, and its regret."""

from __future__ import annotations

from lynchpin.presentation.sentences.policies import find_policy_meaning
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import open_sentence, say_estimate, say_number, say_points, say_share
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.shared.effects import STATUS_QUO, Effect
from lynchpin.statistics.estimates import Estimate


def tabulate_choices(policies: PoliciesFinding) -> Table:
    """What each policy is, what it does to the answer, and its regret; the status quo first."""
    rows = [
        (
            Name(e.name),
            "No change" if e.name == STATUS_QUO else open_sentence(find_policy_meaning(policies.model, e.name)),
            say_share(*e.answer),
            _say_change(e),
            _say_estimate(e.regret),
            _say_share(e.ruined),
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
    """What each policy does to the answer and to the goals, in the same futures as the status quo, which comes first."""
    rows = [
        (Name(e.name), say_share(*e.answer), _say_change(e), _say_estimate(e.goals), "" if _is_fixed(e) else _say_estimate(e.goals_change))
        for e in policies.comparison.effects
    ]
    columns = (text("policy"), number("answer"), number("change, points"), number("goals"), number("change"))
    return make_table("Policies: the answer, and the weighted goals (higher is better)", columns, rows)


def tabulate_regret(policies: PoliciesFinding) -> Table:
    """What each policy loses against the best one in each future; empty if the file states no goals."""
    rows = [
        (
            Name(e.name),
            _say_estimate(e.regret),
            _say_estimate(e.regret_p95),
            say_number(e.regret_max),
            _say_share(e.satisfies),
            _say_share(e.ruined),
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
    """Whether this is the status quo, which does not differ from itself."""
    return effect.name == STATUS_QUO


def _say_change(effect: Effect) -> str:
    return "" if _is_fixed(effect) else say_points(*effect.change, unit="")


def _say_estimate(estimate: Estimate | None) -> str:
    return "" if estimate is None else say_estimate(*estimate)


def _say_share(estimate: Estimate | None) -> str:
    return "" if estimate is None else say_share(*estimate)
