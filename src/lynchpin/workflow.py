"""The product in one screen: Source -> Assessment -> Model -> Futures -> Finding -> Story -> page.

Text, what it says, something that can be drawn from, draws, an answer to one question, the answers in order, what a person sees.
Rooms are imported when they are needed, so that checking a file loads neither JAX nor Altair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lynchpin.language import find_assessment, read_text
from lynchpin.language.records import Assessment

if TYPE_CHECKING:
    from lynchpin.engine import Futures, Model
    from lynchpin.questions.forecast import ForecastFinding

Watch: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of the step under way, how much of it is done, and how much there is."""

FUTURES = 20_000
"""How many futures a forecast draws unless told: the standard error of a probability is then at most 0.4 points."""


def load(source: str | Path) -> Assessment:
    """Reads a file, or the shipped assessment of that name.

    Raises AssessmentError, which lists every fault of the file, or ArgumentError if there is no such file.
    """
    return find_assessment(source)


def load_text(text: str, name: str = "<text>") -> Assessment:
    """Reads an assessment from a string; `name` is what messages call it. Raises AssessmentError, which lists every fault."""
    return read_text(text, name)


def build(source: Assessment | Model | str | Path) -> Model:
    """The model of an assessment, made once for each."""
    if isinstance(source, (str, Path)):
        source = load(source)
    if not isinstance(source, Assessment):
        return source
    from lynchpin.compiler import build_model

    kept = _built.get(id(source))
    if kept is None:
        while len(_built) >= 16:
            _built.pop(next(iter(_built)))
        kept = _built[id(source)] = (source, build_model(source))
    return kept[1]


_built: dict[int, tuple[Assessment, Model]] = {}


def simulate(source: Assessment | Model | str | Path, futures: int = FUTURES, **options: Any) -> Futures:
    """Draws futures: see `lynchpin.engine.simulate` for the options (seed, assume, policy, ...)."""
    from lynchpin.engine import simulate as draw

    return draw(build(source), futures, **options)


def forecast(
    source: Assessment | Model | Futures | str | Path, futures: int = FUTURES, *, answer: str | None = None, save: str | Path | None = None,
    watch: Watch | None = None, **options: Any,
) -> ForecastFinding:  # fmt: skip
    """What happens: in futures at hand, or in as many as are asked for, of which no more are held at once than fit in memory.

    save: a folder that every future is kept in. options: seed, assume, policy.
    """
    from lynchpin.engine import Futures
    from lynchpin.questions.forecast import measure_forecast

    if isinstance(source, Futures):
        return measure_forecast(source, answer=answer)
    return measure_forecast(_draw(build(source), futures, save, progress=follow(watch, "drawing futures"), **options), answer=answer)


def _draw(model: Model, futures: int, save: str | Path | None, **options: Any) -> Futures | Iterable[Futures]:
    from lynchpin.engine import groups, simulate, stream

    if save is not None:
        from lynchpin.engine.parquet import stream_saved

        return stream_saved(model, futures, save, **options)
    if groups.fit_in_memory(model, futures):
        return simulate(model, futures, **options)
    return stream(model, futures, chunk=groups.choose_group(model), **options)


def follow(watch: Watch | None, step: str) -> Callable[[int, int], None] | None:
    """A step's own progress from that of the whole."""
    return None if watch is None else partial(watch, step)
