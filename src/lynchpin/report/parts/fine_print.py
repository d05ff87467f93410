"""Part 11, fine print: what the method assumes, how the run went, and how to make the same page again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from lynchpin.presentation.naming import name_period
from lynchpin.presentation.numbers import format_number, format_percent
from lynchpin.presentation.sentences.forecast import describe_fine_print, is_saturated, warn
from lynchpin.presentation.tables.table import Name, Table, make_table, number, text
from lynchpin.presentation.wording import format_name
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.forecast.trust import Decisiveness, Trust
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import WHOLE, Block, Facts, Group, Lines, Part
from lynchpin.report.parts.common import fold, list_failures, show_rows
from lynchpin.report.story import Story

TITLE = "Fine print"
HALF = 6
"""Columns of the assumptions of the method. The figures of the run are next to them."""
PACKAGES = ("lynchpin", "jax", "numpy", "scipy", "SALib", "altair", "vl-convert-python")

METHOD = (
    "Actors choose by the logit quantal response equilibrium of each period's game (McKelvey and Palfrey 1995): "
    "better options are more probable, none is certain.",
    "Actors look a fixed number of periods ahead with the model's own equations. They expect no shocks and assume that nobody changes course.",
    "Assumptions fail independently of each other, unless the file makes them depend on each other. A failed assumption stays failed.",
    "Words of likelihood in the file are read as their published range, with every probability in the range equally likely.",
    "The number after ± is one standard error of the simulation. It does not measure how wrong the model may be.",
)
ADAPTIVE = "Actors respond to the others' latest options by logit response; they do not play an equilibrium."
SEQUENCE = (
    "Some actors move after others and see what they have chosen. Choices are then the agent quantal response equilibrium of the period's "
    "game (McKelvey and Palfrey 1998)."
)
ADAPTIVE_SEQUENCE = "Some actors move after others and respond to what they have chosen in the same period."
TYPES = (
    "Some actors have a private type that is drawn once per future. The others hold beliefs about it and update them by Bayes' rule after "
    "each choice, unless the file says otherwise."
)
REPLIES = "Some actors expect the others to reply from the second period of their horizon on."


def build_fine_print(story: Story, number: int) -> Part:
    """Build the part from the method, the diagnostics of the run, and the failures of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    run = story.find(ForecastFinding)
    sentence = describe_fine_print(run) if run else "No futures were drawn."
    blocks: list[Block] = [
        *_list_warnings(run),
        Group((Lines("What the method assumes", _choose_method(story)), *_list_filter(story.find(UpdateFinding))), span=HALF),
        Group((*_list_diagnostics(run), _list_origin(story, run)), span=WHOLE - HALF),
    ]
    if run:
        blocks += fold("How the actors chose", show_rows(_tabulate_actors(run.trust)))
        blocks += fold("Quantities clipped at a bound, large flows, chances clipped at 0 or 1", _list_bounds(run))
    blocks += fold("Versions", [Facts("", (*((name, _find_version(name)) for name in PACKAGES), ("Python", platform.python_version())))])
    blocks += list_failures(story, *story.failures)
    return Part(number, "fine-print", TITLE, sentence, tuple(blocks))


def _choose_method(story: Story) -> tuple[str, ...]:
    """Return what the method assumes about this assessment."""
    actors, adaptive = story.assessment.actors.values(), story.assessment.reasoning == "adaptive"
    choice, foresight, *rest = METHOD
    if not actors:
        return tuple(rest)
    lines = [ADAPTIVE if adaptive else choice]
    if any(actor.after for actor in actors):
        lines.append(ADAPTIVE_SEQUENCE if adaptive else SEQUENCE)
    if any(actor.type_name for actor in actors):
        lines.append(TYPES)
    lines.append(foresight)
    if any(actor.horizon.foresees for actor in actors):
        lines.append(REPLIES)
    return (*lines, *rest)


def _list_bounds(run: ForecastFinding) -> list[Block]:
    period = name_period(run.model, 2)
    facts = _list_shares(f"clipped at a bound, share of {period}", run.trust.clipped)
    facts += _list_shares(f"a flow larger than its stock, share of {period}", run.trust.coarse)
    facts += _list_shares(f"chances clipped at 0 or 1, share of {period}", run.trust.chance_clipped)
    return [Facts("", tuple(facts))] if facts else []


def _list_warnings(run: ForecastFinding | None) -> list[Block]:
    words = warn(run) if run else []
    return [Lines("Warnings", tuple(words))] if words else []


def _list_diagnostics(run: ForecastFinding | None) -> list[Block]:
    if run is None:
        return []
    trust = run.trust
    facts = [
        ("futures", f"{len(run.summary):,}"),
        ("futures with non-finite values (NaN or infinity)", f"{trust.unsound:,}"),
    ]
    if trust.actors:
        facts += [
            ("games solved", f"{trust.games:,.0f}"),
            ("games whose equilibrium has an error above 0.0001", _format_rare(trust.residual_large)),
            ("largest error of an equilibrium", format_number(trust.residual_max)),
            ("games whose equilibrium was not proven to be unique", _format_rare(trust.unproven)),
        ]
    return [Facts("How the run went", tuple(facts))]


def _list_shares(what: str, shares: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return a line with the shares above zero, the largest first."""
    found = sorted(((n, s) for n, s in shares.items() if s), key=lambda item: -item[1])
    return [(what, ", ".join(f"{format_name(n)} {_format_rare(s)}" for n, s in found))] if found else []


def _tabulate_actors(trust: Trust) -> Table:
    rows = [
        (Name(a.actor), format_number(a.decisions), format_percent(a.largest), format_percent(a.uniform), _grade(a)) for a in trust.actors
    ]
    columns = (
        text("actor"),
        number("decisions per future"),
        number("most probable option, on average"),
        number("nearly even mixing"),
        text("remark"),
    )
    return make_table("How the actors chose", columns, rows)


def _grade(actor: Decisiveness) -> str:
    return "saturated" if is_saturated(actor) else "mixes evenly" if actor.hardly_chooses else ""


def _format_rare(share: float) -> str:
    if share == 0:
        return "none"
    return format_percent(share) if share >= 0.1 else f"{100 * share:.2g}%"


def _list_filter(update: UpdateFinding | None) -> list[Block]:
    if update is None:
        return []
    filtered = update.filtered
    facts = (
        ("items of evidence", f"{len(update.path):,}"),
        ("log evidence", format_number(update.log_evidence, filtered.log_evidence_error)),
        ("effective sample size", f"{filtered.effective:,.0f}"),
        ("distinct ancestors", f"{filtered.distinct:,.0f}"),
    )
    return [Facts("How the evidence was taken in", facts)]


def _list_origin(story: Story, run: ForecastFinding | None) -> Block:
    a = story.assessment
    facts = [("file", a.path), ("SHA-256 of the file", a.sha256)]
    facts += [(f"SHA-256 of {path}", sha256) for path, sha256 in a.data.items()]
    facts += [("seed", str(run.summary.seed))] if run else []
    facts += [
        ("field", a.field),
        ("author", a.author),
        ("written as of", a.date),
        ("evidence as of", a.updated),
        ("written", a.written),
        ("yardstick", a.yardstick),
    ]
    facts.append(("version", f"lynchpin {_find_version('lynchpin')}"))
    return Facts("Where this comes from", tuple((k, v) for k, v in facts if v), code=story.command)


def _find_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
