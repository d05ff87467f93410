"""Hints for words that are not units."""

from __future__ import annotations

from difflib import get_close_matches

from lynchpin.language.pint_units import COMMON_WORDS

# Abbreviations that people write, and the unit for each.
_ABBREVIATIONS = {
    "bn": "billion", "bln": "billion", "mn": "million", "mln": "million", "mio": "million", "tn": "trillion", "trn": "trillion",
    "k": "thousand", "thd": "thousand", "pct": "percent", "mt": "million tonne", "bpd": "barrel / day", "rub": "RUB",
}  # fmt: skip
_CLEAR = ("bn", "bln", "mio", "mln", "trn", "pct")
"""The abbreviations that have only one meaning."""
_TEMPERATURES = {
    **dict.fromkeys(("degc", "celsius", "degree_celsius", "c"), "degC"), **dict.fromkeys(("degf", "fahrenheit", "degree_fahrenheit", "f"), "degF"),
}  # fmt: skip


def respell_unit(word: str) -> str:
    """Return the unit for a word that can only mean that unit: `usd`, `Billion` or `bn`; empty if there is none.

    Short words in another case, except codes of currencies, are left alone, because `mW` is not `MW`.
    """
    if word.lower() in _CLEAR:
        return _ABBREVIATIONS[word.lower()]
    alike = [known for known in COMMON_WORDS if known.lower() == word.lower()]
    return alike[0] if len(alike) == 1 and (len(word) > 3 or (alike[0].isupper() and len(word) == 3)) else ""


def suggest_unit(word: str) -> str:
    """Return a hint for a word that is not a unit."""
    if word.lower() in _TEMPERATURES:
        scale = _TEMPERATURES[word.lower()]
        return (
            f"`{scale}` can only follow the number of a value, such as `20 {scale}`, or of one side of a comparison; a quantity is in kelvin "
            f"(`K`, as in `293.15 K`), and differences and rates are in `delta_{scale}`"
        )
    if word.strip("/ ").isdigit():
        return "write a single number: `0.333`, not `1/3`"
    alike = [known for known in COMMON_WORDS if known.lower() == word.lower()]
    nearest = _ABBREVIATIONS.get(word.lower()) or next(iter(alike or get_close_matches(word[:40], COMMON_WORDS, n=1, cutoff=0.7)), None)
    if nearest:
        return f"did you mean `{nearest}`?"
    return (
        "use a unit such as `billion USD / year`; declare what is counted under `units`, as in `units: {ship: }`, or write the number alone, "
        "or `1 / day` for a rate"
    )
