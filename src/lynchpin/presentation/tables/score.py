"""How good the forecasts were: one by one, by author and by words of likelihood."""

from __future__ import annotations

from lynchpin.presentation.numbers import format_estimate, format_percent, format_score
from lynchpin.presentation.tables.published import PUBLISHED, list_published
from lynchpin.presentation.tables.table import LONGEST, Table, make_table, number, text
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.score.scorecard import Totals, Words
from lynchpin.statistics.estimates import Estimate

STATED = "all as stated by their authors"
READINGS = "readings by whoever wrote the file"
THE_MODEL = "the model, where it can answer"


def tabulate_forecasts(score: ScoreFinding, *, most: int = LONGEST) -> Table:
    """Tabulate the resolved forecasts: those that their authors stated, then the readings, each in the order of the file.

    Args:
        score: The finding of the scores.
        most: Largest number of rows.
    """
    rows = [
        (
            *list_published(s.forecast, s.model),
            s.forecast.stated_as,
            "yes" if s.happened else "no",
            format_score(s.brier.mean),
            _format_score(s.model_brier),
        )
        for s in (*score.stated, *score.readings)
    ]
    columns = (*PUBLISHED, text("form"), text("happened"), number("Brier"), number("model's"))
    return make_table("Forecasts (Brier score: 0 is perfect; always saying 50% scores 0.25)", columns, rows, most=most)


def tabulate_authors(score: ScoreFinding) -> Table:
    """Tabulate mean scores and skill of each author, of all together, of the readings, and of the model on all that it answers."""
    rows = [(f"{who} ({t.forecasts:,})", *_list_skills(t)) for who, t in _list_groups(score)]
    if score.answered is not None:
        rows.append((f"{THE_MODEL} ({score.answered.forecasts:,})", *_list_model_skills(score.answered)))
    columns = (
        text("by (forecasts)"),
        number("Brier"),
        number("log"),
        number("model's Brier"),
        number("skill: base rate"),
        number("skill: 50%"),
    )
    return make_table("Authors: mean scores, and skill (1 is perfect, 0 equals the reference, below 0 is worse)", columns, rows)


def tabulate_scores(score: ScoreFinding) -> Table:
    """Tabulate the scores of what was stated, in numbers and in words, of the readings, of the model, and of each author."""
    rows: list[tuple[str, ...]] = []
    if score.mean is not None:
        rows.append((STATED, str(score.mean.forecasts), *_list_skills(score.mean)))
        if len(score.by_stated_as.keys() - {"reading"}) > 1:
            kinds = (("in numbers", "numbers"), ("in words", "words"))
            rows += [(who, str((t := score.by_stated_as[kind]).forecasts), *_list_skills(t)) for who, kind in kinds]
    if (read := score.by_stated_as.get("reading")) is not None:
        rows.append((READINGS, str(read.forecasts), *_list_skills(read)))
    if score.answered is not None:
        rows.append((THE_MODEL, str(score.answered.forecasts), *_list_model_skills(score.answered)))
    if len(score.by_author) > 1:
        ordered = sorted(score.by_author.items(), key=lambda item: (-item[1].forecasts, item[1].brier.value))
        rows += [(by or "nobody named", str(t.forecasts), *_list_skills(t)) for by, t in ordered]
    columns = (
        text("by"),
        number("forecasts"),
        number("Brier"),
        number("log"),
        number("model's Brier"),
        number("skill: base rate"),
        number("skill: 50%"),
    )
    return make_table("Scores (lower is better), and skill (1 is perfect, 0 equals the reference, below 0 is worse)", columns, rows)


def _list_groups(score: ScoreFinding) -> list[tuple[str, Totals]]:
    """Return the authors, all of them if there are several, and the readings, each with its totals."""
    groups = [(by or "nobody named", t) for by, t in score.by_author.items()]
    if score.mean is not None and len(groups) > 1:
        groups.append(("all" if not score.readings else STATED, score.mean))
    if (read := score.by_stated_as.get("reading")) is not None:
        groups.append((READINGS, read))
    return groups


def _list_skills(t: Totals) -> tuple[str, ...]:
    scores = _format_score(t.brier), _format_score(t.log), _format_score(t.model_brier)
    return (*scores, format_skill(t.skill_base), format_skill(t.skill_half))


def _list_model_skills(t: Totals) -> tuple[str, ...]:
    score = _format_score(t.model_brier)
    return score, _format_score(t.model_log), score, format_skill(t.model_skill_base), format_skill(t.model_skill_half)


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


def _format_score(score: Estimate | None) -> str:
    return "none" if score is None else format_score(*score)


def _is_range(words: Words) -> bool:
    return words.words[:1].isdigit()


def _format_range(words: Words) -> str:
    low, high = format_percent(words.low), format_percent(words.high)
    return low if low == high else f"{low} to {high}"
