"""Writes a report to a file: the old page is there, whole, until the new one is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lynchpin.errors import RunError
from lynchpin.report.page import render_brief, render_report
from lynchpin.report.story import Story


def write_report(story: Story, path: Path | str, *, only: Sequence[str] = (), brief: bool = False) -> Path:
    """Writes the page and returns where it is. Raises RunError if the place cannot be written to."""
    return replace_file(path, (render_brief(story) if brief else render_report(story, only)).encode("utf-8"))


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


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
