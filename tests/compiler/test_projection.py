"""Projections that reuse values give what projections that compute everything anew give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lynchpin.engine import Futures
from lynchpin.engine.choice import projection
from lynchpin.engine.compiled import forget_compiled
from lynchpin.engine.graph import evaluate, operations
from lynchpin.engine.graph.nodes import Graph, find_ends
from lynchpin.engine.graph.sharing import count_uses, should_share

MODEL = """\
clock: {start: 2025-Q1, end: 2027-Q1}
parameters:
  a: {value: 0.5 to 2, judgement: t}
  c: {value: 0.4, judgement: t}
series:
  season: {values: {2025-Q1: 1, 2025-Q3: 2, 2026-Q2: 0.5}, judgement: t}
stocks:
  x: {starts: 'normal(0, 1)', changes: push * a - 0.2 * x + relief, within: [-5, 5], judgement: t}
  y: {starts: 0, changes: c * logistic(x + pull) * pull, shock: 'normal(0, 0.1)', judgement: t}
auxiliaries:
  relief: {equals: 0.1 * exp(-x) * c + 0.05 * (x + y + push), judgement: t}
  strain: {equals: exp(x - y) / (1 + exp(x - y)) + 0.1 * season, judgement: t}
events:
  blow: {chance: logistic(x - 2), once: true}
actors:
  first:
    options: {low: {push: 0}, mid: {push: 0.5}, high: {push: 1}}
    values: {relief: {weight: 2, judgement: t}, strain * push: {weight: -3, judgement: t}, happened(blow): {weight: -1, judgement: t}}
    rationality: 1.5
    horizon: {periods: 3, foresees: replies}
    judgement: t
  second:
    options: {on: {pull: 1}, off: {pull: 0}}
    values: {y - pull * relief: {weight: 3, judgement: t}, push * pull: {weight: 4, judgement: t}}
    perceives: {x: {bias: 0.5}}
    rationality: 2
    horizon: 4
    judgement: t
assumptions:
  calm: {claim: c, credence: likely, fails: {c: 0.9}, lasts: 0.5 to 4 years, judgement: t}
policies:
  help: {sets: {a: 0.1}, from: 2025-Q4, means: m}
answers: {'yes': [high]}
outcomes:
  high: {when: highest(y) > 1}
  other: otherwise
"""


def test_what_is_reused_has_the_value_of_what_is_computed_anew(draw: Callable[..., Futures], monkeypatch: pytest.MonkeyPatch) -> None:
    reused = draw(MODEL, 2048, policy="help")
    monkeypatch.setenv("LYNCHPIN_CACHE", "")
    monkeypatch.setattr(projection, "find_ends", lambda nodes: {})
    for module in (evaluate, operations):
        monkeypatch.setattr(module, "should_share", lambda *_: False)
    forget_compiled()
    anew = draw(MODEL, 2048, policy="help")
    forget_compiled()
    for actor, options in anew.options.items():
        assert (reused.options[actor] != options).mean() < 1e-3  # rounding may move an option that was drawn at the edge of another
    same = np.all([reused.options[actor] == anew.options[actor] for actor in anew.options], axis=(0, 1))
    for name, values in anew.stocks.items():
        np.testing.assert_allclose(reused.stocks[name][:, same], values[:, same], rtol=1e-6, atol=1e-6)


def test_the_end_of_a_node_reads_stocks_at_the_end() -> None:
    graph = Graph()
    start, end, rate = graph.make("stock", data=0), graph.make("end", data=0), graph.make("input", data=3)
    during = graph.make("multiply", start, rate)
    after = graph.make("multiply", end, rate)
    lonely = graph.make("exp", during)
    ends = find_ends(graph.nodes)
    assert ends[start.number] is end
    assert ends[rate.number] is rate
    assert ends[during.number] is after
    assert lonely.number not in ends
    assert count_uses(graph.nodes) == {start.number: 1, end.number: 1, rate.number: 2, during.number: 1}


def test_what_is_cheap_to_repeat_is_not_shared() -> None:
    assert should_share(20.0, profiles=4, whole=120)
    assert not should_share(0.5, profiles=4, whole=120)
    assert not should_share(20.0, profiles=4, whole=4)
    assert should_share(40.0, profiles=4, whole=4, uses=3)
    assert not should_share(1e6, profiles=0, whole=120)  # a scalar
