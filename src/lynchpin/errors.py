"""What can go wrong, as seen by whoever calls lynchpin: one small tree of exceptions.

A fault of the file is data (a `Diagnostic`) until somebody needs it to stop the work; then it travels in
an `AssessmentError`, which lists every fault found in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file: 1-based line and column, and how many characters it covers."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault (or warning) of an assessment file.

    `id` names the entry of the catalogue (`lynchpin explain ID`), `also` points at a second place that
    matters, such as the first of two declarations of one name, with a few words for it.
    """

    id: str
    severity: Literal["error", "warning"]
    place: Place
    message: str
    hint: str = ""
    also: tuple[tuple[Place, str], ...] = ()


class LynchpinError(Exception):
    """The root of everything that lynchpin raises on purpose."""

    exit_status = 1


class ArgumentError(LynchpinError):
    """An argument is wrong: a file that is not there, `--futures 0`, an answer that the file does not name."""

    exit_status = 2


class AssessmentError(LynchpinError):
    """The file has faults. `diagnostics` lists all of them, `rendered` is the text for people."""

    exit_status = 2

    def __init__(self, path: str, diagnostics: tuple[Diagnostic, ...], rendered: str) -> None:
        super().__init__(rendered)
        self.path = path
        self.diagnostics = diagnostics
        self.rendered = rendered


class QuestionError(ArgumentError):
    """The file cannot answer this question; the message says what to add, with an example."""


class RunError(LynchpinError):
    """A run failed for a reason outside the file; what and where, in one line."""
