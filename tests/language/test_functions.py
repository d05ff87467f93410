"""Functions that a file declares: what takes the place of their calls, and how they are checked."""

from __future__ import annotations

import time

import pytest
from example_files import SMALL, read

from lynchpin.errors import Place
from lynchpin.language import check_text
from lynchpin.language.comparison import find_differences
from lynchpin.language.comparison.differences import _strip
from lynchpin.language.schema import build_schema

WAR = "functions:\n  war(p, gain, loss): p * gain - (1 - p) * loss\n"
CHANCE = "logistic(-3 + anger)"


def write(chance: str, functions: str = WAR) -> str:
    """Return SMALL with functions, and with another chance of its event."""
    assert CHANCE in SMALL
    return SMALL.replace("parameters:\n", functions + "parameters:\n").replace(CHANCE, f'"{chance}"')


@pytest.mark.parametrize(
    ("chance", "same", "functions"),
    [
        ("clip(war(anger, 0.3, 0.1), 0, 1)", "clip(anger * 0.3 - (1 - anger) * 0.1, 0, 1)", WAR),
        ("clip(war(0.2 + anger, 1, 2), 0, 1)", "clip((0.2 + anger) * 1 - (1 - (0.2 + anger)) * 2, 0, 1)", WAR),
        ("clip(war(war(anger, 1, 2), 3, 4), 0, 1)",
         "clip((anger * 1 - (1 - anger) * 2) * 3 - (1 - (anger * 1 - (1 - anger) * 2)) * 4, 0, 1)", WAR),
        ("f(arrears, 2 million USD)", "min(1, arrears / (arrears + 2 million USD))", "functions:\n  f(x, y): min(1, x / (x + y))\n"),
        ("f(2 + anger)", "logistic(-(2 + anger) ** 2)", "functions:\n  f(x): logistic(-x ** 2)\n"),
        ("g(anger)", "exp(-(1 + anger * 2))", "functions:\n  g(x): f(1 + x * 2)\n  f(x): exp(-x)\n"),
        ("f(supplier == cut)", "0.1 if supplier == cut else anger", "functions:\n  f(c): 0.1 if c else anger\n"),
        ("f(delay)", "0.1 * anger * (previous(customer == delay))", "functions:\n  f(o): 0.1 * anger * (previous(customer == o))\n"),
        ("f(2026)", "0.1 * anger * (time >= 2026)", "functions:\n  f(date): 0.1 * anger * (time >= date)\n"),
        ("clip(f(anger), 0, 1)", "clip(anger * 3, 0, 1)", "functions:\n  f(x): {equals: x * 3, means: three times}\n"),
    ],
)  # fmt: skip
def test_the_body_takes_the_place_of_the_call(chance: str, same: str, functions: str) -> None:
    called, written = (read(write(text, functions)).events["rupture"].chance for text in (chance, same))
    assert _strip(called) == _strip(written)


def test_functions_are_used_in_outcomes_goals_and_terms() -> None:
    functions = "functions:\n  peak(x): highest(x) > 2 billion USD\n  twice(x): 2 * x\n"
    text = write(CHANCE, functions).replace("ever(rupture) and final(arrears) > 2 billion USD", "ever(rupture) and peak(arrears)")
    text = text.replace("      flow - paid: 5\n", "      twice(flow - paid): 5\n")
    a = read(text)
    same = read(SMALL.replace("final(arrears) > 2", "highest(arrears) > 2").replace("flow - paid: 5", "2 * (flow - paid): 5"))
    assert _strip(a.outcomes["broken"].when) == _strip(same.outcomes["broken"].when)
    assert _strip(a.actors["customer"].terms[1].expression) == _strip(same.actors["customer"].terms[1].expression)
    assert a.actors["customer"].terms[1].text == "twice(flow - paid)"
    assert a.functions == {"peak(x)": "highest(x) > 2 billion USD", "twice(x)": "2 * x"}


def test_every_use_is_checked_for_itself() -> None:
    text = write("clip(war(anger, 1, 2) + 0 * war(anger, arrears, arrears) / arrears + war(anger, arrears, 1 tonne), 0, 1)")
    (error,) = check_text(text).diagnostics
    assert error.message == "in `war(...)`: `-` combines billion USD with tonne"
    line = text.split("\n")[error.place.line - 1]
    assert line[error.place.column - 1 :][: error.place.length] == "war(anger, arrears, 1 tonne)"
    assert error.also[0][0] == Place(9, 3, len("war(p, gain, loss)"))


def test_a_call_by_an_unused_function_is_no_use() -> None:
    found = check_text(write(CHANCE, "functions:\n  f(x): 2 * x\n  g(x): f(x)\n")).diagnostics
    assert [(d.id, d.message) for d in found] == [("unused", "function `f` is never used; and 1 more like this, in line 10")]


def test_a_changed_function_is_a_difference_of_what_calls_it() -> None:
    first, second = (
        read(write("clip(war(anger, 0.3, 0.1), 0, 1)")),
        read(write("clip(war(anger, 0.3, 0.1), 0, 1)", WAR.replace("(1 - p)", "(2 - p)"))),
    )
    (difference,) = find_differences(first, second).single
    assert difference.name == "events.rupture.chance"
    assert difference.before.endswith(" with war(p, gain, loss) = p * gain - (1 - p) * loss")
    assert difference.after.endswith(" with war(p, gain, loss) = p * gain - (2 - p) * loss")


def test_nested_functions_cannot_make_a_file_slow() -> None:
    functions = "functions:\n  f0(x): x * x\n" + "".join(f"  f{k}(x): f{k - 1}(x) * f{k - 1}(x)\n" for k in range(1, 30))
    started = time.perf_counter()
    found = check_text(write("clip(f29(anger), 0, 1)", functions)).diagnostics
    assert {d.id for d in found if d.severity == "error"} == {"function-too-large"}
    auxiliaries = "".join(f"  a{k}: f8(anger)\n" for k in range(2_000))
    found = check_text(write(CHANCE, functions).replace("auxiliaries:\n", "auxiliaries:\n" + auxiliaries)).diagnostics
    assert "too-many-expressions" in {d.id for d in found}
    assert time.perf_counter() - started < 10  # seconds; both take less than one on an idle machine


def test_the_schema_describes_functions() -> None:
    functions = build_schema()["properties"]["functions"]
    (pattern,) = functions["patternProperties"]
    assert functions["patternProperties"][pattern] == {"$ref": "#/$defs/function"}
