"""Sentences about an update: the answer given the evidence, what surprised, which assumptions moved, and how far to trust it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.naming import name_answer, name_assumption, name_item
from lynchpin.presentation.wording import (
    list_terms,
    name_likelihood,
    say_bits,
    say_count,
    say_estimate,
    say_list,
    say_percent,
    say_probability,
)
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.engine.model import Evidence
    from lynchpin.questions.update.question import ItemEffect, UpdateFinding

CLEAR = 2.0
"""Standard errors by which two probabilities differ clearly."""
NAMED = 3
"""Assumptions that a sentence names."""


def describe(finding: UpdateFinding) -> str:
    """Return the answer before and given the evidence, the items and assumptions that mattered, and how far to trust it."""
    sentences = [say_answer(finding), _say_surprise(finding), say_moved(finding), *warn(finding), _say_fit(finding)]
    return " ".join(s for s in sentences if s)


def say_answer(finding: UpdateFinding, answer: str = "") -> str:
    """The probability of the answer given the evidence, and next to it the one before."""
    name = answer or finding.answer
    terms = list_terms(finding.model.yardstick)
    now, before = finding.answers[name], finding.prior_answers[name]
    items = say_count(len(finding.path), "item")
    text = (
        f"Probability of {name_answer(name)} given {items} of evidence up to {finding.until}: "
        f"{say_probability(now)}, {name_likelihood(now, terms)}. "
        f"Before the evidence: {say_probability(before)}, {name_likelihood(before, terms)}."
    )
    if not is_clear_move(before, now):
        text += " The difference is within the error of this run."
    return text


def say_moved(finding: UpdateFinding) -> str:
    """The assumptions that the evidence moved most."""
    pairs = {n: (find_prior(finding, n), after) for n, (_, after) in finding.assumptions.items()}
    clear = [n for n, (a, b) in pairs.items() if is_clear_move(a, b)]
    if not clear:
        return "The evidence moved no assumption by more than the error of this run." if pairs else ""
    clear.sort(key=lambda n: -abs(pairs[n][1].value - pairs[n][0].value))
    moves = [
        f"{name_assumption(finding.model, n)} (from {say_percent(*pairs[n][0])} to {say_percent(*pairs[n][1])})" for n in clear[:NAMED]
    ]
    verb = "assumption that moved most is" if len(moves) == 1 else "assumptions that moved most are"
    return f"The {verb} {say_list(moves)}."


def find_prior(finding: UpdateFinding, name: str) -> Estimate:
    """The probability that an assumption holds before the evidence: the credence of the file exactly, unless it is set otherwise.

    An assumption that the model itself can break has no credence; for it the share of futures in which it holds is given.
    """
    forced = finding.before.assume.get(name)
    if forced is not None:
        return Estimate(float(forced), 0.0)
    credence = next((a.credence for a in finding.model.assumptions if a.name == name), None)
    return finding.assumptions[name][0] if credence is None else Estimate(credence, 0.0)


def is_clear_move(before: Estimate, after: Estimate) -> bool:
    """Whether two probabilities differ by more than their errors."""
    return abs(after.value - before.value) > CLEAR * math.hypot(before.error, after.error)


def has_surprise(item: Evidence) -> bool:
    """Whether an item has a surprise in bits. A measured value has a density, whose logarithm depends on its unit, and no probability."""
    return item.kind in ("event", "not", "option")


def warn(finding: UpdateFinding) -> list[str]:
    """Return what a reader should be warned of: impossible items, and too few futures that agree with the evidence."""
    filtered, warnings = finding.filtered, []
    for item in filtered.impossible:
        warnings.append(
            f"No future of {filtered.particles:,} has “{name_item(finding.model, item)}” in {item.label}: the model holds it impossible, "
            "and it was left out. Check the item, or let the model allow it."
        )
    if finding.too_few:
        size = max(round(min(filtered.effective, filtered.distinct)), 1)
        warnings.append(
            f"Too few futures agree with the evidence to trust these figures: the effective sample size is {size:,} of "
            f"{filtered.particles:,}. Draw more futures, or check whether an item is measured more precisely than the model can follow."
        )
    return warnings


def _say_surprise(finding: UpdateFinding) -> str:
    possible = [t for t in finding.path if t.possible]
    countable = [t for t in possible if has_surprise(t.item)]
    moved = [t for t in possible if math.isfinite(t.odds_bits)]
    sentences = []
    if countable:
        most = max(countable, key=lambda t: t.bits)
        sentences.append(f"The least expected item was {_quote(finding, most)} (surprise {say_bits(most.bits)} bits).")
    if moved:
        furthest = max(moved, key=lambda t: abs(t.odds_bits))
        way = "up" if furthest.odds_bits > 0 else "down"
        bits = say_bits(abs(furthest.odds_bits))
        sentences.append(f"The odds of {name_answer(finding.answer)} moved most with {_quote(finding, furthest)} ({way} by {bits} bits).")
    return " ".join(sentences)


def _quote(finding: UpdateFinding, effect: ItemEffect) -> str:
    return f"“{name_item(finding.model, effect.item)}” in {effect.item.label}"


def _say_fit(finding: UpdateFinding) -> str:
    filtered = finding.filtered
    if finding.too_few or filtered.impossible:
        return ""
    value = say_estimate(filtered.log_evidence, filtered.log_evidence_error)
    return f"Log evidence {value}; effective sample size {round(filtered.effective):,} of {filtered.particles:,}."
