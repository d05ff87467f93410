"""Writes a report to files. An old file stays in place until the new one is complete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from lynchpin.errors import RunError
from lynchpin.presentation.figure import Figure
from lynchpin.replacing import replace_file
from lynchpin.report.blocks import Part
from lynchpin.report.brief import build_brief
from lynchpin.report.markdown import render_markdown
from lynchpin.report.page import DrawProgress, render_brief, render_report
from lynchpin.report.parts import build_parts
from lynchpin.report.pictures import render_png
from lynchpin.report.printing import print_pdf, print_sheet
from lynchpin.report.story import Story

Begin = Callable[[str], DrawProgress]
"""Called at the start of each form of the page (`page`, `pdf`, `markdown`); returns its progress callback."""


def write_report(
    story: Story,
    path: Path | str,
    *,
    only: Sequence[str] = (),
    brief: bool = False,
    pdf: bool = False,
    markdown: bool = False,
    begin: Begin | None = None,
) -> tuple[Path, ...]:
    """Write the HTML page and, if requested, a PDF and Markdown beside it.

    Args:
        story: What the page presents.
        path: Where to write the page.
        only: The parts to write, by name; all by default.
        brief: Whether to write the one-sheet brief instead.
        pdf: Whether to print an A4 PDF as well.
        markdown: Whether to write Markdown as well, with its charts as PNG.
        begin: Called at the start of each form.

    Returns:
        The files written, the page first.

    Raises:
        RunError: A file cannot be written, or the PDF cannot be printed; the page exists by then.
    """
    progress = begin and begin("page")
    page = render_brief(story, progress) if brief else render_report(story, only, progress)
    written = [replace_file(path, page.encode("utf-8"))]
    if pdf:
        if begin:
            begin("pdf")
        written.append(replace_file(written[0].with_suffix(".pdf"), print_sheet(page) if brief else print_pdf(page)))
    if markdown:
        progress = begin and begin("markdown")
        parts = build_brief(story) if brief else build_parts(story, only)
        written.append(_write_markdown(story, written[0].with_suffix(".md"), parts, progress))
    return tuple(written)


def _write_markdown(story: Story, target: Path, parts: Sequence[Part], progress: DrawProgress | None) -> Path:
    """Write the text, and its charts as PNG in a folder of the same name beside it."""
    folder = target.with_name(f"{target.stem}-charts")
    text, pictures = render_markdown(story, parts, lambda figure: quote(f"{folder.name}/{_name_picture(figure)}"))
    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        raise RunError(f"cannot make the folder {folder}: {problem.strerror or problem}") from problem
    for done, picture in enumerate(pictures):
        if progress is not None:
            progress(done, len(pictures))
        replace_file(folder / _name_picture(picture.figure), render_png(picture.figure, picture.width))
    return replace_file(target, text.encode("utf-8"))


def _name_picture(figure: Figure) -> str:
    return f"{figure.name}.png"
