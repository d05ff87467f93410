"""A game in extensive form as an assessment, if its information sets are those of actors who move after others.

An actor stands for one information set, or for several that differ only in the choices that were seen. It moves after the actors whose
choices it knows. Two conditions ensure that the agent quantal response equilibrium of the assessment is that of the game. An actor who
sees another also sees what the other saw. And given what an actor sees, it is certain to move, whatever the choices that it does not see;
otherwise its payoffs would be scaled by the probability that it moves. Chance moves that nobody sees are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.document import Value, write_number
from lynchpin.importing.games.tree import InfoSet, Move, Tree, read_tree
from lynchpin.importing.games.writing import MOST_OUTCOMES, Choices, Parts, join_choices, write_actor, write_game
from lynchpin.importing.naming import Names
from lynchpin.importing.record import Imported

CERTAIN = 1e-9
"""Largest rounding error of a sum of probabilities that is 1."""


class UnsuitableGameError(Exception):
    """The information sets of a game are not those of actors who move after others. The message says why."""


@dataclass(slots=True)
class Agent:
    """An actor.

    Attributes:
        player: The player for whom it moves.
        infosets: Its information sets.
        actions: Its actions, with their names as options.
        name: Its name.
        sees: The other actors whose choices it sees.
    """

    player: str
    infosets: list[str]
    actions: dict[str, str]
    name: str = ""
    sees: tuple[int, ...] = ()


def import_extensive_game(text: str, path: Path) -> Imported:
    """Turn a game in extensive form into an assessment.

    Args:
        text: The text of the file, in Gambit's format.
        path: Its path, for names.

    Raises:
        ArgumentError: The file is damaged, the game is too large or cannot be expressed, or pygambit is not installed.
    """
    tree = read_tree(text, path)
    if not tree.infosets:
        raise ArgumentError(f"{path}: nobody moves in this game")
    try:
        agents = find_agents(tree, together=True)
    except UnsuitableGameError:
        try:
            agents = find_agents(tree, together=False)
        except UnsuitableGameError as problem:
            raise ArgumentError(f"{path} cannot be expressed as an assessment: {problem}") from None
    return _Writer(tree, agents, path).write()


def find_agents(tree: Tree, *, together: bool) -> list[Agent]:
    """Return the actors of a game and what each sees.

    Args:
        tree: The game.
        together: Whether information sets of a player with the same actions, after moves of the same players, become one actor.

    Raises:
        UnsuitableGameError: The game has another structure.
    """
    groups: dict[tuple[object, ...], Agent] = {}
    for key, infoset in tree.infosets.items():
        movers = tuple(tree.infosets[move.infoset].player if move.infoset else "" for move in infoset.paths[0])
        group = (infoset.player, infoset.actions, movers) if together else (key,)
        own = Names("option")
        groups.setdefault(group, Agent(infoset.player, [], {a: own.add(a) for a in infoset.actions})).infosets.append(key)
    agents = list(groups.values())
    owners = {key: index for index, agent in enumerate(agents) for key in agent.infosets}
    for agent in agents:
        seen = {_find_seen(tree.infosets[key], owners) for key in agent.infosets}
        if len(seen) > 1:
            raise UnsuitableGameError(f"{agent.player} does not always know the choices of the same players")
        agent.sees = next(iter(seen))
        for key in agent.infosets:
            _require_certain(tree, tree.infosets[key], set(agent.sees), owners)
    for agent in agents:
        if any(not set(agents[other].sees) <= set(agent.sees) for other in agent.sees):
            raise UnsuitableGameError(f"{agent.player} knows a choice without knowing what was known when it was made")
    names = Names("player")
    for agent in agents:
        agent.name = names.add(agent.player)
    return agents


def _find_seen(infoset: InfoSet, owners: Mapping[str, int]) -> tuple[int, ...]:
    """Return the actors whose choices are the same on every path to an information set."""
    paths = [{owners[m.infoset]: m.action for m in path if m.infoset is not None} for path in infoset.paths]
    return tuple(sorted(k for k, action in paths[0].items() if all(p.get(k) == action for p in paths)))


def _require_certain(tree: Tree, infoset: InfoSet, seen: set[int], owners: Mapping[str, int]) -> None:
    """Check that an information set is reached whatever the moves that its player does not see."""

    def weigh(move: Move) -> float:
        if move.infoset is None:
            return move.probability
        return 1.0 if owners[move.infoset] in seen else 1 / len(tree.infosets[move.infoset].actions)

    total = sum(math.prod(weigh(move) for move in path) for path in infoset.paths)
    if abs(total - 1) > CERTAIN:
        raise UnsuitableGameError(f"whether {infoset.player} moves depends on chance or on a choice that it does not see exactly")


class _Writer:
    def __init__(self, tree: Tree, agents: list[Agent], path: Path) -> None:
        self._tree = tree
        self._agents = agents
        self._path = path
        self._owners = {key: agent for agent in agents for key in agent.infosets}
        self._ends: dict[Choices, dict[str, float]] = {}
        for end in tree.ends:
            choices = tuple(
                (self._owners[m.infoset].name, self._owners[m.infoset].actions[m.action]) for m in end.path if m.infoset is not None
            )
            probability = math.prod(move.probability for move in end.path)
            sums = self._ends.setdefault(choices, dict.fromkeys(tree.players, 0.0))
            for player, payoff in end.payoffs.items():
                sums[player] += probability * payoff

    def write(self) -> Imported:
        tree = self._tree
        actors = {agent.name: self._write_actor(agent) for agent in self._agents}
        parts = Parts(tree.title, tree.comment, "The game is played once.", self._agents[0].player, actors, self._list_outcomes())
        chance = any(move.infoset is None for end in tree.ends for move in end.path)
        notes = ("Chance moves, which nobody sees, were averaged in the payoffs.",) if chance else ()
        return Imported(write_game(parts, self._path), notes)

    def _write_actor(self, agent: Agent) -> dict[str, Value]:
        values = {join_choices(choices): write_number(sums[agent.player]) for choices, sums in self._ends.items() if sums[agent.player]}
        seen = [self._agents[index].name for index in agent.sees]
        after: Value = seen if len(seen) > 1 else "".join(seen)
        return write_actor(agent.player, agent.name, agent.actions, {"values": values}, after)

    def _list_outcomes(self) -> list[Choices]:
        """Return the choices of each end if there are few ends, and otherwise those of the first actor."""
        first = self._agents[0]
        if len(self._ends) <= MOST_OUTCOMES and all(choices and choices[0][0] == first.name for choices in self._ends):
            return list(self._ends)
        return [((first.name, option),) for option in first.actions.values()]
