"""The whole way from a text to an assessment: tree, names, units, records, checks. Read this file first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from lynchpin.errors import AssessmentError, Diagnostic, Place
from lynchpin.language.checks import check_assessment
from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.entries import Entry, read_entries, read_entry
from lynchpin.language.fields import TABLES
from lynchpin.language.inference import Inference
from lynchpin.language.library import find_source
from lynchpin.language.nodes import Node, build_tree
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Clock
from lynchpin.language.rendering import render_diagnostics
from lynchpin.language.sections import actors, analysis, evidence, header, quantities
from lynchpin.language.source import Source, decode_source, read_source
from lynchpin.language.yardsticks import DEFAULT

_NO_PLACE = Place(1, 1)
NO_QUANTITIES = ("assumptions", "outcomes", "policies", "indicators", "forecasts")
"""Sections whose names stand in no expression of the model."""
_NO_CLOCK = Clock("year", (), (), (), (), (), 1.0, _NO_PLACE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a file found: the assessment (None if it has errors) and every fault and warning, by line."""

    source: Source
    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]


def read_assessment(path: Path | str) -> Assessment:
    """The assessment in a file. ArgumentError if there is no such text file, AssessmentError with every fault if it has any."""
    return _insist(check_source(read_source(path)))


def read_text(text: str, path: str = "<text>") -> Assessment:
    """The assessment in a string; `path` is what messages call it. AssessmentError with every fault if it has any."""
    return _insist(check_text(text, path))


def find_assessment(name_or_path: str | Path) -> Assessment:
    """The shipped assessment of that name, or the one in that file; raises as `read_assessment` does."""
    return _insist(check_source(find_source(name_or_path)))


def check_text(text: str, path: str = "<text>") -> Checked:
    """Read a string and say everything about it; never raises for a fault of the assessment."""
    return check_source(decode_source(text.encode("utf-8", "surrogatepass"), path))


def check_named(name_or_path: str | Path) -> Checked:
    """Read a shipped assessment or a file and say everything about it; ArgumentError if there is no such text file."""
    return check_source(find_source(name_or_path))


def _insist(checked: Checked) -> Assessment:
    if checked.assessment is None:
        rendered = render_diagnostics(checked.diagnostics, checked.source.lines, checked.source.path)
        raise AssessmentError(checked.source.path, checked.diagnostics, rendered)
    return checked.assessment


def check_source(source: Source) -> Checked:
    """The pipeline."""
    diagnostics = Diagnostics()
    tree = build_tree(source, diagnostics)
    assessment = None
    if tree is None and not diagnostics.found:
        diagnostics.add("empty-file", _NO_PLACE)
    elif tree is not None and tree.kind != "mapping":
        diagnostics.add("no-mapping", tree.place)
    elif tree is not None:
        assessment = _read_tree(Reading(source, diagnostics), tree)
    return Checked(source, None if diagnostics.has_errors else assessment, diagnostics.sort())


def _read_tree(reading: Reading, tree: Node) -> Assessment:
    top = read_entry(reading, "", tree.place, tree, TABLES["assessment"])
    header.check_version(reading, top.get("lynchpin"))
    reading.clock = header.read_clock(reading, top.get("clock"))
    reading.yardstick = reading.choice(top.get("yardstick"), "yardstick", _choices("yardstick"), DEFAULT)
    sections = _read_sections(reading, top)
    sources = header.read_sources(reading, sections["sources"])
    options = _declare_names(reading, sections)

    parameters = quantities.read_parameters(reading, sections["parameters"])
    series = quantities.read_series(reading, sections["series"])
    starts = quantities.read_starts(reading, sections["stocks"])
    inference = Inference(reading)
    auxiliaries = quantities.read_auxiliaries(reading, inference, sections["auxiliaries"])
    stocks = quantities.read_stocks(reading, inference, sections["stocks"], starts)
    events, chances = quantities.read_events(reading, inference, sections["events"])
    outcomes = analysis.read_outcomes(reading, inference, sections["outcomes"])
    assessment = Assessment(
        path=reading.source.path,
        text=reading.source.text,
        sha256=reading.source.sha256,
        title=reading.text(top.get("title")),
        question=reading.text(top.get("question")),
        summary=reading.text(top.get("summary")),
        author=reading.text(top.get("author")),
        date=header.read_date(reading, top.get("date"), "date"),
        clock=reading.clock or _NO_CLOCK,
        answers=header.read_answers(reading, top.get("answers"), {entry.name: entry.node for entry in sections["outcomes"]}),
        yardstick=reading.yardstick,
        reasoning=cast(
            Literal["equilibrium", "adaptive"], reading.choice(top.get("reasoning"), "reasoning", _choices("reasoning"), "equilibrium")
        ),
        shows=header.read_shows(reading, top.get("shows")),
        sources=sources,
        parameters={**parameters, **chances},
        correlations=quantities.read_correlations(reading, top.get("correlations"), {**parameters, **chances}, stocks),
        series=series,
        stocks=stocks,
        auxiliaries=auxiliaries,
        events=events,
        actors=actors.read_actors(reading, inference, sections["actors"], options),
        assumptions=analysis.read_assumptions(reading, inference, sections["assumptions"]),
        outcomes=outcomes,
        policies=analysis.read_policies(reading, sections["policies"]),
        goals=analysis.read_goals(reading, inference, top.get("goals")),
        indicators=analysis.read_indicators(reading, inference, sections["indicators"]),
        evidence=evidence.read_evidence(reading, top.get("evidence")),
        forecasts=evidence.read_forecasts(reading, inference, sections["forecasts"]),
        claims=evidence.read_claims(reading, sections["claims"], _list_carriers(reading, sections)),
    )
    check_assessment(assessment, reading)
    return assessment


def _choices(name: str) -> tuple[str, ...]:
    return next(field.choices for field in TABLES["assessment"].fields if field.name == name)


def _read_sections(reading: Reading, top: Entry) -> dict[str, list[Entry]]:
    """The entries of every section that maps names to entries of one table."""
    return {
        field.name: read_entries(reading, top.get(field.name), field.of, field.key)
        for field in TABLES["assessment"].fields
        if field.form == "map" and field.of in TABLES and field.key != "expression"
    }


def _declare_names(reading: Reading, sections: dict[str, list[Entry]]) -> dict[str, actors.Options]:
    """All names first, so that any expression may use any of them."""
    for section, kind in (
        ("parameters", "parameter"),
        ("series", "series"),
        ("stocks", "stock"),
        ("auxiliaries", "auxiliary"),
        ("events", "event"),
    ):
        quantities.declare(reading, sections[section], kind)
    for section in NO_QUANTITIES:
        what = TABLES[TABLES["assessment"].by_name[section].of].what
        reading.other_names.update({entry.name: what for entry in sections[section]})
    return actors.declare_actors(reading, sections["actors"])


def _list_carriers(reading: Reading, sections: dict[str, list[Entry]]) -> dict[str, int]:
    """Every name that may carry a claim: quantities, actors, levers, options and factions (also as `ACTOR.OPTION`), assumptions, outcomes,
    policies, indicators and forecasts."""
    carriers = {name: symbol.place.line for name, symbol in reading.symbols.items()}
    for symbol in list(reading.symbols.values()):
        for option, place in symbol.members.items():
            carriers.setdefault(option, place.line)
            carriers[f"{symbol.name}.{option}"] = place.line
    for actor in sections["actors"]:
        factions = actor.get("factions")
        for key, _ in factions.pairs if factions is not None else ():
            carriers.setdefault(key.text, key.place.line)
            carriers[f"{actor.name}.{key.text}"] = key.place.line
    for section in NO_QUANTITIES:
        for entry in sections[section]:
            carriers.setdefault(entry.name, entry.place.line)
    return carriers
