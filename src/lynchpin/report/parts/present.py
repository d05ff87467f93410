"""Parts about the present: the finding given the evidence, and next to it the finding before the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lynchpin.presentation.states import BEFORE
from lynchpin.presentation.wording import open_sentence
from lynchpin.report.blocks import Block, Paragraph, Part, mark
from lynchpin.report.parts.common import describe_missing, find_basis, fold, list_failures
from lynchpin.report.story import Found, Story

OVER = "The evidence reaches the end of the clock, so this part shows the state before the evidence."


@dataclass(frozen=True)
class Frame:
    """The fixed texts of a part: its number, name and title, and the sentence if its question cannot be asked."""

    number: int
    name: str
    title: str
    nothing: str


@dataclass(frozen=True)
class Shown:
    """A finding as a part shows it: first sentence, blocks, and definitions of terms."""

    sentence: str
    blocks: list[Block]
    terms: str = ""


def build_present(
    story: Story, frame: Frame, kind: type[Found], show: Callable[[Found], Shown], describe_before: Callable[[Found, Found], str]
) -> Part:
    """Build a part from the latest finding of a kind; the finding before the evidence is folded below it.

    Args:
        story: The story.
        frame: The place and title of the part.
        kind: The class of the finding.
        show: How a finding is shown.
        describe_before: Compares the latest finding with the one before the evidence, in a sentence; empty if there is nothing to compare.

    Returns:
        The part.
    """
    latest, before = story.find(kind), story.find_before(kind)
    failures = list_failures(story, kind.question)
    if latest is None:
        return Part(frame.number, frame.name, frame.title, describe_missing(story, kind.question, frame.nothing), tuple(failures))
    shown, basis = show(latest), OVER if story.over else find_basis(story, given=latest in story.given)
    blocks = [*failures, *shown.blocks]
    if before is not None:
        earlier, comparison = show(before), describe_before(latest, before)
        basis = f"{basis}. {comparison}" if comparison else basis
        blocks += fold(open_sentence(BEFORE), [Paragraph(earlier.sentence)], mark(earlier.blocks, BEFORE))
    return Part(frame.number, frame.name, frame.title, shown.sentence, tuple(blocks), basis=basis, terms=shown.terms)
