"""YAML's own complaints, told in our words: which of the usual slips it is, and how to write it instead."""

from __future__ import annotations

import re
from typing import Any

import yaml

from lynchpin.errors import Place
from lynchpin.language.fields import TABLES
from lynchpin.language.source import Source

FIELD_NAMES = frozenset(field.name for table in TABLES.values() for field in table.fields)

# What the parser says (a part of it), and which entry of the catalogue explains it.
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
_NO_COMMA = re.compile(r"\s(?P<field>\w+)\Z")
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
    special = _name_trap_of_line(identity, line, place)
    if special is not None:
        return special
    if identity == "yaml-colon" and ": " not in line[: place.column - 1]:
        identity = "yaml-indent"  # the line's own colon: the line stands deeper than it may, or the one above has no colon
    elif identity == "yaml-brackets" and _COLON_IN_BRACES.search(line):
        identity = "yaml-colon"
    opened = getattr(problem, "context_mark", None)
    if identity in ("yaml-indent", "yaml-dash"):
        place = Place(place.line, len(line) - len(line.lstrip()) + 1, max(1, len(line.strip())))
    if identity == "yaml-indent" and opened is not None and opened.line + 1 < place.line and opened.column + 1 != place.column:
        return "yaml-columns", place, {"line": opened.line + 1, "column": opened.column + 1, "here": place.column}
    if identity in _TOLD_AT_THEIR_START and opened is not None:
        place = _place_mark(opened, source)
        character = source.lines[place.line - 1][place.column - 1 : place.column]
    if identity == "tag":
        return "tag", place, {"tag": character or "!"}
    return identity, place, {"problem": said, "character": character}


def _name_trap_of_line(identity: str, line: str, place: Place) -> tuple[str, Place, dict[str, object]] | None:
    """Traps that YAML calls something else, but whose line gives them away."""
    if identity in ("yaml-indent", "yaml-brackets") and (quoted := _QUOTED_THEN_MORE.search(line)) is not None:
        start, end = quoted.span("one" if quoted["one"] else "two")
        return "yaml-quote-ends", Place(place.line, quoted.start("rest") + 1), {"text": line[start:end][:40]}
    if identity == "yaml-indent" and (surplus := _find_surplus(line)) is not None:
        return "yaml-surplus", Place(place.line, surplus + 1), {"bracket": line[surplus]}
    colon = line[: place.column - 1].rstrip(": ")
    if (
        identity in ("yaml-colon", "yaml-brackets")
        and "{" in colon
        and (word := _NO_COMMA.search(colon)) is not None
        and word["field"] in FIELD_NAMES
    ):
        return "yaml-no-comma", Place(place.line, word.start("field") + 1, len(word["field"])), {"field": word["field"]}
    return None


def _find_surplus(line: str) -> int | None:
    """Where a line closes a bracket that it has not opened, if everything it opens is closed before."""
    depth = 0
    for offset, sign in enumerate(re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "x" * len(quoted[0]), line)):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(sign, 0)
        if depth < 0:
            return offset
    return None


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
