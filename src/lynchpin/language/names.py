"""Names: what may be one, who declares it, and which one an author most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.expressions import BUILT_IN_NAMES, MODEL_FUNCTIONS, PATH_FUNCTIONS
from lynchpin.language.units import Unit

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*\Z")
KEYWORDS = frozenset({"and", "or", "not", "if", "else", "to", "per", "inf", "otherwise", "true", "false"})
RESERVED = frozenset({*MODEL_FUNCTIONS, *PATH_FUNCTIONS, *BUILT_IN_NAMES, *KEYWORDS})


@dataclass(slots=True)
class Symbol:
    """One declared name. `unit` is None as long as it is not known; `members` are an actor's options."""

    name: str
    kind: str
    place: Place
    unit: Unit | None = None
    members: dict[str, Place] = field(default_factory=dict)
    owner: str = ""


def find_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelt most like `word`, if any comes close."""
    from difflib import get_close_matches

    found = get_close_matches(word[:60], [candidate for candidate in candidates if abs(len(candidate) - len(word)) <= 12], n=1, cutoff=0.6)
    return found[0] if found else None


def suggest_symbol(word: str, symbols: Iterable[Symbol]) -> str:
    """`did you mean ..., declared on line N?`, or nothing."""
    by_name = {symbol.name: symbol for symbol in symbols}
    nearest = find_nearest(word, by_name)
    return f"did you mean `{nearest}`, declared on line {by_name[nearest].place.line}?" if nearest else ""


def suggest_word(word: str, candidates: Iterable[str]) -> str:
    """`did you mean ...?`, or nothing."""
    nearest = find_nearest(word, candidates)
    return f"did you mean `{nearest}`?" if nearest else ""


def join_words(words: Iterable[str], last: str = "and") -> str:
    """`a`, `b` and `c`."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if quoted else ""
