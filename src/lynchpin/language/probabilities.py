"""Reads probabilities: numbers from 0 to 1, distributions, ranges, and words of estimative probability."""

from __future__ import annotations

from lynchpin.errors import Place
from lynchpin.language.corrections import suggest_percent
from lynchpin.language.distributions import measure_support
from lynchpin.language.locations import locate_in
from lynchpin.language.nodes import Node
from lynchpin.language.parsing import parse_value
from lynchpin.language.reading import Reading
from lynchpin.language.records import Value
from lynchpin.language.syntax_errors import ParsingError
from lynchpin.language.units import PLAIN
from lynchpin.language.values import make_missing_value, read_range, read_value
from lynchpin.language.wording import shorten
from lynchpin.language.written import Range
from lynchpin.language.yardsticks import find_range, list_yardsticks_with, suggest_words


def read_probability(reading: Reading, node: Node | None, field: str) -> Value:
    """Read a probability: a number from 0 to 1, a distribution or range inside it, or words of the file's yardstick.

    A range and words stand for the uniform distribution over them.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        field: The name of the field, for messages.
    """
    if node is None:
        return make_missing_value("", Place(1, 1))
    words = find_range(node.text, reading.yardstick)
    if words is not None:
        low, high = words
        if low == high:
            return Value("number", (low,), node.text, node.place, words=node.text)
        return Value("uniform", (low, high), node.text, node.place, words=node.text)
    others = list_yardsticks_with(node.text)
    if others:
        reading.diagnostics.add("other-yardstick", node.place, words=node.text, yardstick=reading.yardstick, other=others[0])
        return make_missing_value(node.text, node.place)
    if _looks_like_words(node.text):

        def hint() -> str:
            return suggest_words(node.text, reading.yardstick)

        reading.diagnostics.add("unknown-words", node.place, words=shorten(node.text), yardstick=reading.yardstick, hint=hint)
        return make_missing_value(node.text, node.place)
    return _check_probability(reading, node, field, _read_probability_value(reading, node, field))


def _read_probability_value(reading: Reading, node: Node, field: str) -> Value:
    try:
        written = parse_value(node.text, locate_in(reading.source, node))
    except ParsingError:
        return read_value(reading, node, field, PLAIN)[0]
    if not isinstance(written, Range):
        return read_value(reading, node, field, PLAIN)[0]
    ends = read_range(reading, node, written, field, PLAIN)
    return make_missing_value(node.text, node.place) if ends is None else Value("uniform", ends, node.text, node.place)


def _check_probability(reading: Reading, node: Node, field: str, value: Value) -> Value:
    low, high = measure_support(value)
    if low < 0 or high > 1:
        hint = f"truncate it: `truncated({shorten(node.text, 60)}, 0, 1)`" if value.kind in ("normal", "lognormal") else None
        if value.kind == "number":
            hint = suggest_percent(reading.diagnostics, node, low)
        reading.diagnostics.add("probability-outside", node.place, field=field, text=shorten(node.text), hint=hint)
    return value


def _looks_like_words(text: str) -> bool:
    """Return whether a text is meant as words: only letters and spaces, and not a range."""
    return bool(text) and text.replace("-", " ").replace(" ", "").isalpha() and text != "inf" and " to " not in text
