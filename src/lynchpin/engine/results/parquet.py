"""Futures on disk: a folder of Parquet files, one for each group of futures, each written whole or not at all.

One row is one future. What is recorded by period is a list with one entry per period. Names are those of `engine.columns`; units, meanings
and the names behind whole numbers are in the metadata of each column, and what was run with which file and seed in that of each file.
A run that was killed goes on where it stopped: finished groups are read back and give the same bits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lynchpin import __version__
from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.columns import Column, list_columns, read_columns
from lynchpin.engine.results.futures import Futures, Health, build_futures
from lynchpin.engine.results.groups import choose_group
from lynchpin.errors import ArgumentError, RunError

PATTERN = "futures-*.parquet"
KEY = b"lynchpin"


def to_parquet(futures: Futures, folder: str | Path) -> tuple[Path, ...]:
    """Writes a run that is in memory and returns the paths of its groups.

    Raises ArgumentError for a folder that cannot be written or that holds another run, RunError where writing fails midway.
    """
    about = describe_run(futures.model, futures.draws)
    place = open_folder(folder, about, len(futures))
    paths = []
    for start, count in split_groups(futures.model, len(futures)):
        health = futures.health if count == len(futures) else None
        paths.append(write_group(futures, place, about, start, count, health))
    return tuple(paths)


def describe_run(model: Model, draws: Draws) -> dict[str, Any]:
    """Describe a run: groups with equal descriptions belong together."""
    return {"lynchpin": __version__, "file_sha256": model.sha256, **draws.describe(), "group": choose_group(model)}


def split_groups(model: Model, futures: int) -> list[tuple[int, int]]:
    """The first future and the number of futures of each group."""
    size = choose_group(model)
    return [(start, min(size, futures - start)) for start in range(0, futures, size)]


def find_group(folder: Path, start: int) -> Path:
    """Where the group that begins with future number `start` is or will be."""
    return folder / f"futures-{start:010d}.parquet"


def open_folder(folder: str | Path, about: Mapping[str, Any], futures: int) -> Path:
    """Makes the folder if need be, clears away what a killed run left half-written, and makes sure that it holds nothing but this run."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f".{PATTERN}.part"):
            part.unlink()
        probe = folder / ".futures-probe.parquet.part"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ArgumentError(f"cannot write to the folder {folder}: {error.strerror}") from error
    for path in sorted(folder.glob(PATTERN)):
        _check_group(path, about, futures)
    return folder


def _check_group(path: Path, about: Mapping[str, Any], futures: int) -> None:
    """Raises ArgumentError unless the group belongs to the run."""
    there = _read_about(path)
    for name, words in _DIFFERENCES.items():
        if there.get(name) != about[name]:
            raise ArgumentError(
                f"the folder {path.parent} holds futures {words} ({_show(there.get(name))}, not {_show(about[name])})\n"
                "hint: save into another folder, or remove this one"
            )
    if there["first"] + there["futures"] > futures:
        raise ArgumentError(
            f"the folder {path.parent} already holds more than {futures:,} futures of this run\n"
            f"hint: ask for at least {there['first'] + there['futures']:,}, or save into another folder"
        )


_DIFFERENCES = {
    "file_sha256": "of another file or version of it",
    "lynchpin": "made by another version of lynchpin",
    "seed": "drawn with another seed",
    "assume": "drawn under other assumptions",
    "policy": "drawn under another policy",
    "inputs": "drawn with other numbers set",
    "states": "drawn with other states of assumptions set",
    "redraw": "drawn with other draws repeated",
    "evidence": "drawn given other evidence",
    "until": "drawn given the evidence up to another period",
    "group": "in groups of another size",
}


def _show(value: Any) -> str:
    if isinstance(value, dict):
        shown = (f"{name}={number:g}" if isinstance(number, (int, float)) else name for name, number in value.items())
        return ", ".join(shown) or "none"
    if isinstance(value, list):
        return f"{len(value)} items" if value else "none"
    return "none" if value is None else str(value)[:12]


def _read_about(path: Path) -> dict[str, Any]:
    """The description in a group's metadata; empty for a file that is none of ours."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return {}
    return dict(json.loads(metadata.get(KEY, b"{}")))


def write_group(
    futures: Futures, folder: Path, about: Mapping[str, Any], start: int, count: int, health: Health | None, offset: int = 0
) -> Path:
    """Writes `count` futures from number `start` on; the futures in hand begin with number `offset`."""
    model, path = futures.model, find_group(folder, start)
    rows = slice(start - offset, start - offset + count)
    arrays, columns = [], []
    for column in list_columns(model):
        values = column.read(futures)
        if values is not None:
            arrays.append(_to_arrow(values[..., rows]))
            columns.append(pa.field(column.name, arrays[-1].type, metadata=_describe(column)))
    told = {
        **about, "first": start, "futures": count, "title": model.title, "question": model.question, "periods": model.periods,
        "health": None if health is None else asdict(health),
    }  # fmt: skip
    schema = pa.schema(columns, metadata={KEY: json.dumps(told, default=_to_list)})
    part = folder / f".{path.name}.part"
    try:
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), part, compression="zstd", compression_level=1, use_dictionary=False)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(f"could not write {path}: {error.strerror or error}; the {start:,} futures before it are kept") from error
    return path


def _to_list(array: NDArray[Any]) -> Any:
    return array.tolist()


def _describe(column: Column) -> dict[str, str]:
    told = {"unit": column.unit, "means": column.means, "codes": " ".join(column.codes)}
    return {name: text for name, text in told.items() if text}


def _to_arrow(values: NDArray[Any]) -> pa.Array:
    """[N] as it is; [T, N] as a list of T for each future."""
    if values.ndim == 1:
        return pa.array(values)
    return pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(values.T).ravel()), values.shape[0])


def _to_numpy(array: pa.ChunkedArray) -> NDArray[Any]:
    whole = array.combine_chunks()
    if not pa.types.is_fixed_size_list(whole.type):
        return np.asarray(whole.to_numpy(zero_copy_only=False))
    flat = whole.flatten().to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(flat.reshape(-1, whole.type.list_size).T)


def read_group(path: Path, model: Model, draws: Draws, count: int) -> Futures | None:
    """The futures of a finished group, None if it is not there, not whole, or without the sums that say how far to trust it."""
    about = _read_about(path) if path.exists() else {}
    if about.get("futures") != count or about.get("health") is None:
        return None
    table = pq.read_table(path)
    values = {name: _to_numpy(table.column(name)) for name in table.column_names}
    sums: dict[str, Any] = {name: np.asarray(x, np.float64) if isinstance(x, list) else x for name, x in about["health"].items()}
    return build_futures(model, draws, read_columns(model, values), Health(**sums))
