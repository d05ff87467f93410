"""Futures given evidence are played again from the last evidence on: the same paths, and changes that apply from then on."""

from __future__ import annotations

import numpy as np
import pytest
from households import HOUSE, build

import lynchpin as lp
from lynchpin.engine import Draws
from lynchpin.engine.model import Evidence
from lynchpin.engine.replay import Changes, replay
from lynchpin.errors import ArgumentError
from lynchpin.questions.scenarios.happenings import list_happenings
from lynchpin.questions.scenarios.tracing import trace_stories

STORM = Evidence("2025", 0, "event", "storm")


def test_a_future_given_evidence_is_the_same_from_then_on() -> None:
    draws = Draws(64, seed=3, evidence=(STORM,))
    futures = lp.simulate(build(HOUSE), draws=draws)
    assert futures.events["storm"][0].all()
    places = np.arange(0, 64, 5)
    played = replay(build(HOUSE), draws, places)
    assert played.start == 1
    assert (played.outcome == futures.outcome[places]).all()
    for name, path in played.options.items():
        assert (path[1:] == futures.options[name][1:, places]).all()
    for name, levels in played.stocks.items():
        np.testing.assert_allclose(levels[1:], futures.stocks[name][1:, places])
    with pytest.raises(ArgumentError, match=r"2025 is not after the evidence of these futures(.|\n)*or about 2026 or later"):
        lp.ask("why", futures, actor="one", at="2025")
    assert lp.ask("why", futures, actor="one", at="2026").question == "why"
    dry = replay(build(HOUSE), draws, places, Changes({"dry": np.ones(len(places))}))
    assert (dry.options["port"][1] == 1).all()
    told = [list_happenings(futures, place) for place in places.tolist()]
    for happenings, trace in zip(told, trace_stories(futures, places.tolist(), told), strict=True):
        assert all(happenings[n].period >= 1 for n in (*trace.decisions, *trace.otherwise))
        assert any(happenings[n].kind == "move" for n in trace.decisions)
