"""Part 5, what to watch: the watch list with lead time, threshold and current value."""

from __future__ import annotations

from lynchpin.presentation.charts.indicators import draw_indicators
from lynchpin.presentation.sentences import say_watch
from lynchpin.presentation.tables import tabulate_indicators
from lynchpin.presentation.wording import say_name, say_number, say_percent
from lynchpin.report.blocks import Block, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What to watch"


def build_watch(story: Story, number: int) -> Part:
    signposts = story.told.get("signposts")
    if signposts is None:
        sentence = say_missing(story, "signposts", "Nothing to watch was looked for.")
        return Part(number, "watch", TITLE, sentence, tuple(list_failures(story, "signposts")))
    blocks: list[Block] = show_rows(tabulate_indicators(signposts, now=find_current(story, signposts)))
    blocks += show(draw_indicators(signposts))
    return Part(number, "watch", TITLE, say_watch(signposts), tuple(blocks))


def find_current(story: Story, signposts: Finding) -> dict[str, str]:
    """The latest that the file knows of each indicator: what was observed, or else its expected value at the start."""
    finding = story.told.get("update") or story.told.get("run") or {}
    found = {}
    for indicator in signposts["indicators"]:
        name = indicator["name"]
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
