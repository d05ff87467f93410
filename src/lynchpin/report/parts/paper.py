"""Part 10, the source in the model: coverage, every claim with its elements, every element with its card, and the causal map."""

from __future__ import annotations

from lynchpin.compiler import find_value_mean
from lynchpin.language import count_bases
from lynchpin.language.influence import InfluenceGraph, build_influence_graph
from lynchpin.language.records import Claim
from lynchpin.presentation.sentences.coverage import describe
from lynchpin.presentation.wording import format_count, format_list, format_name, open_sentence
from lynchpin.questions.coverage.question import Claim as CoveredClaim
from lynchpin.questions.coverage.question import CoverageFinding
from lynchpin.report.blocks import Block, CardList, CausalMap, ClaimList, Lines, Paragraph, Part
from lynchpin.report.elements import group_elements, make_elements
from lynchpin.report.parts.common import fold, list_failures
from lynchpin.report.story import Story

TITLE = "The paper in the model"
KINDS = {
    "actor": "actor",
    "stock": "stock",
    "auxiliary": "auxiliary",
    "event": "event",
    "outcome": "outcome",
    "assumption": "assumption",
    "parameter": "parameter",
}
"""Kinds of elements that are counted in the description of the map, with their names."""


def build_paper(story: Story, number: int) -> Part:
    """Build the part from the assessment, with the coverage of a story if it was asked for.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    a = story.assessment
    graph = build_influence_graph(a, find_value_mean)
    coverage = story.find(CoverageFinding) or _list_claims(story)
    blocks: list[Block] = list_failures(story, "coverage")
    blocks.append(CausalMap(graph, _describe_map(graph), story.answer))
    if a.claims:
        claims = ClaimList(tuple(_make_row(name, claim) for name, claim in a.claims.items()))
        blocks += fold(f"Every claim with its elements ({len(a.claims)})", [claims])
    blocks += _list_missing(coverage)
    blocks += [
        f for title, elements in group_elements(make_elements(a, graph)) for f in fold(f"{title} ({len(elements)})", [CardList(elements)])
    ]
    return Part(number, "paper", TITLE, describe(coverage), tuple(blocks))


def _list_claims(story: Story) -> CoverageFinding:
    """List the claims of the file, for a story without coverage."""
    claims = story.assessment.claims.items()
    records = (CoveredClaim(n, c.at.source, c.at.locator, c.says, c.carried_by, c.left_out, c.role, c.place.line) for n, c in claims)
    return CoverageFinding(
        claims=tuple(records), elements=(), texts={}, about={}, bases={str(basis): n for basis, n in count_bases(story.assessment).items()}
    )


def _make_row(name: str, claim: Claim) -> tuple[str, str, str, tuple[str, ...], str]:
    place = f"{claim.at.source} {claim.at.locator}".strip()
    return name, f"{place}, {claim.role}" if claim.role else place, claim.says, claim.carried_by, claim.left_out


def _list_missing(coverage: CoverageFinding) -> list[Block]:
    """Show missing claims. Elements without a claim are not a fault, so they are folded."""
    blocks: list[Block] = []
    if coverage.missing:
        blocks.append(Lines("Missing claims", tuple(f"{c.name}: {c.says}" for c in coverage.missing)))
    if coverage.unclaimed:
        names = format_list([format_name(e.name) for e in coverage.unclaimed])
        blocks += fold(f"Elements without a claim ({len(coverage.unclaimed)})", [Paragraph(f"{open_sentence(names)}.")])
    return blocks


def _describe_map(graph: InfluenceGraph) -> str:
    counts = [(word, sum(n.kind == kind for n in graph.nodes)) for kind, word in KINDS.items()]
    words = format_list([format_count(c, word, "auxiliaries" if word == "auxiliary" else "") for word, c in counts if c])
    return f"{words}, joined by {format_count(len(graph.edges), 'influence')}. The same influences are listed on each element's card below."
