"""Part 9, the paper in the model: coverage, every claim with its elements, every element with its card, and the causal map."""

from __future__ import annotations

from lynchpin.compiler import find_value_mean
from lynchpin.language.influence import InfluenceGraph, build_influence_graph
from lynchpin.language.records import Claim
from lynchpin.presentation.sentences.coverage import say_coverage
from lynchpin.presentation.wording import open_sentence, say_count, say_list, say_name
from lynchpin.report.blocks import Block, CardList, CausalMap, ClaimList, Lines, Paragraph, Part
from lynchpin.report.elements import group_elements, make_elements
from lynchpin.report.parts.common import Finding, fold, list_failures
from lynchpin.report.story import Story

TITLE = "The paper in the model"


def build_paper(story: Story, number: int) -> Part:
    a = story.assessment
    graph = build_influence_graph(a, find_value_mean)
    coverage = story.told.get("coverage") or _count_coverage(story)
    blocks: list[Block] = list_failures(story, "coverage")
    blocks.append(CausalMap(graph, _describe_map(graph), story.answer))
    if a.claims:
        claims = ClaimList(tuple(_make_row(name, claim) for name, claim in a.claims.items()))
        blocks += fold(f"Every claim with its elements ({len(a.claims)})", [claims])
    blocks += _list_missing(coverage)
    blocks += [
        f for title, elements in group_elements(make_elements(a, graph)) for f in fold(f"{title} ({len(elements)})", [CardList(elements)])
    ]
    return Part(number, "paper", TITLE, say_coverage(coverage), tuple(blocks))


def _count_coverage(story: Story) -> Finding:
    """What the file itself says of its claims, where the question was not asked."""
    claims = story.assessment.claims.values()
    return {
        "claims": len(claims),
        "carried": sum(bool(c.carried_by) for c in claims),
        "left_out": sum(bool(c.left_out) for c in claims),
        "missing": [n for n, c in story.assessment.claims.items() if not c.carried_by and not c.left_out],
        "unclaimed": [],
    }


def _make_row(name: str, claim: Claim) -> tuple[str, str, str, tuple[str, ...], str]:
    return name, f"{claim.at.source} {claim.at.locator}".strip(), claim.says, claim.carried_by, claim.left_out


def _list_missing(coverage: Finding) -> list[Block]:
    """What the model does not carry stands open; what it holds besides the source is no fault, and waits."""
    missing, unclaimed = coverage["missing"], coverage["unclaimed"]
    blocks: list[Block] = []
    if missing:
        blocks.append(Lines("Carried by nothing", (say_list([str(m) for m in missing]) + ".",)))
    if unclaimed:
        names = say_list([say_name(n) for n in unclaimed])
        blocks += fold(f"Elements that answer to no claim ({len(unclaimed)})", [Paragraph(f"{open_sentence(names)}.")])
    return blocks


def _describe_map(graph: InfluenceGraph) -> str:
    kinds = {
        "actor": "actor",
        "stock": "stock",
        "auxiliary": "auxiliary",
        "event": "event",
        "outcome": "ending",
        "assumption": "assumption",
        "parameter": "parameter",
    }
    counts = [(word, sum(n.kind == kind for n in graph.nodes)) for kind, word in kinds.items()]
    said = say_list([say_count(c, word, "auxiliaries" if word == "auxiliary" else "") for word, c in counts if c])
    return f"{said}, joined by {say_count(len(graph.edges), 'influence')}. The same influences are listed on each element's card below."
