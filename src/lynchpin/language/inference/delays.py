"""Resolves `delay(x, T)`, `delay(x, T, order: n)`, `smooth(x, T)` and `smooth(x, T, order: n)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lynchpin.language.expressions import Arithmetic, Call, Expression, Number
from lynchpin.language.inference.unit_rules import Measured, convert_to, find_constant, make_placeholder, require_plain, scale
from lynchpin.language.signatures import SIGNATURES
from lynchpin.language.units import SECONDS_PER_YEAR, UNKNOWN, Unit, have_same_dimensions, look_up, round_factor
from lynchpin.language.wording import shorten, suggest_word

if TYPE_CHECKING:
    from lynchpin.language.inference.resolution import Inference

DELAYS = ("delay", "smooth")
MAX_ORDER = 12
MAX_KEPT = 1_000
"""The highest number of values that a fixed delay keeps: its periods times the sub-steps in each."""
_NAMES = ("order", "starts")
_WHOLE = 1e-9
"""Distance from a whole number of periods that counts as rounding."""

ResolveAll = Callable[["Inference", str, Sequence[Expression]], list[Measured]]


def has_valid_names(inference: Inference, e: Call) -> bool:
    """Return whether a call has two arguments and known names after them, after reporting an error.

    Args:
        inference: Resolves the expression that contains the call.
        e: The call as parsed.
    """
    signature = f"{SIGNATURES[e.function][0][:-1]}, order: n, starts: value)"
    for k, name in enumerate(e.named):
        if name not in _NAMES or name in e.named[:k]:
            hint = f"give `{name}` once" if name in e.named[:k] else suggest_word(name, _NAMES) or None
            words = {"function": e.function, "name": shorten(name), "signature": signature}
            inference.reading.diagnostics.record("unknown-argument", e.place, words, hint=hint)
            return False
    if len(e.arguments) - len(e.named) != 2 or (e.function == "smooth" and e.named == ("starts",)):
        inference.reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=signature)
        return False
    return True


def resolve_delay(inference: Inference, e: Call, resolve_all: ResolveAll) -> Measured:
    """Resolve a call whose arguments have valid names. Times become numbers of periods.

    Args:
        inference: Resolves the arguments.
        e: The call as parsed.
        resolve_all: Resolves a list of arguments.
    """
    named = dict(zip(e.named, e.arguments[2:], strict=True))
    order = None
    if "order" in named:
        number = find_constant(named["order"])
        if number is None or number not in range(1, MAX_ORDER + 1):
            text = inference.reading.source.quote(named["order"].place)
            inference.reading.diagnostics.add("no-whole-number", named["order"].place, field="order", text=text, low=1, high=MAX_ORDER)
            return make_placeholder(e.place), UNKNOWN
        order = int(number)
    plain = [*e.arguments[:2], *([named["starts"]] if "starts" in named else [])]
    (x, unit), (time, time_unit), *starts = resolve_all(inference, e.function, plain)
    if starts:
        (start, start_unit) = starts[0]
        if unit is not None:
            start = convert_to(inference.reading, start, start_unit, unit, "starts")[0]
        starts = [(start, unit)]
    periods = _count_periods(inference, e, time, time_unit)
    if order is None and e.function == "delay":
        periods = _check_fixed(inference, periods)
    elif (number := find_constant(periods)) is not None:
        _check_time(inference, number, order, periods)
    tree = replace(e, arguments=(x, periods, *(start for start, _ in starts)), named=(), order=order)
    return tree, unit


def _count_periods(inference: Inference, e: Call, time: Expression, unit: Unit | None) -> Expression:
    """Return a time as a number of periods. A plain number is one already."""
    if unit is None or unit is UNKNOWN or not have_same_dimensions(unit, look_up("year")):
        return require_plain(
            inference.reading, time, unit, f"the time of `{e.function}`", "write a number of periods, or a time such as `3 month`"
        )
    clock = inference.reading.clock
    length = 1.0 if clock is None else clock.length
    factor = round_factor(unit.factor / (length * SECONDS_PER_YEAR))
    if isinstance(time, Number):
        return replace(time, value=round_factor(time.value * factor), unit="")
    return scale(time, factor)


def _find_number(e: Expression) -> float | None:
    """Return the value of a number, or of a product of two numbers such as `2 * 3 month`."""
    if isinstance(e, Arithmetic) and e.operator == "*":
        left, right = _find_number(e.left), _find_number(e.right)
        return None if left is None or right is None else left * right
    return find_constant(e)


def _check_fixed(inference: Inference, periods: Expression) -> Expression:
    """Return the time of a fixed delay as a whole number of periods, after reporting anything else."""
    diagnostics, clock = inference.reading.diagnostics, inference.reading.clock
    number = _find_number(periods)
    if number is None:
        if not isinstance(periods, Number):
            diagnostics.add("delay-not-fixed", periods.place)
        return periods
    steps = 1 if clock is None else clock.within
    if number <= 0:
        diagnostics.add("delay-not-positive", periods.place, text=inference.reading.source.quote(periods.place))
        return make_placeholder(periods.place)
    if number * steps > MAX_KEPT:  # also infinity
        words = {"periods": _say_periods(number), "within": steps, "most": f"{MAX_KEPT:,}"}
        diagnostics.record("delay-too-long", periods.place, words)
        return make_placeholder(periods.place)
    if not number >= 1 - _WHOLE or abs(number - round(number)) > _WHOLE * max(1.0, number):  # also `0 * inf`, which is not a number
        diagnostics.add("delay-not-whole", periods.place, periods=f"{number:.6g}")
        return make_placeholder(periods.place)
    return Number(float(round(number)), "", periods.place)


def _say_periods(number: float) -> str:
    return f"{number:,.6g} period{'' if number == 1 else 's'}"


def _check_time(inference: Inference, number: float, order: int | None, periods: Expression) -> None:
    """Report a constant time that is not positive, or too short for its order."""
    clock = inference.reading.clock
    steps = 1 if clock is None else clock.within
    if number <= 0:
        inference.reading.diagnostics.add("delay-not-positive", periods.place, text=inference.reading.source.quote(periods.place))
    elif order is not None and number * steps < order * (1 - _WHOLE):
        within = -(-order // number)
        words = {"order": order, "periods": _say_periods(number), "within": f"{within:.0f}"}
        inference.reading.diagnostics.record("delay-too-short", periods.place, words)
