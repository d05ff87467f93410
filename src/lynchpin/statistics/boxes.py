"""Boxes: limits on a few inputs within which the futures of interest are common (PRIM).

The Patient Rule Induction Method (Friedman and Fisher 1999), as used for scenario discovery (Bryant and Lempert 2010). Peeling removes a
small part of the box at a time, from the side with the largest gain in density relative to the mass removed (the objective "lenient 1" of
the EMA workbench). Of all boxes on this trajectory, the one that best separates the cases is chosen. Pasting then widens it as long as the
separation improves. Peeling is greedy and can fail if there are boxes at opposite ends of an input, so it also starts from the best
intervals of single inputs. Inputs are divided into 256 quantile bins, with counts that are updated as futures leave the box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.binning import BINS, Binned
from lynchpin.statistics.binomial import measure_tail

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]

PEEL = 0.05
LEAST_MASS = 0.02
LEAST_FUTURES = 30
MOST_BOXES = 3
LEAST_COVERAGE = 0.05
SIGNIFICANT = 0.05
PARTS, STARTS = 8, 16
"""Initial intervals consist of eighths of an input; at most 16 of them are tried."""


@dataclass(frozen=True)
class Step:
    """One box of the trajectory.

    Attributes:
        coverage: Share of all cases of interest that lie inside.
        density: Share of the futures inside that are of interest.
        mass: Share of all futures that lie inside.
        limited: Number of limited inputs.
    """

    coverage: float
    density: float
    mass: float
    limited: int


@dataclass(frozen=True)
class Box:
    """Limits on inputs.

    Attributes:
        limits: (low, high) by name; -inf or inf if a side is open.
        p_values: The p-value of each limit; NaN if the side is open.
        trajectory: The boxes of the search.
        chosen: Position of the chosen box in the trajectory, before limits that are not significant were dropped.
    """

    limits: Mapping[str, tuple[float, float]]
    p_values: Mapping[str, tuple[float, float]]
    trajectory: tuple[Step, ...]
    chosen: int

    def contains(self, columns: Mapping[str, NDArray[Any]]) -> Bools:
        """Return [N] whether each future lies inside."""
        inside = np.ones(len(next(iter(columns.values()))), bool)
        for name, (low, high) in self.limits.items():
            inside &= (columns[name] >= low) & (columns[name] <= high)
        return inside


def find_boxes(
    columns: Mapping[str, NDArray[Any]], interest: Bools, *, most: int = MOST_BOXES, peel: float = PEEL, least_mass: float | None = None
) -> tuple[Box, ...]:
    """Find boxes in which the futures of interest are common.

    After each box, the futures inside it are removed and the search is repeated, until a box would contain under 5% of the cases or has no
    significant limit.

    Args:
        columns: [N] values of each input, by name.
        interest: [N] futures of interest.
        most: Largest number of boxes.
        peel: Share of the box that is peeled in one step.
        least_mass: Least share of all futures in a box; by default 2%, and at least 30 futures.

    Returns:
        The boxes, in the order in which they were found.
    """
    binned = Binned(columns)
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


@dataclass(frozen=True, eq=False)
class _Bounds:
    """A box in bins: `low` and `high` [d] are the first and last bin inside, `count` and `cases` the futures and the cases inside."""

    low: NDArray[np.intp]
    high: NDArray[np.intp]
    count: float
    cases: float


class _Search:
    """The search for one box among the remaining futures."""

    def __init__(self, binned: Binned, interest: Bools, left: Bools, least: float, peel: float) -> None:
        self.binned, self.peel_share, self.least = binned, peel, least
        self.codes, self.interest = binned.codes[:, left], interest[left]
        self.places = np.ascontiguousarray(self.codes.T) + BINS * np.arange(len(self.codes), dtype=np.int32)
        self.total, self.cases = len(interest), float(interest.sum())
        self.widths = np.array([len(e) - 1 for e in binned.edges])

    def find(self) -> Box | None:
        """Return the best box of the trajectory, without limits that are not significant; None if no limit remains."""
        paths = [self._peel(start) for start in [self._everything(), *self._starts()]]
        path = max(paths, key=lambda path: max(map(self._separation, path)))
        best = max(path, key=self._separation)
        pasted = self._paste(best)
        path += pasted
        chosen = len(path) - 1 if pasted else path.index(best)
        bounds = self._drop_insignificant(path[chosen])
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
        """Return the best initial boxes: for each input its best interval, and the best one that does not overlap it."""
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
                first = max(own, key=self._separation)
                starts.append(first)
                starts += sorted((b for b in own if b.low[k] > first.high[k] or b.high[k] < first.low[k]), key=self._separation)[-1:]
        return sorted((b for b in starts if self._separation(b) > 0), key=self._separation, reverse=True)[:STARTS]

    def _peel(self, start: _Bounds) -> list[_Bounds]:
        """Return the boxes from `start` down to one that no further peel improves."""
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
        """Return [d, bins] the number of these futures in each bin of each input."""
        d = len(self.widths)
        return np.bincount(self.places[which].ravel(), minlength=d * BINS).reshape(d, BINS).astype(np.float64)

    def _best_peel(self, box: _Bounds, counts: F64, cases: F64) -> tuple[int, int, int] | None:
        """Return the input and its new bounds with the largest gain in density per mass removed; None if there is no gain."""
        best, found = 0.0, None
        for upper in (False, True):
            c, y = (counts[:, ::-1], cases[:, ::-1]) if upper else (counts, cases)
            gone, gone_cases = c.cumsum(axis=1), y.cumsum(axis=1)
            # Remove the number of bins that is closest to the share to be peeled, with at least one future in them.
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
        """Widen limits one step at a time while the separation improves; if large steps do not improve it, try smaller ones."""
        path: list[_Bounds] = []
        share = self.peel_share
        while share > self.peel_share / 10:
            wider = [b for side in self._closed_sides(box) if (b := self._widen(box, *side, share)) is not None]
            best = max(wider, key=self._separation, default=box)
            if self._separation(best) > self._separation(box):
                box = best
                path.append(box)
            else:
                share /= 4
        return path

    def _widen(self, box: _Bounds, k: int, side: int, share: float) -> _Bounds | None:
        """Return the box with one limit moved outward by about this share of futures; None if there are no futures beyond it."""
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

    def _separation(self, box: _Bounds) -> float:
        """Return the separation: the correlation of lying inside with being of interest, up to a factor."""
        mass = box.count / self.codes.shape[1]
        if not 0 < mass < 1:
            return 0.0
        found = box.cases / max(self.interest.sum(), 1)
        return float((found - mass) / np.sqrt(mass * (1 - mass)))

    def _p_value(self, box: _Bounds, k: int, side: int) -> float:
        """Return the quasi-p-value of a limit (Bryant and Lempert 2010): the probability of at least as many cases inside if their share
        were that of the box without the limit."""
        open_box = self._move(box, k, side, 0 if side == 0 else int(self.widths[k]) - 1)
        return measure_tail(box.cases, box.count, open_box.cases / open_box.count)

    def _drop_insignificant(self, box: _Bounds) -> _Bounds:
        """Remove limits that are not significant, the least significant first."""
        while sides := self._closed_sides(box):
            worst, (k, side) = max((self._p_value(box, *s), s) for s in sides)
            if worst < SIGNIFICANT:
                break
            box = self._move(box, k, side, 0 if side == 0 else int(self.widths[k]) - 1)
        return box

    def _describe(self, box: _Bounds) -> Step:
        limited = sum(self._is_limited(box, k) for k in range(len(self.widths)))
        return Step(box.cases / self.cases, box.cases / box.count, box.count / self.total, limited)
