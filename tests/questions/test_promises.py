"""What every finding promises, asked from `import lynchpin as lp` alone: a table, a chart, JSON, and sentences."""

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

QUESTIONS = ("compare", "coverage", "drivers", "forecast", "policies", "scenarios", "score", "signposts", "stress", "update")


@cache
def draw() -> Any:
    return lp.simulate("gas-dispute", futures=2_000, seed=1)


@cache
def find(question: str) -> Any:
    """The finding of one question about the shipped dispute, with few futures."""
    if question == "compare":
        text = find_source("gas-dispute").text
        after = lp.load_text(text.replace("credence: very likely", "credence: 0.5"))
        return lp.compare("gas-dispute", after, futures=2_000, seed=1)
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
    assert repr(finding) == f"<{type(finding).__name__}: {finding}>"


def test_a_finding_draws_itself_though_nobody_has_imported_the_room_that_draws() -> None:
    script = "import lynchpin as lp; print(type(lp.coverage('gas-dispute').chart()).__module__.partition('.')[0])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "altair\n"
