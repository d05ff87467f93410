"""Parses the text of an expression or a value into a tree whose nodes know their places. The parser is lark's LALR parser."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from lynchpin.cache import open_cache
from lynchpin.errors import Place
from lynchpin.language.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Indexed,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
)
from lynchpin.language.hints import find_capitalised_keyword
from lynchpin.language.syntax_errors import Locate, ParsingError, SyntaxProblem, explain_syntax_error
from lynchpin.language.traversal import measure_depth
from lynchpin.language.written import Distribution, Quantity, Range, Word, Written

MAX_LENGTH = 2_000
MAX_DEPTH = 150
_PARSER_LOCK = Lock()
_PLAIN_NUMBERS = re.compile(r"([+-]?\d+(?:\.\d*)?)(?: +to +([+-]?\d+(?:\.\d*)?))?")
_NAME = re.compile("[a-z][a-z0-9_]*")
_WORDS = frozenset({"and", "or", "not", "if", "else", "inf"})


def parse_expression(text: str, locate: Locate) -> Expression:
    """Return the tree of an expression.

    Args:
        text: The expression.
        locate: Returns the place in the file of a slice of the text.

    Raises:
        ParsingError: The text is not an expression, is too long, or is nested too deeply.
    """
    if _NAME.fullmatch(text) and text not in _WORDS:  # many expressions are a single name, which needs no parser
        return Name(text, locate(0, len(text)))
    expression: Expression = _parse(text, locate, "expression")
    if len(text) > MAX_DEPTH and measure_depth(expression) > MAX_DEPTH:
        raise ParsingError(SyntaxProblem("expression-too-deep", locate(0, len(text)), {"deepest": MAX_DEPTH}))
    return expression


def parse_value(text: str, locate: Locate) -> Written:
    """Return a number, range or distribution as it is written. Its meaning is not checked yet.

    Args:
        text: The value.
        locate: Returns the place in the file of a slice of the text.

    Raises:
        ParsingError: The text is not a value.
    """
    bare = _PLAIN_NUMBERS.fullmatch(text)
    if bare is not None:  # most values are one or two plain numbers, which need no parser
        low, high = (Quantity(float(end or 0), "", locate(*bare.span(part))) for part, end in enumerate(bare.groups(), 1))
        return Range(low, high, locate(*bare.span())) if bare[2] else low
    written: Written = _parse(text, locate, "value")
    return written


def _parse(text: str, locate: Locate, start: Literal["expression", "value"]) -> Any:
    if len(text) > MAX_LENGTH:
        raise ParsingError(SyntaxProblem("expression-too-long", locate(0, len(text)), {"length": len(text), "longest": MAX_LENGTH}))
    keyword = find_capitalised_keyword(text) if start == "expression" else None
    if keyword is not None:
        first, last, word = keyword
        raise ParsingError(SyntaxProblem("wrong-sign", locate(first, last), {"sign": text[first:last], "instead": word}))
    parser, builder = _open_parser()
    with _PARSER_LOCK:  # the builder holds the text of the parse in progress
        builder.text, builder.locate = text, locate
        try:
            return parser.parse(text, start=start)
        except UnexpectedInput as problem:
            raise ParsingError(explain_syntax_error(problem, text, locate, start)) from None


@cache
def _open_parser() -> tuple[Lark, _Builder]:
    builder = _Builder()
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    folder = open_cache()
    table = str(folder / "grammar") if folder is not None else False
    parser = Lark(grammar, parser="lalr", start=["expression", "value"], transformer=builder, maybe_placeholders=False, cache=table)
    return parser, builder


@dataclass(frozen=True, slots=True)
class _Named:
    """An argument with its name, such as `order: 2`."""

    name: str
    value: Expression


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Builds our trees while lark parses: each method handles the rule of that name. `text` and `locate` belong to the parse in progress."""

    text: str = ""
    locate: Locate

    def _place_of(self, token: Token) -> Place:
        return self.locate(token.start_pos or 0, token.end_pos or 0)

    def _finite(self, token: Token) -> float:
        """Return the number that a token writes out. One beyond the range of double precision is an error."""
        number = float(token)
        if math.isinf(number):
            raise ParsingError(SyntaxProblem("infinite", self._place_of(token), {}))
        return number

    # Expressions

    def number(self, token: Token) -> Number:
        return Number(self._finite(token), "", self._place_of(token))

    def measured(self, token: Token, unit: Token) -> Number:
        return Number(self._finite(token), str(unit), self.locate(token.start_pos or 0, unit.end_pos or 0))

    def unit_words(self, *words: Token) -> Token:
        return _join_tokens(self.text, words)

    def label(self, token: Token) -> Label:
        return Label(str(token), self._place_of(token))

    def name(self, token: Token) -> Expression:
        return Number(float("inf"), "", self._place_of(token)) if token == "inf" else Name(str(token), self._place_of(token))

    def group(self, opening: Token, inside: Expression, closing: Token) -> Expression:
        return replace(inside, place=self.locate(opening.start_pos or 0, closing.end_pos or 0))

    def call(self, function: Token, *rest: Any) -> Call:
        *arguments, closing = rest
        place = self.locate(function.start_pos or 0, closing.end_pos)
        knots = tuple(item for item in arguments if isinstance(item, tuple))
        named = [item for item in arguments if isinstance(item, _Named)]
        plain = [item for item in arguments if not isinstance(item, (tuple, _Named))]
        values = (*plain, *(item.value for item in named))
        return Call(str(function), values, place, knots, named=tuple(item.name for item in named))

    def named(self, name: Token, value: Expression) -> _Named:
        return _Named(str(name), value)

    def indexed(self, name: Token, *rest: Token) -> Indexed:
        *indices, closing = rest
        return Indexed(str(name), tuple(map(str, indices)), self.locate(name.start_pos or 0, closing.end_pos or 0))

    def aggregate(self, function: Token, *rest: Any) -> Aggregate:
        *sets, _, body, closing = rest
        return Aggregate(str(function), tuple(map(str, sets)), body, self.locate(function.start_pos or 0, closing.end_pos or 0))

    def knot(self, x: Quantity, y: Quantity, _: Token) -> tuple[float, float]:
        return (x.number, y.number)

    def signed(self, sign: Token, operand: Expression) -> Expression:
        place = _join_places(self._place_of(sign), operand.place)
        return Negation(operand, place) if sign == "-" else replace(operand, place=place)

    def not_condition(self, operand: Expression) -> Not:
        return Not(operand, operand.place)

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Arithmetic:
        return Arithmetic("**" if operator == "^" else str(operator), left, right, _join_places(left.place, right.place))

    def comparison(self, left: Expression, operator: Token, right: Expression) -> Comparison:
        return Comparison(str(operator), left, right, _join_places(left.place, right.place))

    def and_condition(self, left: Expression, right: Expression) -> Logic:
        return Logic("and", left, right, _join_places(left.place, right.place))

    def or_condition(self, left: Expression, right: Expression) -> Logic:
        return Logic("or", left, right, _join_places(left.place, right.place))

    def conditional(self, then: Expression, condition: Expression, otherwise: Expression) -> Conditional:
        return Conditional(then, condition, otherwise, _join_places(then.place, otherwise.place))

    # Values

    def bound(self, *tokens: Token) -> Quantity:
        *sign, number = tokens
        place = self.locate(tokens[0].start_pos or 0, number.end_pos or 0)
        if number.type == "WORD" and number != "inf":
            raise ParsingError(SyntaxProblem("no-value", self._place_of(number), {"word": str(number)}))
        size = math.inf if number == "inf" else self._finite(number)
        return Quantity(-size if sign and sign[0] == "-" else size, "", place)

    def quantity(self, bound: Quantity, unit: Token | None = None) -> Quantity:
        if unit is None:
            return bound
        return Quantity(bound.number, str(unit), _join_places(bound.place, self._place_of(unit)))

    def unit(self, *parts: Token) -> Token:
        return _join_tokens(self.text, parts)

    def unit_tail(self, *parts: Token) -> Token:
        return _join_tokens(self.text, parts)

    def unit_power(self, *parts: Token) -> Token:
        return _join_tokens(self.text, parts)

    def value_range(self, low: Quantity, high: Quantity) -> Range:
        return Range(low, high, _join_places(low.place, high.place))

    def weighted_value(self, value: Written, chance: Quantity) -> tuple[Written, Quantity]:
        return (value, chance)

    def weighted_word(self, word: Token, chance: Quantity) -> tuple[Quantity | Word, Quantity]:
        place = self._place_of(word)
        return (Quantity(math.inf, "", place) if word == "inf" else Word(str(word), place), chance)

    def distribution(self, name: Token, *rest: Any) -> Distribution:
        unit = rest[-1] if rest[-1].type == "UNIT" else None
        items, closing = rest[: -2 if unit is not None else -1], rest[-2 if unit is not None else -1]
        place = self.locate(name.start_pos or 0, closing.end_pos)
        return Distribution(str(name), tuple(items), "" if unit is None else str(unit), place)


def _join_tokens(text: str, parts: tuple[Token, ...]) -> Token:
    """Return one token for a run of tokens, with the text between them."""
    start, end = parts[0].start_pos or 0, parts[-1].end_pos or 0
    return Token("UNIT", text[start:end], start_pos=start, end_pos=end)


def _join_places(first: Place, last: Place) -> Place:
    """Return the place from the start of `first` to the end of `last`, or `first` alone if they are on different lines."""
    if first.line != last.line:
        return first
    return Place(first.line, first.column, max(1, last.column + last.length - first.column))
