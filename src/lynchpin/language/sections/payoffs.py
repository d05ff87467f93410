"""Reads payoff tables: one payoff for each profile, nested by the options of the actor, then by those of the other actors in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lynchpin.errors import Place
from lynchpin.language.citations import read_about
from lynchpin.language.entries import Entry, read_pairs
from lynchpin.language.expressions import Arithmetic, Expression, Logic, Played
from lynchpin.language.fields import OPTION_FIELDS
from lynchpin.language.inference import Inference
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Term, Value
from lynchpin.language.sections.early import uses_names
from lynchpin.language.units import PLAIN
from lynchpin.language.values import read_value
from lynchpin.language.wording import describe_node, join_words, shorten, suggest_word

Profile = tuple[tuple[str, str], ...]
"""Actors and the option of each."""
Levels = tuple[tuple[str, tuple[str, ...]], ...]
"""The actors of a table and their options, in the order of its levels."""
_SHOWN = 3
"""The number of missing options that a message names."""


@dataclass(frozen=True, slots=True)
class Game:
    """The actor whose payoffs are read, and the options of all actors in the order of the file."""

    actor: str
    options: Mapping[str, tuple[str, ...]]


def read_payoffs(reading: Reading, inference: Inference, entry: Entry, inherit: About, game: Game) -> tuple[Term, ...]:
    """Read the payoff table of an actor or faction; empty if there is none.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves payoffs that are expressions.
        entry: The actor or faction.
        inherit: Gives the basis of a table that states none.
        game: The actor and the options of all.

    Returns:
        A term for each profile of the table.
    """
    table, against = entry.get("payoffs"), entry.get("against")
    levels = _read_levels(reading, against, game)
    if table is None:
        if against is not None and not entry.has("payoffs"):
            reading.diagnostics.add("against-without-payoffs", against.place)
        return ()
    if not levels:
        return ()
    if not table.pairs:
        reading.diagnostics.add("empty-payoffs", table.place)
        return ()
    fields = {key.text: value for key, value in table.pairs if _is_field(key, game.options[game.actor]) and not value.is_empty}
    about = read_about(reading, Entry("payoffs", table.place, fields, table), inherit=inherit)
    return tuple(_make_term(reading, inference, profile, node, about) for profile, node in _list_cells(reading, table, levels, ()))


def _read_levels(reading: Reading, against: Node | None, game: Game) -> Levels:
    """Return the levels of a table: the actor itself, then the actors of `against` or, without it, all others. Empty after an error."""
    others = [name for name in game.options if name != game.actor]
    if against is not None:
        others = _read_against(reading, against, game.actor)
        if len(others) < len(reading.items(against)):
            return ()
    return tuple((name, game.options[name]) for name in (game.actor, *others))


def _read_against(reading: Reading, against: Node, actor: str) -> list[str]:
    """Return the actors in `against`. Any other item is reported and left out."""
    found: list[str] = []
    for node in reading.names(against, "against"):
        if reading.symbol(node, ("actor",)) is None:
            continue
        if node.text == actor or node.text in found:
            why = "is the actor itself" if node.text == actor else "is listed twice"
            reading.diagnostics.add("against-twice", node.place, name=node.text, why=why)
        else:
            found.append(node.text)
    return found


def _list_cells(reading: Reading, node: Node, levels: Levels, done: Profile) -> Iterator[tuple[Profile, Node]]:
    """Yield each complete profile of a table with the node of its payoff, after reporting what is missing, unknown or at the wrong depth.

    Args:
        reading: The file that is being read.
        node: The part of the table for the options that have been fixed.
        levels: The levels of the table.
        done: The options that have been fixed.
    """
    if len(done) == len(levels):
        if node.kind == "scalar" and not node.is_empty:
            yield done, node
        else:
            _report_no_payoff(reading, node, done)
        return
    player, options = levels[len(done)]
    if node.kind != "mapping":
        names = ", ".join(f"{option}: {node.text or '0'}" for option in options) if node.kind == "scalar" else "OPTION: 0"
        found = describe_node(node)
        reading.diagnostics.add("payoffs-too-shallow", node.place, where=_describe(done), player=player, found=found, names=names)
        return
    given = {key.text: (key, value) for key, value in read_pairs(reading, node) if done or not _is_field(key, options)}
    _check_options(reading, node, [key for key, _ in given.values()], levels, done)
    for option in options:
        if option in given:
            yield from _list_cells(reading, given[option][1], levels, (*done, (player, option)))


def _is_field(key: Node, options: Sequence[str]) -> bool:
    """Return whether a key of the first level states a basis, and is not an option of the same name."""
    return key.text in OPTION_FIELDS and key.text not in options


def _check_options(reading: Reading, node: Node, keys: Sequence[Node], levels: Levels, done: Profile) -> None:
    """Report the keys of a level that are not options of its actor, and the options without a key."""
    player, options = levels[len(done)]
    unknown = [key for key in keys if key.text not in options]
    for key in unknown:
        hint = _suggest_option(key.text, options, levels)
        reading.diagnostics.add("unknown-option", key.place, actor=player, option=shorten(key.text), hint=hint)
    names = {key.text for key in keys}
    missing = [option for option in options if option not in names]
    if len(missing) > len(unknown):  # as many as are unknown may be misspelt
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        listed = join_words(missing[:_SHOWN]) + more
        reading.diagnostics.add("payoffs-miss-option", node.place, where=_describe(done), player=player, missing=listed, first=missing[0])


def _suggest_option(name: str, options: Sequence[str], levels: Levels) -> str:
    other = next((actor for actor, known in levels if name in known), None)
    if other is None:
        return suggest_word(name, options) or f"its options are {join_words(options)}"
    order = ", then ".join(f"`{actor}`" for actor, _ in levels)
    return f"`{name}` is an option of `{other}`; the levels of the table are the options of {order}"


def _report_no_payoff(reading: Reading, node: Node, done: Profile) -> None:
    if node.kind == "mapping":
        reading.diagnostics.add("payoffs-too-deep", node.place, where=_describe(done), last=done[-1][0])
    else:
        reading.diagnostics.add("no-payoff", node.place, where=_describe(done), found=describe_node(node))


def _describe(done: Profile) -> str:
    """Write the options that have been fixed, such as `cut` against `pay`."""
    words = [f"`{option}`" for _, option in done]
    return ", ".join([" against ".join(words[:2]), *words[2:]]) if words else "the table"


def _make_term(reading: Reading, inference: Inference, profile: Profile, node: Node, about: About) -> Term:
    """Return the term that pays the payoff in its profile and nothing in all others."""
    text = ", ".join(option for _, option in profile)
    played = _play_all(profile, node.place)
    if uses_names(reading, node):
        payoff, _ = inference.read(node, "payoffs", PLAIN)
        weight = Value("number", (1.0,), "1", node.place)
        return Term(Arithmetic("*", played, payoff, node.place), weight, f"payoffs: {text}: {reading.text(node)}", about, profile)
    value, _ = read_value(reading, node, "payoffs", PLAIN)
    return Term(played, value, f"payoffs: {text}", about, profile)


def _play_all(profile: Profile, place: Place) -> Expression:
    first, *rest = (Played(actor, option, False, place) for actor, option in profile)
    whole: Expression = first
    for one in rest:
        whole = Logic("and", whole, one, place)
    return whole
