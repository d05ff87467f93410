"""Part 1, the answer: its probability and word of likelihood, the confidence in it, how evidence moved it, and the outcomes."""

from __future__ import annotations

from lynchpin.presentation.charts.outcomes import draw_outcomes
from lynchpin.presentation.charts.path import draw_path
from lynchpin.presentation.charts.yardstick import Mark, draw_yardstick
from lynchpin.presentation.confidence import find_confidence
from lynchpin.presentation.likelihoods import name_likelihood
from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.sentences import forecast as forecast_words
from lynchpin.presentation.sentences import update as update_words
from lynchpin.presentation.states import State
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wording import format_list, open_sentence
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.robustness.question import RobustnessFinding
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.stress.question import StressFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import WHOLE, Block, ConfidenceNote, Group, Key, Lines, Paragraph, Part, Picture, Verdict
from lynchpin.report.parts.common import describe, describe_as_of, describe_missing, fold, list_failures, show
from lynchpin.report.story import Story

TITLE = "The answer"
MAIN = 7
"""Columns of the answer and its outcomes. Confidence and the path of the evidence are next to them."""


def build_answer(story: Story, number: int) -> Part:
    """Build the part from the forecast and the update of a story.

    Args:
        story: The findings about the assessment.
        number: Number of the part on the complete page.
    """
    run, update = story.find(ForecastFinding), story.find(UpdateFinding)
    if run is None:
        sentence = describe_missing(story, "run", "No futures were drawn.")
        return Part(number, "answer", TITLE, sentence, tuple(list_failures(story, "run", "update")))
    states, beside = story.states, WHOLE - MAIN
    found = story.find(StressFinding), story.find(ScoreFinding), story.find(RobustnessFinding)
    confidence = ConfidenceNote(find_confidence(story.assessment, *found))
    warnings = [Paragraph(text, heading="Warning") for text in (update_words.warn(update) if update else [])]
    blocks: list[Block] = [
        Group((_make_verdict(story), _draw_marks(story), Picture(draw_outcomes(states, story.asked), span=MAIN)), span=MAIN),
        Group((confidence, *warnings, *(show(draw_path(update), span=beside) if update else [])), span=beside),
        _make_key(story),
        *_list_other_answers(story),
        *list_failures(story, "update"),
    ]
    sentence = update_words.describe_answer(update, story.answer) if update else forecast_words.describe_answer(run, story.answer)
    return Part(number, "answer", TITLE, sentence, tuple(blocks), terms=_describe_terms(states[0]))


def _describe_terms(state: State) -> str:
    first, last = state.periods[0], state.periods[-1]
    return f"A future is one simulated path from {first} to {last}. An outcome is how a future ends."


def name_state(story: Story, state: State) -> str:
    """Return the name of a state of knowledge, such as `Before the evidence`; the date of the file if it has no evidence.

    Args:
        story: The story.
        state: The state of knowledge.
    """
    return open_sentence(state.when) or describe_as_of(story)


def _make_verdict(story: Story) -> Verdict:
    cells = []
    for state in story.states:
        word = open_sentence(name_likelihood(state.answers[story.answer], story.terms))
        cells.append((name_state(story, state), word, format_share(*state.shown_answers[story.answer])))
    return Verdict(tuple(cells))


def _draw_marks(story: Story) -> Picture:
    """Draw the yardstick with the states of knowledge, the earliest first."""
    marks = [Mark(name_state(story, s), *s.answers[story.answer]) for s in reversed(story.states)]
    title = f"Probability of {name_answer(story.answer)} in words of likelihood"
    return Picture(draw_yardstick(title, marks, story.terms, story.assessment.yardstick), span=MAIN)


def _list_other_answers(story: Story) -> list[Block]:
    """List the other answers of the file, one per line."""
    others = [name for name in story.assessment.answers if name != story.answer]
    lines = []
    for name in others:
        parts = []
        for state in story.states:
            when, word = name_state(story, state), name_likelihood(state.answers[name], story.terms)
            parts.append(f"{when[:1].lower() + when[1:]} {format_share(*state.shown_answers[name])}, {word}")
        lines.append(f"Probability of {name_answer(name)}: {'; '.join(parts)}.")
    return fold(f"Other answers of the file: {format_list([name_answer(n) for n in others])}", [Lines("", tuple(lines))]) if lines else []


def _make_key(story: Story) -> Key:
    names = list(story.states[0].outcomes)
    colours = choose_colours(names, story.asked)
    rows = [(colours[n], n, describe(story, "outcome", n), tuple(format_share(*s.shown_outcomes[n]) for s in story.states)) for n in names]
    return Key(tuple(name_state(story, s) for s in story.states), tuple(rows))
