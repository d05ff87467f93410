"""Is everything that the sources say in the model?"""

from __future__ import annotations

from lynchpin.questions.record import Option, Question

COVERAGE = Question(
    name="coverage",
    about="Whether everything that the sources say is in the model: every claim with what carries it.",
    step="checking the claims",
    measure="lynchpin.questions.coverage.question:measure_coverage",
    takes=frozenset(),
    options=(Option("text", str, "The text of the source, in which each claim's place is looked up.", metavar="PATH", from_file=True),),
    parts=("paper",),
    weight=0.1,
    subject="claims",
    missing="it has no claims",
    example="""
claims:
  calm_public: {at: memo p5, says: the public has been patient so far, carried_by: [calm_winter, anger]}
  old_history: {at: memo p1, says: the dispute goes back to 2006, left_out: nothing in the question turns on it}
""",
)
