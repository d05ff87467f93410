"""Part 5, what to watch: the watch list with lead time, threshold and current value."""

from __future__ import annotations

from dataclasses import replace

from lynchpin.language.expressions import Name as NameOf
from lynchpin.presentation.charts.indicators import draw_indicators
from lynchpin.presentation.sentences.signposts import say_watch
from lynchpin.presentation.tables.signposts import tabulate_indicators
from lynchpin.presentation.tables.table import Table
from lynchpin.presentation.wording import say_name, say_number
from lynchpin.report.blocks import Block, Part
from lynchpin.report.parts.common import Finding, fold, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What to watch"
LISTED = 1
"""The column that tells which indicators are on the watch list."""
FEW = 5
"""Indicators that stand open: the watch list, or so many if it is shorter."""


def build_watch(story: Story, number: int) -> Part:
    signposts = story.told.get("signposts")
    if signposts is None:
        sentence = say_missing(story, "signposts", "Nothing to watch was looked for.")
        return Part(number, "watch", TITLE, sentence, tuple(list_failures(story, "signposts")))
    every = tabulate_indicators(signposts, now=find_current(story, signposts))
    first = max(FEW, len(signposts["watch"]))
    blocks: list[Block] = show_rows(_drop_list(replace(every, caption="What to watch first", rows=every.rows[:first], left_out=0)))
    blocks += show(draw_indicators(signposts))
    if len(every.rows) > first:
        blocks += fold(f"All {len(every.rows)} indicators", show_rows(replace(every, caption="All indicators")))
    return Part(number, "watch", TITLE, say_watch(signposts), tuple(blocks))


def _drop_list(table: Table) -> Table:
    """Without the column that tells what is on the watch list, where all are."""
    if not all(row[LISTED] for row in table.rows):
        return table
    columns = table.columns[:LISTED] + table.columns[LISTED + 1 :]
    return replace(table, columns=columns, rows=tuple(row[:LISTED] + row[LISTED + 1 :] for row in table.rows))


def find_current(story: Story, signposts: Finding) -> dict[str, str]:
    """How each indicator stands: what the file last observed of it, or else its median when the last evidence came in."""
    return {
        i["name"]: text for i in signposts["indicators"] if (text := _read_observed(story, i["name"]) or _read_median(story, i["name"]))
    }


def _read_observed(story: Story, indicator: str) -> str:
    """What the evidence says of the very thing that is watched, where it is a quantity or an event with a name."""
    record = story.assessment.indicators.get(indicator)
    watched = {indicator} | ({record.watch.name} if record is not None and isinstance(record.watch, NameOf) else set())
    observed = [e for e in story.assessment.evidence if e.name in watched]
    if not observed:
        return ""
    last = max(observed, key=lambda e: e.period)
    word = {"event": "happened", "not": "not happened", "option": say_name(last.option)}.get(last.kind, say_number(last.value))
    return f"{word} ({last.label})"


def _read_median(story: Story, indicator: str) -> str:
    finding = story.told.get("update") or story.told.get("run") or {}
    fan = finding.get("indicators", {}).get(indicator)
    if fan is None:
        return ""
    path = finding.get("path") or []
    label = finding.get("until") or (path[-1]["on"] if path else finding["periods"][0])
    median = fan["p50"][finding["periods"].index(label)]
    return f"about {say_number(median)} ({label})" if median is not None else ""
