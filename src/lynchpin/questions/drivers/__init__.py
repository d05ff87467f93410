"""Which unknowns matter?"""

from __future__ import annotations

from lynchpin.questions.record import REQUEST, Option, Question

DRIVERS = Question(
    name="drivers",
    about="Which unknowns matter: sensitivity to every uncertain value, and what it would be worth to know each.",
    step="measuring which unknowns matter",
    measure="lynchpin.questions.drivers.question:measure_drivers",
    futures=100_000,
    takes=REQUEST | {"answer", "known_reducible"},
    options=(
        Option("of", str, "An answer, or a stock or auxiliary at the end; by default the first answer.", metavar="NAME"),
        Option("method", str, "Indices from a design or from given data.", choices=("saltelli", "given-data"), command_line=False),
    ),
    evidence="on request",
    parts=("unknown",),
    weight=18,
    about_now=True,
    missing="none of its values is uncertain, and it has no assumptions",
    example="""
parameters:
  anger: {value: 0.2 to 0.6, judgement: no poll since 2016}
  reserves: {value: 3 to 5, unit: billion USD, cite: memo p2}
""",
)
