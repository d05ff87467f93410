"""The options of the commands, and how their values are read."""

from __future__ import annotations

import inspect
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from lynchpin.errors import ArgumentError
from lynchpin.questions.record import Option, Question

MOST_FUTURES = 2**32
"""The same as in `engine.order`, which a command does not load before it has read its options."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Values of the shared options. `futures` is None for the question's default."""

    file: str
    json: bool
    futures: int | None
    seed: int
    assume: Mapping[str, float]
    policy: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option of a command: its keyword, its type as the parser reads it, and its default (`...` if it is required)."""

    name: str
    kind: Any
    default: Any = ...

    def describe(self) -> inspect.Parameter:
        """Return it in the form of the parser."""
        default = inspect.Parameter.empty if self.default is ... else self.default
        return inspect.Parameter(self.name, inspect.Parameter.KEYWORD_ONLY, annotation=self.kind, default=default)


def read_shared(given: dict[str, Any]) -> Asked:
    """Take the values of the shared options out of the parsed options."""
    return Asked(
        file=given.pop("file"),
        json=given.pop("json"),
        futures=read_futures(given.pop("futures")),
        seed=read_seed(given.pop("seed")),
        assume=read_assume(given.pop("assume")),
        policy=given.pop("policy"),
        answer=given.pop("answer"),
    )


def read_futures(text: str | None) -> int | None:
    """Read `--futures`: a whole number such as 100000, 100_000 or 1e5."""
    if text is None:
        return None
    try:
        number = float(text.replace("_", "").replace(",", ""))
    except ValueError:
        raise ArgumentError(f"`--futures {text}`: not a number\nhint: give a whole number, such as 10000") from None
    if not math.isfinite(number) or number != int(number):
        raise ArgumentError(f"`--futures {text}`: not a whole number\nhint: give a whole number, such as 10000")
    if not 1 <= number <= MOST_FUTURES:
        raise ArgumentError(f"`--futures {text}`: there must be from 1 to {MOST_FUTURES:,} futures")
    return int(number)


def read_seed(text: str) -> int:
    """Read `--seed`: any whole number."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentError(f"`--seed {text}`: not a whole number\nhint: give any whole number, such as 1") from None


def read_assume(texts: list[str] | None) -> dict[str, float]:
    """Read `--assume NAME=holds|fails|P`: the probability that each assumption holds."""
    assumed: dict[str, float] = {}
    for text in texts or []:
        name, equals, state = (part.strip() for part in text.partition("="))
        if not name or not equals:
            raise ArgumentError(f"`--assume {text}`: not of the form NAME=holds, NAME=fails or NAME=P")
        if name in assumed:
            raise ArgumentError(f"`--assume {text}`: `{name}` is assumed twice")
        assumed[name] = _read_state(text, name, state)
    return assumed


def _read_state(text: str, name: str, state: str) -> float:
    if state in ("holds", "fails"):
        return float(state == "holds")
    try:
        probability = float(state.removesuffix("%")) / (100 if state.endswith("%") else 1)
    except ValueError:
        probability = math.nan
    if not 0 <= probability <= 1:
        raise ArgumentError(f"`--assume {text}`: `{name}` can be assumed to hold, to fail, or to hold with a probability from 0 to 1\n"
                            f"hint: {name}=holds, {name}=fails, {name}=0.7 or {name}=70%")  # fmt: skip
    return probability


def log_tracebacks() -> None:
    """Log tracebacks on standard error."""
    logger = logging.getLogger("lynchpin")
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.DEBUG)


def _argument(name: str, metavar: str, about: str) -> Parameter:
    return Parameter(name, Annotated[str, typer.Argument(metavar=metavar, help=about, show_default=False)])


def _option(name: str, kind: Any, about: str, *, metavar: str | None = None, short: str = "", default: Any = None) -> Parameter:
    names = [f"--{name.replace('_', '-')}", *([short] if short else [])]
    shown = default not in (None, ...)
    return Parameter(name, Annotated[kind, typer.Option(*names, metavar=metavar, help=about, show_default=shown)], default)


def _switch(name: str, about: str, *, flag: str = "", hidden: bool = False) -> Parameter:
    names = flag or f"--{name.replace('_', '-')}"
    return Parameter(name, Annotated[bool, typer.Option(names, help=about, hidden=hidden, show_default=False)], False)


FILE = _argument("file", "FILE", "A path, or the name of a shipped assessment.")
JSON = _switch("json", "Print the result as JSON on standard output, and nothing else there.")
BUNDLE = _switch("bundle", "Write the numbers of its data files into the text.")
SHARED = (
    JSON,
    _option("futures", str | None, "Number of futures to draw.", metavar="N"),
    _option("seed", str, "The same seed gives the same futures.", metavar="N", default="0"),
    _option("assume", list[str] | None, "Force an assumption, or set its credence; repeatable.", metavar="NAME=holds|fails|P"),
    _option("policy", str | None, "Apply this policy of the file.", metavar="NAME"),
    _option("answer", str | None, "The answer that the question is about; by default the first of the file.", metavar="NAME"),
)
"""The options of every command with a FILE."""
FIX = _switch("fix", "First correct what can be corrected safely, and print the difference; comments and layout stay.")
REPORT = (
    _option("output", Path | None, "Where to write the page; by default NAME.html in this folder.", metavar="PATH", short="-o"),
    _option("only", list[str] | None, "Write only this part of the page; repeatable.", metavar="PART"),
    _switch("quick", "Draw 2,000 futures for each question: a first page, with larger errors."),
    _switch("brief", "Write one printed page: the answer, what it depends on, what to watch."),
    _switch("pdf", "Also write an A4 PDF beside the page, printed by Chromium."),
    _switch("markdown", "Also write Markdown beside the page, with the charts as PNG.", flag="--md"),
)
EVIDENCE = _switch("given_evidence", "Use futures that agree with the file's evidence.")
UNTIL = _option("until", str | None, "Use the evidence up to and including this period; by default all.", metavar="LABEL")
OTHER = _argument("other", "FILE2", "The later version, or the other file.")
NO_EVIDENCE = _switch("given_evidence", "Not for this command.", hidden=True)
"""Only there to be refused with its reason."""
NEW = _argument("name", "NAME", "The name of the assessment.")
NEW_OUTPUT = _option("output", Path | None, "Where to write; by default NAME.yaml.", metavar="PATH", short="-o")
IMPORT = (
    _argument("file", "FILE", "A model (.mdl, .xmile, .stmx, .xml), a game (.nfg, .efg) or a Bayesian network (.bif)."),
    _option("output", Path | None, "Where to write; by default beside FILE, with the extension .yaml.", metavar="PATH", short="-o"),
    _switch("overwrite", "Replace the file if it exists."),
)
LIKE = _option("like", str | None, "The kind of file: debt, dispute, epidemic, game or network; by default a general one.", metavar="KIND")
MESSAGE = _argument("message", "ID", "The id in `error[ID]`.")


def list_own(question: Question) -> tuple[Parameter, ...]:
    """List the arguments and options of a question's command, besides the shared ones."""
    own = [_offer(option) for option in question.options if option.command_line]
    if question.subject == "pair":
        return (OTHER, *own, NO_EVIDENCE)
    return (
        *own,
        *((EVIDENCE,) if question.evidence == "on request" else ()),
        *((UNTIL,) if question.evidence != "never" else ()),
    )


def _offer(option: Option) -> Parameter:
    if option.positional:
        return _argument(option.name, option.metavar, option.about)
    if option.kind is bool:
        return _switch(option.name, option.about)
    kind: Any = Path if option.from_file else option.kind
    wanted = kind if option.default is not None or option.required else kind | None
    default = ... if option.required else option.default
    return _option(option.name, wanted, option.about, metavar=option.metavar or None, default=default)
