"""The functions of system dynamics: how each is written as an expression, and its value at the start of the model.

Source of their definitions: the Vensim reference manual and the XMILE standard (OASIS, 2015). Timed functions allow for half a step of
rounding, so that a pulse at time 3 begins in the step that starts there although the time is a rounded sum of steps.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lynchpin.importing.dynamics.clock import Clock
from lynchpin.importing.dynamics.model import TIME
from lynchpin.importing.dynamics.text import NotExpressibleError, Text, call, choose, negate, number, operate

SMALL = 1e-6
"""Denominators below this count as zero, as in Vensim."""


_NOW = Text(TIME)

Writer = Callable[..., Text]
Evaluator = Callable[..., float]


def _plain(name: str) -> Writer:
    return lambda _, *args: call(name, *args)


def _divide(a: Text, b: Text) -> Text:
    return operate("/", a, b)


def _truncate(x: Text) -> Text:
    if x.number is not None:
        return number(_truncated(x.number))
    return operate("*", call("sign", x), call("floor", call("abs", x)))


def _write_or(a: Text, b: Text, otherwise: Text) -> Text:
    return choose(operate(">=", call("abs", b), number(SMALL)), _divide(a, b), otherwise)


def _modulo(a: Text, b: Text) -> Text:
    return operate("-", a, operate("*", b, _truncate(_divide(a, b))))


def _half_a_step_before(clock: Clock, x: Text) -> Text:
    half = clock.step / 2
    return number(x.number - half) if x.number is not None else operate("-", x, number(half))


def _since(clock: Clock, start: Text) -> Text:
    """Return a condition: the time is `start` or later, up to half a step of rounding."""
    return operate(">", _NOW, _half_a_step_before(clock, start))


def _until(clock: Clock, end: Text) -> Text:
    return operate("<=", _NOW, _half_a_step_before(clock, end))


def _add(a: Text, b: Text) -> Text:
    return number(a.number + b.number) if a.number is not None and b.number is not None else operate("+", a, b)


def _step(clock: Clock, height: Text, start: Text) -> Text:
    return choose(_since(clock, start), height, number(0))


def _ramp(clock: Clock, slope: Text, start: Text, end: Text | None = None) -> Text:
    last = _NOW if end is None else call("min", _NOW, end)
    return operate("*", slope, call("max", number(0), operate("-", last, start)))


def _pulse(clock: Clock, start: Text, width: Text, height: Text) -> Text:
    return choose(operate("and", _since(clock, start), _until(clock, _add(start, width))), height, number(0))


def _pulse_train(clock: Clock, start: Text, interval: Text, width: Text, end: Text | None, height: Text) -> Text:
    if interval.number is not None and interval.number <= 0:
        raise NotExpressibleError("a pulse train needs an interval above zero")
    gone = operate("+", operate("-", _NOW, start), number(SMALL))
    phase = operate("-", gone, operate("*", interval, call("floor", _divide(gone, interval))))
    inside = operate("and", _since(clock, start), operate("<", phase, width))
    return choose(inside if end is None else operate("and", inside, _until(clock, end)), height, number(0))


def _per_step(clock: Clock, amount: Text) -> Text:
    return number(amount.number / clock.step) if amount.number is not None else _divide(amount, number(clock.step))


def _short(clock: Clock) -> Text:
    return number(clock.step / 2)


def _logarithm(_: Clock, x: Text, base: Text) -> Text:
    return _divide(call("log", x), call("log", base))


def _hyperbolic(sign: str, halved: bool) -> Writer:
    def write(_: Clock, x: Text) -> Text:
        up, down = call("exp", x), call("exp", negate(x))
        if halved:
            return _divide(operate(sign, up, down), number(2))
        return _divide(operate("-", up, down), operate("+", up, down))

    return write


WRITERS: dict[str, Writer] = {
    **{name: _plain(name) for name in ("abs", "min", "max", "exp", "sqrt", "sin", "cos")},
    "ln": _plain("log"),
    "log": _logarithm,
    "log10": lambda clock, x: _logarithm(clock, x, number(10)),
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
    "pulse": lambda clock, start, width: _pulse(clock, start, width, number(1)),
    "xpulse": lambda clock, start, amount: _pulse(clock, start, number(clock.step), _per_step(clock, amount)),
    "pulse_train": lambda clock, start, interval, width, end: _pulse_train(clock, start, interval, width, end, number(1)),
    "xpulse_train": lambda clock, start, interval, amount: _pulse_train(
        clock, start, interval, _short(clock), None, _per_step(clock, amount)
    ),
    "active_initial": lambda _, x, first: x,
}
"""How each function is written. The first argument is the clock of the model."""
TIMED = ("step", "ramp", "xramp", "pulse", "xpulse", "pulse_train", "xpulse_train")
"""The functions that use the time of the model."""


def _truncated(x: float) -> float:
    return float(math.trunc(x))


def _pulse_value(clock: Clock, start: float, width: float, height: float) -> float:
    half = clock.step / 2
    return height if start - half < clock.start <= start + width - half else 0.0


def _train_value(clock: Clock, start: float, interval: float, width: float, height: float) -> float:
    return height if clock.start > start - clock.step / 2 and (clock.start - start + SMALL) % interval < width else 0.0


EVALUATORS: dict[str, Evaluator] = {
    "abs": lambda _, x: abs(x), "min": lambda _, *xs: min(xs), "max": lambda _, *xs: max(xs), "exp": lambda _, x: math.exp(x),
    "sqrt": lambda _, x: math.sqrt(x), "sin": lambda _, x: math.sin(x), "cos": lambda _, x: math.cos(x), "ln": lambda _, x: math.log(x),
    "log": lambda _, x, b: math.log(x) / math.log(b), "log10": lambda _, x: math.log10(x), "tan": lambda _, x: math.tan(x),
    "sinh": lambda _, x: math.sinh(x), "cosh": lambda _, x: math.cosh(x), "tanh": lambda _, x: math.tanh(x),
    "power": lambda _, x, y: x**y, "pi": lambda _: math.pi, "integer": lambda _, x: _truncated(x), "round": lambda _, x: float(round(x)),
    "modulo": lambda _, x, y: x - y * _truncated(x / y), "quantum": lambda _, x, y: y * _truncated(x / y),
    "xidz": lambda _, a, b, x: a / b if abs(b) >= SMALL else x,
    "zidz": lambda _, a, b: a / b if abs(b) >= SMALL else 0.0, "step": lambda clock, h, s: h if clock.start > s - clock.step / 2 else 0.0,
    "ramp": lambda clock, slope, start, end: slope * max(0.0, min(clock.start, end) - start),
    "xramp": lambda clock, slope, start: slope * max(0.0, clock.start - start),
    "pulse": lambda clock, start, width: _pulse_value(clock, start, width, 1.0),
    "xpulse": lambda clock, start, amount: _pulse_value(clock, start, clock.step, amount / clock.step),
    "pulse_train": lambda clock, start, interval, width, end: _train_value(clock, start, interval, width, 1.0),
    "xpulse_train": lambda clock, start, interval, amount: _train_value(clock, start, interval, clock.step / 2, amount / clock.step),
}  # fmt: skip
"""The value of each function at the start of the model. Those that do not need all their arguments are in `InitialValues`."""


def spell(name: str) -> str:
    """Return the name of a function as Vensim spells it."""
    return name.upper().replace("_", " ")
