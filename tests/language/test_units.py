"""Units: the table agrees with pint, dimensions are checked, and conversions become factors."""

from __future__ import annotations

import math

import pytest
from example_files import SMALL, assess, read

from lynchpin.errors import AssessmentError
from lynchpin.language import read_text
from lynchpin.language.expressions import Arithmetic, Call, Comparison, Conditional, Expression, Name, Negation, Number
from lynchpin.language.pint_units import build_table
from lynchpin.language.unit_table import UNIT_TABLE
from lynchpin.language.units import PLAIN, UnknownUnitError, divide, measure_factor, multiply, read_unit, write_unit


def test_the_table_agrees_with_pint() -> None:
    assert build_table() == UNIT_TABLE


@pytest.mark.parametrize(
    ("text", "seconds_metres_and_money"),
    [
        ("year", 365.25 * 86400),
        ("quarter", 365.25 * 86400 / 4),
        ("month", 365.25 * 86400 / 12),
        ("week", 7 * 86400),
        ("barrel", 42 * 0.003785411784),
        ("bcm", 1e9),
        ("tonne", 1e6),
        ("million USD", 1e6),
        ("USD / barrel", 1 / (42 * 0.003785411784)),
        ("USD per barrel", 1 / (42 * 0.003785411784)),
        ("km**2", 1e6),
        ("%", 0.01),
        ("knot", 1852 / 3600),
    ],
)
def test_factors(text: str, seconds_metres_and_money: float) -> None:
    assert read_unit(text).factor == pytest.approx(seconds_metres_and_money, rel=1e-12)


def test_each_currency_has_its_own_dimension() -> None:
    dimensions = {read_unit(currency).dimensions for currency in ("USD", "EUR", "RUB", "BYN")}
    assert len(dimensions) == 4


@pytest.mark.parametrize("text", ["ships", "USD /", "9**9**9", "milion USD", "degC", "USD ** 99", "(USD)", "*", "a" * 200])
def test_texts_that_are_not_units(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        read_unit(text)


@pytest.mark.parametrize("text", ["billion USD / year", "1 / year", "km**2", "USD / barrel / day", "tonne"])
def test_units_are_written_as_people_write_them(text: str) -> None:
    assert write_unit(read_unit(text)) == text


def test_algebra() -> None:
    rate = read_unit("billion USD / year")
    assert write_unit(multiply(rate, read_unit("year"))) == "billion USD"
    assert divide(rate, rate) == PLAIN
    assert measure_factor(rate, read_unit("million USD / quarter")) == 250


CLOCKS = [
    ("{start: 2025, end: 2026}", "2026", 1.0),
    ("{start: 2025-Q1, end: 2026-Q4}", "2026-Q1", 1 / 4),
    ("{start: 2025-01, end: 2026-12}", "2026-01", 1 / 12),
]


@pytest.mark.parametrize(("clock", "date", "length"), CLOCKS)
@pytest.mark.parametrize(
    ("changes", "per_year"),
    [
        ("discount", 1.0),
        ("discount * (1 - paid)", 1.0),
        ("3 billion USD / year", 1.0),
        ("3 billion USD / quarter", 4.0),
        ("3 million USD / month", 12.0 / 1000),
        ("0.2 * arrears / year", 1.0),
        ("0.2 * arrears / quarter", 4.0),
    ],
)
def test_a_rate_is_multiplied_by_the_length_of_a_period(clock: str, date: str, length: float, changes: str, per_year: float) -> None:
    text = SMALL.replace("{start: 2025-Q1, end: 2026-Q4}", clock).replace("[2025-Q3, 2026-Q3]", date)
    text = text.replace("discount * (1 - paid) - 0.2 * arrears / year", changes).replace(
        "  cost: {", "  use: {equals: discount * paid}\n  cost: {"
    )
    assert read(text).stocks["arrears"].change_factor == pytest.approx(per_year * length, rel=1e-14)


@pytest.mark.parametrize(
    ("changes", "factor"), [("0.3", 1.0), ("0.1 * arrears", 1.0), ("300 million USD", 0.001), ("previous(arrears) - arrears", 1.0)]
)
def test_a_change_in_the_stocks_own_unit_is_per_period(changes: str, factor: float) -> None:
    text = SMALL.replace("discount * (1 - paid) - 0.2 * arrears / year", changes).replace(
        "  cost: {", "  use: {equals: discount * paid}\n  cost: {"
    )
    assert read(text).stocks["arrears"].change_factor == factor


def value(e: Expression, **names: float) -> float:
    """Evaluate an expression."""
    match e:
        case Number(value=x):
            return x
        case Name(name=name):
            return names[name]
        case Negation(operand=x):
            return -value(x, **names)
        case Arithmetic(operator=op, left=a, right=b) | Comparison(operator=op, left=a, right=b):
            left, right = value(a, **names), value(b, **names)
            return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "/": lambda: left / right,
                    "**": lambda: left**right, ">": lambda: float(left > right), "<": lambda: float(left < right)}[op]()  # fmt: skip
        case Conditional(then=a, condition=c, otherwise=b):
            return value(a, **names) if value(c, **names) else value(b, **names)
        case Call(function=f, arguments=arguments):
            return {"min": min, "max": max, "exp": math.exp, "sqrt": math.sqrt, "clip": lambda x, a, b: min(max(x, a), b)}[f](
                *(value(x, **names) for x in arguments)
            )
    raise AssertionError(e)


@pytest.mark.parametrize(
    ("expression", "unit", "expected"),
    [
        ("arrears + 500 million USD", "billion USD", 2.5),
        ("500 million USD + arrears", "billion USD", 2.5),
        ("arrears + 1", "billion USD", 3.0),
        ("arrears", "million USD", 2000.0),
        ("arrears > 1900 million USD", None, 1.0),
        ("arrears > 3", None, 0.0),
        ("arrears / (1000 million USD)", None, 2.0),
        ("exp(arrears / 1000 million USD)", None, math.exp(2)),
        ("min(arrears, 500 million USD)", "billion USD", 0.5),
        ("max(500 million USD, arrears)", "million USD", 2000.0),
        ("clip(arrears, 0, 1500 million USD)", "billion USD", 1.5),
        ("(arrears if arrears > 1 else 0) + 0", "billion USD", 2.0),
        ("250 million USD if arrears < 1 else arrears", "million USD", 2000.0),
        ("discount * 1 quarter", "billion USD", 0.3),
        ("arrears / 1 quarter", "billion USD / year", 8.0),
        ("discount + arrears / quarter", "billion USD / year", 9.2),
        ("sqrt(arrears * 8 billion USD)", "billion USD", 4.0),
        ("arrears ** 2 / arrears", "million USD", 2000.0),
        ("30 % * arrears", "billion USD", 0.6),
        ("0.5 * anger", "1", 0.2),
        ("anger", "percent", 40.0),
        ("-arrears", "billion USD", -2.0),
        ("2 * 3", "billion USD", 6.0),
    ],
)
def test_scales_become_factors(expression: str, unit: str | None, expected: float) -> None:
    declared = "" if unit is None else f", unit: {unit}"
    text = SMALL.replace("  cost: {", f'  tried: {{equals: "{expression}"{declared}}}\n  cost: {{')
    tree = read(text).auxiliaries["tried"].equals
    assert value(tree, arrears=2.0, discount=1.2, anger=0.4) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        ("arrears", "billion USD"),
        ("discount * 1 quarter", "billion USD quarter / year"),
        ("arrears / discount", "year"),
        ("arrears > 1", ""),
        ("2 * anger", ""),
        ("anger * arrears", "billion USD"),
        ("previous(arrears)", "billion USD"),
        ("smooth(arrears, 4)", "billion USD"),
        ("arrears / (2 million USD)", ""),
    ],
)
def test_an_auxiliary_without_a_unit_has_that_of_its_definition(expression: str, unit: str) -> None:
    text = SMALL.replace("  cost: {", f'  tried: {{equals: "{expression}"}}\n  cost: {{')
    assert read(text).auxiliaries["tried"].about.unit == unit


@pytest.mark.parametrize(
    "expression",
    [
        "arrears + anger",
        "arrears > anger",
        "arrears + discount",
        "min(arrears, anger)",
        "arrears if paid else anger",
        "exp(arrears)",
        "arrears and paid",
        "2 ** arrears",
        "arrears + 3 billion EUR",
        "not arrears",
    ],
)
def test_what_does_not_agree_is_refused(expression: str) -> None:
    text = SMALL.replace("  cost: {", f'  tried: {{equals: "{expression}"}}\n  cost: {{')
    with pytest.raises(AssessmentError) as caught:
        read_text(text)
    errors = {fault.id for fault in caught.value.diagnostics if fault.severity == "error"}
    assert errors <= {"unit-mismatch", "needs-plain-number"}


def test_a_mismatch_names_both_units() -> None:
    with pytest.raises(AssessmentError, match=r"`arrears` \(billion USD\).*`discount` \(billion USD / year\)"):
        read_text(SMALL.replace("  cost: {", "  tried: {equals: arrears + discount}\n  cost: {"))


def test_levers_may_have_units() -> None:
    a = read(
        SMALL.replace(
            "{pay: {paid: 1}, delay: {paid: 0}}", "{pay: {paid: 1, sum: 300 million USD}, delay: {paid: 0, sum: 0.1 billion USD}}"
        ).replace("flow - paid: 5", "flow - paid: 5\n      sum - arrears: 1 per million USD")
    )
    assert dict(a.actors["customer"].options["delay"]) == {"paid": 0.0, "sum": 100.0}


def test_units_of_stocks_apply_to_bounds_and_shocks() -> None:
    a = assess(within="[0, 5000 million USD]", shock="normal(0, 50 million USD)")
    assert a.stocks["arrears"].high == 5.0
    assert a.stocks["arrears"].shock is not None
    assert a.stocks["arrears"].shock.numbers == (0.0, 0.05)
