"""How good the forecasts were: one by one, by author and by words of likelihood."""

from __future__ import annotations

from lynchpin.presentation.tables.published import PUBLISHED, list_published
from lynchpin.presentation.tables.table import LONGEST, Table, make_table, number, text
from lynchpin.presentation.wording import say_estimate, say_mark, say_percent
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Totals, Words
from lynchpin.statistics.estimates import Estimate


def tabulate_forecasts(score: ScoreFinding, *, most: int = LONGEST) -> Table:
    """One row per resolved forecast, in the order of the file; at most `most` rows."""
    rows = [
        (
            *list_published(s.forecast, s.model),
            "yes" if s.happened else "no",
            say_mark(s.brier.mean),
            _say_mark(s.model_brier),
        )
        for s in score.forecasts
    ]
    columns = (*PUBLISHED, text("happened"), number("Brier"), number("model's"))
    return make_table("Forecasts (Brier score: 0 is perfect; always saying 50% scores 0.25)", columns, rows, most=most)


def tabulate_authors(score: ScoreFinding) -> Table:
    """Mean scores and skill of each author, and of all if there are several."""
    named = [(by or "nobody named", t) for by, t in score.by_author.items()]
    rows = [
        (
            f"{by} ({t.forecasts:,})",
            _say_mark(t.brier),
            _say_mark(t.model_brier),
            say_skill(t.skill_base),
            say_skill(t.skill_half),
        )
        for by, t in [*named, *([("all", score.mean)] if len(named) > 1 else [])]
    ]
    columns = (text("by (forecasts)"), number("Brier"), number("model's"), number("skill: base rate"), number("skill: 50%"))
    return make_table("Authors: mean Brier score, and skill (1 is perfect, 0 equals the reference, below 0 is worse)", columns, rows)


def tabulate_scores(score: ScoreFinding) -> Table:
    """Mean scores of everything stated, of the model where it can answer, then by author, most forecasts first."""
    mean = score.mean
    rows = [("all as stated", *_list_scores(mean))]
    if mean.model_brier is not None:
        answered = sum(s.model_brier is not None for s in score.forecasts)
        skill = "" if mean.model_skill_half is None else say_better(mean.model_skill_half.value)
        rows.append(("the model, where it can answer", str(answered), _say_mark(mean.model_brier), _say_mark(mean.model_log), skill))
    if len(score.by_author) > 1:
        ordered = sorted(score.by_author.items(), key=lambda item: (-item[1].forecasts, item[1].brier.value))
        rows += [(by or "nobody named", *_list_scores(totals)) for by, totals in ordered]
    columns = (text("by"), number("forecasts"), number("Brier"), number("log"), number("against 50%"))
    return make_table("Scores (lower is better)", columns, rows)


def tabulate_words(score: ScoreFinding) -> Table:
    """Each word or range of likelihood: how often it was used, and how often the event happened."""
    rows = [
        (
            _say_range(w) if _is_range(w) else w.words,
            "" if _is_range(w) else _say_range(w),
            str(w.forecasts),
            str(w.happened),
            f"{say_percent(w.interval[0])} to {say_percent(w.interval[1])}",
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


def say_skill(skill: Estimate | None) -> str:
    """`−0.3 ± 0.2`; without an error two decimals, or three digits where it is large."""
    if skill is None:
        return "none"
    value, error = skill
    return say_estimate(value, error) if error > 0 or abs(value) >= 10 else f"{value:.2f}".replace("-", "−")


def say_better(skill: float) -> str:
    """A skill score (1 minus the ratio of the scores) in words: `40% better`, `1.5 times as bad`."""
    if skill > 0:
        return f"{say_percent(skill)} better"
    return f"{say_percent(-skill)} worse" if skill > -1 else f"{1 - skill:.1f} times as bad"


def _list_scores(totals: Totals) -> tuple[str, str, str, str]:
    return str(totals.forecasts), _say_mark(totals.brier), _say_mark(totals.log), say_better(totals.skill_half.value)


def _say_mark(score: Estimate | None) -> str:
    return "none" if score is None else say_mark(*score)


def _is_range(words: Words) -> bool:
    return words.words[:1].isdigit()


def _say_range(words: Words) -> str:
    low, high = say_percent(words.low), say_percent(words.high)
    return low if low == high else f"{low} to {high}"
