"""Reads the Bayesian interchange format, version 0.15, in which Bayesian networks are published.

Source of the format: F. G. Cozman, The Interchange Format for Bayesian Networks (1998).
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field
from typing import NoReturn

MOST_ROWS = 10_000
"""Largest number of rows of all tables together."""
_TOKEN = re.compile(
    r'\s+|//[^\n]*|/\*.*?\*/|"(?P<quoted>[^"\n]*)"|(?P<mark>[{}()\[\],;|])|(?P<word>[^\s{}()\[\],;|"]+)|(?P<bad>.)', re.DOTALL
)


class BifError(Exception):
    """The file is not in the format. The message says why and where."""


@dataclass(slots=True)
class Variable:
    """One variable of a network.

    Attributes:
        label: Its name in the file.
        states: The names of its states.
        parents: The names of the variables on which it depends.
        rows: The probabilities of its states for each combination of states of the parents.
    """

    label: str
    states: tuple[str, ...]
    parents: tuple[str, ...] = ()
    rows: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """A network: its name, and its variables by name in the order of the file."""

    label: str
    variables: dict[str, Variable]


def read_bif(text: str) -> Network:
    """Read a network.

    Raises:
        BifError: The text is not a complete network.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup == "bad":
                raise BifError(f"line {line}: unexpected `{match[0]}`")
            if match.lastgroup is not None:
                self._tokens.append((match.lastgroup, match[match.lastgroup], line))
            line += match[0].count("\n")
        self._next = 0
        self._variables: dict[str, Variable] = {}

    def read(self) -> Network:
        label = ""
        while self._next < len(self._tokens):
            head = self._word()
            if head == "network":
                label = self._word()
                self._skip_block()
            elif head == "variable":
                self._read_variable()
            elif head == "probability":
                self._read_table()
            else:
                self._fail(f"expected `network`, `variable` or `probability`, found `{head}`")
        if not self._variables:
            raise BifError("it has no variables")
        for variable in self._variables.values():
            if not variable.rows:
                raise BifError(f"`{variable.label}` has no probabilities")
        return Network(label, self._variables)

    def _read_variable(self) -> None:
        label = self._word()
        if label in self._variables:
            self._fail(f"`{label}` is declared twice")
        states: tuple[str, ...] = ()
        self._expect("{")
        while not self._found("}"):
            if self._word() != "type":
                self._skip_statement()
                continue
            if self._word() != "discrete":
                self._fail(f"`{label}` is not discrete")
            if self._found("["):
                self._word()
                self._expect("]")
            self._expect("{")
            states = self._list("}")
            self._found(";")
        if len(states) < 2 or len(set(states)) < len(states):
            self._fail(f"`{label}` needs two or more states with different names")
        self._variables[label] = Variable(label, states)

    def _read_table(self) -> None:
        self._expect("(")
        head: list[str] = [self._word()]
        while not self._found(")"):
            if not self._found("|"):
                self._found(",")
            head.append(self._word())
        for label in head:
            if label not in self._variables:
                self._fail(f"`{label}` is not declared")
        variable = self._variables[head[0]]
        if variable.rows:
            self._fail(f"`{variable.label}` has two tables")
        variable.parents = tuple(head[1:])
        if len(set(head)) < len(head):
            self._fail(f"a variable stands twice in the table of `{variable.label}`")
        count = math.prod(len(self._variables[parent].states) for parent in variable.parents)
        if count + sum(len(v.rows) for v in self._variables.values()) > MOST_ROWS:
            self._fail(f"the tables have more than {MOST_ROWS:,} rows")
        keys = dict.fromkeys(itertools.product(*(self._variables[parent].states for parent in variable.parents)))
        self._read_rows(variable, keys)

    def _read_rows(self, variable: Variable, keys: dict[tuple[str, ...], None]) -> None:
        size = len(variable.states)
        default: tuple[float, ...] | None = None
        self._expect("{")
        while not self._found("}"):
            if self._found("("):
                key = self._list(")")
                if len(key) != len(variable.parents) or key not in keys:
                    self._fail(f"`{', '.join(key)}` are not states of the parents of `{variable.label}`")
                variable.rows[key] = self._numbers(size)
            elif (head := self._word()) == "table":
                values = self._numbers(size * len(keys))
                # The states of the variable itself change slowest.
                variable.rows = {key: values[k :: len(keys)] for k, key in enumerate(keys)}
            elif head == "default":
                default = self._numbers(size)
            else:
                self._skip_statement()
        for key in keys:
            if key not in variable.rows:
                if default is None:
                    self._fail(f"`{variable.label}` has no probabilities for `{', '.join(key) or 'its states'}`")
                variable.rows[key] = default
        variable.rows = {key: variable.rows[key] for key in keys}

    def _numbers(self, size: int) -> tuple[float, ...]:
        words = self._list(";")
        try:
            numbers = tuple(float(word) for word in words)
        except ValueError:
            self._fail("expected numbers")
        if len(numbers) != size:
            self._fail(f"expected {size} numbers, found {len(numbers)}")
        if not all(0 <= number <= 1 for number in numbers):
            self._fail("a probability is not between 0 and 1")
        return numbers

    def _list(self, end: str) -> tuple[str, ...]:
        words: list[str] = []
        while not self._found(end):
            words.append(self._word())
            self._found(",")
        return tuple(words)

    def _skip_statement(self) -> None:
        while not self._found(";"):
            self._next += 1
            self._require()

    def _skip_block(self) -> None:
        self._expect("{")
        while not self._found("}"):
            self._next += 1
            self._require()

    def _require(self) -> tuple[str, str, int]:
        """Return the next token, which must exist."""
        if self._next >= len(self._tokens):
            raise BifError("the file ends in the middle of a block")
        return self._tokens[self._next]

    def _found(self, mark: str) -> bool:
        """Skip a mark if it is the next token, and return whether it was."""
        found = self._next < len(self._tokens) and self._tokens[self._next][:2] == ("mark", mark)
        self._next += found
        return found

    def _expect(self, mark: str) -> None:
        self._require()
        if not self._found(mark):
            self._fail(f"expected `{mark}`")

    def _word(self) -> str:
        kind, text, _ = self._require()
        if kind == "mark":
            self._fail(f"unexpected `{text}`")
        self._next += 1
        return text

    def _fail(self, why: str) -> NoReturn:
        line = self._tokens[min(self._next, len(self._tokens) - 1)][2]
        raise BifError(f"line {line}: {why}")
