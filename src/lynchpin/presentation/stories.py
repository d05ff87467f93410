"""Stories: the most typical of each outcome, how a story is introduced, its decisions, and what it turned on."""

from __future__ import annotations

from collections.abc import Sequence

from lynchpin.presentation.decisions import describe_lead
from lynchpin.presentation.naming import name_assumption, name_outcome
from lynchpin.presentation.numbers import format_percent
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_list, open_sentence
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.scenarios.stories import Step, Story

MOST_DECISIONS = 3
"""Largest number of decisions of a story that are explained: first those that decided its outcome."""
MOST_TURNS = 4
"""Largest number of happenings that are listed as what a story turned on."""


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


def choose_decisions(story: Story) -> tuple[tuple[str, Step], ...]:
    """Return the moves that are explained, by date, as (period, move).

    Moves without which the outcome would be another one come first, then moves with known causes, then the others; later ones first.
    """
    moves = [(k, line.on, step) for k, line in enumerate(story.lines) for step in line.steps if _has_choice(step)]
    ranked = sorted(moves, key=lambda move: (move[2].otherwise is None, not move[2].after, -move[0]))[:MOST_DECISIONS]
    return tuple((on, step) for _, on, step in sorted(ranked, key=lambda move: move[0]))


def _has_choice(step: Step) -> bool:
    return step.decision is not None and len(step.decision.actor.options) > 1


def describe_decision(scenarios: ScenariosFinding, step: Step) -> str:
    """Return in one sentence what a move was worth more or less than the other options, and why.

    Args:
        scenarios: The finding.
        step: A move with its decision.
    """
    assert step.decision is not None
    return describe_lead(scenarios.model, step.decision, named=False)


def describe_turns(scenarios: ScenariosFinding, story: Story) -> str:
    """Return what the outcome of a story turned on: each happening without which this future would end otherwise. Empty if none is known.

    Args:
        scenarios: The finding.
        story: One of its stories.
    """
    turns: dict[str, list[str]] = {}
    for name, outcome in story.otherwise.items():
        turns.setdefault(outcome, []).append(f"the failure of {name_assumption(scenarios.model, name)}")
    for line in story.lines:
        for step in line.steps:
            if step.otherwise is not None:
                turns.setdefault(step.otherwise, []).append(f"{step.without} in {line.on}")
    return " ".join(f"{_describe_turn(_name_end(scenarios, outcome), causes)}." for outcome, causes in turns.items())


def _describe_turn(end: str, causes: list[str]) -> str:
    if len(causes) == 1:
        return f"Without {causes[0]}, this future would {end}"
    left_out = len(causes) - MOST_TURNS
    more = [f"{left_out} more"] if left_out > 0 else []
    return f"This future would {end} without any one of these: {format_list([*causes[:MOST_TURNS], *more])}"


def _name_end(scenarios: ScenariosFinding, outcome: str) -> str:
    return f"end in {name_outcome(scenarios.model, outcome)}" if outcome else "have no outcome"


def format_outcome_share(scenarios: ScenariosFinding, outcome: str) -> str:
    """Return the probability of an outcome, rounded so that those of all outcomes sum to 100%.

    Args:
        scenarios: The finding.
        outcome: Name of the outcome.
    """
    asked = scenarios.model.answers[scenarios.answer]
    return format_percent(*balance_shares(scenarios.probabilities, keep=asked if len(asked) == 1 else ())[outcome])
