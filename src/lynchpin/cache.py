"""The cache folder, where compiled programs and the parser's tables are kept between runs."""

from __future__ import annotations

import os
from pathlib import Path


def find_cache() -> Path | None:
    """Return the user's cache folder, or None if there is none.

    It is the folder named by `LYNCHPIN_CACHE`, else `$XDG_CACHE_HOME/lynchpin`, else `~/.cache/lynchpin`. An empty `LYNCHPIN_CACHE`
    turns the cache off.
    """
    chosen = os.environ.get("LYNCHPIN_CACHE")
    if chosen is not None:
        return Path(chosen).expanduser() if chosen else None
    cache_home = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(cache_home) if cache_home else Path.home() / ".cache") / "lynchpin"
    except RuntimeError:
        return None  # the user has no home directory


def open_cache() -> Path | None:
    """Return the cache folder and create it if it is missing; None if that fails, since results do not depend on the cache."""
    folder = find_cache()
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder
