"""The text of an assessment, laid out as an analyst would write it: one line for each entry that fits on one."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lynchpin.errors import CONTROLS

Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"
WIDTH = 120
"""Longest line, in characters. A text without spaces may be longer."""
SINGLE_PERIOD: Value = {"start": "2025", "end": "2025"}
"""The clock of a model without time, such as a network or a game that is played once."""
_SPECIAL = "!&*|>@%`\"'#{}[],:"
"""Characters with which a plain text of YAML cannot start."""


@dataclass(slots=True)
class Section:
    """One section of the file. `lines` are its lines, indented by two spaces."""

    name: str
    lines: list[str] = field(default_factory=list)

    def comment(self, text: str) -> None:
        """Add a comment."""
        self.lines.extend(write_comment(text, "  "))

    def add(self, name: str, value: Value) -> None:
        """Add an entry.

        Args:
            name: The name of the entry.
            value: A text, a list, or a mapping of fields. Empty fields are left out.
        """
        if isinstance(value, Mapping):
            value = {key: part for key, part in value.items() if part != ""}
        self.lines.extend(write_entry(name, value, "  "))


@dataclass(slots=True)
class Document:
    """The parts of an assessment in the order in which they are written."""

    head: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def add(self, name: str, value: Value) -> None:
        """Add a field of the top level.

        Args:
            name: The name of the field.
            value: A text, a list or a mapping.
        """
        self.head.extend(write_entry(name, value, ""))

    def add_head(self, title: str, question: str, answers: Value, *, summary: str = "", clock: Value = SINGLE_PERIOD) -> None:
        """Add the fields with which every assessment starts.

        Args:
            title: The title.
            question: The question.
            answers: The outcomes of each answer.
            summary: The summary; may be empty.
            clock: The clock.
        """
        self.add("lynchpin", "1")
        self.add("title", title)
        self.add("question", question)
        if summary:
            self.add("summary", summary)
        self.add("clock", clock)
        self.add("answers", answers)

    def comment(self, text: str) -> None:
        """Add a comment at the top."""
        self.head.extend(write_comment(text, ""))

    def section(self, name: str) -> Section:
        """Start a section and return it. An empty one is not written."""
        section = Section(name)
        self.sections.append(section)
        return section

    def write(self) -> str:
        """Return the text."""
        blocks = ["\n".join(self.head), *("\n".join([f"{s.name}:", *s.lines]) for s in self.sections if s.lines)]
        return "\n\n".join(blocks) + "\n"


def write_comment(text: str, indent: str) -> list[str]:
    """Return a text as lines of a comment.

    Args:
        text: The text.
        indent: The spaces at the start of each line.
    """
    return textwrap.wrap(clean(text), WIDTH - 2, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ", break_long_words=False)


def write_entry(key: str, value: Value, indent: str) -> list[str]:
    """Return an entry of a mapping, on one line if it fits.

    Args:
        key: Its key.
        value: Its value.
        indent: The spaces in front of it.
    """
    start = f"{indent}{write_scalar(key, inside=False)}:"
    line = f"{start} {write_scalar(value, inside=False) if isinstance(value, str) else write_flow(value)}".rstrip()
    if len(line) <= WIDTH:
        return [line]
    if isinstance(value, str):
        return _write_long(start, clean(value), indent)
    if isinstance(value, Mapping):
        return [start, *(part for name, below in value.items() for part in write_entry(name, below, f"{indent}  "))]
    if any(not isinstance(part, str) for part in value):
        return [start, *(f"{indent}  - {write_flow(part)}" for part in value)]
    items = ", ".join(write_flow(part) for part in value)
    return [
        start,
        *textwrap.wrap(f"[{items}]", WIDTH, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}   ", break_long_words=False),
    ]


def _write_long(start: str, text: str, indent: str) -> list[str]:
    """Return a text that does not fit on its line, folded between words."""
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False
    )
    return [f"{start} >-", *lines]


def write_flow(value: Value) -> str:
    """Return a value as it stands inside braces."""
    if isinstance(value, str):
        return write_scalar(value, inside=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{write_scalar(k, inside=True)}: {write_flow(v)}".rstrip() for k, v in value.items()) + "}"
    return "[" + ", ".join(write_flow(part) for part in value) + "]"


def write_scalar(text: str, *, inside: bool) -> str:
    """Return a text, in quotes if YAML needs them.

    Args:
        text: The text, on one line.
        inside: Whether it stands inside braces or a list.
    """
    text = clean(text)
    needs = (
        text[:1] in _SPECIAL
        or re.match(r"[-?](\s|\Z)", text) is not None
        or re.search(r":(\s|\Z)|\s#", text) is not None
        or (inside and re.search(r"[,\[\]{}]", text) is not None)
    )
    if not text:
        return ""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if needs else text


def clean(text: str) -> str:
    """Return a text on one line, without the characters that a file may not contain."""
    return " ".join(CONTROLS.sub(" ", text).split())


def write_number(x: float) -> str:
    """Return a number with as many digits as it needs, up to 15."""
    return f"{x:.15g}"
