"""Fields and tables of fields. `field_tables.py` has those of the assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lynchpin.language.field_examples import EXAMPLES, EXAMPLES_OF_FORMS, EXAMPLES_OF_VALUES

Form = Literal[
    # a scalar
    "states", "text", "name", "number", "whole", "flag", "date", "label", "unit", "citation", "value", "probability", "credence",
    "expression", "influence", "horizon",
    # more than a scalar, or a choice of words
    "choice", "list", "map", "pair", "triple", "record",
]  # fmt: skip
Key = Literal["name", "identifier", "expression", "label", "signature", "unit"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry.

    Attributes:
        name: Its name in the file.
        form: The form of its value.
        help: What it is, for messages and editors.
        required: Whether it must be present.
        of: The form of the items of a list or map, or the name of their table.
        key: What the keys of a map are.
        choices: The words of a choice.
    """

    name: str
    form: Form
    help: str
    required: bool = False
    of: str = ""
    key: Key = "name"
    choices: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """Return an example of its value, or an empty string if its shape is obvious."""
        if self.of == "cases":
            return "{talks: {holds: 0.9, fails: 0.4}}"
        if self.of == "condition":
            return "{claim: The talks fail, resolves: 2025-06-30}"
        by_name = EXAMPLES_OF_VALUES.get(self.of) if self.name == "values" else EXAMPLES.get(self.name) if self.form != "credence" else ""
        return by_name or EXAMPLES_OF_FORMS.get(self.form, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of one kind of entry. `what` names it in messages. A scalar in place of the entry is its `shorthand` field."""

    what: str
    fields: tuple[Field, ...]
    shorthand: str = ""
    by_name: dict[str, Field] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})


# An option is not in TABLES, because its fields are the names of levers. It may also have these.
OPTION_FIELDS = ("means", "cite", "judgement")
