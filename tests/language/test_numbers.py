"""Numbers and units that no computer can hold are errors with a place, never exceptions of a library."""

from __future__ import annotations

import math

import pytest
from example_files import SMALL

from lynchpin.language import check_text
from lynchpin.language.units import UnknownUnitError, read_unit


def list_errors(value: str, *, section: str = "parameter") -> list[str]:
    """The errors of SMALL with one more value or expression."""
    line = f'  tried: {{value: "{value}", judgement: j}}\n' if section == "parameter" else f'  tried: {{equals: "{value}"}}\n'
    head = "  anger:" if section == "parameter" else "  cost:"
    text = SMALL.replace(head, line + head, 1)
    return [d.id for d in check_text(text).diagnostics if d.severity == "error"]


@pytest.mark.parametrize(
    "unit",
    ["quettaparsec**9", "quettaparsec ** 9", "km * quettaparsec**9", "1 / quettaparsec**9", "½", "km ½", "km²", "Δ", "__class__", "lambda_", "dB",
     "x" * 90, "per per per", "%%%%%%", "per", "/ /", "celsius", "kilokilometer", "pi_", "1", "e9", "None"],
)  # fmt: skip
def test_a_unit_is_read_or_refused_and_never_beyond_numbers(unit: str) -> None:
    try:
        found = read_unit(unit)
    except UnknownUnitError:
        assert list_errors(f"3 {unit}") in (["unknown-unit"], ["unexpected-sign"], ["unexpected-word"], ["wrong-number"])
    else:
        assert 0 < found.factor < math.inf


@pytest.mark.parametrize("value", ["3 quettaparsec**9", "3 quettaparsec**-9", "3 km / quettaparsec**9", "3 ½", "3½", "½", "3 km²"])
def test_a_value_in_an_impossible_unit_is_one_error(value: str) -> None:
    assert len(list_errors(value)) == 1


@pytest.mark.parametrize(
    "value",
    ["1e400", "-1e400", "9" * 400, "normal(0, 1e400)", "lognormal(1e-300, 1e300)", "-1.7e308 to 1.7e308", "uniform(0, 1e309)",
     "choice(1e999: 0.5, 2: 0.5)", "truncated(normal(0, 1), 0, 1e400)"],
)  # fmt: skip
def test_a_number_beyond_double_precision_is_refused(value: str) -> None:
    assert list_errors(value) == ["infinite"]


@pytest.mark.parametrize("value", ["1e300", "1e-300", "truncated(normal(0, 1), 0, inf)", "lognormal(1, 1e200)"])
def test_a_large_number_is_not_refused_here(value: str) -> None:
    assert "infinite" not in list_errors(value)


@pytest.mark.parametrize(
    "expression",
    ["1e400 * arrears", "(2 quettaparsec) ** 9 > 1", "arrears * 1 quettaparsec ** 3", "interpolate(anger, [0, 1e400], [1, 2])"],
)
def test_an_expression_beyond_numbers_is_refused(expression: str) -> None:
    assert set(list_errors(expression, section="auxiliary")) <= {"infinite", "unit-out-of-range"}
    assert list_errors(expression, section="auxiliary") or "** 3" in expression
