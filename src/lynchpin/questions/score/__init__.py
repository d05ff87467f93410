"""How good were the forecasts?"""

from __future__ import annotations

from lynchpin.questions.record import REQUEST, Option, Question

SCORE = Question(
    name="score",
    about="How good the forecasts of the file were: those that their authors stated, those that were read, and the model's own.",
    step="scoring the forecasts",
    measure="lynchpin.questions.score.question:measure_score",
    futures=10_000,
    takes=REQUEST,
    at_hand="wholly",
    options=(Option("happened", str, "The actual outcome, if the file's resolved forecasts do not determine it.", metavar="OUTCOME"),),
    evidence="on request",
    parts=("forecasts",),
    weight=0.2,
    missing="it has no forecasts",
    example="""
forecasts:
  cutoff_2025: {claim: Gas is cut in 2025, by: J. Doe, stated: unlikely, resolves: 2025-12-31, resolved: no, judgement: press}
  bills_unpaid: {claim: Bills stay unpaid, by: The press, stated: 0.6 to 0.9, resolves: 2025-06-30, resolved: yes, judgement: press}
""",
)
