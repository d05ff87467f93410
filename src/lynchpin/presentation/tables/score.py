"""How good the forecasts were, one by one and by author."""

from __future__ import annotations

from lynchpin.presentation.tables.published import PUBLISHED, list_published
from lynchpin.presentation.tables.table import LONGEST, Row, Table, make_table, number, text
from lynchpin.presentation.wording import say_estimate, say_mark


def tabulate_forecasts(score: Row, *, most: int = LONGEST) -> Table:
    rows = [
        (
            *list_published(f),
            f["resolved"] or "open",
            say_mark(f.get("brier")),
            "none" if f.get("model_brier") is None else say_mark(f["model_brier"], f.get("model_brier_standard_error")),
        )
        for f in score["forecasts"]
    ]
    columns = (*PUBLISHED, text("came true"), number("Brier"), number("model's"))
    return make_table("Forecasts (Brier score: 0 is perfect; one half each time scores 0.25)", columns, rows, most=most)


def tabulate_authors(score: Row) -> Table:
    """The mean scores of each author; skill is positive where they did better than the baseline."""
    named = [(by or "nobody named", t) for by, t in score.get("by_author", {}).items()]
    rows = [
        (
            f"{by} ({t['forecasts']:,})",
            say_mark(t["brier"], t.get("brier_standard_error")),
            say_mark(t.get("model_brier"), t.get("model_brier_standard_error")),
            say_skill(t.get("skill_base"), t.get("skill_base_standard_error")),
            say_skill(t.get("skill_half"), t.get("skill_half_standard_error")),
        )
        for by, t in [*named, *([("all", score["mean"])] if len(named) > 1 else [])]
    ]
    columns = (text("by (forecasts)"), number("Brier"), number("model's"), number("skill: base rate"), number("skill: one half"))
    return make_table("Authors: mean Brier score, and skill (1 is perfect, 0 no better than the baseline, less is worse)", columns, rows)


def say_skill(value: float | None, error: float | None = None) -> str:
    """`−0.3 ± 0.2`; without an error two decimals, or three digits where it is large."""
    if value is None:
        return "none"
    return say_estimate(value, error) if error or abs(value) >= 10 else f"{value:.2f}".replace("-", "−")
