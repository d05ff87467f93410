"""What does the answer depend on?"""

from __future__ import annotations

from lynchpin.questions.record import Option, Question

STRESS = Question(
    name="stress",
    about="What the answer depends on: loads, interactions and exposures of the assumptions, and minimal cut sets.",
    step="measuring what the answer depends on",
    measure="lynchpin.questions.stress.question:measure_stress",
    futures=200_000,
    at_hand="partly",
    options=(Option("threshold", float, "Minimal cut sets push the answer's probability past this.", default=0.5, metavar="P"),),
    evidence="on request",
    parts=("answer", "hangs-on"),
    weight=14,
    about_now=True,
    missing="it has no assumptions",
    example="""
assumptions:
  calm_winter: {claim: The public stays patient, credence: likely, fails: {anger: 0.7}, cite: memo p5}
  loans_go_on: {claim: Loans go on, credence: 0.8 to 0.95, fails: {outside_loans: 0 billion USD}, judgement: they have since 2010}
""",
)
