"""Words of estimative probability, with the ranges that their publishers define.

icd-203: US Intelligence Community Directive 203 (2015); phia: UK Professional Head of Intelligence Assessment (2025);
kent: Sherman Kent, Words of Estimative Probability (1964); ipcc: Fifth and Sixth Assessment Reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

Ranges = Mapping[str, tuple[float, float]]


def _spread(*rows: tuple[str, float, float]) -> Ranges:
    """Return one entry per word from rows of synonyms that are separated by commas."""
    return {word.strip(): (low, high) for words, low, high in rows for word in words.split(",")}


YARDSTICKS: Mapping[str, Ranges] = {
    "icd-203": _spread(
        ("almost no chance, remote", 0.01, 0.05),
        ("very unlikely, highly improbable", 0.05, 0.20),
        ("unlikely, improbable", 0.20, 0.45),
        ("roughly even chance, roughly even, roughly even odds", 0.45, 0.55),
        ("likely, probable", 0.55, 0.80),
        ("very likely, highly probable", 0.80, 0.95),
        ("almost certain, almost certainly, nearly certain", 0.95, 0.99),
    ),
    "phia": _spread(
        ("remote chance", 0.0, 0.05),
        ("highly unlikely", 0.10, 0.20),
        ("unlikely", 0.25, 0.35),
        ("realistic possibility", 0.40, 0.50),
        ("likely, probable", 0.55, 0.75),
        ("highly likely", 0.80, 0.90),
        ("almost certain", 0.95, 1.0),
    ),
    "kent": _spread(
        ("impossible", 0.0, 0.0),
        ("almost certainly not", 0.02, 0.12),
        ("probably not", 0.20, 0.40),
        ("chances about even", 0.40, 0.60),
        ("probable", 0.63, 0.87),
        ("almost certain", 0.87, 0.99),
        ("certain", 1.0, 1.0),
    ),
    "ipcc": _spread(
        ("exceptionally unlikely", 0.0, 0.01),
        ("very unlikely", 0.0, 0.10),
        ("unlikely", 0.0, 0.33),
        ("about as likely as not", 0.33, 0.66),
        ("likely", 0.66, 1.0),
        ("very likely", 0.90, 1.0),
        ("virtually certain", 0.99, 1.0),
    ),
}
DEFAULT = "icd-203"


def find_range(text: str, yardstick: str) -> tuple[float, float] | None:
    """Return the published range of a term, in any case and spacing, or None if the yardstick does not have it.

    Args:
        text: The term.
        yardstick: The name of the yardstick.
    """
    return YARDSTICKS[yardstick].get(normalise(text))


def normalise(text: str) -> str:
    """Return a term in the case and spacing of the yardsticks."""
    return " ".join(text.replace("-", " ").split()).lower()


def suggest_words(text: str, yardstick: str) -> str:
    """Return a hint for words that the yardstick does not have. It never suggests the opposite of what was meant.

    Args:
        text: The words as written.
        yardstick: The name of the yardstick.
    """
    known, given = YARDSTICKS[yardstick], normalise(text).split()
    within = [words for words in known if set(words.split()) <= set(given)]
    around = [words for words in known if set(given) <= set(words.split())]
    if _NEGATIONS.isdisjoint(given) and (within or around):
        return f"did you mean `{max(within or around, key=len)}`?"
    near = get_close_matches(normalise(text)[:60], known, n=1, cutoff=0.8)
    return f"did you mean `{near[0]}`?" if near else "the terms are: " + ", ".join(known)


_NEGATIONS = frozenset({"not", "no", "never", "hardly", "barely", "scarcely"})


def list_yardsticks_with(text: str) -> tuple[str, ...]:
    """Return the names of the yardsticks that have a term."""
    return tuple(name for name, ranges in YARDSTICKS.items() if normalise(text) in ranges)
