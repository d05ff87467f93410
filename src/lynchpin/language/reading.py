"""The state of one file while it is read, and readers for scalars and lists that report errors to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lynchpin.errors import Place
from lynchpin.language.clocks import find_ends, find_period
from lynchpin.language.corrections import correct_unit, find_singular, suggest_percent
from lynchpin.language.dates import KINDS, guess_label, is_fiscal, read_label, suggest_date, write_label
from lynchpin.language.diagnostics import StopReadingError
from lynchpin.language.file_state import FileState
from lynchpin.language.names import Symbol, suggest_index, suggest_symbol
from lynchpin.language.nodes import Node
from lynchpin.language.unit_hints import suggest_unit
from lynchpin.language.units import UNKNOWN, Unit, UnknownUnitError, read_unit, round_factor
from lynchpin.language.wording import add_article, describe_node, join_words, shorten, suggest_word

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
MAX_PARSED = 150_000
"""The highest total length of the expressions and values of a file, in characters."""
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(slots=True)
class Reading(FileState):
    """One file while it is read. Readers of its parts add to what is known of it."""

    def count_expression(self, node: Node) -> None:
        """Add the text of an expression or value to what has been parsed. Stops reading above the limit."""
        self.count_characters(len(node.text), node.place)

    def count_characters(self, number: int, place: Place) -> None:
        """Add a number of characters to what has been parsed, as `count_expression` does.

        Args:
            number: The number of characters.
            place: Where they are.
        """
        self.parsed += number
        if self.parsed > MAX_PARSED:
            self.diagnostics.add("too-many-expressions", place, most=f"{MAX_PARSED:,}")
            raise StopReadingError

    def declare(self, name: str, kind: str, place: Place, *, unit: Unit | None = None, owner: str = "") -> Symbol:
        """Declare a name that expressions can use, and report one that is declared twice.

        Args:
            name: The name.
            kind: What it is: `parameter`, `stock` and so on.
            place: Where it is declared.
            unit: Its unit, if known.
            owner: The actor of a lever.
        """
        symbol = Symbol(name, kind, place, unit, owner=owner)
        if name in self.symbols:
            first = self.symbols[name]
            self.diagnostics.add(
                "duplicate-name",
                place,
                name=name,
                kind=add_article(kind),
                also=((first.place, f"declared here as {add_article(first.kind)}"),),
            )
            return symbol
        self.symbols[name] = symbol
        return symbol

    # Scalars

    def text(self, node: Node | None) -> str:
        """Return the text of a scalar on one line; empty if it is missing."""
        return "" if node is None else " ".join(node.text.split())

    def number(
        self, node: Node | None, field: str, *, low: float = -float("inf"), high: float = float("inf"), percent: bool = False
    ) -> float:
        """Read a plain number.

        Args:
            node: The scalar, or None if it is missing.
            field: The name of the field, for messages.
            low: The lowest number that is allowed.
            high: The highest number that is allowed.
            percent: Whether it may be written as a percentage, such as `80%`.

        Returns:
            The number; NaN if it is missing or has an error.
        """
        if node is None:
            return float("nan")
        text = node.text.strip()
        if percent and text.endswith("%"):
            text, scale = text[:-1].strip(), 0.01
        else:
            scale = 1.0
        if node.kind != "scalar" or not _NUMBER.match(text):
            self.diagnostics.add("no-number", node.place, field=field, text=shorten(node.text) or describe_node(node))
            return float("nan")
        number = float(text) if scale == 1 else round_factor(float(text) * scale)
        if not low <= number <= high:
            hint = suggest_percent(self.diagnostics, node, number) if percent else ""
            self.diagnostics.add("out-of-range", node.place, field=field, number=node.text, low=f"{low:g}", high=f"{high:g}", hint=hint)
        return number

    def whole(self, node: Node | None, field: str, default: int, *, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`, or return the default if it is missing.

        Args:
            node: The scalar, or None if it is missing.
            field: The name of the field, for messages.
            default: The number if it is missing or has an error.
            low: The lowest number that is allowed.
            high: The highest number that is allowed.
        """
        if node is None:
            return default
        if not re.fullmatch(r"[+-]?\d{1,9}", node.text):
            self.diagnostics.add("no-whole-number", node.place, field=field, text=shorten(node.text), low=low, high=high)
            return default
        if not low <= int(node.text) <= high:
            self.diagnostics.add("out-of-range", node.place, field=field, number=node.text, low=low, high=high)
        return int(node.text)

    def flag(self, node: Node | None, field: str) -> bool:
        """Read true or false; false if it is missing or has an error.

        Args:
            node: The scalar, or None if it is missing.
            field: The name of the field, for messages.
        """
        if node is None:
            return False
        if node.text.lower() not in _FLAGS:
            self.diagnostics.add("no-flag", node.place, field=field, text=shorten(node.text))
        return _FLAGS.get(node.text.lower(), False)

    def choice(self, node: Node | None, field: str, choices: tuple[str, ...], default: str) -> str:
        """Read one of `choices`, or return the default if it is missing.

        Args:
            node: The scalar, or None if it is missing.
            field: The name of the field, for messages.
            choices: The words that are allowed.
            default: The word if it is missing or has an error.
        """
        if node is None:
            return default
        if node.text not in choices:
            meant = {"true": "yes", "false": "no"}.get(node.text.lower(), node.text.lower())
            self.diagnostics.add(
                "unknown-choice",
                node.place,
                field=field,
                text=shorten(node.text),
                choices=join_words(choices, "or"),
                hint=lambda: suggest_word(meant, choices),
            )
            return default
        return node.text

    def unit(self, node: Node | None) -> Unit | None:
        """Read a unit, or return None if it is missing."""
        return None if node is None else self.unit_of_text(node.text, node.place)

    def unit_of_text(self, text: str, place: Place, number: str = "") -> Unit:
        """Return the unit of a text.

        Args:
            text: The unit as written.
            place: Where it is.
            number: The number in front of it, if it is in an expression, where `2 flow` may mean a product.
        """
        try:
            return read_unit(text, self.units)
        except UnknownUnitError as problem:
            hint, word = "", problem.word
            if problem.word in self.symbols:
                computed = "values are drawn before anything is computed; put what is computed from other names in an auxiliary"
                hint = f"to multiply, write `{number} * {problem.word}`" if number else computed
            if not hint:
                correct_unit(self.diagnostics, place, text, word, self.units.by_word)
            self.diagnostics.add("unknown-unit", place, unit=problem.word, hint=hint or (lambda: self.suggest_unit(word)))
            return UNKNOWN

    def suggest_unit(self, word: str) -> str:
        """Return a hint for a word that is not a unit, with the units that the file declares."""
        if singular := find_singular(word, self.units.by_word):
            return f"write it in the singular, as it is declared under `units`: `{singular}`"
        return suggest_word(word, self.units.by_word) or suggest_unit(word)

    def period(self, text: str, place: Place) -> int:
        """Return the index of the period that contains a date, or 0 after reporting that no period of the clock does.

        Args:
            text: The label of the date.
            place: Where it is.
        """
        if self.clock is None:
            return 0
        index = find_period(self.clock, text)
        date = read_label(text, self.clock.year_starts)
        plain = date is not None and date.year_starts is None and date.kind in ("quarter", "year")
        if index is not None and not (plain and self.clock.year_starts is not None):
            return index
        first, last = self.clock.labels[0], self.clock.labels[-1]
        if date is None and is_fiscal(text):
            self.diagnostics.add("no-fiscal-year", place, label=text)
        elif date is None:
            meant = guess_label(text)
            if meant and find_period(self.clock, meant) is not None:
                self.diagnostics.correct(place, text, meant)
            self.diagnostics.add("no-label", place, label=shorten(text), first=first, last=last, hint=suggest_date(text))
        elif plain and self.clock.year_starts is not None:
            self.diagnostics.add("calendar-label", place, label=text)
        elif KINDS.index(date.kind) > KINDS.index(self.clock.kind):
            self.diagnostics.add("coarse-label", place, label=text, first=first, last=last)
        elif (ends := find_ends(self.clock, date))[0] != ends[1]:
            self.diagnostics.add("split-label", place, label=text, before=write_label(ends[0]), after=write_label(ends[1]))
        else:
            self.diagnostics.add("off-clock", place, label=text, first=first, last=last)
        return 0

    def symbol(self, node: Node | None, kinds: tuple[str, ...]) -> Symbol | None:
        """Find the symbol that a scalar names.

        Args:
            node: The scalar, or None if it is missing.
            kinds: The kinds of symbol that are needed.

        Returns:
            The symbol; None if the scalar is missing, or after reporting an error.
        """
        if node is None:
            return None
        return self.find_symbol(node.text, node.place, kinds)

    def find_symbol(self, name: str, place: Place, kinds: tuple[str, ...]) -> Symbol | None:
        """Return the symbol with a name, or None after reporting that it is unknown or of another kind.

        Args:
            name: The name.
            place: Where it is used.
            kinds: The kinds of symbol that are needed.
        """
        symbol = self.symbols.get(name)
        if symbol is None and self.diagnostics.is_full("unknown-name"):
            self.diagnostics.add("unknown-name", place, kind="", name="")
            return None
        wanted = join_words(kinds, "or").replace("`", "")
        if symbol is None:
            hint = suggest_index(name, self.families) or suggest_symbol(name, (s for s in self.symbols.values() if s.kind in kinds))
            if hint or not self.incomplete:
                self.diagnostics.add("unknown-name", place, kind=wanted, name=shorten(name), hint=hint)
        elif symbol.kind not in kinds:
            self.diagnostics.add(
                "wrong-kind",
                place,
                name=name,
                kind=add_article(symbol.kind),
                wanted=add_article(wanted),
                also=((symbol.place, "declared here"),),
            )
            return None
        return symbol

    def items(self, node: Node | None) -> list[Node]:
        """Return the items of a list. A scalar in place of a list is its only item."""
        if node is None:
            return []
        return node.items if node.kind == "list" else [node]

    def names(self, node: Node | None, field: str) -> list[Node]:
        """Return the scalar items of a list, after reporting the others.

        Args:
            node: The list, or None if it is missing. A scalar in its place is its only item.
            field: The name of the field, for messages.
        """
        return [item for item in self.items(node) if self.is_scalar(item, field)]

    def is_scalar(self, node: Node, field: str) -> bool:
        """Return whether an item of a list is a scalar, after reporting one that is not.

        Args:
            node: The item.
            field: The name of the field of the list, for messages.
        """
        if node.kind != "scalar" or node.is_empty:
            self.diagnostics.add(
                "wrong-shape", node.place, what=f"an item of `{field}`", expected="a single value", found=describe_node(node)
            )
            return False
        return True
