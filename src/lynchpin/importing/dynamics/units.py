"""Units of a model in the notation of an assessment.

Simulators treat units as words that must match; lynchpin also converts between units of one dimension. So that numbers keep their meaning,
only people, currencies and the model's own unit of time become common units. Every other word is declared as a unit of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lynchpin.importing.dynamics.clock import Clock, singular
from lynchpin.importing.dynamics.text import NotExpressibleError
from lynchpin.importing.naming import Names, make_plain
from lynchpin.language.unit_table import UNIT_TABLE

_PLAIN = {"", "1", "dmnl", "dimensionless", "unitless", "none", "no unit", "nodim", "fraction", "ratio", "scalar", "index", "-"}
_COMMON = {
    "person": "person", "people": "person", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "euro": "EUR", "eur": "EUR",
    "€": "EUR",
}  # fmt: skip
_TOKEN = re.compile(r"\s*(?:(\*\*|\^|[*/()])|([^*/()^]+))")


@dataclass(slots=True)
class Units:
    """Translates units, and collects those that the file has to declare.

    Attributes:
        clock: The clock of the model.
        names: The names that are taken.
        own: The units to declare, with their definitions.
    """

    clock: Clock
    names: Names
    own: dict[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)

    @property
    def time(self) -> str:
        """The unit of the model's time."""
        return self._find(self.clock.word)

    def write(self, text: str) -> str:
        """Return a unit in lynchpin's notation; empty for a plain number.

        Raises:
            NotExpressibleError: The text cannot be read as a unit.
        """
        text = text.strip()
        if singular(text) in _PLAIN or text.lower() in _PLAIN:
            return ""
        tokens = [(match[1] or "", (match[2] or "").strip()) for match in _TOKEN.finditer(text)]
        powers: dict[str, int] = {}
        rest = self._read(tokens, 1, powers)
        if rest:
            raise NotExpressibleError(f"the unit `{text}` cannot be read")
        return _join(powers)

    def _read(self, tokens: list[tuple[str, str]], sign: int, powers: dict[str, int]) -> list[tuple[str, str]]:
        """Add the powers of the units of a product, and return the tokens after it."""
        current = sign
        while tokens:
            (mark, word), *tokens = tokens
            if mark == ")":
                return [(mark, word), *tokens]
            if mark in ("*", "/"):
                current = sign if mark == "*" else -sign
                continue
            if mark == "(":
                tokens = self._read(tokens, current, powers)
                if not tokens or tokens[0][0] != ")":
                    raise NotExpressibleError("a bracket in a unit is not closed")
                tokens = tokens[1:]
                continue
            if mark:
                raise NotExpressibleError("a power in a unit cannot be read")
            power = 1
            if tokens and tokens[0][0] in ("^", "**") and len(tokens) > 1 and re.fullmatch(r"-?\d+", tokens[1][1]):
                power, tokens = int(tokens[1][1]), tokens[2:]
            if singular(word) not in _PLAIN:
                name = self._find(singular(word))
                powers[name] = powers.get(name, 0) + current * power
        return []

    def _find(self, word: str) -> str:
        """Return the name of a unit, which is declared if it is not a common one."""
        if word in _COMMON:
            return _COMMON[word]
        if word == self.clock.word and self.clock.is_calendar:
            return self.clock.unit
        if word not in self._words:
            plain = make_plain(word)
            taken = not plain or plain in UNIT_TABLE or f"{plain}s" in UNIT_TABLE or plain[0].isdigit()
            name = self.names.add(f"model_{plain}" if taken else plain)
            self._words[word] = name
            self.own[name] = self._define_time() if word == self.clock.word else ""
        return self._words[word]

    def _define_time(self) -> str:
        length = 1 / self.clock.period
        return self.clock.unit if length == 1 else f"{length:.15g} {self.clock.unit}"


def _join(powers: dict[str, int]) -> str:
    """Return a product of units, such as `ship * km ** 2 / day`."""
    above = [_raise(name, p) for name, p in powers.items() if p > 0]
    below = [_raise(name, -p) for name, p in powers.items() if p < 0]
    if not above and not below:
        return ""
    return " / ".join([" * ".join(above) or "1", *below])


def _raise(name: str, power: int) -> str:
    return name if power == 1 else f"{name} ** {power}"
