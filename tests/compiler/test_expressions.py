"""Values of expressions: every operator and function, precedence, dates, options, conditions as numbers."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from short_texts import HEAD, build

from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.errors import AssessmentError
from lynchpin.language import read_text

# a is 2, b is 3, c is -0.5; `low` and `high` are conditions; `mover` has chosen `go`.
CASES: dict[str, float] = {
    "a + b * c": 0.5,
    "a - b - c": -0.5,
    "a - (b - c)": -1.5,
    "a / b / a": 1 / 3,
    "a / (b / a)": 4 / 3,
    "-a ** 2": -4,
    "(-a) ** 2": 4,
    "a ** b ** 2": 512,
    "a ** -1": 0.5,
    "a ^ 2": 4,
    "c ** 3": -0.125,
    "+a - -b": 5,
    "1e3 * .5 + 2.": 502,
    "a < b": 1,
    "b < a": 0,
    "a <= 2": 1,
    "a >= 2": 1,
    "a > 2": 0,
    "a == 2": 1,
    "a != 2": 0,
    "(a < b) * 5 + (a > b) * 7": 5,
    "a + b < b * a": 1,
    "not a < b": 0,
    "not a > b and a == 2": 1,
    "a > b and a > b or a == 2": 1,
    "a == 2 or a > b and a > b": 1,
    "not (a == 2 or a > b)": 0,
    "1 if a > b else 2": 2,
    "1 if a > b else 2 if b > a else 3": 2,
    "(1 if a < b else 2) + 10": 11,
    "a + 1 if a > b else a - 1": 1,
    "log(c) if c > 0 else 4": 4,
    "min(a, b, c)": -0.5,
    "max(a, b, c)": 3,
    "abs(c)": 0.5,
    "exp(c)": math.exp(-0.5),
    "log(b)": math.log(3),
    "sqrt(a)": math.sqrt(2),
    "clip(b, 0, 1)": 1,
    "clip(c, 0, 1)": 0,
    "clip(c, -1, 1)": -0.5,
    "logistic(0)": 0.5,
    "logistic(a)": 1 / (1 + math.exp(-2)),
    "logistic(-1000)": 0,
    "step(c)": 0,
    "step(0)": 1,
    "step(a)": 1,
    "sin(c)": math.sin(-0.5),
    "cos(a)": math.cos(2),
    "sin(a) ** 2 + cos(a) ** 2": 1,
    "floor(c)": -1,
    "floor(b / a)": 1,
    "-floor(-b / a)": 2,
    "round(c)": 0,
    "round(b / a)": 2,
    "round(b - c)": 4,
    "round(a - c)": 2,
    "sign(c)": -1,
    "sign(a - 2)": 0,
    "sign(b)": 1,
    "interpolate(a, [0, 1], [4, 5], [8, 5])": 3,
    "interpolate(c, [0, 1], [4, 5])": 1,
    "interpolate(100, [0, 1], [4, 5], [8, -3])": -3,
    "interpolate(a * b, [0, 1], [4, 5], [8, -3])": 1,
    "interpolate(4, [0, 1], [4, 5], [8, -3])": 5,
    "min(inf, a)": 2,
    "mover == go": 1,
    "mover != go": 0,
    "mover == stay": 0,
    "go == mover": 1,
    "3 * (mover == go) + speed": 13,
    "happened(bell)": 1,
    "ever(a > b)": 0,
    "bell * 2": 2,
    "time": 0,
    "year": 2025,
    "quarter": 4,
    "month": 10,
    "period": 0,
    "time >= 2025-Q4": 1,
    "time >= 2026-Q1": 0,
    "2026-Q1 - time": 0.25,
    "2027-Q4 - 2025-Q4": 2,
    "time >= 2025": 1,
    "time < 2026": 1,
    "time < 2026-01": 1,
    "2025-10 - time": 0,
    "year >= 2026": 0,
    "previous(a)": 2,
    "smooth(a, 4)": 2,
    "smooth(a, 0.5)": 2,
}

TEXT = """\
clock: {start: 2025-Q4, end: 2026-Q1}
parameters: {a: {value: 2, judgement: t}, b: {value: 3, judgement: t}, c: {value: -0.5, judgement: t}}
stocks:
  x: {starts: 0, changes: speed, judgement: t}
events:
  bell: {on: 2025-Q4}
actors:
  mover:
    options: {stay: {speed: 0}, go: {speed: 10}}
    values: {x: 1}
    rationality: 1000
    judgement: t
auxiliaries:
"""


@pytest.fixture(scope="module")
def values() -> dict[str, float]:
    lines = [f'  v{k}: {{equals: "{case}", judgement: t}}\n' for k, case in enumerate(CASES)]
    drawn = simulate(build(TEXT + "".join(lines)), Draws(16)).auxiliaries
    return {case: float(drawn[f"v{k}"][0, 0]) for k, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES)
def test_an_expression_comes_to(values: dict[str, float], case: str) -> None:
    assert values[case] == pytest.approx(CASES[case], rel=1e-6, abs=1e-6)


class _Writer:
    """Writes random expressions in the syntax that Python and an assessment share, with parentheses at random places."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self, depth: int) -> str:
        r = self.random
        if depth == 0:
            return r.choice(["a", "b", "c", "x", "0.5", "2", "3", "1.25"])
        match r.randrange(9):
            case 0 | 1:
                return f"{self.number(depth - 1)} {r.choice('+-')} {self.number(depth - 1)}"
            case 2 | 3:
                return f"{self.number(depth - 1)} * {self.number(depth - 1)}"
            case 4:
                return f"-{self.number(depth - 1)}"
            case 5:
                return f"({self.number(depth - 1)})"
            case 6:
                return f"({self.number(depth - 1)} if {self.condition(depth - 1)} else {self.number(depth - 1)})"
            case 7:
                return f"{r.choice(['min', 'max'])}({self.number(depth - 1)}, {self.number(depth - 1)})"
            case _:
                return f"abs({self.number(depth - 1)}) ** {r.choice(['2', '0.5'])}"

    def condition(self, depth: int) -> str:
        r = self.random
        if depth == 0 or r.random() < 0.4:
            return f"{self.number(max(0, depth - 1))} {r.choice(['<', '<=', '>', '>='])} {self.number(max(0, depth - 1))}"
        match r.randrange(3):
            case 0:
                return f"not {self.condition(depth - 1)}"
            case 1:
                return f"({self.condition(depth - 1)})"
            case _:
                return f"{self.condition(depth - 1)} {r.choice(['and', 'or'])} {self.condition(depth - 1)}"


def test_what_python_reads_alike_comes_to_the_same() -> None:
    writer = _Writer(2026)
    texts = [writer.number(3) if k % 2 else writer.condition(3) for k in range(60)]
    head = TEXT.partition("auxiliaries:\n")[0]
    lines = [f'  v{k}: {{equals: "{text}", judgement: t}}\n' for k, text in enumerate(texts)]
    drawn = simulate(build(f"{head}auxiliaries:\n{''.join(lines)}"), Draws(16))
    names = {"a": 2.0, "b": 3.0, "c": -0.5, "x": float(drawn.stocks["x"][0, 0])}  # a stock is recorded at the end of the period
    found = np.array([drawn.auxiliaries[f"v{k}"][0, 0] for k in range(len(texts))])
    expected = np.array([float(eval(text, {"min": min, "max": max, "abs": abs}, names)) for text in texts])
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert len(np.unique(expected)) > 20


@pytest.mark.parametrize("start", [2, 7, 12])
def test_months_quarters_and_years_meet_at_the_same_time(start: int) -> None:
    """`time` at the start of a period equals every notation of that date, wherever a monthly clock starts."""
    lines = [f'  v{k}: {{equals: "time == 2026-Q{k // 3 + 1} or time == 2026-{k + 1:02}", judgement: t}}\n' for k in range(12)]
    stock = "stocks: {x: {starts: 0, changes: 1, judgement: t}}\n"
    drawn = simulate(
        build(f"clock: {{start: 2025-{start:02}, end: 2026-12}}\n{stock}auxiliaries:\n" + "".join(lines)), Draws(16)
    ).auxiliaries
    january = 13 - start
    for k in range(12):
        np.testing.assert_array_equal(np.flatnonzero(drawn[f"v{k}"][:, 0]), sorted({january + k, january + k // 3 * 3}))


@pytest.mark.parametrize(
    "function", ["previous(count(x > 1))", "smooth(total(x), 2)", "happened(at(2026, x) > 1)", "highest(ever(at(2026, x) > 1))"]
)
def test_what_looks_along_the_path_cannot_stand_inside_what_goes_by_periods(function: str) -> None:
    text = (
        HEAD + "clock: {start: 2025, end: 2027}\nanswers: {a: [b]}\nstocks: {x: {starts: 1, changes: 1, judgement: t}}\n"
        f"goals: {{'{function}': 1}}\noutcomes: {{b: {{when: x > 1}}, c: otherwise}}\n"
    )
    with pytest.raises(AssessmentError) as caught:
        read_text(text)
    assert [fault.id for fault in caught.value.diagnostics] == ["path-inside"]
