"""Compare sample output in the docs with real output: equal words, and numbers within the differences between kinds of processors."""

from __future__ import annotations

import re

import pytest

NUMBER = re.compile(r"\d[\d,]*\.?\d*")


def assert_alike(found: str, shown: str, *, share: float = 0.02, places: float = 3.0) -> None:
    """Check that words and numbers have the same order, and that numbers differ by at most `share`, or `places` units of the last digit.

    Another instruction set rounds the last bit of a sum differently, so a future close to a threshold may have another outcome. This
    affects only a few futures in thousands, so the significant digits change little or not at all.
    """
    assert _leave_out_widths(NUMBER.sub("#", found)) == _leave_out_widths(NUMBER.sub("#", shown))
    for a, b in zip(NUMBER.findall(found), NUMBER.findall(shown), strict=True):
        assert _read(a) == pytest.approx(_read(b), rel=share, abs=places * _last_place(b)), f"{a} is not {b}"


def _leave_out_widths(text: str) -> str:
    """Collapse spaces: the width of a column depends on its widest number."""
    return re.sub(r" +", " ", text)


def _read(number: str) -> float:
    return float(number.rstrip(".,").replace(",", ""))


def _last_place(number: str) -> float:
    """Return the unit of the last digit: 1 for `312`, 0.01 for `3.12`."""
    _, _, decimals = number.rstrip(".,").partition(".")
    return float(10.0 ** -len(decimals))
