"""Values as they are written, before their meaning is checked: a quantity, a range, or a distribution."""

from __future__ import annotations

from dataclasses import dataclass

from lynchpin.errors import Place


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the text of its unit, which is empty if there is none."""

    number: float
    unit: str
    place: Place


@dataclass(frozen=True, slots=True)
class Range:
    """`low to high`."""

    low: Quantity
    high: Quantity
    place: Place


@dataclass(frozen=True, slots=True)
class Word:
    """A word in place of a number, as in `choice(dry: 0.6, wet: 0.4)`."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Distribution:
    """`name(items) unit`; an item of `choice` is a pair."""

    name: str
    items: tuple[Written | tuple[Written | Word, Quantity], ...]
    unit: str
    place: Place


Written = Quantity | Range | Distribution
