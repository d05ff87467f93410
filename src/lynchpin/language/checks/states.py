"""Checks that computed probabilities of the states of events sum to 1."""

from __future__ import annotations

import math
from random import Random

from lynchpin.errors import Place
from lynchpin.language.checks.actors import list_upstream
from lynchpin.language.distributions import measure_support
from lynchpin.language.evaluation import NotEvaluatedError, evaluate
from lynchpin.language.expressions import BUILT_IN_NAMES, Expression, InState, Name, Number, Played
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Event, Value
from lynchpin.language.records.states import Distribution
from lynchpin.language.traversal import are_valid, count_nodes, list_uses

_TRIALS = 5
_ROUNDING = 1e-6
_MOST_NODES = 20_000
"""The size of what the probabilities of a file are computed from, up to which their sums are tried."""


def check_states(a: Assessment, reading: Reading) -> None:
    """Report computed probabilities of states that do not sum to 1 at trial values of the names that they use.

    Several names that assumptions or policies replace may be tied to each other, and so may several stocks. Such sums are checked in each
    future.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    spent = 0
    for name, event in a.events.items():
        for chances, place in _list_distributions(event):
            if all(isinstance(chance, Number) for chance in chances) or not are_valid(*chances):
                continue
            upstream = list_upstream(a, list(chances))
            spent += _TRIALS * sum(map(count_nodes, upstream))
            if spent > _MOST_NODES or not are_valid(*upstream) or not _is_free(a, upstream):
                continue
            _check_sum(a, reading, name, chances, place)


def _list_distributions(event: Event) -> list[tuple[Distribution, Place]]:
    if event.states is None:
        return []
    rest = [(event.states.rest, event.states.rest_place)] if event.states.rest is not None else []
    return [*((row.chances, row.place) for row in event.states.rows), *rest]


def _is_free(a: Assessment, upstream: list[Expression]) -> bool:
    """Return whether the names that the probabilities use can be varied independently of each other."""
    used = {name for name, _ in list_uses(*upstream)}
    replaced = {n for x in a.assumptions.values() for n in (*x.fails, *x.holds)} | {n for p in a.policies.values() for n in p.sets}
    return len(used & replaced) < 2 and len(used & a.stocks.keys()) < 2


def _check_sum(a: Assessment, reading: Reading, name: str, chances: Distribution, place: Place) -> None:
    for trial in range(_TRIALS):
        values = _Trial(a, Random(trial))
        try:
            total = math.fsum(evaluate(chance, values.read) for chance in chances)
        except NotEvaluatedError:
            continue
        if abs(total - 1) > _ROUNDING:
            shown = ", ".join(f"`{used}` is {values.describe(used)}" for used in dict(list_uses(*chances)))
            reading.diagnostics.add("states-sum", place, name=name, sum=f"{total:.6g}", where=f" where {shown}" if shown else "")
            return


class _Trial:
    """One trial value for each name, drawn when it is first needed."""

    def __init__(self, a: Assessment, random: Random) -> None:
        self.a, self.random = a, random
        self.values: dict[str, float] = {}
        self.codes: dict[str, int] = {}
        self.started: set[str] = set()
        """Auxiliaries that are being computed, or have been."""
        self.failed: set[str] = set()
        """Auxiliaries without a value at this trial."""

    def read(self, e: Name | InState | Played) -> float:
        """Return the value of a name, or whether a comparison holds."""
        match e:
            case InState(name=name, code=code):
                return float(self._draw_code(name) == code)
            case Played(actor=actor, option=option):
                return float(list(self.a.actors[actor].options).index(option) == self._draw_code(actor))
            case Name(name=name):
                if name not in self.values:
                    self.values[name] = self._draw(name)
                return self.values[name]

    def describe(self, name: str) -> str:
        """Return the value of a name in words."""
        if name in self.codes:
            return self._list_members(name)[self.codes[name]]
        return f"{self.values.get(name, math.nan):.3g}"

    def _list_members(self, name: str) -> list[str]:
        a = self.a
        if name in a.actors:
            return list(a.actors[name].options)
        table = a.events[name].states if name in a.events else None
        return list(table.names if table is not None else a.parameters[name].states)

    def _draw_code(self, name: str) -> int:
        if name not in self.codes:
            self.codes[name] = self.random.randrange(len(self._list_members(name)))
        return self.codes[name]

    def _draw(self, name: str) -> float:
        a = self.a
        owner = next((actor for actor, record in a.actors.items() if name in record.levers), None)
        if name in a.auxiliaries:
            if name in self.started:  # without a value, or a loop
                raise NotEvaluatedError
            return self._compute(name)
        if name in a.parameters:
            return self._draw_value(a.parameters[name].value)
        if name in a.stocks:
            return self._draw_between(a.stocks[name].low, a.stocks[name].high)
        if name in a.series:
            return self.random.choice(a.series[name].values)
        if owner is not None:
            return list(a.actors[owner].options.values())[self._draw_code(owner)][name]
        if name in BUILT_IN_NAMES:
            return self.random.randrange(1, 5)
        return float(self.random.randrange(2))

    def _compute(self, name: str) -> float:
        """Return the value of an auxiliary. What it uses is computed first, without recursion, because a chain may be long."""
        auxiliaries = self.a.auxiliaries
        waiting = [name]
        while waiting:
            one = waiting[-1]
            if one in self.values or one in self.failed:
                waiting.pop()
            elif one not in self.started:
                self.started.add(one)
                uses = list_uses(auxiliaries[one].equals, same_period=True)
                waiting += [used for used, _ in uses if used in auxiliaries and used not in self.started]
            else:
                waiting.pop()
                self._evaluate(one)
        if name not in self.values:
            raise NotEvaluatedError
        return self.values[name]

    def _evaluate(self, name: str) -> None:
        try:
            self.values[name] = evaluate(self.a.auxiliaries[name].equals, self.read)
        except NotEvaluatedError:
            self.failed.add(name)

    def _draw_value(self, value: Value) -> float:
        return self._draw_between(*measure_support(value))

    def _draw_between(self, low: float, high: float) -> float:
        """Return a number between two ends, either of which may be infinite; it is near 0 and 1 if possible, as probabilities are."""
        low, high = (low, high) if math.isfinite(low) else (min(0.0, high - 1), high)
        high = high if math.isfinite(high) else max(1.0, low + 1)
        return low + (high - low) * (0.1 + 0.8 * self.random.random())
