"""Temperatures in degrees Celsius and Fahrenheit, which are stored in kelvin.

Their zero is not that of kelvin, so a sum or product of them has no meaning. They are read only where a number stands for itself: in values
and on one side of a comparison.
"""

from __future__ import annotations

from typing import NamedTuple


class Scale(NamedTuple):
    """A number x on the scale is `factor * x + zero` kelvin."""

    factor: float
    zero: float


TEMPERATURES = {"degC": Scale(1.0, 273.15), "degF": Scale(5 / 9, 459.67 * 5 / 9)}
DIFFERENCES = frozenset({"bias", "noise", "plus", "shock", "sd"})
"""Fields with differences of temperatures, which do not depend on where zero is."""


def to_kelvin(number: float, unit: str) -> float:
    """Return a temperature in kelvin, to 15 digits.

    Args:
        number: The temperature.
        unit: `degC` or `degF`.
    """
    scale = TEMPERATURES[unit]
    return float(f"{scale.factor * number + scale.zero:.15g}")
