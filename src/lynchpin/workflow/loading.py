"""Source -> Assessment. Loads neither JAX nor Altair."""

from __future__ import annotations

from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.language import find_assessment, read_text
from lynchpin.language.records import Assessment


def load(source: str | Path) -> Assessment:
    """Read an assessment.

    Args:
        source: A path, or the name of a shipped assessment.

    Returns:
        The assessment.

    Raises:
        AssessmentError: The file has errors; all of them are listed.
        ArgumentError: There is no such file.
    """
    if not isinstance(source, (str, Path)):
        raise ArgumentError(f"an assessment is loaded from a path or by its name, not from {source!r}")
    return find_assessment(source)


def load_text(text: str, name: str = "<text>") -> Assessment:
    """Read an assessment from a string.

    Args:
        text: The content of a file.
        name: What messages call it.

    Returns:
        The assessment.

    Raises:
        AssessmentError: The text has errors; all of them are listed.
        ArgumentError: It is not a string.
    """
    if not isinstance(text, str) or not isinstance(name, str):
        raise ArgumentError(f"the text of an assessment and its name are strings, not {text if not isinstance(text, str) else name!r}")
    return read_text(text, name)
