"""Two small models with actors, and futures of them that were played twice, for tests of decisions and stories."""

from __future__ import annotations

from functools import cache

import numpy as np

import lynchpin as lp
from lynchpin.engine.replay import Replay, replay

HOUSE = """
lynchpin: 1
title: The household
question: Is the port closed before 2029?
clock: {start: 2025, end: 2028}
answers: {yes: [closed]}
parameters:
  need: {value: 0, judgement: none now}
stocks:
  debt: {starts: 1, becomes: debt + spend, judgement: j}
events:
  storm: {chance: 0.3, means: a storm is coming, judgement: j}
assumptions:
  dry: {claim: The well is dry, credence: 0.7, fails: {need: 30}, judgement: j}
actors:
  one:
    options: {save: {spend: 0}, spend: {spend: 1}}
    factions:
      young: {influence: 3, values: {spend: 3, -spend * stern: 2}}
      old: {influence: 1, values: {-debt: 1}}
    rationality: 0.5
    horizon: {periods: 2, sum: true, discount: 0.5}
    judgement: j
  two:
    options: {watch: {stern: 0}, scold: {stern: 1}}
    values: {spend * stern: 2, -stern: 1}
    judgement: j
  port:
    options: {open: {shut: 0}, close: {shut: 1, means: keep the ships out}}
    values: {shut * previous(storm): 30, shut: -15, shut * need: -1}
    decides: time >= 2026
    judgement: j
outcomes:
  closed: {when: ever(port == close), means: the port was closed}
  open: otherwise
"""
GARRISON = """
lynchpin: 1
title: The garrison
question: Is the garrison attacked?
clock: {start: 2026, end: 2026}
answers: {yes: [attacked]}
actors:
  defender:
    types: {resolve: {weak: 0.6, strong: 0.4}}
    options: {drill: {show: 1}, rest: {show: 0}}
    values:
      show * (resolve == weak): {weight: -1.5, judgement: j}
      show * (resolve == strong): {weight: 0.5, judgement: j}
      -attack: {weight: 2, judgement: j}
    judgement: j
  raider:
    after: defender
    options: {stay: {attack: 0}, strike: {attack: 1}}
    values:
      attack * (resolve == weak): {weight: 1, judgement: j}
      attack * (resolve == strong): {weight: -3, judgement: j}
    rationality: 2
    judgement: j
outcomes:
  attacked: {when: ever(raider == strike)}
  spared: otherwise
"""


@cache
def build(text: str) -> lp.Model:
    return lp.build(lp.load_text(text))


@cache
def play(text: str) -> tuple[lp.Futures, Replay]:
    """48 futures of a model, and the same played again."""
    futures = lp.simulate(build(text), futures=48, seed=2)
    return futures, replay(build(text), futures.draws, np.arange(48))
