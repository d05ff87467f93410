"""Bayesian networks in the interchange format: tables, names, probabilities by enumeration, and damaged files."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.errors import ArgumentError
from lynchpin.importing import import_model
from lynchpin.language import check_text

CLINIC = """
// Four causes and effects, with every form of a table.
network "Chest clinic" { property version = 1.0 ; }
variable Visit { type discrete [ 2 ] { true, false }; }
variable xray { type discrete [ 2 ] { pos, neg }; }
variable smoker { type discrete [ 3 ] { never, 1-10, heavy }; property "a comment } ;" ; }
variable cancer { type discrete [ 2 ] { yes, no }; }
/* Effects may stand
   before their causes. */
probability ( xray | cancer, Visit ) { default 0.05, 0.95; (yes, true) 0.75, 0.25; (yes, false) 1.0, 0.0; }
probability ( Visit ) { table 0.2, 0.8; }
probability ( smoker ) { table 0.5, 0.3, 0.2; }
probability ( cancer | smoker ) { table 0.01, 0.1, 0.3, 0.99, 0.9, 0.7; }
"""
FUTURES = 40_000
STANDARD_ERRORS = 4.5
"""Nine shares are compared with a fixed seed. The largest of so many errors exceeds this in one of 16,000 runs of the test."""


def write(folder: Path, text: str) -> Path:
    path = folder / "clinic.bif"
    path.write_text(text)
    return path


def enumerate_clinic() -> dict[str, dict[str, float]]:
    """Return the probability of each state by summing the joint distribution over all states."""
    visit, smoker = {"yes": 0.2, "no": 0.8}, {"never": 0.5, "state_1_10": 0.3, "heavy": 0.2}
    cancer = {"never": 0.01, "state_1_10": 0.1, "heavy": 0.3}
    positive = {("yes", "yes"): 0.75, ("yes", "no"): 1.0, ("no", "yes"): 0.05, ("no", "no"): 0.05}
    sums: dict[str, dict[str, float]] = {name: {} for name in ("visit", "smoker", "cancer", "xray")}
    for v, s, c, x in itertools.product(visit, smoker, ("yes", "no"), ("pos", "neg")):
        p = visit[v] * smoker[s] * (cancer[s] if c == "yes" else 1 - cancer[s])
        p *= positive[c, v] if x == "pos" else 1 - positive[c, v]
        for name, state in zip(sums, (v, s, c, x), strict=True):
            sums[name][state] = sums[name].get(state, 0.0) + p
    return sums


def test_probabilities_are_those_of_enumeration(tmp_path: Path) -> None:
    imported = import_model(write(tmp_path, CLINIC))
    assert imported.notes == ()
    checked = check_text(imported.text)
    assert checked.diagnostics == ()
    assert checked.assessment is not None
    futures = simulate(build_model(checked.assessment), Draws(FUTURES, seed=4))
    compared = 0
    for name, states in enumerate_clinic().items():
        drawn = futures.states[name][0]
        for index, (state, p) in enumerate(states.items()):
            assert checked.assessment.events[name].states.names[index] == state
            assert abs(np.mean(drawn == index) - p) <= STANDARD_ERRORS * math.sqrt(p * (1 - p) / FUTURES), (name, state)
            compared += 1
    assert compared == 9


def test_the_text_is_what_an_analyst_would_write(tmp_path: Path) -> None:
    text = import_model(write(tmp_path, CLINIC)).text
    assert text.startswith("# Imported from clinic.bif.")
    assert "  # In the file, yes is “true”, no is “false”.\n  visit: {states: {yes: 0.2, no: 0.8}, cite: model}\n" in text
    assert "      cancer == yes and visit == no: pos\n" in text
    assert "answers: {pos: [xray_pos], neg: [xray_neg]}\n" in text


def test_rounded_probabilities_are_divided_by_their_sum(tmp_path: Path) -> None:
    imported = import_model(write(tmp_path, CLINIC.replace("0.5, 0.3, 0.2", "0.333, 0.333, 0.333")))
    assert imported.notes == ("The probabilities of `smoker` sum to 0.999; they were divided by their sum.",)


BAD = {
    "a cycle": (CLINIC.replace("( Visit ) { table 0.2, 0.8; }", "( Visit | xray ) { (pos) 0.2, 0.8; (neg) 0.5, 0.5; }"), "has a cycle: "),
    "a sum": (CLINIC.replace("0.5, 0.3, 0.2", "0.5, 0.3, 0.3"), "the probabilities of `smoker` sum to 1.1, not to 1"),
    "a negative number": (CLINIC.replace("0.5, 0.3, 0.2", "1.5, -0.3, -0.2"), "line 12: a probability is not between 0 and 1"),
    "not a number": (CLINIC.replace("0.5, 0.3, 0.2", "nan, 0.3, 0.2"), "line 12: a probability is not between 0 and 1"),
    "a word": (CLINIC.replace("0.5, 0.3, 0.2", "half, 0.3, 0.2"), "line 12: expected numbers"),
    "too few": (CLINIC.replace("0.5, 0.3, 0.2", "0.5, 0.5"), "line 12: expected 3 numbers, found 2"),
    "an unknown state": (CLINIC.replace("(yes, true)", "(yes, maybe)"), "line 10: `yes, maybe` are not states of the parents of `xray`"),
    "an unknown parent": (CLINIC.replace("| smoker", "| drinker"), "line 13: `drinker` is not declared"),
    "no table": (CLINIC.replace("probability ( Visit ) { table 0.2, 0.8; }", ""), "`Visit` has no probabilities"),
    "two tables": (CLINIC + "probability ( Visit ) { table 0.2, 0.8; }", "`Visit` has two tables"),
    "declared twice": (CLINIC + "variable Visit { type discrete [ 1 ] { a, b }; }", "`Visit` is declared twice"),
    "a continuous variable": (CLINIC.replace("discrete [ 3 ] { never, 1-10, heavy }", "continuous"), "`smoker` is not discrete"),
    "cut off": (CLINIC[:-20], "the file ends in the middle of a block"),
    "an open text": (CLINIC + 'network "x\n', 'line 14: unexpected `"`'),
    "empty": ("", "it has no variables"),
    "something else": ("# Notes\nabc", "line 1: expected `network`, `variable` or `probability`, found `#`"),
    "40 states": (
        f"variable x {{ type discrete [ 40 ] {{ {' '.join(f's{k}' for k in range(40))} }}; }}\n"
        f"probability ( x ) {{ table {' 0.025' * 40}; }}",
        "`x` has 40 states; an event has at most 32",
    ),
    "a table of 2**40 rows": (
        "".join(f"variable v{k} {{ type discrete [ 2 ] {{ a, b }}; }}\n" for k in range(41))
        + f"probability ( v40 | {', '.join(f'v{k}' for k in range(40))} ) {{ default 0.5, 0.5; }}",
        "the tables have more than 10,000 rows",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_damaged_network_is_refused(case: str, tmp_path: Path) -> None:
    text, why = BAD[case]
    with pytest.raises(ArgumentError) as raised:
        import_model(write(tmp_path, text))
    assert why in str(raised.value)
