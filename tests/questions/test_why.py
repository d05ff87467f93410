"""Why an actor chose what it chose: terms that add up to the payoff of the engine, by hand on small models, and what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from households import GARRISON, HOUSE, build, play

import lynchpin as lp
from lynchpin.engine import Draws
from lynchpin.engine.replay import Changes, replay
from lynchpin.errors import ArgumentError, QuestionError
from lynchpin.questions.shared.decisions import Decision, read_decision
from lynchpin.questions.why.question import WhyFinding

ROUNDING = 2e-6
"""Accepted difference between sums in single precision, relative to the largest payoff."""
SOLVED = 1e-5
"""Accepted error of a probability of an equilibrium."""


def read(text: str, actor: str, period: int, place: int) -> Decision:
    found = read_decision(build(text), play(text)[1], actor, period, place)
    assert found is not None
    return found


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("text", [HOUSE, GARRISON], ids=["at once", "in turn"])
def test_a_replay_is_the_same_future_and_its_terms_add_up(text: str) -> None:
    """To the payoff with which the engine chose, and, by the logit rule, to its probabilities."""
    futures, played = play(text)
    assert (played.outcome == futures.outcome).all()
    for actor in build(text).actors:
        assert (played.options[actor.name] == futures.options[actor.name]).all()
        reasons = played.reasons[actor.name]
        for place in range(48):
            for period in range(len(build(text).periods)):
                decision = read_decision(build(text), played, actor.name, period, place)
                if decision is None:
                    continue
                used = np.asarray(reasons.payoff)[period, :, place]
                assert decision.payoffs == pytest.approx(used, rel=ROUNDING, abs=ROUNDING)
                assert decision.now + decision.later == pytest.approx(decision.payoffs)
                odds = np.exp(decision.rationality * (decision.payoffs - decision.payoffs.max()))
                assert decision.probabilities == pytest.approx(odds / odds.sum(), abs=SOLVED)


def test_a_game_at_once_with_factions_and_a_horizon_by_hand() -> None:
    """`one` adds two periods, the second at half weight, and keeps its option; both mix over what the other does."""
    spend, scold = 0.5, 0.5
    for _ in range(200):
        spend, scold = sigmoid(0.5 * (0.75 * (4.5 - 3 * scold) - 0.25 * 2)), sigmoid(2 * spend - 1)
    one, two = read(HOUSE, "one", 0, 0), read(HOUSE, "two", 0, 0)
    assert one.probabilities[1] == pytest.approx(spend, abs=SOLVED)
    assert two.probabilities[1] == pytest.approx(scold, abs=SOLVED)
    young, sternness, old = one.terms
    assert [(t.term.text, t.term.faction, t.weight, t.influence) for t in one.terms] == [
        ("spend", "young", 3, 0.75),
        ("-spend * stern", "young", 2, 0.75),
        ("-debt", "old", 1, 0.25),
    ]
    assert (*young.now, *young.later) == pytest.approx((0, 1, 0, 0.5))
    assert (*sternness.now, *sternness.later) == pytest.approx((0, -scold, 0, -0.5 * scold), abs=SOLVED)
    assert (*old.now, *old.later) == pytest.approx((-1, -2, -0.5, -1.5))
    assert one.lead == pytest.approx((1 if one.chosen else -1) * (0.75 * (4.5 - 3 * scold) - 0.5), abs=SOLVED)
    assert two.terms[0].values == pytest.approx((0, spend), abs=SOLVED)
    assert [HOUSE.splitlines()[t.term.line - 1].strip() for t in one.terms][2].startswith("old:")


def test_moves_in_turn_and_private_types_by_hand() -> None:
    """The raider infers the type from what it saw; the defender knows its type and expects the raider's replies."""
    futures, _ = play(GARRISON)
    drills, strong = futures.options["defender"][0] == 0, futures.inputs["resolve"] == 1
    seen: dict[tuple[bool, bool], Decision] = {}
    raids: dict[bool, Decision] = {}
    for place in range(48):
        seen[bool(strong[place]), bool(drills[place])] = read(GARRISON, "defender", 0, place)
        raids[bool(drills[place])] = read(GARRISON, "raider", 0, place)
    drill = {is_strong: next(d for (s, _), d in seen.items() if s is is_strong).probabilities[0] for is_strong in (False, True)}
    for shown, raid in raids.items():
        made = {s: p if shown else 1 - p for s, p in drill.items()}
        weak = 0.6 * made[False] / (0.6 * made[False] + 0.4 * made[True])
        assert raid.terms[0].values == pytest.approx((0, weak), abs=SOLVED)
        assert raid.terms[1].values == pytest.approx((0, 1 - weak), abs=SOLVED)
        assert raid.payoffs[1] == pytest.approx(weak - 3 * (1 - weak), abs=5 * SOLVED)
    for (is_strong, _), decision in seen.items():
        assert decision.terms[0].values == pytest.approx((float(not is_strong), 0))
        assert decision.terms[1].values == pytest.approx((float(is_strong), 0))
        assert decision.terms[2].values == pytest.approx([-raids[True].probabilities[1], -raids[False].probabilities[1]], abs=SOLVED)


def test_a_replay_with_changes_has_the_same_random_numbers() -> None:
    """Without the storm the port stays open; with the well not dry it never closes; a forced option and a forced stock are taken."""
    futures, _ = play(HOUSE)
    stormy = np.flatnonzero(futures.events["storm"][0] & (futures.options["port"][1] == 1))
    assert len(stormy)
    place = np.repeat(stormy[:1], 4)
    none = np.full((4, 4), -1)
    events, options, debts = none.copy(), none.copy(), np.full((4, 4), np.nan)
    events[:, 0], options[2, 2], debts[3, 3] = 0, 1, 50.0
    played = replay(
        build(HOUSE),
        futures.draws,
        place,
        Changes({"dry": np.array([-1, 0, -1, -1])}, {"port": options}, {"storm": events}, {}, {"debt": debts}),
    )
    assert [build(HOUSE).outcomes[k] for k in played.outcome[:2]] == ["open", "open"]
    assert (played.options["port"][1] == [0, 0, 1, 1]).all()
    assert played.options["port"][2, 2] == 1
    assert played.stocks["debt"][3, 3] >= 50
    assert (played.options["one"][:3, 3] == futures.options["one"][:3, stormy[0]]).all()


def test_the_finding(tmp_path: Path) -> None:
    futures, _ = play(HOUSE)
    found: Any = lp.why(futures, "port", at="2026", option="close")  # type: ignore[attr-defined]
    assert isinstance(found, WhyFinding)
    assert str(found).startswith(
        "Port, 2026: of its two options, “keep the ships out” was worth 15 more than the other, “open”, mainly because of "
        "“shut × previous(storm)”. It had a probability of over 99.9%. This is future "
    )
    assert found.typical == "option"
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["chosen"] == "close"
    assert sum(row["contributions"]["close"] for row in told["terms"]) == pytest.approx(told["options"][1]["payoff"])
    assert list(found.table.columns[-2:]) == ["open", "close"]
    again: Any = lp.why(build(HOUSE), "port", at="2026", future=found.future, seed=2)  # type: ignore[attr-defined]
    assert again.to_dict()["terms"] == told["terms"]
    typical: Any = lp.why(futures, "one", at="2025")  # type: ignore[attr-defined]
    story = lp.scenarios(futures).stories[0]  # type: ignore[attr-defined]
    assert (typical.typical, typical.outcome, typical.future) == ("outcome", story.outcome, story.index)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"actor": "prot", "at": "2026"}, "there is no actor called `prot`\nhint: did you mean `port`?"),
        ({"actor": "nobody", "at": "2026"}, "hint: the file has one, two, port"),
        ({"actor": "port", "at": "2031"}, "runs from 2025 to 2028\nhint: a period is written like 2025"),
        ({"actor": "port", "at": "soon"}, "hint: a period is written like 2025"),
        ({"actor": "port", "at": "2026", "option": "shut"}, "`port` has no option called `shut`\nhint: its options are open, close"),
        (
            {"actor": "port", "at": "2025"},
            "makes no decision in 2025 in this future: it keeps its option\nhint: it decides in 2026, 2027, 2028",
        ),
        ({"actor": "port", "at": "2025", "option": "close"}, "in 2025 in none of 48 futures\nhint: it does so most often in 20"),
        ({"actor": "port", "at": "2026", "future": 3, "option": "close"}, "hint: give one of them"),
        ({"actor": "port", "at": "2026", "future": 1.5}, "a whole number"),
        ({"actor": "port", "at": "2026", "future": 90}, "is not among these 48 futures\nhint: ask the assessment"),
        ({"actor": "port"}, "`why` needs `at`: the period of the decision"),
    ],
)
def test_what_cannot_be_asked(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        lp.ask("why", play(HOUSE)[0], **arguments)
    assert words in str(raised.value)


def test_a_file_without_actors_has_no_decisions() -> None:
    text = (
        HOUSE[: HOUSE.index("actors:")].replace("debt + spend", "debt + 1") + "outcomes: {closed: {when: ever(storm)}, open: otherwise}\n"
    )
    with pytest.raises(QuestionError, match=r"it has no actors\nhint: add, for example"):
        lp.ask("why", build(text), Draws(16), actor="port", at="2026")
