"""Replaces files in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from lynchpin.errors import RunError


def replace_file(path: Path | str, content: bytes, *, mode: int | None = None, confirm: Callable[[], None] | None = None) -> Path:
    """Write a file in one step, so that a reader never sees half of it.

    Args:
        path: The file to create or replace. Its folder must exist.
        content: The new content.
        mode: The permissions of the file, by default those of a new file.
        confirm: Called when the content is on the disk, before the file is replaced. If it raises, nothing is replaced.

    Returns:
        The path of the file.

    Raises:
        RunError: The file cannot be written.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as problem:
        raise RunError(f"cannot write {target}: {problem.strerror or problem}") from problem
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_read_umask() if mode is None else mode)
        if confirm is not None:
            confirm()
        Path(name).replace(target)
    except OSError as problem:
        raise RunError(f"cannot write {target}: {problem.strerror or problem}") from problem
    finally:
        Path(name).unlink(missing_ok=True)
    return target


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
