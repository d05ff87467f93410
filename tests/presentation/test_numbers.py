"""Numbers as text: no more digits than their errors support."""

from __future__ import annotations

import math
import re

import pytest

from lynchpin.presentation.numbers import (
    format_bits,
    format_estimate,
    format_index,
    format_number,
    format_percent,
    format_points,
    format_rare,
    format_score,
    format_share,
)


@pytest.mark.parametrize(
    ("p", "error", "text"),
    [
        (0.0712, 0.002, "7.1% ± 0.2"),
        (0.0712, 0.0004, "7.12% ± 0.04"),
        (0.5, 0.04, "50% ± 4"),
        (0.0, 0.0001, "under 0.03%"),  # none of about 10,000: three times the error of one more future
        (1.0, 0.0001, "over 99.97%"),
        (None, None, "unknown"),
        (math.nan, 0.1, "unknown"),
        (0.31, None, "31%"),
    ],
)
def test_shares(p: float | None, error: float | None, text: str) -> None:
    assert format_share(p, error) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "0%"), (1.0, "100%"), (0.312, "31%"), (0.004, "0.4%"), (0.0001, "under 0.1%"), (0.9999, "over 99.9%"), (0.996, "99.6%")],
)
def test_percentages_without_an_error(p: float, text: str) -> None:
    assert format_percent(p) == text


@pytest.mark.parametrize(("credence", "text"), [(0.9, "90%"), (0.5, "50%"), (0.675, "67.5%"), (0.00045, "0.045%"), (1.0, "100%")])
def test_a_credence_of_the_file_is_written_exactly(credence: float, text: str) -> None:
    assert format_percent(credence, 0.0) == text


@pytest.mark.parametrize("error", [0.3, 0.04, 0.002, 0.0003, 0.00007])
@pytest.mark.parametrize("value", [0.123456789, 0.087654321, 0.5])
def test_no_digit_beyond_the_error(value: float, error: float) -> None:
    """The last digit shown is in the place of the error's first digit, for shares and points in per cent."""
    digits = max(0, -math.floor(math.log10(100 * error)))
    for text in (format_share(value, error), format_percent(value, error), format_points(value, error), format_index(value, error)):
        number = re.findall(r"\d+\.?\d*", text)[0]
        assert len(number.partition(".")[2]) <= digits, text
    number = re.findall(r"\d+\.?\d*", format_number(value, error))[0]
    assert len(number.partition(".")[2]) <= max(0, -math.floor(math.log10(error)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_points(0.123, 0.004), "+12.3 ± 0.4 points"),
        (format_points(-0.123, 0.004), "−12.3 ± 0.4 points"),
        (format_points(-0.123, 0.004, unit=""), "−12.3 ± 0.4"),
        (format_points(0.0, 0.0), "0 points"),
        (format_points(0.12), "+12 points"),
        (format_points(None), "unknown"),
        (format_index(0.2, 0.03), "20% ± 3"),
        (format_index(-0.01, 0.02), "−1% ± 2"),
        (format_index(None), "unknown"),
        (format_number(1234.5678, 2.0), "1,235"),
        (format_number(12345.0, 300.0), "12,300"),
        (format_number(-0.5, unit="billion USD"), "−0.5 billion USD"),
        (format_number(0.000012), "1.2 × 10⁻⁵"),
        (format_number(3.2e-18, 3.2e-20), "3.2 × 10⁻¹⁸"),
        (format_number(0.00001, 0.01), "0.00"),
        (format_number(3.16, unit="month"), "3.16 months"),
        (format_number(1.0, unit="month"), "1 month"),
        (format_number(2.5, unit="billion USD / year"), "2.5 billion USD / year"),
        (format_number(math.nan), "unknown"),
        (format_estimate(1.714, 0.04), "1.71 ± 0.04"),
        (format_estimate(1.714), "1.71"),
        (format_estimate(None, 0.1), "unknown"),
        (format_score(0.1114, 0.02), "0.11 ± 0.02"),
        (format_score(0.1114), "0.111"),
        (format_bits(0.78), "0.8"),
        (format_bits(0.31, signed=True), "+0.3"),
        (format_bits(0.31, 0.24, signed=True), "+0.3 ± 0.2"),
        (format_bits(0.31, 0.04), "0.3"),
        (format_bits(-0.01, signed=True), "0.0"),
        (format_bits(None), "unknown"),
        (format_rare(0.00045), "0.045%"),
        (format_rare(0.125), "12%"),
        (format_rare(2e-6), "0.0002%"),
        (format_rare(1e-7), "under 0.0001%"),
        (format_rare(0.0), "0%"),
    ],
)
def test_numbers_in_words(text: str, expected: str) -> None:
    assert text == expected
