"""The commands of `lynchpin`, in the order in which the help lists them: one file for each group, one line for each command."""

from __future__ import annotations

from collections.abc import Callable

from lynchpin.cli.commands import asking, comparing, reading, reporting, running, shelf

COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("report", reporting.report),
    ("check", reading.check),
    ("run", running.run),
    ("stress", asking.stress),
    ("drivers", asking.drivers),
    ("scenarios", asking.scenarios),
    ("signposts", asking.signposts),
    ("policies", asking.policies),
    ("update", asking.update),
    ("score", asking.score),
    ("compare", comparing.compare),
    ("coverage", asking.coverage),
    ("new", shelf.new),
    ("list", shelf.list_all),
    ("show", shelf.show),
    ("schema", shelf.schema),
    ("explain", shelf.explain_fault),
)
