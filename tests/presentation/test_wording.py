"""Numbers in words: by each published yardstick, and with no more digits than their error justifies."""

from __future__ import annotations

import math
import re

import pytest

from lynchpin.presentation.wording import (
    find_likelihood,
    format_bits,
    format_count,
    format_estimate,
    format_index,
    format_likelihood,
    format_list,
    format_name,
    format_number,
    format_percent,
    format_points,
    format_rare,
    format_score,
    format_share,
    list_terms,
    open_sentence,
)

# The published ranges (ICD 203 of 2015; PHIA 2025; Kent 1964; IPCC AR5 and AR6), repeated here and not taken from the code.
PUBLISHED = {
    "icd-203": [
        ("almost no chance", 0.01, 0.05), ("very unlikely", 0.05, 0.20), ("unlikely", 0.20, 0.45), ("roughly even chance", 0.45, 0.55),
        ("likely", 0.55, 0.80), ("very likely", 0.80, 0.95), ("almost certain", 0.95, 0.99),
    ],
    "phia": [
        ("remote chance", 0.0, 0.05), ("highly unlikely", 0.10, 0.20), ("unlikely", 0.25, 0.35), ("realistic possibility", 0.40, 0.50),
        ("likely", 0.55, 0.75), ("highly likely", 0.80, 0.90), ("almost certain", 0.95, 1.0),
    ],
    "kent": [
        ("impossible", 0.0, 0.0), ("almost certainly not", 0.02, 0.12), ("probably not", 0.20, 0.40), ("chances about even", 0.40, 0.60),
        ("probable", 0.63, 0.87), ("almost certain", 0.87, 0.99), ("certain", 1.0, 1.0),
    ],
    "ipcc": [
        ("exceptionally unlikely", 0.0, 0.01), ("very unlikely", 0.0, 0.10), ("unlikely", 0.0, 0.33),
        ("about as likely as not", 0.33, 0.66), ("likely", 0.66, 1.0), ("very likely", 0.90, 1.0), ("virtually certain", 0.99, 1.0),
    ],
}  # fmt: skip


@pytest.mark.parametrize("yardstick", PUBLISHED)
def test_terms_are_as_published(yardstick: str) -> None:
    assert sorted((t.word, t.low, t.high) for t in list_terms(yardstick)) == sorted(PUBLISHED[yardstick])


@pytest.mark.parametrize(("yardstick", "word", "low", "high"), [(y, *term) for y, terms in PUBLISHED.items() for term in terms])
def test_a_term_speaks_inside_its_own_range(yardstick: str, word: str, low: float, high: float) -> None:
    """Nested ranges (ipcc): the narrowest range that contains a probability is used; wide terms are tried where no narrower one applies."""
    narrower = [(a, b) for _, a, b in PUBLISHED[yardstick] if b - a < high - low]
    points = [low + (high - low) * k / 40 for k in range(1, 40)] if high > low else [low]
    free = [p for p in points if not any(a <= p <= b for a, b in narrower)]
    assert free
    for p in free:
        assert str(find_likelihood(p, list_terms(yardstick))) == word


@pytest.mark.parametrize(
    ("yardstick", "p", "words"),
    [
        ("icd-203", 0.05, "very unlikely"),  # ranges include their lower end
        ("icd-203", 0.2, "unlikely"),
        ("icd-203", 0.005, "below “almost no chance”"),
        ("icd-203", 0.0, "below “almost no chance”"),
        ("icd-203", 0.99, "above “almost certain”"),
        ("icd-203", 1.0, "above “almost certain”"),
        ("phia", 0.0, "remote chance"),
        ("phia", 1.0, "almost certain"),
        ("phia", 0.07, "between “remote chance” and “highly unlikely”"),
        ("phia", 0.09, "between “remote chance” and “highly unlikely”"),
        ("phia", 0.51, "between “realistic possibility” and “likely”"),
        ("phia", 0.54, "between “realistic possibility” and “likely”"),
        ("kent", 0.0, "impossible"),
        ("kent", 1.0, "certain"),
        ("kent", 0.15, "between “almost certainly not” and “probably not”"),
        ("ipcc", 0.0, "exceptionally unlikely"),
        ("ipcc", 0.05, "very unlikely"),
        ("ipcc", 0.995, "virtually certain"),
    ],
)
def test_ends_and_gaps(yardstick: str, p: float, words: str) -> None:
    assert str(find_likelihood(p, list_terms(yardstick))) == words


@pytest.mark.parametrize("yardstick", PUBLISHED)
def test_every_probability_has_words(yardstick: str) -> None:
    for k in range(1001):
        assert find_likelihood(k / 1000, list_terms(yardstick)).word


def test_an_estimate_near_a_border_is_said_to_be_there() -> None:
    terms = list_terms("icd-203")
    assert str(find_likelihood(0.203, terms, 0.002)) == "very unlikely to unlikely"
    assert str(find_likelihood(0.203, terms, 0.001)) == "unlikely"
    assert str(find_likelihood(0.012, terms, 0.002)) == "almost no chance or less"
    assert str(find_likelihood(0.008, terms, 0.002)) == "almost no chance or less"
    assert str(find_likelihood(0.989, terms, 0.002)) == str(find_likelihood(0.992, terms, 0.002)) == "almost certain or more"
    assert find_likelihood(0.09, list_terms("phia")).word == "highly unlikely"
    assert find_likelihood(0.07, list_terms("phia")).word == "remote chance"


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan, math.inf])
def test_what_is_no_probability_has_no_words(p: float) -> None:
    with pytest.raises(ValueError, match="no probability"):
        find_likelihood(p, list_terms("icd-203"))


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
        (format_likelihood(0.071, 0.002, list_terms("icd-203")), "very unlikely (7.1% ± 0.2)"),
    ],
)
def test_numbers_in_words(text: str, expected: str) -> None:
    assert text == expected


def test_names_lists_and_counts() -> None:
    assert format_name("state_not_hollow") == "state not hollow"
    assert format_name("weight:supplier.company:-debt * (1 - paid)") == "supplier company: weight of -debt * (1 - paid)"
    assert format_name("rationality:minsk") == "minsk: rationality"
    assert (format_list([]), format_list(["a"]), format_list(["a", "b"]), format_list(["a", "b", "c"], "or")) == (
        "",
        "a",
        "a and b",
        "a, b or c",
    )
    assert (format_count(0, "claim"), format_count(1, "claim"), format_count(1200, "claim")) == ("no claims", "1 claim", "1,200 claims")
    assert format_count(2, "policy", "policies") == "2 policies"
    assert (open_sentence("ça va"), open_sentence("")) == ("Ça va", "")
