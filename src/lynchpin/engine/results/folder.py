"""The folder of a saved run, which several processes may write to at once.

Each group is one file. A process writes it under a temporary name and then renames it, so that a finished file is always complete. Two
processes that draw the same group write the same numbers, and the later file replaces the earlier.
"""

from __future__ import annotations

import os
import platform
import re
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lynchpin import __version__
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.groups import choose_group
from lynchpin.errors import ArgumentError, RunError

PATTERN = "futures-*.parquet"
STALE_SECONDS = 86_400
"""Age at which an unfinished file of another computer counts as abandoned."""


def describe_run(model: Model, draws: Draws) -> dict[str, Any]:
    """Describe a run. Groups with equal descriptions belong to the same run.

    Args:
        model: The model.
        draws: The request.

    Returns:
        Values that can be written as JSON, by name.
    """
    about = {"lynchpin": __version__, "file_sha256": model.sha256, **draws.describe()}
    return about | {"recorded": draws.record, "group": choose_group(model)}


def split_groups(model: Model, futures: int) -> list[tuple[int, int]]:
    """Return the number of the first future and the number of futures of each group.

    Args:
        model: The model, which determines the size of a group.
        futures: Number of futures of the run.
    """
    size = choose_group(model)
    return [(start, min(size, futures - start)) for start in range(0, futures, size)]


def find_group(folder: Path, start: int) -> Path:
    """Return the file of a group.

    Args:
        folder: The folder of the run.
        start: Number of the first future of the group.

    Returns:
        The path, whether or not the file exists.
    """
    return folder / f"futures-{start:010d}.parquet"


def open_folder(folder: str | Path, about: Mapping[str, Any], futures: int, read_about: Callable[[Path], dict[str, Any]]) -> Path:
    """Prepare a folder for a run.

    The folder is created if it is missing. Unfinished files of processes that no longer run are deleted.

    Args:
        folder: The folder.
        about: The description of the run.
        futures: Number of futures of the run.
        read_about: Reads the description from the file of a group.

    Returns:
        The folder.

    Raises:
        ArgumentError: The folder cannot be written, or holds groups of another run.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _delete_abandoned(folder)
        probe = name_part(folder / "futures-probe.parquet")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ArgumentError(f"cannot write to the folder {folder}: {error.strerror}") from error
    for path in sorted(folder.glob(PATTERN)):
        _check_group(path, read_about(path), about, futures)
    return folder


def name_part(path: Path) -> Path:
    """Return an unused temporary name for the file `path`, which includes the computer and process that write it."""
    return path.with_name(f".{path.name}.{_computer()}-{os.getpid()}-{uuid.uuid4().hex[:8]}.part")


def replace_by_part(part: Path, path: Path, start: int, write: Callable[[Path], None]) -> Path:
    """Write a group under a temporary name and rename it.

    Args:
        part: The temporary name.
        path: The final name.
        start: Number of the first future of the group.
        write: Writes the file.

    Returns:
        The final name.

    Raises:
        RunError: The disk is full, or the folder is gone.
    """
    try:
        write(part)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(f"could not write {path}: {error.strerror or error}; the {start:,} futures before it are kept") from error
    return path


def _computer() -> str:
    return re.sub(r"[^A-Za-z0-9]", "", platform.node())[:40] or "unknown"


def _delete_abandoned(folder: Path) -> None:
    for part in folder.glob(f".{PATTERN}.*part"):
        named = re.fullmatch(r".*\.parquet\.([A-Za-z0-9]+)-(\d+)-[0-9a-f]{8}\.part", part.name)
        if named is None or (named[1] == _computer() and not _is_running(int(named[2]))) or _is_old(part):
            part.unlink(missing_ok=True)


def _is_old(part: Path) -> bool:
    try:
        return time.time() - part.stat().st_mtime > STALE_SECONDS
    except FileNotFoundError:
        return False  # its process has just renamed it


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # on Windows, os.kill could end the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it belongs to another user
    return True


def _check_group(path: Path, there: Mapping[str, Any], about: Mapping[str, Any], futures: int) -> None:
    """Raise ArgumentError unless a group belongs to the run."""
    for name, words in _DIFFERENCES.items():
        if there.get(name) != about[name]:
            raise ArgumentError(
                f"the folder {path.parent} holds futures {words} ({_show(there.get(name))}, not {_show(about[name])})\n"
                "hint: save into another folder, or remove this one"
            )
    if path.name != find_group(path.parent, there["first"]).name:
        raise ArgumentError(
            f"{path} is a copy: it holds the futures from number {there['first']:,} on, which belong in "
            f"{find_group(path.parent, there['first']).name}\nhint: delete it"
        )
    if there["first"] + there["futures"] > futures:
        raise ArgumentError(
            f"the folder {path.parent} already holds more than {futures:,} futures of this run\n"
            f"hint: ask for at least {there['first'] + there['futures']:,}, or save into another folder"
        )


_DIFFERENCES = {
    "file_sha256": "of another file or version of it",
    "lynchpin": "made by another version of lynchpin",
    "seed": "drawn with another seed",
    "assume": "drawn under other assumptions",
    "policy": "drawn under another policy",
    "inputs": "drawn with other numbers set",
    "states": "drawn with other states of assumptions set",
    "redraw": "drawn with other draws repeated",
    "evidence": "drawn given other evidence",
    "until": "drawn given the evidence up to another period",
    "recorded": "with something else recorded",
    "group": "in groups of another size",
}


def _show(value: Any) -> str:
    if isinstance(value, dict):
        shown = (f"{name}={number:g}" if isinstance(number, (int, float)) else name for name, number in value.items())
        return ", ".join(shown) or "none"
    if isinstance(value, list):
        return f"{len(value)} items" if value else "none"
    return "none" if value is None else str(value)[:12]
