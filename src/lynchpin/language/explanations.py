"""Explains one kind of message in full, as `lynchpin explain ID` prints it."""

from __future__ import annotations

from lynchpin.errors import ArgumentError
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.wording import find_nearest


def explain(identity: str) -> str:
    """Return the explanation of a message, with a corrected example.

    Args:
        identity: The id of the message, alone or as in `error[ID]`.

    Raises:
        ArgumentError: There is no message with this id.
    """
    identity = identity.strip().removeprefix("error[").removeprefix("warning[").rstrip("]")
    entry = CATALOGUE.get(identity)
    if entry is None:
        nearest = find_nearest(identity, CATALOGUE)
        hint = f"did you mean `{nearest}`?" if nearest else f"the ids are {', '.join(CATALOGUE)}"
        raise ArgumentError(f"unknown message id `{identity}`\nhint: {hint}")
    return "\n".join(
        (f"{entry.severity}[{entry.id}]", "", entry.explanation, "", "wrong:", _indent(entry.wrong), "right:", _indent(entry.right))
    )


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
