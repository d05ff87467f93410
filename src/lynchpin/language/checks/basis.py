"""Checks that every stated number has a basis: a citation or a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Actor, Assessment, Term


def list_stated_entries(a: Assessment) -> Iterator[tuple[str, str, About]]:
    """Yield the kind, the name and the basis of every entry that states numbers.

    Formulas (auxiliaries, and events without probabilities) may be mere arithmetic, so they count only if they have a basis.
    """
    for kind, section in (("parameter", a.parameters), ("series", a.series), ("stock", a.stocks), ("assumption", a.assumptions)):
        yield from ((kind, name, record.about) for name, record in section.items())
    yield from (
        ("event", name, event.about)
        for name, event in a.events.items()
        if event.chance is not None or event.states is not None or event.about.basis != "unsupported"
    )
    yield from (("auxiliary", name, record.about) for name, record in a.auxiliaries.items() if record.about.basis != "unsupported")
    for name, actor in a.actors.items():
        yield from _list_entries_of_actor(name, actor)


def _list_entries_of_actor(name: str, actor: Actor) -> Iterator[tuple[str, str, About]]:
    yield from _list_terms(name, actor.terms)
    yield from (("perception", f"{name} perceives {seen.name}", seen.about) for seen in actor.perceives)
    for faction_name, faction in actor.factions.items():
        yield "faction", f"{name}: {faction_name}", faction.about
        yield from _list_terms(faction_name, faction.terms)


def _list_terms(owner: str, terms: Sequence[Term]) -> Iterator[tuple[str, str, About]]:
    """Yield the terms of a payoff. A payoff table counts as one entry."""
    yield from (("value", f"{owner}: {term.text}", term.about) for term in terms if not term.profile)
    yield from [("value", f"{owner}: payoffs", term.about) for term in terms if term.profile][:1]


def check_bases(a: Assessment, reading: Reading) -> None:
    """Warn about each stated number without a basis, once the file has no errors.

    Args:
        a: The assessment.
        reading: The file that is being read; warnings are reported there.
    """
    if reading.diagnostics.has_errors:
        return
    for kind, name, about in list_stated_entries(a):
        if about.basis == "unsupported" and not name.endswith(".chance"):
            reading.diagnostics.add("unsupported", about.place, kind=kind, name=name)
