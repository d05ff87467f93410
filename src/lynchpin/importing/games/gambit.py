"""pygambit, whose errors about a damaged file become an ArgumentError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from lynchpin.errors import ArgumentError
from lynchpin.importing.packages import load_package


@contextmanager
def open_gambit(path: Path, form: str) -> Iterator[ModuleType]:
    """Load pygambit to read one file.

    Args:
        path: The path of the file, for messages.
        form: The form of its game, such as `normal`.

    Raises:
        ArgumentError: The file is damaged, or pygambit is not installed.
    """
    gambit = load_package("pygambit")
    try:
        yield gambit
    except (ValueError, OSError, OverflowError, KeyError, IndexError) as problem:
        raise ArgumentError(f"{path} is not a game in {form} form: {str(problem).strip()}") from None
