"""What is known of a file while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from lynchpin.errors import Place
from lynchpin.language.data_files import DataFile
from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.names import Function, Symbol
from lynchpin.language.nodes import Node
from lynchpin.language.records import Citation, Clock
from lynchpin.language.source import Source
from lynchpin.language.units import OwnUnits


@dataclass(slots=True)
class FileState:
    """What is known of a file while it is read.

    Attributes:
        source: The text of the file.
        diagnostics: The errors and warnings found so far.
        clock: The clock; None until it has been read, or if it has an error.
        yardstick: The yardstick for words of probability.
        symbols: The names that expressions can use.
        units: The units that the file declares.
        functions: The functions that the file declares.
        used_functions: The functions that expressions call, directly or through others.
        other_names: Names that expressions cannot use, each with what it is, such as `an outcome`.
        incomplete: Whether a part that declares names could not be read, so that an unknown name may be declared there.
        sources: The sources that entries may cite, with their places.
        cited: The sources that have been cited.
        correlations: The places of the pairs that have been correlated.
        parsed: The number of characters of expressions and values that have been parsed.
        sets: The members of each set.
        members: The members of all sets.
        used_sets: The sets that an index, a sum or a data file uses.
        unreadable_sets: The sets whose members are not known because of an error. Each has one member that stands for all.
        families: The sets of each indexed entry, such as `population[town]`, by the name in front of the brackets.
        data: The data files that have been opened; None for one with an error.
        tabulated: The tree of numbers that stands for each reference to a data file, by the place of the reference.
        inlined: The numbers or names that stand for each reference to a data file without an error, by the place of the reference.
        written_nodes: The number of nodes in the sums over members that have been written out.
        citations: The citations that have been read, by their place and text.
    """

    source: Source
    diagnostics: Diagnostics
    clock: Clock | None = None
    yardstick: str = "icd-203"
    symbols: dict[str, Symbol] = field(default_factory=dict)
    units: OwnUnits = field(default_factory=lambda: OwnUnits({}))
    functions: dict[str, Function] = field(default_factory=dict)
    used_functions: set[str] = field(default_factory=set)
    other_names: dict[str, str] = field(default_factory=dict)
    incomplete: bool = False
    sources: dict[str, Place] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    correlations: dict[frozenset[str], Place] = field(default_factory=dict)
    parsed: int = 0
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    used_sets: set[str] = field(default_factory=set)
    unreadable_sets: set[str] = field(default_factory=set)
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, DataFile | None] = field(default_factory=dict)
    tabulated: dict[tuple[int, int], Node] = field(default_factory=dict)
    inlined: dict[tuple[int, int], Node] = field(default_factory=dict)
    written_nodes: int = 0
    citations: dict[tuple[int, str], tuple[Citation, ...]] = field(default_factory=dict)
