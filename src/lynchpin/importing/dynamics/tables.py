"""Lookup tables as interpolations."""

from __future__ import annotations

import math
from functools import reduce

from lynchpin.importing.dynamics.source import Tree
from lynchpin.importing.dynamics.text import SUM, NotExpressibleError, Text, call, number, operate

ELSEWHERE = "its data are in another file"


def write_table(table: Tree, x: Text) -> Text:
    """Return a lookup table as an interpolation.

    Args:
        table: The table, as PySD reads it.
        x: Where to look up.
    """
    if type(table).__name__ != "LookupsStructure":
        raise NotExpressibleError(ELSEWHERE)
    xs, ys = [float(v) for v in table.x], [float(v) for v in table.y]
    if not xs or len(xs) != len(ys) or not all(map(math.isfinite, [*xs, *ys])):
        raise NotExpressibleError("its table is damaged")
    if len(xs) == 1:
        return number(ys[0])
    if table.type == "hold_backward":
        steps = [
            operate("*", number(b - a), Text(f"({x.inside(SUM)} >= {number(at).text})"))
            for at, a, b in zip(xs[1:], ys, ys[1:], strict=False)
        ]
        return reduce(lambda a, b: operate("+", a, b), steps, number(ys[0]))
    kept = [(a, b) for k, (a, b) in enumerate(zip(xs, ys, strict=True)) if k == 0 or a > xs[k - 1]]
    points = ", ".join(f"[{number(a).text}, {number(b).text}]" for a, b in kept)
    inside = Text(f"interpolate({x.text}, {points})") if len(kept) > 1 else number(kept[0][1])
    if table.type != "extrapolate" or len(kept) < 2:
        return inside
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = kept[0], kept[1], kept[-2], kept[-1]
    below = operate("*", number((y1 - y0) / (x1 - x0)), call("min", number(0), operate("-", x, number(x0))))
    above = operate("*", number((y3 - y2) / (x3 - x2)), call("max", number(0), operate("-", x, number(x3))))
    return operate("+", operate("+", inside, below), above)
