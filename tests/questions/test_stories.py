"""Stories with causes: what a choice or the outcome turned on, by playing the same future without it."""

from __future__ import annotations

import numpy as np
from households import HOUSE, play

from lynchpin.questions.scenarios.happenings import list_happenings, to_words
from lynchpin.questions.scenarios.stories import Step, Story, tell_future, to_rows
from lynchpin.statistics.estimates import Estimate


def tell(closes: bool, dry: bool, stormy: bool) -> Story:
    """The story of the first such future: it storms in the first year or not at all, and the port closes in the second year or not."""
    futures, _ = play(HOUSE)
    wanted = (futures.options["port"][1] == closes) & (futures.assumptions["dry"] == dry) & (futures.events["storm"][0] == stormy)
    wanted &= ~futures.events["storm"][1:].any(axis=0)
    return tell_future(futures, int(np.flatnonzero(wanted)[0]))


def find(story: Story, text: str) -> list[Step]:
    return [step for line in story.lines for step in line.steps if step.text == text]


def test_a_storm_is_the_cause_of_a_move_and_of_the_outcome() -> None:
    """The port closes with certainty after a storm, and never otherwise, as long as the well is dry."""
    story = tell(closes=True, dry=True, stormy=True)
    (move,) = find(story, "Port: keep the ships out")[:1]
    assert move.after == ("a storm is coming",)
    assert str(move) == "Port: keep the ships out, after a storm is coming"
    assert move.decision is not None
    assert move.decision.lead > 10
    (storm,) = find(story, "a storm is coming")
    assert (storm.otherwise, move.otherwise) == ("open", "open")


def test_the_failure_of_an_assumption_is_a_cause_of_what_did_not_happen() -> None:
    """Where the well is not dry, the port stays open in a storm; if the claim held, it would close."""
    story = tell(closes=False, dry=False, stormy=True)
    assert story.fails == ("dry",)
    assert story.otherwise == {"dry": "closed"}


def test_what_has_no_consequence_is_no_cause() -> None:
    futures, _ = play(HOUSE)
    for place in range(12):
        for line in tell_future(futures, place).lines:
            for step in line.steps:
                assert step.otherwise is None or step.text.startswith(("Port", "a storm"))
                assert not step.after or step.text.startswith("Port")


def test_moves_are_told_with_their_decisions_and_the_json_has_them() -> None:
    story = tell(closes=True, dry=True, stormy=True)
    (row,) = to_rows([story], {story.outcome: Estimate(0.5, 0.01)})
    steps = [step for line in row["lines"] for step in line["steps"]]  # type: ignore[attr-defined]
    (move,) = [step for step in steps if step["text"] == "Port: keep the ships out"][:1]
    assert set(move) == {"text", "after", "otherwise", "why"}
    assert (move["why"]["actor"], move["why"]["chosen"], move["why"]["next"]) == ("port", "close", "open")
    assert move["why"]["mainly"] == ["shut * previous(storm)"]
    assert find(story, "Port: open")[0].decision is None  # it does not choose in the first year


def test_members_of_sets_read_as_words() -> None:
    assert to_words("confirmed[rest_of_texas]") == "confirmed (rest of texas)"
    assert to_words("trade[boston, acton]") == "trade (boston, acton)"


def test_what_happens_is_told_in_order() -> None:
    futures, _ = play(HOUSE)
    periods = [one.period for one in list_happenings(futures, 0)]
    assert periods == sorted(periods)
