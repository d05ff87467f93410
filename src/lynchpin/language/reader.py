"""Reads a file into an assessment: YAML tree, names, units, records, checks. Read this file first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from lynchpin.errors import AssessmentError, Diagnostic, Place
from lynchpin.language.checks import check_assessment
from lynchpin.language.diagnostics import Diagnostics, Fix, StopReadingError
from lynchpin.language.entries import Entry, read_entries, read_entry
from lynchpin.language.field_tables import TABLES
from lynchpin.language.inference import Inference
from lynchpin.language.library import find_source
from lynchpin.language.nodes import Node, build_tree
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Clock
from lynchpin.language.rendering import render_diagnostics
from lynchpin.language.sections.actors import Options, declare_actors, read_actors
from lynchpin.language.sections.analysis import list_replaced, read_assumptions, read_goals, read_indicators, read_outcomes, read_policies
from lynchpin.language.sections.auxiliaries import read_auxiliaries
from lynchpin.language.sections.correlations import read_correlations
from lynchpin.language.sections.events import read_events
from lynchpin.language.sections.evidence import read_claims, read_evidence
from lynchpin.language.sections.forecasts import read_forecasts
from lynchpin.language.sections.functions import check_functions, read_functions
from lynchpin.language.sections.header import check_version, read_answers, read_clock, read_date, read_shows, read_sources
from lynchpin.language.sections.quantities import declare, read_parameters, read_series
from lynchpin.language.sections.states import declare_states
from lynchpin.language.sections.stocks import read_starts, read_stocks
from lynchpin.language.sections.types import declare_types, read_types
from lynchpin.language.sections.units import check_unit_names, check_unit_uses, read_units
from lynchpin.language.sets import check_sets, expand_sections, read_sets, write_data
from lynchpin.language.source import Source, decode_source, read_source
from lynchpin.language.yardsticks import DEFAULT

_NO_PLACE = Place(1, 1)
SECTIONS_OF_OTHER_NAMES = ("assumptions", "outcomes", "policies", "indicators", "forecasts")
"""Sections whose names cannot be used in expressions."""
_NO_CLOCK = Clock("year", (), (), (), (), (), 1.0, _NO_PLACE)


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of reading a file: the assessment, which is None if there are errors, all errors and warnings by line, and safe corrections."""

    source: Source
    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]
    fixes: tuple[Fix, ...] = ()
    inlined: Mapping[tuple[int, int], Node] = field(default_factory=dict)
    """The numbers or names that stand for each reference to a data file, by where the reference starts and ends in the text."""


def read_assessment(path: Path | str) -> Assessment:
    """Read the assessment in a file.

    Raises:
        ArgumentError: The file is missing or not a text file.
        AssessmentError: The file has errors. It carries all of them.
    """
    return _require_assessment(check_source(read_source(path)))


def read_text(text: str, path: str = "<text>") -> Assessment:
    """Read the assessment in a string.

    Args:
        text: The text of the assessment.
        path: Its name in messages.

    Raises:
        AssessmentError: The text has errors. It carries all of them.
    """
    return _require_assessment(check_text(text, path))


def find_assessment(name_or_path: str | Path) -> Assessment:
    """Read a shipped assessment by name, or the assessment in a file. Raises what `read_assessment` raises."""
    return _require_assessment(check_source(find_source(name_or_path)))


def check_text(text: str, path: str = "<text>") -> Checked:
    """Read a string and return the assessment with its diagnostics. Errors of the assessment do not raise.

    Args:
        text: The text of the assessment.
        path: Its name in messages.
    """
    return check_source(decode_source(text.encode("utf-8", "surrogatepass"), path))


def check_named(name_or_path: str | Path) -> Checked:
    """Read a shipped assessment or a file and return the assessment with its diagnostics. Errors of the assessment do not raise.

    Raises:
        ArgumentError: The file is missing or not a text file.
    """
    return check_source(find_source(name_or_path))


def bundle_source(name_or_path: str | Path) -> str:
    """Return the text of a shipped assessment or a file, with the numbers of its data files in place of the references to them.

    Raises:
        ArgumentError: The file is missing or not a text file.
        AssessmentError: The file has errors.
    """
    checked = check_named(name_or_path)
    _require_assessment(checked)
    text = checked.source.text
    for start, end in sorted(checked.inlined, reverse=True):
        text = text[:start] + write_data(checked.inlined[start, end]) + text[end:]
    return text


def _require_assessment(checked: Checked) -> Assessment:
    if checked.assessment is None:
        rendered = render_diagnostics(checked.diagnostics, checked.source.lines, checked.source.path)
        raise AssessmentError(checked.source.path, checked.diagnostics, rendered)
    return checked.assessment


def check_source(source: Source) -> Checked:
    """Read the text of a file and return the assessment with its diagnostics."""
    diagnostics = Diagnostics()
    reading = Reading(source, diagnostics)
    tree = build_tree(source, diagnostics)
    assessment = None
    if tree is None and not diagnostics.found:
        diagnostics.add("empty-file", _NO_PLACE)
    elif tree is not None and tree.kind != "mapping":
        diagnostics.add("no-mapping", tree.place)
    elif tree is not None:
        with suppress(StopReadingError):
            assessment = _read_tree(reading, tree)
    fixes = () if tree is None else tuple(diagnostics.fixes)
    return Checked(source, None if diagnostics.has_errors else assessment, diagnostics.sort(), fixes, reading.inlined)


def _read_tree(reading: Reading, tree: Node) -> Assessment:
    top = read_entry(reading, "", tree.place, tree, TABLES["assessment"])
    check_version(reading, top.get("lynchpin"))
    reading.clock = read_clock(reading, top.get("clock"))
    units = read_units(reading, top.get("units"))
    reading.yardstick = reading.choice(top.get("yardstick"), "yardstick", _choices("yardstick"), DEFAULT)
    sets = read_sets(reading, top.get("sets"))
    expand_sections(reading, top)
    sections = _read_sections(reading, top)
    sources = read_sources(reading, sections["sources"])
    options = _declare_names(reading, sections)

    parameters = read_parameters(reading, sections["parameters"])
    series = read_series(reading, sections["series"])
    declare_states(reading, sections["events"])
    types, owners = read_types(reading, sections["actors"])
    inference = Inference(reading)
    functions = read_functions(reading, inference, top.get("functions"))
    check_unit_names(reading, top.get("units"))
    starts = read_starts(reading, inference, sections["stocks"])
    auxiliaries = read_auxiliaries(reading, inference, sections["auxiliaries"])
    stocks = read_stocks(reading, inference, sections["stocks"], starts)
    events, chances = read_events(reading, inference, sections["events"], list_replaced(sections))
    outcomes = read_outcomes(reading, inference, sections["outcomes"])
    answers, good = read_answers(reading, top.get("answers"), {entry.name: entry.node for entry in sections["outcomes"]})
    assumptions = read_assumptions(reading, inference, sections["assumptions"])
    assessment = Assessment(
        path=reading.source.path,
        text=reading.source.text,
        sha256=_hash_all(reading),
        title=reading.text(top.get("title")),
        question=reading.text(top.get("question")),
        summary=reading.text(top.get("summary")),
        field=reading.text(top.get("field")),
        author=reading.text(top.get("author")),
        date=read_date(reading, top.get("date"), "date"),
        updated=read_date(reading, top.get("updated"), "updated"),
        written=read_date(reading, top.get("written"), "written"),
        clock=reading.clock or _NO_CLOCK,
        answers=answers,
        yardstick=reading.yardstick,
        reasoning=cast(
            Literal["equilibrium", "adaptive"], reading.choice(top.get("reasoning"), "reasoning", _choices("reasoning"), "equilibrium")
        ),
        shows=read_shows(reading, top.get("shows")),
        sources=sources,
        parameters={**parameters, **chances, **types},
        correlations=read_correlations(reading, top.get("correlations"), {**parameters, **chances, **types}, stocks, assumptions),
        series=series,
        stocks=stocks,
        auxiliaries=auxiliaries,
        events=events,
        actors=read_actors(reading, inference, sections["actors"], options, owners),
        assumptions=assumptions,
        outcomes=outcomes,
        policies=read_policies(reading, sections["policies"]),
        goals=read_goals(reading, inference, top.get("goals")),
        indicators=read_indicators(reading, inference, sections["indicators"]),
        evidence=read_evidence(reading, top.get("evidence")),
        forecasts=read_forecasts(reading, inference, sections["forecasts"]),
        claims=read_claims(reading, sections["claims"], _list_carriers(reading, sections)),
        good=good,
        functions=functions,
        units=units,
        sets=sets,
        data={name: data.sha256 for name, data in reading.data.items() if data is not None},
    )
    check_functions(reading)
    check_unit_uses(reading, top.get("units"))
    check_sets(reading, top.get("sets"))
    check_assessment(assessment, reading)
    return assessment


def _hash_all(reading: Reading) -> str:
    """Return the hash of a file and its data files."""
    data = sorted((name, file.sha256) for name, file in reading.data.items() if file is not None)
    if not data:
        return reading.source.sha256
    return hashlib.sha256("\n".join([reading.source.sha256, *(f"{name} {sha256}" for name, sha256 in data)]).encode()).hexdigest()


def _choices(name: str) -> tuple[str, ...]:
    return next(field.choices for field in TABLES["assessment"].fields if field.name == name)


def _read_sections(reading: Reading, top: Entry) -> dict[str, list[Entry]]:
    """Return the entries of every section that maps names to entries."""
    return {
        field.name: read_entries(reading, top.get(field.name), field.of, field.key)
        for field in TABLES["assessment"].fields
        if field.form == "map" and field.of in TABLES and field.key not in ("expression", "signature")
    }


def _declare_names(reading: Reading, sections: dict[str, list[Entry]]) -> dict[str, Options]:
    """Declare all names, so that any expression can use any of them, and return the options of the actors."""
    for section, kind in (
        ("parameters", "parameter"),
        ("series", "series"),
        ("stocks", "stock"),
        ("auxiliaries", "auxiliary"),
        ("events", "event"),
    ):
        declare(reading, sections[section], kind)
    for section in SECTIONS_OF_OTHER_NAMES:
        what = TABLES[TABLES["assessment"].by_name[section].of].what
        reading.other_names.update({entry.name: what for entry in sections[section]})
    options = declare_actors(reading, sections["actors"])
    declare_types(reading, sections["actors"])
    return options


def _list_carriers(reading: Reading, sections: dict[str, list[Entry]]) -> dict[str, int]:
    """Return every name that may carry a claim, with its line. Options and factions are also listed as `ACTOR.OPTION`."""
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
    for section in SECTIONS_OF_OTHER_NAMES:
        for entry in sections[section]:
            carriers.setdefault(entry.name, entry.place.line)
    return carriers
