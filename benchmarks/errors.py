"""Stated errors: the spread of every number between seeds, divided by the error that is stated with it.

Run `python benchmarks/errors.py NAME [--seeds K] [--questions Q ...] [--share S] [--keep FILE]` from the root of the project. Every number
in the JSON of a question that has a standard error counts. Numbers are grouped by kind, such as `stress assumptions.load`. A ratio of 1
means that stated errors are right; between 0.8 and 1.25 is the goal. With K seeds a single ratio varies by about 1 / sqrt(2 (K - 1)), and
that of a kind with many numbers by less. `--keep` names a file to which each answer is added as it comes, and from which a run continues.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lynchpin as lp
from lynchpin.errors import LynchpinError
from lynchpin.questions.registry import QUESTIONS

ASKED = tuple(q for q in QUESTIONS if q.subject == "model")
NAMES = ("name", "path", "label", "period", "failures", "claim", "goal", "assumption", "to")
"""Fields that say which of several entries one is."""
SUFFIX = "standard_error"
LOW, HIGH = 0.8, 1.25

Numbers = dict[tuple[str, str], tuple[float, float]]
"""(kind, entry) -> (value, stated error)."""


def find_numbers(found: Any, kind: str = "", entry: str = "") -> Iterator[tuple[tuple[str, str], tuple[float, float]]]:
    """Yield every number with a stated error in a JSON value.

    Args:
        found: The value.
        kind: The keys on the way to it, without names of entries.
        entry: The names of entries on the way to it.
    """
    if isinstance(found, list):
        for k, item in enumerate(found):
            yield from find_numbers(item, kind, f"{entry}/{_name_entry(item, k)}")
        return
    if not isinstance(found, dict):
        return
    before = ""
    for key, value in found.items():
        if key.endswith(SUFFIX):
            of = key.removesuffix(f"_{SUFFIX}") if key != SUFFIX else before
            for k, (number, error) in enumerate(zip(_as_list(found.get(of)), _as_list(value), strict=False)):
                if number is not None and error is not None:
                    yield (f"{kind}.{of}".lstrip("."), f"{entry}/{k}"), (float(number), float(error))
            continue
        if isinstance(value, (int, float)) or (isinstance(value, list) and value and not isinstance(value[0], dict)):
            before = key
        named = isinstance(value, dict) and bool(value) and all(isinstance(inner, dict) for inner in value.values())
        if named:
            for name, inner in value.items():
                yield from find_numbers(inner, f"{kind}.{key}".lstrip("."), f"{entry}/{name}")
        else:
            yield from find_numbers(value, f"{kind}.{key}".lstrip("."), entry)


def _name_entry(item: Any, place: int) -> str:
    if not isinstance(item, dict):
        return str(place)
    if isinstance(item.get("assumptions"), list):
        return "+".join(sorted(map(str, item["assumptions"])))
    names = [str(item[key]) for key in NAMES if key in item]
    return ":".join(names) or str(place)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def compare_seeds(runs: list[Numbers]) -> dict[str, tuple[float, float, int]]:
    """Return by kind the root mean square and the median of spread over stated error, and how many numbers they are from.

    Args:
        runs: The numbers of each seed. A number counts if at least half of the seeds, and no fewer than 3, give it.
    """
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for run in runs:
        for key, pair in run.items():
            found[key].append(pair)
    ratios: dict[str, list[float]] = defaultdict(list)
    for (kind, _), pairs in found.items():
        if len(pairs) < max(3, len(runs) / 2):
            continue
        values, errors = np.array(pairs).T
        stated = math.sqrt(float((errors**2).mean()))
        if stated > 0 and np.isfinite(values).all():
            ratios[kind].append(float(values.std(ddof=1)) / stated)
    return {kind: (float(np.sqrt(np.mean(np.square(r)))), float(np.median(r)), len(r)) for kind, r in sorted(ratios.items())}


def ask(name: str, question: str, seed: int, share: float) -> Numbers:
    """Ask one question with one seed, and return its numbers."""
    record = next(q for q in ASKED if q.name == question)
    finding = lp.ask(question, name, futures=max(1, round(share * record.futures)), seed=seed)
    return {(f"{question} {kind}", entry): pair for (kind, entry), pair in find_numbers(finding.to_dict())}


def main() -> None:
    """Ask the questions with several seeds, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--questions", nargs="+", default=[q.name for q in ASKED], choices=[q.name for q in ASKED])
    parser.add_argument("--share", type=float, default=1.0, help="share of the default number of futures")
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    known: dict[tuple[str, str, int, float], Numbers] = {}
    if arguments.keep is not None and arguments.keep.exists():
        for line in arguments.keep.read_text().splitlines():
            *key, rows = json.loads(line)
            known[(key[0], key[1], key[2], key[3])] = {(kind, entry): (value, error) for kind, entry, value, error in rows}
    runs: dict[str, list[Numbers]] = defaultdict(list)
    for question in arguments.questions:
        for seed in range(arguments.seeds):
            key = (arguments.name, question, seed, arguments.share)
            if key not in known:
                try:
                    known[key] = ask(arguments.name, question, seed, arguments.share)
                except LynchpinError as error:
                    print(f"{question}: {str(error).splitlines()[0]}", file=sys.stderr)
                    break
                if arguments.keep is not None:
                    with arguments.keep.open("a") as file:
                        file.write(json.dumps([*key, [[*pair, *numbers] for pair, numbers in known[key].items()]]) + "\n")
            runs[question].append(known[key])
            print(f"\r{question}: {seed + 1} of {arguments.seeds} seeds ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("| number | numbers | spread / stated error, root mean square | median | |\n| --- | --- | --- | --- | --- |")
    for of_question in runs.values():
        for kind, (mean, median, count) in compare_seeds(of_question).items():
            print(f"| {kind} | {count} | {mean:.2f} | {median:.2f} | {'' if LOW <= mean <= HIGH else 'outside'} |")


if __name__ == "__main__":
    main()
