"""Sentences about an update: the answer given the evidence, the least expected item, assumptions that moved, and reliability."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lynchpin.presentation.likelihoods import list_terms, name_likelihood
from lynchpin.presentation.naming import judge_change, name_answer, name_assumption, name_item
from lynchpin.presentation.numbers import format_bits, format_estimate, format_percent, format_probability, format_share
from lynchpin.presentation.wording import format_count, format_list
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.engine.model import Evidence
    from lynchpin.questions.update.failures import Failure
    from lynchpin.questions.update.question import ItemEffect, UpdateFinding

CLEAR = 2.0
"""Two probabilities differ clearly if their difference is more than this many standard errors."""
NAMED = 3
"""Largest number of assumptions named in a sentence."""


def describe(finding: UpdateFinding) -> str:
    """Return the answer before and given the evidence, the items and assumptions that moved most, and the effective sample size."""
    sentences = [
        describe_answer(finding),
        _describe_surprise(finding),
        describe_moved(finding),
        *describe_failures(finding),
        *warn(finding),
        _describe_fit(finding),
    ]
    return " ".join(s for s in sentences if s)


def describe_answer(finding: UpdateFinding, answer: str = "") -> str:
    """Return the probability of the answer given the evidence, and before it.

    Args:
        finding: The update.
        answer: The answer, by default that of the finding.
    """
    name = answer or finding.answer
    terms = list_terms(finding.model.yardstick)
    now, before = finding.answers[name], finding.prior_answers[name]
    items = format_count(len(finding.path), "item")
    text = (
        f"Probability of {name_answer(name)} given {items} of evidence up to {finding.until}: "
        f"{format_probability(now)}, {name_likelihood(now, terms)}. "
        f"Before the evidence: {format_probability(before)}, {name_likelihood(before, terms)}."
    )
    if not is_clear_move(before, now):
        return f"{text} The difference is within the error of this run."
    word = judge_change(finding.model, name, now.value - before.value)
    return f"{text} The evidence changes it for the {word}." if word else text


def describe_moved(finding: UpdateFinding) -> str:
    """Return the assumptions that the evidence moved most."""
    pairs = {n: (find_prior(finding, n), after) for n, (_, after) in finding.assumptions.items()}
    clear = [n for n, (a, b) in pairs.items() if is_clear_move(a, b)]
    if not clear:
        return "The evidence moved no assumption by more than the error of this run." if pairs else ""
    clear.sort(key=lambda n: -abs(pairs[n][1].value - pairs[n][0].value))
    moves = [
        f"{name_assumption(finding.model, n)} (from {format_percent(*pairs[n][0])} to {format_percent(*pairs[n][1])})"
        for n in clear[:NAMED]
    ]
    verb = "assumption that moved most is" if len(moves) == 1 else "assumptions that moved most are"
    return f"The {verb} {format_list(moves)}."


def describe_failures(finding: UpdateFinding) -> list[str]:
    """Return a sentence for each assumption that can fail along the way: whether it still holds, and when it failed."""
    return [_describe_failure(finding, failure) for failure in finding.failures]


def _describe_failure(finding: UpdateFinding, failure: Failure) -> str:
    name, periods, until = name_assumption(finding.model, failure.name), finding.model.periods, finding.until
    after = failure.after
    ways = [("at the start", after.start.value)] + [(f"in {label}", value) for label, value in zip(periods, after.first.value, strict=True)]
    if failure.settled is not None:
        at = failure.settled
        earlier = after.start.value + float(after.first.value[:at].sum())
        return f"{name} failed in {periods[at]}{f', or earlier with probability {format_percent(earlier)}' if earlier > 0 else ''}."
    known = [way for way in ways[: periods.index(until) + 2] if way[1] > 0]
    most = max(known, key=lambda way: way[1], default=None)
    when = "" if most is None else f"; if it has failed, then most probably {most[0]}"
    return f"The probability that {name} still holds at the end of {until} is {format_share(*after.holds)}{when}."


def find_prior(finding: UpdateFinding, name: str) -> Estimate:
    """Return the probability that an assumption holds before the evidence.

    It is the credence, without error. For an assumption that the model itself can break, it is the share of futures in which it holds.

    Args:
        finding: The update.
        name: Name of the assumption.
    """
    if any(f.name == name for f in finding.failures):
        return finding.assumptions[name][0]
    forced = finding.before.assume.get(name)
    if forced is not None:
        return Estimate(float(forced), 0.0)
    credence = next((a.credence for a in finding.model.assumptions if a.name == name), None)
    return finding.assumptions[name][0] if credence is None else Estimate(credence, 0.0)


def is_clear_move(before: Estimate, after: Estimate) -> bool:
    """Return whether two probabilities differ by more than `CLEAR` times their combined standard error.

    Args:
        before: The probability before the evidence.
        after: The probability given the evidence.
    """
    return abs(after.value - before.value) > CLEAR * math.hypot(before.error, after.error)


def has_surprise(item: Evidence) -> bool:
    """Whether an item has a surprise in bits. A measured value has none, because the logarithm of a density depends on the unit."""
    return item.kind not in ("stock", "auxiliary")


def warn(finding: UpdateFinding) -> list[str]:
    """Return the warnings about an update: impossible items, and too few futures that agree with the evidence."""
    filtered, warnings = finding.filtered, []
    for item in filtered.impossible:
        warnings.append(
            f"No future of {filtered.particles:,} has “{name_item(finding.model, item)}” in {item.label}: it is impossible in this model "
            "and was left out. Check the item, or let the model allow it."
        )
    if finding.too_few:
        size = max(round(min(filtered.effective, filtered.distinct)), 1)
        warnings.append(
            f"Too few futures agree with the evidence to trust these figures: the effective sample size is {size:,} of "
            f"{filtered.particles:,}. Draw more futures, or check whether an item is measured more precisely than the model can follow."
        )
    return warnings


def _describe_surprise(finding: UpdateFinding) -> str:
    possible = [t for t in finding.path if t.possible]
    countable = [t for t in possible if has_surprise(t.item)]
    moved = [t for t in possible if math.isfinite(t.odds_bits)]
    sentences = []
    if countable:
        most = max(countable, key=lambda t: t.bits)
        sentences.append(f"The least expected item was {_quote(finding, most)} (surprise {format_bits(most.bits)} bits).")
    furthest = max(moved, key=lambda t: abs(t.odds_bits), default=None)
    bits = "0.0" if furthest is None else format_bits(abs(furthest.odds_bits))
    if furthest is not None and bits != "0.0":
        way = "up" if furthest.odds_bits > 0 else "down"
        sentences.append(f"The odds of {name_answer(finding.answer)} moved most with {_quote(finding, furthest)} ({way} by {bits} bits).")
    return " ".join(sentences)


def _quote(finding: UpdateFinding, effect: ItemEffect) -> str:
    return f"“{name_item(finding.model, effect.item)}” in {effect.item.label}"


def _describe_fit(finding: UpdateFinding) -> str:
    filtered = finding.filtered
    if finding.too_few or filtered.impossible:
        return ""
    value = format_estimate(filtered.log_evidence, filtered.log_evidence_error)
    return f"Log evidence {value}; effective sample size {round(filtered.effective):,} of {filtered.particles:,}."
