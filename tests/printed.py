"""What the docs show beside what is printed: the same words; numbers may differ as little as another kind of processor makes them."""

from __future__ import annotations

import re

import pytest

NUMBER = re.compile(r"\d[\d,]*\.?\d*")


def assert_alike(found: str, shown: str, *, share: float = 0.02, places: float = 3.0) -> None:
    """Words and numbers in the same order; a number by at most `share` of itself or `places` of its last digit.

    Another instruction set rounds the last bit of a sum differently, and a future that stood on an edge then ends elsewhere: among
    thousands of futures a few, so that the digits that the error bears stay as they are, or nearly so.
    """
    assert _leave_out_widths(NUMBER.sub("#", found)) == _leave_out_widths(NUMBER.sub("#", shown))
    for a, b in zip(NUMBER.findall(found), NUMBER.findall(shown), strict=True):
        assert _read(a) == pytest.approx(_read(b), rel=share, abs=places * _last_place(b)), f"{a} is not {b}"


def _leave_out_widths(text: str) -> str:
    """Columns are as wide as their widest number, so that spaces before a number say nothing."""
    return re.sub(r" +", " ", text)


def _read(number: str) -> float:
    return float(number.rstrip(".,").replace(",", ""))


def _last_place(number: str) -> float:
    """1 for `312`, 0.01 for `3.12`."""
    _, _, decimals = number.rstrip(".,").partition(".")
    return float(10.0 ** -len(decimals))
