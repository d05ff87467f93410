"""Valid names for the labels of other formats, which may contain spaces, capitals and any other character."""

from __future__ import annotations

import re
import unicodedata

from lynchpin.language.names import NAME, RESERVED

_WORDS = {"true": "yes", "false": "no"}
"""Common names of states that are reserved words in lynchpin."""
_LONGEST = 60


class Names:
    """Valid names, each given once.

    Args:
        prefix: Starts a name that would otherwise start with a digit or be a reserved word, such as `model` in `model_time`.
        taken: Names that are already used.
    """

    def __init__(self, prefix: str, taken: tuple[str, ...] = ()) -> None:
        self._prefix = prefix
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}
        """The highest number that was appended to each name."""

    def copy(self) -> Names:
        """Return the same names, to which others can be added."""
        return Names(self._prefix, tuple(self._taken))

    def add(self, label: str) -> str:
        """Return a new name that resembles `label`."""
        plain = make_plain(label)
        plain = _WORDS.get(plain, plain)
        if not NAME.match(plain) or plain in RESERVED:
            plain = f"{self._prefix}_{plain}".rstrip("_")
        name, number = plain, self._numbers.get(plain, 1)
        while name in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._numbers[plain] = number
        self._taken.add(name)
        return name


def make_plain(label: str) -> str:
    """Return a label in lower-case letters, digits and `_`; it may start with a digit or be empty."""
    ascii_only = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")[:_LONGEST].rstrip("_")


def resembles(label: str, name: str) -> bool:
    """Return whether a name reads like the label from which it was made.

    Args:
        label: The label in the other format.
        name: The name in lynchpin.
    """
    plain = make_plain(label)
    return label.isascii() and (plain == name or (plain.isdigit() and name.endswith(f"_{plain}")))
