"""Futures simulated in the page against Python's, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fuzz_inputs import make_sensible
from machines import simulate
from selenium import webdriver

from lynchpin.compiler import build_model
from lynchpin.engine import Draws, Model
from lynchpin.engine import simulate as simulate_in_python
from lynchpin.language import check_text
from lynchpin.language.template import list_templates, write_template
from lynchpin.workflow.drawing import build

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parents[1]
FUTURES = 512
SAME = 0.999
"""Least share of futures with the same outcome and the same options. Polynomials for exp and log differ in the last bit, and an event can
be drawn on either side of a limit."""
CLOSE = 1e-3
"""Largest difference of an estimate."""


def compare(machine: webdriver.Chrome, model: Model, requests: list[Mapping[str, Any]], futures: int = FUTURES) -> None:
    """Compare the futures of each request."""
    known: Model | None = model
    for request in requests:
        found = simulate(machine, known, {"futures": futures, "each": True, **request})
        known = None
        fields = {"inputs" if key == "set" else key: value for key, value in request.items()}
        wanted = simulate_in_python(model, Draws(futures=futures, **fields))  # type: ignore[arg-type]
        each = {name: np.array(values, np.int8) for name, values in found["each"].items()}
        assert ((each["unsound"] != 0) == (wanted.status != 0)).all()
        assert (each["outcome"] == wanted.outcome).mean() >= SAME
        options = np.array(list(wanted.options.values()), np.int8).reshape(-1, len(model.periods), futures).swapaxes(0, 1)
        assert (each["options"].reshape(options.shape) == options).all(axis=(0, 1)).mean() >= SAME
        for name, share in found["answers"].items():
            if wanted.sound.any():
                assert share == pytest.approx(wanted.answer(name)[wanted.sound].mean(), abs=CLOSE)


def test_gas_dispute(machine: webdriver.Chrome) -> None:
    """Forced assumptions, credences, numbers, policies and seeds are arguments: the program is the same."""
    model = build("gas-dispute")
    first, second, *_ = (a.name for a in model.drawn_assumptions)
    requests: list[Mapping[str, Any]] = [
        {},
        {"seed": -7, "assume": {first: False, second: 0.7}},
        {"policy": model.policies[0].name, "set": {model.inputs[0].name: 3.5}, "assume": {first: True}},
    ]
    compare(machine, model, requests, 2048)


@pytest.mark.parametrize(
    "file", ["single-source", TESTS / "files/strange/bank.yaml", TESTS / "files/strange/truce.yaml"], ids=lambda f: Path(f).stem
)
def test_small_files(machine: webdriver.Chrome, file: str | Path) -> None:
    compare(machine, build(str(file)), [{"seed": 1}])


def _list_files() -> Iterator[Path]:
    yield from sorted((TESTS / "oracle/files").glob("*.yaml"))
    yield from sorted((TESTS / "files/strange").glob("*.yaml"))
    yield TESTS / "report/dispute.yaml"


@pytest.mark.slow
@pytest.mark.parametrize("like", [None, *list_templates()])
def test_templates(machine: webdriver.Chrome, like: str | None) -> None:
    assessment = check_text(write_template("a-file", date(2026, 1, 1), like)).assessment
    assert assessment is not None
    compare(machine, build_model(assessment), [{}])


def _make_up(count: int) -> Iterator[str]:
    """Yield files with unusual numbers that have no errors."""
    draw = random.Random(3)
    while count:
        text = make_sensible(draw).decode()
        if check_text(text).assessment is not None:
            count -= 1
            yield text


@pytest.mark.slow
@pytest.mark.parametrize("file", list(_list_files()), ids=lambda f: f.stem)
def test_other_files(machine: webdriver.Chrome, file: Path) -> None:
    compare(machine, build(str(file)), [{"seed": 1}])


@pytest.mark.slow
def test_files_with_unusual_numbers(machine: webdriver.Chrome) -> None:
    for text in _make_up(26):
        assessment = check_text(text).assessment
        assert assessment is not None
        compare(machine, build_model(assessment), [{}], 256)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["belarus-2019", "greece-2015", "measles-2025"])
def test_shipped_files(machine: webdriver.Chrome, name: str) -> None:
    model = build(name)
    requests: list[Mapping[str, Any]] = [{}]
    if model.policies:
        requests.append({"policy": model.policies[0].name, "seed": 2, "assume": {model.drawn_assumptions[0].name: 0.25}})
    compare(machine, model, requests, 2048)
