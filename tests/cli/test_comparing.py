"""compare: planted changes are found in files, attributed and reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calling import SMALL, Call


def write(folder: Path, *pairs: tuple[str, str]) -> Path:
    text = SMALL
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (folder / "later.yaml").write_text(text)
    return folder / "later.yaml"


def test_planted_changes_have_their_shares(call: Call, small: Path, tmp_path: Path) -> None:
    later = write(tmp_path, ("beta(2, 5)", "beta(4, 5)"), ('shock: "normal(0, 0.2)"', 'shock: "normal(0, 0.3)"'))
    ended = call("compare", small, later, "--json", "--futures", 40_000, "--assume", "patience=holds")
    assert (ended.status, ended.err) == (0, "")
    found = json.loads(ended.out)
    shares = {c["path"]: c for c in found["changes"]}
    # P(no strike) = E[(1 - anger)^2]: 30/56 under beta(2, 5), 30/90 under beta(4, 5); the shock does not affect the answer.
    expected = 30 / 56 - 30 / 90
    assert shares["parameters.anger.value"]["share"] == pytest.approx(expected, abs=4 * shares["parameters.anger.value"]["standard_error"])
    assert shares["stocks.savings.shock"]["share"] == 0
    assert shares["parameters.anger.value"]["from"] == "beta(2, 5)"
    assert found["difference"] == pytest.approx(sum(c["share"] for c in found["changes"]))


def test_what_cannot_be_matched_is_told(call: Call, small: Path, tmp_path: Path) -> None:
    later = write(tmp_path, ("anger: {value", "fury: {value"), ("chance: anger", "chance: fury"), ("{anger:", "{fury:"))
    ended = call("compare", small, later, "--futures", 4_000)
    assert (ended.status, ended.err) == (0, "")
    assert "Without a counterpart" in ended.out
    assert "parameters of the first file alone: `anger`" in ended.out


def test_files_without_a_common_answer_are_refused(call: Call, small: Path, tmp_path: Path) -> None:
    later = write(tmp_path, ("answers: {yes: [strike], no: [quiet]}", "answers: {ja: [strike]}"))
    ended = call("compare", small, later)
    assert ended.status == 2
    assert "cannot be matched" in ended.err


def test_a_file_and_itself(call: Call, small: Path) -> None:
    assert "The two files agree in everything that affects “yes”" in call("compare", small, small, "--futures", 1_000).out
