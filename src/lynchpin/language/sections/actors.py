"""Reads actors: their options and levers, their payoffs, and their perceptions."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.citations import read_about
from lynchpin.language.distributions import measure_support
from lynchpin.language.entries import Entry, check_name, read_entries, read_entry, read_pairs
from lynchpin.language.expressions import Expression
from lynchpin.language.field_tables import TABLES
from lynchpin.language.fields import OPTION_FIELDS
from lynchpin.language.inference import Inference, find_constant
from lynchpin.language.inference.comparisons import report_words_as_number
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Actor, Faction, Perception, Term, Value
from lynchpin.language.sections.choosing import read_first_option, read_horizon, read_switching
from lynchpin.language.sections.early import read_early, uses_names
from lynchpin.language.sections.payoffs import Game, read_payoffs
from lynchpin.language.units import PLAIN, Unit
from lynchpin.language.values import is_value, read_number, read_value, read_weight
from lynchpin.language.wording import describe_node, join_words


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one actor: the levels of the levers by option, and the meaning of each option."""

    levels: dict[str, dict[str, float]]
    means: dict[str, str]


def declare_actors(reading: Reading, entries: list[Entry]) -> dict[str, Options]:
    """Declare actors and levers, and read the levels that each option sets.

    Args:
        reading: The file that is being read; errors are reported there.
        entries: The entries of the section.

    Returns:
        The options of each actor by its name.
    """
    found = {}
    for entry in entries:
        symbol = reading.declare(entry.name, "actor", entry.place)
        options = entry.get("options")
        nodes = {} if options is None else {key.text: (key, value) for key, value in read_pairs(reading, options)}
        for key, _ in nodes.values():
            check_name(reading, key, "name")
        symbol.members = {name: key.place for name, (key, _) in nodes.items()}
        found[entry.name] = _read_options(reading, entry, nodes)
    return found


def _read_options(reading: Reading, entry: Entry, nodes: dict[str, tuple[Node, Node]]) -> Options:
    levels: dict[str, dict[str, float]] = {}
    means = {}
    written = {name: _read_levels(reading, name, node) for name, (_, node) in nodes.items()}
    first = {lever: key for levers in reversed(written.values()) for lever, (key, _) in levers.items()}
    all_levers = list(dict.fromkeys(lever for levers in written.values() for lever in levers))
    for lever in all_levers:
        reading.declare(lever, "lever", first[lever].place, owner=entry.name)
        check_name(reading, first[lever], "name")
    order = {lever: k for k, lever in enumerate(all_levers)}
    for name, levers in written.items():
        full = reading.diagnostics.is_full("option-misses-lever")
        missing = [] if len(levers) == len(all_levers) or full else [lever for lever in all_levers if lever not in levers]
        if missing and (nodes[name][1].kind == "mapping" or nodes[name][1].is_empty):
            reading.diagnostics.add("option-misses-lever", nodes[name][0].place, option=name, levers=join_words(missing))
        levels[name] = {lever: _read_level(reading, lever, levers[lever][1]) for lever in sorted(levers, key=order.__getitem__)}
        means[name] = _read_option_means(reading, nodes[name])
    return Options(levels, means)


def _read_levels(reading: Reading, option: str, node: Node) -> dict[str, tuple[Node, Node]]:
    if node.is_empty:
        return {}
    if node.kind != "mapping":
        reading.diagnostics.add(
            "wrong-shape",
            node.place,
            what=f"option `{option}`",
            expected="a mapping of levers to numbers",
            found=describe_node(node),
            hint="write `{flow: 1}`",
        )
        return {}
    return {key.text: (key, value) for key, value in read_pairs(reading, node) if key.text not in OPTION_FIELDS}


def _read_level(reading: Reading, lever: str, node: Node) -> float:
    """Read a level in the unit of its lever, which is that of the first level."""
    if node.is_empty or node.kind != "scalar":
        reading.diagnostics.add("no-number", node.place, field=lever, text=describe_node(node).strip("`"))
        return math.nan
    symbol = reading.symbols[lever]
    level, unit = read_number(reading, node, lever, symbol.unit)
    if symbol.unit is None:
        symbol.unit = unit
    return level


def _read_option_means(reading: Reading, pair: tuple[Node, Node]) -> str:
    key, node = pair
    if node.kind != "mapping":
        return ""
    fields = {name.text: value for name, value in node.pairs if name.text in OPTION_FIELDS and not value.is_empty}
    read_about(reading, Entry(key.text, key.place, fields, node))
    return reading.text(fields.get("means"))


def read_actors(
    reading: Reading, inference: Inference, entries: list[Entry], options: dict[str, Options], types: dict[str, str]
) -> dict[str, Actor]:
    """Read actors. Their names, levers and options have been declared.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Resolves the expressions.
        entries: The entries of the section.
        options: What `declare_actors` returned.
        types: The name of the private type of each actor that has one.
    """
    names = {name: tuple(found.levels) for name, found in options.items()}
    found = {}
    for entry in entries:
        actor = _read_actor(reading, inference, entry, options[entry.name], Game(entry.name, names))
        found[entry.name] = replace(actor, type_name=types.get(entry.name, ""))
    return found


def _read_actor(reading: Reading, inference: Inference, entry: Entry, options: Options, game: Game) -> Actor:
    about = read_about(reading, entry)
    _check_payoff(reading, entry)
    levers = next(iter(options.levels.values()), {})
    decides, learns = entry.get("decides"), entry.get("learns")
    return Actor(
        options=options.levels,
        levers=tuple(levers),
        terms=_read_payoff(reading, inference, entry, about, game),
        factions=_read_factions(reading, inference, entry.get("factions"), about, game),
        rationality=_read_rationality(reading, inference, entry),
        horizon=read_horizon(reading, inference, entry.get("horizon")),
        decides=None if decides is None else inference.read(decides, "decides", PLAIN)[0],
        perceives=_read_perceptions(reading, entry.get("perceives"), about),
        option_means={option: means for option, means in options.means.items() if means},
        about=about,
        starts=read_first_option(reading, entry.get("starts"), entry.name, tuple(options.levels)),
        switching=read_switching(reading, inference, entry.get("switching")),
        after=_read_after(reading, entry),
        learns=reading.choice(learns, "learns", ("bayes", "no"), "bayes") == "bayes",
        learns_place=None if learns is None else learns.place,
    )


def _check_payoff(reading: Reading, entry: Entry) -> None:
    """Report an actor that has no payoff, or both one of its own and factions."""
    own = [name for name in ("values", "payoffs") if entry.has(name)]
    if entry.is_mapping and bool(own) == entry.has("factions"):
        given = join_words([*own, "factions"]) if own else "none of them"
        reading.diagnostics.add("values-or-factions", entry.place, name=entry.name, given=given)


def _read_payoff(reading: Reading, inference: Inference, entry: Entry, about: About, game: Game) -> tuple[Term, ...]:
    """Read the payoff of an actor or faction: the terms under `values`, then the table under `payoffs`."""
    return (*_read_terms(reading, inference, entry.get("values"), about), *read_payoffs(reading, inference, entry, about, game))


def _read_after(reading: Reading, entry: Entry) -> dict[str, Place]:
    """Read the actors that an actor moves after. An unknown name, another kind of name and the actor itself are reported and left out."""
    found: dict[str, Place] = {}
    for node in reading.names(entry.get("after"), "after"):
        if node.text == entry.name:
            reading.diagnostics.add("after-itself", node.place, name=entry.name)
        elif node.text in found:
            reading.diagnostics.add("after-twice", node.place, name=node.text, also=((found[node.text], "first named here"),))
        elif reading.symbol(node, ("actor",)) is not None:
            found[node.text] = node.place
    return found


def _read_rationality(reading: Reading, inference: Inference, entry: Entry) -> Value | Expression:
    node = entry.get("rationality")
    if node is None:
        return Value("number", (1.0,), "1", entry.place)
    if uses_names(reading, node):
        return read_early(reading, inference, node, "rationality", PLAIN)[0]
    value, _ = read_value(reading, node, "rationality", PLAIN)
    if measure_support(value)[0] < 0:
        reading.diagnostics.add("negative-spread", node.place, field="rationality")
    return value


def _read_terms(reading: Reading, inference: Inference, node: Node | None, inherit: About) -> tuple[Term, ...]:
    """Read terms and weights. A term without a citation or judgement has those of its actor or faction."""
    if node is None:
        return ()
    if not node.pairs:
        reading.diagnostics.add("no-values", node.place)
    found = []
    for key, value in read_pairs(reading, node):
        entry = read_entry(reading, reading.text(key), key.place, value, TABLES["term"])
        tree, unit = inference.read(key, "values", None)
        weight = read_weight(reading, entry.get("weight"), unit)
        found.append(Term(tree, weight, reading.text(key), read_about(reading, entry, inherit=inherit)))
    return tuple(found)


def _read_factions(reading: Reading, inference: Inference, node: Node | None, inherit: About, game: Game) -> dict[str, Faction]:
    found = {}
    for entry in read_entries(reading, node, "faction"):
        about = read_about(reading, entry, inherit=inherit)
        influence = _read_influence(reading, inference, entry.get("influence"))
        if entry.is_mapping and not entry.has("values") and not entry.has("payoffs"):
            field = TABLES["faction"].by_name["values"]
            reading.diagnostics.add("missing-field", entry.place, what=f"`{entry.name}`", field=field.name, help=field.help)
        found[entry.name] = Faction(influence, _read_payoff(reading, inference, entry, about, game), about)
    return found


def _read_influence(reading: Reading, inference: Inference, node: Node | None) -> Expression | Value:
    if node is None or is_value(node.text) or node.text.replace(".", "").isdigit():
        value, _ = read_value(reading, node, "influence", PLAIN)
        if node is not None and measure_support(value)[0] < 0:
            reading.diagnostics.add("negative-spread", node.place, field="influence")
        return value
    tree = inference.read(node, "influence", PLAIN)[0]
    if (find_constant(tree) or 0.0) < 0:
        reading.diagnostics.add("negative-spread", node.place, field="influence")
    return tree


def _read_perceptions(reading: Reading, node: Node | None, inherit: About) -> tuple[Perception, ...]:
    found = []
    for key, value in read_pairs(reading, node) if node is not None else ():
        symbol = reading.symbol(key, ("stock", "parameter"))
        if symbol is not None and symbol.has_words:
            report_words_as_number(reading, symbol, key.place, "an actor can only perceive a number with an error; leave it out")
        entry = read_entry(reading, key.text, key.place, value, TABLES["perception"])
        if value.kind == "mapping" and not {"bias", "noise"} & {name.text for name, _ in value.pairs}:
            reading.diagnostics.add("empty-perception", key.place, name=key.text)
        unit = None if symbol is None else symbol.unit
        bias, noise = entry.get("bias"), entry.get("noise")
        found.append(
            Perception(
                key.text,
                None if bias is None else read_value(reading, bias, "bias", unit)[0],
                None if noise is None else read_noise(reading, noise, unit),
                read_about(reading, entry, inherit=inherit),
            )
        )
    return tuple(found)


def read_noise(reading: Reading, node: Node, unit: Unit | None) -> Value:
    """Read noise: a distribution, or a standard deviation, which cannot be negative.

    Args:
        reading: The file that is being read.
        node: The node of the field.
        unit: The unit of the observed quantity.
    """
    value, _ = read_value(reading, node, "noise", unit)
    if value.kind == "number" and value.numbers[0] < 0:
        reading.diagnostics.add("negative-spread", node.place, field="noise")
    return value
