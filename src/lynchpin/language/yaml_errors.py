"""Explains errors of the YAML parser by the mistake that usually causes them."""

from __future__ import annotations

import re
from typing import Any

import yaml

from lynchpin.errors import Place
from lynchpin.language.field_tables import TABLES
from lynchpin.language.source import Source

FIELD_NAMES = frozenset(field.name for table in TABLES.values() for field in table.fields)

# A part of the message of the parser, and the entry of the catalogue that explains it.
_PROBLEMS = (
    ("mapping values are not allowed", "yaml-colon"),
    ("could not find expected ':'", "yaml-no-colon"),
    ("did not find expected ',' or", "yaml-brackets"),
    ("did not find expected key", "yaml-indent"),
    ("did not find expected '-' indicator", "yaml-dash"),
    ("block sequence entries are not allowed", "yaml-indent"),
    ("mapping keys are not allowed", "yaml-character"),
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
_QUOTED_THEN_MORE = re.compile(
    r"""(?:^\s*(?:-\s+)?|[{\[,]\s*)(?:[^'"{},:]+:\s+)?(?:(?P<one>'(?:[^']|'')*')|(?P<two>"(?:[^"\\]|\\.)*"))\s*(?P<rest>[^\s,:}\]#])"""
)
_MAX_LINE = 2_000
"""The number of characters of a line in which a cause is looked for; patterns may take time that grows with its square."""
_NO_COMMA = re.compile(r"\s(?P<field>\w+)\Z")
_REPORTED_AT_THEIR_START = ("yaml-quote", "yaml-brackets", "yaml-no-colon", "yaml-star")
_INDEX_IN_BRACES = re.compile(r"\{[^\"']*?(?P<name>\b[a-z]\w*\[[a-z]\w*(?:, *[a-z]\w*)*\])")
_COLON_IN_BRACES = re.compile(r"[{,]\s*[^{},:]+:\s[^{},]*:\s")


def explain_yaml_error(problem: yaml.YAMLError, source: Source) -> tuple[str, Place, dict[str, object]]:
    """Return the entry of the catalogue for a YAML error, its place, and the values of its placeholders.

    Args:
        problem: The error that PyYAML raised.
        source: The file.
    """
    if isinstance(problem, yaml.reader.ReaderError):
        return _explain_character(problem, source)
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return "yaml-syntax", Place(1, 1), {"problem": str(problem)}
    message = str(getattr(problem, "problem", "") or problem)
    return _find_mistake(message, problem, _place_mark(mark, source), source)


def _find_mistake(message: str, problem: yaml.YAMLError, place: Place, source: Source) -> tuple[str, Place, dict[str, object]]:
    line = source.lines[place.line - 1][:_MAX_LINE]
    character = line[place.column - 1 : place.column]
    before = line[: place.column]
    if character == "\t" or ("\t" in before and not before.strip(" \t-")):
        return "yaml-tab", Place(place.line, line.index("\t") + 1), {}
    message_id = next((message_id for part, message_id in _PROBLEMS if part in message), "yaml-syntax")
    special = _find_mistake_in_line(message_id, line, place)
    if special is not None:
        return special
    if message_id == "yaml-colon" and ": " not in line[: place.column - 1]:
        message_id = "yaml-indent"  # the colon of the field itself: the line is indented too far, or the line above has no colon
    elif message_id == "yaml-brackets" and (indexed := _INDEX_IN_BRACES.search(line)) is not None:
        return "yaml-index", Place(place.line, indexed.start("name") + 1, len(indexed["name"])), {"text": indexed["name"]}
    elif message_id == "yaml-brackets" and _COLON_IN_BRACES.search(line):
        message_id = "yaml-colon"
    opened = getattr(problem, "context_mark", None)
    if message_id in ("yaml-indent", "yaml-dash"):
        place = Place(place.line, len(line) - len(line.lstrip()) + 1, max(1, len(line.strip())))
    if message_id == "yaml-indent" and opened is not None and opened.line + 1 < place.line and opened.column + 1 != place.column:
        return "yaml-columns", place, {"line": opened.line + 1, "column": opened.column + 1, "here": place.column}
    if message_id in _REPORTED_AT_THEIR_START and opened is not None:
        place = _place_mark(opened, source)
        character = source.lines[place.line - 1][place.column - 1 : place.column]
    if message_id == "tag":
        return "tag", place, {"tag": character or "!"}
    return message_id, place, {"problem": message, "character": character}


def _find_mistake_in_line(message_id: str, line: str, place: Place) -> tuple[str, Place, dict[str, object]] | None:
    """Return a mistake that the parser reports as something else, but that can be seen in the line; None if there is none."""
    if message_id in ("yaml-indent", "yaml-brackets") and (quoted := _QUOTED_THEN_MORE.search(line)) is not None:
        start, end = quoted.span("one" if quoted["one"] else "two")
        return "yaml-quote-ends", Place(place.line, quoted.start("rest") + 1), {"text": line[start:end][:40]}
    if message_id == "yaml-indent" and (surplus := _find_surplus(line)) is not None:
        return "yaml-surplus", Place(place.line, surplus + 1), {"bracket": line[surplus]}
    colon = line[: place.column - 1].rstrip(": ")
    if (
        message_id in ("yaml-colon", "yaml-brackets")
        and "{" in colon
        and (word := _NO_COMMA.search(colon)) is not None
        and word["field"] in FIELD_NAMES
    ):
        return "yaml-no-comma", Place(place.line, word.start("field") + 1, len(word["field"])), {"field": word["field"]}
    return None


def _find_surplus(line: str) -> int | None:
    """Return where a line closes a bracket that it has not opened, or None."""
    depth = 0
    for offset, character in enumerate(re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "x" * len(quoted[0]), line)):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(character, 0)
        if depth < 0:
            return offset
    return None


def _place_mark(mark: Any, source: Source) -> Place:
    """Return the place of a mark. A mark after the end of the file becomes the end of the last line."""
    if mark.line >= len(source.lines):
        return Place(len(source.lines), max(1, len(source.lines[-1])))
    return Place(mark.line + 1, mark.column + 1)


def _explain_character(problem: yaml.reader.ReaderError, source: Source) -> tuple[str, Place, dict[str, object]]:
    """Explain a character that is not allowed in a text file, such as a bell or a lone surrogate."""
    position = min(int(problem.position), max(0, len(source.text) - 1))
    code = problem.character if isinstance(problem.character, int) else ord(str(problem.character)[:1] or "\0")
    before = source.text[:position]
    place = Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
    return "control-character", place, {"code": f"U+{code:04X}"}
