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
from lynchpin.importing.document import Document, Value, write_number
from lynchpin.importing.games.normal import MOST_OUTCOMES, RATIONALITY, YEAR
from lynchpin.importing.games.tree import Place, Step, Tree, read_tree
from lynchpin.importing.naming import Names, resembles
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
        places: Its information sets.
        actions: Its actions, with their names as options.
        name: Its name.
        sees: The other actors whose choices it sees.
    """

    player: str
    places: list[str]
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
    if not tree.places:
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
    for key, place in tree.places.items():
        movers = tuple(tree.places[step.place].player if step.place else "" for step in place.paths[0])
        group = (place.player, place.actions, movers) if together else (key,)
        own = Names("option")
        groups.setdefault(group, Agent(place.player, [], {a: own.add(a) for a in place.actions})).places.append(key)
    agents = list(groups.values())
    owners = {key: index for index, agent in enumerate(agents) for key in agent.places}
    for agent in agents:
        seen = {_find_seen(tree.places[key], owners) for key in agent.places}
        if len(seen) > 1:
            raise UnsuitableGameError(f"{agent.player} does not always know the choices of the same players")
        agent.sees = next(iter(seen))
        for key in agent.places:
            _require_certain(tree, tree.places[key], set(agent.sees), owners)
    for agent in agents:
        if any(not set(agents[other].sees) <= set(agent.sees) for other in agent.sees):
            raise UnsuitableGameError(f"{agent.player} knows a choice without knowing what was known when it was made")
    _name(agents)
    return agents


def _find_seen(place: Place, owners: Mapping[str, int]) -> tuple[int, ...]:
    """Return the actors whose choices are the same on every path to an information set."""
    paths = [{owners[s.place]: s.action for s in path if s.place is not None} for path in place.paths]
    return tuple(sorted(k for k, action in paths[0].items() if all(p.get(k) == action for p in paths)))


def _require_certain(tree: Tree, place: Place, seen: set[int], owners: Mapping[str, int]) -> None:
    """Check that an information set is reached whatever the moves that its player does not see."""

    def weigh(step: Step) -> float:
        if step.place is None:
            return step.probability
        return 1.0 if owners[step.place] in seen else 1 / len(tree.places[step.place].actions)

    total = sum(math.prod(weigh(step) for step in path) for path in place.paths)
    if abs(total - 1) > CERTAIN:
        raise UnsuitableGameError(f"whether {place.player} moves depends on chance or on a choice that it does not see exactly")


def _name(agents: list[Agent]) -> None:
    names = Names("player")
    for agent in agents:
        agent.name = names.add(agent.player)


class _Writer:
    def __init__(self, tree: Tree, agents: list[Agent], path: Path) -> None:
        self._tree = tree
        self._agents = agents
        self._path = path
        self._owners = {key: agent for agent in agents for key in agent.places}
        self._ends: dict[tuple[tuple[str, str], ...], dict[str, float]] = {}
        for end in tree.ends:
            choices = tuple((self._owners[s.place].name, self._owners[s.place].actions[s.action]) for s in end.path if s.place is not None)
            probability = math.prod(step.probability for step in end.path)
            sums = self._ends.setdefault(choices, dict.fromkeys(tree.players, 0.0))
            for player, payoff in end.payoffs.items():
                sums[player] += probability * payoff

    def write(self) -> Imported:
        tree, first = self._tree, self._agents[0]
        title = tree.title or self._path.stem
        document = Document()
        document.comment(f"Imported from {self._path.name}. The game is played once.")
        document.add("lynchpin", "1")
        document.add("title", title)
        document.add("question", f"What does {first.player} do?")
        if tree.comment:
            document.add("summary", tree.comment)
        document.add("clock", {"start": YEAR, "end": YEAR})
        outcomes, answers = self._list_outcomes()
        document.add("answers", answers)
        document.section("sources").add("model", {"title": title, "note": f"the game in {self._path.name}"})
        actors = document.section("actors")
        actors.comment(RATIONALITY)
        for agent in self._agents:
            actors.add(agent.name, self._write_actor(agent))
        section = document.section("outcomes")
        for name, when in outcomes.items():
            section.add(name, when if when == "otherwise" else {"when": when})
        chance = any(step.place is None for end in tree.ends for step in end.path)
        notes = ("Chance moves, which nobody sees, were averaged in the payoffs.",) if chance else ()
        return Imported(document.write(), notes)

    def _write_actor(self, agent: Agent) -> dict[str, Value]:
        options: dict[str, Value] = {name: {} if resembles(label, name) else {"means": label} for label, name in agent.actions.items()}
        values: dict[str, Value] = {
            _join(choices): write_number(sums[agent.player]) for choices, sums in self._ends.items() if sums[agent.player]
        }
        seen = [self._agents[index].name for index in agent.sees]
        means = "" if resembles(agent.player, agent.name) else agent.player
        after: Value = seen[0] if len(seen) == 1 else seen
        fields: dict[str, Value] = {"means": means, **({"after": after} if seen else {}), "options": options, "values": values}
        return {**fields, "rationality": "1", "cite": "model"}

    def _list_outcomes(self) -> tuple[dict[str, str], dict[str, Value]]:
        """Return the conditions of the outcomes, one for each end if there are few, and the answers: what the first actor does."""
        first = self._agents[0]
        whole = len(self._ends) <= MOST_OUTCOMES and all(choices and choices[0][0] == first.name for choices in self._ends)
        ends = list(self._ends) if whole else [((first.name, option),) for option in first.actions.values()]
        names = Names("outcome")
        conditions: dict[str, str] = {}
        answers: dict[str, list[str]] = {}
        for choices in ends:
            name = names.add("_".join(option for _, option in choices))
            conditions[name] = _join(choices)
            answers.setdefault(choices[0][1], []).append(name)
        conditions[name] = "otherwise"
        return conditions, dict(answers)


def _join(choices: tuple[tuple[str, str], ...]) -> str:
    return " and ".join(f"{actor} == {option}" for actor, option in choices)
