"""Spellings that are errors and can only mean one thing, so that `lynchpin check --fix` may correct them."""

from __future__ import annotations

import re
from collections.abc import Container

from lynchpin.errors import Place
from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.nodes import Node
from lynchpin.language.unit_hints import respell_unit


def suggest_percent(diagnostics: Diagnostics, node: Node, number: float) -> str:
    """Return a hint for a probability that can only be meant as a percentage, and correct it; empty for another number.

    Args:
        diagnostics: Where the correction is added.
        node: The scalar.
        number: The number that it has been read as.
    """
    if not 2 <= number <= 100:
        return ""
    if node.text.replace(".", "", 1).isdigit():
        diagnostics.correct(node.place, node.text, f"{node.text}%")
    return f"for {number:g} percent, write `{number / 100:g}` or `{number:g}%`"


def correct_unit(diagnostics: Diagnostics, place: Place, text: str, word: str, own: Container[str]) -> None:
    """Correct a word in a unit, if it can only mean one unit.

    Args:
        diagnostics: Where the correction is added.
        place: Where the unit is, or the number that ends with it.
        text: The whole unit as written.
        word: The word that is unknown.
        own: The units that the file declares.
    """
    if meant := find_singular(word, own) or respell_unit(word):
        ahead = max(0, place.length - len(text))
        place = Place(place.line, place.column + ahead, len(text))
        diagnostics.correct(place, text, re.sub(rf"\b{re.escape(word)}\b", meant, text))


def find_singular(word: str, own: Container[str]) -> str:
    """Return the singular of a word, if it is a unit of the file; otherwise an empty string.

    Args:
        word: The word.
        own: The units that the file declares.
    """
    return next((one for one in (word.removesuffix("s"), word.removesuffix("es")) if one in own and one != word), "")
