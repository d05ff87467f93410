"""Coverage: is everything that the sources say in the model? Claims with the elements that carry them, and elements without a claim.

No futures are drawn. Claims and elements are plain records, so that this package does not depend on the file format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, ClassVar

import pandas as pd

from lynchpin.errors import ArgumentError
from lynchpin.questions.coverage import COVERAGE
from lynchpin.questions.coverage.locators import LocatorError, Text, open_locator, read_sections
from lynchpin.questions.shared.finding import Finding, make_plain

ROLES = ("mechanism", "label", "background")
"""How elements can carry a claim: something follows from it, it is only named, or it is history that explains the model."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a source.

    Attributes:
        source, locator: Where the source makes it.
        says: The claim in words.
        carried_by: Names of the elements that carry it.
        left_out: The reason why the model leaves it out.
        role: How they carry it: `mechanism`, `label` or `background`, or empty if the file does not say.
        line: Line of the file, 0 if unknown.
    """

    name: str
    source: str
    locator: str
    says: str
    carried_by: tuple[str, ...] = ()
    left_out: str = ""
    role: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """A named part of the model and its kind (parameter, stock, event, actor, ...)."""

    name: str
    kind: str


@dataclass(frozen=True, eq=False, repr=False)
class CoverageFinding(Finding):
    """Claims and elements.

    Attributes:
        texts: The passage of the source for each claim whose locator could be looked up.
        bases: The number of values that are cited, readings of a source, judged and unsupported.
    """

    question: ClassVar[str] = "coverage"
    claims: tuple[Claim, ...]
    elements: tuple[Element, ...]
    texts: Mapping[str, str]
    about: Mapping[str, str]
    bases: Mapping[str, int] = field(default_factory=dict)

    @property
    def carried(self) -> tuple[Claim, ...]:
        return tuple(c for c in self.claims if c.carried_by)

    @property
    def roles(self) -> dict[str, int]:
        """The number of carried claims by role, in the order of `ROLES`; empty if no claim has one."""
        counts = Counter(c.role or "unmarked" for c in self.carried)
        return {} if set(counts) <= {"unmarked"} else {role: counts[role] for role in (*ROLES, "unmarked") if counts[role]}

    @property
    def left_out(self) -> tuple[Claim, ...]:
        return tuple(c for c in self.claims if c.left_out and not c.carried_by)

    @property
    def missing(self) -> tuple[Claim, ...]:
        """Claims that no element carries and for which no reason is given."""
        return tuple(c for c in self.claims if not c.carried_by and not c.left_out)

    @property
    def unclaimed(self) -> tuple[Element, ...]:
        """Elements that do not carry any claim."""
        used = {name for c in self.claims for name in c.carried_by}
        return tuple(e for e in self.elements if e.name not in used)

    @property
    def table(self) -> pd.DataFrame:
        """One row per claim."""
        return pd.DataFrame(self._claim_rows(), columns=["id", "at", "says", "carried_by", "role", "left_out", "text"])

    def to_dict(self) -> dict[str, Any]:
        result = {
            "lynchpin": version("lynchpin"),
            **self.about,
            "claims": len(self.claims),
            "carried": len(self.carried),
            "carried_by_role": self.roles,
            "left_out": len(self.left_out),
            "missing": [c.name for c in self.missing],
            "elements": len(self.elements),
            "unclaimed": [e.name for e in self.unclaimed],
            "unclaimed_by_kind": dict(Counter(e.kind for e in self.unclaimed)),
            "basis": dict(self.bases),
            "opened": len(self.texts),
            "details": self._claim_rows(),
        }
        plain: dict[str, Any] = make_plain(result)
        return plain

    def _claim_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "id": c.name,
                "at": f"{c.source} {c.locator}".strip(),
                "says": c.says,
                "carried_by": list(c.carried_by),
                "role": c.role,
                "left_out": c.left_out,
                "text": self.texts.get(c.name),
            }
            for c in self.claims
        ]


def measure_coverage(
    claims: Sequence[Claim],
    elements: Sequence[Element],
    *,
    text: str | None = None,
    source: str | None = None,
    about: Mapping[str, str] | None = None,
    bases: Mapping[str, int] | None = None,
) -> CoverageFinding:
    """Measure whether everything that the sources say is in the model.

    Args:
        claims: What the sources say.
        elements: The elements of the model.
        text: The text of `source`, in which the passage of each claim is looked up.
        source: The source, by default the one that most claims cite.
        about: Title, question and file_sha256, for the head of the JSON.
        bases: The number of values by basis.

    Returns:
        Claims with the elements that carry them, and elements without a claim.

    Raises:
        QuestionError: There are no claims.
        ArgumentError: A claim points past the end of the text.
    """
    COVERAGE.need(claims)
    texts = open_claims(claims, read_sections(text), find_source(claims, source)) if text is not None else {}
    return CoverageFinding(tuple(claims), tuple(elements), texts, dict(about or {}), dict(bases or {}))


def find_source(claims: Sequence[Claim], source: str | None) -> str:
    """Return the source to look up, by default the one that most claims cite.

    Args:
        claims: The claims.
        source: The name of the source.

    Raises:
        ArgumentError: No claim cites this source.
    """
    known = Counter(c.source for c in claims)
    if source is None:
        return known.most_common(1)[0][0]
    if source not in known:
        raise ArgumentError(f"no claim points to a source called `{source}`; there is: {', '.join(known)}")
    return source


def open_claims(claims: Sequence[Claim], text: Text, source: str) -> dict[str, str]:
    """Return the passage of each claim of a source.

    Args:
        claims: The claims.
        text: The text of the source.
        source: The name of the source.

    Returns:
        Passages by claim.

    Raises:
        ArgumentError: Claims point past the end of the text; the message lists them all.
    """
    opened, faults = {}, []
    for c in claims:
        if c.source != source:
            continue
        try:
            found = open_locator(text, c.locator)
        except LocatorError as error:
            line = f" (line {c.line})" if c.line else ""
            faults.append(f"claim `{c.name}`{line} points to `{c.source} {c.locator}`, but {error}")
        else:
            if found:
                opened[c.name] = found
    if faults:
        hint = "hint: sections are counted by their headings and paragraphs from 1 in each section; is this the text of the source?"
        raise ArgumentError("\n".join([*faults, hint]))
    return opened
