"""Reads values: numbers, ranges and distributions, converted to the unit of their quantity."""

from __future__ import annotations

import math

from lynchpin.errors import Place
from lynchpin.language.conversion import ValueConverter
from lynchpin.language.hints import suggest_data
from lynchpin.language.locations import locate_in
from lynchpin.language.names import KEYWORDS
from lynchpin.language.nodes import Node
from lynchpin.language.number_conversion import InvalidValueError
from lynchpin.language.parsing import parse_value
from lynchpin.language.percentages import is_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.records import Value
from lynchpin.language.signatures import DISTRIBUTIONS
from lynchpin.language.syntax_errors import ParsingError
from lynchpin.language.temperatures import TEMPERATURES
from lynchpin.language.units import PLAIN, Unit, divide, is_unknown, look_up
from lynchpin.language.unknown_words import report_unknown_word
from lynchpin.language.wording import shorten
from lynchpin.language.written import Distribution, Range, Word, Written
from lynchpin.language.yardsticks import list_yardsticks_with

_COMPUTED = {
    "starts": "write a number, a distribution, or an expression of parameters; declare `{word}` under `parameters`, or check its spelling",
    "rationality": "write a number, a distribution, or an expression of parameters; declare `{word}` under `parameters`",
    "within": "write numbers or expressions of parameters; declare `{word}` under `parameters`, or check its spelling",
}
"""How to do without names in a field, by its name."""


def read_value(
    reading: Reading, node: Node | None, field: str, unit: Unit | None = None, words: dict[str, Place] | None = None
) -> tuple[Value, Unit]:
    """Read the value of a field.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        field: The name of the field, for messages.
        unit: The unit to convert to. If None, the unit that the text names.
        words: The words that the value may have, in the order of their numbers. An empty one is filled if the value is a choice of words;
            None means that words are not allowed.

    Returns:
        The value and its unit. A value with an error is NaN, so that reading can go on.
    """
    if node is None:
        return make_missing_value("", Place(1, 1)), unit or PLAIN
    reading.count_expression(node)
    if words and node.text in words:
        return Value("number", (float(list(words).index(node.text)),), node.text, node.place), PLAIN
    locate = locate_in(reading.source, node)
    try:
        written = parse_value(node.text, locate)
        converter = ValueConverter(reading, node.text, unit or _find_unit(reading, written), field, words=words)
        return converter.convert(written, None), converter.unit
    except ParsingError as error:
        if words and error.problem.id == "no-value":
            report_unknown_word(reading, field, str(error.problem.words["word"]), words, error.problem.place)
            return make_missing_value(node.text, node.place), PLAIN
        parts = {"field": field, **error.problem.words}
        hint = _COMPUTED.get(field, "").format(**parts) if error.problem.id == "no-value" else ""
        reading.diagnostics.record(error.problem.id, error.problem.place, parts, hint=suggest_data(node.text) or hint)
    except InvalidValueError:
        pass
    return make_missing_value(node.text, node.place), unit or PLAIN


def read_weight(reading: Reading, node: Node | None, term: Unit | None) -> Value:
    """Read a weight, which is written per unit of its term: `1 per million USD`. The weight of a plain number is one itself.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the weight, or None if it is missing.
        term: The unit of the term, None for a bare number.

    Returns:
        The weight per unit of the term, or NaN if it has an error.
    """
    if node is None or term is None or term == PLAIN or not (term.dimensions or is_percentage(term)):
        return read_value(reading, node, "weight", PLAIN)[0]
    reading.count_expression(node)
    try:
        written = parse_value(node.text, locate_in(reading.source, node))
        return ValueConverter(reading, node.text, divide(PLAIN, term), "weight", None if is_unknown(term) else term).convert(written, None)
    except ParsingError as error:
        reading.diagnostics.record(error.problem.id, error.problem.place, {"field": "weight", **error.problem.words})
    except InvalidValueError:
        pass
    return make_missing_value(node.text, node.place)


def read_number(reading: Reading, node: Node | None, field: str, unit: Unit | None = None) -> tuple[float, Unit]:
    """Read a field that must be a plain number, such as a measurement or a bound, as `read_value` does.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field, or None if it is missing.
        field: The name of the field, for messages.
        unit: The unit to convert to. If None, the unit that the text names.
    """
    if node is not None and unit is not None and node.from_data and _is_bare(node.text) and not is_percentage(unit):
        reading.count_expression(node)
        return float(node.text), unit
    value, own = read_value(reading, node, field, unit)
    if node is not None and value.kind != "number":
        reading.diagnostics.add("needs-number", node.place, field=field, text=shorten(node.text))
        return math.nan, own
    return value.numbers[0], own


def _is_bare(text: str) -> bool:
    """Return whether a text is a finite number without a unit. Large tables have many, which need no parser."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def read_range(reading: Reading, node: Node, written: Range, field: str, unit: Unit) -> tuple[float, float] | None:
    """Return the two ends of a range in `unit`, or None after reporting an error.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The node of the field.
        written: The range.
        field: The name of the field, for messages.
        unit: The unit to convert to.
    """
    try:
        return ValueConverter(reading, node.text, unit, field).read_ends(written)
    except InvalidValueError:
        return None


def is_value(text: str) -> bool:
    """Return whether a text is a value (words, a range or a distribution) rather than an expression."""
    if list_yardsticks_with(text) or is_drawn(text):
        return True
    words = text.replace("-", " ").split()
    # Several words are words of likelihood, too, although no yardstick has them.
    return len(words) > 1 and all(word.isalpha() for word in words) and KEYWORDS.isdisjoint(words)


def is_drawn(text: str) -> bool:
    """Return whether a text is a range or a distribution."""
    return " to " in text or (text.split("(", 1)[0].strip() in DISTRIBUTIONS and "(" in text)


def make_missing_value(text: str, place: Place) -> Value:
    """Return the value that stands for one with an error: NaN.

    Args:
        text: The value as written.
        place: Where it is.
    """
    return Value("number", (math.nan,), text, place)


def _find_unit(reading: Reading, written: Written) -> Unit:
    """Return the first unit in a value; a plain number if there is none."""
    found = _first_unit(written)
    if found is not None and found[0] in TEMPERATURES:
        return look_up("K")
    return PLAIN if found is None else reading.unit_of_text(*found)


def _first_unit(written: Written) -> tuple[str, Place] | None:
    if isinstance(written, Range):
        return _first_unit(written.high) or _first_unit(written.low)
    if written.unit:
        return written.unit, written.place
    if isinstance(written, Distribution):
        for item in written.items:
            first = item[0] if isinstance(item, tuple) else item
            found = None if isinstance(first, Word) else _first_unit(first)
            if found is not None:
                return found
    return None
