"""How many system dynamics models import, and how many of them reproduce their published output.

    python -m benchmarks.imports FOLDER

FOLDER holds models with their output in a table beside them, as in SDXorg's test-models. A model reproduces its output if nothing was left
out, and every quantity that the table and the assessment share agrees at the end of every period within a thousandth.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from lynchpin.compiler import build_model
from lynchpin.engine import simulate
from lynchpin.engine.order import Draws
from lynchpin.errors import LynchpinError
from lynchpin.importing import Imported, import_model
from lynchpin.importing.dynamics.source import CONTROL
from lynchpin.importing.naming import make_plain
from lynchpin.language import read_text

TOLERANCE = 1e-3
"""Relative difference, or absolute difference for values below one."""
EXTENSIONS = (".mdl", ".xmile", ".stmx")


def main(folder: Path) -> None:
    """Import every model in a folder, run those with a table, and print the counts."""
    counts: Counter[str] = Counter()
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in EXTENSIONS):
        result = try_model(path)
        word = result.partition(":")[0]
        counts[word] += 1
        print(f"{path.relative_to(folder)}: {result}", flush=True)
    print(", ".join(f"{word} {count}" for word, count in sorted(counts.items())), f"of {counts.total()}")


def try_model(path: Path) -> str:
    """Return the result for one model: a word, a colon and the details."""
    try:
        imported = import_model(path)
    except LynchpinError as problem:
        return f"refused: {str(problem).splitlines()[0]}"
    left_out = [note for note in imported.notes if "left out" in note]
    if left_out:
        return f"partly: {len(left_out)} left out, first {left_out[0]}"
    table = next((p for p in sorted(path.parent.glob("output.*")) if p.suffix in (".csv", ".tab")), None)
    if table is None:
        return "without output"
    try:
        return compare(imported, table)
    except LynchpinError as problem:
        return f"fails: {problem}"


def compare(imported: Imported, table: Path) -> str:
    """Run an assessment, compare it with a table of the output of the model, and return the result."""
    published = read_table(table)
    times = next(iter(published.values()))
    futures = simulate(build_model(read_text(imported.text)), Draws(1))
    periods = len(futures.model.periods)
    constants = {name: np.broadcast_to(values, (periods, 1)) for name, values in futures.inputs.items()}
    paths = {**constants, **futures.stocks, **futures.auxiliaries}
    ends = times[0] + (times[-1] - times[0]) * np.arange(1, periods + 1) / periods
    rows = [int(np.argmin(np.abs(times - end))) for end in ends]
    if not np.allclose(times[rows], ends, atol=1e-6 * abs(times[-1] - times[0])):
        return "without output: its times are not the ends of periods"
    compared, apart = 0, []
    for name, values in published.items():
        ours = next((paths[n] for n in list_names(name) if n in paths), None)
        if ours is None or make_plain(name) in CONTROL:
            continue
        stated = np.isfinite(values[rows])  # a table may leave cells empty
        compared += bool(stated.any())
        found, wanted = ours[stated, 0], values[rows][stated]
        if not np.all(np.abs(found - wanted) <= TOLERANCE * np.maximum(1.0, np.abs(wanted))):
            apart.append(name)
    if apart:
        return f"differs: {len(apart)} of {compared} columns, first {apart[0]}"
    return f"reproduced: {compared} columns" if compared else "without output: no column to compare"


def list_names(name: str) -> list[str]:
    """Return the names that an import may give to a column such as `Stock A[Row 1,Column 2]`."""
    base, _, index = name.partition("[")
    plain = make_plain(base)
    indices = [make_plain(part) for part in index.rstrip("] ").split(",")] if index else []
    ends = [f"[{', '.join(indices)}]", f"[{', '.join(f'model_{i}' for i in indices)}]"] if indices else [""]
    return [f"{start}{end}" for start in (plain, f"model_{plain}") for end in ends]


def read_table(path: Path) -> dict[str, np.ndarray]:
    """Return the columns of a table as numbers; what is not a number is NaN."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    rows = [row for row in csv.reader(text.splitlines(), delimiter="\t" if path.suffix == ".tab" else ",") if row]
    columns = zip(*(row + [""] * (len(rows[0]) - len(row)) for row in rows), strict=False)
    return {column[0].strip(): np.array([read_number(cell) for cell in column[1:]]) for column in columns}


def read_number(cell: str) -> float:
    """Return a cell as a number, or NaN."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


if __name__ == "__main__":
    main(Path(sys.argv[1]))
