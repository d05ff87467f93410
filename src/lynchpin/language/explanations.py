"""Explains one kind of message in full, as `lynchpin explain ID` prints it."""

from __future__ import annotations

from lynchpin.errors import ArgumentError
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.wording import find_nearest


def explain(message_id: str) -> str:
    """Return the explanation of a message, with a corrected example.

    Args:
        message_id: The id of the message, alone or as in `error[ID]`.

    Raises:
        ArgumentError: There is no message with this id.
    """
    message_id = message_id.strip().removeprefix("error[").removeprefix("warning[").rstrip("]")
    entry = CATALOGUE.get(message_id)
    if entry is None:
        nearest = find_nearest(message_id, CATALOGUE)
        hint = f"did you mean `{nearest}`?" if nearest else f"the ids are {', '.join(CATALOGUE)}"
        raise ArgumentError(f"unknown message id `{message_id}`\nhint: {hint}")
    return "\n".join(
        (f"{entry.severity}[{entry.id}]", "", entry.explanation, "", "wrong:", _indent(entry.wrong), "right:", _indent(entry.right))
    )


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
