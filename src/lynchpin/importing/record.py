"""The result of an import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imported:
    """An assessment made from a model in another format.

    Attributes:
        text: The text of the assessment, which passes `check`.
        notes: What could not be expressed, or was changed, one sentence each.
    """

    text: str
    notes: tuple[str, ...]
