"""`lynchpin report`, the main job: asks every question and writes one page."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from lynchpin import workflow
from lynchpin.cli import progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked, asks
from lynchpin.cli.output import print_json, say, tell
from lynchpin.errors import ArgumentError

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PATH", help="Where to write the page; NAME.html in this folder unless told.", show_default=False
    ),
]
FORMS = {".pdf": "--pdf", ".md": "--md"}
"""What a page cannot be called, and the option that writes that form of it."""

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="PART", help="This part of the page alone; repeatable.", show_default=False),
]
Brief = Annotated[bool, typer.Option("--brief", help="One printed page: the answer, what it hangs on, what to watch.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="The same as PDF on A4 too, beside the page; a Chromium prints it.")]
Markdown = Annotated[bool, typer.Option("--md", help="The text as Markdown too, beside the page, with its charts as PNG.")]


@asks
def report(
    asked: Asked, output: Output = None, only: Only = None, brief: Brief = False, pdf: Pdf = False, markdown: Markdown = False
) -> None:
    """Asks every question, writes one self-contained HTML page, and prints the answer."""
    assessment = workflow.load(asked.file)
    check_names(asked, assessment)
    path = output or Path(f"{Path(asked.file).stem}.html")
    check_place(path)
    progress.expect(workflow.plan_page(only or (), brief=brief, pdf=pdf, markdown=markdown))
    story, written = workflow.write_page(
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
    failed: list[dict[str, Any]] = [{"question": f.question, "message": f.message} for f in story.failures.values()]
    if asked.json:
        files = [str(path) for path in written]
        print_json({"path": files[0], "files": files, "answers": story.told.get("run", {}).get("answers"), "failed": failed})
        return
    for finding in story.findings:
        if finding.question == "run":
            say(str(finding))
    say(f"The report is in {' and '.join(str(path) for path in written)}")
    for failure in failed:
        tell(f"warning: `{failure['question']}` could not be answered: {failure['message']}")


def repeat_command(asked: Asked, only: Sequence[str], *, brief: bool) -> str:
    """What makes the same page again."""
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
    """Raises ArgumentError for a place that no file can be written to, before anything is drawn."""
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
