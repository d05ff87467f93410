"""YAML's own complaints, told in our words: which of the usual slips it is, and how to write it instead."""

from __future__ import annotations

import re
from typing import Any

import yaml

from lynchpin.errors import Place
from lynchpin.language.source import Source

# What the parser says (a part of it), and which entry of the catalogue explains it.
_PROBLEMS = (
    ("mapping values are not allowed", "yaml-colon"),
    ("could not find expected ':'", "yaml-no-colon"),
    ("did not find expected ',' or", "yaml-brackets"),
    ("did not find expected key", "yaml-indent"),
    ("did not find expected '-' indicator", "yaml-indent"),
    ("block sequence entries are not allowed", "yaml-indent"),
    ("did not find expected node content", "yaml-brackets"),
    ("did not find expected alphabetic or numeric character", "yaml-star"),
    ("found unexpected end of stream", "yaml-quote"),
    ("found unexpected document indicator", "yaml-quote"),
    ("unknown escape character", "yaml-escape"),
    ("did not find expected hexdecimal number", "yaml-escape"),
    ("found character that cannot start any token", "yaml-character"),
    ("found unknown directive name", "yaml-character"),
    ("found a tab", "yaml-tab"),
    ("did not find expected <document start>", "yaml-indent"),
    ("tag", "tag"),
)
_TOLD_AT_THEIR_START = ("yaml-quote", "yaml-brackets", "yaml-no-colon", "yaml-star")
_COLON_IN_BRACES = re.compile(r"[{,]\s*[^{},:]+:\s[^{},]*:\s")


def explain_yaml_error(problem: yaml.YAMLError, source: Source) -> tuple[str, Place, dict[str, object]]:
    """Which entry of the catalogue a YAML error is, where it is, and the words for it."""
    if isinstance(problem, yaml.reader.ReaderError):
        return _explain_character(problem, source)
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return "yaml-syntax", Place(1, 1), {"problem": str(problem)}
    said = str(getattr(problem, "problem", "") or problem)
    return _name_trap(said, problem, _place_mark(mark, source), source)


def _name_trap(said: str, problem: yaml.YAMLError, place: Place, source: Source) -> tuple[str, Place, dict[str, object]]:
    line = source.lines[place.line - 1]
    character = line[place.column - 1 : place.column]
    before = line[: place.column]
    if character == "\t" or ("\t" in before and not before.strip(" \t-")):
        return "yaml-tab", Place(place.line, line.index("\t") + 1), {}
    identity = next((identity for part, identity in _PROBLEMS if part in said), "yaml-syntax")
    if identity == "yaml-colon" and ": " not in line[: place.column - 1]:
        identity = "yaml-indent"  # the line's own colon: the line stands deeper than it may, or the one above has no colon
    elif identity == "yaml-brackets" and _COLON_IN_BRACES.search(line):
        identity = "yaml-colon"
    if identity == "yaml-indent":
        place = Place(place.line, len(line) - len(line.lstrip()) + 1, max(1, len(line.strip())))
    opened = getattr(problem, "context_mark", None)
    if identity in _TOLD_AT_THEIR_START and opened is not None:
        place = _place_mark(opened, source)
        character = source.lines[place.line - 1][place.column - 1 : place.column]
    if identity == "tag":
        return "tag", place, {"tag": character or "!"}
    return identity, place, {"problem": said, "character": character}


def _place_mark(mark: Any, source: Source) -> Place:
    """The place of a mark; the end of the last line for one behind it, where the file ends before the parser is content."""
    if mark.line >= len(source.lines):
        return Place(len(source.lines), max(1, len(source.lines[-1])))
    return Place(mark.line + 1, mark.column + 1)


def _explain_character(problem: yaml.reader.ReaderError, source: Source) -> tuple[str, Place, dict[str, object]]:
    """A character that may not stand in any text file, such as a bell or a lone surrogate."""
    position = min(int(problem.position), max(0, len(source.text) - 1))
    code = problem.character if isinstance(problem.character, int) else ord(str(problem.character)[:1] or "\0")
    before = source.text[:position]
    place = Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
    return "control-character", place, {"code": f"U+{code:04X}"}
