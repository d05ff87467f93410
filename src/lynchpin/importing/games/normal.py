"""A game in normal form as an assessment: every player is an actor, and every strategy an option."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.document import Document, Value, write_number
from lynchpin.importing.games.header import require_size
from lynchpin.importing.naming import Names, resembles
from lynchpin.importing.packages import load_package
from lynchpin.importing.record import Imported

YEAR = "2025"
"""The only period of the clock: the game is played once."""
RATIONALITY = "`rationality` is the precision of the choices: the larger it is, the closer they are to a Nash equilibrium. The file does not state it."
MOST_OUTCOMES = 16
"""With more combinations of options, outcomes only distinguish the options of the first player."""


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
    require_size(text, str(path))
    gambit = load_package("pygambit")
    try:
        game = gambit.read_nfg(io.StringIO(text))
        arrays = game.to_arrays()
    except (ValueError, OSError, OverflowError, KeyError, IndexError) as problem:
        raise ArgumentError(f"{path} is not a game in normal form: {str(problem).strip()}") from None
    labels = {str(player): [str(label) for label in game.get_strategies(player)] for player in game.players}
    players = name_players(labels)
    payoffs = {
        tuple(profile[k][1] for k in range(len(players))): tuple(float(array[tuple(i for i, _ in profile)]) for array in arrays)
        for profile in itertools.product(*(enumerate(player.options.values()) for player in players))
    }
    return write_game(Game(str(game.title), str(game.description), players, payoffs), path)


def name_players(labels: Mapping[str, list[str]]) -> tuple[Player, ...]:
    """Return the players with their names in the assessment.

    Args:
        labels: The options of each player, as the file names them.
    """
    names = Names("player")
    players: list[Player] = []
    for label, options in labels.items():
        own = Names("option")
        players.append(Player(label, names.add(label), {option: own.add(option) for option in options}))
    return tuple(players)


def write_game(game: Game, path: Path) -> Imported:
    """Write a game as an assessment.

    Args:
        game: The game.
        path: The path of its file, for names.
    """
    document = Document()
    title = game.title or path.stem
    document.comment(f"Imported from {path.name}. The game is played once, and all players choose at the same time.")
    document.add("lynchpin", "1")
    document.add("title", title)
    document.add("question", f"What does {game.players[0].label} do?")
    if game.comment:
        document.add("summary", game.comment)
    document.add("clock", {"start": YEAR, "end": YEAR})
    outcomes, answers = _list_outcomes(game)
    document.add("answers", answers)
    document.section("sources").add("model", {"title": title, "note": f"the game in {path.name}"})
    actors = document.section("actors")
    actors.comment(RATIONALITY)
    for index, player in enumerate(game.players):
        actors.add(player.name, _write_actor(game, index, player))
    section = document.section("outcomes")
    for name, when in outcomes.items():
        section.add(name, when if when == "otherwise" else {"when": when})
    return Imported(document.write(), ())


def _write_actor(game: Game, index: int, player: Player) -> dict[str, Value]:
    options: dict[str, Value] = {name: {} if resembles(label, name) else {"means": label} for label, name in player.options.items()}
    payoffs = _nest(game, index)
    means = "" if resembles(player.label, player.name) else player.label
    return {"means": means, "options": options, "payoffs": payoffs, "rationality": "1", "cite": "model"}


def _nest(game: Game, index: int) -> Value:
    """Return the payoffs of a player as a table: its own options, then those of the others in the order of the file."""
    order = [index, *(k for k in range(len(game.players)) if k != index)]

    def write(profile: dict[int, str], rest: list[int]) -> Value:
        if not rest:
            return write_number(game.payoffs[tuple(profile[k] for k in range(len(game.players)))][index])
        return {option: write({**profile, rest[0]: option}, rest[1:]) for option in game.players[rest[0]].options.values()}

    return write({}, order)


def _list_outcomes(game: Game) -> tuple[dict[str, str], dict[str, Value]]:
    """Return the conditions of the outcomes, and the answers: what the first player does."""
    players = game.players if len(game.payoffs) <= MOST_OUTCOMES else game.players[:1]
    conditions: dict[str, str] = {}
    answers: dict[str, Value] = {}
    names = Names("outcome")
    for own in players[0].options.values():
        listed: list[str] = []
        for others in itertools.product(*(player.options.values() for player in players[1:])):
            profile = (own, *others)
            name = names.add("_".join(profile))
            conditions[name] = " and ".join(f"{player.name} == {option}" for player, option in zip(players, profile, strict=True))
            listed.append(name)
        answers[own] = listed
    conditions[name] = "otherwise"
    return conditions, answers
