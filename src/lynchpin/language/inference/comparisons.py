"""Resolves comparisons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lynchpin.errors import Place
from lynchpin.language.expressions import BUILT_IN_NAMES, Call, Comparison, Expression, InState, Label, Name, Negation, Not, Number, Played
from lynchpin.language.inference.unit_rules import Measured, find_constant, make_placeholder, unify
from lynchpin.language.names import Symbol
from lynchpin.language.reading import Reading
from lynchpin.language.temperatures import TEMPERATURES, to_kelvin
from lynchpin.language.units import PLAIN
from lynchpin.language.unknown_words import report_unknown_word
from lynchpin.language.wording import join_words, suggest_word

if TYPE_CHECKING:
    from lynchpin.language.inference.resolution import Inference

_STATE_HINT = "compare it with a state: `{} == {}`"
_HIGHEST_OF = {"quarter": 4, "month": 12}


def resolve_comparison(inference: Inference, e: Comparison) -> Measured:
    """Resolve a comparison of two quantities, of a date with `time`, or of an actor with an option.

    Args:
        inference: Resolves the operands.
        e: The comparison as parsed.

    Returns:
        The resolved comparison and its unit, a plain number.
    """
    if isinstance(e.left, Comparison):
        inference.reading.diagnostics.add("chained-comparison", e.place)
        return make_placeholder(e.place), PLAIN
    played = _resolve_member(inference, e)
    if played is not None:
        return played, PLAIN
    e = _read_temperatures(_read_dates(e))
    _check_calendar(inference, e)
    left, left_unit = inference.resolve(e.left)
    right, right_unit = inference.resolve(e.right)
    left, right, _ = unify(inference.reading, e, (left, left_unit), (right, right_unit))
    return replace(e, left=left, right=right), PLAIN


def _resolve_member(inference: Inference, e: Comparison) -> Expression | None:
    """Resolve `ACTOR == OPTION`, `PARAMETER == WORD` or `EVENT == STATE`, in either order; None for any other comparison.

    `previous(EVENT) == STATE` is `previous(EVENT == STATE)`, and so for actors and parameters.
    """
    for call, other in ((e.left, e.right), (e.right, e.left)):
        if isinstance(call, Call) and call.function == "previous" and len(call.arguments) == 1 and isinstance(call.arguments[0], Name):
            inner = Comparison("==" if e.operator == "!=" else e.operator, call.arguments[0], other, e.place)
            before = _resolve_member(inference, inner)
            if before is not None:
                earlier = Call("previous", (before,), e.place)
                return Not(earlier, e.place) if e.operator == "!=" else earlier
    for actor, option in ((e.left, e.right), (e.right, e.left)):
        symbol = inference.reading.symbols.get(actor.name) if isinstance(actor, Name) else None
        if symbol is not None and symbol.has_words:
            return _resolve_word(inference, symbol, option, e)
        if symbol is None or symbol.kind != "actor":
            continue
        if not isinstance(option, Name) or option.name not in symbol.members or e.operator not in ("==", "!="):
            _report_wrong_option(inference, symbol, option, e)
            return make_placeholder(e.place)
        return Played(symbol.name, option.name, e.operator == "!=", e.place)
    return None


def _resolve_word(inference: Inference, parameter: Symbol, word: Expression, e: Comparison) -> Expression:
    """Resolve the comparison of a parameter with one of its words, or of an event with one of its states."""
    if e.operator not in ("==", "!="):
        report_words_as_number(inference.reading, parameter, e.place)
    elif not isinstance(word, Name):
        words = join_words(parameter.members, "or")
        of = _STATE_HINT.format(parameter.name, next(iter(parameter.members))) if parameter.kind == "event" else None
        inference.reading.diagnostics.add(
            "needs-word", word.place, field=parameter.name, words=words, first=next(iter(parameter.members)), hint=of
        )
    elif word.name not in parameter.members:
        report_unknown_word(inference.reading, parameter.name, word.name, parameter.members, word.place)
    else:
        code = list(parameter.members).index(word.name)
        return InState(parameter.name, word.name, code, e.operator == "!=", e.place)
    return make_placeholder(e.place)


def report_words_as_number(reading: Reading, parameter: Symbol, place: Place, hint: str | None = None) -> None:
    """Report a parameter with words where a number is needed.

    Args:
        reading: The file that is being read; errors are reported there.
        parameter: The parameter.
        place: Where it is used.
        hint: Replaces the hint of the message.
    """
    first = next(iter(parameter.members))
    words = join_words(parameter.members, "or")
    reading.diagnostics.add("words-as-number", place, hint=hint, name=parameter.name, words=words, first=first)


def _report_wrong_option(inference: Inference, actor: Symbol, option: Expression, e: Comparison) -> None:
    if e.operator not in ("==", "!="):
        inference.reading.diagnostics.add("actor-as-number", e.place, name=actor.name, option=next(iter(actor.members), "OPTION"))
        return
    name = option.name if isinstance(option, Name) else inference.reading.source.quote(option.place)

    def hint() -> str:
        return suggest_word(name, actor.members) or f"its options are {join_words(actor.members)}"

    inference.reading.diagnostics.add("unknown-option", option.place, actor=actor.name, option=name, hint=hint)


def _read_dates(e: Comparison) -> Comparison:
    """Read a whole year next to `time` as a date: `time >= 2026` means the year 2026, not 2,026 years after the start."""

    def read(side: Expression, other: Expression) -> Expression:
        is_time = isinstance(other, Name) and other.name == "time"
        if is_time and isinstance(side, Number) and not side.unit and 1000 <= side.value <= 9999 and side.value == int(side.value):
            return Label(f"{int(side.value)}", side.place)
        return side

    return replace(e, left=read(e.left, e.right), right=read(e.right, e.left))


def _read_temperatures(e: Comparison) -> Comparison:
    """Read a number in degrees Celsius or Fahrenheit on either side as kelvin."""

    def read(side: Expression) -> Expression:
        negative = isinstance(side, Negation)
        number = side.operand if isinstance(side, Negation) else side
        if not isinstance(number, Number) or number.unit not in TEMPERATURES:
            return side
        return Number(to_kelvin(-number.value if negative else number.value, number.unit), "K", side.place)

    return replace(e, left=read(e.left), right=read(e.right))


def _check_calendar(inference: Inference, e: Comparison) -> None:
    """Report a number that the calendar does not have (`quarter == 5`), and a date that is compared with anything but `time`."""
    for name, other in ((e.left, e.right), (e.right, e.left)):
        if not isinstance(name, Name) or name.name not in BUILT_IN_NAMES:
            continue
        number, highest = find_constant(other), _HIGHEST_OF.get(name.name)
        if isinstance(other, Label) and name.name != "time":
            inference.reading.diagnostics.add("date-beside-number", e.place, name=name.name, date=other.text, operator=e.operator)
        elif number is not None and highest is not None and not 1 <= number <= highest:
            inference.reading.diagnostics.add("calendar-range", e.place, name=name.name, number=f"{number:g}", highest=highest)
        elif number is not None and name.name == "time" and number >= 1000:
            inference.reading.diagnostics.add("time-is-years", e.place, number=f"{number:g}")
