"""`lynchpin check`: all errors and warnings of a file, then a summary. Loads neither JAX nor Altair."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, get_args

import typer

from lynchpin.cli.commands.fixing import fix_file
from lynchpin.cli.options import Asked
from lynchpin.cli.output import print_json, print_note, print_rows, print_text
from lynchpin.errors import ArgumentError, Diagnostic
from lynchpin.language import Checked, check_named, render_diagnostics, summarise
from lynchpin.language.records import Assessment, Basis
from lynchpin.language.scale import Scale


def check(asked: Asked, *, fix: bool = False) -> None:
    """Report all errors and warnings of the file, then a summary: names, units, basis of each value, coverage of the claims.

    Args:
        asked: The file and the shared options.
        fix: Whether to first make corrections that are certainly safe.
    """
    patch = fix_file(asked.file) if fix else None
    checked = check_named(asked.file)
    if patch is not None and not asked.json:
        print(f"{patch.diff}\n") if patch.count else print_note("there is nothing that can be corrected safely")
    if asked.json:
        print_json(_to_dict(checked) | ({} if patch is None else {"fixed": patch.count, "diff": patch.diff}))
    elif checked.diagnostics:
        print_note(render_diagnostics(checked.diagnostics, checked.source.lines, checked.source.path))
    if checked.assessment is None:
        raise typer.Exit(2)
    check_names(asked, checked.assessment)
    if not asked.json:
        summary = summarise(checked.assessment)
        print_text(f"{summary.title}\n{summary.question}")
        print_rows((f"{head:<10}", words) for head, words in summary.list_rows())


def check_names(asked: Asked, assessment: Assessment) -> None:
    """Raise ArgumentError if the file lacks an assumption, policy or answer of the shared options.

    Args:
        asked: Values of the shared options.
        assessment: The assessment of the file.
    """
    for name in asked.assume:
        _find(name, (n for n, a in assessment.assumptions.items() if a.credence is not None), "assumption that can be forced")
    if asked.policy is not None:
        _find(asked.policy, assessment.policies, "policy")
    if asked.answer is not None:
        _find(asked.answer, assessment.answers, "answer")


def _find(name: str, names: Iterable[str], what: str) -> None:
    names = list(names)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"there is: {', '.join(names)}" if names else "the file has none"
    raise ArgumentError(f"there is no {what} called `{name}`\nhint: {hint}")


def _to_dict(checked: Checked) -> dict[str, Any]:
    summary = None if checked.assessment is None else summarise(checked.assessment)
    common = None if summary is None else summary.common_word
    return {
        "diagnostics": [_describe(d) for d in checked.diagnostics],
        "basis": {basis: None if summary is None else summary.bases[basis] for basis in get_args(Basis)},
        "constants": None if summary is None else asdict(summary.constants),
        "common_credence": None if common is None else asdict(common),
        "payoffs": None if summary is None else {scale.actor: _scale_to_dict(scale) for scale in summary.scales},
    }


def _scale_to_dict(scale: Scale) -> dict[str, Any]:
    return {
        "differences": {one.term: one.size for one in scale.differences},
        "option": scale.option or None,
        "probability": scale.probability if scale.option else None,
        "saturated": scale.is_saturated,
        "indifferent": scale.is_indifferent,
    }


def _describe(d: Diagnostic) -> dict[str, Any]:
    also = [{**asdict(place), "words": words} for place, words in d.also]
    place = {"line": d.place.line, "column": d.place.column, "length": d.place.length}
    return {"id": d.id, "severity": d.severity, **place, "message": d.message, "hint": d.hint, "also": also}
