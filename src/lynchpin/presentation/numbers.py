"""Numbers as text, with the digits that their errors support."""

from __future__ import annotations

import math

from lynchpin.statistics.writing import write_error, write_number, write_points, write_rare, write_share

TWO_SIDED_95 = 1.96
"""Standard errors from an estimate to each end of its 95% interval."""
TINY = 1e-4
"""Numbers below this are written with a power of ten."""
COUNTED = frozenset({"hour", "day", "week", "month", "quarter", "year"})
"""Units with a plural in words."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_share(value: float | None, error: float | None = None) -> str:
    """Return a share with its standard error in points: `7.1% ± 0.2`.

    Args:
        value: The share, from 0 to 1; None or NaN if it is unknown.
        error: Its standard error. If it is unknown, the share is written as by `format_percent`.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return format_percent(value)
    text = write_share((value, error))
    return text if text.startswith(("under", "over")) or error == 0 else f"{text} ± {write_error(100 * error)}"


def format_percent(value: float | None, error: float | None = None) -> str:
    """Return a share with the digits that its error supports: `7.1%`.

    Args:
        value: The share, from 0 to 1; None or NaN if it is unknown.
        error: Its standard error. If it is zero, the share is exact and has three digits. If it is unknown, the share is rounded to 1%, and
            to 0.1% below 1% and above 99%.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is not None and error > 0:
        return write_share((value, error))
    percent = round(100 * value, 9)  # 100 * 0.575 is 57.49999999999999
    if error == 0:
        return f"{percent:.3g}%"
    if 0 < percent < 1:
        return f"{percent:.1f}%" if percent >= 0.05 else "under 0.1%"
    if 99 < percent < 100:
        return f"{percent:.1f}%" if percent < 99.95 else "over 99.9%"
    return f"{percent:.0f}%"


def format_points(value: float | None, error: float | None = None, *, unit: str = " points") -> str:
    """Return a difference of shares: `+12.3 ± 0.4 points`.

    Args:
        value: The difference.
        error: Its standard error.
        unit: Text after the number; empty if a heading gives the unit.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error):
        return f"{100 * value:+.0f}{unit}".replace("-", "−")
    text = write_points((value, error)).replace("-", "−").removesuffix(" points")
    return f"{text} ± {write_error(100 * error)}{unit}" if error > 0 else f"{text}{unit}"


def format_index(value: float | None, error: float | None = None) -> str:
    """Return a share of a variance, whose estimate may be negative within its error: `20% ± 3`.

    Args:
        value: The share; None or NaN if it is unknown.
        error: Its standard error. If it is unknown, the share is rounded to 1%.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{100 * value:.0f}%".replace("-", "−")
    return f"{write_number(100 * value, 100 * error)}% ± {write_error(100 * error)}".replace("-", "−")


def format_probability(share: tuple[float, float], basis: str = "") -> str:
    """Return a probability with its error in words: `38.8% (standard error 0.8 points, 4,000 futures)`.

    Args:
        share: The probability and its standard error.
        basis: The number of futures in words, if it is to be given.
    """
    value, error = share
    text, notes = format_percent(value, error), [basis] if basis else []
    if 0 < value < 1 and error > 0:
        amount = write_error(100 * error)
        notes.insert(0, f"standard error {amount} {'point' if amount == '1' else 'points'}")
    return f"{text} ({', '.join(notes)})" if notes else text


def format_rare(probability: float | None) -> str:
    """Return a probability without error, such as a product of credences, with two digits: `0.045%`. Below 1e-6, return that bound."""
    if probability is None or not math.isfinite(probability):
        return "unknown"
    return format_percent(probability) if probability >= 0.01 or probability <= 0 else write_rare(probability)


def format_number(value: float | None, error: float | None = None, unit: str = "") -> str:
    """Return a number and its unit, with the digits that its error supports.

    Args:
        value: The number.
        error: Its standard error. If it is unknown, the number has three digits.
        unit: Its unit.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    tiny = 0 < abs(value) < TINY
    text = write_number(value, error) if error is not None and error > (abs(value) if tiny else 0) else _three_digits(value)
    several = "s" if unit in COUNTED and text != "1" else ""
    return f"{text.replace('-', '−', 1) if value < 0 else text} {unit}{several}".rstrip()


def _three_digits(value: float) -> str:
    if value != 0 and (abs(value) >= 1e6 or abs(value) < TINY):
        mantissa, e, exponent = f"{value:.3g}".partition("e")
        return f"{mantissa} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}" if e else mantissa
    decimals = 0 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(decimals, 6)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_estimate(value: float | None, error: float | None = None) -> str:
    """Return a number with its standard error: `1.71 ± 0.04`.

    Args:
        value: The number; None or NaN if it is unknown.
        error: Its standard error. If it is unknown or zero, the number is written alone.
    """
    text = format_number(value, error)
    known = value is not None and error is not None and math.isfinite(error) and error > 0
    return f"{text} ± {write_error(error)}" if known and error is not None else text


def format_bits(value: float | None, error: float | None = None, *, signed: bool = False) -> str:
    """Return an amount of information to a tenth of a bit.

    Args:
        value: The amount in bits.
        error: Its standard error, which is written if it is at least a tenth of a bit.
        signed: Whether to write a plus sign.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    text = f"{value:+.1f}" if signed else f"{value:.1f}"
    text = "0.0" if text.lstrip("+-") == "0.0" else text.replace("-", "−")
    return text if error is None or not 0.05 <= error < math.inf else f"{text} ± {error:.1f}"


def format_score(value: float | None, error: float | None = None) -> str:
    """Return a score with the decimals that its error supports: `0.11 ± 0.02`.

    Args:
        value: The score; None or NaN if it is unknown.
        error: Its standard error. If it is unknown or zero, the score is written alone, with three decimals.
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{value:.3f}"
    return f"{write_number(value, error)} ± {write_error(error)}"
