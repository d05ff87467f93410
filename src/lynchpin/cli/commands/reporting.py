"""`lynchpin report`: ask every question and write one page."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lynchpin.cli import bar, progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked
from lynchpin.cli.output import print_json, print_note, print_text
from lynchpin.errors import ArgumentError
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.story import goes_on
from lynchpin.workflow import reporting
from lynchpin.workflow.loading import load

FORMS = {".pdf": "--pdf", ".md": "--md"}
"""File name extensions that a page cannot have, and the option that writes this form."""
QUICK = 2_000
"""Number of futures of each question on a quick page."""


def report(
    asked: Asked,
    *,
    output: Path | None = None,
    only: Sequence[str] | None = None,
    quick: bool = False,
    brief: bool = False,
    pdf: bool = False,
    markdown: bool = False,
) -> None:
    """Ask every question, write one self-contained HTML page, and print the answer.

    Args:
        asked: The file and the shared options.
        output: Where to write the page; by default NAME.html in the current folder.
        only: Names of the parts of the page; all by default.
        quick: Whether to draw few futures, for a first page.
        brief: Whether to write one printed page.
        pdf: Whether to also write a PDF.
        markdown: Whether to also write Markdown.
    """
    if quick and asked.futures is not None:
        raise ArgumentError("`--quick` sets the number of futures: leave `--futures` or `--quick` out")
    asked = replace(asked, futures=QUICK) if quick else asked
    bar.show()
    assessment = load(asked.file)
    check_names(asked, assessment)
    path = output or Path(f"{Path(asked.file).stem}.html")
    check_place(path)
    given = goes_on(assessment)
    progress.expect(reporting.plan_page(only or (), brief=brief, pdf=pdf, markdown=markdown, given=given))
    story, written = reporting.write_page(
        assessment,
        path,
        only=only or (),
        brief=brief,
        pdf=pdf,
        markdown=markdown,
        futures=asked.futures,
        seed=asked.seed,
        assume=asked.assume,
        policy=asked.policy,
        answer=asked.answer,
        command=repeat_command(asked, only or (), brief=brief),
        watch=progress.watch,
    )
    failed: list[dict[str, Any]] = [
        {"question": f.question, "message": f.message, "exception": f.exception} for f in story.failures.values()
    ]
    run = story.find(ForecastFinding)
    if asked.json:
        files = [str(path) for path in written]
        answers = None if run is None else run.to_dict()["answers"]
        print_json({"path": files[0], "files": files, "answers": answers, "failed": failed})
        return
    latest = story.find(UpdateFinding) or run
    if latest is not None:
        print_text(str(latest))
    print_text(f"The report is in {' and '.join(str(path) for path in written)}")
    for failure in failed:
        print_note(f"warning: `{failure['question']}` could not be answered: {failure['message']}")


def repeat_command(asked: Asked, only: Sequence[str], *, brief: bool) -> str:
    """Return the command that makes the same page again.

    Args:
        asked: The file and the shared options.
        only: Names of the parts of the page; empty for all.
        brief: Whether it is one printed page.
    """
    words = ["lynchpin", "report", asked.file, "--seed", str(asked.seed)]
    words += ["--futures", str(asked.futures)] if asked.futures is not None else []
    for name, probability in asked.assume.items():
        words += ["--assume", f"{name}={probability:g}"]
    for option, value in (("--policy", asked.policy), ("--answer", asked.answer)):
        words += [option, value] if value is not None else []
    for part in only:
        words += ["--only", part]
    return shlex.join([*words, "--brief"] if brief else words)


def check_place(path: Path) -> None:
    """Raise ArgumentError if no file can be written to a path, before anything is drawn."""
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ArgumentError(f"cannot write into the folder {path.parent}: {error.strerror}") from None
    if path.is_dir():
        raise ArgumentError(f"{path} is a folder, not a file\nhint: name the page in it, such as {path / 'report.html'}")
    if path.suffix.lower() in FORMS:
        option, page = FORMS[path.suffix.lower()], path.with_suffix(".html")
        raise ArgumentError(f"{path}: the page itself is HTML\nhint: `{option} -o {page}` writes {path} beside it")
