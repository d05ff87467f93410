"""What changed, and why?"""

from __future__ import annotations

from lynchpin.questions.record import Question

COMPARE = Question(
    name="compare",
    about="What changed between two versions of a file, and what each change does to the answer.",
    step="comparing the two files",
    measure="lynchpin.questions.compare.question:measure_compare",
    futures=200_000,
    subject="pair",
)
