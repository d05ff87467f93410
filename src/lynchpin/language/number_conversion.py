"""Converts written numbers to the unit of their quantity."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lynchpin.errors import Place
from lynchpin.language.diagnostics import Hint
from lynchpin.language.hints import UNITLESS_HINTS
from lynchpin.language.percentages import is_percentage, suggest_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.temperatures import DIFFERENCES, TEMPERATURES, to_kelvin
from lynchpin.language.units import Unit, describe_unit, have_same_dimensions, measure_factor, write_per
from lynchpin.language.written import Quantity


class InvalidValueError(Exception):
    """The value has an error, which has been reported already."""


@dataclass(slots=True)
class NumberConverter:
    """Converts the numbers of one written value to a unit.

    A method that finds an error reports it and raises InvalidValueError.

    Attributes:
        reading: The file that is being read; errors are reported there.
        text: The value as written.
        unit: The unit to convert to.
        field: The name of the field, for messages.
        term: The unit of the term that the value is the weight of; None if it is not a weight, or its term has no unit.
    """

    reading: Reading
    text: str
    unit: Unit
    field: str
    term: Unit | None = None

    def fail(self, message_id: str, place: Place, hint: Hint = None, **words: object) -> InvalidValueError:
        """Report an error.

        Args:
            message_id: The message.
            place: Where the error is.
            hint: How to correct it.
            words: The words of the message, by their name in it.

        Returns:
            The exception to raise.
        """
        self.reading.diagnostics.record(message_id, place, words, hint=hint)
        return InvalidValueError()

    def number(self, quantity: Quantity, outer_unit: str | None, *, bounded: bool = True, is_spread: bool = False) -> float:
        """Return one number of the value in the unit of the quantity.

        Args:
            quantity: The number as written.
            outer_unit: The text of the unit of the enclosing distribution, if it has one.
            bounded: Whether the number has to be finite.
            is_spread: Whether the number is a standard deviation. The zeros of temperature scales do not matter then.

        Raises:
            InvalidValueError: The number has an error, which was reported.
        """
        if bounded and math.isinf(quantity.number):
            raise self.fail("infinite", quantity.place, field=self.field)
        if not (quantity.unit or outer_unit) and quantity.number != 0 and math.isfinite(quantity.number):
            self.check_bare(quantity)
        unit = quantity.unit or outer_unit
        if unit in TEMPERATURES:
            return self.read_temperature(quantity, unit, is_spread=is_spread)
        return quantity.number * self.factor(unit, quantity.place)

    def read_temperature(self, quantity: Quantity, unit: str, *, is_spread: bool) -> float:
        """Return a temperature in the unit of the quantity.

        Args:
            quantity: The temperature as written.
            unit: Its scale, such as `degC`.
            is_spread: Whether it is a standard deviation, and is converted without the distance between the zeros of the two scales.

        Raises:
            InvalidValueError: The field is a difference of temperatures, or the quantity is not a temperature; this was reported.
        """
        if self.field in DIFFERENCES:
            raise self.fail("temperature-difference", quantity.place, field=self.field, unit=unit)
        factor = self.factor("K", quantity.place)
        return factor * (TEMPERATURES[unit].factor * quantity.number if is_spread else to_kelvin(quantity.number, unit))

    def check_bare(self, quantity: Quantity) -> None:
        """Report a number without a unit where it could be read in more than one way."""
        if self.term is not None:
            raise self.fail("bare-weight", quantity.place, f"write `{self.text} {write_per(self.term)}`", unit=describe_unit(self.term))
        if is_percentage(self.unit):
            raise self.fail("bare-percent", quantity.place, suggest_percentage(quantity.number), text=f"`{quantity.number:.6g}`")

    def factor(self, unit: str | None, place: Place) -> float:
        """Return the factor from a written unit to the unit of the quantity.

        Args:
            unit: The text of the unit. A number without a unit is already in that of the quantity.
            place: Where the unit is.

        Raises:
            InvalidValueError: The units have different dimensions, which was reported.
        """
        if not unit:
            return 1.0
        own = self.reading.unit_of_text(unit, place)
        if not have_same_dimensions(own, self.unit):
            words = {"field": self.field, "own": describe_unit(own), "unit": describe_unit(self.unit)}
            raise self.fail("value-unit", place, UNITLESS_HINTS.get(self.field), **words)
        return measure_factor(own, self.unit)
