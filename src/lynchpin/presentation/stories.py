"""Stories: the most typical of each outcome, and how a story is introduced."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.presentation.naming import name_assumption
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_list, open_sentence
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Story


def split_stories(stories: Sequence[Story]) -> tuple[list[Story], list[Story]]:
    """Return the story of each outcome that represents the most futures, and all others."""
    best: dict[str, Story] = {}
    for story in stories:
        kept = best.setdefault(story.outcome, story)
        if story.stands_for > kept.stands_for:
            best[story.outcome] = story
    first = list(best.values())
    return first, [s for s in stories if not any(s is f for f in first)]


def introduce_story(scenarios: ScenariosFinding, story: Story) -> str:
    """Return the meaning and probability of the outcome, and which assumptions fail in this future.

    Args:
        scenarios: The finding.
        story: One of its stories.
    """
    means = f"{open_sentence(story.meaning).rstrip('.')}." if story.meaning else ""
    probability = f"Probability: {format_outcome_share(scenarios, story.outcome)}."
    return " ".join(s for s in (means, probability, describe_failing(scenarios, story)) if s)


def describe_failing(scenarios: ScenariosFinding, story: Story) -> str:
    """Return which assumptions fail in this future from the start; empty if none does.

    Args:
        scenarios: The finding.
        story: One of its stories.
    """
    if not story.fails:
        return ""
    claims = format_list([name_assumption(scenarios.model, n) for n in story.fails])
    return f"In this future, {claims} {'fails' if len(story.fails) == 1 else 'fail'} from the start."


def list_lines(story: Story) -> tuple[tuple[str, str], ...]:
    """Return the story by date, as (period, what happens)."""
    return tuple((line.on, open_sentence(line.text)) for line in story.lines if line.text)


def format_outcome_share(scenarios: ScenariosFinding, outcome: str) -> str:
    """Return the probability of an outcome, rounded so that those of all outcomes sum to 100%.

    Args:
        scenarios: The finding.
        outcome: Name of the outcome.
    """
    asked = scenarios.model.answers[scenarios.answer]
    return format_percent(*balance_shares(scenarios.probabilities, keep=asked if len(asked) == 1 else ())[outcome])
