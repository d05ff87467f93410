"""The causal map as SVG: columns by kind, from the actors on the left to the answer on the right, ordered to reduce crossings.

There are two maps. The overview has the actors and the elements that lead to the answer, traced back level by level as long as the map
stays readable; influences through elements that are left out are drawn as one line. The whole map has every element. If there are many
lines, they are faint until an element is chosen; lines that run backwards always are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lynchpin.language.influence import Edge, InfluenceGraph, Node
from lynchpin.presentation.wording import format_name

BOX_WIDTH, BOX_HEIGHT, ROW = 148, 22, 30
GAP = 84
MARGIN, HEAD = 12, 30
LETTERS = 23
SWEEPS = 12

OVERVIEW = (("actor", "Actors"), ("stock", "Stocks"), ("event", "Events"), ("outcome", "Outcomes"), ("answer", "Answer"))
WHOLE = (
    ("assumption", "Assumptions"), ("policy", "Policies"), ("parameter", "Parameters"), ("series", "Series"), ("actor", "Actors"),
    ("auxiliary", "Auxiliaries"), ("stock", "Stocks"), ("event", "Events"), ("outcome", "Outcomes"), ("answer", "Answers"),
)  # fmt: skip
LONGEST_OVERVIEW, LONGEST_WHOLE = 16, 30
FAINT = 45.0
"""Total opacity of all lines that are not chosen. The more lines there are, the fainter each is."""
THROUGH = 2
"""Largest number of omitted elements on one line of the overview."""
MOST = 20
"""Largest number of elements of the overview, besides the actors."""


@dataclass(frozen=True)
class Layout:
    """Where everything is drawn.

    Attributes:
        columns: Heading, and nodes from top to bottom.
        places: Top left corner of each box.
        width: Width in pixels.
        height: Height in pixels.
    """

    columns: tuple[tuple[str, tuple[Node, ...]], ...]
    places: Mapping[Node, tuple[float, float]]
    width: float
    height: float


def draw_overview(graph: InfluenceGraph, answer: str) -> str:
    """Draw the overview.

    Args:
        graph: The influences.
        answer: The answer that the page is about.
    """
    wanted = tuple(n for n in graph.nodes if n.kind in dict(OVERVIEW) and (n.kind != "answer" or n.name == answer))
    edges = contract_edges(graph, wanted)
    reached = trace_back(edges, Node("answer", answer))
    kept = tuple(n for n in wanted if n in reached or n.kind == "actor")
    inside = tuple(e for e in edges if e.source in kept and e.target in kept)
    return _draw(kept, inside, lay_out(kept, inside, OVERVIEW, LONGEST_OVERVIEW))


def trace_back(edges: Sequence[Edge], end: Node) -> set[Node]:
    """Return what leads to `end`: its causes, their causes and so on, up to `MOST` elements.

    If a level does not fit, the elements with the most influences are kept.

    Args:
        edges: The influences.
        end: The element to start from.

    Returns:
        The elements, with `end` among them.
    """
    reached, level = {end}, {end}
    while level and len(reached) < MOST:
        leading = Counter(e.source for e in edges if e.target in level and e.source not in reached)
        level = {node for node, _ in leading.most_common(MOST - len(reached))}
        reached |= level
    return reached


def draw_whole(graph: InfluenceGraph) -> str:
    """Draw every element except the indicators, which influence nothing."""
    kept = tuple(n for n in graph.nodes if n.kind != "indicator")
    edges = tuple(e for e in graph.edges if e.target.kind != "indicator")
    return _draw(kept, edges, lay_out(kept, edges, WHOLE, LONGEST_WHOLE))


def contract_edges(graph: InfluenceGraph, kept: Sequence[Node]) -> tuple[Edge, ...]:
    """Return the influences among the kept nodes, including those through up to `THROUGH` others, whose signs multiply.

    Args:
        graph: All influences.
        kept: The nodes to keep.

    Returns:
        One influence per pair of nodes and direction. Its sign is 0 if the ways between them differ in sign.
    """
    wanted = set(kept)
    found: dict[tuple[Node, Node], int] = {}
    for start in kept:
        front = [(e.target, e.sign) for e in graph.outgoing[start]]
        for _ in range(THROUGH + 1):
            onward: list[tuple[Node, int]] = []
            for node, sign in front:
                if node in wanted:
                    if node != start:
                        found[start, node] = sign if found.get((start, node), sign) == sign else 0
                else:
                    onward += [(e.target, e.sign * sign) for e in graph.outgoing[node]]
            front = onward
    return tuple(Edge(s, t, sign) for (s, t), sign in found.items())


def lay_out(nodes: Sequence[Node], edges: Sequence[Edge], kinds: Sequence[tuple[str, str]], longest: int) -> Layout:
    """Place nodes in columns.

    Args:
        nodes: What to place.
        edges: The influences among them.
        kinds: Kinds of nodes from left to right, each with its heading.
        longest: Longest column; a longer one is split into equal ones.

    Returns:
        The layout, with columns ordered by the mean place of their neighbours (Sugiyama 1981).
    """
    columns: list[tuple[str, list[Node]]] = []
    for kind, heading in kinds:
        members = [n for n in nodes if n.kind == kind]
        parts = -(-len(members) // longest)
        size = -(-len(members) // parts) if parts else 0
        columns += [(heading if k == 0 else "", members[k * size : (k + 1) * size]) for k in range(parts)]
    neighbours: dict[Node, list[Node]] = {n: [] for n in nodes}
    for e in edges:
        neighbours[e.source].append(e.target)
        neighbours[e.target].append(e.source)
    for sweep in range(SWEEPS):
        heights = {n: k / max(1, len(column) - 1) for _, column in columns for k, n in enumerate(column)}
        for _, column in columns if sweep % 2 else reversed(columns):
            means = {n: _mean([heights[m] for m in neighbours[n] if m not in column], heights[n]) for n in column}
            column.sort(key=means.__getitem__)
            heights.update({n: k / max(1, len(column) - 1) for k, n in enumerate(column)})
    return _place(columns)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _place(columns: Sequence[tuple[str, Sequence[Node]]]) -> Layout:
    tallest = max((len(c) for _, c in columns), default=1)
    height = HEAD + tallest * ROW + 2 * MARGIN
    places: dict[Node, tuple[float, float]] = {}
    for k, (_, column) in enumerate(columns):
        x = MARGIN + k * (BOX_WIDTH + GAP)
        step = (tallest * ROW) / max(1, len(column))
        for row, node in enumerate(column):
            places[node] = (x, HEAD + MARGIN + (row + 0.5) * step - BOX_HEIGHT / 2)
    width = 2 * MARGIN + len(columns) * BOX_WIDTH + (len(columns) - 1) * GAP
    return Layout(tuple((h, tuple(c)) for h, c in columns), places, width, height)


def _draw(nodes: Sequence[Node], edges: Sequence[Edge], layout: Layout) -> str:
    lines = "".join(_draw_edge(e, layout) for e in edges)
    heads = "".join(
        f'<text class="head" x="{MARGIN + k * (BOX_WIDTH + GAP)}" y="18">{escape(h)}</text>' for k, (h, _) in enumerate(layout.columns) if h
    )
    boxes = "".join(_draw_node(n, layout) for n in nodes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="causal" viewBox="0 0 {layout.width:g} {layout.height:g}" '
        f'style="--faint:{min(0.75, FAINT / max(1, len(edges))):.2f}">{heads}<g class="edges">{lines}</g><g class="nodes">{boxes}</g></svg>'
    )


def _draw_edge(edge: Edge, layout: Layout) -> str:
    """Draw a curve from the right of the source to the left of the target. A backward curve starts and ends on the same side."""
    (x1, y1), (x2, y2) = layout.places[edge.source], layout.places[edge.target]
    y1, y2 = y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2
    forward = x2 > x1
    x1 = x1 + BOX_WIDTH
    if not forward:
        x2 = x2 + BOX_WIDTH
    bend = max(36.0, (x2 - x1) / 2) if forward else 52.0
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend if forward else x2 + bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    sign = {1: "more", -1: "less", 0: "either"}[edge.sign]
    classes = f"{sign}{'' if forward else ' back'}"
    return f'<path class="{classes}" data-from="{escape(edge.source.id)}" data-to="{escape(edge.target.id)}" d="{path}"/>'


def _draw_node(node: Node, layout: Layout) -> str:
    x, y = layout.places[node]
    name = format_name(node.name)
    text = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
    return (
        f'<a href="#el-{escape(node.id)}" class="node {node.kind}" data-node="{escape(node.id)}" aria-label="{escape(name)}, {node.kind}">'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4"/>'
        f'<text x="{x + 9:.0f}" y="{y + 15:.0f}">{escape(text)}</text></a>'
    )
