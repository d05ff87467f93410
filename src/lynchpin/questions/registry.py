"""All questions, in the order of the report: commands, `ask`, the report, progress and the tests of the documentation read this tuple."""

from __future__ import annotations

from lynchpin.errors import ArgumentError
from lynchpin.questions.compare import COMPARE
from lynchpin.questions.coverage import COVERAGE
from lynchpin.questions.drivers import DRIVERS
from lynchpin.questions.forecast import FORECAST
from lynchpin.questions.policies import POLICIES
from lynchpin.questions.record import Question
from lynchpin.questions.robustness import ROBUSTNESS
from lynchpin.questions.scenarios import SCENARIOS
from lynchpin.questions.score import SCORE
from lynchpin.questions.signposts import SIGNPOSTS
from lynchpin.questions.stress import STRESS
from lynchpin.questions.update import UPDATE
from lynchpin.questions.why import WHY

QUESTIONS: tuple[Question, ...] = (
    FORECAST,
    STRESS,
    DRIVERS,
    ROBUSTNESS,
    SCENARIOS,
    SIGNPOSTS,
    POLICIES,
    UPDATE,
    SCORE,
    COVERAGE,
    COMPARE,
    WHY,
)


def find_question(name: str) -> Question:
    """Return the question with this name. Raises ArgumentError if there is none."""
    for question in QUESTIONS:
        if question.name == name:
            return question
    raise ArgumentError(f"there is no question called `{name}`; there is: {', '.join(q.name for q in QUESTIONS)}")
