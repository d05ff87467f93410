"""Part 1, the answer: the probability with its error and its word, confidence apart, how evidence moved it, the endings as one bar."""

from __future__ import annotations

from lynchpin.presentation.charts.outcomes import draw_outcomes
from lynchpin.presentation.charts.path import draw_path
from lynchpin.presentation.charts.yardstick import Mark, draw_yardstick
from lynchpin.presentation.confidence import find_confidence
from lynchpin.presentation.sentences.forecast import say_answer, say_commonest
from lynchpin.presentation.theme import choose_colours
from lynchpin.presentation.wording import find_likelihood, open_sentence, say_count, say_list, say_name, say_share
from lynchpin.report.blocks import WHOLE, Block, ConfidenceNote, Group, Key, Lines, Paragraph, Part, Picture, Verdict
from lynchpin.report.parts.common import Finding, describe, fold, list_failures, say_as_of, say_given, say_missing, show
from lynchpin.report.story import Story

TITLE = "The answer"
MAIN = 7
"""Columns of the answer and its endings, beside which stand the confidence in it and how evidence moved it."""


def build_answer(story: Story, number: int) -> Part:
    run, update = story.told.get("run"), story.told.get("update")
    if run is None:
        sentence = say_missing(story, "run", "No futures were drawn.")
        return Part(number, "answer", TITLE, sentence, tuple(list_failures(story, "run", "update")))
    states = [(say_as_of(story), run)] + ([(say_given(update), update)] if update else [])
    beside = WHOLE - MAIN
    bar = draw_outcomes(say_commonest(run), [(when, f["outcomes"]) for when, f in states], story.asked)
    confidence = ConfidenceNote(find_confidence(story.assessment, story.told.get("stress", {})))
    blocks: list[Block] = [
        Group((_make_verdict(story, states), _draw_marks(story, states), Picture(bar, span=MAIN)), span=MAIN),
        Group((confidence, *_warn_of_few(update), *(show(draw_path(update), span=beside) if update else [])), span=beside),
        _make_key(story, states),
        *_list_other_answers(story, states),
        *list_failures(story, "update"),
    ]
    return Part(number, "answer", TITLE, say_answer(run, story.terms, update, answer=story.answer), tuple(blocks))


def _warn_of_few(update: Finding | None) -> list[Block]:
    if not update or not update.get("too_few"):
        return []
    left = say_count(max(round(update["effective_sample_size"]), 1), "independent future")
    said = f"What agrees with the evidence is worth only {left}: read what is given it as a rough indication."
    return [Paragraph(said, heading="Few are left")]


def _make_verdict(story: Story, states: list[tuple[str, Finding]]) -> Verdict:
    cells = []
    for when, finding in states:
        p = finding["answers"][story.answer]
        words = find_likelihood(p["probability"], story.terms, p["standard_error"])
        cells.append((when, open_sentence(str(words)), say_share(p["probability"], p["standard_error"])))
    return Verdict(tuple(cells))


def _draw_marks(story: Story, states: list[tuple[str, Finding]]) -> Picture:
    found = [(when, finding["answers"][story.answer]) for when, finding in states]
    marks = [Mark(when, p["probability"], p["standard_error"]) for when, p in found]
    what = "The answer" if story.answer == "yes" else f"“{open_sentence(say_name(story.answer))}”"
    title = f"{what} on the yardstick"
    return Picture(draw_yardstick(title, marks, story.terms, story.assessment.yardstick), span=MAIN)


def _list_other_answers(story: Story, states: list[tuple[str, Finding]]) -> list[Block]:
    """The file's other answers, a line each."""
    lines = []
    others = [name for name in story.assessment.answers if name != story.answer]
    for name in others:
        parts = []
        for when, finding in states:
            p = finding["answers"][name]
            words = find_likelihood(p["probability"], story.terms, p["standard_error"])
            parts.append(f"{when[:1].lower() + when[1:]} {say_share(p['probability'], p['standard_error'])}, {words}")
        lines.append(f"{open_sentence(say_name(name))}: {'; '.join(parts)}.")
    return fold(f"Other answers of the file: {say_list([f'“{say_name(n)}”' for n in others])}", [Lines("", tuple(lines))]) if lines else []


def _make_key(story: Story, states: list[tuple[str, Finding]]) -> Key:
    names = [o["name"] for o in states[0][1]["outcomes"]]
    colours = choose_colours(names, story.asked)
    found = [{o["name"]: o for o in finding["outcomes"]} for _, finding in states]
    rows = [
        (colours[n], n, describe(story, "outcome", n), tuple(say_share(f[n]["probability"], f[n]["standard_error"]) for f in found))
        for n in names
    ]
    return Key(tuple(when for when, _ in states), tuple(rows))
