"""Collects the errors and warnings found while a file is read. Their text comes from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lynchpin.errors import Diagnostic, Place
from lynchpin.language.catalogue import CATALOGUE

Also = tuple[tuple[Place, str], ...]


@dataclass(slots=True)
class Diagnostics:
    """The diagnostics found so far."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, identity: str, place: Place, /, *, hint: str | None = None, also: Also = (), **words: object) -> None:
        """Add a diagnostic.

        Args:
            identity: The id of its entry in the catalogue.
            place: Where the mistake is.
            hint: Replaces the hint of the catalogue.
            also: Further places, each with a short note.
            **words: Values for the placeholders of the entry's message and hint.
        """
        self.record(identity, place, words, hint=hint, also=also)

    def record(self, identity: str, place: Place, words: Mapping[str, object], *, hint: str | None = None, also: Also = ()) -> None:
        """Add a diagnostic as `add` does, with the values of the placeholders in a mapping."""
        entry = CATALOGUE[identity]
        advice = entry.hint.format(**words) if hint is None else hint
        self.found.append(Diagnostic(identity, entry.severity, place, entry.message.format(**words), advice, also))

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.found)

    def sort(self) -> tuple[Diagnostic, ...]:
        """Return all diagnostics by line and column, without duplicates."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda d: (d.place.line, d.place.column, d.id)))
