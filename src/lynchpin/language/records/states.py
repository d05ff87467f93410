"""The record of the states of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lynchpin.errors import Place
from lynchpin.language.expressions import Expression

Distribution = tuple[Expression, ...]
"""The probability of each state, in the order of the states."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """One row of a table: the probabilities of the states where `condition` holds."""

    condition: Expression
    chances: Distribution
    place: Place


@dataclass(frozen=True, slots=True)
class StateTable:
    """The states of an event and their probabilities.

    Attributes:
        form: The field of the file: one distribution (`states`), a table of conditions (`given`), or a Markov chain (`from`). The rows of a
            chain have the conditions `previous(EVENT == STATE)`.
        names: The states.
        rows: The rows, in the order of the file. The first whose condition holds applies.
        rest: The probabilities where no condition holds: the only ones of `states`, those of `otherwise`, or those at the start of a chain.
            None if the conditions leave nothing out.
        rest_place: Where `rest` is in the file.
        exclusive: Whether no two conditions can hold at once.
    """

    form: Literal["states", "given", "from"]
    names: tuple[str, ...]
    rows: tuple[StateRow, ...]
    rest: Distribution | None
    rest_place: Place
    exclusive: bool

    def list_expressions(self) -> tuple[Expression, ...]:
        """Return all conditions and probabilities."""
        rows = [e for row in self.rows for e in (row.condition, *row.chances)]
        return (*rows, *(self.rest or ()))
