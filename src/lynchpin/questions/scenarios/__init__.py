"""Which combinations of values go with the answer?"""

from __future__ import annotations

from lynchpin.questions.record import Question

SCENARIOS = Question(
    name="scenarios",
    about="Which combinations of values make the answer more probable, and representative futures of each outcome.",
    step="searching for scenarios",
    measure="lynchpin.questions.scenarios.question:measure_scenarios",
    futures=20_000,
    at_hand="wholly",
    evidence="on request",
    parts=("stories",),
    weight=2,
    about_now=True,
    missing="none of its values is uncertain, and it has no assumptions",
    example="""
parameters:
  anger: {value: 0.2 to 0.6, judgement: no poll since 2016}
  reserves: {value: 3 to 5, unit: billion USD, cite: memo p2}
""",
)
