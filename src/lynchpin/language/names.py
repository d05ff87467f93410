"""Names: which are valid, and what declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.expressions import BUILT_IN_NAMES, MODEL_FUNCTIONS, PATH_FUNCTIONS, Expression
from lynchpin.language.units import Unit
from lynchpin.language.wording import find_nearest

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*\Z")
_INDEXED = re.compile(r"\s*(?P<base>[^\W\d][\w.\-]*)\s*\[(?P<indices>[^\[\]]*)\]\s*\Z")
KEYWORDS = frozenset({"and", "or", "not", "if", "else", "to", "per", "inf", "otherwise", "true", "false"})
RESERVED = frozenset({*MODEL_FUNCTIONS, *PATH_FUNCTIONS, *BUILT_IN_NAMES, *KEYWORDS}) - {"delay"}
"""Words that cannot be names. `delay` is a common name of an option, and as a function it is always followed by parentheses."""


@dataclass(slots=True)
class Symbol:
    """A declared name. `unit` is None until it is known; `owner` is the actor of a lever.

    `members` are the options of an actor, the words of a parameter or the states of an event.
    """

    name: str
    kind: str
    place: Place
    unit: Unit | None = None
    members: dict[str, Place] = field(default_factory=dict)
    owner: str = ""

    @property
    def has_words(self) -> bool:
        """Whether it is a parameter whose values are words, or an event with states."""
        return self.kind in ("parameter", "event") and bool(self.members)


@dataclass(slots=True)
class Function:
    """A declared function. `body` is its expression with the functions that it calls put in; None if it has an error."""

    name: str
    parameters: tuple[str, ...]
    place: Place
    body: Expression | None = None

    @property
    def signature(self) -> str:
        """How it is called, such as `war(p, gain, loss)`."""
        return f"{self.name}({', '.join(self.parameters)})"


def suggest_symbol(word: str, symbols: Iterable[Symbol]) -> str:
    """Return a hint with the symbol whose name is nearest to `word`, or an empty string.

    Args:
        word: The misspelt name.
        symbols: The symbols that it may refer to.
    """
    by_name = {symbol.name: symbol for symbol in symbols}
    nearest = find_nearest(word, by_name)
    return f"did you mean `{nearest}`, declared on line {by_name[nearest].place.line}?" if nearest else ""


def suggest_index(name: str, families: Mapping[str, tuple[str, ...]]) -> str:
    """Return a hint for a name that lacks its index or has a wrong one, or an empty string.

    Args:
        name: The name as written.
        families: The sets of each indexed entry, by its name without the index.
    """
    base = name.partition("[")[0].strip()
    return f"write `{join_name(base, families[base])}`, or a member of each set" if base in families else ""


def make_name(text: str) -> str:
    """Return a valid name that resembles `text`, or an empty string."""
    made = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return made if NAME.match(made) and made not in RESERVED else ""


def split_name(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the base and the indices of a name with an index, or None for any other text."""
    match = _INDEXED.match(text)
    if match is None:
        return None
    return match["base"], tuple(word.strip() for word in match["indices"].split(","))


def join_name(base: str, indices: Sequence[str]) -> str:
    """Return a name with an index, in the form that all names of members have: `trade[boston, acton]`.

    Args:
        base: The name in front of the brackets.
        indices: The members or sets.
    """
    return f"{base}[{', '.join(indices)}]"
