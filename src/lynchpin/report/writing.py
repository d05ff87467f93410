"""Writes a report to a file: the old one is there, whole, until the new one is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from lynchpin.errors import RunError
from lynchpin.presentation.figure import Figure
from lynchpin.report.markdown import render_markdown
from lynchpin.report.page import render_brief, render_report
from lynchpin.report.pictures import render_png
from lynchpin.report.printing import print_pdf
from lynchpin.report.story import Story


def write_report(story: Story, path: Path | str, *, only: Sequence[str] = (), brief: bool = False) -> Path:
    """Writes the HTML page and returns where it is. Raises RunError if the place cannot be written to."""
    return replace_file(path, _render(story, only, brief).encode("utf-8"))


def write_pdf(story: Story, path: Path | str, *, only: Sequence[str] = (), brief: bool = False) -> Path:
    """Writes the page as PDF on A4. Raises RunError if no Chromium is found or the place cannot be written to."""
    return replace_file(path, print_pdf(_render(story, only, brief)))


def write_markdown(story: Story, path: Path | str, *, only: Sequence[str] = ()) -> Path:
    """Writes the text as Markdown, and its charts as PNG into a folder beside it that bears its name."""
    target = Path(path)
    folder = target.with_name(f"{target.stem}-charts")
    text, figures = render_markdown(story, lambda figure: quote(f"{folder.name}/{_name_picture(figure)}"), only)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        raise RunError(f"cannot make the folder {folder}: {problem.strerror or problem}") from problem
    for figure in figures:
        replace_file(folder / _name_picture(figure), render_png(figure, figure.width))
    return replace_file(target, text.encode("utf-8"))


def replace_file(path: Path | str, content: bytes) -> Path:
    """Puts `content` in place of whatever was at `path`, at one stroke."""
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as problem:
        raise RunError(f"cannot write {target}: {problem.strerror or problem}") from problem
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_read_umask())
        Path(name).replace(target)
    except OSError as problem:
        Path(name).unlink(missing_ok=True)
        raise RunError(f"cannot write {target}: {problem.strerror or problem}") from problem
    return target


def _render(story: Story, only: Sequence[str], brief: bool) -> str:
    return render_brief(story) if brief else render_report(story, only)


def _name_picture(figure: Figure) -> str:
    return f"{figure.name}.png"


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
