"""Happenings: what a story reports of one future. Only changes: moves, events, states, failures and large changes of quantities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import ActorInfo, Quantity
from lynchpin.engine.results.futures import Futures

F64 = NDArray[np.float64]

PER_PERIOD = 2
"""Largest number of quantities described in one period: those with the largest changes."""
FAR = 1.0
"""A quantity is described again when it has changed by this many standard deviations (over futures, at the end)."""
LONGEST_MEANING = 60
"""Longest meaning, in characters, that replaces a name in a story."""
RESTLESS = 6
"""If an actor changes its option more often than this, only options that it keeps for a while are described."""
MOST_FIRINGS = 3
"""Largest number of times that the beginning of one event is described."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a story reports.

    Attributes:
        kind: A move of an actor, an event that begins, a new state of an event, the failure of an assumption, or a large change of a stock.
        name: The actor, event, assumption or stock.
        period: Index of the period.
        text: What happens, in words.
        cause: The same in words that can follow `after`.
        without: The same in words that can follow `without`.
        until: Index after the last period in which the option, event or state lasts.
        before: Index of the option or state before; for a stock, the level last described.
        now: Index of the option or state.
        told: Whether the story has a line for it. What holds from the start has none.
    """

    kind: Literal["move", "event", "state", "failure", "change"]
    name: str
    period: int
    text: str
    cause: str
    without: str
    until: int = 0
    before: float = -1.0
    now: int = -1
    told: bool = True


def list_happenings(futures: Futures, place: int) -> tuple[Happening, ...]:
    """Return what happens in one future, in the order in which a story reports it within each period.

    Args:
        futures: Futures with their paths.
        place: Position of the future.
    """
    found = [*_list_moves(futures, place), *_list_events(futures, place), *_list_states(futures, place), *_list_failures(futures, place)]
    found += _list_changes(futures, place)
    return tuple(sorted(found, key=lambda one: one.period))


def list_early_failures(futures: Futures, place: int) -> tuple[str, ...]:
    """Return the assumptions with a credence that fail from the start in one future.

    Args:
        futures: The futures.
        place: Position of the future.
    """
    held = {a.name for a in futures.model.drawn_assumptions}
    return tuple(
        name
        for name, holds in futures.assumptions.items()
        if name in held and not holds[place] and (name not in futures.broke or futures.broke[name][place] < 0)
    )


def to_words(name: str) -> str:
    """Return a name as words: `oil_cut_off` becomes `oil cut off`, and `confirmed[gaines]` becomes `confirmed (gaines)`."""
    base, _, index = name.replace("_", " ").partition("[")
    return f"{base} ({index.removesuffix(']')})" if index else base


def name_event(event: Quantity) -> str:
    """Return an event in a few words: its meaning in the file if that is short, otherwise its name."""
    return event.means.rstrip(".") if 0 < len(event.means) <= LONGEST_MEANING else to_words(event.name)


def name_option(actor: ActorInfo, option: str) -> str:
    """Return an option in a few words: its meaning in the file if that is short, otherwise its name.

    Args:
        actor: The actor.
        option: Name of its option.
    """
    means = actor.option_means.get(option, "").rstrip(".")
    return means if 0 < len(means) <= LONGEST_MEANING else to_words(option)


def name_move(actor: ActorInfo, option: str) -> str:
    """Return a move in words, such as `Supplier: close the valve`.

    Args:
        actor: The actor.
        option: Name of its option.
    """
    who = to_words(actor.name)
    return f"{who[:1].upper()}{who[1:]}: {name_option(actor, option)}"


def _list_moves(futures: Futures, place: int) -> Iterator[Happening]:
    model = futures.model
    starts = {spec.name: spec.starts for spec in model.program.actors}
    for actor in _order_by_moves(model.actors):
        if actor.name not in futures.options:
            continue
        path = futures.options[actor.name][:, place]
        for t, until in _list_runs(path):
            option = actor.options[path[t]]
            before = int(path[t - 1]) if t else starts.get(actor.name, -1)
            cause = f"“{name_option(actor, option)}” ({to_words(actor.name)})"
            yield Happening("move", actor.name, t, name_move(actor, option), cause, cause, until, before, int(path[t]))


def _order_by_moves(actors: Sequence[ActorInfo]) -> list[ActorInfo]:
    """Return actors so that each follows those that it moves after, and otherwise in the order of the file."""
    waiting = {actor.name: actor for actor in actors}
    ordered: list[ActorInfo] = []
    while waiting:
        following = next(actor for actor in waiting.values() if waiting.keys().isdisjoint(actor.after))
        ordered.append(waiting.pop(following.name))
    return ordered


def _list_events(futures: Futures, place: int) -> Iterator[Happening]:
    events = {q.name: q for q in futures.model.events}
    for name, fired in futures.events.items():
        if name in futures.model.scheduled:
            continue
        path = fired[:, place]
        before = np.concatenate([[False], path[:-1]])
        for t in np.flatnonzero(path & ~before)[:MOST_FIRINGS].tolist():
            text = name_event(events[name])
            yield Happening("event", name, t, text, text, f"“{text}”", _find_end(path, t))


def _list_states(futures: Futures, place: int) -> Iterator[Happening]:
    for event in futures.model.states:
        if event.name not in futures.states:
            continue
        path = futures.states[event.name][:, place]
        for t, until in _list_runs(path):
            text = f"{to_words(event.name)} is {to_words(event.states[path[t]])}"
            yield Happening("state", event.name, t, text, text, f"“{text}”", until, int(path[t - 1]) if t else -1, int(path[t]))


def _list_failures(futures: Futures, place: int) -> Iterator[Happening]:
    claims = {a.name: a.claim.rstrip(".") or to_words(a.name) for a in futures.model.assumptions}
    for name in list_early_failures(futures, place):
        text = f"“{claims[name]}” fails"
        yield Happening("failure", name, 0, text, text, f"the failure of “{claims[name]}”", told=False)
    for name, first in futures.broke.items():
        if first[place] >= 0:
            text = f"“{claims[name]}” no longer holds"
            yield Happening("failure", name, int(first[place]), text, text, f"the failure of “{claims[name]}”")


def _list_runs(path: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return (start, end) of the stretches of one option or state that are described, the first one included.

    If it changes often, what lasts less than a tenth of the clock is left out.
    """
    starts = [0, *(np.flatnonzero(path[1:] != path[:-1]) + 1).tolist()]
    lengths = np.diff([*starts, len(path)])
    if len(starts) > RESTLESS:
        lasting = max(2, -(-len(path) // 10))
        kept = [t for t, length in zip(starts, lengths, strict=True) if length >= lasting or t == 0]
        starts = [t for k, t in enumerate(kept) if k == 0 or path[t] != path[kept[k - 1]]]
    return [(t, _find_end(path, t)) for t in starts]


def _find_end(path: NDArray[np.generic], start: int) -> int:
    """Return the index after the last period in which a path stays as it is at `start`."""
    changed = np.flatnonzero(path[start:] != path[start])
    return start + int(changed[0]) if len(changed) else len(path)


def _list_changes(futures: Futures, place: int) -> list[Happening]:
    """Return the periods in which a stock has changed far since it was last described."""
    model = futures.model
    shown = [q for q in model.stocks if q.name in futures.stocks and (not model.shows or q.name in model.shows)]
    far: dict[int, list[tuple[float, Happening]]] = {}
    for q in shown:
        path = np.asarray(futures.stocks[q.name], np.float64)
        ends = path[-1][np.isfinite(path[-1])]
        spread = float(ends.std()) if len(ends) else 0.0
        if spread <= 0:
            continue
        for t, before, value in _find_far(path[:, place], spread):
            text = _describe_change(q, before, value)
            far.setdefault(t, []).append(
                (abs(value - before) / spread, Happening("change", q.name, t, text, text, f"“{text}”", before=before))
            )
    return [one for found in far.values() for _, one in sorted(found, key=lambda pair: -pair[0])[:PER_PERIOD]]


def _find_far(path: F64, spread: float) -> list[tuple[int, float, float]]:
    """Return (period, level last described, level) for each change of at least `FAR` spreads. The first level counts as described."""
    before, found = float(path[0]), []
    for t, value in enumerate(path.tolist()):
        if np.isfinite(value) and abs(value - before) >= FAR * spread:
            found.append((t, before, value))
            before = value
    return found


def _describe_change(q: Quantity, before: float, now: float) -> str:
    """Return a change of a stock in words. The stock of a member of a set is described by its meaning, which names the member as words."""
    unit = f" {q.unit}" if q.unit and q.unit not in ("1", "dimensionless") else ""
    moves, means = "fall" if now < before else "rise", q.means.partition(";")[0].rstrip(".")
    if "[" in q.name and 0 < len(means) <= LONGEST_MEANING:
        return f"{means}: {'down' if now < before else 'up'} to {write_level(now)}{unit}"
    plural = q.name.endswith("s") and not q.name.endswith(("ss", "us", "is"))
    return f"{to_words(q.name)} {moves}{'' if plural else 's'} to {write_level(now)}{unit}"


def write_level(value: float) -> str:
    """Return a level with two significant digits (three if it is 100 or more)."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    digits = max(0, 1 - int(np.floor(np.log10(abs(value)))))
    return f"{round(value, digits):,.{digits}f}" if abs(value) < 100 else f"{float(f'{value:.3g}'):,.0f}"
