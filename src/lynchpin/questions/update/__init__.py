"""What do we think now?"""

from __future__ import annotations

from lynchpin.questions.record import Question

UPDATE = Question(
    name="update",
    about="What to think now: the posterior given the evidence of the file, item by item.",
    step="updating on the evidence",
    measure="lynchpin.questions.update.question:measure_update",
    futures=10_000,
    at_hand="partly",
    evidence="always",
    parts=("answer", "hangs-on", "unfolds", "watch", "fine-print"),
    weight=55,
    missing="it has no evidence",
    example="""
evidence:
  - {on: 2025-Q2, event: rupture, cite: memo p7}
  - {on: 2025-Q3, stock: arrears, value: 2.1 billion USD, sd: 0.2 billion USD, cite: memo p8}
""",
)
