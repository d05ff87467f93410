"""Units of measurement: their words, their algebra, and the factor from one to another.

pint defines every unit (its own list, and ours in `unit_definitions.py`). Because importing pint takes most of the time that
`lynchpin check` may take, what pint says of the common words is kept in `unit_table.py`, written by `write_table`; any other word
is looked up in pint itself, once it is met.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lynchpin.language.unit_definitions import DEFINITIONS
from lynchpin.language.unit_table import UNIT_TABLE

if TYPE_CHECKING:
    from pint import UnitRegistry


# The words that are looked up without loading pint.
_COMMON = """
    second seconds minute minutes hour hours day days week weeks month months quarter quarters year years  hundred thousand million
    billion trillion percent basis_point  USD EUR RUB BYN GBP CHF CNY INR JPY PLN TRY UAH dollar dollars euro euros rouble roubles
    ruble rubles yuan yen zloty hryvnia  person persons people index share fraction score points count  barrel barrels bbl gallon
    liter m3 mcm bcm tcm km km2 meter meters kilometer kilometers hectare  gram kg kilogram kilograms tonne tonnes megatonne
    megatonnes joule GJ W kW MW GW kWh MWh GWh TWh
"""
COMMON_WORDS = tuple(_COMMON.split())

# What people write in notes, and the word for it.
_ABBREVIATIONS = {
    "bn": "billion", "bln": "billion", "mn": "million", "mln": "million", "mio": "million", "tn": "trillion", "trn": "trillion",
    "k": "thousand", "thd": "thousand", "pct": "percent", "mt": "million tonne", "bpd": "barrel / day", "rub": "RUB",
}  # fmt: skip
MULTIPLIERS = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_FACTOR = re.compile(r"\s*(?P<operator>[*/]|per\b)?\s*(?P<word>1(?!\w)|[^\W\d]\w*|%)(?:\s*(?:\*\*|\^)\s*(?P<power>-?\d)(?!\w))?")
_LEADING_PER = re.compile(r"\s*per\b")
_LONGEST = 100
SECONDS_PER_YEAR = 365.25 * 86_400


class UnknownUnitError(ValueError):
    """A text that is not a unit; `word` is the part that nobody knows."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word

    def __str__(self) -> str:
        return f"unknown unit {self.word!r}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the product of powers of words.

    `factor` turns a number in this unit into base units, `dimensions` holds the base units and their exponents, sorted.
    """

    words: tuple[tuple[str, float], ...]
    factor: float
    dimensions: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        """As people write it, `billion USD / year`; `a plain number` for none at all."""
        return write_unit(self) or "a plain number"


PLAIN = Unit((), 1.0, ())
# Stands for a unit that could not be read: it agrees with any other, so that one slip gives one message.
UNKNOWN = Unit((("?", 1.0),), 1.0, (("?", 1.0),))


def agree(left: Unit, right: Unit) -> bool:
    """Whether two units measure the same kind of thing."""
    return left.dimensions == right.dimensions or is_unknown(left) or is_unknown(right)


def is_unknown(unit: Unit) -> bool:
    """Whether a part of a unit could not be read."""
    return any(name == "?" for name, _ in unit.dimensions)


def describe_unit(unit: Unit) -> str:
    """Describe a unit for a message: `in billion USD`, or `a plain number`."""
    return f"in {unit}" if write_unit(unit) else str(unit)


def write_unit(unit: Unit) -> str:
    """The text of a unit, multipliers first, empty for a plain number."""
    above = _list_factors(unit, 1.0)
    below = _list_factors(unit, -1.0)
    text = " ".join(above) or ("1" if below else "")
    return text + "".join(f" / {factor}" for factor in below)


def write_per(unit: Unit) -> str:
    """The unit of a weight of a term in `unit`: `per million USD`, or `year` for a term in `1 / year`."""
    return f"per {write_unit(unit)}" if _list_factors(unit, 1.0) else write_unit(divide(PLAIN, unit))


def _list_factors(unit: Unit, sign: float) -> list[str]:
    """The words with exponents of one sign; a multiplier and the word that follows it are one factor, `million USD`."""
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
    """`left * right**power`."""
    words = _add_exponents(left.words, right.words, power)
    dimensions = tuple(sorted(_add_exponents(left.dimensions, right.dimensions, power)))
    return Unit(words, left.factor * right.factor**power, dimensions)


def divide(left: Unit, right: Unit) -> Unit:
    """`left / right`."""
    return multiply(left, right, -1.0)


def _add_exponents(
    left: tuple[tuple[str, float], ...], right: tuple[tuple[str, float], ...], power: float
) -> tuple[tuple[str, float], ...]:
    total = dict(left)
    for word, exponent in right:
        total[word] = total.get(word, 0.0) + exponent * power
    return tuple((word, exponent) for word, exponent in total.items() if abs(exponent) > 1e-9)


def measure_factor(source: Unit, target: Unit) -> float:
    """What a number in `source` is multiplied by to stand in `target`, of the same dimensions; clean to 15 digits."""
    return tidy(source.factor / target.factor)


def tidy(number: float) -> float:
    """A factor without the last digit's rounding noise, so that a quarter is 0.25 of a year."""
    return float(f"{number:.15g}")


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit:
    """The unit that a text such as `billion USD / year`, `USD per barrel` or `per million USD` names.

    A `per` at the start divides by all that follows: `per million USD / year` is the inverse of `million USD / year`.

    Raises UnknownUnitError with the word that is at fault.
    """
    if len(text) > _LONGEST:
        raise UnknownUnitError(text)
    if (leading := _LEADING_PER.match(text)) is not None:
        return divide(PLAIN, read_unit(text[leading.end() :]))
    unit, place, sign = PLAIN, 0, 1.0
    while place < len(text.rstrip()):
        match = _FACTOR.match(text, place)
        if match is None:
            raise UnknownUnitError(text[place:].strip())
        if match["operator"]:  # words side by side stay on the same side of the line: `/ million USD`
            sign = -1.0 if match["operator"] in ("/", "per") else 1.0
        unit, place = multiply(unit, look_up(match["word"]), sign * float(match["power"] or 1)), match.end()
    return unit


@cache
def look_up(word: str) -> Unit:
    """The unit that one word stands for; UnknownUnitError if neither our table nor pint knows it."""
    if word in ("1", "dimensionless"):
        return PLAIN
    word = "percent" if word == "%" else word
    known = UNIT_TABLE.get(word) or _ask_pint(word)
    if known is None:
        raise UnknownUnitError(word)
    factor, dimensions = known
    return Unit(((word, 1.0),), factor, tuple(sorted(dimensions.items())))


def suggest_unit(word: str) -> str:
    """What to write instead of a word that is no unit."""
    from difflib import get_close_matches

    if word.strip("/ ").isdigit():
        return "write a single number: `0.333`, not `1/3`"
    alike = [known for known in COMMON_WORDS if known.lower() == word.lower()]
    nearest = _ABBREVIATIONS.get(word.lower()) or next(iter(alike or get_close_matches(word[:40], COMMON_WORDS, n=1, cutoff=0.7)), None)
    if nearest:
        return f"did you mean `{nearest}`?"
    return "use a unit such as `billion USD / year`, or none for a count or an index"


def is_common(word: str) -> bool:
    """Whether a word is one of the units that need no look-up in pint."""
    return word in UNIT_TABLE


def _ask_pint(word: str) -> tuple[float, dict[str, float]] | None:
    """Factor and base units by pint, or None if it does not know the word (or if it is a scale with an offset, as degC)."""
    from pint import PintError

    registry = _open_registry()
    try:
        base = registry.Quantity(1.0, word).to_root_units()
        has_offset = registry.Quantity(0.0, word).to_root_units().magnitude != 0
        powers = {name: float(cast(float, power)) for name, power in base.unit_items() if registry.get_dimensionality(name)}
    except (PintError, AttributeError, ValueError, TypeError, KeyError):
        return None
    return None if has_offset else (float(base.magnitude), powers)


@cache
def _open_registry() -> UnitRegistry[float]:
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(on_redefinition="ignore")
    registry.load_definitions(DEFINITIONS.splitlines())
    registry._build_cache()  # else a word that pint knew already (its quarter weighs 12.7 kg) keeps its old dimension
    return registry


def build_table() -> dict[str, tuple[float, dict[str, float]]]:
    """What pint says of every common word: its factor and its base units."""
    answers = {word: _ask_pint(word) for word in COMMON_WORDS}
    return {word: answer for word, answer in answers.items() if answer is not None}


def write_table() -> None:
    """Write `unit_table.py` anew: `python -c "from lynchpin.language.units import write_table; write_table()"`."""
    lines = (f'    "{word}": ({factor!r}, {json.dumps(powers)}),' for word, (factor, powers) in sorted(build_table().items()))
    head = '"""What pint says of the common units: the factor to base units, and those. Written by `write_table` in units.py."""'
    body = "UNIT_TABLE: dict[str, tuple[float, dict[str, float]]] = {\n" + "\n".join(lines) + "\n}\n"
    path = Path(__file__).with_name("unit_table.py")
    path.write_text(f"{head}\n\nfrom __future__ import annotations\n\n{body}", encoding="utf-8")
