"""Reads functions: their signatures and their bodies."""

from __future__ import annotations

import re

from lynchpin.errors import Place
from lynchpin.language.dependencies import find_components, find_path, order_by_dependency
from lynchpin.language.entries import check_name, read_entry, read_pairs
from lynchpin.language.expressions import BUILT_IN_NAMES, Expression, Name
from lynchpin.language.field_tables import TABLES
from lynchpin.language.functions import expand, list_functions
from lynchpin.language.inference import Inference
from lynchpin.language.names import NAME, RESERVED, Function
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.signatures import DISTRIBUTIONS, SIGNATURES
from lynchpin.language.traversal import list_nodes
from lynchpin.language.unit_table import UNIT_TABLE
from lynchpin.language.wording import add_article, shorten

_SIGNATURE = re.compile(r"\s*(?P<name>\w+)\s*\((?P<parameters>[^()]*)\)\s*\Z")


def read_functions(reading: Reading, inference: Inference, node: Node | None) -> dict[str, str]:
    """Read the functions of the file, and make them known to `reading`.

    Args:
        reading: The file that is being read; errors are reported there.
        inference: Parses the bodies.
        node: The node of `functions`, or None if it is missing.

    Returns:
        The text of each function by its signature.
    """
    bodies: dict[str, Expression | None] = {}
    texts: dict[str, str] = {}
    for key, value in read_pairs(reading, node) if node is not None else ():
        entry = read_entry(reading, reading.text(key), key.place, value, TABLES["function"])
        function = _read_signature(reading, key)
        body = entry.get("equals")
        if function is not None:
            reading.functions[function.name] = function
            bodies[function.name] = None if body is None else inference.parse_alone(body, "equals")
            texts[function.signature] = reading.text(body)
    _expand_bodies(reading, inference, bodies)
    return texts


def _read_signature(reading: Reading, key: Node) -> Function | None:
    """Return the function with a signature and no body yet, or None after reporting an error."""
    match = _SIGNATURE.match(key.text)
    parameters = [] if match is None else [word.strip() for word in match["parameters"].split(",")]
    if match is None or not all(re.fullmatch(r"\w+", word) for word in parameters):
        reading.diagnostics.add("wrong-signature", key.place, text=shorten(key.text))
        return None
    name = match["name"]
    if not _is_free(reading, name, key.place, "function"):
        return None
    for k, parameter in enumerate(parameters):
        if parameter in parameters[:k] or parameter == name:
            reading.diagnostics.add("duplicate-argument", key.place, name=name, argument=parameter)
            return None
        if not _is_free(reading, parameter, key.place, "argument"):
            return None
    return Function(name, tuple(parameters), key.place)


def _is_free(reading: Reading, name: str, place: Place, what: str) -> bool:
    """Return whether a name is valid and nothing else has it, after reporting an error."""
    if not NAME.match(name) or name in RESERVED:
        check_name(reading, Node("scalar", place.line, place.column, place.length, 0, 0, name), "name")
        return False
    taken = reading.symbols.get(name)
    other = reading.functions.get(name)
    if taken is not None or other is not None or name in (*DISTRIBUTIONS, *SIGNATURES):
        kind = add_article(taken.kind) if taken is not None else "a distribution" if name in DISTRIBUTIONS else "a function"
        first = taken.place if taken is not None else other.place if other is not None else None
        also = () if first is None else ((first, f"declared here as {kind}"),)
        reading.diagnostics.add("function-name-taken", place, what=what, name=name, kind=kind, also=also)
        return False
    return True


def _expand_bodies(reading: Reading, inference: Inference, bodies: dict[str, Expression | None]) -> None:
    """Set the body of each function, with the functions that it calls put in, after reporting recursion and unknown names."""
    calls = {name: {} if body is None else list_functions(body, reading.functions) for name, body in bodies.items()}
    component, reported = find_components(calls), set()
    for name in order_by_dependency(calls):
        body = bodies[name]
        path = find_path(calls[name], {name}, calls)
        if path and component[name] not in reported:
            reported.add(component[name])
            chain = " -> ".join(f"`{word}`" for word in (name, *path))
            reading.diagnostics.add("recursive-function", calls[name][path[0]], name=name, chain=chain)
        elif not path and body is not None and _are_names_known(reading, inference, reading.functions[name], body):
            reading.functions[name].body = expand(reading, body)
    reading.used_functions.clear()  # a call by another function counts only if that one is called


def _are_names_known(reading: Reading, inference: Inference, function: Function, body: Expression) -> bool:
    """Return whether every name in a body is an argument or declared, after reporting the others."""
    members = {member for symbol in reading.symbols.values() for member in symbol.members}
    known = {*function.parameters, *reading.symbols, *BUILT_IN_NAMES, *members, *UNIT_TABLE, *reading.units.by_word}
    unknown = [node for node in list_nodes(body) if isinstance(node, Name) and node.name not in known]
    for node in unknown:
        inference.report_unknown_name(node)
    return not unknown


def check_functions(reading: Reading) -> None:
    """Warn about functions that no expression calls. After an error, a call may be in a part that could not be read."""
    for function in reading.functions.values():
        if function.name not in reading.used_functions and not reading.diagnostics.has_errors:
            reading.diagnostics.add("unused", function.place, kind="function", name=function.name, hint="call it, or remove it")
