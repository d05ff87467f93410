"""What should we watch, and when would we know?"""

from __future__ import annotations

from lynchpin.questions.record import Question

SIGNPOSTS = Question(
    name="signposts",
    about="What to watch, and when it becomes clear: how well each indicator separates the futures, period by period.",
    step="measuring what to watch",
    measure="lynchpin.questions.signposts.question:measure_signposts",
    futures=10_000,
    at_hand="wholly",
    evidence="on request",
    parts=("watch",),
    weight=2,
    about_now=True,
)
