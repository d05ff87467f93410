"""Collects the errors and warnings found while a file is read. Their text comes from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lynchpin.errors import Diagnostic, Place
from lynchpin.language.catalogue import CATALOGUE

Also = tuple[tuple[Place, str], ...]
Hint = str | Callable[[], str] | None
"""A hint, or a function that finds one, which is called only if the diagnostic is kept. Without one the catalogue gives the hint."""
MAX_PER_KIND = 40
"""The number of diagnostics of one kind that are kept. Those after it are counted."""


class StopReadingError(Exception):
    """The rest of the file cannot be read. The reason has been reported already."""


@dataclass(slots=True)
class Diagnostics:
    """The diagnostics found so far.

    Attributes:
        found: The first of each kind, up to `MAX_PER_KIND`.
        counts: How many there are of each kind.
        further: For each kind with more than are kept, the place of the first that is not.
    """

    found: list[Diagnostic] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    further: dict[str, Place] = field(default_factory=dict)

    def add(self, message_id: str, place: Place, /, *, hint: Hint = None, also: Also = (), **words: object) -> None:
        """Add a diagnostic.

        Args:
            message_id: The id of its entry in the catalogue.
            place: Where the mistake is.
            hint: Replaces the hint of the catalogue, unless it is empty.
            also: Further places, each with a short note.
            **words: Values for the placeholders of the entry's message and hint.
        """
        self.record(message_id, place, words, hint=hint, also=also)

    def record(self, message_id: str, place: Place, words: Mapping[str, object], *, hint: Hint = None, also: Also = ()) -> None:
        """Add a diagnostic as `add` does, with the values of the placeholders in a mapping.

        Args:
            message_id: The id of its entry in the catalogue.
            place: Where the mistake is.
            words: The values of the placeholders.
            hint: Replaces the hint of the catalogue, unless it is empty.
            also: Further places, each with a short note.
        """
        self.counts[message_id] = self.counts.get(message_id, 0) + 1
        if self.counts[message_id] > MAX_PER_KIND:
            self.further.setdefault(message_id, place)
            return
        entry = CATALOGUE[message_id]
        advice = (hint() if callable(hint) else hint) or entry.hint.format(**words)
        self.found.append(Diagnostic(message_id, entry.severity, place, entry.message.format(**words), advice, also))

    def is_full(self, message_id: str) -> bool:
        """Return whether further diagnostics of a kind are only counted."""
        return self.counts.get(message_id, 0) >= MAX_PER_KIND

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.found)

    def sort(self) -> tuple[Diagnostic, ...]:
        """Return all diagnostics by line and column, without duplicates; one of each kind says how many more there are."""
        more = (
            Diagnostic(message_id, CATALOGUE[message_id].severity, place, f"and {self.counts[message_id] - MAX_PER_KIND:,} more like these")
            for message_id, place in self.further.items()
        )
        return tuple(sorted(dict.fromkeys([*self.found, *more]), key=lambda d: (d.place.line, d.place.column, d.id)))
