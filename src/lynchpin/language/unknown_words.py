"""Reports words that a parameter does not have."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.errors import Place
from lynchpin.language.reading import Reading
from lynchpin.language.wording import join_words, shorten, suggest_word


def report_unknown_word(reading: Reading, name: str, word: str, words: Mapping[str, Place], place: Place) -> None:
    """Report a word that a parameter does not have.

    Args:
        reading: The file that is being read; errors are reported there.
        name: The parameter.
        word: The word.
        words: The words that the parameter has, with their places.
        place: Where the unknown word is.
    """
    hint = suggest_word(word, words) or f"the words of `{name}` are {join_words(words)}"
    also = ((next(iter(words.values())), "declared here"),)
    reading.diagnostics.add("unknown-word", place, hint=hint, also=also, name=name, word=shorten(word))
