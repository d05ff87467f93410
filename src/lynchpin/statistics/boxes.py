"""Boxes: simple limits on a few inputs that single out the futures of interest (PRIM).

The Patient Rule Induction Method (Friedman and Fisher 1999) as used for scenario discovery (Bryant and Lempert 2010): a box is peeled
by a small part at a time from the side that raises its density most for what it gives up (the objective "lenient 1" of the EMA
workbench); of the boxes on the way the one is taken that tells the cases best apart, and pasted wider where that tells them better.
Peeling is greedy and goes astray where several boxes lie at opposite ends of an input, so it starts not only from all futures but also
from the clearest intervals of single inputs. It works on 256 quantile bins of every input, with counts that are kept up to date as
futures leave the box, so that the work does not grow with the number of steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]

BINS = 256
PEEL = 0.05
LEAST_MASS = 0.02
LEAST_FUTURES = 30
MOST_BOXES = 3
LEAST_COVERAGE = 0.05
SIGNIFICANT = 0.05
PARTS, STARTS = 8, 16
"""Intervals to start from are made of eighths of an input; at most 16 of them are tried."""


@dataclass(frozen=True)
class Step:
    """One box of the trajectory: coverage (share of all cases of interest that lie inside), density (share of those inside that are
    of interest), mass (share of all futures that lie inside) and how many inputs are limited."""

    coverage: float
    density: float
    mass: float
    limited: int


@dataclass(frozen=True)
class Box:
    """Limits on inputs: name to (low, high), with -inf and inf where a side is open, and the p-value of each limit (NaN if open).

    `trajectory` are the boxes on the way to it, `chosen` is the place of the one that was taken (before needless limits were dropped).
    """

    limits: Mapping[str, tuple[float, float]]
    p_values: Mapping[str, tuple[float, float]]
    trajectory: tuple[Step, ...]
    chosen: int

    def contains(self, columns: Mapping[str, NDArray[Any]]) -> Bools:
        """[N] which futures lie inside."""
        inside = np.ones(len(next(iter(columns.values()))), bool)
        for name, (low, high) in self.limits.items():
            inside &= (columns[name] >= low) & (columns[name] <= high)
        return inside


def find_boxes(
    columns: Mapping[str, NDArray[Any]], interest: Bools, *, most: int = MOST_BOXES, peel: float = PEEL, least_mass: float | None = None
) -> tuple[Box, ...]:
    """Boxes over `columns` (name to [N]) that single out the futures `interest` [N], the clearest first.

    After each box the futures inside it are put aside and the search starts again, until a box would hold under 5% of the cases,
    or no limit of it is significant. A box holds at least `least_mass` of all futures (2%, and 30 futures, unless told).
    """
    binned = _Binned(columns)
    total, cases = len(interest), int(interest.sum())
    least = max(LEAST_MASS * total, LEAST_FUTURES) if least_mass is None else least_mass * total
    left = np.ones(total, bool)
    boxes: list[Box] = []
    while len(boxes) < most and cases and (interest & left).sum() >= max(LEAST_COVERAGE * cases, 1):
        search = _Search(binned, interest, left, least, peel)
        box = search.find()
        if box is None:
            break
        inside = box.contains(columns) & left
        if (inside & interest).sum() < LEAST_COVERAGE * cases:
            break
        boxes.append(box)
        left &= ~inside
    return tuple(boxes)


class _Binned:
    """Every input as at most 256 ordered bins; `edges[k][b]` lies between bins b - 1 and b."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self.names = list(columns)
        codes, self.edges = [], []
        for values in columns.values():
            code, edges = _bin_values(np.asarray(values, np.float64))
            codes.append(code)
            self.edges.append(edges)
        self.codes = np.stack(codes)


def _bin_values(values: F64) -> tuple[NDArray[np.uint8], F64]:
    distinct = np.unique(values)
    if len(distinct) > BINS:
        starts = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="inverted_cdf"))
        code = np.searchsorted(starts, values, side="left")
        below, above = starts, distinct[np.minimum(np.searchsorted(distinct, starts, side="right"), len(distinct) - 1)]
    else:
        code = np.searchsorted(distinct, values)
        below, above = distinct[:-1], distinct[1:]
    return code.astype(np.uint8), np.concatenate([[-np.inf], (below + above) / 2, [np.inf]])


@dataclass(frozen=True, eq=False)
class _Bounds:
    """A box in bins: `low` and `high` [d] are the first and last bin inside; counts of futures and of cases."""

    low: NDArray[np.intp]
    high: NDArray[np.intp]
    count: float
    cases: float


class _Search:
    """The search for one box among the futures that are left."""

    def __init__(self, binned: _Binned, interest: Bools, left: Bools, least: float, peel: float) -> None:
        self.binned, self.peel_share, self.least = binned, peel, least
        self.codes, self.interest = binned.codes[:, left], interest[left]
        self.places = np.ascontiguousarray(self.codes.T) + BINS * np.arange(len(self.codes), dtype=np.int32)
        self.total, self.cases = len(interest), float(interest.sum())
        self.widths = np.array([len(e) - 1 for e in binned.edges])

    def find(self) -> Box | None:
        """The clearest box of the trajectory without its needless limits; None if no limit is of use."""
        paths = [self._peel(start) for start in [self._everything(), *self._starts()]]
        path = max(paths, key=lambda path: max(map(self._clarity, path)))
        best = max(path, key=self._clarity)
        pasted = self._paste(best)
        path += pasted
        chosen = len(path) - 1 if pasted else path.index(best)
        bounds = self._drop_needless(path[chosen])
        limited = [k for k in range(len(self.widths)) if self._is_limited(bounds, k)]
        if not limited:
            return None
        p_values = {side: self._p_value(bounds, *side) for k in limited for side in ((k, 0), (k, 1)) if self._is_closed(bounds, *side)}
        names, edges = self.binned.names, self.binned.edges
        return Box(
            limits={names[k]: (float(edges[k][bounds.low[k]]), float(edges[k][bounds.high[k] + 1])) for k in limited},
            p_values={names[k]: (p_values.get((k, 0), np.nan), p_values.get((k, 1), np.nan)) for k in limited},
            trajectory=tuple(self._describe(b) for b in path),
            chosen=chosen,
        )

    def _everything(self) -> _Bounds:
        return _Bounds(np.zeros(len(self.widths), np.intp), self.widths - 1, float(self.codes.shape[1]), float(self.interest.sum()))

    def _starts(self) -> list[_Bounds]:
        """The clearest interval of each input, and the clearest that lies apart from it; the best of them all."""
        whole = self._everything()
        counts, cases = self._count(np.arange(self.codes.shape[1])), self._count(np.flatnonzero(self.interest))
        starts = []
        for k, width in enumerate(self.widths):
            edges = np.unique(np.linspace(0, width, min(PARTS, int(width)) + 1).astype(int))
            inside, yes = (np.concatenate([[0.0], np.cumsum(of[k])])[edges] for of in (counts, cases))
            own = []
            for i in range(len(edges) - 1):
                for j in range(i + 1, len(edges)):
                    low, high = whole.low.copy(), whole.high.copy()
                    low[k], high[k] = edges[i], edges[j] - 1
                    own.append(_Bounds(low, high, float(inside[j] - inside[i]), float(yes[j] - yes[i])))
            own = [b for b in own if self.least <= b.count < whole.count]
            if own:
                first = max(own, key=self._clarity)
                starts.append(first)
                starts += sorted((b for b in own if b.low[k] > first.high[k] or b.high[k] < first.low[k]), key=self._clarity)[-1:]
        return sorted((b for b in starts if self._clarity(b) > 0), key=self._clarity, reverse=True)[:STARTS]

    def _peel(self, start: _Bounds) -> list[_Bounds]:
        """The boxes from `start` down to one from which nothing is to be gained."""
        inside = np.flatnonzero(self._inside(start))
        counts, cases = self._count(inside), self._count(inside[self.interest[inside]])
        path = [start]
        while True:
            peel = self._best_peel(path[-1], counts, cases)
            if peel is None:
                return path
            k, low, high = peel
            code = self.codes[k, inside]
            gone = inside[(code < low) | (code > high)]
            inside = inside[(code >= low) & (code <= high)]
            counts -= self._count(gone)
            cases -= self._count(gone[self.interest[gone]])
            lows, highs = path[-1].low.copy(), path[-1].high.copy()
            lows[k], highs[k] = low, high
            path.append(_Bounds(lows, highs, float(len(inside)), float(self.interest[inside].sum())))

    def _count(self, which: NDArray[np.intp]) -> F64:
        """[d, bins] how many of these futures lie in each bin of each input."""
        d = len(self.widths)
        return np.bincount(self.places[which].ravel(), minlength=d * BINS).reshape(d, BINS).astype(np.float64)

    def _best_peel(self, box: _Bounds, counts: F64, cases: F64) -> tuple[int, int, int] | None:
        """The input and its new bounds that gain most density for what they give up; None if nothing gains."""
        best, found = 0.0, None
        for upper in (False, True):
            c, y = (counts[:, ::-1], cases[:, ::-1]) if upper else (counts, cases)
            gone, gone_cases = c.cumsum(axis=1), y.cumsum(axis=1)
            # The number of bins whose removal comes nearest to the part to be peeled, and at least one future.
            cut = (gone < self.peel_share * box.count).sum(axis=1)
            before = np.take_along_axis(gone, np.maximum(cut - 1, 0)[:, None], 1)[:, 0]
            there = np.take_along_axis(gone, np.minimum(cut, BINS - 1)[:, None], 1)[:, 0]
            target = self.peel_share * box.count
            cut = np.where((cut > 0) & (before > 0) & (target - before < there - target), cut - 1, cut)
            removed = np.take_along_axis(gone, cut[:, None], 1)[:, 0]
            removed_cases = np.take_along_axis(gone_cases, cut[:, None], 1)[:, 0]
            kept = box.count - removed
            with np.errstate(divide="ignore", invalid="ignore"):
                gain = ((box.cases - removed_cases) / kept - box.cases / box.count) / (removed / self.total)
            gain = np.where((kept >= self.least) & (removed > 0), gain, -np.inf)
            k = int(np.argmax(gain))
            if gain[k] > best:
                best = float(gain[k])
                found = (k, int(box.low[k]), BINS - 2 - int(cut[k])) if upper else (k, int(cut[k]) + 1, int(box.high[k]))
        return found

    def _paste(self, box: _Bounds) -> list[_Bounds]:
        """Widens limits one step at a time while the box tells the cases better apart; small steps when large ones gain nothing."""
        path: list[_Bounds] = []
        share = self.peel_share
        while share > self.peel_share / 10:
            wider = [b for side in self._closed_sides(box) if (b := self._widen(box, *side, share)) is not None]
            best = max(wider, key=self._clarity, default=box)
            if self._clarity(best) > self._clarity(box):
                box = best
                path.append(box)
            else:
                share /= 4
        return path

    def _widen(self, box: _Bounds, k: int, side: int, share: float) -> _Bounds | None:
        """The box with one limit moved out until it holds about that share more; None if nothing lies there."""
        others = self._inside(box, without=k)
        code = self.codes[k]
        beyond = others & ((code < box.low[k]) if side == 0 else (code > box.high[k]))
        if not beyond.any():
            return None
        order = np.sort(code[beyond])
        step = min(max(int(share * box.count), 1), len(order))
        edge = int(order[-step]) if side == 0 else int(order[step - 1])
        return self._move(box, k, side, edge)

    def _move(self, box: _Bounds, k: int, side: int, edge: int) -> _Bounds:
        low, high = box.low.copy(), box.high.copy()
        (low if side == 0 else high)[k] = edge
        moved = _Bounds(low, high, 0.0, 0.0)
        inside = self._inside(moved)
        return _Bounds(low, high, float(inside.sum()), float((inside & self.interest).sum()))

    def _inside(self, box: _Bounds, without: int | None = None) -> Bools:
        inside = np.ones(self.codes.shape[1], bool)
        for k in range(len(self.widths)):
            if k != without and self._is_limited(box, k):
                inside &= (self.codes[k] >= box.low[k]) & (self.codes[k] <= box.high[k])
        return inside

    def _is_closed(self, box: _Bounds, k: int, side: int) -> bool:
        return bool(box.low[k] > 0 if side == 0 else box.high[k] < self.widths[k] - 1)

    def _is_limited(self, box: _Bounds, k: int) -> bool:
        return self._is_closed(box, k, 0) or self._is_closed(box, k, 1)

    def _closed_sides(self, box: _Bounds) -> list[tuple[int, int]]:
        return [(k, side) for k in range(len(self.widths)) for side in (0, 1) if self._is_closed(box, k, side)]

    def _clarity(self, box: _Bounds) -> float:
        """How well the box tells the cases apart: the correlation of lying inside with being of interest, up to a factor."""
        mass = box.count / self.codes.shape[1]
        if not 0 < mass < 1:
            return 0.0
        found = box.cases / max(self.interest.sum(), 1)
        return float((found - mass) / np.sqrt(mass * (1 - mass)))

    def _p_value(self, box: _Bounds, k: int, side: int) -> float:
        """Quasi-p-value of a limit (Bryant and Lempert 2010): the chance of as many cases as this inside, were their share that of the
        box without the limit."""
        open_box = self._move(box, k, side, 0 if side == 0 else int(self.widths[k]) - 1)
        return float(stats.binom.sf(box.cases - 1, box.count, open_box.cases / open_box.count))

    def _drop_needless(self, box: _Bounds) -> _Bounds:
        """Opens limits that are not significant, the least so first."""
        while sides := self._closed_sides(box):
            worst, (k, side) = max((self._p_value(box, *s), s) for s in sides)
            if worst < SIGNIFICANT:
                break
            box = self._move(box, k, side, 0 if side == 0 else int(self.widths[k]) - 1)
        return box

    def _describe(self, box: _Bounds) -> Step:
        limited = sum(self._is_limited(box, k) for k in range(len(self.widths)))
        return Step(box.cases / self.cases, box.cases / box.count, box.count / self.total, limited)
