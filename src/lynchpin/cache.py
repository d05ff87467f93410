"""Where what takes long to make is kept between runs: compiled programs, the table of the grammar."""

from __future__ import annotations

import os
from pathlib import Path


def find_cache() -> Path | None:
    """The user's folder for it (`$XDG_CACHE_HOME/lynchpin`, or what `LYNCHPIN_CACHE` names); None if that is empty."""
    told = os.environ.get("LYNCHPIN_CACHE")
    if told is not None:
        return Path(told).expanduser() if told else None
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(home) if home else Path.home() / ".cache") / "lynchpin"
    except RuntimeError:
        return None  # no home to be found


def open_cache() -> Path | None:
    """The same folder, made if it was missing; None where it cannot be: a cache that cannot be written costs time, not results."""
    folder = find_cache()
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder
