"""What to write instead: the habits of other tools and of spreadsheets, and how the same is said here."""

from __future__ import annotations

import re

CONDITIONAL = "write `A if CONDITION else B`"
_KNOTS = "write `interpolate(x, [x0, y0], [x1, y1], ...)`"
_QUOTES = "\"'“”„‘’«»"
_SHOUTED = re.compile(r"\b(?:AND|OR|NOT|IF|THEN|ELSE)\b(?! *\()")

FUNCTION_HINTS = {
    "ln": "write `log(x)`, which is the natural logarithm",
    "log10": "write `log(x) / log(10)`",
    "log2": "write `log(x) / log(2)`",
    "pow": "write `x ** y`",
    "power": "write `x ** y`",
    "lag": "write `previous(x)`",
    "prev": "write `previous(x)`",
    "shift": "write `previous(x)`",
    "delay": "write `previous(x)`, or `smooth(x, periods)` for what comes gradually",
    "sum": "write `x + y`; over all periods of a path it is `total(x)`",
    "mean": "write `(x + y) / 2`; over all periods of a path it is `average(x)`",
    "avg": "write `(x + y) / 2`; over all periods of a path it is `average(x)`",
    "if": CONDITIONAL,
    "iif": CONDITIONAL,
    "ifelse": CONDITIONAL,
    "where": CONDITIONAL,
    "sigmoid": "write `logistic(x)`",
    "any": "write `ever(condition)`",
    "all": "on a whole path it is `always(condition)`",
    "occurred": "write `happened(event)`",
    "round": "there is no rounding; `step(x - 0.5)` goes from 0 to 1",
    "floor": "there is no rounding; `step(x - 0.5)` goes from 0 to 1",
    "int": "there is no rounding; `step(x - 0.5)` goes from 0 to 1",
    "sign": "write `step(x) - step(-x)`",
    "random": "a draw is the value of a parameter, the shock of a stock or the chance of an event: declare one and use its name here",
    "rand": "a draw is the value of a parameter, the shock of a stock or the chance of an event: declare one and use its name here",
}
"""By the name of a function that does not exist, in lower case."""

NAME_HINTS = {
    "true": "write `1`; the last outcome may be `otherwise`",
    "false": "write `0`",
    "else": "write `A if CONDITION else B`; the last outcome may be `otherwise`",
    "otherwise": "`otherwise` stands alone, as the condition of the last outcome",
    "t": "`time` counts years since the start, `period` counts periods from 0",
    "now": "`time` counts years since the start, `period` counts periods from 0",
    "date": "`time` is compared with dates: `time >= 2026-Q3`",
    "pi": "write `3.14159`",
    "e": "write `exp(x)`",
    "infinity": "write `inf`",
    "nan": "every quantity has a value",
    "none": "every quantity has a value",
    **{f"q{number}": f"write `quarter == {number}`" for number in range(1, 5)},
}
"""By a name that is not declared, in lower case."""

DISTRIBUTION_HINTS = {
    "n": "write `normal(mean, sd)`",
    "norm": "write `normal(mean, sd)`",
    "gaussian": "write `normal(mean, sd)`",
    "u": "write `uniform(low, high)`",
    "unif": "write `uniform(low, high)`",
    "between": "write `uniform(low, high)`, or `low to high` for nine tenths between the two",
    "range": "write `uniform(low, high)`, or `low to high` for nine tenths between the two",
    "tri": "write `triangular(low, mode, high)`",
    "discrete": "write `choice(value: probability, ...)`",
    "bernoulli": "write `choice(1: p, 0: q)`, with p and q that sum to 1",
    "exponential": "for a quantity above zero write `low to high`; for the wait for an event give the event a `chance`",
    "poisson": "for a count of events give an event a `chance` and use `count(event)`",
}
"""By the name of a distribution that does not exist, in lower case."""


def find_shouted(text: str) -> tuple[int, int, str] | None:
    """A word of the language in capitals: its start, its end, and what to write."""
    match = None if text.islower() else _SHOUTED.search(text)
    return None if match is None else (*match.span(), match[0].lower())


def advise_expression(text: str, offset: int) -> str:
    """What to do about an expression that makes no sense from `offset` on; '' if there is nothing special to say."""
    sign, before = text[offset : offset + 1], text[:offset].rstrip()
    if re.search(r"^\s*if\b|\bthen\b|\?", text):
        return CONDITIONAL
    if offset >= len(text.rstrip()) - 1 and re.search(r"\bif\b", text) and not re.search(r"\belse\b", text):
        return f"an `if` needs its `else`: {CONDITIONAL}"
    if "interpolate(" in text and sign in ("[", ",", "("):
        return _KNOTS
    if sign == ")" and text.count(")") > text.count("("):
        return "there is one `)` more than there are `(`"
    if sign == "(" and before[-1:].isalnum() | (before[-1:] == ")"):
        return "to multiply, write `*` between the two"
    if sign == "[":
        return "there is no index; what was so a period ago is `previous(x)`"
    if sign == ".":
        return "names stand alone: a lever, a stock or an event goes by its own name"
    if sign and sign in _QUOTES:
        return "names, options and dates stand without quotes: `supplier == cut`, `time >= 2026-Q3`"
    if sign == "," and before[-1:].isdigit():
        return "decimals are written with a point, thousands without any sign: `1200.5`"
    if re.match(r"is\b", text[offset:]):
        return "write `==`, or `!=` for what is not so"
    return _advise_unseen(sign)


def advise_value(text: str, offset: int) -> str:
    """The same for a number or distribution."""
    sign, before = text[offset : offset + 1], text[:offset].rstrip()
    if re.search(r"\bif\b", text):
        return "values are drawn before anything is computed; what hangs on others belongs in an auxiliary, or in the chance of an event"
    if sign in ("-", "–", "—") and before[-1:].isdigit():
        return "write a range as `0.5 to 1.5`, from the smaller number to the larger"
    if sign == "±" or "+/-" in text or "+-" in text:
        return "write `normal(mean, sd)`, or the range as `0.5 to 1.5`"
    if sign in (",", "'", "’", "_") and before[-1:].isdigit():
        return "decimals are written with a point, thousands without any sign: `1200.5`"
    if sign in ("~", "≈"):
        return "write the range that you mean, such as `0.8 to 1.2`"
    if sign in ("$", "€", "£", "¥"):
        return f"the unit stands after the number: `1.5 billion {CURRENCIES[sign]}`"
    if sign == "=":
        return "write the numbers alone, in their order: `normal(0, 0.05)`"
    if sign == ";":
        return "put a comma between the two, and a point before decimals"
    if sign in ("<", ">", "≤", "≥"):
        return "write a range, or a distribution that ends there, such as `truncated(normal(3, 1), 0, inf)`"
    if sign == "[":
        return "write a range as `0.5 to 1.5`"
    return _advise_unseen(sign)


CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}


def _advise_unseen(sign: str) -> str:
    return "delete it; it cannot be seen, and is usually left over from copying out of another program" if not sign.isprintable() else ""


def show_sign(sign: str) -> str:
    """A sign as a message can show it: one that cannot be seen by its number."""
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"
