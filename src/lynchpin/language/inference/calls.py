"""Resolves calls of functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lynchpin.language.expressions import MODEL_FUNCTIONS, PATH_FUNCTIONS, Call, Expression, Label, Name, Number
from lynchpin.language.hints import FUNCTION_HINTS
from lynchpin.language.inference.delays import DELAYS, has_valid_names, resolve_delay
from lynchpin.language.inference.unit_rules import (
    Measured,
    check_domain,
    drop_percent,
    find_scale_of,
    make_placeholder,
    report_bare_number,
    require_plain,
    unify_arguments,
)
from lynchpin.language.signatures import DISTRIBUTIONS, SIGNATURES
from lynchpin.language.units import PLAIN, UNKNOWN, Unit, is_unknown, multiply, write_unit
from lynchpin.language.wording import shorten, suggest_word

if TYPE_CHECKING:
    from lynchpin.language.inference.resolution import Inference

_FUNCTIONS_OF_THE_PAST = ("previous", "smooth", "delay", "happened")


def resolve_call(inference: Inference, e: Call) -> Measured:
    """Resolve a call of a function.

    Args:
        inference: Resolves the arguments.
        e: The call as parsed.

    Returns:
        The resolved expression and its unit; a placeholder after reporting an error.
    """
    if not _is_valid(inference, e):
        return make_placeholder(e.place), UNKNOWN
    if e.function in ("at", "by"):
        return _resolve_dated(inference, e)
    if e.function == "since":
        return _resolve_since(inference, e)
    if e.function in DELAYS:
        return resolve_delay(inference, e, _resolve_inside if inference.along_path else _resolve_here)
    if inference.along_path and e.function in (*PATH_FUNCTIONS, *_FUNCTIONS_OF_THE_PAST):
        return _apply(inference, e, _resolve_inside(inference, e.function, e.arguments))
    return _apply(inference, e, [inference.resolve(argument) for argument in e.arguments])


def _resolve_inside(inference: Inference, function: str, arguments: Sequence[Expression]) -> list[Measured]:
    """Resolve the arguments of a function of the whole path. They are computed period by period."""
    inference.along_path, inference.around = False, function
    measured = [inference.resolve(argument) for argument in arguments]
    inference.along_path, inference.around = True, ""
    return measured


def _resolve_here(inference: Inference, function: str, arguments: Sequence[Expression]) -> list[Measured]:
    """Resolve the arguments of a function within a period."""
    return [inference.resolve(argument) for argument in arguments]


def _is_valid(inference: Inference, e: Call) -> bool:
    """Return whether a function exists, is allowed here, and has the right arguments, after reporting an error."""
    if e.function not in SIGNATURES:
        hint = (
            FUNCTION_HINTS.get(e.function.lower())
            or suggest_word(e.function, [*SIGNATURES, *inference.reading.functions])
            or f"the functions are {', '.join(SIGNATURES)}"
        )
        if e.function in DISTRIBUTIONS:
            drawn_anew = "what is drawn anew in each period is the shock of a stock: write `shock: normal(0, 1)` next to it"
            once = "this is a distribution: make it the value of a parameter, and use the name of the parameter here"
            hint = drawn_anew if inference.field in ("changes", "becomes") else once
        inference.reading.diagnostics.add("unknown-function", e.place, name=shorten(e.function), hint=hint)
        return False
    if e.function not in MODEL_FUNCTIONS and not inference.along_path:
        inference.reading.diagnostics.add(
            "path-inside" if inference.around else "path-function", e.place, name=e.function, around=inference.around
        )
        return False
    if e.function in DELAYS:
        return not e.knots and has_valid_names(inference, e)
    signature, fewest, most = SIGNATURES[e.function]
    if e.named:
        inference.reading.diagnostics.add("unknown-argument", e.place, function=e.function, name=shorten(e.named[0]), signature=signature)
        return False
    knots = e.function == "interpolate"
    if not fewest <= len(e.arguments) <= most or bool(e.knots) != knots:
        inference.reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=signature)
        return False
    if knots and (len(e.knots) < 2 or any(a[0] >= b[0] for a, b in zip(e.knots, e.knots[1:], strict=False))):
        inference.reading.diagnostics.add("wrong-knots", e.place, name=e.function)
        return False
    return True


def _resolve_dated(inference: Inference, e: Call) -> Measured:
    """Resolve `at(DATE, x)` and `by(DATE, condition)`."""
    date, inner = e.arguments
    text = date.text if isinstance(date, Label) else f"{date.value:.0f}" if isinstance(date, Number) and not date.unit else None
    if text is None:
        inference.reading.diagnostics.add("wrong-arguments", e.place, name=e.function, signature=SIGNATURES[e.function][0])
        return make_placeholder(e.place), UNKNOWN
    ((tree, unit),) = _resolve_inside(inference, e.function, [inner])
    period = inference.reading.period(text, date.place)
    if e.function == "by":
        tree, unit = require_plain(inference.reading, tree, unit, "a condition"), PLAIN
    return replace(e, arguments=(tree,), period=period), unit


def _resolve_since(inference: Inference, e: Call) -> Measured:
    """Resolve `since(EVENT)`."""
    inner = e.arguments[0]
    symbol = inference.reading.symbols.get(inner.name) if isinstance(inner, Name) else None
    if symbol is None and isinstance(inner, Name):
        inference.resolve(inner)
    elif symbol is not None and symbol.kind == "event" and symbol.has_words:
        state = next(iter(symbol.members))
        hint = f"declare an event for the state, such as `in_{state}: {{when: {symbol.name} == {state}}}`, and write `{e.function}(in_{state})`"
        inference.reading.diagnostics.add("needs-event", inner.place, name=e.function, hint=hint)
    elif symbol is None or symbol.kind != "event":
        inference.reading.diagnostics.add("needs-event", inner.place, name=e.function)
    return e, None


def _suggest_rounding(function: str, unit: Unit | None) -> str | None:
    """Return a hint for rounding a quantity with a unit. It needs a unit to round to: 2.6 million is 2,600 thousand."""
    if function not in ("floor", "round") or unit is None or is_unknown(unit) or (written := write_unit(unit)).startswith("1 / "):
        return None
    divisor = f"(1 {written})" if " / " in written else f"1 {written}"
    return f"choose the unit to round to: `{function}(x / {divisor}) * 1 {written}`"


def _apply(inference: Inference, e: Call, measured: list[Measured]) -> Measured:
    """Return a call with its resolved arguments, and the unit of its value."""
    tree, unit = measured[0]
    match e.function:
        case "min" | "max" | "clip":
            return unify_arguments(inference.reading, e, measured)
        case "exp" | "log" | "logistic" | "sin" | "cos" | "floor" | "round":
            check_domain(inference.reading, e.function, tree)
            what = f"the argument of `{e.function}`"
            hint = _suggest_rounding(e.function, unit)
            return replace(e, arguments=(require_plain(inference.reading, tree, unit, what, hint),)), PLAIN
        case "sqrt":
            check_domain(inference.reading, e.function, tree)
            tree, unit = drop_percent(tree, unit)
            return replace(e, arguments=(tree,)), None if unit is None else multiply(PLAIN, unit, 0.5)
        case "step" | "sign":
            if find_scale_of(inference.reading, e.arguments[0]) == "mixed":
                report_bare_number(inference.reading, e.arguments[0], e.place)
            return replace(e, arguments=(tree,)), PLAIN
        case "interpolate":
            if (
                find_scale_of(inference.reading, e.arguments[0]) == "percent"
                and (number := next((x for x, _ in e.knots if x), None)) is not None
            ):
                hint = "points are plain numbers: write `interpolate(x / 1 %, ...)` for points in percent, or `x / 100 %` for shares"
                inference.reading.diagnostics.add("bare-percent", e.place, text=f"`{number:.6g}`", hint=hint)
            return replace(e, arguments=(tree,)), None
        case "ever" | "happened" | "always" | "count":
            return replace(
                e, arguments=(require_plain(inference.reading, tree, unit, "a condition"),)
            ), None if e.function == "count" else PLAIN
        case _:
            return replace(e, arguments=(tree,)), unit
