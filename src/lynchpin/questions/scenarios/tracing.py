"""Causes in stories: each future of a story is played again without one of its happenings, with the same random numbers.

A happening is a cause of a later choice, or of the outcome, if without it that choice or outcome is another one. Without a move means that
the actor keeps its earlier option for as long as the move lasted; without an event, that it does not fire; without a new state, that the
state before stays; without the failure of an assumption, that it holds throughout; without a change of a stock, that an actor who then
chooses finds the stock at the level described before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.replay import Changes, replay
from lynchpin.engine.results.futures import Futures
from lynchpin.questions.scenarios.happenings import Happening
from lynchpin.questions.shared.decisions import Decision, read_decision

MOST_CAUSES = 2
"""Largest number of causes of one choice: the latest."""
MOST_REPLAYS = 120
"""Largest number of replays of one story; what happens later is not tried."""
TOGETHER = 256
"""Number of replays per call, which keeps their results small."""


@dataclass(frozen=True)
class Trace:
    """What can be said about the happenings of one story, by their positions in it.

    Attributes:
        decisions: The decision behind each move.
        causes: The latest causes of each move, latest first.
        otherwise: The outcome without this happening, where it is another one; empty if it is none.
    """

    decisions: Mapping[int, Decision] = field(default_factory=dict)
    causes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    otherwise: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A replay of story `story` without its happening number `without`; for a stock, as actors find it when they choose in `period`."""

    story: int
    without: int
    period: int = -1


def trace_stories(futures: Futures, places: Sequence[int], told: Sequence[Sequence[Happening]]) -> list[Trace]:
    """Find the decisions and causes in some futures.

    Args:
        futures: Futures with their paths.
        places: Positions of the futures.
        told: The happenings of each.
    """
    model = futures.model
    if not places or len(model.program.outcomes) != len(model.outcomes):  # names without a structure cannot be played
        return [Trace() for _ in places]
    original = replay(model, futures.draws, np.asarray(places, np.intp))
    same = [_is_same(futures, place, original.options, k, original.start) for k, place in enumerate(places)]
    decisions: list[dict[int, Decision]] = [{} for _ in places]
    trials: list[_Trial] = []
    for k, happenings in enumerate(told):
        if not same[k]:  # rounding can decide a choice, though rarely
            continue
        for n, one in enumerate(happenings):
            found = read_decision(model, original, one.name, one.period, k) if one.kind == "move" else None
            if found is not None:
                decisions[k][n] = found
        trials += _list_trials(model, k, happenings, original.start)[:MOST_REPLAYS]
    causes: list[dict[int, list[int]]] = [{} for _ in places]
    otherwise: list[dict[int, str]] = [{} for _ in places]
    for first in range(0, len(trials), TOGETHER):
        _run_trials(futures, places, told, trials[first : first + TOGETHER], causes, otherwise)
    return [Trace(d, {n: _order_causes(told[k], c) for n, c in causes[k].items()}, otherwise[k]) for k, d in enumerate(decisions)]


def _is_same(futures: Futures, place: int, options: Mapping[str, NDArray[np.uint8]], k: int, start: int) -> bool:
    return all((path[start:, k] == futures.options[name][start:, place]).all() for name, path in options.items())


def _order_causes(happenings: Sequence[Happening], causes: Sequence[int]) -> tuple[int, ...]:
    latest = sorted(set(causes), key=lambda n: (-happenings[n].period, n))
    return tuple(latest[:MOST_CAUSES])


def _list_trials(model: Model, k: int, happenings: Sequence[Happening], start: int) -> list[_Trial]:
    """Return the replays that show what each happening of a story leads to. Only what happens from `start` on can be left out."""
    chance = {event.name for event in model.program.events if event.kind == "chance"}
    drawn = {a.name for a in model.drawn_assumptions}
    trials = []
    for n, one in enumerate(happenings):
        lasting = one.before >= 0 and one.before != one.now  # a move or a state that is new
        removable = {"event": one.name in chance, "failure": one.name in drawn, "change": False}.get(one.kind, lasting)
        if removable and one.period >= start and (one.told or start == 0):
            trials.append(_Trial(k, n))
    changes = {one.name: [n for n, other in enumerate(happenings) if other.kind == "change" and other.name == one.name]
               for one in happenings if one.kind == "change"}  # fmt: skip
    for period in sorted({one.period for one in happenings if one.kind == "move" and one.period > start}):
        for found in changes.values():
            before = [n for n in found if start <= happenings[n].period < period]
            trials += [_Trial(k, n, period) for n in before[-1:]]
    return trials


def _run_trials(
    futures: Futures,
    places: Sequence[int],
    told: Sequence[Sequence[Happening]],
    trials: Sequence[_Trial],
    causes: list[dict[int, list[int]]],
    otherwise: list[dict[int, str]],
) -> None:
    """Replay futures without some of their happenings, and note what is different then in `causes` and `otherwise`."""
    model = futures.model
    played = replay(model, futures.draws, np.array([places[one.story] for one in trials], np.intp), _write_changes(model, told, trials))
    for lane, trial in enumerate(trials):
        happenings, place = told[trial.story], places[trial.story]
        without = happenings[trial.without]
        for n, one in enumerate(happenings):
            later = one.period == trial.period if trial.period >= 0 else one.period >= without.period
            if one.kind == "move" and later and one.name != without.name:
                path = futures.options[one.name][:, place]
                if played.options[one.name][one.period, lane] != path[one.period]:
                    causes[trial.story].setdefault(n, []).append(trial.without)
        outcome = int(played.outcome[lane])
        if trial.period < 0 and outcome != futures.outcome[place]:
            otherwise[trial.story][trial.without] = model.outcomes[outcome] if outcome >= 0 else ""


def _write_changes(model: Model, told: Sequence[Sequence[Happening]], trials: Sequence[_Trial]) -> Changes:
    """Return the changes of the replays as arrays."""
    periods, lanes = len(model.periods), len(trials)
    written: dict[str, dict[str, NDArray[np.float64]]] = {"move": {}, "event": {}, "state": {}, "failure": {}, "change": {}}
    for lane, trial in enumerate(trials):
        one = told[trial.story][trial.without]
        none = np.nan if one.kind == "change" else -1.0
        rows = written[one.kind].setdefault(one.name, np.full((periods, lanes), none))
        if one.kind == "change":
            rows[trial.period, lane] = one.before
        elif one.kind == "failure":
            rows[:, lane] = 1.0
        else:
            rows[one.period : one.until, lane] = 0.0 if one.kind == "event" else one.before
    return Changes(
        assumptions={name: rows[0] for name, rows in written["failure"].items()},
        options=written["move"],
        events=written["event"],
        states=written["state"],
        stocks=written["change"],
    )
