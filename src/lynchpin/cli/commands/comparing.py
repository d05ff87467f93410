"""`lynchpin compare`: what changed between two versions, and why the answer did."""

from __future__ import annotations

from typing import Annotated

import typer

from lynchpin import asking, workflow
from lynchpin.cli import progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked, asks
from lynchpin.cli.output import print_finding

Other = Annotated[str, typer.Argument(metavar="FILE2", help="The later version, or the other file.", show_default=False)]


@asks
def compare(asked: Asked, other: Other) -> None:
    """What changed between two versions of a file, or two files on one question, and what each change does to the answer."""
    before, after = workflow.load(asked.file), workflow.load(other)
    check_names(asked, before)
    finding = asking.compare(
        before,
        after,
        futures=asked.futures,
        seed=asked.seed,
        assume=asked.assume,
        policy=asked.policy,
        answer=asked.answer,
        watch=progress.watch,
    )
    print_finding(finding, before, json=asked.json)
