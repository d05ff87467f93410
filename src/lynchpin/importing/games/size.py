"""Refuses a game that is too large, before anything stores its payoffs."""

from __future__ import annotations

import math
import re

from lynchpin.errors import ArgumentError

MOST_PROFILES = 1_024
"""Largest number of combinations of options. An assessment states a payoff for each of them and each player."""
MOST_NODES = 1_000
"""Largest number of moves and ends of a game in extensive form."""
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}]|[^\s{}"]+')
_LONGEST = 100_000
"""Characters of the file that may belong to its header."""


def require_few_profiles(text: str, path: str) -> None:
    """Check that a game in normal form is small enough.

    Args:
        text: The text of the file.
        path: Its name in messages.

    Raises:
        ArgumentError: The game has too many profiles, or its header is damaged.
    """
    sizes = _read_sizes(_TOKEN.findall(text[:_LONGEST]))
    if sizes is None:
        raise ArgumentError(f"{path} is not a game in normal form: it does not start with a title, the players and their options")
    profiles = math.prod(sizes)
    if profiles > MOST_PROFILES:
        raise ArgumentError(f"{path} has {profiles:,} combinations of options; at most {MOST_PROFILES:,} can be imported")


def require_few_nodes(text: str, path: str) -> None:
    """Check that a game in extensive form is small enough.

    Args:
        text: The text of the file.
        path: Its name in messages.

    Raises:
        ArgumentError: The game has too many nodes, or the file is of another kind.
    """
    if not text.startswith("EFG"):
        raise ArgumentError(f"{path} is not a game in extensive form: it does not start with EFG")
    nodes = sum(token in ("c", "p", "t") for token in _TOKEN.findall(text))
    if nodes > MOST_NODES:
        raise ArgumentError(f"{path} has more than {MOST_NODES:,} nodes")


def _read_sizes(tokens: list[str]) -> list[int] | None:
    """Return the number of options of each player, or None if the header is damaged."""
    if tokens[:1] != ["NFG"] or "{" not in tokens:
        return None
    start = tokens.index("{")
    if "}" not in tokens[start:]:
        return None
    place = start + tokens[start:].index("}") + 1
    if tokens[place : place + 1] != ["{"]:
        return None
    sizes: list[int] = []
    depth, count = 1, 0
    for token in tokens[place + 1 :]:
        if token == "{":
            depth, count = depth + 1, 0
        elif token == "}":
            depth -= 1
            if depth == 0:
                return sizes if sizes and min(sizes) > 0 else None
            sizes.append(count)
        elif depth == 1:
            if not re.fullmatch(r"\d{1,9}", token):
                return None
            sizes.append(int(token))
        else:
            count += 1
    return None
