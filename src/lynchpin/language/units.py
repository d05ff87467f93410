"""Units of measurement: reads and writes them, multiplies and divides them, and converts between them.

Common units are in `unit_table.py`. Any other unit is looked up in pint when a file uses it (`pint_units.py`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from lynchpin.language.pint_units import look_up_in_pint
from lynchpin.language.unit_table import UNIT_TABLE

MULTIPLIERS = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_FACTOR = re.compile(r"\s*(?P<operator>[*/]|per\b)?\s*(?P<word>1(?!\w)|[^\W\d]\w*|%)(?:\s*(?:\*\*|\^)\s*(?P<power>-?\d)(?!\w))?")
_LEADING_PER = re.compile(r"\s*per\b")
_MAX_LENGTH = 100
_LARGEST_FACTOR = 1e100
"""The largest size of a unit, in base units, and the inverse of the smallest."""
SECONDS_PER_YEAR = 365.25 * 86_400


class UnknownUnitError(ValueError):
    """A text is not a unit; `word` is the part that is unknown."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word

    def __str__(self) -> str:
        return f"unknown unit {self.word!r}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, as the product of powers of words.

    Attributes:
        words: The words and their exponents.
        factor: Converts a number to base units.
        dimensions: The base units and their exponents, sorted.
        own: The words that the file declares.
    """

    words: tuple[tuple[str, float], ...]
    factor: float
    dimensions: tuple[tuple[str, float], ...]
    own: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Return the unit as people write it, such as `billion USD / year`, or `a plain number`."""
        return write_unit(self) or "a plain number"


PLAIN = Unit((), 1.0, ())
# A unit with an error. It agrees with any other, so that one mistake gives one message.
UNKNOWN = Unit((("?", 1.0),), 1.0, (("?", 1.0),))


@dataclass(frozen=True, slots=True, eq=False)
class OwnUnits:
    """The units that a file declares. Two are equal only if they are the same object, so that what they read can be cached.

    Attributes:
        by_word: Each unit by its word.
        used: The words that were found in a unit or an expression.
    """

    by_word: dict[str, Unit]
    used: set[str] = field(default_factory=set)

    def find(self, word: str) -> Unit | None:
        """Return the unit of a word, which counts as used; None if the file does not declare it."""
        unit = self.by_word.get(word)
        if unit is not None:
            self.used.add(word)
        return unit


NO_UNITS = OwnUnits({})


def have_same_dimensions(left: Unit, right: Unit) -> bool:
    """Return whether two units have the same dimensions.

    Args:
        left: A unit. One with an error has the dimensions of any other.
        right: The other unit.
    """
    return left.dimensions == right.dimensions or is_unknown(left) or is_unknown(right)


def is_unknown(unit: Unit) -> bool:
    """Return whether a part of a unit has an error."""
    return any(name == "?" for name, _ in unit.dimensions)


def describe_unit(unit: Unit) -> str:
    """Describe a unit for a message: `in billion USD`, or `a plain number`."""
    return f"in {unit}" if write_unit(unit) else str(unit)


def write_unit(unit: Unit) -> str:
    """Return the text of a unit, multipliers first; empty for a plain number."""
    above = _list_factors(unit, 1.0)
    below = _list_factors(unit, -1.0)
    text = " ".join(above) or ("1" if below else "")
    return text + "".join(f" / {factor}" for factor in below)


def write_per(unit: Unit) -> str:
    """Return the text of the unit of a weight of a term in `unit`: `per million USD`, or `year` for a term in `1 / year`."""
    return f"per {write_unit(unit)}" if _list_factors(unit, 1.0) else write_unit(divide(PLAIN, unit))


def _list_factors(unit: Unit, sign: float) -> list[str]:
    """Return the factors with exponents of one sign. A multiplier and the word after it are one factor, such as `million USD`."""
    words = sorted(((word, sign * power) for word, power in unit.words if sign * power > 0), key=lambda word: word[0] not in MULTIPLIERS)
    factors, run = [], ""
    for word, power in words:
        run += _write_power(word, power)
        if word in MULTIPLIERS and power == 1 and word != words[-1][0]:
            run += " "
            continue
        factors.append(run)
        run = ""
    return factors


def _write_power(word: str, exponent: float) -> str:
    return word if exponent == 1 else f"{word}**{exponent:g}"


@lru_cache(maxsize=4096)
def multiply(left: Unit, right: Unit, power: float = 1.0) -> Unit:
    """Return `left * right**power`.

    Args:
        left: The first factor.
        right: The second factor.
        power: The exponent of the second factor.
    """
    words = _add_exponents(left.words, right.words, power)
    dimensions = tuple(sorted(_add_exponents(left.dimensions, right.dimensions, power)))
    try:
        factor = left.factor * right.factor**power
    except OverflowError:
        factor = math.inf
    own = left.own | right.own
    return Unit(words, factor, dimensions, frozenset(word for word, _ in words if word in own) if own else own)


def is_measurable(unit: Unit) -> bool:
    """Return whether the size of a unit leaves room for products and quotients of two of them."""
    return 1 / _LARGEST_FACTOR <= unit.factor <= _LARGEST_FACTOR


def divide(left: Unit, right: Unit) -> Unit:
    """Return `left / right`.

    Args:
        left: The numerator.
        right: The denominator.
    """
    return multiply(left, right, -1.0)


def _add_exponents(
    left: tuple[tuple[str, float], ...], right: tuple[tuple[str, float], ...], power: float
) -> tuple[tuple[str, float], ...]:
    total = dict(left)
    for word, exponent in right:
        total[word] = total.get(word, 0.0) + exponent * power
    return tuple((word, exponent) for word, exponent in total.items() if abs(exponent) > 1e-9)


def measure_factor(source: Unit, target: Unit) -> float:
    """Return the factor that converts numbers from `source` to `target`, which have the same dimensions, to 15 digits.

    Args:
        source: The unit to convert from.
        target: The unit to convert to.
    """
    return round_factor(source.factor / target.factor)


def round_factor(number: float) -> float:
    """Round a factor to 15 digits, so that a quarter is exactly 0.25 years."""
    return float(f"{number:.15g}")


@lru_cache(maxsize=1024)
def read_unit(text: str, own: OwnUnits = NO_UNITS) -> Unit:
    """Return the unit of a text such as `billion USD / year`, `USD per barrel` or `per million USD`.

    A `per` at the start divides by everything after it: `per million USD / year` is the inverse of `million USD / year`.

    Args:
        text: The text.
        own: The units that the file declares.

    Raises:
        UnknownUnitError: A word is not a unit.
    """
    if len(text) > _MAX_LENGTH:
        raise UnknownUnitError(text)
    if (leading := _LEADING_PER.match(text)) is not None:
        return divide(PLAIN, read_unit(text[leading.end() :], own))
    unit, place, sign = PLAIN, 0, 1.0
    while place < len(text.rstrip()):
        match = _FACTOR.match(text, place)
        if match is None:
            raise UnknownUnitError(text[place:].strip())
        if match["operator"]:  # an operator applies to all words up to the next one: `/ million USD`
            sign = -1.0 if match["operator"] in ("/", "per") else 1.0
        unit, place = (
            multiply(unit, own.find(match["word"]) or look_up(match["word"]), sign * float(match["power"] or 1)),
            match.end(),
        )
        if not is_measurable(unit):
            raise UnknownUnitError(text.strip())
    return unit


@cache
def look_up(word: str) -> Unit:
    """Return the unit of one word.

    Raises:
        UnknownUnitError: Neither our table nor pint has the word, or it is too large or small a unit to multiply with others.
    """
    if word in ("1", "dimensionless"):
        return PLAIN
    word = "percent" if word == "%" else word
    known = UNIT_TABLE.get(word) or look_up_in_pint(word)
    if known is None:
        raise UnknownUnitError(word)
    factor, dimensions = known
    unit = Unit(((word, 1.0),), factor, tuple(sorted(dimensions.items())))
    if not is_measurable(unit):
        raise UnknownUnitError(word)
    return unit


def is_common(word: str) -> bool:
    """Return whether a word is a unit that is known without pint."""
    return word in UNIT_TABLE
