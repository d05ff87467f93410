"""Small assessments for the tests of the language: one with only the model, one with every section."""

from __future__ import annotations

import pytest

from lynchpin.errors import AssessmentError
from lynchpin.language import read_text
from lynchpin.language.records import Assessment

SMALL = """\
lynchpin: 1
title: A gas dispute
question: Is the gas cut?
clock: {start: 2025-Q1, end: 2026-Q4}
answers: {yes: [cutoff]}
sources:
  memo: {author: J. Doe, title: The winter ahead}
parameters:
  discount: {value: 0.8 to 1.6, unit: billion USD / year, cite: memo p2}
  anger: {value: "beta(2, 5)", judgement: no poll}
stocks:
  arrears:
    unit: billion USD
    starts: 0.5 to 1.5
    changes: discount * (1 - paid) - 0.2 * arrears / year
    within: [0, inf]
    shock: normal(0, 0.05)
    cite: memo p2
auxiliaries:
  cost: {equals: "clip(2 * (1 - flow) + since(rupture) * 0.1, 0, 3)"}
events:
  election: {on: [2025-Q3, 2026-Q3]}
  rupture: {chance: logistic(-3 + anger), once: true, cite: memo p6}
actors:
  supplier:
    options:
      supply: {flow: 1, means: deliver}
      cut: {flow: 0}
    values:
      -arrears: 1 per billion USD
      -cost: 2 to 4
    perceives: {arrears: {noise: 0.1}}
    horizon: 2
    cite: memo p4
  customer:
    options: {pay: {paid: 1}, delay: {paid: 0}}
    values:
      -arrears: {weight: 1 per billion USD}
      flow - paid: 5
    decides: quarter == 1 or previous(flow) == 0
    cite: memo p5
assumptions:
  calm: {claim: The public stays calm, credence: likely, fails: {anger: "beta(5, 2)"}, cite: memo p5}
  patient: {claim: Nobody hurries, holds_while: arrears < 3 billion USD, cite: memo p5}
outcomes:
  cutoff: {when: ever(supplier == cut)}
  broken: {when: ever(rupture) and final(arrears) > 2 billion USD}
  muddling: otherwise
"""

FACTIONS = """\
    factions:
      old: {influence: 0.5, values: {-arrears: 1 per billion USD}}
      new: {influence: 1 + previous(rupture), values: {-cost: 2}}
"""

COMPLETE = (
    SMALL.replace("    values:\n      -arrears: 1 per billion USD\n      -cost: 2 to 4\n", FACTIONS).replace(
        "sources:\n", "sources:\n  news: {title: The winter in figures, date: 2026-02}\n"
    )
    + """\
series:
  duty: {values: {2024-Q4: 0.2, 2026-Q1: 0.1}, unit: million USD / quarter, cite: memo p3}
correlations:
  - [anger, arrears.shock, 0.3]
  - [anger, discount, -0.2]
policies:
  mediate: {sets: {anger: 0.1}, from: 2025-Q3, cite: memo p8}
goals:
  -count(flow == 0): 2
  -average(arrears): {weight: 1 per billion USD}
  -total(duty): 0.1 per million USD / quarter
indicators:
  unpaid: {watch: arrears, noise: 0.2 billion USD}
evidence:
  - {on: 2025-Q1, actor: customer, chose: delay, reliability: 0.9, cite: memo p9}
  - {on: 2025-Q2, stock: arrears, value: 900 million USD, sd: 0.3, cite: memo p9}
  - {on: 2025-Q2, not: rupture, cite: memo p9}
forecasts:
  cut:
    {claim: It is cut, by: J. Doe, stated: unlikely, event: "by(2025-Q4, flow == 0)", resolves: 2025-12-31, resolved: no,
     base_rate: 0.1, cite: [memo p9, news p1]}
claims:
  debt: {at: memo p2, says: arrears grow, carried_by: [arrears, supplier.cut, old]}
  treaty: {at: memo p11, says: there is a treaty, left_out: it was never used}
shows: [arrears, duty]
"""
)


def read(text: str) -> Assessment:
    """Read an assessment; the test fails with the messages if it has errors."""
    try:
        return read_text(text)
    except AssessmentError as error:
        pytest.fail(error.rendered, pytrace=False)


def assess(**changes: str) -> Assessment:
    """Read SMALL with some lines replaced: `name=text` replaces what follows `name:` in the line that starts with it."""
    text = SMALL
    for old, new in changes.items():
        lines = [line for line in text.split("\n") if line.strip().startswith(f"{old}:")]
        assert len(lines) == 1, old
        text = text.replace(lines[0], f"{lines[0][: len(lines[0]) - len(lines[0].lstrip())]}{old}: {new}")
    return read(text)
