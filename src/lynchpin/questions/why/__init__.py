"""Why did an actor choose what it chose?"""

from __future__ import annotations

from lynchpin.questions.record import REQUEST, Option, Question

WHY = Question(
    name="why",
    about="Why an actor chooses what it chooses in one period: what each option is worth to it, term by term.",
    step="looking for the reasons",
    measure="lynchpin.questions.why.question:measure_why",
    futures=20_000,
    options=(
        Option("actor", str, "The actor.", metavar="ACTOR", positional=True, required=True),
        Option("at", str, "The period of the decision.", metavar="LABEL", required=True),
        Option("future", int, "The number of a future; by default a typical one.", metavar="N"),
        Option("option", str, "Take a typical future in which it chooses this option then.", metavar="NAME"),
    ),
    takes=REQUEST,
    at_hand="wholly",
    missing="it has no actors",
    example="""
actors:
  supplier:
    options:
      supply: {flow: 1}
      cut: {flow: 0}
    values:
      revenue: 1 per billion USD
    judgement: it sells as long as that pays
""",
)
