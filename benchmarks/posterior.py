"""How much a posterior is worth: effective samples per processor second, and whether its standard errors are right.

Run `python benchmarks/posterior.py NAME --seeds 12 --keep FOLDER`. Each seed is one complete update. Its numbers are written to a file
in the folder as soon as it ends, and a second run measures only the seeds that are missing. The summary is printed after every seed.

- stated: effective samples according to the standard errors of a run, in the median over seeds.
- from spread: the number of independent futures with the same variance between seeds, over all outcomes and assumptions.
- spread over stated error: by kind of number, the root of the mean over numbers of the variance between seeds, divided by the mean squared
  standard error. 1 means that the errors are right. It has an error of its own: about 0.2 for one number and 12 seeds, and less for many.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lynchpin as lp
from benchmarks.engine import describe_machine

QUANTILES = ("p05", "p25", "p50", "p75", "p95")

Numbers = dict[str, tuple[float, float]]
"""A value and its standard error, by kind and name."""


def measure_seed(name: str, seed: int, futures: int | None) -> dict[str, Any]:
    """Update one assessment, and return its cost, its effective samples and its numbers with their errors."""
    since = time.perf_counter(), time.process_time()
    found = lp.update(name, seed=seed, futures=futures).to_dict()
    cost = {"seconds": time.perf_counter() - since[0], "processor": time.process_time() - since[1]}
    sizes = {"stated": found["effective_sample_size"], "ancestors": found["distinct_ancestors"], "too_few": found["too_few"]}
    return {"seed": seed} | cost | sizes | {"numbers": dict(list_numbers(found))}


def list_numbers(found: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the numbers of an update, in its JSON form, under names that begin with their kind."""
    errors = found["standard_errors"]
    for name, row in found["answers"].items():
        yield f"answers/{name}", (row["probability"], row["standard_error"])
    for row in found["outcomes"]:
        yield f"outcomes/{row['name']}", (row["probability"], row["standard_error"])
    for name, row in found["assumptions"].items():
        yield f"assumptions/{name}", (row["posterior"], row["standard_error"])
    for name, row in found["parameters"].items():
        if "posterior_mean" in row:
            yield f"parameters/{name}", (row["posterior_mean"], row["posterior_mean_standard_error"])
    for name, fan in found["stocks"].items():
        yield from _list_periods("stocks", name, fan["mean"], errors["stocks"][name]["mean"])
        for level in QUANTILES:
            yield from _list_periods("quantiles", f"{name} {level}", fan[level], errors["stocks"][name][level])
    for actor, options in found["options"].items():
        for option, shares in options.items():
            yield from _list_periods("options", f"{actor} {option}", shares, errors["options"][actor][option])
    yield "log evidence/", (found["log_evidence"], found["log_evidence_standard_error"])
    for k, row in enumerate(found["path"]):
        yield f"bits of an item/{k}", (row["bits"], row["bits_standard_error"])


def _list_periods(kind: str, name: str, values: Sequence[float], errors: Sequence[float]) -> Iterator[tuple[str, tuple[float, float]]]:
    for t, number in enumerate(zip(values, errors, strict=True)):
        yield f"{kind}/{name} {t}", number


def summarise(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the summary of some seeds as text."""
    seconds, processor, stated, ancestors = (
        np.array([row[name] for row in rows], float) for name in ("seconds", "processor", "stated", "ancestors")
    )
    lines = [
        f"{len(rows)} seeds: {processor.mean():.0f} processor seconds ({seconds.mean():.0f} s) each, "
        f"{ancestors.min():.0f} to {ancestors.max():.0f} ancestors, {sum(row['too_few'] for row in rows)} with the warning",
        f"  stated       {np.median(stated):6.0f} effective samples, {np.median(stated / processor):5.2f} per processor second",
    ]
    if len(rows) < 2:
        return "\n".join(lines)
    values = {name: np.array([row["numbers"][name] for row in rows], float) for name in rows[0]["numbers"]}
    shares = np.stack([v[:, 0] for name, v in values.items() if name.startswith(("outcomes/", "assumptions/"))])
    effective = float((shares.mean(axis=1) * (1 - shares.mean(axis=1))).sum() / shares.var(axis=1, ddof=1).sum())
    lines.append(f"  from spread  {effective:6.0f} effective samples, {effective / processor.mean():5.2f} per processor second")
    lines.append(f"  {'spread over stated error':<28}{'numbers':>8}{'ratio':>7}{'largest':>9}")
    for kind in dict.fromkeys(name.split("/")[0] for name in values):
        ratios = compare_spread([v for name, v in values.items() if name.split("/")[0] == kind])
        if len(ratios):
            lines.append(f"  {kind:<28}{len(ratios):>8}{np.sqrt(np.mean(ratios**2)):>7.2f}{ratios.max():>9.2f}")
    return "\n".join(lines)


def compare_spread(numbers: Sequence[np.ndarray]) -> np.ndarray:
    """Return the spread of each number over its stated error, for those that vary or have an error; each is [seeds, 2]."""
    finite = [v for v in numbers if np.isfinite(v).all() and (v[:, 1].any() or np.ptp(v[:, 0]) > 0)]
    return np.array([v[:, 0].std(ddof=1) / max(float(np.sqrt((v[:, 1] ** 2).mean())), 1e-300) for v in finite])


def main() -> None:
    """Measure the seeds that are missing, and print a summary after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", default="belarus-2019", help="a shipped assessment or a file")
    parser.add_argument("--seeds", type=int, default=12, help="number of seeds (default: 12)")
    parser.add_argument("--first", type=int, default=1, help="first seed (default: 1)")
    parser.add_argument("--futures", type=int, help="futures (default: that of the question)")
    parser.add_argument("--keep", type=Path, default=Path("build/posterior"), help="folder of the results (default: build/posterior)")
    arguments = parser.parse_args()
    print(describe_machine())
    arguments.keep.mkdir(parents=True, exist_ok=True)
    stem = f"{Path(arguments.name).stem}-{arguments.futures or 'default'}"
    rows: list[dict[str, Any]] = []
    warm = False
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        file = arguments.keep / f"{stem}-{seed}.json"
        if not file.exists():
            if not warm:
                lp.update(arguments.name, futures=64, until=0)  # programs are compiled or read from the cache, which is not measured
                warm = True
            file.write_text(json.dumps(measure_seed(arguments.name, seed, arguments.futures)), encoding="utf-8")
        rows.append(json.loads(file.read_text(encoding="utf-8")))
        print(f"{arguments.name}, seed {seed}: {summarise(rows)}", flush=True)


if __name__ == "__main__":
    main()
