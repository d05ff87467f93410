"""Protects commas, colons and brackets inside parentheses from YAML, so that `{value: beta(2, 5)}` is understood without quotes.

In braces YAML ends an unquoted scalar at every comma, even inside parentheses, and anywhere at a colon before a space: `beta(2, 5)` would
become two keys. So before YAML reads the text, these characters are replaced by private-use characters inside parentheses of unquoted
scalars, and restored in each scalar afterwards. Each replacement is one character, so places in the file stay correct. Other tools split
such a scalar, so the reader warns about it, and it can be put in quotes.
"""

from __future__ import annotations

import re

_CHARACTERS = ",[]{}:"
_MASKS = "".join(chr(0xE000 + number) for number in range(len(_CHARACTERS)))
_MASK = str.maketrans(_CHARACTERS, _MASKS)
_UNMASK = str.maketrans(_MASKS, _CHARACTERS)
_MAX_LENGTH = 2_000

# The scan skips comments, quoted scalars (which start where a value may start) and block scalars.
_SPECIAL = re.compile("[#\"'(\\[{\\]}|>]")
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
_QUOTED = re.compile(r"""(?<=[\s\[{,:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""", re.DOTALL)
_BLOCK = re.compile(r"(?<=[:\-?] )[|>][+\-1-9]*[ ]*(?:#[^\n]*)?\n")
_SKIPPED = {"#": _COMMENT, '"': _QUOTED, "'": _QUOTED, "|": _BLOCK, ">": _BLOCK}
_SPACES = re.compile(" *")
_PARENTHESIS = re.compile(r"[()\n\"'#]")
_SPLITS_ANYWHERE = re.compile(r":(?=\s|\Z)")
_SPLITS_IN_BRACES = re.compile(r"[,\[\]{}]|:(?=\s|\Z)")


def mask_parentheses(text: str) -> str:
    """Return a text of the same length in which YAML does not split the content of parentheses."""
    pieces: list[str] = []
    copied, position, depth = 0, 0, 0
    while (found := _SPECIAL.search(text, position)) is not None:
        character, position = found[0], found.end()
        if character == "(":
            end, closes = _find_closing(text, position, across_lines=depth > 0)
            if closes:
                pieces += (text[copied:position], text[position:end].translate(_MASK))
                copied = end
            position = end
        elif character in "[{":
            depth += 1
        elif character in "]}":
            depth = max(0, depth - 1)
        elif (skipped := _SKIPPED[character].match(text, found.start())) is not None:
            position = _find_block_end(text, skipped) if character in "|>" else skipped.end()
    return "".join((*pieces, text[copied:]))


def unmask(text: str) -> str:
    """Return a scalar as its author wrote it."""
    return text.translate(_UNMASK)


def find_split(text: str, *, in_braces: bool) -> str | None:
    """Return the character at which YAML splits an unquoted scalar, or None if it is read whole.

    Args:
        text: The scalar as its author wrote it.
        in_braces: Whether it is inside braces or brackets.
    """
    match = (_SPLITS_IN_BRACES if in_braces else _SPLITS_ANYWHERE).search(text)
    return None if match is None else match[0]


def quote(text: str) -> str:
    """Return an unquoted scalar in quotes that do not change its meaning, even if it has several lines."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _find_closing(text: str, start: int, *, across_lines: bool) -> tuple[int, bool]:
    """Return where the parenthesis that was opened before `start` closes, and True; or where the search ended, and False."""
    depth, position = 1, start
    while (match := _PARENTHESIS.search(text, position, start + _MAX_LENGTH)) is not None:
        position = match.end()
        if match[0] in "\"'#" or (match[0] == "\n" and not across_lines):
            return match.start(), False
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.start(), True
    return max(position, start), False


def _find_block_end(text: str, header: re.Match[str]) -> int:
    """Return the end of a block scalar: the start of the first line that is indented no deeper than the line of its header."""
    indent = _measure_indent(text, text.rfind("\n", 0, header.start()) + 1)
    position = header.end()
    while position < len(text):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        if line.strip() and _measure_indent(text, position) <= indent:
            return position
        position = end + 1 if end >= 0 else len(text)
    return position


def _measure_indent(text: str, start: int) -> int:
    """Return the number of spaces at `start`."""
    match = _SPACES.match(text, start)
    return 0 if match is None else match.end() - start
