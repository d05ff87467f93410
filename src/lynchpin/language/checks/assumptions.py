"""Checks the values that assumptions replace."""

from __future__ import annotations

from lynchpin.errors import Place
from lynchpin.language.distributions import measure_support
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment, Change, Given, Value
from lynchpin.language.wording import shorten, suggest_word


def check_replacements(a: Assessment, reading: Reading) -> None:
    """Report a value that two assumptions replace, since it is not clear which of them applies. Changes add up.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    first: dict[str, tuple[str, Place]] = {}
    for name, assumption in a.assumptions.items():
        for target, value in (*assumption.holds.items(), *assumption.fails.items()):
            if isinstance(value, Change):
                continue
            other, place = first.setdefault(target, (name, value.place))
            if other != name:
                also = ((place, f"`{other}` replaces it here"),)
                reading.diagnostics.add("replaced-twice", value.place, name=target, first=other, second=name, also=also)


def check_parents(a: Assessment, reading: Reading) -> None:
    """Report credences that depend on an assumption that the file does not have, or that has no credence itself.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    for assumption in a.assumptions.values():
        for parent, place in assumption.credence.list_parents() if isinstance(assumption.credence, Given) else ():
            if parent not in a.assumptions:
                reading.diagnostics.add("unknown-assumption", place, name=shorten(parent), hint=suggest_word(parent, a.assumptions))
            elif a.assumptions[parent].credence is None and a.assumptions[parent].holds_while is not None:
                also = ((a.assumptions[parent].about.place, "declared here"),)
                reading.diagnostics.add("assumption-without-credence", place, name=parent, also=also)


def check_replacing_values(a: Assessment, reading: Reading) -> None:
    """Report replacing values that are outside the bounds of a stock, and assumptions whose values are all the declared ones.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    declared = {n: p.value for n, p in a.parameters.items()}
    declared |= {n: s.starts for n, s in a.stocks.items() if isinstance(s.starts, Value)}
    for name, assumption in a.assumptions.items():
        values = [*assumption.fails.items(), *assumption.holds.items()]
        for target, value in values:
            if target in a.stocks and assumption.can_fail_along_the_way:
                reading.diagnostics.add("start-along-the-way", value.place, name=target, assumption=name)
            elif target in a.stocks and isinstance(value, Value):
                check_start(reading, target, value, a.stocks[target].low, a.stocks[target].high)
        is_wrong = values and any(diagnostic.place == values[0][1].place for diagnostic in reading.diagnostics.found)
        if values and not is_wrong and all(_changes_nothing(value, declared.get(target)) for target, value in values):
            changed = any(isinstance(value, Change) for _, value in values)
            hint = f"{'this changes nothing' if changed else 'these values are the declared ones'}; write different ones"
            reading.diagnostics.add("assumption-without-effect", values[0][1].place, name=name, hint=hint)


def _changes_nothing(value: Value | Change, declared: Value | None) -> bool:
    if isinstance(value, Change):
        amount = value.amount
        return amount.kind == "number" and amount.numbers[0] == {"times": 1, "plus": 0}[value.operation]
    return declared is not None and _is_same(value, declared)


def check_start(reading: Reading, name: str, value: Value, low: float, high: float) -> None:
    """Report a starting value that cannot lie within the bounds of its stock.

    Args:
        reading: The file that is being read; errors are reported there.
        name: The stock.
        value: The starting value.
        low: The lower bound of the stock.
        high: The upper bound.
    """
    least, greatest = measure_support(value)
    if greatest < low or least > high:
        reading.diagnostics.add("starts-outside", value.place, name=name, low=f"{low:g}", high=f"{high:g}")


def _is_same(one: Value, other: Value) -> bool:
    inner = one.inner is other.inner or (one.inner is not None and other.inner is not None and _is_same(one.inner, other.inner))
    return inner and (one.kind, one.numbers, one.chances) == (other.kind, other.numbers, other.chances)
