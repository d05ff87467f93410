"""The catalogue of messages: the text of every error and warning, how to fix it, why it is one, and a corrected example.

To add a message, add an `Entry` to the module of its family, and a file named after its id to tests/files/bad.
"""

from __future__ import annotations

from lynchpin.language.catalogue import (
    analysis,
    delays,
    expressions,
    forecasts,
    functions,
    model,
    moves,
    payoffs,
    sets,
    shape,
    states,
    syntax,
    types,
    units,
    values,
    words,
)
from lynchpin.language.catalogue.entry import Entry

CATALOGUE: dict[str, Entry] = {
    entry.id: entry
    for family in (
        syntax, shape, expressions, delays, functions, sets, units, values, words, model, moves, types, payoffs, states, analysis,
        forecasts,
    )
    for entry in family.ENTRIES
}  # fmt: skip

__all__ = ["CATALOGUE", "Entry"]
