"""Faults are collected here while a file is read: every one in a single pass, worded by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lynchpin.errors import Diagnostic, Place
from lynchpin.language.catalogue import CATALOGUE

Also = tuple[tuple[Place, str], ...]


@dataclass(slots=True)
class Faults:
    """The faults found so far. `add` words one by its entry of the catalogue."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, identity: str, place: Place, /, *, hint: str | None = None, also: Also = (), **words: object) -> None:
        """Record a fault: `words` fill the blanks of the message; `hint` replaces the catalogue's own advice."""
        self.tell(identity, place, words, hint=hint, also=also)

    def tell(self, identity: str, place: Place, words: Mapping[str, object], *, hint: str | None = None, also: Also = ()) -> None:
        """As `add`, for words that are a mapping already."""
        entry = CATALOGUE[identity]
        advice = entry.hint.format(**words) if hint is None else hint
        self.found.append(Diagnostic(identity, entry.severity, place, entry.message.format(**words), advice, also))

    @property
    def has_errors(self) -> bool:
        return any(fault.severity == "error" for fault in self.found)

    def sort(self) -> tuple[Diagnostic, ...]:
        """All faults by line and column, each once."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda fault: (fault.place.line, fault.place.column, fault.id)))
