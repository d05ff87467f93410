"""Locators: find the passage in the text of a source that a claim cites.

A text consists of sections under headings, and a section of paragraphs. Supported locators: `9.3` (section 9, paragraph 3), `9` (a whole
section), `n14` (footnote 14), `par3` (the third paragraph, not counting headings) and `p2` (a page, if the text separates pages by form
feeds). A claim may have several (`1.2 n1`). Sections and paragraphs are counted from 1. A first line followed by a blank line is the
title. A heading without text counts as a section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_HEADING = 90
_BULLETS = "•-*–·◦▪"
_FOOTNOTE = re.compile(r"^\[(\d+)\]\s*")
_MARKS = re.compile(r"(\[\d+\])+$")
_NUMBERED = re.compile(r"^\(?\d+[.)]\s")


class LocatorError(Exception):
    """A locator points past the end of the text. The message says how much text there is."""


@dataclass(frozen=True)
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """The text of a source, split into sections, footnotes and pages."""

    title: str
    sections: tuple[Section, ...]
    notes: dict[int, str]
    pages: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p for s in self.sections for p in s.paragraphs)


def read_sections(text: str) -> Text:
    """Split a plain text. A heading is a short line between blank lines that does not end like a sentence."""
    lines = text.replace("\r\n", "\n").replace("\f", "\n").split("\n")
    body, notes = _split_notes(lines)
    title, sections, paragraphs = "", [Section("", ())], list[str]()
    for k, block in enumerate(_join_blocks(body)):
        if not block.heading:
            paragraphs.append(block.text)
        elif k == 0:
            title = block.text
        else:
            sections[-1] = Section(sections[-1].heading, tuple(paragraphs))
            sections.append(Section(block.text, ()))
            paragraphs = []
    sections[-1] = Section(sections[-1].heading, tuple(paragraphs))
    # The part before the first heading is a section only if it has text.
    kept = sections if sections[0].paragraphs else sections[1:]
    return Text(title, tuple(kept), notes, tuple(page.strip() for page in text.split("\f")) if "\f" in text else ())


def open_locator(text: Text, locator: str) -> str:
    """Return the passage at a locator.

    Args:
        text: The text of the source.
        locator: One or more locators, separated by spaces, commas or semicolons.

    Returns:
        The passage; an empty string if this kind of locator cannot be looked up in a plain text.

    Raises:
        LocatorError: The locator points past the end of the text.
    """
    found = [_open_one(text, part) for part in re.split(r"[\s,;]+", locator.strip()) if part]
    return "\n".join(part for part in found if part)


def _open_one(text: Text, part: str) -> str:
    if match := re.fullmatch(r"§?(\d+)\.(\d+)", part):
        section = _find_section(text, int(match[1]))
        return _pick(section.paragraphs, int(match[2]), f"section {match[1]} (“{section.heading}”)", "paragraph")
    if match := re.fullmatch(r"§?(\d+)", part):
        return "\n".join(_find_section(text, int(match[1])).paragraphs)
    if match := re.fullmatch(r"(?:n|fn|note)\.?(\d+)", part, re.IGNORECASE):
        if int(match[1]) not in text.notes:
            raise LocatorError(f"the text has no footnote {match[1]}" + (f" (its last is {max(text.notes)})" if text.notes else ""))
        return text.notes[int(match[1])]
    if match := re.fullmatch(r"par\.?(\d+)", part, re.IGNORECASE):
        return _pick(text.paragraphs, int(match[1]), "the text", "paragraph")
    if text.pages and (match := re.fullmatch(r"pp?\.?(\d+)", part, re.IGNORECASE)):
        return _pick(text.pages, int(match[1]), "the text", "page")
    return ""


def _find_section(text: Text, number: int) -> Section:
    if not 1 <= number <= len(text.sections):
        raise LocatorError(f"the text has {_count(len(text.sections), 'section')}, no section {number}")
    return text.sections[number - 1]


def _pick(items: tuple[str, ...], number: int, where: str, what: str) -> str:
    if not 1 <= number <= len(items):
        raise LocatorError(f"{where} has {_count(len(items), what)}, no {what} {number}")
    return items[number - 1]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number or 'no'} {noun}s"


@dataclass(frozen=True)
class _Block:
    text: str
    heading: bool


def _split_notes(lines: list[str]) -> tuple[list[str], dict[int, str]]:
    """Return the lines of the body, and footnotes by number: a line that begins with `[14]` and the lines after it up to a blank line."""
    body, notes, current = list[str](), dict[int, str](), None
    for line in lines:
        match = _FOOTNOTE.match(line.strip())
        if match:
            current = int(match[1])
            notes[current] = _FOOTNOTE.sub("", line.strip())
        elif current is not None and line.strip():
            notes[current] += " " + line.strip()
        else:
            current = None
            body.append(line)
    return body, notes


def _join_blocks(lines: list[str]) -> list[_Block]:
    """Return paragraphs and headings. A line directly below another continues it, unless it begins a list item."""
    blocks: list[_Block] = []
    before = ""
    for k, raw in enumerate(lines):
        line = raw.strip()
        if line:
            after = lines[k + 1].strip() if k + 1 < len(lines) else ""
            if not before and not after and _is_heading(line):
                blocks.append(_Block(line, True))
            elif before and blocks and not _begins_item(line) and not _ends_line(before):
                blocks[-1] = _Block(f"{blocks[-1].text} {line}", False)
            else:
                blocks.append(_Block(line, False))
        before = line
    return blocks


def _is_heading(line: str) -> bool:
    bare = _MARKS.sub("", line)
    return (
        0 < len(bare) <= LONGEST_HEADING and not _begins_item(bare) and not bare.rstrip("\"”’')]").endswith((".", ",", ";", ":", "!", "…"))
    )


def _begins_item(line: str) -> bool:
    return line[0] in _BULLETS or bool(_NUMBERED.match(line))


def _ends_line(line: str) -> bool:
    """Return whether a line is a whole paragraph: it is longer than wrapped lines are."""
    return len(line) > 160
