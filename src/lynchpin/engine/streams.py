"""Runs that do not fit in memory, drawn one group of futures after another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws, Progress
from lynchpin.engine.results.folder import describe_run, find_group, open_folder, split_groups
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.results.groups import choose_group
from lynchpin.engine.results.parquet import read_about, read_group, write_group
from lynchpin.engine.simulate import simulate


def stream(
    model: Model, draws: Draws, *, chunk: int | None = None, threads: int | None = None, progress: Progress | None = None
) -> Iterator[Futures]:
    """Draw futures in pieces of at most `chunk`, for runs that do not fit in memory.

    Args:
        model: The model to draw from.
        draws: What to draw.
        chunk: Number of futures per piece; by default the size of a group on disk.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of futures done and the number requested.

    Yields:
        The futures of each piece, in order. Together they are the futures that `simulate` returns.
    """
    size = chunk or choose_group(model)
    for start in range(0, draws.futures, size):
        count = min(size, draws.futures - start)
        report = None if progress is None else partial(_add, progress, start, draws.futures)
        yield simulate(model, draws.piece(start, count), threads=threads, progress=report)


def stream_saved(
    model: Model, draws: Draws, folder: str | Path, *, threads: int | None = None, progress: Progress | None = None
) -> Iterator[Futures]:
    """Draw futures group by group and save each group in a folder. Groups that the folder already holds are read instead.

    Args:
        model: The model to draw from.
        draws: What to draw.
        folder: The folder of the Parquet files, one per group.
        threads: Number of threads, one per processor by default.
        progress: Called with the number of futures done and the number requested.

    Yields:
        The futures of each group, in order.

    Raises:
        ArgumentError: The folder cannot be written, holds another run, or has a damaged file.
        RunError: Writing failed. Earlier groups are kept.
    """
    about = describe_run(model, draws)
    place = open_folder(folder, about, draws.futures, read_about)
    for start, count in split_groups(model, draws.futures):
        piece = draws.piece(start, count)
        group = read_group(find_group(place, start), model, piece, count)
        if group is None:
            report = None if progress is None else partial(_add, progress, start, draws.futures)
            group = simulate(model, piece, threads=threads, progress=report)
            write_group(group, place, about, start, count, group.health, offset=start)
        elif progress is not None:
            progress(start + count, draws.futures)
        yield group


def _add(progress: Progress, before: int, total: int, done: int, _: int) -> None:
    progress(before + done, total)
