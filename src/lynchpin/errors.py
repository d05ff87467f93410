"""The exceptions that lynchpin raises on purpose, and the diagnostics that they carry.

A mistake in the file is data (a `Diagnostic`) for as long as reading can go on. An `AssessmentError` carries all diagnostics of one pass.
Every exception here keeps its content when it is pickled or copied, so it can cross a process pool.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal or a page obeys instead of showing: control characters, and those that reverse the direction of text."""


def make_visible(text: str) -> str:
    """Return a text with control characters written as their numbers, such as `<U+001B>`, so that printing it is safe."""
    return CONTROLS.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the file: line and column, both counted from 1, and the length in characters."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning about an assessment file.

    Attributes:
        id: The entry of the catalogue; `lynchpin explain ID` prints it.
        severity: An error makes the file unusable, a warning does not.
        place: Where the mistake is.
        message: What is wrong.
        hint: How to fix it; may be empty.
        also: Further places that matter, such as the first of two declarations, each with a short note.
    """

    id: str
    severity: Literal["error", "warning"]
    place: Place
    message: str
    hint: str = ""
    also: tuple[tuple[Place, str], ...] = ()


class LynchpinError(Exception):
    """Base class of the exceptions that lynchpin raises on purpose. `exit_status` is that of the command that fails with it."""

    exit_status = 1

    def __init__(self, *args: object) -> None:
        super().__init__(*(make_visible(arg) if isinstance(arg, str) else arg for arg in args))


class ArgumentError(LynchpinError):
    """An argument is wrong: a missing file, zero futures, an answer that the file does not have."""

    exit_status = 2


class AssessmentError(LynchpinError):
    """The file has errors.

    Attributes:
        path: The name of the file.
        diagnostics: All errors and warnings, by line.
        rendered: The same as text.
    """

    exit_status = 2

    def __init__(self, path: str, diagnostics: tuple[Diagnostic, ...], rendered: str) -> None:
        super().__init__(path, diagnostics, rendered)
        self.path = path
        self.diagnostics = diagnostics
        self.rendered = rendered

    def __str__(self) -> str:
        return self.rendered


class QuestionError(ArgumentError):
    """The file lacks what this question needs. The message gives an example of what to add."""


class RunError(LynchpinError):
    """A run failed for a reason outside the file. The message names the reason."""
