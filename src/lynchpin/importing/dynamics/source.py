"""A system dynamics model as records, read by PySD's parser.

Only the parser is used: it turns the text of each equation into a tree. PySD can also translate the tree into Python and execute that; this
module never does so. The parser itself evaluates the numbers in the text with `eval`, so that a crafted table could run code. Here `eval`
is replaced by a reader of literals for as long as PySD parses.
"""

from __future__ import annotations

import ast
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from lynchpin.errors import ArgumentError
from lynchpin.importing.packages import load_package
from lynchpin.language.sets.declaring import MAX_MEMBERS

Tree: TypeAlias = Any
"""An equation as PySD parses it: a number, an array, a text, or a record of `pysd.translators.structures.abstract_expressions`."""
CONTROL = ("initial_time", "final_time", "time_step", "saveper")
"""Keys of the elements that state the time of the model. They are read for the clock and are not quantities of the assessment."""


@dataclass(frozen=True, slots=True)
class Component:
    """One equation of an element.

    Attributes:
        subscripts: The ranges or members for which it applies, one for each dimension.
        exceptions: Combinations of ranges and members for which it does not apply.
        tree: The equation.
    """

    subscripts: tuple[str, ...]
    exceptions: tuple[tuple[str, ...], ...]
    tree: Tree


@dataclass(slots=True)
class Element:
    """A quantity or lookup table. `why` is the reason if it cannot be expressed."""

    label: str
    unit: str = ""
    documentation: str = ""
    components: list[Component] = field(default_factory=list)
    is_lookup: bool = False
    why: str = ""


@dataclass(slots=True)
class Source:
    """A model: its elements and its ranges of subscripts, by key.

    Attributes:
        elements: The elements.
        ranges: The members of each range.
        labels: The labels of ranges and members.
        mappings: The ranges onto which the members of a range are mapped, in their order.
        time_unit: The unit of time.
    """

    elements: dict[str, Element] = field(default_factory=dict)
    ranges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    mappings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    time_unit: str = ""


def make_key(label: str) -> str:
    """Return the key of a label. Labels that differ only in capitals, spaces, underscores or quotation marks have the same key."""
    return re.sub(r"[\s_]+", "_", label.replace("\\n", " ").replace('\\"', "'").replace('"', "").strip().lower())


def is_same(a: Tree, b: Tree) -> bool:
    """Return whether two expressions are equal."""
    return a is b or (type(a) is type(b) and repr(a) == repr(b))


def read_vensim(text: str, path: Path) -> Source:
    """Read a Vensim model.

    Args:
        text: The text of the file.
        path: Its path, for messages.

    Raises:
        ArgumentError: It is not a Vensim model, or PySD is not installed.
    """
    _require_small_ranges(text, path)
    file_module = load_package("pysd.translators.vensim.vensim_file")
    element_module = load_package("pysd.translators.vensim.vensim_element")
    with _open_parser(text, path, "model.mdl", element_module) as file:
        model = file_module.VensimFile(file, encoding="utf-8")
        model.parse(parse_all=False)
        macros = [section.name for section in model.sections[1:]]
        main = model.sections[0]
        main.parse(parse_all=False)
        source = Source()
        for element in main.elements:
            _add_vensim(source, element)
    for name in macros:
        source.elements[make_key(name)] = Element(name, why="macros cannot be imported")
    _finish(source, path)
    return source


def _require_small_ranges(text: str, path: Path) -> None:
    """Refuse a range such as `(a1-a1000000000)`. PySD would list all its members."""
    for match in re.finditer(r"\(\s*([^()\d\s][^()]{0,80}?)(\d{1,18})\s*-\s*([^()\d\s][^()]{0,80}?)(\d{1,18})\s*\)", text):
        count = int(match[4]) - int(match[2]) + 1
        if match[1].strip() == match[3].strip() and count > MAX_MEMBERS:
            raise ArgumentError(f"{path} has a range of {count:,} members; a set has at most {MAX_MEMBERS:,}")


def _add_vensim(source: Source, element: Any) -> None:
    if not element.equation:
        return
    try:
        part = element.parse()
    except Exception as problem:
        label = re.split(r"[=(:\[]", element.equation)[0].strip()
        source.elements[make_key(label)] = Element(label, element.units, why=_describe(problem))
        return
    kind = type(part).__name__
    if kind == "SubscriptRange":
        _add_range(source, part.name, part.definition, part.mapping)
    elif kind not in ("Constraint", "TestInput"):
        own = source.elements.setdefault(make_key(part.name), Element(part.name))
        own.unit, own.documentation = part.units or own.unit, part.documentation or own.documentation
        own.is_lookup |= kind == "Lookup"
        try:
            part.parse()
        except Exception as problem:
            own.why = _describe(problem)
            return
        if kind == "Data":
            own.why = "its data are in another file"
        _add_component(own, part.subscripts, part.ast)


def read_xmile(text: str, path: Path) -> Source:
    """Read a model in XMILE.

    Args:
        text: The text of the file.
        path: Its path, for messages.

    Raises:
        ArgumentError: It is not a model in XMILE, or PySD is not installed.
    """
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise ArgumentError(f"{path} declares a document type or entities; remove the declaration")
    file_module = load_package("pysd.translators.xmile.xmile_file")
    element_module = load_package("pysd.translators.xmile.xmile_element")
    with _open_parser(text, path, "model.xmile", element_module) as file:
        model = file_module.XmileFile(file)
        model.parse(parse_all=False)
        main = model.sections[0]
        main.parse(parse_all=False)
        source = Source()
        for range_ in main.subscripts:
            _add_range(source, range_.name, range_.definition, [])
        for element in main.components:
            own = Element(element.name.replace("\\n", " "), element.units, element.documentation, is_lookup=type(element).__name__ == "Gf")
            source.elements[make_key(element.name)] = own
            try:
                element.parse(main.behaviors)
                for component in element.get_abstract_element().components:
                    _add_component(own, component.subscripts, component.ast)
            except Exception as problem:
                own.why = _describe(problem)
    _finish(source, path)
    return source


def _add_component(element: Element, subscripts: tuple[list[str], list[list[str]]], tree: Tree) -> None:
    if type(tree).__name__ == "LookupsStructure":
        element.is_lookup = True
    exceptions = tuple(tuple(make_key(s) for s in group) for group in subscripts[1])
    element.components.append(Component(tuple(make_key(s) for s in subscripts[0]), exceptions, tree))


def _add_range(source: Source, label: str, definition: Any, mapping: list[str]) -> None:
    key = make_key(label)
    source.labels[key] = label
    source.mappings[key] = tuple(make_key(m) for m in mapping)
    if isinstance(definition, str):  # a copy of another range
        source.ranges[key] = (make_key(definition),)
    elif isinstance(definition, list):
        for member in definition:
            source.labels.setdefault(make_key(member), member)
        source.ranges[key] = tuple(dict.fromkeys(make_key(member) for member in definition))


def _finish(source: Source, path: Path) -> None:
    """Replace ranges within ranges by their members, and check that the model states its time."""
    for _ in range(len(source.ranges)):
        for key, members in source.ranges.items():
            source.ranges[key] = tuple(
                dict.fromkeys(part for m in members for part in (source.ranges[m] if m in source.ranges and m != key else (m,)))
            )
    missing = [name for name in CONTROL[:3] if name not in source.elements or not source.elements[name].components]
    if missing:
        raise ArgumentError(f"{path} is not a complete model: it does not state {', '.join(missing).replace('_', ' ')}")
    source.time_unit = next((source.elements[name].unit for name in CONTROL[:3] if source.elements[name].unit), "")


@contextmanager
def _open_parser(text: str, path: Path, name: str, module: ModuleType) -> Iterator[Path]:
    """Write the text to a temporary file for PySD, and replace `eval` by a reader of literals. Any error becomes an ArgumentError."""
    module.eval = ast.literal_eval  # type: ignore[attr-defined]
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = Path(folder, name)
            file.write_text(text, encoding="utf-8")
            yield file
    except ArgumentError:
        raise
    except Exception as problem:
        kind = "Vensim" if name.endswith("mdl") else "XMILE"
        raise ArgumentError(f"{path} is not a model in the format of {kind}: {_describe(problem)}") from None
    finally:
        del module.eval


def _describe(problem: Exception) -> str:
    """Return why PySD cannot read something, on one line."""
    if isinstance(problem, RecursionError):
        return "an equation is nested too deeply"
    lines = str(problem).strip().splitlines()
    return f"PySD cannot read it ({type(problem).__name__}{': ' + lines[0][:120] if lines else ''})"
