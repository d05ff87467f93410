"""Futures per second of the reference model in lynchpin, C, NumPy, ema_workbench and mesa, measured together.

Run `python benchmarks/engine.py [--quick]` from the root of the project. Every implementation is compared with the C one: shares of
outcomes, means of stocks and shares of options must agree within Monte Carlo error, or the script fails. Fast
implementations run several times in turn, and the median is reported, so other work on the machine affects all of them alike.
Futures per core-second are reported as well, which other work hardly changes.
"""

from __future__ import annotations

import argparse
import importlib
import math
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import reference
from benchmarks.forms.sample import Sample

MOST_STANDARD_ERRORS = 4.5  # about seventy comparisons: one run of the script in two thousand would fail by chance
FORMS = ("c_form", "lynchpin_form", "numpy_form", "ema_form", "mesa_form")


@dataclass(frozen=True)
class Plan:
    """How many futures an implementation simulates per run, and how many runs."""

    futures: int
    repeats: int


FULL = {
    "c_form": Plan(400_000, 3),
    "lynchpin_form": Plan(200_000, 3),
    "numpy_form": Plan(8_192, 3),
    "ema_form": Plan(300, 1),
    "mesa_form": Plan(300, 1),
}
QUICK = {
    "c_form": Plan(100_000, 2),
    "lynchpin_form": Plan(100_000, 2),
    "numpy_form": Plan(4_096, 1),
    "ema_form": Plan(60, 1),
    "mesa_form": Plan(60, 1),
}


def compare_samples(found: Sample, expected: Sample) -> list[tuple[str, float]]:
    """Return the difference of two samples for each quantity, in standard errors of the difference."""
    weight = 1 / found.futures + 1 / expected.futures
    path_weight = 1 / found.recorded + 1 / expected.recorded
    distances = []
    for name, count, expected_count in zip(reference.OUTCOMES, found.outcomes, expected.outcomes, strict=True):
        share = expected_count / expected.futures
        distances.append((name, (count / found.futures - share) / math.sqrt(share * (1 - share) * weight)))
    for name, mean in expected.stocks.items():
        distances.append((name, (found.stocks[name] - mean) / (expected.deviations[name] * math.sqrt(path_weight))))
    for name, share in expected.options.items():
        # a share over the periods of a future varies less than a single draw, so this error is an upper bound
        distances.append((name, (found.options[name] - share) / math.sqrt(share * (1 - share) * path_weight)))
    return distances


@dataclass(frozen=True)
class Measured:
    """First sample of an implementation, for the comparison, and its median speeds."""

    sample: Sample
    speed: float
    speed_of_core: float


def measure_forms(reasoning: str, plans: dict[str, Plan], forms: tuple[str, ...]) -> dict[str, Measured]:
    """Run all implementations in turn."""
    modules = {name: importlib.import_module(f"benchmarks.forms.{name}") for name in forms}
    samples: dict[str, list[Sample]] = {name: [] for name in forms}
    for turn in range(max(plans[name].repeats for name in forms)):
        for name in forms:
            if turn < plans[name].repeats:
                samples[name].append(modules[name].run(plans[name].futures, seed=turn + 1, reasoning=reasoning))
    return {
        name: Measured(found[0], statistics.median(s.speed for s in found), statistics.median(s.speed_of_core for s in found))
        for name, found in samples.items()
    }


def describe_machine() -> str:
    """Return the number of cores and the instruction set."""
    information = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    flags = information.split()
    width = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    return f"{information.count('processor') or '?'} cores, {width}"


def main() -> int:
    """Print the table. Return 1 if an implementation disagrees with C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer futures and repeats")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS), help="which implementations (c_form always runs)")
    arguments = parser.parse_args()
    forms = tuple(name for name in FORMS if name == "c_form" or name in arguments.forms)
    plans = QUICK if arguments.quick else FULL
    print(describe_machine())
    disagree = False
    for reasoning in ("equilibrium", "adaptive"):
        measured = measure_forms(reasoning, plans, forms)
        limit = measured["c_form"]
        slow = measured.get("ema_form")
        print(f"\nreasoning: {reasoning}")
        print(f"{'form':<10}{'futures/s':>11}{'of C':>9}{'times ema':>11}{'/core-s':>10}{'of C':>9}{'farthest from C':>32}  notes")
        for name, form in measured.items():
            farthest, distance = max(compare_samples(form.sample, limit.sample), key=lambda item: abs(item[1]))
            wrong = name != "c_form" and abs(distance) > MOST_STANDARD_ERRORS
            disagree |= wrong
            where = "" if name == "c_form" else f"{farthest} by {distance:+.1f} errors{' WRONG' if wrong else ''}"
            times = f"{form.speed / slow.speed:,.1f}" if slow else ""
            wall = f"{form.speed:>11,.0f}{form.speed / limit.speed:>9.4f}{times:>11}"
            core = f"{form.speed_of_core:>10,.0f}{form.speed_of_core / limit.speed_of_core:>9.4f}"
            print(f"{name.removesuffix('_form'):<10}{wall}{core}{where:>32}  {form.sample.note}", flush=True)
    return int(disagree)


if __name__ == "__main__":
    sys.exit(main())
