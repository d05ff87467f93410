"""Sentences about a comparison: how the answer differs between two versions, and which changes explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lynchpin.presentation.naming import name_answer, name_element
from lynchpin.presentation.numbers import format_points, format_share
from lynchpin.presentation.wording import format_count, format_list
from lynchpin.questions.shared.choices import TIE

if TYPE_CHECKING:
    from lynchpin.questions.compare.question import CompareFinding

MOST = 3
"""Largest number of changes named."""
UNMATCHED = "unmatched"
"""Path of the change that stands for everything without a counterpart."""


def describe(finding: CompareFinding) -> str:
    """Return the difference, the changes that explain most of it, and what has no counterpart."""
    before, after = (format_share(*p) for p in finding.probabilities)
    answer = name_answer(finding.answer)
    if not finding.changes:
        return f"The two files agree in everything that affects {answer}; its probability is {before} in both."
    sentences = [
        f"Probability of {answer}: {before} in the first file, {after} in the second, a difference of {format_points(*finding.difference)} "
        f"from {format_count(len(finding.changes), 'change')}.",
        _describe_shares(finding),
    ]
    if finding.unmatched:
        sentences.append(f"Without a counterpart, and counted together as one change: {'; '.join(finding.unmatched)}.")
        if any(" file alone: " in text for text in finding.unmatched):
            sentences.append("Elements are matched by name: give the same element the same name in both files.")
    return " ".join(s for s in sentences if s)


def describe_path(finding: CompareFinding, path: str) -> str:
    """Return the place of a change in words: `credence of “No new route takes over”`.

    Args:
        finding: The finding of the comparison.
        path: Where the change is, such as `assumptions.NAME.credence`, or `UNMATCHED`.
    """
    if path == UNMATCHED:
        return "what has no counterpart"
    _, _, rest = path.partition(".")
    name, _, field = rest.partition(".")
    if not name:
        return f"`{path}`"
    element = name_element(finding.after, name)
    return f"{field.replace('_', ' ').replace('.', ' ')} of {element}" if field else element


def _describe_shares(finding: CompareFinding) -> str:
    shares = [finding.shares.at(j) for j in range(len(finding.changes))]
    clear = [j for j, share in enumerate(shares) if abs(share.value) > TIE * share.error]
    if not clear:
        return "No single change has an effect beyond the error of this run."
    if len(finding.changes) == 1:
        return f"The change is in {describe_path(finding, finding.changes[0].path)}."
    clear.sort(key=lambda j: -abs(shares[j].value))
    words = [f"{describe_path(finding, finding.changes[j].path)} ({format_points(*shares[j])})" for j in clear[:MOST]]
    return f"The largest {'part comes' if len(words) == 1 else 'parts come'} from {format_list(words)}."
