"""The commands that ask one question: of a file, of the claims of a file, or of two files."""

from __future__ import annotations

from pathlib import Path

from lynchpin.cli import bar, progress
from lynchpin.cli.commands.findings import print_finding
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked
from lynchpin.engine import Draws
from lynchpin.errors import ArgumentError
from lynchpin.questions.record import Question
from lynchpin.workflow import asking, comparing
from lynchpin.workflow.loading import load
from lynchpin.workflow.requests import Fields


def ask_model(question: Question, asked: Asked, *, given_evidence: bool = False, until: str | None = None, **own: object) -> None:
    """Ask a question of a file and print the finding.

    Args:
        question: The question.
        asked: Values of the shared options.
        given_evidence: Whether to use futures that agree with the evidence.
        until: The last period whose evidence counts.
        own: The question's own options.
    """
    bar.show()
    assessment = load(asked.file)
    check_names(asked, assessment)
    refuse_unused(question, asked)
    if own.get("save") is not None:
        progress.note(f"finished groups are kept in {own['save']}; the same command continues from there")
    fields = Fields(answer=asked.answer)
    finding = asking.ask_record(
        question, assessment, build_draws(question, asked), fields, own, given_evidence=given_evidence, until=until, watch=progress.watch
    )
    print_finding(finding, assessment, json=asked.json)


def ask_claims(question: Question, asked: Asked, **own: object) -> None:
    """Ask a question of the claims of a file and print the finding.

    Args:
        question: The question.
        asked: Values of the shared options.
        own: The question's own options.
    """
    assessment = load(asked.file)
    check_names(asked, assessment)
    files = {option.name for option in question.options if option.from_file}
    read = {name: read_plain(value) if name in files and isinstance(value, Path) else value for name, value in own.items()}
    print_finding(asking.ask_record(question, assessment, None, Fields(), read), assessment, json=asked.json)


def compare(question: Question, asked: Asked, *, other: str, given_evidence: bool = False) -> None:
    """Report what changed between two files, and what each change does to the answer.

    Args:
        question: The question.
        asked: Values of the shared options.
        other: The second file.
        given_evidence: Always refused, with the reason.
    """
    if given_evidence:
        raise ArgumentError(
            "`compare` does not use evidence: each mixed version would need a separate filter, whose errors exceed most shares\n"
            f"hint: compare the posteriors: `lynchpin update {asked.file}` and `lynchpin update {other}`"
        )
    bar.show()
    before, after = load(asked.file), load(other)
    check_names(asked, before)
    finding = comparing.compare(before, after, draws=build_draws(question, asked), answer=asked.answer, watch=progress.watch)
    print_finding(finding, before, json=asked.json)


def build_draws(question: Question, asked: Asked) -> Draws:
    """Return the request for a question from the shared options.

    Args:
        question: The question, which has a default number of futures.
        asked: Values of the shared options.

    Raises:
        ArgumentError: A value is out of range.
    """
    return Draws(question.futures if asked.futures is None else asked.futures, seed=asked.seed, assume=asked.assume, policy=asked.policy)


def refuse_unused(question: Question, asked: Asked) -> None:
    """Raise ArgumentError if a shared option would be ignored by this question.

    Args:
        question: The question.
        asked: Values of the shared options.
    """
    for name, value in (("policy", asked.policy), ("answer", asked.answer)):
        if value is not None and name not in question.takes:
            raise ArgumentError(f"`lynchpin {question.name}` does not take `--{name}`")


def read_plain(path: Path) -> str:
    """Read the text of a source. Raises ArgumentError if there is no such file, or it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ArgumentError(f"{path} is not UTF-8 text\nhint: save the source as plain text") from None
