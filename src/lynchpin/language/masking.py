"""Lets `{value: beta(2, 5)}` mean what it says.

YAML ends an unquoted scalar inside braces at every comma, and anywhere at a colon before a space, also within
parentheses: `beta(2, 5)` would fall into two keys. Before YAML reads the text, the signs that it would trip over inside
a pair of parentheses of an unquoted scalar are swapped for private characters of the same width (so that every place stays
true), and swapped back in each scalar afterwards.
"""

from __future__ import annotations

import re

_SIGNS = ",[]{}:"
_MASKS = "".join(chr(0xE000 + number) for number in range(len(_SIGNS)))
_MASK = str.maketrans(_SIGNS, _MASKS)
_UNMASK = str.maketrans(_MASKS, _SIGNS)
_LONGEST = 2_000

# What a scan must step over: comments, quoted scalars (they open where a value may begin), what follows the header of a block scalar.
_SIGN = re.compile("[#\"'(\\[{\\]}|>]")
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
_QUOTED = re.compile(r"""(?<=[\s\[{,:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""", re.DOTALL)
_BLOCK = re.compile(r"(?<=[:\-?] )[|>][+\-1-9]*[ ]*(?:#[^\n]*)?\n")
_STEP_OVER = {"#": _COMMENT, '"': _QUOTED, "'": _QUOTED, "|": _BLOCK, ">": _BLOCK}
_SPACES = re.compile(" *")
_PARENTHESIS = re.compile(r"[()\n\"'#]")


def mask_parentheses(text: str) -> str:
    """The text with the inside of parentheses made safe for YAML, of the same length."""
    pieces: list[str] = []
    done, place, depth = 0, 0, 0
    while (found := _SIGN.search(text, place)) is not None:
        sign, place = found[0], found.end()
        if sign == "(":
            end, closes = _find_closing(text, place, across_lines=depth > 0)
            if closes:
                pieces += (text[done:place], text[place:end].translate(_MASK))
                done = end
            place = end
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth = max(0, depth - 1)
        elif (over := _STEP_OVER[sign].match(text, found.start())) is not None:
            place = _find_block_end(text, over) if sign in "|>" else over.end()
    return "".join((*pieces, text[done:]))


def unmask(text: str) -> str:
    """A scalar as its author wrote it."""
    return text.translate(_UNMASK)


def _find_closing(text: str, start: int, *, across_lines: bool) -> tuple[int, bool]:
    """Where the parenthesis that was opened before `start` closes, and True; or how far the search came, and False."""
    depth, place = 1, start
    while (match := _PARENTHESIS.search(text, place, start + _LONGEST)) is not None:
        place = match.end()
        if match[0] in "\"'#" or (match[0] == "\n" and not across_lines):
            return match.start(), False
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.start(), True
    return max(place, start), False


def _find_block_end(text: str, header: re.Match[str]) -> int:
    """The end of a block scalar: the first line that is indented no deeper than the line of its header."""
    indent = _measure_indent(text, text.rfind("\n", 0, header.start()) + 1)
    place = header.end()
    while place < len(text):
        end = text.find("\n", place)
        line = text[place : end if end >= 0 else len(text)]
        if line.strip() and _measure_indent(text, place) <= indent:
            return place
        place = end + 1 if end >= 0 else len(text)
    return place


def _measure_indent(text: str, start: int) -> int:
    """How many spaces stand at `start`."""
    match = _SPACES.match(text, start)
    return 0 if match is None else match.end() - start
