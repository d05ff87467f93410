"""Part 6, what to watch: the watch list with lead time, threshold and current value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lynchpin.engine.results.spread import QUANTILES
from lynchpin.language.expressions import Name as NameOf
from lynchpin.presentation.charts.indicators import draw_indicators
from lynchpin.presentation.naming import clean_unit
from lynchpin.presentation.numbers import format_number
from lynchpin.presentation.sentences.signposts import describe_before, list_sentences
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.wording import format_name
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.signposts.question import SignpostsFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import Part
from lynchpin.report.parts.common import fold, open_part, show, show_rows
from lynchpin.report.parts.present import Frame, Shown, build_present
from lynchpin.report.story import Story

TITLE = "What to watch"
LISTED = "on the list"
"""Head of the column that says which indicators are on the watch list."""
MEDIAN = QUANTILES.index(0.5)
FEW = 5
"""Indicators shown unfolded, if the watch list is not longer."""


def build_watch(story: Story, number: int) -> Part:
    """Build the part from the signposts of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    frame = Frame(number, "watch", TITLE, "Signposts were not asked for.")
    return build_present(story, frame, SignpostsFinding, lambda found: _show(story, found), lambda _, before: describe_before(before))


def _show(story: Story, signposts: SignpostsFinding) -> Shown:
    every = tabulate_indicators(signposts, now=find_current(story, signposts))
    first = max(FEW, len(signposts.watch))
    lead, blocks = open_part(list_sentences(signposts))
    blocks += show_rows(_drop_list(replace(every, caption="What to watch first", rows=every.rows[:first], left_out=0)))
    blocks += show(draw_indicators(signposts))
    if len(every.rows) > first:
        blocks += fold(f"All {len(every.rows)} indicators", show_rows(replace(every, caption="All indicators")))
    return Shown(lead, blocks)


def _drop_list(table: Table) -> Table:
    """Drop the column about the watch list if every row is on it."""
    if LISTED not in table.heads:
        return table
    k = table.heads.index(LISTED)
    if not all(row[k] for row in table.rows):
        return table
    return replace(table, columns=table.columns[:k] + table.columns[k + 1 :], rows=tuple(row[:k] + row[k + 1 :] for row in table.rows))


def find_current(story: Story, signposts: SignpostsFinding) -> dict[str, str]:
    """Return the current value of each indicator in words.

    This is the last observation in the file or, without one, the median at the time of the last evidence.

    Args:
        story: The findings about the assessment.
        signposts: The finding of the signposts.

    Returns:
        The values by indicator. Indicators that have neither are left out.
    """
    names = [s.name for s in signposts.indicators]
    return {name: text for name in names if (text := _read_observed(story, name) or _read_median(story, name))}


def _read_observed(story: Story, indicator: str) -> str:
    """Return the last observation of the quantity or event of an indicator; empty if there is none."""
    declared = story.assessment.indicators.get(indicator)
    watched = {indicator} | ({declared.watch.name} if declared is not None and isinstance(declared.watch, NameOf) else set())
    observed = [e for e in story.assessment.evidence if e.name in watched]
    if not observed:
        return ""
    last = max(observed, key=lambda e: e.last)
    record = story.assessment.stocks.get(last.name) or story.assessment.auxiliaries.get(last.name)
    unit = "" if record is None else clean_unit(record.about.unit)
    words = {
        "event": "happened", "not": "did not happen", "option": format_name(last.option), "state": format_name(last.option),
        "not_state": f"not {format_name(last.option)}",
    }  # fmt: skip
    word = words.get(last.kind, format_number(last.value, unit=unit))
    return f"{word} ({last.label})"


def _read_median(story: Story, indicator: str) -> str:
    """Return the median of an indicator at the time of the last evidence, or at the start if there is none."""
    update = story.find(UpdateFinding)
    run = story.find(ForecastFinding) if update is None else update.forecast
    if run is None or indicator not in run.summary.indicators:
        return ""
    periods = run.model.periods
    now = periods[0] if update is None else update.until
    median = float(run.summary.indicators[indicator].quantiles[MEDIAN, periods.index(now)])
    unit = clean_unit(next((q.unit for q in (*run.model.indicators, *run.model.stocks) if q.name == indicator), ""))
    return f"about {format_number(median, unit=unit)} ({now})" if np.isfinite(median) else ""
