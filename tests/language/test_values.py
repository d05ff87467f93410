"""Values compared with closed forms: distributions, ranges, units, and words of probability."""

from __future__ import annotations

import math

import pytest
from example_files import SMALL, assess
from scipy import special

from lynchpin.engine.chance.distributions import Distribution, find_tails
from lynchpin.errors import Place
from lynchpin.language import check_text
from lynchpin.language.distributions import measure_support, measure_tails
from lynchpin.language.records import Value
from lynchpin.language.yardsticks import YARDSTICKS

Z95 = 1.6448536269514722


def value_of(text: str, unit: str = "billion USD / year") -> Value:
    quoted = text.replace('"', '\\"')
    return assess(discount=f'{{value: "{quoted}", unit: {unit}, cite: memo p2}}').parameters["discount"].value


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("3", "number", (3.0,)),
        ("-1.5e-2", "number", (-0.015,)),
        ("300 million USD / year", "number", (0.3,)),
        ("0.25 billion USD / quarter", "number", (1.0,)),
        ("normal(2, 0.5)", "normal", (2.0, 0.5)),
        ("normal(2, 0.5) million USD / year", "normal", (0.002, 0.0005)),
        ("normal(2000 million USD / year, 0.5)", "normal", (2.0, 0.5)),
        ("uniform(-1, 4)", "uniform", (-1.0, 4.0)),
        ("triangular(0, 1, 4)", "triangular", (0.0, 1.0, 4.0)),
        ("pert(0, 1, 4)", "pert", (0.0, 1.0, 4.0)),
        ("beta(2, 5)", "beta", (2.0, 5.0, 0.0, 1.0)),
        ("beta(2, 5) million USD / year", "beta", (2.0, 5.0, 0.0, 0.001)),
        ("beta(2, 5, 1, 3)", "beta", (2.0, 5.0, 1.0, 3.0)),
        ("choice(1: 0.25, 2: 0.75)", "choice", (1.0, 2.0)),
    ],
)
def test_numbers_are_in_the_declared_unit(text: str, kind: str, numbers: tuple[float, ...]) -> None:
    value = value_of(text)
    assert (value.kind, value.numbers) == (kind, pytest.approx(numbers, rel=1e-12))
    assert value.text == text


@pytest.mark.parametrize("text", ["2 to 8", "2000 million USD / year to 8000 million USD / year", "2000 to 8000 million USD / year"])
def test_a_positive_range_is_lognormal_that_contains_90_percent(text: str) -> None:
    value = value_of(text)
    mu, sigma = value.numbers
    assert value.kind == "lognormal"
    assert math.exp(mu - Z95 * sigma) == pytest.approx(2)
    assert math.exp(mu + Z95 * sigma) == pytest.approx(8)


@pytest.mark.parametrize(("low", "high"), [(-2, 8), (0, 3), (-5, -1)])
def test_any_other_range_is_normal_that_contains_90_percent(low: float, high: float) -> None:
    value = value_of(f"{low} to {high}")
    mean, sd = value.numbers
    assert value.kind == "normal"
    assert mean - Z95 * sd == pytest.approx(low)
    assert mean + Z95 * sd == pytest.approx(high)


def test_arguments_of_lognormal_are_the_mean_and_sd_of_the_value_itself() -> None:
    mu, sigma = value_of("lognormal(3, 1.5)").numbers
    mean = math.exp(mu + sigma**2 / 2)
    assert mean == pytest.approx(3)
    assert math.sqrt((math.exp(sigma**2) - 1) * mean**2) == pytest.approx(1.5)


def test_a_truncated_distribution_keeps_its_inner_one() -> None:
    value = value_of("truncated(normal(2, 1), 0, inf)")
    assert (value.kind, value.numbers) == ("truncated", (0.0, math.inf))
    assert value.inner is not None
    assert (value.inner.kind, value.inner.numbers) == ("normal", (2.0, 1.0))
    assert measure_support(value) == (0.0, math.inf)


def test_a_parameter_without_a_declared_unit_has_that_of_its_value() -> None:
    a = assess(
        discount="{value: 800 to 1600 million USD / year, cite: memo p2}",
    )
    assert a.parameters["discount"].about.unit == "million USD / year"
    assert math.exp(a.parameters["discount"].value.numbers[0]) == pytest.approx(math.sqrt(800 * 1600))


@pytest.mark.parametrize("yardstick", YARDSTICKS)
def test_words_of_every_yardstick_are_their_published_ranges(yardstick: str) -> None:
    for words, (low, high) in YARDSTICKS[yardstick].items():
        a = assess(
            answers=f"{{yes: [cutoff]}}\nyardstick: {yardstick}",
            calm=f"{{claim: It is calm, credence: {words.capitalize()}, fails: {{anger: 0.9}}, cite: memo p5}}",
        )
        credence = a.assumptions["calm"].credence
        assert credence is not None
        assert measure_support(credence) == (low, high)
        assert credence.words == words.capitalize()


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("0.7", "number", (0.7,)),
        ("70%", "number", (0.7,)),
        ("0.2 to 0.4", "uniform", (0.2, 0.4)),
        ("20 to 40 %", "uniform", (0.2, 0.4)),
        ("beta(5, 2)", "beta", (5.0, 2.0, 0.0, 1.0)),
    ],
)
def test_probabilities(text: str, kind: str, numbers: tuple[float, ...]) -> None:
    a = assess(calm=f"{{claim: It is calm, credence: {text}, fails: {{anger: 0.9}}, cite: memo p5}}")
    credence = a.assumptions["calm"].credence
    assert credence is not None
    assert (credence.kind, credence.numbers) == (kind, pytest.approx(numbers))


def test_replacements_are_in_the_unit_of_the_replaced_quantity() -> None:
    a = assess(
        calm="{claim: It is calm, credence: 0.7, fails: {arrears: 500 million USD}, holds: {discount: 1 million USD / day}, cite: memo p5}"
    )
    assert a.assumptions["calm"].fails["arrears"].numbers == (0.5,)
    assert a.assumptions["calm"].holds["discount"].numbers == pytest.approx((0.36525,))


def list_errors(text: str) -> list[str]:
    """The ids of the errors in a file with this value."""
    found = check_text(SMALL.replace('"beta(2, 5)"', f'"{text}"', 1)).diagnostics
    return [d.id for d in found if d.severity == "error"]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("truncated(beta(2, 200), 0.2, 1)", []),  # a probability of 2e-18
        ("truncated(beta(2, 5), 0.9995, 1)", []),
        ("truncated(normal(0, 1), 8, 10)", []),
        ("truncated(lognormal(1, 1), 1e9, inf)", ["nothing-left"]),
        ("truncated(normal(0, 1), 12, 13)", ["nothing-left"]),
        ("truncated(normal(0, 1), 0, 1e-10)", ["nothing-left"]),  # too narrow for double precision
        ("truncated(beta(2, 200), 0.9, 1)", ["nothing-left"]),
        ("truncated(pert(0, 1, 2), 3, 4)", ["nothing-left"]),
        ("truncated(triangular(0, 1, 2), 1.9, 4)", []),
        ("truncated(uniform(0, 1), 1, 2)", ["nothing-left"]),
        ("beta(0.001, 10000)", []),
        ("beta(0.0001, 1)", ["beta-out-of-range"]),
        ("beta(1, 1e6)", ["beta-out-of-range"]),
        ("1e-200 to 1e200", ["too-wide"]),
        ("1e-40 to 1e40", []),
        ("normal(0, 1e308)", ["too-wide"]),
        ("uniform(-1e308, 1e308)", ["too-wide"]),
        ("lognormal(1e-300, 1e300)", ["infinite"]),
    ],
)
def test_what_cannot_be_drawn_accurately_is_refused(text: str, errors: list[str]) -> None:
    assert list_errors(text) == errors


SHAPES = (1e-3, 0.1, 1, 3, 100, 1e5)


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", SHAPES)
def test_tails_of_beta_are_those_of_scipy(a: float, b: float) -> None:
    """Both tails, each relative to itself; 1e-6 allows for the logarithm of the gamma function at 100,000."""
    value = Value("beta", (a, b, 0.0, 1.0), "", Place(1, 1))
    for x in (1e-6, 0.01, 0.3, a / (a + b), 0.7, 0.99, 1 - 1e-6):
        exact = special.betainc(a, b, x), special.betainc(b, a, 1 - x)
        assert measure_tails(value, x) == pytest.approx(exact, rel=1e-6, abs=1e-280)


@pytest.mark.parametrize("kind", ["normal", "lognormal", "uniform", "triangular", "pert"])
def test_tails_are_those_of_the_engine(kind: str) -> None:
    """The language, which has no arrays, and the engine compute them separately."""
    numbers = (1.0, 2.0) if kind in ("normal", "lognormal", "uniform") else (1.0, 2.0, 6.0)
    value, d = Value(kind, numbers, "", Place(1, 1)), Distribution(kind, numbers)  # type: ignore[arg-type]
    for x in (-20, 0.5, 1, 1.3, 2, 4, 7, 60):
        assert measure_tails(value, x) == pytest.approx(tuple(map(float, find_tails(d, x))), rel=1e-12, abs=1e-300)
