"""Reads what any entry may carry: its meaning, citations and judgement."""

from __future__ import annotations

import re

from lynchpin.language.entries import Entry
from lynchpin.language.locations import locate_in
from lynchpin.language.names import IDENTIFIER, split_name
from lynchpin.language.nodes import Node
from lynchpin.language.reading import Reading
from lynchpin.language.records import About, Citation
from lynchpin.language.wording import suggest_word


def read_about(reading: Reading, entry: Entry, unit: str = "", inherit: About | None = None) -> About:
    """Read what an entry says about itself.

    Args:
        reading: The file that is being read.
        entry: The entry.
        unit: The text of its unit.
        inherit: Gives the judgement of an entry that has none, and the citations as well if it has neither.
    """
    citations = tuple(c for item in reading.names(entry.get("cite"), "cite") for c in read_citations(reading, item))
    judgement = reading.text(entry.get("judgement"))
    vary = None if "vary" not in entry.fields else reading.number(entry.get("vary"), "vary", low=0.0, high=0.9, percent=True)
    if inherit is not None and not judgement:
        judgement = inherit.judgement
        citations = citations or inherit.citations
    if inherit is not None and vary is None:
        vary = inherit.vary
    return About(entry.place, _add_members(reading.text(entry.get("means")), entry.name), unit, citations, judgement, vary)


def _add_members(means: str, name: str) -> str:
    """Return the meaning of an entry; for one of a set, with its member: `people in the town (boston)`."""
    indexed = split_name(name) if means else None
    return means if indexed is None else f"{means} ({', '.join(indexed[1]).replace('_', ' ')})"


def read_citations(reading: Reading, node: Node) -> tuple[Citation, ...]:
    """Read one citation such as `memo p2`, or several separated by `;` or by a comma before the name of another source.

    Args:
        reading: The file that is being read; errors are reported there.
        node: The scalar that holds the citations.
    """
    key = node.start, node.text
    if key not in reading.citations:  # the members of a set share their citations
        reading.citations[key] = _read_citations(reading, node)
    return reading.citations[key]


def _read_citations(reading: Reading, node: Node) -> tuple[Citation, ...]:
    pieces: list[tuple[int, int]] = []
    for match in re.finditer(r"[^;,]+", node.text):
        first_word = match[0].split(maxsplit=1)[0] if match[0].strip() else ""
        if not pieces or node.text[match.start() - 1] == ";" or first_word in reading.sources:
            pieces.append(match.span())
        else:
            pieces[-1] = (pieces[-1][0], match.end())
    return tuple(_read_citation(reading, node, text, start) for start, end in pieces if (text := node.text[start:end]).strip())


def _read_citation(reading: Reading, node: Node, text: str, start: int) -> Citation:
    source, _, locator = text.strip().partition(" ")
    if source not in reading.sources:
        offset = start + len(text) - len(text.lstrip())
        form = "" if IDENTIFIER.match(source) else "write `SOURCE PLACE`, such as `memo p2`, and "

        def hint() -> str:
            return suggest_word(source, reading.sources) or f"{form}add the source to `sources`"

        full = reading.diagnostics.is_full("unknown-source")
        place = node.place if full else locate_in(reading.source, node)(offset, offset + len(source))
        reading.diagnostics.add("unknown-source", place, source=source, hint=hint)
    reading.cited.add(source)
    return Citation(source, " ".join(locator.split()))
