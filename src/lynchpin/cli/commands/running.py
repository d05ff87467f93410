"""`lynchpin run`: draws futures and says what happens in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lynchpin import workflow
from lynchpin.asking import FUTURES
from lynchpin.cli import progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked, asks
from lynchpin.cli.output import print_finding

Save = Annotated[
    Path | None,
    typer.Option("--save", metavar="DIR", help="Keep every future as Parquet; a run that was stopped goes on there.", show_default=False),
]

Reducible = Annotated[bool, typer.Option("--reducible", help="Also find how much of the uncertainty more knowledge could remove.")]


@asks
def run(asked: Asked, save: Save = None, reducible: Reducible = False) -> None:
    """Draws futures and says what happens: outcomes, answers, events, options and quantities through time."""
    assessment = workflow.load(asked.file)
    check_names(asked, assessment)
    if save is not None:
        progress.note(f"the groups that are finished are kept in {save}; the same command goes on from there")
    finding = workflow.forecast(
        assessment,
        asked.futures or FUTURES,
        seed=asked.seed,
        assume=asked.assume,
        policy=asked.policy,
        answer=asked.answer,
        save=save,
        reducible=reducible,
        watch=progress.watch,
    )
    print_finding(finding, assessment, json=asked.json)
