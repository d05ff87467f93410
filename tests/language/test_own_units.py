"""Units that a file declares, and temperatures in degrees Celsius and Fahrenheit."""

from __future__ import annotations

import pytest
from example_files import SMALL, read

from lynchpin.language import check_text, units
from lynchpin.language.comparison import find_differences
from lynchpin.language.expressions import Arithmetic, Number
from lynchpin.language.schema import build_schema
from lynchpin.language.temperatures import to_kelvin
from lynchpin.language.traversal import list_nodes

UNITS = "units: {ship: , TEU: , box: 0.5 FEU, FEU: 2 TEU, patient: person, fleet: 12 ship}\n"


def write(parameter: str, chance: str, declared: str = UNITS) -> str:
    """Return SMALL with units, a parameter `tried` and another chance of its event."""
    text = SMALL.replace("parameters:\n", f"{declared}parameters:\n  tried: {parameter}\n")
    return text.replace("logistic(-3 + anger)", chance)


@pytest.mark.parametrize(
    ("value", "unit", "number"),
    [
        ("3 ship / day", "ship / day", 3),
        ("3 ship / day", "ship / week", 21),
        ("1 fleet / day", "ship / day", 12),
        ("3 FEU", "TEU", 6),
        ("3 box", "TEU", 3),
        ("4 thousand TEU", "FEU", 2_000),
        ("5 million patient", "million person", 5),
        ("2 USD / TEU", "USD / FEU", 4),
        ("6 per ship", "1 / ship", 6),
    ],
)
def test_values_are_converted(value: str, unit: str, number: float) -> None:
    a = read(write(f"{{value: {value}, unit: {unit}, cite: memo p2}}", f"logistic(anger * tried / (1 {unit}))".replace("1 1 /", "1 /")))
    assert a.parameters["tried"].value.numbers == pytest.approx((number,))
    assert a.parameters["tried"].about.unit == unit


def test_expressions_convert_and_cancel_them() -> None:
    chance = read(write("{value: 3 FEU, cite: memo p2}", "logistic(anger * tried / 1 TEU)")).events["rupture"].chance
    (quotient,) = [node for node in list_nodes(chance) if isinstance(node, Arithmetic) and node.operator == "/"]
    assert quotient.right == Number(1.0, "TEU", quotient.right.place)
    assert any(isinstance(node, Number) and node.value == 2 for node in list_nodes(chance))
    rate = read(write("{value: 3, cite: memo p2}", "logistic(anger * (tried * ship / day > 2 fleet / week))"))
    assert 24 / 7 in [pytest.approx(node.value) for node in list_nodes(rate.events["rupture"].chance) if isinstance(node, Number)]


def test_reading_them_needs_no_other_list_of_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "look_up_in_pint", lambda word: pytest.fail(f"{word} was looked up"))
    found = check_text(write("{value: 3 ship / day, cite: memo p2}", "logistic(anger * (tried > 2 fleet / week))")).diagnostics
    assert [d.id for d in found] == ["unused"], "`box` and `patient` are not used"


def test_a_file_does_not_see_the_units_of_another() -> None:
    text = write("{value: 3 ship, cite: memo p2}", "logistic(anger * (tried > 2 ship))")
    assert read(text).units["FEU"] == "2 TEU"
    assert {d.id for d in check_text(text.replace(UNITS, "")).diagnostics} == {"unknown-unit"}


def test_a_changed_definition_is_a_difference() -> None:
    first, second = (
        read(write("{value: 3 FEU, unit: TEU, cite: memo p2}", "logistic(anger * tried / 1 TEU)", f"units: {{TEU: , FEU: {size} TEU}}\n"))
        for size in ("2", "2.25")
    )
    (difference,) = find_differences(first, second).single
    assert (difference.before, difference.after) == ("3 FEU with FEU = 2 TEU", "3 FEU with FEU = 2.25 TEU")


def test_the_schema_allows_units_without_a_definition() -> None:
    (definition,) = build_schema()["properties"]["units"]["patternProperties"].values()
    assert definition == {"type": ["string", "null"]}


@pytest.mark.parametrize(
    ("value", "kind", "numbers"),
    [
        ("20 degC", "number", (293.15,)),
        ("-40 degC", "number", (233.15,)),
        ("-40 degF", "number", (233.15,)),
        ("68 degF", "number", (293.15,)),
        ("normal(20, 2) degC", "normal", (293.15, 2)),
        ("normal(68, 1.8) degF", "normal", (293.15, 1)),
        ("uniform(0, 100) degC", "uniform", (273.15, 373.15)),
        ("uniform(32 degF, 100 degC)", "uniform", (273.15, 373.15)),
        ("choice(0: 0.5, 10: 0.5) degC", "choice", (273.15, 283.15)),
        ("beta(2, 2, -10, 10) degC", "beta", (2, 2, 263.15, 283.15)),
        ("beta(2, 2) degC", "beta", (2, 2, 273.15, 274.15)),
        ("truncated(normal(20, 2), 15, inf) degC", "truncated", (288.15, float("inf"))),
    ],
)
def test_temperatures_are_stored_in_kelvin(value: str, kind: str, numbers: tuple[float, ...]) -> None:
    for unit in ("", "unit: K, "):
        a = read(write(f"{{value: '{value}', {unit}cite: memo p2}}", "logistic(anger * (tried > 21 degC))", ""))
        found = a.parameters["tried"]
        assert (found.value.kind, found.about.unit) == (kind, "K")
        assert found.value.numbers == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("written", "kelvin"), [("tried > 21 degC", 294.15), ("-4 degF <= tried", 253.15), ("tried != 0 degC", 273.15), ("tried < 21 K", 21)]
)
def test_temperatures_are_compared_in_kelvin(written: str, kelvin: float) -> None:
    chance = read(write("{value: 20 degC, cite: memo p2}", f"logistic(anger * ({written}))", "")).events["rupture"].chance
    assert kelvin in [pytest.approx(node.value) for node in list_nodes(chance) if isinstance(node, Number)]


def test_water_boils() -> None:
    assert [to_kelvin(100, "degC"), to_kelvin(212, "degF"), to_kelvin(-459.67, "degF")] == pytest.approx([373.15, 373.15, 0], abs=1e-12)


def list_unused(units: str, value: str) -> list[str]:
    text = SMALL.replace("sources:", f"units: {units}\nsources:", 1).replace(
        "discount: {value: 0.8 to 1.6", f"load: {{value: {value}, judgement: j}}\n  discount: {{value: 0.8 to 1.6", 1
    )
    found = check_text(f"{text}shows: [load]\n").diagnostics
    assert not [d for d in found if d.severity == "error"]
    return [d.message for d in found if d.id == "unused" and d.message.startswith("unit ")]


def test_a_unit_that_nothing_uses_is_a_warning() -> None:
    assert list_unused("{ship: , TEU: }", "3 ship") == ["unit `TEU` is never used"]


def test_a_unit_is_used_by_a_value_or_by_another_unit() -> None:
    assert list_unused("{TEU: , FEU: 2 TEU}", "3 FEU / day") == []
