"""The JSON of every question has the promised names, with and without evidence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calling import Call

README = Path(__file__).parents[2] / "README.md"
RUN = {
    "lynchpin", "title", "question", "file_sha256", "futures", "seed", "answers", "outcomes", "periods", "stocks", "auxiliaries", "events",
    "options", "clipped",
}  # fmt: skip
NAMES: dict[str, set[str]] = {
    "run": RUN,
    "stress": {"verdict", "assumptions", "interactions", "breaking_sets", "undecided"},
    "drivers": {"of", "parameters", "reducible"},
    "scenarios": {"boxes", "stories"},
    "signposts": {"indicators", "watch"},
    "policies": {"policies", "robust"},
    "update": RUN | {"assumptions", "path", "log_evidence", "effective_sample_size", "distinct_ancestors"},
    "score": {"forecasts", "mean", "by_author", "by_stated_as", "answered", "foresight", "unresolved", "unmet"},
    "coverage": {"claims", "carried", "left_out", "missing", "unclaimed"},
}
FAN = {"unit", "mean", "sd", "p05", "p25", "p50", "p75", "p95"}
INSIDE: dict[str, list[tuple[str, set[str]]]] = {
    "run": [
        ("answers.yes", {"probability", "standard_error"}),
        ("outcomes.0", {"name", "probability", "standard_error"}),
        ("stocks.arrears", FAN),
        ("auxiliaries.leverage", FAN),
        ("events.rupture", {"rate", "by"}),
        ("options.supplier", {"supply", "cut"}),
        ("clipped", {"arrears", "storage", "patience"}),
    ],
    "stress": [
        ("verdict.all_hold", {"probability", "standard_error", "reason"}),
        ("verdict.single.0", {"name", "probability", "standard_error", "reason"}),
        ("verdict.by_failures.0", {"failures", "chance", "chance_standard_error", "probability", "standard_error", "reason"}),
        ("assumptions.0", {"name", "credence", "load", "standard_error", "vulnerability", "exposure", "shapley"}),
        ("interactions.0", {"assumptions", "interaction", "standard_error"}),
    ],
    "drivers": [("parameters.0", {"name", "first_order", "total", "standard_error", "evpi"})],
    "scenarios": [("boxes.0", {"limits", "coverage", "density", "mass"})],
    "signposts": [("indicators.0", {"name", "lead", "threshold", "auc"})],
    "policies": [
        ("policies.0", {"name", "answer", "standard_error", "goals", "regret"}),
        ("policies.1.regret", {"mean", "p95", "max"}),
        ("robust", {"minimax_regret", "satisficing"}),
    ],
    "update": [
        ("assumptions.calm_winter", {"prior", "posterior"}),
        ("path.0", {"on", "evidence", "answer", "bits"}),
        ("stocks.arrears", FAN),
    ],
    "score": [("forecasts.0", {"name", "by", "stated", "stated_as", "given", "known", "model", "resolved", "brier", "log"})],
    "coverage": [],
}
OTHERS = ("stress", "drivers", "scenarios", "signposts", "policies")
"""Questions that can be asked of futures given evidence."""


def find(found: Any, path: str) -> Any:
    for part in path.split("."):
        found = found[int(part)] if part.isdigit() else found[part]
    return found


def list_numbers(value: Any) -> Iterator[float]:
    """Yield every number in the tree."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from list_numbers(item)
    elif isinstance(value, float):
        yield value


def ask(call: Call, *arguments: object) -> Any:
    """Return the JSON of a command that must succeed with finite numbers only."""
    ended = call(*arguments, "--json")
    assert (ended.status, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert all(math.isfinite(x) for x in list_numbers(found))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("command", NAMES)
def test_names_of_every_question(call: Call, command: str) -> None:
    found = ask(call, command, "gas-dispute", "--futures", 4_000)
    assert found.keys() >= NAMES[command]
    for path, names in INSIDE[command]:
        assert find(found, path).keys() >= names, path


def test_names_of_a_cut_set(call: Call, tmp_path: Path) -> None:
    """The assessment in the README has one minimal cut set."""
    (text,) = re.findall(r"```yaml\n(lynchpin: 1\n.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "winter.yaml").write_text(text, encoding="utf-8")
    (cut_set,) = ask(call, "stress", tmp_path / "winter.yaml", "--futures", 10_000)["breaking_sets"]
    assert cut_set.keys() >= {"assumptions", "probability_of_answer", "standard_error", "probability_of_set"}


@pytest.mark.slow
@pytest.mark.parametrize("command", OTHERS)
def test_every_question_given_evidence(call: Call, command: str) -> None:
    options = ("gas-dispute", "--futures", 4_000, "--given-evidence")
    early, late = (ask(call, command, *options, *more) for more in (("--until", "2025-Q1"), ()))
    for found in (early, late):
        assert found.keys() >= NAMES[command]
    assert early != late
    assert late["distinct_ancestors"] is None or 100 < late["distinct_ancestors"] <= 10_000
    if command == "signposts":
        # Evidence goes up to 2025-Q2, so only later periods are judged.
        assert all(row["auc"][:2] == [None, None] for row in late["indicators"])
    ended = call(command, *options, "--until", "1999-Q1")
    assert ended.status == 2
    assert "no period `1999-Q1` on the clock" in ended.err


@pytest.mark.slow
def test_the_answer_given_evidence_is_that_of_the_update(call: Call) -> None:
    updated = ask(call, "update", "gas-dispute", "--futures", 10_000)
    posterior, error = updated["answers"]["yes"]["probability"], updated["answers"]["yes"]["standard_error"]
    asked = ("gas-dispute", "--futures", 10_000, "--given-evidence")
    assert ask(call, "scenarios", *asked)["probability"] == pytest.approx(posterior, abs=1e-9)
    quo = ask(call, "policies", *asked)["policies"][0]
    assert quo["answer"] == pytest.approx(posterior, abs=1e-9)
    stressed = ask(call, "stress", *asked)["probability"]
    assert stressed["probability"] == pytest.approx(posterior, abs=4 * math.hypot(error, stressed["standard_error"]))


@pytest.mark.slow
def test_names_of_compare(call: Call, tmp_path: Any) -> None:
    text = call("show", "gas-dispute").out
    later = tmp_path / "later.yaml"
    later.write_text(text.replace('anger:        {value: "beta(2, 5)"', 'anger:        {value: "beta(4, 5)"'))
    found = ask(call, "compare", "gas-dispute", later, "--futures", 8_000)
    assert found.keys() >= {"difference", "standard_error", "changes"}
    (change,) = found["changes"]
    assert change.keys() == {"path", "from", "to", "share", "standard_error"}
    assert (change["path"], change["from"], change["to"]) == ("parameters.anger.value", "beta(2, 5)", "beta(4, 5)")


def test_names_of_robustness_and_of_confidence_in_it(call: Call, small: Path) -> None:
    found = ask(call, "robustness", small, "--futures", 33_000)
    names = {"answer", "probability", "standard_error", "range", "together", "doubts", "choices", "pairs", "forms", "flips", "confidence"}
    assert found.keys() >= names
    assert found["doubts"].keys() >= {"halved", "doubled", "swing"}
    assert found["choices"][0].keys() >= {"path", "line", "kind", "from", "to", "probability", "standard_error"}
    assert found["confidence"].keys() == {"level", "reasons"}
    assert all(reason.keys() == {"about", "grade", "figure", "text"} for reason in found["confidence"]["reasons"])
    swings = {r["about"]: r["figure"] for r in found["confidence"]["reasons"]}
    assert swings["doubts"] == found["doubts"]["swing"]


@pytest.mark.slow
def test_names_of_why(call: Call) -> None:
    found = ask(call, "why", "gas-dispute", "supplier", "--at", "2025-Q3", "--option", "cut", "--futures", 4_000)
    assert found.keys() >= {"actor", "at", "chosen", "next", "lead", "mainly", "rationality", "future", "outcome", "typical_of"}
    assert [row["option"] for row in found["options"]] == ["supply", "cut"]
    assert found["options"][0].keys() == {"option", "payoff", "now", "later", "probability"}
    assert found["terms"][0].keys() == {"term", "faction", "line", "weight", "influence", "values", "contributions"}
