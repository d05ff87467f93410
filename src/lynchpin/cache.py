"""The cache folder, where compiled programs and the parser's tables are kept between runs."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path


def find_cache() -> Path | None:
    """Return the user's cache folder, or None if there is none.

    It is the folder named by `LYNCHPIN_CACHE`, else the one that the platform has for caches (`$XDG_CACHE_HOME/lynchpin` or
    `~/.cache/lynchpin` on Linux). An empty `LYNCHPIN_CACHE` turns the cache off.
    """
    chosen = os.environ.get("LYNCHPIN_CACHE")
    if chosen == "":
        return None
    try:
        folder = user_cache_path("lynchpin", appauthor=False) if chosen is None else Path(chosen).expanduser()
    except RuntimeError:
        return None  # there is no such user, or the user has no home directory
    return folder if chosen is not None or folder.is_absolute() else None


def open_cache() -> Path | None:
    """Return the cache folder and create it if it is missing.

    Returns:
        The folder, or None if it cannot be used: results do not depend on the cache.
    """
    folder = find_cache()
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        return None
    return folder if folder is not None and os.access(folder, os.R_OK | os.W_OK | os.X_OK) else None
