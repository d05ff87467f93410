"""Findings: the frozen results of questions, with a table, a JSON form, a chart and sentences."""

from __future__ import annotations

import math
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from lynchpin.engine.model import Model
from lynchpin.errors import ArgumentError

ChartMaker = Callable[["Finding"], Any]
_chart_makers: dict[str, ChartMaker] = {}
_notebook: Callable[[Finding], str] | None = None


@dataclass(frozen=True, slots=True)
class Sentences:
    """Functions that describe the findings of a question in words, and list warnings."""

    describe: Callable[[Finding], str]
    warn: Callable[[Finding], list[str]] = lambda finding: []


_sentences: dict[str, Sentences] = {}


class Finding(ABC):
    """The answer to one question. Subclasses are frozen dataclasses (`eq=False, repr=False`), one per question.

    `question` is the name of its command.
    """

    question: ClassVar[str]
    nonfinite: Mapping[str, int] = MappingProxyType({})
    """Number of futures that were left out because of a non-finite value, by the quantity that had the first one."""

    @property
    @abstractmethod
    def table(self) -> pd.DataFrame:
        """The main table of the finding."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON: plain dicts, lists, numbers and strings. Non-finite numbers are None."""

    def __str__(self) -> str:
        """Return one to five sentences, written by `lynchpin.presentation`; if that is not imported, the name of the class."""
        words = _sentences.get(self.question)
        return f"{type(self).__name__} (import lynchpin.presentation to see it in words)" if words is None else words.describe(self)

    def warnings(self) -> list[str]:
        """Return warnings about this finding, one sentence each; empty if there are none."""
        words = _sentences.get(self.question)
        return [] if words is None else words.warn(self)

    def __repr__(self) -> str:
        first = str(self).partition(". ")[0].removesuffix(".")
        return f"<{type(self).__name__}: {textwrap.shorten(first, 100, placeholder=' …')}>"

    def _repr_html_(self) -> str | None:
        """Return the finding as HTML for a notebook, written by `lynchpin.presentation`: summary, chart and a small table."""
        return None if _notebook is None else _notebook(self)

    def chart(self) -> Any:
        """Return the finding as an Altair chart. `lynchpin.presentation` draws it; `lynchpin.ask` imports that package.

        Raises:
            ArgumentError: The question has no chart, or the finding has nothing to draw.
        """
        if self.question not in _chart_makers:
            raise ArgumentError(f"no chart of `{self.question}` is known; import lynchpin.presentation, which draws")
        return _chart_makers[self.question](self)


def register_notebook(writer: Callable[[Finding], str]) -> None:
    """Set the function that writes findings as HTML for notebooks. Called by `lynchpin.presentation`."""
    global _notebook
    _notebook = writer


def register_chart(question: str, maker: ChartMaker) -> None:
    """Set the function that draws the findings of a question. Called by `lynchpin.presentation`.

    Args:
        question: Name of the question.
        maker: Draws a finding.
    """
    _chart_makers[question] = maker


def register_sentences(question: str, sentences: Sentences) -> None:
    """Set the functions that describe the findings of a question in words. Called by `lynchpin.presentation`.

    Args:
        question: Name of the question.
        sentences: The functions.
    """
    _sentences[question] = sentences


def make_plain(value: Any) -> Any:
    """Return the value with NumPy types as Python types, and every non-finite number as None."""
    if isinstance(value, Mapping):
        return {str(key): make_plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return make_plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [make_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def describe_run(model: Model, *, futures: int, seed: int, independent: int | None = None) -> dict[str, Any]:
    """Return the head of every JSON result: the file, its question, the number of futures, how they are used, and the seed.

    A question whose probabilities are not counted replaces `method` and `effective_futures`.

    Args:
        model: The model.
        futures: Number of futures.
        seed: The seed.
        independent: Number of independent groups of futures, if futures are dependent.
    """
    return {
        "lynchpin": version("lynchpin"),
        "title": model.title,
        "question": model.question,
        "file_sha256": model.sha256,
        "futures": futures,
        "method": "counting",
        "effective_futures": futures if independent is None else independent,
        "seed": seed,
    }


def find_answer(model: Model, name: str | None) -> str:
    """Return the name of an answer, by default the first of the file.

    Args:
        model: The model.
        name: The name.

    Raises:
        ArgumentError: The file has no such answer.
    """
    if name is None:
        return next(iter(model.answers))
    if not isinstance(name, str) or name not in model.answers:
        raise ArgumentError(f"there is no answer called `{name}`; there is: {', '.join(model.answers)}")
    return name


def join_words(words: list[str]) -> str:
    """Return a list in words: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def describe_nonfinite(finding: Finding) -> dict[str, Any]:
    """Return, for the JSON, the number of futures that were left out because of a non-finite value, in all and by quantity."""
    return {"unsound": sum(finding.nonfinite.values()), "nonfinite": dict(finding.nonfinite)}
