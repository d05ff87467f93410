"""Stories: one future by date, in words. Only changes are described: moves, events, states and large changes of quantities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import ActorInfo, Quantity
from lynchpin.engine.results.futures import Futures
from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.medoids import find_medoids

F64 = NDArray[np.float64]

MOST_COMPARED = 400
"""Number of futures of an outcome that are compared with each other to find representative ones."""
PER_PERIOD = 2
"""Largest number of quantities described in one period: those with the largest changes."""
FAR = 1.0
"""A quantity is described again when it has changed by this many standard deviations (over futures, at the end)."""
LONGEST_MEANING = 60
"""Longest meaning, in characters, that replaces a name in a story."""
RESTLESS = 6
"""If an actor changes its option more often than this, only options that it keeps for a while are described."""


@dataclass(frozen=True)
class Line:
    """Events of the period `on`, in words."""

    on: str
    text: str

    def __str__(self) -> str:
        return f"{self.on}: {self.text}"


@dataclass(frozen=True)
class Story:
    """One future of the ensemble.

    Attributes:
        outcome, meaning: Its outcome, and what the file says about it.
        place: Its position in the ensemble.
        index: Its global index; with the seed, it can be drawn again.
        stands_for: Share of the futures with this outcome to which this story is the nearest.
        fails: Assumptions that fail in it.
    """

    outcome: str
    meaning: str
    place: int
    index: int
    stands_for: float
    fails: tuple[str, ...]
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        given = (
            f"Here {join_words([f'`{name}`' for name in self.fails])} {'fails' if len(self.fails) == 1 else 'fail'}. " if self.fails else ""
        )
        return "\n".join([f"{self.outcome}: {given}{self.meaning}".rstrip(), *(f"  {line}" for line in self.lines)])


def tell_stories(futures: Futures, *, per_outcome: int = 2, least: int = 5) -> tuple[Story, ...]:
    """Describe representative futures of each outcome, the most common outcome first.

    Args:
        futures: Futures with their paths.
        per_outcome: Number of futures for each outcome.
        least: Outcomes with fewer futures are left out.

    Returns:
        The stories (medoids of the futures of each outcome).
    """
    model = futures.model
    features = describe_paths(futures)
    stories: list[Story] = []
    counts = [int(((futures.outcome == k) & (futures.status == 0)).sum()) for k in range(len(model.outcomes))]
    for k in sorted(range(len(counts)), key=lambda k: -counts[k]):
        if counts[k] < max(least, 1):
            continue
        members = np.flatnonzero((futures.outcome == k) & (futures.status == 0))
        compared = members[np.linspace(0, len(members) - 1, min(len(members), MOST_COMPARED)).astype(int)]
        medoids, belongs = find_medoids(features[compared], per_outcome if len(compared) >= 10 * per_outcome else 1)
        shares = np.bincount(belongs, minlength=len(medoids)) / len(compared)
        stories += [tell_future(futures, int(compared[m]), stands_for=float(s)) for m, s in zip(medoids, shares, strict=True)]
    return tuple(stories)


def describe_paths(futures: Futures) -> F64:
    """Return features [N, d] by which futures are compared: stocks at eight dates, the first firing of each event, and the share of periods
    of each option and of each state. The three parts have the same weight."""
    periods = len(futures.model.periods)
    dates = np.unique(np.linspace(0, periods - 1, min(8, periods)).astype(int))
    stocks = [np.asarray(path, np.float64)[dates] for path in futures.stocks.values()]
    firsts = [np.where(fired.any(axis=0), fired.argmax(axis=0), periods)[None, :] / periods for fired in futures.events.values()]
    shares = [
        np.stack([(path == o).mean(axis=0) for o in range(len(actor.options))])
        for actor in futures.model.actors
        if (path := futures.options.get(actor.name)) is not None
    ]
    shares += [
        np.stack([(path == s).mean(axis=0) for s in range(len(event.states))])
        for event in futures.model.states
        if (path := futures.states.get(event.name)) is not None
    ]
    parts = [_standardise(np.concatenate(part)) for part in (stocks, firsts, shares) if part]
    n = len(futures)
    return np.concatenate([part / max(np.sqrt(len(part)), 1) for part in parts]).T if parts else np.zeros((n, 1))


def _standardise(rows: F64) -> F64:
    """Return rows [d, N] in standard deviations from their mean. Constant rows are left out, and non-finite values become 0."""
    clean = np.where(np.isfinite(rows), rows, np.nan)
    with np.errstate(all="ignore"):
        centre = np.nan_to_num(np.nanmean(clean, axis=1, keepdims=True)) if rows.size else rows
        spread = np.nan_to_num(np.nanstd(clean, axis=1, keepdims=True)) if rows.size else rows
    varied = spread[:, 0] > 1e-9 * (1 + np.abs(centre[:, 0]))
    return np.nan_to_num((clean[varied] - centre[varied]) / spread[varied])


def tell_future(futures: Futures, place: int, *, stands_for: float = 1.0) -> Story:
    """Describe one future of the ensemble by date.

    Args:
        futures: Futures with their paths.
        place: Position of the future.
        stands_for: Share of the futures that it represents.
    """
    model = futures.model
    said: list[list[str]] = [[] for _ in model.periods]
    for actor in _order_by_moves(model.actors):
        if actor.name in futures.options:
            for t, phrase in _tell_moves(actor, futures.options[actor.name][:, place]):
                said[t].append(phrase)
    meanings = {q.name: q for q in model.events}
    claims = {a.name: a.claim.rstrip(".") or to_words(a.name) for a in model.assumptions}
    for name, fired in futures.events.items():
        if name not in model.scheduled:
            for t in _find_beginnings(fired[:, place])[:3]:
                said[t].append(name_event(meanings[name]))
    for event in model.states:
        if event.name in futures.states:
            for t, state in _tell_changes(event.states, futures.states[event.name][:, place]):
                said[t].append(f"{to_words(event.name)} is {to_words(state)}")
    for name, first in futures.broke.items():
        if first[place] >= 0:
            said[int(first[place])].append(f"“{claims[name]}” no longer holds")
    for t, phrase in _tell_quantities(futures, place):
        said[t].append(phrase)
    outcome = model.outcomes[futures.outcome[place]]
    held = {a.name for a in model.drawn_assumptions}
    return Story(
        outcome=outcome,
        meaning=model.outcome_means.get(outcome, ""),
        place=place,
        index=int(futures.index[place]),
        stands_for=stands_for,
        fails=tuple(
            name
            for name, holds in futures.assumptions.items()
            if name in held and not holds[place] and (name not in futures.broke or futures.broke[name][place] < 0)
        ),
        lines=tuple(Line(model.periods[t], "; ".join(phrases)) for t, phrases in enumerate(said) if phrases),
    )


def _order_by_moves(actors: Sequence[ActorInfo]) -> list[ActorInfo]:
    """Return actors so that each follows those that it moves after, and otherwise in the order of the file."""
    waiting = {actor.name: actor for actor in actors}
    ordered: list[ActorInfo] = []
    while waiting:
        following = next(actor for actor in waiting.values() if waiting.keys().isdisjoint(actor.after))
        ordered.append(waiting.pop(following.name))
    return ordered


def to_words(name: str) -> str:
    """Return a name as words: `oil_cut_off` becomes `oil cut off`."""
    return name.replace("_", " ")


def name_event(event: Quantity) -> str:
    """Return an event in a few words: its meaning in the file if that is short, otherwise its name."""
    return event.means.rstrip(".") if 0 < len(event.means) <= LONGEST_MEANING else to_words(event.name)


def name_move(actor: ActorInfo, option: str) -> str:
    """Return a move in words, such as `Supplier: close the valve`. A long or missing meaning is replaced by the name of the option.

    Args:
        actor: The actor.
        option: Name of its option.
    """
    means = actor.option_means.get(option, "").rstrip(".")
    who = to_words(actor.name)
    return f"{who[:1].upper()}{who[1:]}: {means if 0 < len(means) <= LONGEST_MEANING else to_words(option)}"


def _tell_moves(actor: ActorInfo, path: NDArray[np.uint8]) -> list[tuple[int, str]]:
    """Return the periods in which an actor changes its option, in words."""
    return [(t, name_move(actor, option)) for t, option in _tell_changes(actor.options, path)]


def _tell_changes(names: Sequence[str], path: NDArray[np.uint8]) -> list[tuple[int, str]]:
    """Return the periods in which an option or a state changes, and what it changes to.

    If it changes often, what lasts less than a tenth of the clock is left out.
    """
    starts = [0, *(np.flatnonzero(path[1:] != path[:-1]) + 1).tolist()]
    lengths = np.diff([*starts, len(path)])
    if len(starts) > RESTLESS:
        lasting = max(2, -(-len(path) // 10))
        kept = [t for t, length in zip(starts, lengths, strict=True) if length >= lasting or t == 0]
        starts = [t for k, t in enumerate(kept) if k == 0 or path[t] != path[kept[k - 1]]]
    return [(t, names[path[t]]) for t in starts]


def _find_beginnings(fired: NDArray[np.bool_]) -> list[int]:
    """Return the periods in which an event fires and did not fire in the period before."""
    before = np.concatenate([[False], fired[:-1]])
    return [int(t) for t in np.flatnonzero(fired & ~before)]


def _tell_quantities(futures: Futures, place: int) -> list[tuple[int, str]]:
    """Return the periods in which a stock has changed far since it was last described, and its level in words."""
    model = futures.model
    shown = [q for q in model.stocks if q.name in futures.stocks and (not model.shows or q.name in model.shows)]
    far: dict[int, list[tuple[float, str]]] = {}
    for q in shown:
        path = np.asarray(futures.stocks[q.name], np.float64)
        ends = path[-1][np.isfinite(path[-1])]
        spread = float(ends.std()) if len(ends) else 0.0
        if spread <= 0:
            continue
        for t, before, value in _find_far(path[:, place], spread):
            far.setdefault(t, []).append((abs(value - before) / spread, _format_level(q, before, value)))
    return [(t, phrase) for t, found in far.items() for _, phrase in sorted(found, reverse=True)[:PER_PERIOD]]


def _find_far(path: F64, spread: float) -> list[tuple[int, float, float]]:
    """Return (period, level last described, level) for each change of at least `FAR` spreads. The first level counts as described."""
    before, found = float(path[0]), []
    for t, value in enumerate(path.tolist()):
        if np.isfinite(value) and abs(value - before) >= FAR * spread:
            found.append((t, before, value))
            before = value
    return found


def _format_level(q: Quantity, before: float, now: float) -> str:
    unit = f" {q.unit}" if q.unit and q.unit not in ("1", "dimensionless") else ""
    moves = "fall" if now < before else "rise"
    plural = q.name.endswith("s") and not q.name.endswith(("ss", "us", "is"))
    return f"{to_words(q.name)} {moves}{'' if plural else 's'} to {write_level(now)}{unit}"


def write_level(value: float) -> str:
    """Return a level with two significant digits (three if it is 100 or more)."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    digits = max(0, 1 - int(np.floor(np.log10(abs(value)))))
    return f"{round(value, digits):,.{digits}f}" if abs(value) < 100 else f"{float(f'{value:.3g}'):,.0f}"


def to_rows(stories: Sequence[Story], probabilities: Mapping[str, Estimate]) -> list[dict[str, object]]:
    """Return stories as JSON, each with the probability of its outcome.

    Args:
        stories: The stories.
        probabilities: Probability of each outcome.
    """
    return [
        {
            "outcome": s.outcome,
            "probability": probabilities[s.outcome].value,
            "standard_error": probabilities[s.outcome].error,
            "ending": s.meaning,
            "stands_for": s.stands_for,
            "future": s.index,
            "fails": list(s.fails),
            "lines": [{"on": line.on, "text": line.text} for line in s.lines],
        }
        for s in stories
    ]
