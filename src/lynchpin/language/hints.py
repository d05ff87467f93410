"""Hints for what authors used to other tools or to spreadsheets write: the same in this language."""

from __future__ import annotations

import re
from difflib import get_close_matches

CONDITIONAL = "write `A if CONDITION else B`"
_KNOTS = "write `interpolate(x, [x0, y0], [x1, y1], ...)`"
_DECIMALS = "write decimals with a point and thousands without a separator: `1200.5`"
_NO_INVERSE = "inverse trigonometric functions are not available; `interpolate(x, [x0, y0], [x1, y1], ...)` takes points of any curve"
_REMAINDER = "write `x - y * floor(x / y)`"
_DRAW = "draws come from the value of a parameter, the shock of a stock or the chance of an event: declare one and use its name"
_QUOTES = "\"'“”„‘’«»"
_CAPITALS = re.compile(r"\b(?:AND|OR|NOT|IF|THEN|ELSE)\b(?! *\()")

FUNCTION_HINTS = {
    "ln": "write `log(x)`, which is the natural logarithm",
    "log10": "write `log(x) / log(10)`",
    "log2": "write `log(x) / log(2)`",
    "pow": "write `x ** y`",
    "power": "write `x ** y`",
    "lag": "write `previous(x)`",
    "prev": "write `previous(x)`",
    "shift": "write `previous(x)`",
    **dict.fromkeys(("smooth1", "smoothi", "smth1"), "write `smooth(x, T, order: 1)`"),
    **dict.fromkeys(("smooth3", "smooth3i", "smth3"), "write `smooth(x, T, order: 3)`"),
    **dict.fromkeys(("delay1", "delay1i"), "write `delay(x, T, order: 1)`"),
    **dict.fromkeys(("delay3", "delay3i"), "write `delay(x, T, order: 3)`"),
    "sum": "write `x + y`; the sum over all periods of a path is `total(x)`",
    "mean": "write `(x + y) / 2`; the mean over all periods of a path is `average(x)`",
    "avg": "write `(x + y) / 2`; the mean over all periods of a path is `average(x)`",
    "if": CONDITIONAL,
    "iif": CONDITIONAL,
    "ifelse": CONDITIONAL,
    "where": CONDITIONAL,
    "sigmoid": "write `logistic(x)`",
    "any": "write `ever(condition)`",
    "all": "for a whole path, write `always(condition)`",
    "occurred": "write `happened(event)`",
    "sine": "write `sin(x)`, with x in radians",
    "cosine": "write `cos(x)`, with x in radians",
    "tan": "write `sin(x) / cos(x)`",
    **dict.fromkeys(("asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan"), _NO_INVERSE),
    "ceil": "write `-floor(-x)`",
    "ceiling": "write `-floor(-x)`",
    "int": "write `floor(x)`; towards zero, `sign(x) * floor(abs(x))`",
    "integer": "write `floor(x)`; towards zero, `sign(x) * floor(abs(x))`",
    "trunc": "write `sign(x) * floor(abs(x))`",
    "fix": "write `sign(x) * floor(abs(x))`",
    "rnd": "write `round(x)`",
    "mod": _REMAINDER,
    "modulo": _REMAINDER,
    "fmod": _REMAINDER,
    "sgn": "write `sign(x)`",
    "signum": "write `sign(x)`",
    "random": _DRAW,
    "rand": _DRAW,
}
"""Hints by the name of an unknown function, in lower case."""

NAME_HINTS = {
    "true": "write `1`; the last outcome may be `otherwise`",
    "false": "write `0`",
    "else": "write `A if CONDITION else B`; the last outcome may be `otherwise`",
    "otherwise": "`otherwise` can only be the whole condition of the last outcome",
    "t": "`time` counts years since the start of the clock, `period` counts periods from 0",
    "now": "`time` counts years since the start of the clock, `period` counts periods from 0",
    "date": "compare `time` with a date: `time >= 2026-Q3`",
    "pi": "write `3.14159265`",
    "e": "write `exp(x)`",
    "infinity": "write `inf`",
    "nan": "every quantity has a value",
    "none": "every quantity has a value",
    **{f"q{number}": f"write `quarter == {number}`" for number in range(1, 5)},
}
"""Hints by an undeclared name, in lower case."""

DISTRIBUTION_HINTS = {
    "n": "write `normal(mean, sd)`",
    "norm": "write `normal(mean, sd)`",
    "gaussian": "write `normal(mean, sd)`",
    "u": "write `uniform(low, high)`",
    "unif": "write `uniform(low, high)`",
    "between": "write `uniform(low, high)`, or `low to high` for a 90% interval",
    "range": "write `uniform(low, high)`, or `low to high` for a 90% interval",
    "tri": "write `triangular(low, mode, high)`",
    "discrete": "write `choice(value: probability, ...)`",
    "bernoulli": "write `choice(1: p, 0: q)`, where p and q sum to 1",
    "exponential": "for a positive quantity write `low to high`; for the waiting time until an event, give the event a `chance`",
    "poisson": "for a number of events, give an event a `chance` and use `count(event)`",
}
"""Hints by the name of an unknown distribution, in lower case."""

UNITLESS_HINTS = {
    "payoffs": "a payoff has no unit: divide a quantity by one (`arrears / 1 billion USD`), or weigh it per unit in a term of `values`",
    "switching": "the cost is a payoff, which has no unit: divide a quantity by one, as in `cost / 1 million USD`",
}
"""What to write in a field that never has a unit, by its name."""
CLEAR_SIGNS = frozenset({"AND", "OR", "NOT", "=>", "=<", "<>", "−", "×", "÷", "·", "≤", "≥", "≠"})
"""Signs of other languages that can only mean one thing. `=` may be a comparison or a definition, and a dash may be a range."""

CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}


def find_capitalised_keyword(text: str) -> tuple[int, int, str] | None:
    """Return the start and end of a keyword in capitals and the keyword in lower case, or None."""
    match = None if text.islower() else _CAPITALS.search(text)
    return None if match is None else (*match.span(), match[0].lower())


def suggest_in_expression(text: str, offset: int) -> str:
    """Return a hint for an expression with a syntax error.

    Args:
        text: The expression.
        offset: Where the error is.

    Returns:
        The hint, or an empty string if there is no specific one.
    """
    symbol, before = text[offset : offset + 1], text[:offset].rstrip()
    if re.search(r"^\s*if\b|\bthen\b|\?", text):
        return CONDITIONAL
    if offset >= len(text.rstrip()) - 1 and re.search(r"\bif\b", text) and not re.search(r"\belse\b", text):
        return f"an `if` needs an `else`: {CONDITIONAL}"
    if "interpolate(" in text and symbol in ("[", ",", "("):
        return _KNOTS
    if symbol == ")" and text.count(")") > text.count("("):
        return "there is one `)` too many"
    if symbol == "(" and before[-1:].isalnum() | (before[-1:] == ")"):
        return "to multiply, write `*` between the two"
    if symbol == "]" and before.endswith("["):
        return "the brackets are empty: write a set or a member of one, as in `x[town]`"
    if symbol == "[" or before.endswith("["):
        return "an index is a set or a member of one, `x[town]`; the value in the previous period is `previous(x)`"
    if symbol == ".":
        return "write a name without its section or actor: a lever, a stock or an event has a name of its own"
    if symbol and symbol in _QUOTES:
        return "write names, options and dates without quotes: `supplier == cut`, `time >= 2026-Q3`"
    if symbol == "," and before[-1:].isdigit():
        return _DECIMALS
    if re.match(r"is\b", text[offset:]):
        return "write `==`, or `!=` for `is not`"
    return _suggest_for_invisible(symbol)


def suggest_data(text: str) -> str:
    """Return a hint for a text that resembles a reference to a data file but is not one, or an empty string."""
    match = re.match(r"\s*from\s+(\"[^\"]+\"|\S+)(?:\s+(\w+))?", text)
    if match is None:
        return ""
    if match[2] is not None and match[2] != "column" and get_close_matches(match[2], ("column",)):
        return "did you mean `column`?"
    return f"write `from {match[1]} column COLUMN`, and `by SET` after it for a number per member"


def suggest_in_value(text: str, offset: int) -> str:
    """Return a hint for a number or distribution with a syntax error, as `suggest_in_expression` does.

    Args:
        text: The value.
        offset: Where the error is.
    """
    symbol, before = text[offset : offset + 1], text[:offset].rstrip()
    if re.search(r"\bif\b", text):
        return "values are drawn before anything is computed; put a condition in an auxiliary or in the chance of an event"
    if symbol in ("-", "–", "—") and before[-1:].isdigit():
        return "write a range as `0.5 to 1.5`, with the smaller number first"
    if symbol == "±" or "+/-" in text or "+-" in text:
        return "write `normal(mean, sd)`, or a range such as `0.5 to 1.5`"
    if symbol in (",", "'", "’", "_") and before[-1:].isdigit():
        return _DECIMALS
    if symbol in ("~", "≈"):
        return "write the range that you mean, such as `0.8 to 1.2`"
    if symbol in CURRENCIES:
        return f"write the unit after the number: `1.5 billion {CURRENCIES[symbol]}`"
    if symbol == "=":
        return "write the arguments without names, in their order: `normal(0, 0.05)`"
    if symbol == ";":
        return "write a comma between arguments, and a point for decimals"
    if symbol in ("<", ">", "≤", "≥"):
        return "write a range, or a distribution with a bound, such as `truncated(normal(3, 1), 0, inf)`"
    if symbol == "[":
        return "write a range as `0.5 to 1.5`"
    return _suggest_for_invisible(symbol)


def _suggest_for_invisible(symbol: str) -> str:
    return "" if symbol.isprintable() else "delete this invisible character; it was probably copied from another program"


def show_symbol(symbol: str) -> str:
    """Return a character as a message can show it: an invisible one by its code."""
    return symbol if symbol.isprintable() else f"U+{ord(symbol):04X}"
