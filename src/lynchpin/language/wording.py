"""Phrases for messages: suggestions for misspelt words, lists, and short descriptions."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from lynchpin.language.nodes import Node

_MAX_CANDIDATES = 50
"""The number of names that are compared closely; of more, those that share the most pairs of letters."""
_MAX_LISTED = 40


def find_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate whose spelling is closest to `word`, or None if none is close.

    Args:
        word: The misspelt word.
        candidates: The words that may have been meant.
    """
    word = word[:60]
    alike = [candidate for candidate in candidates if abs(len(candidate) - len(word)) <= 12]
    if len(alike) > _MAX_CANDIDATES:
        pairs = _list_pairs(word)
        alike = sorted(alike, key=lambda candidate: (-len(pairs & _list_pairs(candidate)), len(candidate)))[:_MAX_CANDIDATES]
    found = get_close_matches(word, alike, n=1, cutoff=0.6)
    return found[0] if found else None


def _list_pairs(word: str) -> set[str]:
    return {word[k : k + 2] for k in range(len(word) - 1)}


def suggest_word(word: str, candidates: Iterable[str]) -> str:
    """Return a hint with the nearest candidate, or an empty string if none is close.

    Args:
        word: The misspelt word.
        candidates: The words that may have been meant.
    """
    nearest = find_nearest(word, candidates)
    return f"did you mean `{nearest}`?" if nearest else ""


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Join words as code in a list: `a`, `b` and `c`.

    Args:
        words: The words.
        last: The conjunction before the last word.
    """
    quoted = [f"`{word}`" for word in words]
    if len(quoted) > _MAX_LISTED:
        return f"{', '.join(quoted[:_MAX_LISTED])} and {len(quoted) - _MAX_LISTED:,} more"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if quoted else ""


def shorten(text: str, longest: int = 40) -> str:
    """Return a text on one line, with an ellipsis at the end if it has to be cut.

    Args:
        text: The text.
        longest: The largest number of characters, at least 3.
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 3] + "..."


def add_article(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def describe_node(node: Node) -> str:
    """Describe a node in a few words: its text, or what kind of collection it is."""
    if node.is_empty:
        return "nothing"
    return {"scalar": f"`{shorten(node.text)}`", "mapping": "a mapping", "list": "a list"}[node.kind]
