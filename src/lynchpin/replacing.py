"""Replaces files in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lynchpin.errors import RunError


def replace_file(path: Path | str, content: bytes) -> Path:
    """Write a file in one step, so that a reader never sees half of it.

    Args:
        path: The file to create or replace. Its folder must exist.
        content: The new content.

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
