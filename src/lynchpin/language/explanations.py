"""`lynchpin explain ID`: one kind of fault at length."""

from __future__ import annotations

from lynchpin.errors import ArgumentError
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.wording import find_nearest


def explain(identity: str) -> str:
    """The explanation of a message by its id, with an example set right; ArgumentError with the nearest id if there is none."""
    identity = identity.strip().removeprefix("error[").removeprefix("warning[").rstrip("]")
    entry = CATALOGUE.get(identity)
    if entry is None:
        nearest = find_nearest(identity, CATALOGUE)
        hint = f"did you mean `{nearest}`?" if nearest else f"the ids are {', '.join(CATALOGUE)}"
        raise ArgumentError(f"no message has the id `{identity}`\nhint: {hint}")
    return "\n".join(
        (f"{entry.severity}[{entry.id}]", "", entry.explanation, "", "wrong:", _indent(entry.wrong), "right:", _indent(entry.right))
    )


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
