"""Collects the errors and warnings found while a file is read. Their text comes from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lynchpin.errors import Diagnostic, Place
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.hints import CLEAR_SIGNS

Also = tuple[tuple[Place, str], ...]
Hint = str | Callable[[], str] | None
"""A hint, or a function that finds one, which is called only if the diagnostic is kept. Without one the catalogue gives the hint."""
MAX_PER_KIND = 40
"""The number of diagnostics of one kind that are kept. Those after it are counted."""


class StopReadingError(Exception):
    """The rest of the file cannot be read. The reason has been reported already."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe correction: at `place`, the characters `old` of the file become `new`.

    `respells` is true if the file was wrong before, so that the text of a scalar changes, and false if the file means the same as before.
    """

    place: Place
    old: str
    new: str
    respells: bool = False


@dataclass(slots=True)
class Diagnostics:
    """The diagnostics found so far.

    Attributes:
        found: The first of each kind, up to `MAX_PER_KIND`.
        counts: How many there are of each kind.
        further: For each kind with more than are kept, the place of the first that is not.
        calls: The places of calls of declared functions and of their arguments, each with the function and where it is declared. An error
            there may come from the body of the function, so its message names it.
        fixes: Safe corrections of the file.
        repeated: The lines that are read once per member of a set. An error there is reported for the first member only.
    """

    found: list[Diagnostic] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    further: dict[str, Place] = field(default_factory=dict)
    calls: dict[Place, tuple[str, Place]] = field(default_factory=dict)
    fixes: list[Fix] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    _reported: set[tuple[str, Place]] = field(default_factory=set)

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
        if message_id == "wrong-sign" and words["sign"] in CLEAR_SIGNS:
            self.correct(place, str(words["sign"]), str(words["instead"]))
        if place.line in self.repeated:
            if (message_id, place) in self._reported:
                return
            self._reported.add((message_id, place))
        self.counts[message_id] = self.counts.get(message_id, 0) + 1
        if self.counts[message_id] > MAX_PER_KIND:
            self.further.setdefault(message_id, place)
            return
        entry = CATALOGUE[message_id]
        advice = (hint() if callable(hint) else hint) or entry.hint.format(**words)
        message = entry.message.format(**words)
        if place in self.calls and not also:
            function, declared = self.calls[place]
            message, also = f"in `{function}(...)`: {message}", ((declared, f"`{function}` is declared here"),)
        self.found.append(Diagnostic(message_id, entry.severity, place, message, advice, also))

    def correct(self, place: Place, old: str, new: str) -> None:
        """Add a safe correction of a spelling that is an error and can only mean one thing.

        Args:
            place: Where it is.
            old: The characters of the file.
            new: What replaces them.
        """
        self.fixes.append(Fix(place, old, new, respells=True))

    def is_full(self, message_id: str) -> bool:
        """Return whether further diagnostics of a kind are only counted."""
        return self.counts.get(message_id, 0) >= MAX_PER_KIND

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.found)

    def sort(self) -> tuple[Diagnostic, ...]:
        """Return all diagnostics by line and column, without duplicates.

        One error of each kind says how many more there are, and all warnings of a kind become one that lists their lines.
        """
        more = (
            Diagnostic(message_id, CATALOGUE[message_id].severity, place, f"and {self.counts[message_id] - MAX_PER_KIND:,} more like these")
            for message_id, place in self.further.items()
        )
        errors = [diagnostic for diagnostic in (*self.found, *more) if diagnostic.severity == "error"]
        return tuple(sorted(dict.fromkeys([*errors, *self._fold_warnings()]), key=lambda d: (d.place.line, d.place.column, d.id)))

    def _fold_warnings(self) -> list[Diagnostic]:
        """Return one warning of each kind, which names the first place and lists the lines of the others."""
        kinds: dict[str, list[Diagnostic]] = {}
        for diagnostic in dict.fromkeys(self.found):
            if diagnostic.severity == "warning":
                kinds.setdefault(diagnostic.id, []).append(diagnostic)
        folded = []
        for message_id, found in kinds.items():
            first, *others = sorted(found, key=lambda d: (d.place.line, d.place.column))
            count = len(others) + max(0, self.counts[message_id] - MAX_PER_KIND)
            message = (
                f"{first.message}; and {count:,} more like this, in {list_lines([d.place.line for d in others])}"
                if count
                else first.message
            )
            message += ", ..." if count > len(others) else ""
            folded.append(replace(first, message=message))
        return folded


def list_lines(lines: Iterable[int]) -> str:
    """Return line numbers as text: `line 7`, or `lines 7, 9 and 11 to 14`."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    texts = [
        text for run in runs for text in ([str(run[0])] if len(run) == 1 else [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))
    ]
    if len(texts) == 1 and texts[0].isdigit():
        return f"line {texts[0]}"
    return "lines " + (f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0])
