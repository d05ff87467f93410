"""Numbers that stand on nothing are pointed out: neither a source nor a judgement."""

from __future__ import annotations

from collections.abc import Iterator

from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Assessment


def list_supported(a: Assessment) -> Iterator[tuple[str, str, About]]:
    """Every entry whose numbers need a basis: what kind it is, what it is called, and what it carries."""
    for kind, section in (
        ("parameter", a.parameters),
        ("series", a.series),
        ("stock", a.stocks),
        ("auxiliary", a.auxiliaries),
        ("event", a.events),
    ):
        yield from ((kind, name, record.about) for name, record in section.items())
    for name, actor in a.actors.items():
        yield from (("value", f"{name}: {term.text}", term.about) for term in actor.terms)
        yield from (("perception", f"{name} perceives {seen.name}", seen.about) for seen in actor.perceives)
        for faction_name, faction in actor.factions.items():
            yield "faction", f"{name}: {faction_name}", faction.about
            yield from (("value", f"{faction_name}: {term.text}", term.about) for term in faction.terms)
    yield from (("assumption", name, record.about) for name, record in a.assumptions.items())


# An auxiliary or event is a formula; the other kinds state a number of their own.
_STATES_NUMBERS = ("parameter", "series", "stock", "value", "perception", "faction", "assumption")


def check_support(a: Assessment, reading: Reading) -> None:
    """A warning for each stated number without a basis."""
    for kind, name, about in list_supported(a):
        if kind in _STATES_NUMBERS and about.basis == "unsupported":
            reading.faults.add("unsupported", about.place, kind=kind, name=name)
