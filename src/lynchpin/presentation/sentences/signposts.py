"""Sentences about signposts: what to watch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.wording import say_list, say_name

Row = Mapping[str, Any]


def say_watch(signposts: Row) -> str:
    watch = signposts["watch"]
    if not watch:
        return "No indicator tells the endings apart before the end."
    found = {i["name"]: i for i in signposts["indicators"]}
    first = found.get(watch[0], {})
    lead = first.get("lead")
    text = f"Watch “{say_name(watch[0])}” first"
    text += (
        f": from {lead} on it tells the two sides of the answer apart four times in five"
        if lead
        else ": it says most, though never enough by itself"
    )
    rest = f"; with it {say_list([f'“{say_name(n)}”' for n in watch[1:4]])}" if len(watch) > 1 else ""
    return f"{text}{rest}."
