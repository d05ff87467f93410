"""From the text of an expression or value to a tree with places: lark's LALR parser, and what its complaints mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from lynchpin.cache import open_cache
from lynchpin.errors import Place
from lynchpin.language.dates import guess_label
from lynchpin.language.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
)
from lynchpin.language.hints import advise_expression, advise_value, find_shouted, show_sign

LONGEST = 2_000
DEEPEST = 150
_BARE = re.compile(r"([+-]?\d+(?:\.\d*)?)(?: +to +([+-]?\d+(?:\.\d*)?))?")
Locate = Callable[[int, int], Place]


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text has no valid syntax: the entry of the catalogue, the place, and the values of its placeholders."""

    id: str
    place: Place
    words: dict[str, object]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written in a value, with the text of its unit ('' if none)."""

    number: float
    unit: str
    place: Place


@dataclass(frozen=True, slots=True)
class Span:
    """`low to high`."""

    low: Quantity
    high: Quantity
    place: Place


@dataclass(frozen=True, slots=True)
class Distribution:
    """`name(items) unit`; an item of `choice` is a pair."""

    name: str
    items: tuple[Written | tuple[Written, Quantity], ...]
    unit: str
    place: Place


Written = Quantity | Span | Distribution


class ParsingError(Exception):
    """A text has no valid syntax; `problem` says why."""

    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_expression(text: str, locate: Locate) -> Expression:
    """The tree of an expression; `locate(start, end)` gives the place of a piece of the text. ParsingError if it is none."""
    expression: Expression = _parse(text, locate, "expression")
    if len(text) > DEEPEST and measure_depth(expression) > DEEPEST:
        raise ParsingError(SyntaxProblem("expression-too-deep", locate(0, len(text)), {"deepest": DEEPEST}))
    return expression


def parse_value(text: str, locate: Locate) -> Written:
    """The form of a number or distribution, its meaning not yet checked. ParsingError if it is neither."""
    bare = _BARE.fullmatch(text)
    if bare is not None:  # most values are a number or two, and need no parser
        low, high = (Quantity(float(end or 0), "", locate(*bare.span(part))) for part, end in enumerate(bare.groups(), 1))
        return Span(low, high, locate(*bare.span())) if bare[2] else low
    written: Written = _parse(text, locate, "value")
    return written


def measure_depth(expression: Expression) -> int:
    """How many levels of operators a tree has, measured without recursion."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in list_children(node)]
    return deepest


def list_children(node: Expression) -> tuple[Expression, ...]:
    """The operands of a node, in order."""
    match node:
        case Negation(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right) | Logic(left=left, right=right):
            return (left, right)
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return (then, condition, otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def _parse(text: str, locate: Locate, start: Literal["expression", "value"]) -> Any:
    if len(text) > LONGEST:
        raise ParsingError(SyntaxProblem("expression-too-long", locate(0, len(text)), {"length": len(text), "longest": LONGEST}))
    shouted = find_shouted(text) if start == "expression" else None
    if shouted is not None:
        first, last, word = shouted
        raise ParsingError(SyntaxProblem("wrong-sign", locate(first, last), {"sign": text[first:last], "instead": word}))
    parser, builder = _open_parser()
    builder.text, builder.locate = text, locate
    try:
        return parser.parse(text, start=start)
    except UnexpectedInput as problem:
        raise ParsingError(_explain(problem, text, locate, start)) from None


@cache
def _open_parser() -> tuple[Lark, _Builder]:
    builder = _Builder()
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    folder = open_cache()
    table = str(folder / "grammar") if folder is not None else False
    parser = Lark(grammar, parser="lalr", start=["expression", "value"], transformer=builder, maybe_placeholders=False, cache=table)
    return parser, builder


# What was to be read, and what to write.
_NUMBERLIKE = re.compile(r"[\w.]+")
_WHAT = {"expression": "an expression", "value": "a number or distribution"}
_ADVICE = {
    "expression": "an expression has names, numbers, functions and the signs `+ - * / **` and `< <= > >= == !=`; is an operator missing?",
    "value": "write `1200`, `3 billion USD`, `0.5 to 1.5` or a distribution such as `normal(3, 1)`",
    "number": "write a number with one point and no separators (`1200.5`), and a space before its unit",
    "end": "look for a missing parenthesis, or for an operator without its right side",
}
_ADVISE = {"expression": advise_expression, "value": advise_value}
_WRITE_INSTEAD = {
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


def _explain(problem: UnexpectedInput, text: str, locate: Locate, start: str) -> SyntaxProblem:
    """Say what lark stumbled over."""
    if isinstance(problem, UnexpectedCharacters):
        return _explain_character(problem.pos_in_stream or 0, text, locate, start)
    token = problem.token if isinstance(problem, UnexpectedToken) else None
    if token is None or token.type == "$END":
        end = len(text.rstrip())
        return SyntaxProblem("ends-early", locate(max(0, end - 1), end), _find_words(text, end, start, "end"))
    offset = token.start_pos or 0
    if text[max(0, offset - 1) : offset + 1] == "<>":
        return SyntaxProblem("wrong-sign", locate(offset - 1, offset + 1), {"sign": "<>", "instead": "!="})
    return SyntaxProblem("unexpected-word", locate(offset, token.end_pos or 0), {"word": str(token), **_find_words(text, offset, start)})


def _find_words(text: str, offset: int, start: str, default: str = "") -> dict[str, object]:
    """What was to be read, and the advice that fits what was found at `offset`."""
    return {"what": _WHAT[start], "advice": _ADVISE[start](text, offset) or _ADVICE[default or start]}


def _explain_character(offset: int, text: str, locate: Locate, start: str) -> SyntaxProblem:
    sign = next((known for known in (text[offset : offset + 2], text[offset]) if known in _WRITE_INSTEAD), text[offset])
    if sign in _WRITE_INSTEAD and start == "expression":
        return SyntaxProblem("wrong-sign", locate(offset, offset + len(sign)), {"sign": sign, "instead": _WRITE_INSTEAD[sign]})
    sign = text[offset]
    follows_word = offset > 0 and (text[offset - 1].isalnum() or text[offset - 1] in "_)")
    if sign.isdigit() or (sign == "." and not follows_word):
        match = _NUMBERLIKE.match(text, offset)
        end = offset + 1 if match is None else match.end()
        meant = guess_label(text[offset:end])
        advice = f"write the date as `{meant}`" if meant else _ADVICE["number"]
        return SyntaxProblem("wrong-number", locate(offset, end), {"text": text[offset:end], "advice": advice})
    return SyntaxProblem("unexpected-sign", locate(offset, offset + 1), {"sign": show_sign(sign), **_find_words(text, offset, start)})


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes our trees from lark's; `text` and `locate` belong to the parse in progress."""

    text: str = ""
    locate: Locate

    def _of(self, token: Token) -> Place:
        return self.locate(token.start_pos or 0, token.end_pos or 0)

    # Expressions

    def number(self, token: Token) -> Number:
        return Number(float(token), "", self._of(token))

    def measured(self, token: Token, unit: Token) -> Number:
        return Number(float(token), str(unit), self.locate(token.start_pos or 0, unit.end_pos or 0))

    def unit_words(self, *words: Token) -> Token:
        return _join(self.text, words)

    def label(self, token: Token) -> Label:
        return Label(str(token), self._of(token))

    def name(self, token: Token) -> Expression:
        return Number(float("inf"), "", self._of(token)) if token == "inf" else Name(str(token), self._of(token))

    def group(self, opening: Token, inside: Expression, closing: Token) -> Expression:
        return replace(inside, place=self.locate(opening.start_pos or 0, closing.end_pos or 0))

    def call(self, function: Token, *rest: Any) -> Call:
        *arguments, closing = rest
        place = self.locate(function.start_pos or 0, closing.end_pos)
        knots = tuple(item for item in arguments if isinstance(item, tuple))
        return Call(str(function), tuple(item for item in arguments if not isinstance(item, tuple)), place, knots)

    def knot(self, x: Quantity, y: Quantity) -> tuple[float, float]:
        return (x.number, y.number)

    def signed(self, sign: Token, operand: Expression) -> Expression:
        place = _span(self._of(sign), operand.place)
        return Negation(operand, place) if sign == "-" else replace(operand, place=place)

    def denial(self, operand: Expression) -> Not:
        return Not(operand, operand.place)

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Arithmetic:
        return Arithmetic("**" if operator == "^" else str(operator), left, right, _span(left.place, right.place))

    def comparison(self, left: Expression, operator: Token, right: Expression) -> Comparison:
        return Comparison(str(operator), left, right, _span(left.place, right.place))

    def both(self, left: Expression, right: Expression) -> Logic:
        return Logic("and", left, right, _span(left.place, right.place))

    def either(self, left: Expression, right: Expression) -> Logic:
        return Logic("or", left, right, _span(left.place, right.place))

    def conditional(self, then: Expression, condition: Expression, otherwise: Expression) -> Conditional:
        return Conditional(then, condition, otherwise, _span(then.place, otherwise.place))

    # Values

    def bound(self, *tokens: Token) -> Quantity:
        *sign, number = tokens
        place = self.locate(tokens[0].start_pos or 0, number.end_pos or 0)
        if number.type == "WORD" and number != "inf":
            raise ParsingError(SyntaxProblem("no-value", self._of(number), {"word": str(number)}))
        return Quantity(-float(number) if sign and sign[0] == "-" else float(number), "", place)

    def quantity(self, bound: Quantity, unit: Token | None = None) -> Quantity:
        if unit is None:
            return bound
        return Quantity(bound.number, str(unit), _span(bound.place, self._of(unit)))

    def unit(self, *parts: Token) -> Token:
        return _join(self.text, parts)

    def unit_tail(self, *parts: Token) -> Token:
        return _join(self.text, parts)

    def unit_power(self, *parts: Token) -> Token:
        return _join(self.text, parts)

    def span(self, low: Quantity, high: Quantity) -> Span:
        return Span(low, high, _span(low.place, high.place))

    def branch(self, value: Written, chance: Quantity) -> tuple[Written, Quantity]:
        return (value, chance)

    def distribution(self, name: Token, *rest: Any) -> Distribution:
        unit = rest[-1] if rest[-1].type == "UNIT" else None
        items, closing = rest[: -2 if unit is not None else -1], rest[-2 if unit is not None else -1]
        place = self.locate(name.start_pos or 0, closing.end_pos)
        return Distribution(str(name), tuple(items), "" if unit is None else str(unit), place)


def _join(text: str, parts: tuple[Token, ...]) -> Token:
    """One token for a run of them, as it stands in the text."""
    start, end = parts[0].start_pos or 0, parts[-1].end_pos or 0
    return Token("UNIT", text[start:end], start_pos=start, end_pos=end)


def _span(first: Place, last: Place) -> Place:
    """From the start of one place to the end of another, as far as they share a line."""
    if first.line != last.line:
        return first
    return Place(first.line, first.column, max(1, last.column + last.length - first.column))
