"""An entry of the catalogue of messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of error or warning.

    Attributes:
        id: Its name, which `lynchpin explain` takes. It never changes.
        message: What is wrong, with placeholders in braces.
        hint: How to fix it, with placeholders in braces. The code that reports it may give a more specific hint.
        explanation: Why it is an error.
        wrong: An example with the error.
        right: The example without it.
        severity: Whether it makes the file unusable.
    """

    id: str
    message: str
    hint: str
    explanation: str
    wrong: str
    right: str
    severity: Literal["error", "warning"] = "error"
