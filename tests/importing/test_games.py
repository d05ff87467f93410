"""Games in normal form: payoffs, choices as in Gambit, and damaged files."""

from __future__ import annotations

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

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed: pip install 'lynchpin[test]'")

DISPUTE = """NFG 1 R "Dispute over a strait" { "The North" "South" }

{ { "hold" "press on" "time" }
{ "yield" "stand" }
}
"Payoffs from a paper"

{
{ "" 0, 0 }
{ "" 2, -1 }
{ "" 1/2, 0.5 }
{ "" -1, 2 }
{ "" -3, -2.5 }
{ "" 0.5, 1 }
}
1 2 3 4 5 6
"""
THREE = 'NFG 1 D "" { "A" "B" "C" } { 2 2 2 }\n' + " ".join(str(k % 5 - (k * k) % 3) for k in range(24))
FUTURES = 40_000
STANDARD_ERRORS = 4.5
"""Eleven shares are compared with a fixed seed; the largest of so many errors exceeds this in one of ten thousand tests."""


@pytest.mark.parametrize("text", [DISPUTE, THREE], ids=["two players", "three players"])
def test_choices_are_those_of_gambit(text: str, tmp_path: Path) -> None:
    path = tmp_path / "game.nfg"
    path.write_text(text)
    checked = check_text(import_model(path).text)
    assert checked.diagnostics == ()
    assert checked.assessment is not None
    futures = simulate(build_model(checked.assessment), Draws(FUTURES, seed=2))
    game = gambit.read_nfg(path)
    (point,) = gambit.qre.logit_solve_lambda(game, lam=[1.0])
    for player, (name, actor) in zip(game.players, checked.assessment.actors.items(), strict=True):
        for index, (label, _) in enumerate(zip(game.get_strategies(player), actor.options, strict=True)):
            p = float(point.profile[player][label])
            assert 0 < p < 1
            share = np.mean(futures.options[name][0] == index)
            assert abs(share - p) <= STANDARD_ERRORS * math.sqrt(p * (1 - p) / FUTURES), (name, label)


def test_the_text_is_what_an_analyst_would_write(tmp_path: Path) -> None:
    path = tmp_path / "strait.nfg"
    path.write_text(DISPUTE)
    text = import_model(path).text
    assert "title: Dispute over a strait\nquestion: What does The North do?\nsummary: Payoffs from a paper\n" in text
    assert "  the_north:\n    options: {hold: {}, press_on: {}, option_time: {means: time}}\n" in text
    assert "      press_on: {yield: 2, stand: -3}\n" in text
    assert "    payoffs: {yield: {hold: 0, press_on: -1, option_time: 0.5}, stand: {hold: 2, press_on: -2.5, option_time: 1}}\n" in text


BAD = {
    "empty": ("", "is not a game in normal form"),
    "text": ("hello { 2 2 }", "is not a game in normal form"),
    "cut off in its header": ('NFG 1 R "x" { "a" "b" } { 2', "is not a game in normal form"),
    "too few payoffs": ('NFG 1 D "x" { "a" "b" } { 2 2 }\n1 2 3', "is not a game in normal form"),
    "no options": ('NFG 1 D "x" { "a" "b" } { 2 0 }\n', "is not a game in normal form"),
    "words as payoffs": ('NFG 1 D "x" { "a" "b" } { 1 2 }\n1 2 three 4', "is not a game in normal form"),
    "10 billion profiles": ('NFG 1 D "x" { "a" "b" } { 100000 100000 }\n1', "has 10,000,000,000 combinations of options"),
    "a nested header": ("NFG 1 R " + "{ " * 50_000, "is not a game in normal form"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_damaged_game_is_refused(case: str, tmp_path: Path) -> None:
    text, why = BAD[case]
    path = tmp_path / "game.nfg"
    path.write_text(text)
    with pytest.raises(ArgumentError) as raised:
        import_model(path)
    assert why in str(raised.value)
