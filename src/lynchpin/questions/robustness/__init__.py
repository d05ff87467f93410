"""How much do the author's own choices matter?"""

from __future__ import annotations

from lynchpin.questions.record import REQUEST, Option, Question

ROBUSTNESS = Question(
    name="robustness",
    about="How much the author's own numbers and doubts matter: the answer with each choice changed, and with all of them.",
    step="varying the choices of the author",
    measure="lynchpin.questions.robustness.question:measure_robustness",
    futures=200_000,
    takes=REQUEST | {"answer"},
    options=(
        Option("forms", bool, "Whether to try the other type of reasoning and other horizons too, each of which is compiled.", False),
    ),
    at_hand="partly",
    parts=("choices",),
    weight=20,
    missing="it has neither numbers that its author chose nor assumptions",
    example="""
parameters:
  anger: {value: 0.3, judgement: no poll since 2016}
""",
)
