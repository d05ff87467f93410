"""Small files unlike the shipped ones: every question either answers with finite numbers and sensible words, or says what to add."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from calling import Call
from test_json_names import OTHERS, list_numbers

FILES = Path(__file__).parent.parent / "files" / "strange"
QUESTIONS = ("run", "stress", "drivers", "scenarios", "signposts", "policies", "update", "score", "coverage")
ANSWERED = {
    "single": {"run", "signposts"},
    "truce": {"run", "stress", "drivers", "scenarios", "signposts"},
    "certain": {"run", "stress", "drivers", "scenarios", "signposts", "policies", "update", "score"},
    "bank": set(QUESTIONS),
}
NONSENSE = ("nan", "inf", "None", "-0%", "over -", "over 0%", "under 100%")


def check_words(said: str) -> None:
    assert said.strip()
    assert not [word for word in NONSENSE if word in said.replace("informati", "")], said


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERED)
def test_every_question_of_a_strange_file(call: Call, name: str) -> None:
    asked = (FILES / f"{name}.yaml", "--futures", 1_000)
    for question in QUESTIONS:
        ended = call(question, *asked)
        if question not in ANSWERED[name]:
            assert ended.status == 2, question
            assert ended.err.startswith(f"error: `{question}` cannot be asked of this file: ")
            assert "hint: add, for example\n    " in ended.err
            continue
        assert (ended.status, ended.err) == (0, ""), question
        check_words(ended.out)
        reported = call(question, *asked, "--json")
        assert (reported.status, reported.err) == (0, ""), question
        assert all(math.isfinite(x) for x in list_numbers(json.loads(reported.out))), question


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bank", "certain"])
@pytest.mark.parametrize("question", OTHERS)
def test_every_question_of_a_strange_file_given_evidence(call: Call, name: str, question: str) -> None:
    ended = call(question, FILES / f"{name}.yaml", "--futures", 300, "--given-evidence")
    assert (ended.status, ended.err) == (0, "")
    check_words(ended.out)
    if name == "certain":
        # The light was measured at 40, and no future comes close to it.
        said = " ".join(ended.out.split())
        assert "too few to trust" in said or "the same in nearly all" in said


def ask(call: Call, *arguments: object) -> Any:
    return json.loads(call(*arguments, "--json").out)


def test_places_of_claims_are_opened_in_the_text(call: Call, tmp_path: Path) -> None:
    text, file = tmp_path / "report.txt", tmp_path / "bank.yaml"
    text.write_text("The bank\n\nFear\n\nDepositors are afraid.\n")
    file.write_text((FILES / "bank.yaml").read_text().replace("at: report p1", "at: report 1.1"))
    assert ask(call, "coverage", file, "--text", text)["details"][0]["text"] == "Depositors are afraid."
    file.write_text((FILES / "bank.yaml").read_text().replace("at: report p1", "at: report 1.2"))
    ended = call("coverage", file, "--text", text)
    assert (ended.status, ended.out) == (2, "")
    assert "points to `report 1.2`, but section 1 (“Fear”) has 1 paragraph, no paragraph 2" in ended.err


@pytest.mark.slow
def test_closed_forms_of_strange_files(call: Call) -> None:
    """The results of the small files can be computed by hand."""
    found = ask(call, "run", FILES / "single.yaml", "--futures", 20_000)["answers"]["passes"]
    assert found["probability"] == pytest.approx(0.3, abs=4 * found["standard_error"])
    found = ask(call, "stress", FILES / "truce.yaml", "--futures", 40_000)
    exact = (1 - 0.15) ** 8 - (1 - 0.02) ** 8
    (guarantor,) = found["assumptions"]
    assert guarantor["load"] == pytest.approx(exact, abs=4 * guarantor["standard_error"])
    assert guarantor["shapley"] == pytest.approx(exact, abs=4 * guarantor["shapley_standard_error"])
    assert [s["assumptions"] for s in found["breaking_sets"]] == [["guarantor"]]
    assert found["interactions"] == []


@pytest.mark.slow
def test_what_has_no_effect_is_given_none(call: Call) -> None:
    found = ask(call, "drivers", FILES / "bank.yaml", "--futures", 4_000)
    rows = {row["name"]: row for row in found["parameters"]}
    assert (rows["idle"]["first_order"], rows["idle"]["total"], rows["idle"]["evpi"]) == (0, 0, 0)
    assert (rows["fear"]["tied_to"], rows["loss"]["tied_to"]) == (["loss"], ["fear"])
    assert rows["fear"]["total"] == rows["loss"]["total"]
    found = ask(call, "policies", FILES / "bank.yaml", "--futures", 4_000)
    assert "nothing_at_all" in found["robust"]["ties"]["best_on_average"]
    assert next(p for p in found["policies"] if p["name"] == "nothing_at_all")["change"] == 0
