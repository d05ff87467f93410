"""Assessment -> Finding, for questions about its claims, which need no futures."""

from __future__ import annotations

from collections.abc import Mapping

from lynchpin.language import count_bases
from lynchpin.language.records import Assessment
from lynchpin.questions.coverage.question import Claim, Element
from lynchpin.questions.record import Question
from lynchpin.questions.shared.finding import Finding


def measure_claims(question: Question, assessment: Assessment, own: Mapping[str, object]) -> Finding:
    """Measure a question about the claims of an assessment, which needs no futures.

    Args:
        question: The question.
        assessment: The assessment.
        own: The question's own options by name.
    """
    a = assessment
    claims = [Claim(n, c.at.source, c.at.locator, c.says, c.carried_by, c.left_out, c.role, c.place.line) for n, c in a.claims.items()]
    elements = [Element(name, kind) for kind, names in _list_elements(a).items() for name in names]
    about = {"title": a.title, "question": a.question, "file_sha256": a.sha256}
    finding: Finding = question.load()(claims, elements, about=about, bases=count_bases(a), **own)
    return finding


def _list_elements(a: Assessment) -> dict[str, list[str]]:
    """Return names by kind. An actor is left out if one of its options or factions carries a claim."""
    carrying = {name for claim in a.claims.values() for name in claim.carried_by}
    members = {
        name: {form for member in (*actor.options, *actor.factions) for form in (member, f"{name}.{member}")}
        for name, actor in a.actors.items()
    }
    sections = ("parameter", a.parameters), ("series", a.series), ("stock", a.stocks), ("auxiliary", a.auxiliaries), ("event", a.events)
    more = ("assumption", a.assumptions), ("outcome", a.outcomes), ("policy", a.policies)
    return {
        **{kind: list(names) for kind, names in sections},
        "actor": [name for name in a.actors if not members[name] & carrying],
        **{kind: list(names) for kind, names in more},
    }
