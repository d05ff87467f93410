"""One command for each question that is asked of futures: stress, scenarios, policies, update, score."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lynchpin import workflow
from lynchpin.cli import progress
from lynchpin.cli.commands.reading import check_names
from lynchpin.cli.options import Asked, asks
from lynchpin.cli.output import print_finding

GivenEvidence = Annotated[bool, typer.Option("--given-evidence", help="Of the futures that agree with the file's evidence.")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="LABEL", help="With the evidence up to this period; all unless told.", show_default=False)
]
Threshold = Annotated[float, typer.Option("--threshold", metavar="P", help="Breaking sets carry the answer's probability to this.")]


def put(question: str, asked: Asked, **options: Any) -> None:
    """Asks a question of a file and prints the finding."""
    assessment = workflow.load(asked.file)
    check_names(asked, assessment)
    shared: dict[str, Any] = {"futures": asked.futures, "seed": asked.seed, "assume": asked.assume, "policy": asked.policy, "answer": asked.answer}
    finding = workflow.ask(question, assessment, watch=progress.watch, **shared, **options)
    print_finding(finding, json=asked.json)


@asks
def stress(asked: Asked, threshold: Threshold = 0.5, given_evidence: GivenEvidence = False, until: Until = None) -> None:
    """What the answer hangs on: how much each assumption bears, which fail together, what would break it."""
    put("stress", asked, threshold=threshold, given_evidence=given_evidence, until=until)


@asks
def scenarios(asked: Asked, given_evidence: GivenEvidence = False, until: Until = None) -> None:
    """Which combinations of values bring the answer about, and futures that stand for each ending, told by date."""
    put("scenarios", asked, given_evidence=given_evidence, until=until)


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
