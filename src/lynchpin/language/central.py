"""Evaluates an assessment at central values over a few periods, without arrays, as an actor would foresee it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lynchpin.language.clocks import find_time
from lynchpin.language.evaluation import NotEvaluatedError, evaluate
from lynchpin.language.expressions import BUILT_IN_NAMES, Call, Expression, InState, Label, Name, Played
from lynchpin.language.records import Actor, Assessment, Stock, Value

_BEFORE = -1
"""The number of the moment before the first period."""


def find_center(value: Value) -> float:
    """Return a central number of a value: the median of a lognormal distribution, otherwise the mean.

    For a truncated distribution, it is that of the distribution without bounds, moved to the nearer bound if it is outside them.
    """
    match value.kind:
        case "lognormal":
            return math.exp(min(value.numbers[0], 700.0))
        case "uniform" | "triangular":
            return math.fsum(value.numbers) / len(value.numbers)
        case "pert":
            low, mode, high = value.numbers
            return (low + 4 * mode + high) / 6
        case "beta":
            a, b, low, high = value.numbers
            return low + (high - low) * a / (a + b)
        case "truncated":
            assert value.inner is not None
            return min(max(find_center(value.inner), value.numbers[0]), value.numbers[1])
        case "choice":
            return math.fsum(x * p for x, p in zip(value.numbers, value.chances, strict=True))
        case _:
            return value.numbers[0]


class Outlook:
    """The periods from the start of the clock if one actor keeps an option and the others mix all of theirs evenly.

    As in a projection, shocks are zero, and events count with their probabilities. A period has one step. Period -1 is the moment before
    the first.
    """

    def __init__(self, a: Assessment, actor: str, option: str) -> None:
        """Prepare an outlook.

        Args:
            a: The assessment.
            actor: The actor that keeps an option.
            option: The option.
        """
        self._a, self._actor, self._option = a, actor, option
        self._values: dict[tuple[str, int, bool], float] = {}
        self._levers = {lever: name for name, record in a.actors.items() for lever in record.levers}

    def value(self, e: Expression, period: int, *, at_end: bool) -> float:
        """Return the value of an expression.

        Args:
            e: The expression.
            period: The period.
            at_end: Whether it is read at the end of the period, instead of during it.

        Raises:
            NotEvaluatedError: It has a delay or no finite value.
        """
        try:
            found = evaluate(e, lambda node: self._read(node, period, at_end), lambda node: self._remember(node, period, at_end))
        except RecursionError as problem:
            raise NotEvaluatedError from problem
        if not math.isfinite(found):
            raise NotEvaluatedError
        return found

    def _read(self, node: Name | InState | Played, period: int, at_end: bool) -> float:
        if isinstance(node, Played):
            return self._find_share(node.actor, node.option, period)
        if isinstance(node, InState) and node.name in self._a.events:
            return self._find_chance(node.name, node.code, period)
        key = node.name, period, at_end
        if key not in self._values:
            self._values[key] = self._compute(*key)
        if not isinstance(node, InState):
            return self._values[key]
        choice = self._a.parameters[node.name].value
        likeliest = choice.chances.index(max(choice.chances)) if choice.chances else int(choice.numbers[0])
        return float(likeliest == node.code)

    def _compute(self, name: str, period: int, at_end: bool) -> float:
        a = self._a
        now = min(max(period, 0), len(a.clock.labels) - 1)
        if name in a.parameters:
            return find_center(a.parameters[name].value)
        if name in a.stocks:
            return self._find_level(name, period, at_end)
        if name in a.auxiliaries:
            return self.value(a.auxiliaries[name].equals, period, at_end=at_end)
        if name in a.series:
            return a.series[name].values[now]
        if name in a.events:
            return self._find_event(name, period)
        if name in self._levers:
            return self._find_lever(name, period)
        if name in BUILT_IN_NAMES:
            clock = a.clock
            calendar = {"time": clock.years, "year": clock.calendar_year, "quarter": clock.quarter, "month": clock.month}
            return float(calendar[name][now]) if name in calendar else float(now)
        return self.value(a.indicators[name].watch, period, at_end=True)

    def _find_share(self, actor: str, option: str, period: int) -> float:
        record = self._a.actors[actor]
        if period == _BEFORE:
            return float(option == find_starting_option(record))
        return float(option == self._option) if actor == self._actor else 1 / len(record.options)

    def _find_lever(self, lever: str, period: int) -> float:
        actor = self._levers[lever]
        options = self._a.actors[actor].options
        return math.fsum(levels[lever] * self._find_share(actor, option, period) for option, levels in options.items())

    def _find_level(self, name: str, period: int, at_end: bool) -> float:
        stock = self._a.stocks[name]
        if period == _BEFORE or (period == 0 and not at_end):
            starts = stock.starts
            level = find_center(starts) if isinstance(starts, Value) else self.value(starts, _BEFORE, at_end=False)
            return self._clip(stock, level, _BEFORE)
        if not at_end:
            return self._read(Name(name, stock.about.place), period - 1, True)
        before = self._read(Name(name, stock.about.place), period, False)
        if stock.becomes is not None:
            return self._clip(stock, self.value(stock.becomes, period, at_end=False), period)
        change = 0.0 if stock.changes is None else stock.change_factor * self.value(stock.changes, period, at_end=False)
        return self._clip(stock, before + change, period)

    def _clip(self, stock: Stock, value: float, period: int) -> float:
        low, high = (
            bound if limit is None else self.value(limit, period, at_end=False)
            for bound, limit in zip((stock.low, stock.high), stock.limits, strict=True)
        )
        return min(max(value, low), high)

    def _find_event(self, name: str, period: int) -> float:
        event = self._a.events[name]
        if period == _BEFORE:
            return 0.0
        if event.on is not None:
            return float(period in event.on)
        parts = [self.value(e, period, at_end=False) for e in (event.chance, event.when) if e is not None]
        chance = math.prod(min(max(part, 0.0), 1.0) for part in parts)
        left = math.prod(1 - self._read(Name(name, event.about.place), k, False) for k in range(period)) if event.once else 1.0
        return chance * left

    def _find_chance(self, name: str, code: int, period: int) -> float:
        """Return the probability of a state. The conditions of a table count as independent."""
        table = self._a.events[name].states
        assert table is not None
        if period == _BEFORE:
            return 0.0
        left, total = 1.0, 0.0
        for row in table.rows:
            share = left * self.value(row.condition, period, at_end=False)
            total += share * self.value(row.chances[code], period, at_end=False)
            left -= share
        return total if table.rest is None else total + left * self.value(table.rest[code], period, at_end=False)

    def _remember(self, node: Call | Label, period: int, at_end: bool) -> float:
        """Return the value of a date, or of a function of the past."""
        if isinstance(node, Label):
            return find_time(self._a.clock, node.text)
        if node.order is not None or node.function not in ("previous", "ever", "happened", "since", "smooth"):
            raise NotEvaluatedError
        if node.function == "previous":
            return self.value(node.arguments[0], max(period - 1, _BEFORE), at_end=at_end)
        x = self.value(node.arguments[0], period, at_end=at_end)
        if node.function == "smooth":
            kept = x if period <= 0 else self._remember(node, period - 1, at_end)
            return kept + (x - kept) / max(self.value(node.arguments[1], period, at_end=at_end), 1.0)
        if node.function == "since":
            kept = math.inf if period <= 0 else self._remember(node, period - 1, at_end)
            return 0.0 if x >= 1 else (1 - x) * (kept + 1)
        kept = 0.0 if period <= 0 else self._remember(node, period - 1, at_end)
        return kept + (1 - kept) * x


def choose_centrally(payoffs: Mapping[str, float], rationality: float) -> tuple[str, float]:
    """Return the most probable option of a logit choice and its probability.

    Args:
        payoffs: The payoff of each option.
        rationality: The rationality of the choice.
    """
    best = max(payoffs, key=payoffs.__getitem__)
    exponents = (rationality * (payoff - payoffs[best]) for payoff in payoffs.values())
    return best, 1 / math.fsum(math.exp(min(exponent, 700.0)) for exponent in exponents)


def find_starting_option(actor: Actor) -> str:
    """Return the option that is in place before the first period."""
    return actor.starts or next(iter(actor.options))
