"""Numbers and shares as text, with the digits that their standard errors support."""

from __future__ import annotations

import math
from decimal import Decimal

BOUND = 3
"""Number of standard errors from an estimated share of 0 or 1 to its bound, as in “under 0.3%”."""


def supported_decimals(error: float) -> int:
    """Return the number of decimals of a number with this standard error: up to the first digit of the error."""
    if not math.isfinite(error) or error <= 0:
        return 6
    return min(12, max(0, -math.floor(math.log10(float(f"{error:.0e}")))))


def write_number(value: float, error: float) -> str:
    """Write a number with no more digits than its error supports, without a trailing point or a minus before zero.

    Args:
        value: The number.
        error: Its standard error.
    """
    if not math.isfinite(value):
        return "unknown"
    # 100 * 0.575 is 57.49999999999999 and must round to 58, as 57.5 does.
    value = float(f"{value:.12g}")
    if error >= 10:
        place = 10 ** math.floor(math.log10(float(f"{error:.0e}")))
        return f"{round(value / place) * place:,.0f}"
    text = f"{value:,.{supported_decimals(error)}f}"
    if error <= 0 or not math.isfinite(error):
        text = f"{value:,.6g}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def write_error(error: float) -> str:
    """Write a standard error with one significant digit."""
    if not math.isfinite(error):
        return "unknown"
    return f"{float(f'{error:.0e}'):,.{supported_decimals(error)}f}" if error > 0 else "0"


def write_share(share: tuple[float, float]) -> str:
    """Write a share as a percentage with the digits that its error supports: `31.2%`.

    If all of a few futures agree, their share says little and is written as `an unknown share`.
    """
    value, error = share
    if not math.isfinite(value):
        return "unknown"
    if error > 0 and not 0 < value < 1 and BOUND * error >= 1:
        return "an unknown share"
    if error > 0 and value <= 0:
        return f"under {write_error(100 * BOUND * error)}%"
    if error > 0 and value >= 1:
        return f"over {write_number(100 - 100 * BOUND * error, 100 * error)}%"
    return f"{write_number(100 * value, 100 * error)}%"


def write_rare(probability: float) -> str:
    """Write a probability without an error, such as a product of credences, with two digits: `0.045%`. Below 1e-6, write a bound."""
    return "under 0.0001%" if 0 < probability < 1e-6 else f"{Decimal(f'{100 * probability:.2g}'):f}%"


def write_points(difference: tuple[float, float]) -> str:
    """Write a difference of shares in percentage points, with its sign: `+3.1 points`."""
    value, error = difference
    text = write_number(100 * value, 100 * error)
    sign = "" if text.startswith("-") or not text.strip("0.,") else "+"
    return f"{sign}{text} points"
