"""The commands of `lynchpin`, in the order in which the help lists them: one file for each group, one line for each command."""

from __future__ import annotations

from collections.abc import Callable

from lynchpin.cli.commands import reading, running, shelf

COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("check", reading.check),
    ("run", running.run),
    ("new", shelf.new),
    ("list", shelf.list_all),
    ("show", shelf.show),
    ("schema", shelf.schema),
    ("explain", shelf.explain_fault),
)
