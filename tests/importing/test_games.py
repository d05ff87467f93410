"""Games in normal and extensive form: payoffs, choices as in Gambit, and damaged files."""

from __future__ import annotations

import io
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
"""Fourteen shares are compared with fixed seeds. The largest of so many errors exceeds this in one of 10,000 runs of the tests."""


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
    assert "    payoffs: {hold: {yield: 0, stand: -1}, press_on: {yield: 2, stand: -3}, option_time: {yield: 0.5, stand: 0.5}}\n" in text
    assert "    payoffs: {yield: {hold: 0, press_on: -1, option_time: 0.5}, stand: {hold: 2, press_on: -2.5, option_time: 1}}\n" in text


CRISIS = """EFG 2 R "A crisis" { "Challenger" "Defender" }
""

p "" 1 1 "" { "wait" "threaten" } 0
t "" 1 "status quo" { 0, 0 }
p "" 2 1 "" { "yield" "resist" } 0
t "" 2 "gain" { 2, -2 }
p "" 1 2 "" { "back down" "attack" } 0
t "" 3 "shame" { -1.5, 1 }
c "" 1 "" { "win" 1/4 "lose" 3/4 } 0
t "" 4 "won" { 2, -4 }
t "" 5 "lost" { -2, 0.5 }
"""
OFFER = """EFG 2 R "Offer" { "Seller" "Buyer" }
""

p "" 1 1 "" { "high" "low" } 0
p "" 2 1 "" { "take" "leave" } 0
t "" 1 "a" { 3, 1 }
t "" 2 "b" { 0, 0 }
p "" 2 2 "" { "take" "leave" } 0
t "" 3 "c" { 1, 3 }
t "" 4 "d" { 0, 0 }
"""
HIDDEN = OFFER.replace('p "" 2 2', 'p "" 2 1')
"""The buyer does not see the offer."""


def play(text: str, moves: list[tuple[str, int, str]]) -> float:
    """Return the probability of the product of some moves (player, number of the information set, action) in Gambit's equilibrium."""
    (point,) = gambit.qre.logit_solve_lambda(gambit.read_efg(io.StringIO(text)), lam=[1.0])
    return math.prod(float(list(point.profile[player])[number][1][action]) for player, number, action in moves)


ENDS = {
    "three moves and chance": (
        CRISIS,
        "threaten_resist_attack",
        [("Challenger", 0, "threaten"), ("Defender", 0, "resist"), ("Challenger", 1, "attack")],
    ),
    "an offer that is seen": (OFFER, "high_take", [("Seller", 0, "high"), ("Buyer", 0, "take")]),
    "an offer that is not seen": (HIDDEN, "low_take", [("Seller", 0, "low"), ("Buyer", 0, "take")]),
}


@pytest.mark.oracle
@pytest.mark.parametrize("case", ENDS)
def test_an_extensive_game_is_played_as_in_gambit(case: str, tmp_path: Path) -> None:
    text, end, moves = ENDS[case]
    path = tmp_path / "game.efg"
    path.write_text(text)
    checked = check_text(import_model(path).text)
    assert checked.diagnostics == ()
    assert checked.assessment is not None
    futures = simulate(build_model(checked.assessment), Draws(FUTURES, seed=6))
    share = np.mean(futures.outcome == list(checked.assessment.outcomes).index(end))
    p = play(text, moves)
    assert abs(share - p) <= STANDARD_ERRORS * math.sqrt(p * (1 - p) / FUTURES)


def test_information_sets_become_actors_who_move_after_others(tmp_path: Path) -> None:
    path = tmp_path / "crisis.efg"
    path.write_text(CRISIS)
    imported = import_model(path)
    assert "    after: [challenger, defender]\n    options: {back_down: {}, attack: {}}\n" in imported.text
    assert "      challenger == threaten and defender == resist and challenger_2 == attack: -0.625\n" in imported.text
    assert imported.notes == ("Chance moves, which nobody sees, were averaged in the payoffs.",)
    path.write_text(OFFER)
    assert import_model(path).text.count("after: seller") == 1


SEEN_CHANCE = """EFG 2 R "x" { "A" "B" }
""
c "" 1 "" { "red" 1/2 "black" 1/2 } 0
p "" 1 1 "" { "x" "y" } 0
t "" 1 "a" { 1 2 }
t "" 2 "b" { 0 0 }
p "" 1 2 "" { "x" "y" } 0
t "" 3 "c" { 1 2 }
t "" 4 "d" { 0 0 }
"""
UNSURE = """EFG 2 R "x" { "A" "B" }
""
p "" 1 1 "" { "out" "up" "down" } 0
t "" 1 "a" { 1 2 }
p "" 2 1 "" { "x" "y" } 0
t "" 2 "b" { 0 0 }
t "" 3 "c" { 1 2 }
p "" 2 1 "" { "x" "y" } 0
t "" 4 "d" { 0 0 }
t "" 5 "e" { 3 1 }
"""
DAMAGED = {
    "empty": ("", "is not a game in normal form"),
    "text": ("hello { 2 2 }", "is not a game in normal form"),
    "cut off in its header": ('NFG 1 R "x" { "a" "b" } { 2', "is not a game in normal form"),
    "too few payoffs": ('NFG 1 D "x" { "a" "b" } { 2 2 }\n1 2 3', "is not a game in normal form"),
    "no options": ('NFG 1 D "x" { "a" "b" } { 2 0 }\n', "is not a game in normal form"),
    "words as payoffs": ('NFG 1 D "x" { "a" "b" } { 1 2 }\n1 2 three 4', "is not a game in normal form"),
    "10 billion profiles": ('NFG 1 D "x" { "a" "b" } { 100000 100000 }\n1', "has 10,000,000,000 combinations of options"),
    "a nested header": ("NFG 1 R " + "{ " * 50_000, "is not a game in normal form"),
}
UNSUITABLE = {
    "empty": ("", "does not start with EFG"),
    "cut off": ('EFG 2 R "x" { "a" }\n""\np "" 1 1 "" { "x"', "is not a game in extensive form"),
    "nobody moves": ('EFG 2 R "x" { "a" }\n""\nt "" 1 "o" { 1 }\n', "nobody moves in this game"),
    "chance that is seen": (SEEN_CHANCE, "whether A moves depends on chance or on a choice that it does not see exactly"),
    "a choice that is seen in part": (UNSURE, "whether B moves depends on chance or on a choice that it does not see exactly"),
    "2,000 nodes": ('EFG 2 R "x" { "a" }\n""\n' + 'p "" 1 1 "" { "x" } 0\n' * 2_000, "has more than 1,000 nodes"),
}


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [*(("game.nfg", *case) for case in DAMAGED.values()), *(("game.efg", *case) for case in UNSUITABLE.values())],
    ids=[*(f"normal form, {case}" for case in DAMAGED), *(f"extensive form, {case}" for case in UNSUITABLE)],
)
def test_a_damaged_or_unsuitable_game_is_refused(name: str, text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ArgumentError) as raised:
        import_model(path)
    assert why in str(raised.value)
