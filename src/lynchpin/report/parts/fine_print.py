"""Part 10, fine print: what the method assumes, how the run went, and how to make the same page again."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from lynchpin.presentation.sentences.forecast import say_fine_print
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import say_name, say_number, say_percent
from lynchpin.report.blocks import WHOLE, Block, Facts, Group, Lines, Part
from lynchpin.report.parts.common import Finding, fold, list_failures, show_rows
from lynchpin.report.story import Story

TITLE = "Fine print"
HALF = 6
"""Columns of the assumptions of the method, beside which the figures of the run stand."""
PACKAGES = ("lynchpin", "jax", "numpy", "scipy", "SALib", "altair", "vl-convert-python")

METHOD = (
    "Actors choose by the logit quantal response equilibrium of each period's game (McKelvey and Palfrey 1995): "
    "better options are likelier, none is certain.",
    "Actors look a fixed number of periods ahead, with the model's own equations, expecting no shocks and nobody to change course.",
    "Assumptions fail independently of each other, unless the file ties them; a failed assumption stays failed.",
    "Words of likelihood in the file are read as their published range, each number in it as likely as any other.",
    "An error after ± is one standard error of the simulation. It says nothing of how wrong the model may be.",
)
_QUOTED = re.compile(r"`([^`]*)`")
ADAPTIVE = "Actors answer the others' latest options by logit response, rather than play an equilibrium."


def build_fine_print(story: Story, number: int) -> Part:
    run = story.told.get("run")
    sentence = say_fine_print(run) if run else "No futures were drawn."
    blocks: list[Block] = [
        *_list_warnings(run),
        Group((Lines("What the method assumes", _choose_method(story)), *_list_filter(story)), span=HALF),
        Group((*_list_diagnostics(run), _list_origin(story, run)), span=WHOLE - HALF),
    ]
    if run:
        d = run.get("diagnostics") or {}
        blocks += fold("How the actors chose", show_rows(_tabulate_actors(d.get("actors") or {})))
        blocks += fold("Quantities held at their bounds, chances cut back", _list_bounds(run, d))
    blocks += fold("Versions", [Facts("", (*((name, _find_version(name)) for name in PACKAGES), ("Python", platform.python_version())))])
    blocks += list_failures(story, *story.failures)
    return Part(number, "fine-print", TITLE, sentence, tuple(blocks))


def _choose_method(story: Story) -> tuple[str, ...]:
    return (ADAPTIVE, *METHOD[1:]) if story.assessment.reasoning == "adaptive" else METHOD


def _list_bounds(run: Finding, diagnostics: Finding) -> list[Block]:
    facts = _list_shares("held at their bounds, share of periods", run.get("clipped") or {})
    facts += _list_shares("cut back to 0 to 1, share of periods", diagnostics.get("chance_clipped") or {})
    return [Facts("", tuple(facts))] if facts else []


def _list_warnings(run: Finding | None) -> list[Block]:
    words = ((run or {}).get("diagnostics") or {}).get("words") or ()
    return [Lines("What to be warned of", tuple(_QUOTED.sub(lambda m: f"“{say_name(m[1])}”", w) for w in words))] if words else []


def _list_diagnostics(run: Finding | None) -> list[Block]:
    if run is None:
        return []
    d = run.get("diagnostics") or {}
    facts = [("futures", f"{run['futures']:,}")]
    if d:
        facts += [
            ("futures that left the finite numbers", f"{d['unsound']:,}"),
            ("games played", f"{d['games']:,.0f}"),
            ("games whose equilibrium is off by more than 0.0001", _say_rare(d["residual_large"])),
            ("largest residual", say_number(d["residual_max"])),
            ("games whose equilibrium was not proven to be the only one", _say_rare(d["unproven"])),
        ]
    return [Facts("How the run went", tuple(facts))]


def _list_shares(what: str, shares: Mapping[str, float]) -> list[tuple[str, str]]:
    """One line with the shares above nought, the largest first."""
    found = sorted(((n, s) for n, s in shares.items() if s), key=lambda item: -item[1])
    return [(what, ", ".join(f"{say_name(n)} {_say_rare(s)}" for n, s in found))] if found else []


def _tabulate_actors(actors: Mapping[str, Any]) -> Table:
    rows = [(Name(n), say_number(a["decisions"]), say_percent(a["largest"]), say_percent(a["uniform"])) for n, a in actors.items()]
    columns = (text("actor"), number("decisions a future"), number("likeliest option, on average"), number("nearly uniform play"))
    return make_table("How the actors chose", columns, rows)


def _say_rare(share: float) -> str:
    return "none" if share == 0 else f"{100 * share:.2g}%"


def _list_filter(story: Story) -> list[Block]:
    update = story.told.get("update")
    if not update:
        return []
    facts = [
        ("items of evidence", f"{len(update['path']):,}"),
        ("log evidence", say_number(update["log_evidence"], update.get("log_evidence_standard_error"))),
        ("effective sample size", f"{update['effective_sample_size']:,.0f}"),
        ("distinct ancestors", f"{update['distinct_ancestors']:,.0f}"),
    ]
    if update.get("too_few"):
        facts.append(("warning", "too few futures are left: read what follows from the evidence as a rough indication"))
    return [Facts("How the evidence was taken in", tuple(facts))]


def _list_origin(story: Story, run: Finding | None) -> Block:
    a = story.assessment
    facts = [("file", a.path), ("SHA-256 of the file", a.sha256)]
    facts += [("seed", str(run["seed"]))] if run else []
    facts += [("author", a.author), ("written as of", a.date), ("evidence as of", a.updated), ("yardstick", a.yardstick)]
    facts.append(("version", f"lynchpin {_find_version('lynchpin')}"))
    return Facts("Where this comes from", tuple((k, v) for k, v in facts if v), code=story.command)


def _find_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
