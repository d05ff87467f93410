"""Names, lists and counts in words."""

from __future__ import annotations

from collections.abc import Sequence

DRAWS = {"weight": "weight of ", "rationality": "rationality", "influence": "influence", "bias": "bias in seeing "}
"""Draws of an actor without a name in the file, by the first word of the name of the draw."""


def format_name(name: str) -> str:
    """Return a readable name: `state not hollow` for `state_not_hollow`, and `minsk: weight of growth` for `weight:minsk:growth`."""
    kind, colon, rest = name.partition(":")
    owner, _, what = rest.partition(":")
    if colon and kind in DRAWS:
        name = f"{owner.replace('.', ' ')}: {DRAWS[kind]}{what}"
    return name.replace(" == ", ": ").replace("_", " ")


def format_list(words: Sequence[str], last: str = "and") -> str:
    """Return a list in words: `a`, `a and b`, `a, b and c`.

    Args:
        words: The items; there may be none.
        last: The word before the last item.
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def format_count(number: int, one: str, many: str = "") -> str:
    """Return a count in words: `1 forecast`, `3 forecasts`, `no forecasts`.

    Args:
        number: The number.
        one: Noun in the singular.
        many: Noun in the plural, by default with an s.
    """
    name = one if number == 1 else many or f"{one}s"
    return f"{number:,} {name}" if number else f"no {name}"


def open_sentence(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
