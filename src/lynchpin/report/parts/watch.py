"""Part 5, what to watch: the watch list with lead time, threshold and current value."""

from __future__ import annotations

from lynchpin.presentation.charts.lines import draw_lines
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences import say_watch
from lynchpin.presentation.tables import tabulate_indicators
from lynchpin.presentation.wording import say_name, say_number, say_percent
from lynchpin.report.blocks import Block, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What to watch"
MOST_LINES = 8


def build_watch(story: Story, number: int) -> Part:
    signposts = story.told.get("signposts")
    if signposts is None:
        sentence = say_missing(story, "signposts", "Nothing to watch was looked for.")
        return Part(number, "watch", TITLE, sentence, tuple(list_failures(story, "signposts")))
    blocks: list[Block] = show_rows(tabulate_indicators(signposts, now=find_current(story, signposts)))
    blocks += show(_draw_auc(story, signposts))
    return Part(number, "watch", TITLE, say_watch(signposts), tuple(blocks))


def find_current(story: Story, signposts: Finding) -> dict[str, str]:
    """The latest that the file knows of each indicator: what was observed, or else its expected value at the start."""
    finding = story.told.get("update") or story.told.get("run") or {}
    found = {}
    for indicator in signposts["indicators"]:
        name = indicator["name"]
        if indicator.get("now") is not None:
            found[name] = say_number(indicator["now"])
        observed = [e for e in story.assessment.evidence if e.name == name]
        if observed:
            last = max(observed, key=lambda e: e.period)
            word = {"event": "happened", "not": "not happened", "option": say_name(last.option)}.get(last.kind, say_number(last.value))
            found[name] = f"{word} ({last.label})"
        elif name not in found:
            found.update(_read_start(finding, name))
    return found


def _read_start(finding: Finding, name: str) -> dict[str, str]:
    for section in ("stocks", "auxiliaries"):
        if name in finding.get(section, {}):
            return {name: f"about {say_number(finding[section][name]['p50'][0])} ({finding['periods'][0]})"}
    event = finding.get("events", {}).get(name)
    return {name: f"{say_percent(event['by'][0])} by {finding['periods'][0]}"} if event else {}


def _draw_auc(story: Story, signposts: Finding) -> Figure | None:
    periods = signposts.get("periods") or list(story.assessment.clock.labels)
    found = {i["name"]: i["auc"] for i in signposts["indicators"]}
    watch = [n for n in signposts["watch"] if n in found]
    best = sorted((n for n in found if n not in watch), key=lambda n: -max((a or 0.0) for a in found[n]))
    lines = {n: found[n] for n in [*watch, *best][:MOST_LINES]}
    if not lines or all(v is None for values in lines.values() for v in values):
        return None
    first = next(iter(lines))
    top = max((a for a in lines[first] if a is not None), default=0.5)
    title = f"“{say_name(first)}” tells the two sides apart best, right in {say_percent(top)} of pairs at its best"
    note = "Of two futures, one on each side of the answer, how often the indicator orders them rightly (area under the ROC curve). One half is guessing; the dashed line at 80% counts as telling."
    return draw_lines("signposts", title, note, periods, lines, asked=tuple(watch[:1]), level=0.8, floor=0.5, top=1.0)
