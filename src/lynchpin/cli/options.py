"""Options that commands share, and how their values are read."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import typer

from lynchpin.errors import ArgumentError

MOST_FUTURES = 2**32


@dataclass(frozen=True, slots=True)
class Asked:
    """What every question is asked with. `futures` is None where the question's own number is to be used."""

    file: str
    json: bool
    futures: int | None
    seed: int
    assume: Mapping[str, float]
    policy: str | None
    answer: str | None


def read_futures(text: str | None) -> int | None:
    """`--futures`: a whole number such as 100000, 100_000 or 1e5."""
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
    """`--seed`: any whole number."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentError(f"`--seed {text}`: not a whole number\nhint: any whole number will do, such as 1") from None


def read_assume(texts: list[str] | None) -> dict[str, float]:
    """`--assume NAME=holds|fails|P`: the probability that each assumption holds."""
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
        probability = float(state)
    except ValueError:
        probability = math.nan
    if not 0 <= probability <= 1:
        raise ArgumentError(f"`--assume {text}`: `{name}` can be assumed to hold, to fail, or with a probability from 0 to 1\n"
                            f"hint: {name}=holds, {name}=fails or {name}=0.7")  # fmt: skip
    return probability


File = Annotated[str, typer.Argument(metavar="FILE", help="A file, or the name of a shipped assessment.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON on standard output, and nothing else there.")]
Futures = Annotated[str | None, typer.Option("--futures", metavar="N", help="How many futures to draw.", show_default=False)]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="Same seed, same futures.")]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume", metavar="NAME=holds|fails|P", help="Force an assumption, or give it a probability; repeatable.", show_default=False
    ),
]
Policy = Annotated[str | None, typer.Option("--policy", metavar="NAME", help="Under this policy of the file.", show_default=False)]
Answer = Annotated[
    str | None,
    typer.Option("--answer", metavar="NAME", help="Which of the file's answers is asked about; the first unless told.", show_default=False),
]

SHARED: tuple[tuple[str, Any, Any], ...] = (
    ("json", Json, False),
    ("futures", Futures, None),
    ("seed", Seed, "0"),
    ("assume", Assume, None),
    ("policy", Policy, None),
    ("answer", Answer, None),
)


def asks(function: Callable[..., None]) -> Callable[..., None]:
    """Makes a command of a function `(asked, ...)`: it takes FILE and the shared options besides the function's own."""
    own = [p for p in inspect.signature(function, eval_str=True).parameters.values() if p.name != "asked"]
    keyword = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter("file", keyword, annotation=File)
    shared = [inspect.Parameter(name, keyword, annotation=kind, default=default) for name, kind, default in SHARED]

    @wraps(function)
    def command(**given: Any) -> None:
        asked = Asked(
            file=given.pop("file"),
            json=given.pop("json"),
            futures=read_futures(given.pop("futures")),
            seed=read_seed(given.pop("seed")),
            assume=read_assume(given.pop("assume")),
            policy=given.pop("policy"),
            answer=given.pop("answer"),
        )
        function(asked, **given)

    parameters = [first, *(p.replace(kind=keyword) for p in own), *shared]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command
