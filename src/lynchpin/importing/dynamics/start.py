"""Imports a system dynamics model: with its units if they agree, and without what `check` refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from lynchpin.errors import ArgumentError, Diagnostic
from lynchpin.importing.dynamics.assessment import Assessment
from lynchpin.importing.dynamics.clock import make_clock, round_delay
from lynchpin.importing.dynamics.initial import InitialValues, list_parts
from lynchpin.importing.dynamics.model import Model
from lynchpin.importing.dynamics.source import CONTROL, Source, make_key
from lynchpin.importing.dynamics.text import NotExpressibleError
from lynchpin.importing.dynamics.units import Units
from lynchpin.importing.record import Imported
from lynchpin.language import check_text

MOST_TRIES = 20
"""Largest number of times that the assessment is written and checked. Each time leaves out the elements that `check` refused before."""


def import_dynamics(read: Callable[[str, Path], Source], text: str, path: Path) -> Imported:
    """Turn a system dynamics model into an assessment.

    Args:
        read: Reads its format.
        text: The text of the file.
        path: Its path, for names.

    Raises:
        ArgumentError: It is not a model, or cannot be expressed; or PySD is not installed.
    """
    source = read(text, path)
    try:
        imported = _write(_build(source), path, with_units=True) or _write(_build(source), path, with_units=False)
    except NotExpressibleError as problem:
        raise ArgumentError(f"{path} cannot be expressed as an assessment: {problem}") from None
    except RecursionError:
        raise ArgumentError(f"{path} cannot be expressed as an assessment: its equations are nested too deeply") from None
    except ArgumentError as problem:
        raise problem if str(path) in str(problem) else ArgumentError(f"{path}: {problem}") from None
    if imported is None:
        raise ArgumentError(f"{path} cannot be expressed as an assessment")
    return imported


def _build(source: Source) -> Model:
    """Choose the clock, which needs the values of the control parameters, and name everything."""
    probe = InitialValues(Model.build(source, make_clock(0.0, 1.0, 1.0, "")))
    start, end, step = (probe.find(name) for name in ("initial_time", "final_time", "time_step"))
    delays: list[float] = []
    for tree in (c.tree for element in source.elements.values() for c in element.components):
        for delay in list_parts(tree, "DelayFixedStructure"):
            try:
                delays.append(round_delay(probe.evaluate(delay.delay_time, {}), step))
            except NotExpressibleError:
                continue
    return Model.build(source, make_clock(start, end, step, source.time_unit, tuple(delays)))


def _write(model: Model, path: Path, *, with_units: bool) -> Imported | None:
    """Return the assessment; None if its units do not agree, or if too many elements have to be left out one after the other."""
    refused: dict[str, str] = {}
    for _ in range(MOST_TRIES):
        units = None
        try:
            if with_units:
                units = Units(model.clock, model.names_used)
                for element in model.source.elements.values():
                    units.write(element.unit)
        except NotExpressibleError:
            return None
        assessment = Assessment(model, units, refused)
        text = assessment.write(path)
        errors = [d for d in check_text(text).diagnostics if d.severity == "error"]
        if not errors:
            notes = [f"`{model.names[key]}` was left out, because {why}." for key, why in assessment.written.left_out.items()]
            notes = [*_note_changes(model.source), *notes]
            if not with_units:
                notes.insert(0, "The units do not agree, so all quantities are plain numbers; `means` states the units.")
            return Imported(text, tuple(notes))
        if with_units:
            return None
        found = _blame(model, text, errors)
        if not found:
            raise ArgumentError(f"the assessment has an error: {errors[0].message}")
        refused |= found
    return None


def _note_changes(source: Source) -> list[str]:
    """Return a note for each control parameter that the model computes; the clock has its value at the start."""
    notes: list[str] = []
    for name in CONTROL[:3]:
        references = [make_key(r.reference) for c in source.elements[name].components for r in list_parts(c.tree, "ReferenceStructure")]
        if any(key not in CONTROL for key in references):
            notes.append(f"The {name.replace('_', ' ')} is computed in the model; the clock has its value at the start.")
    return notes


def _blame(model: Model, text: str, errors: list[Diagnostic]) -> dict[str, str]:
    """Return the elements in whose entries the errors are, with the messages."""
    keys = {name: key for key, name in model.names.items()}
    lines = text.splitlines()
    found: dict[str, str] = {}
    for error in errors:
        for line in reversed(lines[: error.place.line]):
            if (match := re.match(r"  ([a-z]\w*)[\[(:]", line)) is not None:
                if match[1] in keys:
                    found.setdefault(keys[match[1]], f"lynchpin reports: {error.message}")
                break
    return found
