"""Counts what an assessment contains: names, units, the basis of its values, and the claims that the model represents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lynchpin.language.checks.basis import list_stated_entries
from lynchpin.language.constants import Constants, count_constants
from lynchpin.language.records import Assessment, Auxiliary, Basis, Parameter, Series, Stock
from lynchpin.language.scale import Scale, measure_scales
from lynchpin.language.wording import shorten

_SECTIONS = {
    "functions": "function",
    "parameters": "parameter",
    "series": "series",
    "stocks": "stock",
    "auxiliaries": "auxiliary",
    "events": "event",
    "actors": "actor",
    "assumptions": "assumption",
    "outcomes": "outcome",
    "policies": "policy",
    "indicators": "indicator",
    "evidence": "item of evidence",
    "forecasts": "forecast",
}
_PLAIN = "plain numbers"
_METHODS = {"euler": "Euler", "rk4": "Runge and Kutta"}
_BASES: tuple[Basis, ...] = ("cited", "reading", "judged", "unsupported")


_MOST_TERMS = 6
"""The number of terms of a payoff that are listed."""
_LONGEST_TERM = 60
"""The number of characters of a term that are shown."""
_LEAST_CREDENCES = 4
"""The number of credences from which on it is worth saying that most of them are the same."""


@dataclass(frozen=True, slots=True)
class CommonWord:
    """The words that most credences of a file are written in, and how many of how many."""

    words: str
    same: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of an assessment: entries by section, quantities by unit, stated values by basis, claims, and constants in equations."""

    title: str
    question: str
    periods: int
    first: str
    last: str
    sections: Mapping[str, int]
    units: Mapping[str, int]
    bases: Mapping[Basis, int]
    carried: int
    left_out: int
    constants: Constants
    common_word: CommonWord | None
    steps: str = ""
    """The sub-steps of a period in words; empty if a period is one step."""
    scales: tuple[Scale, ...] = ()
    """The scale of the payoff of each actor."""

    def _describe_constants(self) -> str:
        if not self.constants.unnamed:
            return ""
        words = "constant" if self.constants.unnamed == 1 else "constants"
        return f"{self.constants.unnamed} unnamed {words}, {self.constants.without_basis} in entries without a basis"

    def list_rows(self) -> list[tuple[str, str]]:
        """Return a heading and the counts in words for each line of the summary."""
        common = self.common_word
        rows = [
            ("periods", f"{self.periods}, {self.first} to {self.last}{self.steps}"),
            ("names", ", ".join(_count(section, count) for section, count in self.sections.items() if count)),
            ("units", ", ".join(f"{unit or _PLAIN} ({count})" for unit, count in self.units.items())),
            ("basis", ", ".join(_count_basis(basis, count) for basis, count in self.bases.items())),
            ("equations", self._describe_constants()),
            ("credences", "" if common is None else f"{common.same} of {common.total} credences are `{common.words}`"),
        ]
        rows = [(head, words) for head, words in rows if words]
        if self.scales:
            rows.append(("payoffs", "how much each term differs between the options, at central values and with the others mixing evenly"))
            rows += [("", _describe_scale(scale)) for scale in self.scales]
        if self.carried or self.left_out:
            rows.append(("claims", f"{self.carried} carried by the model, {self.left_out} left out with a reason"))
        return rows

    def __str__(self) -> str:
        return "\n".join([self.title, self.question, *(f"{head:<12}{words}" for head, words in self.list_rows())])


def _describe_scale(scale: Scale) -> str:
    """Return the differences of the terms of a payoff in words, and whether the actor hardly has a choice or is nearly indifferent."""
    shown = [f"{shorten(one.term, _LONGEST_TERM)} {one.size:.2g}" for one in scale.differences[:_MOST_TERMS]]
    left_out = len(scale.differences) - len(shown)
    words = ", ".join([*shown, *([f"{left_out} more"] if left_out else [])]) or "cannot be computed here"
    if scale.is_saturated:
        words += f"; saturated: `{scale.option}` has a probability of {100 * scale.probability:.4g}%"
    elif scale.is_indifferent:
        words += "; nearly indifferent: its options have about the same probability"
    return f"{scale.actor}: {words}"


def _count_basis(basis: Basis, count: int) -> str:
    """Return a count with its basis: `3 cited` or `3 readings`."""
    return f"{count} readings" if basis == "reading" and count != 1 else f"{count} {basis}"


def _count(section: str, count: int) -> str:
    """Return a count with its noun: `3 stocks` or `1 stock`."""
    plural = "items of evidence" if section == "evidence" else section
    return f"{count} {_SECTIONS[section] if count == 1 else plural}"


def summarise(a: Assessment) -> Summary:
    """Count what an assessment contains."""
    carried = sum(1 for claim in a.claims.values() if claim.carried_by)
    steps = f", {a.clock.within} sub-step{'' if a.clock.within == 1 else 's'} in each by the method of {_METHODS[a.clock.method]}"
    return Summary(
        title=a.title,
        question=a.question,
        periods=len(a.clock.labels),
        first=a.clock.labels[0],
        last=a.clock.labels[-1],
        sections={section: len(getattr(a, section)) for section in _SECTIONS},
        units=_count_units(a),
        bases=count_bases(a),
        carried=carried,
        left_out=len(a.claims) - carried,
        constants=count_constants(a),
        common_word=find_common_word(a),
        steps="" if (a.clock.within, a.clock.method) == (1, "euler") else steps,
        scales=measure_scales(a),
    )


def find_common_word(a: Assessment) -> CommonWord | None:
    """Return the words that more than half of the credences are written in, or None if there are none or few credences.

    An author who gives most assumptions the same words has probably not asked for each how sure they are.
    """
    credences = [credence for assumption in a.assumptions.values() for credence in assumption.list_credences()]
    words = Counter(credence.words for credence in credences if credence.words)
    if len(credences) < _LEAST_CREDENCES or not words:
        return None
    common, same = words.most_common(1)[0]
    return CommonWord(common, same, len(credences)) if same > len(credences) / 2 else None


def count_bases(a: Assessment) -> dict[Basis, int]:
    """Return the number of stated values by basis."""
    counts = Counter(about.basis for _, _, about in list_stated_entries(a))
    return {basis: counts[basis] for basis in _BASES}


def share_citations(a: Assessment) -> dict[str, float]:
    """Return the share of the cited values that rests on each source. A value with several sources counts in equal parts for each."""
    cited = [about.citations for _, _, about in list_stated_entries(a) if about.citations]
    shares: dict[str, float] = {}
    for citations in cited:
        for citation in citations:
            shares[citation.source] = shares.get(citation.source, 0.0) + 1 / (len(citations) * len(cited))
    return shares


def _count_units(a: Assessment) -> dict[str, int]:
    records: list[Parameter | Series | Stock | Auxiliary] = [
        *a.parameters.values(),
        *a.series.values(),
        *a.stocks.values(),
        *a.auxiliaries.values(),
    ]
    counts = Counter(record.about.unit for record in records)
    return dict(counts.most_common())
