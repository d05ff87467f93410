"""Paths into an assessment: reads a part, replaces it in a copy, and finds its text in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.nodes import Node, build_tree
from lynchpin.language.records import Assessment, Perception, StateTable, Term, Value
from lynchpin.language.source import decode_source

Step = str | int | tuple[str, ...]
Path = tuple[Step, ...]
"""The steps to a part of an assessment: fields, names, indices, or several fields that only make sense together."""

NAMES_IN_THE_FILE = {"terms": "values", "low": "within", "start": "from", "sums": "sum", "type_name": "types"}
"""Names in the file of fields that have another name there."""


def take_step(part: Any, step: Step) -> Any:
    """Return the part that one step leads to.

    Args:
        part: A record, mapping or sequence.
        step: The name of a field, a key, an index, or the names of several fields.

    Returns:
        The part; None if a mapping lacks the key; a tuple of parts for several fields.
    """
    if isinstance(step, tuple):
        return tuple(getattr(part, name) for name in step)
    if isinstance(part, Mapping):
        return part.get(step)
    return part[step] if isinstance(step, int) else getattr(part, step)


def get_part(a: Any, path: Path) -> Any:
    """Return the part at a path.

    Args:
        a: The assessment, or a part of one.
        path: The steps from there.
    """
    for step in path:
        a = take_step(a, step)
    return a


def put_part(part: Any, path: Path, value: Any) -> Any:
    """Return a copy with another part at a path.

    Args:
        part: The assessment, or a part of it.
        path: The path from there.
        value: The new part. None removes a name from a mapping.
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, tuple):
        return replace(part, **dict(zip(step, value, strict=True)))
    inner = put_part(take_step(part, step), rest, value)
    if isinstance(part, Mapping):
        return {n: v for n, v in {**part, str(step): inner}.items() if v is not None}
    if isinstance(step, int):
        return (*part[:step], inner, *part[step + 1 :])
    return replace(part, **{step: inner})


def read_raw(a: Assessment) -> Any:
    """Return the file as plain mappings, lists and strings, read as an assessment is, so that `{value: beta(2, 5)}` is one value."""
    tree = build_tree(decode_source(a.text.encode(), a.path), Diagnostics())
    return None if tree is None else _to_plain(tree)


def _to_plain(node: Node) -> Any:
    if node.kind == "mapping":
        return {key.text: _to_plain(value) for key, value in node.pairs}
    return [_to_plain(item) for item in node.items] if node.kind == "list" else node.text


def find_text(raw: Any, a: Assessment, path: Path) -> str:
    """Return the text of the file at a path, on one line; empty if there is none.

    Args:
        raw: The file as `read_raw` returns it.
        a: The assessment in it.
        path: The path.
    """
    for word in list_words(a, path):
        if isinstance(raw, Mapping):
            raw = raw.get(word)
        elif isinstance(raw, str):
            break  # the short form of an entry is its value
        else:
            return _flatten(get_part(a, path))
    return _flatten(raw)


def list_words(a: Assessment, path: Path) -> list[str]:
    """Return the names along a path, as they are in the file.

    Args:
        a: The assessment.
        path: The path.
    """
    words: list[str] = []
    part: Any = a
    for step in path:
        if isinstance(step, tuple):
            values = take_step(part, step) if part is not None else ()
            given = [
                value.form if isinstance(value, StateTable) else name
                for name, value in zip(step, values, strict=False)
                if value is not None
            ]
            return [*words, NAMES_IN_THE_FILE.get(step[0], given[0] if given else step[0])]
        part = None if part is None else take_step(part, step)
        if isinstance(part, Term) and part.profile:
            words[-1:] = ["payoffs", *(option for _, option in part.profile)]
        else:
            words.append(label_part(part) or NAMES_IN_THE_FILE.get(str(step), str(step)))
    return words


def name_path(a: Assessment, path: Path) -> str:
    """Return a path as an author would write it, such as `actors.supplier.values.flow`. The weight of a term has the path of the term.

    Args:
        a: The assessment.
        path: The path.
    """
    words = list_words(a, path)
    is_weight = path[-1] == "weight" and isinstance(get_part(a, path[:-1]), Term)
    return ".".join(words[:-1] if is_weight else words)


def label_part(part: Any) -> str:
    """Return what identifies an item of a list: the text of a term, or the name of the perceived quantity; else an empty string."""
    return part.text if isinstance(part, Term) else part.name if isinstance(part, Perception) else ""


def _flatten(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, Value):  # of a parameter that another entry declares, such as a type
        return raw.text
    if isinstance(raw, Mapping):
        return "{" + ", ".join(f"{name}: {_flatten(value)}" for name, value in raw.items()) + "}"
    if isinstance(raw, (list, tuple)):
        return "[" + ", ".join(map(_flatten, raw)) + "]"
    return " ".join(str(raw).split())
