"""Likelihoods in the words of each published yardstick."""

from __future__ import annotations

import math

import pytest

from lynchpin.presentation.likelihoods import find_likelihood, format_likelihood, list_terms

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
    # The words say no more than the figures: “over 73%”, and “under 12%”.
    assert str(find_likelihood(0.9996, terms, 0.09)) == "likely or more"
    assert str(find_likelihood(0.0, terms, 0.04)) == "very unlikely or less"
    assert find_likelihood(0.09, list_terms("phia")).word == "highly unlikely"
    assert find_likelihood(0.07, list_terms("phia")).word == "remote chance"


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan, math.inf])
def test_only_probabilities_have_words(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        find_likelihood(p, list_terms("icd-203"))


def test_a_likelihood_is_written_with_its_number() -> None:
    assert format_likelihood(0.071, 0.002, list_terms("icd-203")) == "very unlikely (7.1% ± 0.2)"
