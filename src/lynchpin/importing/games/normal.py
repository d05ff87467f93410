"""A game in normal form as an assessment: every player is an actor, and every strategy an option."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lynchpin.importing.document import Value, write_number
from lynchpin.importing.games.gambit import open_gambit
from lynchpin.importing.games.size import require_few_profiles
from lynchpin.importing.games.writing import MOST_OUTCOMES, Parts, write_actor, write_game
from lynchpin.importing.naming import Names
from lynchpin.importing.record import Imported


@dataclass(frozen=True, slots=True)
class Player:
    """One player.

    Attributes:
        label: Its name in the file.
        name: Its name in the assessment.
        options: The names of its options, by their names in the file.
    """

    label: str
    name: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Game:
    """A game in normal form. `payoffs` has a number for each player, by the options of all players, under their names in the assessment."""

    title: str
    comment: str
    players: tuple[Player, ...]
    payoffs: Mapping[tuple[str, ...], tuple[float, ...]]


def import_normal_game(text: str, path: Path) -> Imported:
    """Turn a game in normal form into an assessment.

    Args:
        text: The text of the file, in Gambit's format.
        path: Its path, for names.

    Raises:
        ArgumentError: The file is damaged or the game too large, or pygambit is not installed.
    """
    require_few_profiles(text, str(path))
    with open_gambit(path, "normal") as gambit:
        game = gambit.read_nfg(io.StringIO(text))
        arrays = game.to_arrays()
    labels = {str(player): [str(label) for label in game.get_strategies(player)] for player in game.players}
    players = _name_players(labels)
    payoffs = {
        tuple(profile[k][1] for k in range(len(players))): tuple(float(array[tuple(i for i, _ in profile)]) for array in arrays)
        for profile in itertools.product(*(enumerate(player.options.values()) for player in players))
    }
    return Imported(_write_game(Game(str(game.title), str(game.description), players, payoffs), path), ())


def _name_players(labels: Mapping[str, list[str]]) -> tuple[Player, ...]:
    """Return the players, given the labels of the options of each."""
    names = Names("player")
    players: list[Player] = []
    for label, options in labels.items():
        own = Names("option")
        players.append(Player(label, names.add(label), {option: own.add(option) for option in options}))
    return tuple(players)


def _write_game(game: Game, path: Path) -> str:
    actors = {
        player.name: write_actor(player.label, player.name, player.options, {"payoffs": _nest(game, index)})
        for index, player in enumerate(game.players)
    }
    players = game.players if len(game.payoffs) <= MOST_OUTCOMES else game.players[:1]
    outcomes = itertools.product(*([(player.name, option) for option in player.options.values()] for player in players))
    order = "The game is played once, and all players choose at the same time."
    return write_game(Parts(game.title, game.comment, order, game.players[0].label, actors, outcomes), path)


def _nest(game: Game, index: int) -> Value:
    """Return the payoffs of a player as a table: its own options, then those of the others in the order of the file."""
    order = [index, *(k for k in range(len(game.players)) if k != index)]

    def write(profile: dict[int, str], rest: list[int]) -> Value:
        if not rest:
            return write_number(game.payoffs[tuple(profile[k] for k in range(len(game.players)))][index])
        return {option: write({**profile, rest[0]: option}, rest[1:]) for option in game.players[rest[0]].options.values()}

    return write({}, order)
