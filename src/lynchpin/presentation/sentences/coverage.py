"""Sentences about coverage: which claims of the source the model carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lynchpin.presentation.wording import format_count, format_list

if TYPE_CHECKING:
    from lynchpin.questions.coverage.question import CoverageFinding

MOST = 5
"""Largest number of missing claims named."""


def describe(finding: CoverageFinding) -> str:
    """Return how many claims are in the model, left out or missing, how many elements carry none, and what the values rest on."""
    sentences = [describe_coverage(finding), _describe_missing(finding)]
    if finding.elements:
        sentences.append(f"{len(finding.unclaimed):,} of {format_count(len(finding.elements), 'element')} carry no claim.")
    sentences.append(_describe_bases(finding))
    if finding.texts:
        sentences.append(f"The places of {format_count(len(finding.texts), 'claim')} were found in the text.")
    return " ".join(s for s in sentences if s)


def describe_coverage(finding: CoverageFinding) -> str:
    """Return how many claims are in the model, left out, or missing."""
    if not finding.claims:
        return "The file lists no claims of a source."
    total, carried, left_out, missing = (len(c) for c in (finding.claims, finding.carried, finding.left_out, finding.missing))
    left = f"{left_out:,} {'is' if left_out == 1 else 'are'} left out with a reason"
    rest = f"{missing:,} {'is' if missing == 1 else 'are'} missing" if missing else "none is missing"
    roles = describe_roles(finding.roles)
    return f"Of {format_count(total, 'claim')} of the source, {carried:,} {'is' if carried == 1 else 'are'} in the model{roles}, {left} and {rest}."


def describe_roles(roles: Mapping[str, int]) -> str:
    """Return how many claims are mechanisms, labels or background, in parentheses; empty if the file does not say."""
    if not roles:
        return ""
    words = {"mechanism": "as a mechanism", "label": "as a label only", "background": "as background", "unmarked": "unmarked"}
    return f" ({format_list([f'{count:,} {words[role]}' for role, count in roles.items()])})"


def _describe_bases(finding: CoverageFinding) -> str:
    total = sum(finding.bases.values())
    if not total:
        return ""
    cited, reading, judged, bare = (finding.bases.get(basis, 0) for basis in ("cited", "reading", "judged", "unsupported"))
    parts = [
        f"{cited:,} {'is' if cited == 1 else 'are'} in a source" if cited else "none is in a source",
        f"{reading:,} {'is a reading' if reading == 1 else 'are readings'} of one" if reading else "",
        f"{judged:,} {'is' if judged == 1 else 'are'} judged" if judged else "",
        f"{bare:,} {'has' if bare == 1 else 'have'} no basis" if bare else "",
    ]
    return f"Of {format_count(total, 'value')}, {format_list([part for part in parts if part])}."


def _describe_missing(finding: CoverageFinding) -> str:
    if not finding.missing:
        return ""
    names = [f"`{c.name}`" for c in finding.missing[:MOST]]
    more = len(finding.missing) - len(names)
    return f"Missing: {format_list([*names, f'{more:,} more'] if more else names)}."
