"""Part 7, what we do not know: the unknowns that matter, how much knowing could help, what is worth finding out."""

from __future__ import annotations

from lynchpin.presentation.charts.bars import Bar, draw_bars
from lynchpin.presentation.figure import Figure
from lynchpin.presentation.sentences import say_drivers
from lynchpin.presentation.tables import tabulate_parameters
from lynchpin.presentation.wording import say_name, say_number
from lynchpin.report.blocks import Block, Part
from lynchpin.report.parts.common import Finding, list_failures, say_missing, show, show_rows
from lynchpin.report.story import Story

TITLE = "What we do not know"
MOST_BARS = 12


def build_unknown(story: Story, number: int) -> Part:
    drivers = story.told.get("drivers")
    if drivers is None:
        sentence = say_missing(story, "drivers", "No parameter of the file is uncertain.")
        return Part(number, "unknown", TITLE, sentence, tuple(list_failures(story, "drivers")))
    blocks: list[Block] = show(_draw_indices(drivers), _draw_worth(drivers))
    blocks += show_rows(tabulate_parameters(drivers), folded=True)
    return Part(number, "unknown", TITLE, say_drivers(drivers), tuple(blocks))


def _draw_indices(drivers: Finding) -> Figure | None:
    ordered = sorted(drivers["parameters"], key=lambda p: -(p.get("total") or p.get("first_order") or 0.0))[:MOST_BARS]
    bars = [Bar(p["name"], p.get("first_order") or 0.0, p.get("standard_error"), p.get("total")) for p in ordered]
    if not bars:
        return None
    title = f"“{say_name(bars[0].name)}” accounts for more of the variance than any other unknown"
    note = "Share of the variance of the answer (Sobol' indices). Dark: by itself; light: with all that it does together with others. Red lines are 95% intervals."
    return draw_bars("drivers", title, note, bars, form=".0%", heads=("first order", "total"))


def _draw_worth(drivers: Finding) -> Figure | None:
    worth = sorted((p for p in drivers["parameters"] if p.get("evpi")), key=lambda p: -p["evpi"])[:MOST_BARS]
    if not worth or worth[0]["evpi"] <= 0:
        return None
    title = f"Knowing “{say_name(worth[0]['name'])}” would be worth most ({say_number(worth[0]['evpi'])} by the stated goals)"
    bars = [Bar(p["name"], p["evpi"], p.get("evpi_standard_error")) for p in worth]
    note = "Expected value of perfect information: how much better the best policy would be, by the goals, if this were known first."
    return draw_bars("worth-knowing", title, note, bars, heads=("value of knowing", "also"))
