"""Assumptions must not fight over a value."""

from __future__ import annotations

from lynchpin.errors import Place
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment


def check_replacements(a: Assessment, reading: Reading) -> None:
    """Two assumptions that replace the same value would leave open which of them has it."""
    first: dict[str, tuple[str, Place]] = {}
    for name, assumption in a.assumptions.items():
        for target, value in {**assumption.holds, **assumption.fails}.items():
            other, place = first.setdefault(target, (name, value.place))
            if other != name:
                also = ((place, f"`{other}` replaces it here"),)
                reading.faults.add("replaced-twice", value.place, name=target, first=other, second=name, also=also)
