"""Explains why an expression or value has no valid syntax, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from lynchpin.errors import Place
from lynchpin.language.dates import guess_label
from lynchpin.language.hints import show_symbol, suggest_in_expression, suggest_in_value

Locate = Callable[[int, int], Place]
"""Returns the place in the file of a slice (start, end) of a text."""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text has no valid syntax: the entry of the catalogue, the place, and the values of its placeholders."""

    id: str
    place: Place
    words: dict[str, object]


class ParsingError(Exception):
    """A text has no valid syntax; `problem` says why."""

    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem)
        self.problem = problem


_NUMBER_LIKE = re.compile(r"[\w.]+")
_WHAT = {"expression": "an expression", "value": "a number or distribution"}
_HINTS = {
    "expression": "write names, numbers, functions and the operators `+ - * / **` and `< <= > >= == !=`; is an operator missing?",
    "value": "write `1200`, `3 billion USD`, `0.5 to 1.5` or a distribution such as `normal(3, 1)`",
    "number": "write a number with at most one point and no separators (`1200.5`), and a space before its unit",
    "end": "look for a missing parenthesis, or an operator without a right operand",
}
_SUGGEST = {"expression": suggest_in_expression, "value": suggest_in_value}
_OPERATORS_INSTEAD = {
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "=": "==",
    "&": "and",
    "|": "or",
    "!": "not",
    "−": "-",
    "×": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "–": "-",
    "·": "*",
}


def explain_syntax_error(problem: UnexpectedInput, text: str, locate: Locate, start: str) -> SyntaxProblem:
    """Explain an error of the parser.

    Args:
        problem: The error that lark raised.
        text: The text that was parsed.
        locate: Returns the place in the file of a slice of the text.
        start: What was parsed: `expression` or `value`.
    """
    if isinstance(problem, UnexpectedCharacters):
        return _explain_character(problem.pos_in_stream or 0, text, locate, start)
    token = problem.token if isinstance(problem, UnexpectedToken) else None
    if token is None or token.type == "$END":
        end = len(text.rstrip())
        return SyntaxProblem("ends-early", locate(max(0, end - 1), end), _describe_context(text, end, start, "end"))
    offset = token.start_pos or 0
    if text[max(0, offset - 1) : offset + 1] == "<>":
        return SyntaxProblem("wrong-sign", locate(offset - 1, offset + 1), {"sign": "<>", "instead": "!="})
    return SyntaxProblem(
        "unexpected-word", locate(offset, token.end_pos or 0), {"word": str(token), **_describe_context(text, offset, start)}
    )


def _describe_context(text: str, offset: int, start: str, default: str = "") -> dict[str, object]:
    """Return what was being read, and a hint for the error at `offset`."""
    return {"what": _WHAT[start], "advice": _SUGGEST[start](text, offset) or _HINTS[default or start]}


def _explain_character(offset: int, text: str, locate: Locate, start: str) -> SyntaxProblem:
    sign = next((known for known in (text[offset : offset + 2], text[offset]) if known in _OPERATORS_INSTEAD), text[offset])
    if sign in _OPERATORS_INSTEAD and start == "expression":
        return SyntaxProblem("wrong-sign", locate(offset, offset + len(sign)), {"sign": sign, "instead": _OPERATORS_INSTEAD[sign]})
    sign = text[offset]
    follows_word = offset > 0 and (text[offset - 1].isalnum() or text[offset - 1] in "_)")
    if sign.isdigit() or (sign == "." and not follows_word):
        match = _NUMBER_LIKE.match(text, offset)
        end = offset + 1 if match is None else match.end()
        meant = guess_label(text[offset:end])
        advice = f"write the date as `{meant}`" if meant else _HINTS["number"]
        return SyntaxProblem("wrong-number", locate(offset, end), {"text": text[offset:end], "advice": advice})
    return SyntaxProblem(
        "unexpected-sign", locate(offset, offset + 1), {"sign": show_symbol(sign), **_describe_context(text, offset, start)}
    )
