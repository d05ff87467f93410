"""How good the forecasts were: one by one, by author and by words of likelihood."""

from __future__ import annotations

from lynchpin.presentation.numbers import format_estimate, format_percent, format_score
from lynchpin.presentation.tables.published import PUBLISHED, list_published
from lynchpin.presentation.tables.table import LONGEST, Table, make_table, number, text
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Totals, Words
from lynchpin.statistics.estimates import Estimate


def tabulate_forecasts(score: ScoreFinding, *, most: int = LONGEST) -> Table:
    """Tabulate the resolved forecasts in the order of the file.

    Args:
        score: The finding of the scores.
        most: Largest number of rows.
    """
    rows = [
        (
            *list_published(s.forecast, s.model),
            "yes" if s.happened else "no",
            format_score(s.brier.mean),
            _format_score(s.model_brier),
        )
        for s in score.forecasts
    ]
    columns = (*PUBLISHED, text("happened"), number("Brier"), number("model's"))
    return make_table("Forecasts (Brier score: 0 is perfect; always saying 50% scores 0.25)", columns, rows, most=most)


def tabulate_authors(score: ScoreFinding) -> Table:
    """Tabulate mean scores and skill of each author, and of all if there are several."""
    named = [(by or "nobody named", t) for by, t in score.by_author.items()]
    rows = [
        (
            f"{by} ({t.forecasts:,})",
            _format_score(t.brier),
            _format_score(t.model_brier),
            format_skill(t.skill_base),
            format_skill(t.skill_half),
        )
        for by, t in [*named, *([("all", score.mean)] if len(named) > 1 else [])]
    ]
    columns = (text("by (forecasts)"), number("Brier"), number("model's"), number("skill: base rate"), number("skill: 50%"))
    return make_table("Authors: mean Brier score, and skill (1 is perfect, 0 equals the reference, below 0 is worse)", columns, rows)


def tabulate_scores(score: ScoreFinding) -> Table:
    """Tabulate mean scores of all forecasts, of the model where it can answer, and by author, most forecasts first."""
    mean = score.mean
    rows = [("all as stated", *_list_scores(mean))]
    if mean.model_brier is not None:
        answered = sum(s.model_brier is not None for s in score.forecasts)
        skill = "" if mean.model_skill_half is None else format_better(mean.model_skill_half.value)
        rows.append(
            ("the model, where it can answer", str(answered), _format_score(mean.model_brier), _format_score(mean.model_log), skill)
        )
    if len(score.by_author) > 1:
        ordered = sorted(score.by_author.items(), key=lambda item: (-item[1].forecasts, item[1].brier.value))
        rows += [(by or "nobody named", *_list_scores(totals)) for by, totals in ordered]
    columns = (text("by"), number("forecasts"), number("Brier"), number("log"), number("against 50%"))
    return make_table("Scores (lower is better)", columns, rows)


def tabulate_words(score: ScoreFinding) -> Table:
    """Tabulate each word or range of likelihood: how often it was used, and how often the event happened."""
    rows = [
        (
            _format_range(w) if _is_range(w) else w.words,
            "" if _is_range(w) else _format_range(w),
            str(w.forecasts),
            str(w.happened),
            f"{format_percent(w.interval[0])} to {format_percent(w.interval[1])}",
            w.verdict,
        )
        for w in sorted(score.words, key=lambda w: (w.low + w.high, w.low))
    ]
    columns = (
        text("stated as"),
        text("meaning"),
        number("times"),
        number("happened"),
        number("95% interval of the frequency"),
        text("the words are"),
    )
    return make_table("Words of likelihood and ranges, as they were used", columns, rows)


def format_skill(skill: Estimate | None) -> str:
    """Return a skill such as `−0.3 ± 0.2`; without an error two decimals, or three digits if it is large."""
    if skill is None:
        return "none"
    value, error = skill
    return format_estimate(value, error) if error > 0 or abs(value) >= 10 else f"{value:.2f}".replace("-", "−")


def format_better(skill: float) -> str:
    """Return a skill (1 minus the ratio of the scores) in words: `40% better`, `1.5 times as bad`."""
    if skill > 0:
        return f"{format_percent(skill)} better"
    return f"{format_percent(-skill)} worse" if skill > -1 else f"{1 - skill:.1f} times as bad"


def _list_scores(totals: Totals) -> tuple[str, str, str, str]:
    return str(totals.forecasts), _format_score(totals.brier), _format_score(totals.log), format_better(totals.skill_half.value)


def _format_score(score: Estimate | None) -> str:
    return "none" if score is None else format_score(*score)


def _is_range(words: Words) -> bool:
    return words.words[:1].isdigit()


def _format_range(words: Words) -> str:
    low, high = format_percent(words.low), format_percent(words.high)
    return low if low == high else f"{low} to {high}"
