"""A game in extensive form as a tree, read through pygambit."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lynchpin.importing.games.gambit import open_gambit
from lynchpin.importing.games.size import require_few_nodes

MOST_MOVES = 40
"""Largest number of moves on one path from the start to an end."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move on a path: the information set at which it is made (None for chance), the action, and its probability if chance moves."""

    infoset: str | None
    action: str
    probability: float


@dataclass(slots=True)
class InfoSet:
    """An information set: its player, its actions, and the paths that lead to it."""

    player: str
    actions: tuple[str, ...]
    paths: list[tuple[Move, ...]]


@dataclass(frozen=True, slots=True)
class End:
    """An end of the game: the path to it, and the payoff of each player."""

    path: tuple[Move, ...]
    payoffs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Tree:
    """A game: its information sets in the order of the file, and its ends."""

    title: str
    comment: str
    players: tuple[str, ...]
    infosets: Mapping[str, InfoSet]
    ends: tuple[End, ...]


def read_tree(text: str, path: Path) -> Tree:
    """Read a game in extensive form.

    Args:
        text: The text of the file, in Gambit's format.
        path: Its path, for messages.

    Raises:
        ArgumentError: The file is damaged or the game too large, or pygambit is not installed.
    """
    require_few_nodes(text, str(path))
    with open_gambit(path, "extensive") as gambit:
        game = gambit.read_efg(io.StringIO(text))
        players = tuple(str(player) for player in game.players)
        reader = _Reader(game, gambit.H)
        reader.walk((), (), dict.fromkeys(players, 0.0))
    return Tree(str(game.title), str(game.description), players, reader.infosets, tuple(reader.ends))


class _Reader:
    def __init__(self, game: Any, nodes: Any) -> None:
        self._game = game
        self._nodes = nodes
        self.infosets: dict[str, InfoSet] = {}
        self.ends: list[End] = []

    def walk(self, labels: tuple[str, ...], moves: tuple[Move, ...], payoffs: dict[str, float]) -> None:
        """Read the part of the tree below a node. An outcome may stand at any node; its payoffs are added on the way."""
        if len(labels) > MOST_MOVES:
            raise ValueError(f"a path has more than {MOST_MOVES} moves")
        node = self._nodes.path(*labels)
        outcome = self._game.get_outcome(node)
        if outcome is not None:
            given = self._game.get_outcome_payoffs(outcome)
            payoffs = {player: payoff + float(given[player]) for player, payoff in payoffs.items()}
        actions = [str(action) for action in self._game.get_actions(node)]
        if not actions:
            self.ends.append(End(moves, payoffs))
            return
        chances = {str(action): float(p) for action, p in self._game.get_action_probs(node).items()}
        infoset = None
        if not chances:
            infoset = repr(self._game.get_members(node)[0])
            self.infosets.setdefault(infoset, InfoSet(str(self._game.get_player(node)), tuple(actions), [])).paths.append(moves)
        for action in actions:
            self.walk((*labels, action), (*moves, Move(infoset, action, chances.get(action, 1.0))), payoffs)
