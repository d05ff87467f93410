"""Futures on disk: a folder of Parquet files, one for each group of futures. A file is written completely or not at all.

Each row is one future. Quantities by period are lists with one entry per period. Columns have the names of `engine.results.columns`, and
their metadata holds units, descriptions and the names behind integer codes. The metadata of each file describes the run. An interrupted
run continues where it stopped: finished groups are read back, with the same bits.

Files are verified when they are read: pages have checksums, and a digest covers all numbers and the metadata.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lynchpin.engine.model import Model
from lynchpin.engine.order import Draws
from lynchpin.engine.results.columns import Column, list_columns, read_columns
from lynchpin.engine.results.folder import describe_run, find_group, name_part, open_folder, replace_by_part, split_groups
from lynchpin.engine.results.futures import Futures, Health, build_futures
from lynchpin.errors import ArgumentError

KEY = b"lynchpin"
DIGEST = "digest"


class _DamagedError(Exception):
    """The file of a group is damaged; the message describes how."""


def to_parquet(futures: Futures, folder: str | Path) -> tuple[Path, ...]:
    """Write a run that is in memory.

    Args:
        futures: The run.
        folder: Where the files go.

    Returns:
        The paths of the files.

    Raises:
        ArgumentError: The folder cannot be written, or holds groups of another run.
        RunError: The disk is full, or the folder is gone.
    """
    about = describe_run(futures.model, futures.draws)
    place = open_folder(folder, about, len(futures), read_about)
    paths = []
    for start, count in split_groups(futures.model, len(futures)):
        health = futures.health if count == len(futures) else None
        paths.append(write_group(futures, place, about, start, count, health))
    return tuple(paths)


def write_group(
    futures: Futures, folder: Path, about: Mapping[str, Any], start: int, count: int, health: Health | None, offset: int = 0
) -> Path:
    """Write one group.

    Args:
        futures: Futures that include the group.
        folder: The folder of the run.
        about: The description of the run.
        start: Number of the first future of the group.
        count: Number of futures in the group.
        health: Diagnostics of the group, None if only those of the whole run are known. Such a group is drawn again when a run continues.
        offset: Number of the first of `futures`.

    Returns:
        The path of the file.

    Raises:
        RunError: The disk is full, or the folder is gone.
    """
    rows = slice(start - offset, start - offset + count)
    arrays, columns = {}, []
    for column in list_columns(futures.model):
        values = column.read(futures)
        if values is not None:
            arrays[column.name] = _to_arrow(values[..., rows])
            columns.append(pa.field(column.name, arrays[column.name].type, metadata=_describe(column)))
    model = futures.model
    written = {
        **about, "first": start, "futures": count, "title": model.title, "question": model.question, "periods": model.periods,
        "health": None if health is None else asdict(health),
    }  # fmt: skip
    written = json.loads(json.dumps(written, default=_to_list))
    written[DIGEST] = _compute_digest(written, {name: _to_numpy(array) for name, array in arrays.items()})
    table = pa.Table.from_arrays(list(arrays.values()), schema=pa.schema(columns, metadata={KEY: json.dumps(written)}))

    def write(part: Path) -> None:
        pq.write_table(table, part, compression="zstd", compression_level=1, use_dictionary=False, write_page_checksum=True)

    path = find_group(folder, start)
    return replace_by_part(name_part(path), path, start, write)


def read_about(path: Path) -> dict[str, Any]:
    """Read the description in the metadata of a group.

    Raises:
        ArgumentError: The file is damaged, or lynchpin did not write it.
    """
    try:
        about = json.loads((pq.read_schema(path).metadata or {})[KEY])
        if {"first", "futures", "health", DIGEST} - set(about):
            raise _DamagedError("its description is not complete")
    except _UNREADABLE as error:
        raise _refuse(path, error) from error
    return dict(about)


def read_group(path: Path, model: Model, draws: Draws, count: int) -> Futures | None:
    """Read the futures of a finished group.

    Args:
        path: The file.
        model: The model that the futures were drawn from.
        draws: The request for this group.
        count: Number of futures that the group must have.

    Returns:
        The futures. None if there is no such file, if it holds another number of futures, as the last group of a shorter run may, or if it
        has no diagnostics.

    Raises:
        ArgumentError: The file is damaged, or its futures are not those of the request.
    """
    if not path.exists():
        return None
    about = read_about(path)
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        values = {name: _to_numpy(table.column(name)) for name in table.column_names}
        _verify(about, values, table.num_rows)
        if about["futures"] != count or about["health"] is None:
            return None
        _verify_columns(model, draws, values)
        arrays = read_columns(model, values)
        sums: dict[str, Any] = {name: np.asarray(x, np.float64) if isinstance(x, list) else x for name, x in about["health"].items()}
        return build_futures(model, draws, arrays, Health(**sums))
    except _UNREADABLE as error:
        raise _refuse(path, error) from error


_UNREADABLE = (_DamagedError, OSError, pa.ArrowException, ValueError, KeyError, TypeError, AttributeError, MemoryError, OverflowError)
"""Exceptions that a damaged Parquet file may cause when it is read."""


def _refuse(path: Path, error: Exception) -> ArgumentError:
    reason = str(error) if isinstance(error, _DamagedError) else "it cannot be read"
    return ArgumentError(
        f"the file {path} is damaged, or lynchpin did not write it: {reason}\n"
        "hint: delete it, and its futures are drawn again; or save into another folder"
    )


def _verify(about: Mapping[str, Any], values: Mapping[str, NDArray[Any]], rows: int) -> None:
    """Raise if the numbers or the description are not those that were written."""
    if rows != about["futures"]:
        raise _DamagedError(f"it holds {rows:,} futures and not {about['futures']:,}")
    rest = {name: value for name, value in about.items() if name != DIGEST}
    if about[DIGEST] != _compute_digest(rest, values):
        raise _DamagedError("its digest does not match its contents")


def _verify_columns(model: Model, draws: Draws, values: Mapping[str, NDArray[Any]]) -> None:
    """Raise if the futures cannot be those of the request."""
    columns = {column.name: column for column in list_columns(model)}
    if unknown := set(values) - set(columns):
        raise _DamagedError(f"the model has no column `{min(unknown)}`")
    if draws.index is not None and not np.array_equal(values["index"], draws.index):
        raise _DamagedError("its futures have other numbers")
    for name, value in values.items():
        codes = columns[name].codes
        if codes and len(value) and not (value.min() >= -1 and value.max() < len(codes)):
            raise _DamagedError(f"column `{name}` has codes that stand for nothing")


def _compute_digest(about: Mapping[str, Any], values: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=16)
    for name, value in values.items():
        digest.update(f"{name} {value.dtype.str} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).data)
    return digest.hexdigest()


def _to_list(array: NDArray[Any]) -> Any:
    return array.tolist()


def _describe(column: Column) -> dict[str, str]:
    described = {"unit": column.unit, "means": column.means, "codes": " ".join(column.codes)}
    return {name: text for name, text in described.items() if text}


def _to_arrow(values: NDArray[Any]) -> pa.Array:
    """Convert [N] to a plain array, and [T, N] to an array with a list of T values for each future."""
    if values.ndim == 1:
        return pa.array(values)
    return pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(values.T).ravel()), values.shape[0])


def _to_numpy(array: pa.ChunkedArray | pa.Array) -> NDArray[Any]:
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if not pa.types.is_fixed_size_list(whole.type):
        return np.asarray(whole.to_numpy(zero_copy_only=False))
    flat = whole.flatten().to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(flat.reshape(-1, whole.type.list_size).T)
