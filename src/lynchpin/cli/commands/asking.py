"""One command for each question that is asked of one file: stress, drivers, scenarios, signposts, policies, update, score, coverage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from lynchpin import workflow
from lynchpin.asking import ask, ask_coverage
from lynchpin.cli import progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked, asks
from lynchpin.cli.output import print_finding
from lynchpin.errors import ArgumentError

GivenEvidence = Annotated[bool, typer.Option("--given-evidence", help="Of the futures that agree with the file's evidence.")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="LABEL", help="With the evidence up to this period; all unless told.", show_default=False)
]
Threshold = Annotated[float, typer.Option("--threshold", metavar="P", help="Breaking sets carry the answer's probability to this.")]


def put(question: str, asked: Asked, **options: Any) -> None:
    """Asks a question of a file and prints the finding."""
    assessment = workflow.load(asked.file)
    check_names(asked, assessment)
    shared: dict[str, Any] = {
        "futures": asked.futures,
        "seed": asked.seed,
        "assume": asked.assume,
        "policy": asked.policy,
        "answer": asked.answer,
    }
    finding = ask(question, assessment, watch=progress.watch, **shared, **options)
    print_finding(finding, assessment, json=asked.json)


@asks
def stress(asked: Asked, threshold: Threshold = 0.5, given_evidence: GivenEvidence = False, until: Until = None) -> None:
    """What the answer hangs on: how much each assumption bears, which fail together, what would break it."""
    put("stress", asked, threshold=threshold, given_evidence=given_evidence, until=until)


@asks
def drivers(
    asked: Asked,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="NAME", help="An answer, or a stock or auxiliary at the end; the headline answer unless told."),
    ] = None,
    given_evidence: GivenEvidence = False,
    until: Until = None,
) -> None:
    """Which unknowns matter: sensitivity to every uncertain value, and what it would be worth to know each."""
    put("drivers", asked, of=of, given_evidence=given_evidence, until=until)


@asks
def scenarios(asked: Asked, given_evidence: GivenEvidence = False, until: Until = None) -> None:
    """Which combinations of values bring the answer about, and futures that stand for each ending, told by date."""
    put("scenarios", asked, given_evidence=given_evidence, until=until)


@asks
def signposts(asked: Asked, given_evidence: GivenEvidence = False, until: Until = None) -> None:
    """What to watch, and when one would know: how well each indicator tells the futures apart, period by period."""
    put("signposts", asked, given_evidence=given_evidence, until=until)


@asks
def policies(
    asked: Asked,
    aspiration: Annotated[
        float | None, typer.Option("--aspiration", metavar="X", help="What the goals must come to; the status quo's median unless told.")
    ] = None,
    given_evidence: GivenEvidence = False,
    until: Until = None,
) -> None:
    """What could be done: each policy against the status quo, regret, and the robust choice."""
    put("policies", asked, aspiration=aspiration, given_evidence=given_evidence, until=until)


@asks
def update(asked: Asked, until: Until = None) -> None:
    """What to think now, given the evidence of the file, item by item."""
    put("update", asked, until=until)


@asks
def score(
    asked: Asked,
    happened: Annotated[
        str | None, typer.Option("--happened", metavar="OUTCOME", help="How it ended, where the file's forecasts do not settle it.")
    ] = None,
) -> None:
    """How good the forecasts of the file were, by author, and the model beside them."""
    put("score", asked, happened=happened)


@asks
def coverage(
    asked: Asked,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="PATH", help="The source's text, in which each claim's place is opened.")
    ] = None,
) -> None:
    """Whether the whole of what the sources say is in the model: every claim with what carries it."""
    assessment = workflow.load(asked.file)
    check_names(asked, assessment)
    print_finding(ask_coverage(assessment, None if text is None else read_plain(text)), assessment, json=asked.json)


def read_plain(path: Path) -> str:
    """A source's text; ArgumentError where there is no such file, or it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ArgumentError(f"{path} is not UTF-8 text\nhint: save the source as plain text") from None
