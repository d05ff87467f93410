"""The functions of system dynamics: how each is written as an expression, and its value when all arguments are numbers.

Source of their definitions: the Vensim reference manual and the XMILE standard (OASIS, 2015). Timed functions allow for half a step of
rounding, so that a pulse at time 3 begins in the step that starts there, whatever rounding the sum of steps has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from lynchpin.importing.dynamics.clock import Clock
from lynchpin.importing.dynamics.text import NotExpressibleError, Text, call, choose, number, operate

SMALL = 1e-6
"""Denominators below this count as zero, as in Vensim."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of the model as a text and, at the start, as a number; and its clock."""

    time: Text
    now: float
    clock: Clock


Writes = Callable[..., Text]
Counts = Callable[..., float]


def _plain(name: str) -> Writes:
    return lambda _, *args: call(name, *args)


def _divide(a: Text, b: Text) -> Text:
    return operate("/", a, b)


def _truncate(x: Text) -> Text:
    if x.number is not None:
        return number(float(math.trunc(x.number)))
    return operate("*", call("sign", x), call("floor", call("abs", x)))


def _write_or(a: Text, b: Text, otherwise: Text) -> Text:
    return choose(operate(">=", call("abs", b), number(SMALL)), _divide(a, b), otherwise)


def _modulo(a: Text, b: Text) -> Text:
    return operate("-", a, operate("*", b, _truncate(_divide(a, b))))


def _since(t: Timing, start: Text) -> Text:
    """Return a condition: the time is `start` or later, up to half a step of rounding."""
    half = t.clock.step / 2
    limit = number(start.number - half) if start.number is not None else operate("-", start, number(half))
    return operate(">", t.time, limit)


def _until(t: Timing, end: Text) -> Text:
    half = t.clock.step / 2
    limit = number(end.number - half) if end.number is not None else operate("-", end, number(half))
    return operate("<=", t.time, limit)


def _add(a: Text, b: Text) -> Text:
    return number(a.number + b.number) if a.number is not None and b.number is not None else operate("+", a, b)


def _step(t: Timing, height: Text, start: Text) -> Text:
    return choose(_since(t, start), height, number(0))


def _ramp(t: Timing, slope: Text, start: Text, end: Text | None = None) -> Text:
    last = t.time if end is None else call("min", t.time, end)
    return operate("*", slope, call("max", number(0), operate("-", last, start)))


def _pulse(t: Timing, start: Text, width: Text, height: Text) -> Text:
    return choose(operate("and", _since(t, start), _until(t, _add(start, width))), height, number(0))


def _pulse_train(t: Timing, start: Text, interval: Text, width: Text, end: Text | None, height: Text) -> Text:
    if interval.number is not None and interval.number <= 0:
        raise NotExpressibleError("a pulse train needs an interval above zero")
    gone = operate("+", operate("-", t.time, start), number(SMALL))
    phase = operate("-", gone, operate("*", interval, call("floor", _divide(gone, interval))))
    inside = operate("and", _since(t, start), operate("<", phase, width))
    return choose(inside if end is None else operate("and", inside, _until(t, end)), height, number(0))


def _per_step(t: Timing, amount: Text) -> Text:
    return number(amount.number / t.clock.step) if amount.number is not None else _divide(amount, number(t.clock.step))


def _short(t: Timing) -> Text:
    return number(t.clock.step / 2)


def _logarithm(_: Timing, x: Text, base: Text) -> Text:
    return _divide(call("log", x), call("log", base))


def _hyperbolic(sign: str, halved: bool) -> Writes:
    def write(_: Timing, x: Text) -> Text:
        up, down = call("exp", x), call("exp", number(-x.number) if x.number is not None else Text(f"-{x.inside(8)}"))
        if halved:
            return _divide(operate(sign, up, down), number(2))
        return _divide(operate("-", up, down), operate("+", up, down))

    return write


WRITTEN: dict[str, Writes] = {
    **{name: _plain(name) for name in ("abs", "min", "max", "exp", "sqrt", "sin", "cos")},
    "ln": _plain("log"),
    "log": _logarithm,
    "log10": lambda t, x: _logarithm(t, x, number(10)),
    "tan": lambda _, x: _divide(call("sin", x), call("cos", x)),
    "sinh": _hyperbolic("-", True),
    "cosh": _hyperbolic("+", True),
    "tanh": _hyperbolic("-", False),
    "power": lambda _, x, y: operate("**", x, y),
    "pi": lambda _: number(math.pi),
    "integer": lambda _, x: _truncate(x),
    "round": _plain("round"),
    "modulo": lambda _, x, y: _modulo(x, y),
    "quantum": lambda _, x, y: operate("*", y, _truncate(_divide(x, y))),
    "if_then_else": lambda _, c, a, b: choose(c, a, b),
    "xidz": lambda _, a, b, x: _write_or(a, b, x),
    "zidz": lambda _, a, b: _write_or(a, b, number(0)),
    "step": _step,
    "ramp": _ramp,
    "xramp": _ramp,
    "pulse": lambda t, start, width: _pulse(t, start, width, number(1)),
    "xpulse": lambda t, start, amount: _pulse(t, start, number(t.clock.step), _per_step(t, amount)),
    "pulse_train": lambda t, start, interval, width, end: _pulse_train(t, start, interval, width, end, number(1)),
    "xpulse_train": lambda t, start, interval, amount: _pulse_train(t, start, interval, _short(t), None, _per_step(t, amount)),
    "active_initial": lambda _, x, first: x,
}
"""How each function is written."""


def _truncated(x: float) -> float:
    return float(math.trunc(x))


def _pulse_value(t: Timing, start: float, width: float, height: float) -> float:
    half = t.clock.step / 2
    return height if start - half < t.now <= start + width - half else 0.0


def _train_value(t: Timing, start: float, interval: float, width: float, height: float) -> float:
    return height if t.now > start - t.clock.step / 2 and (t.now - start + SMALL) % interval < width else 0.0


COUNTED: dict[str, Counts] = {
    "abs": lambda _, x: abs(x), "min": lambda _, *xs: min(xs), "max": lambda _, *xs: max(xs), "exp": lambda _, x: math.exp(x),
    "sqrt": lambda _, x: math.sqrt(x), "sin": lambda _, x: math.sin(x), "cos": lambda _, x: math.cos(x), "ln": lambda _, x: math.log(x),
    "log": lambda _, x, b: math.log(x) / math.log(b), "log10": lambda _, x: math.log10(x), "tan": lambda _, x: math.tan(x),
    "sinh": lambda _, x: math.sinh(x), "cosh": lambda _, x: math.cosh(x), "tanh": lambda _, x: math.tanh(x),
    "power": lambda _, x, y: x**y, "pi": lambda _: math.pi, "integer": lambda _, x: _truncated(x), "round": lambda _, x: float(round(x)),
    "modulo": lambda _, x, y: x - y * _truncated(x / y), "quantum": lambda _, x, y: y * _truncated(x / y),
    "if_then_else": lambda _, c, a, b: a if c else b, "xidz": lambda _, a, b, x: a / b if abs(b) >= SMALL else x,
    "zidz": lambda _, a, b: a / b if abs(b) >= SMALL else 0.0, "step": lambda t, h, s: h if t.now > s - t.clock.step / 2 else 0.0,
    "ramp": lambda t, slope, start, end: slope * max(0.0, min(t.now, end) - start),
    "xramp": lambda t, slope, start: slope * max(0.0, t.now - start),
    "pulse": lambda t, start, width: _pulse_value(t, start, width, 1.0),
    "xpulse": lambda t, start, amount: _pulse_value(t, start, t.clock.step, amount / t.clock.step),
    "pulse_train": lambda t, start, interval, width, end: _train_value(t, start, interval, width, 1.0),
    "xpulse_train": lambda t, start, interval, amount: _train_value(t, start, interval, t.clock.step / 2, amount / t.clock.step),
    "active_initial": lambda _, x, first: first,
}  # fmt: skip
"""The value of each function at the start of the model."""
