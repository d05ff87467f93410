"""The record of a question: what commands, `ask`, the report and the progress bar need to know about it before it is measured.

Records load no arrays, so that the command line can list every question and its options at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from numbers import Integral
from pathlib import Path
from typing import Any, Literal

from lynchpin.errors import ArgumentError, QuestionError

KINDS = {float: "a number", int: "a whole number", str: "a text", bool: "True or False", Path: "a path"}
REQUEST = frozenset({"futures", "seed", "assume", "policy", "inputs"})
"""The fields of a request that a person sets."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of one question: a keyword in Python, `--name` on the command line.

    Attributes:
        name: The keyword of the question's `measure_` function.
        kind: The type of its value.
        about: What it is, for the help of the command.
        default: The value if it is not given; None stands for the default of the `measure_` function.
        metavar: The word for its value in the help of the command.
        choices: The values that a text may have, if there are only a few.
        command_line: Whether the command has it too.
        from_file: Whether the command takes the path of a file that contains the value.
        positional: Whether it needs no keyword: in Python it follows the source, on the command line the file.
        required: Whether it must be given.
    """

    name: str
    kind: type[float] | type[int] | type[str] | type[bool] | type[Path]
    about: str
    default: float | bool | None = None
    metavar: str = ""
    choices: tuple[str, ...] = ()
    command_line: bool = True
    from_file: bool = False
    positional: bool = False
    required: bool = False

    def check(self, value: object) -> None:
        """Raise ArgumentError if the value is not of this option's kind."""
        kinds: tuple[type, ...] = {float: (int, float), int: (Integral,), Path: (str, Path)}.get(self.kind, (self.kind,))
        if not isinstance(value, kinds) or (self.kind is not bool and isinstance(value, bool)):
            raise ArgumentError(f"`{self.name}` is {KINDS[self.kind]}, not {value!r}")
        if self.choices and value not in self.choices:
            raise ArgumentError(f"`{self.name}` is one of {', '.join(self.choices)}, not {value!r}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        name: The name of its command.
        about: What it answers, in one sentence.
        step: What is being done while it is measured, for the progress bar.
        measure: Module and name of the function that measures it, as `module:function`. The function takes a model, a request
            (`Draws`), the options below as keywords, and `progress`.
        futures: Default number of futures.
        missing: What a file lacks if the question cannot be asked about it.
        example: The section that would add this, as YAML.
        options: Its own options.
        takes: What else it takes: fields of the request, `answer`, and the reducible share of the answer (`known_reducible`).
        evidence: Whether it uses the evidence of the file never, on request, or always.
        at_hand: Whether it can use futures at hand (`ensemble`) instead of drawing some or all of its own.
        parts: The parts of a report that present it.
        weight: About how long it takes in a report, relative to the other questions.
        about_now: Whether a report asks it again, given the evidence of the file.
        subject: What it is asked of: a model, the claims of a file, or two files.
        function: Its name in Python.
    """

    name: str
    about: str
    step: str
    measure: str
    futures: int = 1
    missing: str = ""
    example: str = ""
    options: tuple[Option, ...] = ()
    takes: frozenset[str] = REQUEST | {"answer"}
    evidence: Literal["never", "on request", "always"] = "never"
    at_hand: Literal["no", "partly", "wholly"] = "no"
    parts: tuple[str, ...] = ()
    weight: float = 1.0
    about_now: bool = False
    subject: Literal["model", "claims", "pair"] = "model"
    function: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", self.function or self.name)

    @property
    def given_step(self) -> str:
        """What is being done while a report asks it given the evidence, for the progress bar."""
        return f"{self.step}, given the evidence"

    def load(self) -> Callable[..., Any]:
        """Return the function that measures it."""
        module, _, name = self.measure.partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def need(self, present: object, missing: str = "") -> None:
        """Check that a file has what the question needs.

        Args:
            present: What the question needs; empty or false if the file lacks it.
            missing: What the file lacks, for the message; by default as in `missing`.

        Raises:
            QuestionError: The file lacks it. The message has a section to add.
        """
        if not present:
            lines = "\n".join(f"    {line}" for line in self.example.strip("\n").splitlines())
            raise QuestionError(f"`{self.name}` cannot be asked of this file: {missing or self.missing}\nhint: add, for example\n{lines}")
