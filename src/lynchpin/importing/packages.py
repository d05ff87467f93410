"""Loads the packages that read other formats. They are an extra, so they may be missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from lynchpin.errors import ArgumentError


def load_package(name: str) -> ModuleType:
    """Return a package or one of its modules.

    Args:
        name: Its name, such as `pysd.translators.xmile.xmile_file`.

    Raises:
        ArgumentError: The package is not installed.
    """
    package = name.partition(".")[0]
    try:
        return import_module(name)
    except ImportError as problem:
        if problem.name is not None and not name.startswith(problem.name):
            raise ArgumentError(f"{package}, which reads this kind of file, cannot be loaded: {problem}") from None
        raise ArgumentError(
            f"{package}, which reads this kind of file, is not installed\nhint: `pip install 'lynchpin[import]'` installs it"
        ) from None
