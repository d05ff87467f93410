"""What happens?"""

from __future__ import annotations

from pathlib import Path

from lynchpin.questions.record import Option, Question

FORECAST = Question(
    name="run",
    function="forecast",
    about="What happens: probabilities of answers, outcomes, events and options, and the distribution of every quantity over time.",
    step="drawing futures",
    measure="lynchpin.questions.forecast.question:measure_run",
    futures=20_000,
    at_hand="wholly",
    options=(
        Option("save", Path, "Keep every future in this folder as Parquet; a run that was stopped continues there.", metavar="DIR"),
        Option("reducible", bool, "Also estimate how much of the answer's uncertainty more knowledge could remove.", default=False),
    ),
    parts=("answer", "unfolds", "watch", "unknown", "fine-print"),
    weight=4,
)
