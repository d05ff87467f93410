"""A report of reliability r is wrong with probability 1 - r, whatever it is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Draws, Model, simulate

FUTURES = 40_000
ERRORS = 5.0
"""Standard errors that an estimate may be off."""

ALARM = """\
clock: {start: 2025, end: 2025}
events:
  burglary: {chance: 0.01, judgement: t}
  alarm: {chance: 0.95 if burglary else 0.02, judgement: t}
  loud: {when: alarm}
evidence:
  - {on: 2025, event: KIND, reliability: 0.8}
"""
BURGLARY, RINGS = 0.01, (0.02, 0.95)


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    return {
        "event": build(ALARM.replace("KIND", "alarm")),
        "not": build(ALARM.replace("event: KIND", "not: alarm")),
        "condition": build(ALARM.replace("KIND", "loud")),
    }


def expect(reliability: float) -> float:
    """P(burglary) given a report of an alarm, by enumeration."""
    joint = [
        (BURGLARY if burglary else 1 - BURGLARY) * sum(p * q for p, q in ((rings, reliability), (1 - rings, 1 - reliability)))
        for burglary, rings in enumerate(RINGS)
    ]
    return joint[1] / sum(joint)


@pytest.mark.parametrize(("reliability", "right"), [(0.0, 0.0005), (0.5, 0.01), (0.8, 0.035), (0.99, 0.243), (1.0, 0.324)])
def test_a_report_of_an_event(models: dict[str, Model], reliability: float, right: float) -> None:
    assert abs(expect(reliability) - right) < 5e-4  # the figures are rounded
    for kind, stated in (("event", reliability), ("not", 1 - reliability), ("condition", reliability)):
        model = models[kind]
        evidence = [replace(item, reliability=stated) for item in model.evidence]
        futures = simulate(model, Draws(FUTURES, evidence=evidence))
        found = futures.events["burglary"].mean()
        ancestors = len(np.unique(futures.lineage))
        assert abs(found - right) < ERRORS * np.sqrt(right * (1 - right) / min(ancestors, 1_024)) + 5e-4, kind
