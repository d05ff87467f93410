"""Shares of one whole, rounded so that the percentages that are printed sum to 100.

This is the largest-remainder method (Hamilton's method of apportionment): the shares whose rounding changes them least give way.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.writing import supported_decimals

WHOLE = 1e-6
"""Largest distance from 1 of the sum of shares that make up a whole."""


def balance_shares(shares: Mapping[str, tuple[float, float | None]], keep: Collection[str] = ()) -> dict[str, Estimate]:
    """Round shares of one whole to the digits with which they are printed, so that they sum to 100%.

    Shares are printed with the digits that their errors support, which may differ. Those with the fewest digits give way.

    Args:
        shares: Shares with their standard errors; None or NaN for an unknown error.
        keep: Shares that are rounded as usual if others can give way, because they are printed alone elsewhere.

    Returns:
        The rounded shares with their errors. Shares that do not make up a whole, or that are all certain, stay as they are.
    """
    found = {name: Estimate(value, math.nan if error is None else error) for name, (value, error) in shares.items()}
    if not all(math.isfinite(e.value) for e in found.values()) or abs(sum(e.value for e in found.values()) - 1) > WHOLE:
        return found
    printed = {name: 100 * e.value for name, e in found.items()}
    places = {name: places for name, e in found.items() if (places := _find_decimals(e)) is not None}
    if not places:
        return found
    for name, place in places.items():
        printed[name] = round(round(printed[name], 9), place)
    coarsest = min(places.values())
    step = 10.0**-coarsest
    missing = round((100 - sum(printed.values())) / step)
    way = math.copysign(step, missing)
    able = [name for name, place in places.items() if place == coarsest and 0 < printed[name] + way < 100]
    # Of equal remainders, the first share is the one that is rounded up.
    least_changed = sorted(
        able if missing > 0 else reversed(able),
        key=lambda name: (name in keep, round((printed[name] - 100 * found[name].value) / way, 9)),
    )
    for name in least_changed[: abs(missing)]:
        printed[name] = round(printed[name] + way, coarsest)
    return {name: Estimate(printed[name] / 100, e.error) if name in places and 0 < printed[name] < 100 else e for name, e in found.items()}


def _find_decimals(share: Estimate) -> int | None:
    """Return the number of decimals with which a percentage is printed; None if it is printed as a bound or in full."""
    percent = 100 * share.value
    if not 0 < percent < 100 or share.error == 0:
        return None
    if math.isfinite(share.error):
        error = 100 * share.error
        return supported_decimals(error) if error < 10 else -math.floor(math.log10(float(f"{error:.0e}")))
    if not 0.05 <= percent < 99.95:
        return None
    return 1 if percent < 1 or percent > 99 else 0
