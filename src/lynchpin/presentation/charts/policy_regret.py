"""Regret of each policy: its loss, by the stated goals, compared with the best policy in each future."""

from __future__ import annotations

from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.wording import format_name
from lynchpin.questions.policies.question import PoliciesFinding


def draw_policy_regret(policies: PoliciesFinding) -> Figure | None:
    """Draw mean and 95% quantile of the regret, smallest mean first; None if the file states no goals."""
    measured = [(e.name, e.regret, e.regret_p95) for e in policies.comparison.effects if e.regret is not None and e.regret_p95 is not None]
    if not measured:
        return None
    measured.sort(key=lambda row: row[1].value)
    name, least, _ = measured[0]
    title = f"“{format_name(name)}” has the smallest mean regret ({format_number(*least)})"
    note = "Loss by the stated goals, compared with the best policy in each future. Thin bar: mean; wide bar: exceeded in 5% of futures."
    bars = [Bar(n, mean.value, mean.error, p95.value) for n, mean, p95 in measured]
    return draw_bars(Caption("policy-regret", title, note), bars, heads=("mean regret", "95th percentile"))
