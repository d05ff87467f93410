"""The promises of every finding, using only `import lynchpin as lp`: a table, a chart, JSON, and sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import pytest

import lynchpin as lp
from lynchpin.language import find_source

QUESTIONS = ("compare", "coverage", "drivers", "forecast", "policies", "scenarios", "score", "signposts", "stress", "update", "why")


@cache
def draw() -> Any:
    return lp.simulate("gas-dispute", futures=2_000, seed=1)


@cache
def find(question: str) -> Any:
    """Return the finding of one question about gas-dispute, with few futures."""
    if question == "compare":
        text = find_source("gas-dispute").text
        after = lp.load_text(text.replace("credence: very likely", "credence: 0.5"))
        return lp.compare("gas-dispute", after, futures=2_000, seed=1)
    if question == "why":
        return lp.ask("why", draw(), actor="supplier", at="2025-Q3", option="cut")
    if question in ("forecast", "scenarios", "signposts"):
        return getattr(lp, question)(draw())
    more = {} if question == "coverage" else {"futures": 2_000, "seed": 1}
    return getattr(lp, question)("gas-dispute", **more)


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_finding_has_a_table_a_chart_json_and_words(question: str) -> None:
    finding = find(question)
    assert isinstance(finding, lp.Finding)
    assert isinstance(finding.table, pd.DataFrame)
    assert len(finding.table) > 0
    chart = finding.chart()
    assert isinstance(chart, alt.TopLevelMixin)
    assert chart.to_dict(validate=True)["title"]
    assert json.loads(json.dumps(finding.to_dict(), allow_nan=False)) == finding.to_dict()
    assert str(finding).endswith(".")
    assert repr(finding).startswith(f"<{type(finding).__name__}: {str(finding)[:20]}")
    assert len(repr(finding)) < 150
    html = finding._repr_html_()
    assert "<svg" in html
    assert "<table" in html
    assert len(html) < 500_000
    assert "<script" not in html


SAID = {"low", "high", "stated", "base_rate", "half", "weight", "threshold", "limits", "brier_best", "brier_worst", "log_best", "log_worst"}
"""Names of numbers that the file states, or that come from these alone."""
RECORDS = {
    "forecast": {"clipped", "diagnostics", "effective_futures"},  # counts of this run
    "stress": {"effective_futures"},
    "scenarios": {"trajectory", "p_values", "stands_for", "why"},  # the search, the groups of the compared futures, and single decisions
    "policies": {"max", "beyond_max"},  # the observed maximum, and a bound
    "why": {"options", "terms", "lead", "rationality", "typical_share"},  # one decision, which has no error
    "update": {"clipped", "diagnostics", "effective_sample_size", "effective_futures"},
    "score": {  # the authors' scores, and intervals instead of errors
        "forecasts.brier",
        "forecasts.log",
        "forecasts.base_brier",
        "calibration.happened",
        "model_calibration.happened",
        "interval_low",
        "interval_high",
    },
}
"""Names of numbers that describe this run, by the question that reports them."""
MAIN = {
    "probability", "value", "answer", "load", "interaction", "difference", "share", "bits", "probability_of_answer", "first_order", "held",
    "reducible", "posterior",
}  # fmt: skip
"""The number of a row whose error is called `standard_error` alone."""


def list_without_error(found: Any, errors: Any, path: tuple[str, ...] = ()) -> list[str]:
    """Yield paths to numbers without an error beside them or in `errors`."""
    if isinstance(found, dict):
        bare = []
        for name, value in found.items():
            beside = {f"{name}_standard_error", f"{name}_standard_errors", *(["standard_error"] if name in MAIN else [])} & found.keys()
            mirrored = errors.get(name) if isinstance(errors, dict) else None
            if not beside and not name.endswith(("_error", "_errors")):
                bare += list_without_error(value, mirrored, (*path, name))
        return bare
    if isinstance(found, list):
        return [p for item in found for p in list_without_error(item, errors if not isinstance(item, dict) else None, path)]
    return [".".join(path)] if isinstance(found, float) and not isinstance(errors, (float, list)) else []


@pytest.mark.slow
@pytest.mark.parametrize("question", [q for q in QUESTIONS if q != "coverage"])
def test_every_number_has_its_error_or_is_known_to_need_none(question: str) -> None:
    found = find(question).to_dict()
    bare = list_without_error(found, found.get("standard_errors"))
    apart = SAID | RECORDS.get(question, set())
    assert {p for p in bare if not apart & {p, *p.split(".")}} == set()


def test_a_finding_draws_itself_though_nobody_has_imported_the_room_that_draws() -> None:
    script = "import lynchpin as lp; print(type(lp.coverage('gas-dispute').chart()).__module__.partition('.')[0])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "altair\n"
