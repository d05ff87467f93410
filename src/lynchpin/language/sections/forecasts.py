"""Reads forecasts."""

from __future__ import annotations

from typing import cast

from lynchpin.language.citations import read_about
from lynchpin.language.entries import Entry, read_entry
from lynchpin.language.expressions import Expression
from lynchpin.language.field_tables import TABLES
from lynchpin.language.inference import Inference
from lynchpin.language.nodes import Node
from lynchpin.language.probabilities import read_probability
from lynchpin.language.reading import Reading
from lynchpin.language.records import Condition, Forecast, Value
from lynchpin.language.records.evidence import Answer, StatedAs
from lynchpin.language.sections.header import read_date
from lynchpin.language.units import PLAIN


def read_forecasts(reading: Reading, inference: Inference, entries: list[Entry]) -> dict[str, Forecast]:
    """Read forecasts. `event` may use functions of the whole path.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves expressions.
        entries: The entries of the section.

    Returns:
        The forecasts by name.
    """
    return {entry.name: _read_forecast(reading, inference, entry) for entry in entries}


def _read_forecast(reading: Reading, inference: Inference, entry: Entry) -> Forecast:
    base, stated = entry.get("base_rate"), read_probability(reading, entry.get("stated"), "stated")
    given = _read_condition(reading, inference, entry.get("given"))
    if given is not None and given.event is None and entry.has("event"):
        reading.diagnostics.add("condition-without-event", given.about.place, name=entry.name)
    return Forecast(
        claim=reading.text(entry.get("claim")),
        by=reading.text(entry.get("by")),
        stated=stated,
        stated_as=_read_stated_as(reading, entry, stated),
        given=given,
        event=_read_event(inference, entry),
        resolves=read_date(reading, entry.get("resolves"), "resolves"),
        resolved=_read_answer(reading, entry),
        resolved_on=read_date(reading, entry.get("resolved_on"), "resolved_on"),
        base_rate=None if base is None else reading.number(base, "base_rate", low=0.0, high=1.0, percent=True),
        about=read_about(reading, entry),
    )


def _read_stated_as(reading: Reading, entry: Entry, stated: Value) -> StatedAs:
    """Read how a probability was stated; by default in words if `stated` is a word, and otherwise in numbers."""
    node, written = entry.get("stated_as"), "words" if stated.words else "numbers"
    if node is None:
        return cast(StatedAs, written)
    found = cast(StatedAs, reading.choice(node, "stated_as", ("numbers", "words", "reading"), written))
    if found == "numbers" and stated.words:
        reading.diagnostics.add("words-as-numbers", node.place, words=stated.words)
    elif found != written and not entry.has("judgement"):
        reading.diagnostics.add("reading-without-words", entry.place, name=entry.name, stated_as=found)
    return found


def _read_condition(reading: Reading, inference: Inference, node: Node | None) -> Condition | None:
    if node is None:
        return None
    entry = read_entry(reading, "", node.place, node, TABLES["condition"])
    return Condition(
        claim=reading.text(entry.get("claim")),
        event=_read_event(inference, entry),
        resolves=read_date(reading, entry.get("resolves"), "resolves"),
        resolved=_read_answer(reading, entry),
        resolved_on=read_date(reading, entry.get("resolved_on"), "resolved_on"),
        about=read_about(reading, entry),
    )


def _read_event(inference: Inference, entry: Entry) -> Expression | None:
    event = entry.get("event")
    return None if event is None else inference.read(event, "event", PLAIN, along_path=True)[0]


def _read_answer(reading: Reading, entry: Entry) -> Answer | None:
    resolved = entry.get("resolved")
    return None if resolved is None else cast(Answer, reading.choice(resolved, "resolved", ("yes", "no", "unclear"), "unclear"))
