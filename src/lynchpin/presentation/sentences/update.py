"""Sentences about an update: the answer given the evidence, what surprised, and how far the figures can be trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import Estimate, write_number, write_share

if TYPE_CHECKING:
    from lynchpin.engine.model import Evidence
    from lynchpin.questions.update.question import Told, UpdateFinding


def describe(finding: UpdateFinding) -> str:
    """The answer before and after the evidence, the items that mattered, the assumptions that moved, and the trust in it."""
    sentences = [
        f"Given {_count(len(finding.path), 'item')} of evidence up to {finding.until}, `{finding.answer}` comes true in "
        f"{write_share(finding.posterior)} of futures, against {write_share(finding.prior)} before.",
        _say_surprise(finding.path),
        _say_assumptions(finding.assumptions),
        _say_trust(finding),
    ]
    return " ".join(s for s in sentences if s)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _say_surprise(path: tuple[Told, ...]) -> str:
    possible = [t for t in path if t.possible]
    if not possible:
        return ""
    most = max(possible, key=lambda t: t.bits)
    moved = [t for t in possible if math.isfinite(t.odds_bits)]
    said = f"The least expected item was “{say_item(most.item)}” in {most.item.label} ({most.bits:.1f} bits)"
    if not moved:
        return said + "."
    furthest = max(moved, key=lambda t: abs(t.odds_bits))
    if furthest is most:
        return f"{said}; it moved the odds most, too (by {furthest.odds_bits:+.1f} bits)."
    return f"{said}; “{say_item(furthest.item)}” in {furthest.item.label} moved the odds most (by {furthest.odds_bits:+.1f} bits)."


def _say_assumptions(assumptions: Mapping[str, tuple[Estimate, Estimate]]) -> str:
    def distance(name: str) -> float:
        prior, after = assumptions[name]
        return abs(after.value - prior.value)

    clear = [n for n, (prior, after) in assumptions.items() if distance(n) > 2 * math.hypot(prior.error, after.error)]
    if not clear:
        return "No assumption moved by more than the error of this run." if assumptions else ""
    told = [
        f"`{n}` ({write_share(assumptions[n][0])} to {write_share(assumptions[n][1])})"
        for n in sorted(clear, key=distance, reverse=True)[:3]
    ]
    return f"The assumptions that moved most are {join_words(told)}." if len(told) > 1 else f"The assumption that moved is {told[0]}."


def _say_trust(finding: UpdateFinding) -> str:
    filtered, sentences = finding.filtered, []
    total = filtered.particles
    for item in filtered.impossible:
        sentences.append(
            f"No future of {total:,} has “{say_item(item)}” in {item.label}: the model holds it impossible, and it was set aside; "
            "check the item, or let the model allow it."
        )
    if finding.too_few:
        worth = _count(max(round(min(filtered.effective, filtered.distinct)), 1), "independent future")
        sentences.append(
            f"Too few futures fit the evidence to trust these figures: of {total:,} that it weighed, those that are left are worth {worth}; "
            "draw more futures, or ask whether an item is measured more closely than the model can follow."
        )
    elif not filtered.impossible:
        error = write_number(filtered.log_evidence_error, filtered.log_evidence_error)
        sentences.append(
            f"Log evidence {write_number(filtered.log_evidence, filtered.log_evidence_error)} ± {error}; "
            f"what is left of the {total:,} futures that it weighed is worth {round(filtered.effective):,} independent ones."
        )
    return " ".join(sentences)


def say_item(item: Evidence) -> str:
    """An item of evidence in words: what the file says of it, or else what was seen."""
    if item.text:
        return item.text
    match item.kind:
        case "event":
            return f"{item.name} happens"
        case "not":
            return f"{item.name} does not happen"
        case "option":
            sure = "" if item.reliability == 1 else f" (reported with reliability {item.reliability:g})"
            return f"{item.name} chooses {item.option}{sure}"
        case _:
            return f"{item.name} is measured at {item.value:g} (sd {item.sd:g})"
