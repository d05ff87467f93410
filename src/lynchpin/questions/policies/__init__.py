"""What could be done?"""

from __future__ import annotations

from lynchpin.questions.record import REQUEST, Option, Question

POLICIES = Question(
    name="policies",
    about="What could be done: each policy compared with the status quo, regret, and the robust choice.",
    step="comparing the policies",
    measure="lynchpin.questions.policies.question:measure_policies",
    futures=10_000,
    takes=REQUEST - {"policy"} | {"answer"},
    options=(
        Option("aspiration", float, "The weighted sum of goals that is good enough; by default the status quo's median.", metavar="X"),
    ),
    evidence="on request",
    parts=("options",),
    weight=4,
    about_now=True,
    missing="it has no policies",
    example="""
policies:
  aid: {means: lend a billion at once, sets: {outside_loans: 1 billion USD}, from: 2025-Q2, cite: memo p9}
  talk: {means: send a mediator, sets: {anger: 0.1}, judgement: as in the mediation of 2021}
""",
)
