"""The text of a game as an assessment, whatever the form of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lynchpin.importing.document import Document, Value
from lynchpin.importing.naming import Names, resembles

Choices: TypeAlias = tuple[tuple[str, str], ...]
"""Names of actors, each with the name of the option that it chooses."""
RATIONALITY = "`rationality` is the precision of the choices: the larger it is, the closer they are to a Nash equilibrium. The file does not state it."
MOST_OUTCOMES = 16
"""With more ends of the game, outcomes only distinguish the options of the first actor."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A game in the terms of an assessment.

    Attributes:
        title: Its title; may be empty.
        comment: Its description; may be empty.
        order: Who chooses when, as a sentence.
        asked: The label of the player that the question is about.
        actors: The fields of each actor.
        outcomes: The choices that lead to each outcome. The first is that of the player that the question is about.
    """

    title: str
    comment: str
    order: str
    asked: str
    actors: Mapping[str, Value]
    outcomes: Iterable[Choices]


def write_game(parts: Parts, path: Path) -> str:
    """Return the text of the assessment.

    Args:
        parts: The game.
        path: The path of its file, for names.
    """
    document = Document()
    title = parts.title or path.stem
    conditions, answers = _name_outcomes(parts.outcomes)
    document.comment(f"Imported from {path.name}. {parts.order}")
    document.add_head(title, f"What does {parts.asked} do?", answers, summary=parts.comment)
    document.section("sources").add("model", {"title": title, "note": f"the game in {path.name}"})
    actors = document.section("actors")
    actors.comment(RATIONALITY)
    for name, fields in parts.actors.items():
        actors.add(name, fields)
    section = document.section("outcomes")
    *first, last = conditions
    for name in first:
        section.add(name, {"when": conditions[name]})
    section.add(last, "otherwise")
    return document.write()


def write_actor(label: str, name: str, options: Mapping[str, str], payoffs: Mapping[str, Value], after: Value = "") -> dict[str, Value]:
    """Return the fields of an actor.

    Args:
        label: The label of its player in the file.
        name: Its name.
        options: The names of its options, by their labels in the file.
        payoffs: The field with its payoffs.
        after: The actors whose choices it sees; empty if there are none.
    """
    means = "" if resembles(label, name) else label
    named: dict[str, Value] = {option: {} if resembles(text, option) else {"means": text} for text, option in options.items()}
    return {"means": means, "after": after, "options": named, **payoffs, "rationality": "1", "cite": "model"}


def join_choices(choices: Choices) -> str:
    """Return the condition that actors choose some options."""
    return " and ".join(f"{actor} == {option}" for actor, option in choices)


def _name_outcomes(outcomes: Iterable[Choices]) -> tuple[dict[str, str], dict[str, Value]]:
    """Return the condition of each outcome, and the outcomes of each answer: what the first actor does."""
    names = Names("outcome")
    conditions: dict[str, str] = {}
    answers: dict[str, list[str]] = {}
    for choices in outcomes:
        name = names.add("_".join(option for _, option in choices))
        conditions[name] = join_choices(choices)
        answers.setdefault(choices[0][1], []).append(name)
    return conditions, dict(answers)
