"""Numbers that stand on nothing are pointed out: neither a source nor a judgement."""

from __future__ import annotations

from collections.abc import Iterator

from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Actor, Assessment


def list_stated(a: Assessment) -> Iterator[tuple[str, str, About]]:
    """Every entry that states numbers: what kind it is, what it is called, and what it carries.

    Formulas (auxiliaries, and events without a chance) count only where they have a basis, since they may be mere arithmetic.
    """
    for kind, section in (("parameter", a.parameters), ("series", a.series), ("stock", a.stocks), ("assumption", a.assumptions)):
        yield from ((kind, name, record.about) for name, record in section.items())
    yield from (
        ("event", name, event.about) for name, event in a.events.items() if event.chance is not None or event.about.basis != "unsupported"
    )
    yield from (("auxiliary", name, record.about) for name, record in a.auxiliaries.items() if record.about.basis != "unsupported")
    for name, actor in a.actors.items():
        yield from _list_of_actor(name, actor)


def _list_of_actor(name: str, actor: Actor) -> Iterator[tuple[str, str, About]]:
    yield from (("value", f"{name}: {term.text}", term.about) for term in actor.terms)
    yield from (("perception", f"{name} perceives {seen.name}", seen.about) for seen in actor.perceives)
    for faction_name, faction in actor.factions.items():
        yield "faction", f"{name}: {faction_name}", faction.about
        yield from (("value", f"{faction_name}: {term.text}", term.about) for term in faction.terms)


def check_support(a: Assessment, reading: Reading) -> None:
    """A warning for each stated number without a basis: advice for a file that works otherwise."""
    if reading.diagnostics.has_errors:
        return
    for kind, name, about in list_stated(a):
        if about.basis == "unsupported" and not name.endswith(".chance"):
            reading.diagnostics.add("unsupported", about.place, kind=kind, name=name)
