"""Mutations of a file: characters, words and lines removed, repeated, swapped, or replaced by common mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

SNIPPETS = (
    "(", ")", "[", "]", "{", "}", ",", ":", ": ", "- ", "#", " #", "'", "\"", "|", ">", "&a", "*a", "!", "%", "@", "`", "\\", "\t",
    "\n", "\r\n", "\u0000", "\u0007", "\ufeff", "\u2028", "\u00e9", "\ud835\udfdb", "\ue000", "~", "null", "no", "yes", "true", "inf",
    "-inf", "nan", "1e400", "1e-400", "9" * 400, "0", "-1", "1.4", "3 billion USD", "3 ships", "/ year", "** 99", "** year", "%",
    "2 to 1", "0 to 0", "normal(0, 0)", "beta(-1, 2)", "choice(1: 2)", "choice()", "truncated(1, 2)", "truncated(uniform(0, 1), 5, 6)",
    "likely", "never ever", "if", "else", "not", "and", "==", "=", "<", "previous(", "since(x)", "interpolate(x, [0, 1])",
    "at(2025-Q1, flow)", "by(1, flow)", "flow", "paid", "supplier", "supplier == cut", "arrears", "time", "year", "2025-Q1", "2025-13",
    "0000", "otherwise", "memo p1; memo p2", "x" * 300, "((((((((((", "-" * 200, "[[[[[[[[[[", "{a: {b: {c: ", "? ", "---\n", "...\n",
    "<<: ", "!!python/object:os.system ", "__class__", "a.b", "a[0]", "lambda: 0",
)  # fmt: skip

Mutation = Callable[[str], str]


def _at(text: str, where: float) -> int:
    return min(int(where * len(text)), len(text))


def insert(where: float, snippet: str) -> Mutation:
    return lambda text: text[: _at(text, where)] + snippet + text[_at(text, where) :]


def delete(where: float, length: int) -> Mutation:
    return lambda text: text[: _at(text, where)] + text[_at(text, where) + length :]


def replace_word(where: float, snippet: str) -> Mutation:
    def mutate(text: str) -> str:
        words = list(re.finditer(r"[\w.]+", text))
        if not words:
            return text
        word = words[min(int(where * len(words)), len(words) - 1)]
        return text[: word.start()] + snippet + text[word.end() :]

    return mutate


def move_line(where: float, to: float, *, keep: bool) -> Mutation:
    def mutate(text: str) -> str:
        lines = text.split("\n")
        at = min(int(where * len(lines)), len(lines) - 1)
        line = lines[at] if keep else lines.pop(at)
        lines.insert(min(int(to * (len(lines) + 1)), len(lines)), line)
        return "\n".join(lines)

    return mutate


def swap_words(where: float, to: float) -> Mutation:
    def mutate(text: str) -> str:
        pieces = re.split(r"([\w.]+)", text)
        words = range(1, len(pieces), 2)
        if len(words) < 2:
            return text
        first, second = (words[min(int(x * len(words)), len(words) - 1)] for x in (where, to))
        pieces[first], pieces[second] = pieces[second], pieces[first]
        return "".join(pieces)

    return mutate


_WHERE = st.floats(0, 1, exclude_max=True)
_SNIPPET = st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=6))
MUTATIONS: st.SearchStrategy[Mutation] = st.one_of(
    st.builds(insert, _WHERE, _SNIPPET),
    st.builds(delete, _WHERE, st.integers(1, 40)),
    st.builds(replace_word, _WHERE, _SNIPPET),
    st.builds(lambda where, to, keep: move_line(where, to, keep=keep), _WHERE, _WHERE, st.booleans()),
    st.builds(swap_words, _WHERE, _WHERE),
)
