"""Sentences about scenarios and their stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def say_stories(stories: Sequence[Row]) -> str:
    """`stories` are one for each ending."""
    each = f"One story for each of {len(stories)} endings, with the share of futures that end so" if len(stories) != 1 else "One story"
    return f"{each}: a future that was drawn, the most typical of its kind."
