"""What every question answers with: a frozen finding that has a table, a JSON form, a chart and a sentence in plain words."""

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
    """How the findings of a question are put into words: all in all, and what to be warned of."""

    describe: Callable[[Finding], str]
    warn: Callable[[Finding], list[str]] = lambda finding: []


_sentences: dict[str, Sentences] = {}


class Finding(ABC):
    """The answer to one question. Subclasses are frozen dataclasses (`eq=False, repr=False`), one per question.

    `question` is the name of the command that asks it.
    """

    question: ClassVar[str]
    nonfinite: Mapping[str, int] = MappingProxyType({})
    """Number of futures that were left out for a non-finite value, by the quantity that was the first to have one."""

    @property
    @abstractmethod
    def table(self) -> pd.DataFrame:
        """The finding's main table, one row per thing found."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON: plain dicts, lists, numbers and strings; what is not a finite number is None."""

    def __str__(self) -> str:
        """One to five sentences in plain words, written by `lynchpin.presentation`; without that, the name of the finding's class."""
        words = _sentences.get(self.question)
        return f"{type(self).__name__} (import lynchpin.presentation to see it in words)" if words is None else words.describe(self)

    def warnings(self) -> list[str]:
        """What a reader of this finding should be warned of, a sentence each; empty where all went well."""
        words = _sentences.get(self.question)
        return [] if words is None else words.warn(self)

    def __repr__(self) -> str:
        first = str(self).partition(". ")[0].removesuffix(".")
        return f"<{type(self).__name__}: {textwrap.shorten(first, 100, placeholder=' …')}>"

    def _repr_html_(self) -> str | None:
        """The finding for a notebook, written by `lynchpin.presentation`: its summary, its chart and a small table."""
        return None if _notebook is None else _notebook(self)

    def chart(self) -> Any:
        """The finding drawn, as an Altair chart. Drawing is the work of `lynchpin.presentation`, which `lynchpin.ask` brings along.

        Raises ArgumentError where nobody has said how the question is drawn, or the finding holds nothing that could be drawn.
        """
        if self.question not in _chart_makers:
            raise ArgumentError(f"no chart of `{self.question}` is known; import lynchpin.presentation, which draws")
        return _chart_makers[self.question](self)


def register_notebook(writer: Callable[[Finding], str]) -> None:
    """Set how findings show themselves in a notebook; called by the package that presents them."""
    global _notebook
    _notebook = writer


def register_chart(question: str, maker: ChartMaker) -> None:
    """Set how the findings of a question are drawn; called by the package that draws."""
    _chart_makers[question] = maker


def register_sentences(question: str, sentences: Sentences) -> None:
    """Say how the findings of a question are put into words; called by `lynchpin.presentation`."""
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


def describe_run(model: Model, *, futures: int, seed: int) -> dict[str, Any]:
    """Return the head of every JSON result: the file, the question, the number of futures and the seed."""
    return {
        "lynchpin": version("lynchpin"),
        "title": model.title,
        "question": model.question,
        "file_sha256": model.sha256,
        "futures": futures,
        "seed": seed,
    }


def find_answer(model: Model, name: str | None) -> str:
    """Return the name of the answer, by default the first of the file. Raises ArgumentError if the file has no such answer."""
    if name is None:
        return next(iter(model.answers))
    if not isinstance(name, str) or name not in model.answers:
        raise ArgumentError(f"there is no answer called `{name}`; there is: {', '.join(model.answers)}")
    return name


def join_words(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def describe_nonfinite(finding: Finding) -> dict[str, Any]:
    """How many futures were left out for a non-finite value, and which quantity caused it, for the JSON of a finding."""
    return {"unsound": sum(finding.nonfinite.values()), "nonfinite": dict(finding.nonfinite)}
