"""Run the fuzzer over many inputs (`python tests/fuzzing 1000000 --seed 1 --processes 2`), and print counts, failures and slow inputs."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from heapq import nlargest
from multiprocessing import get_context
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "fuzzing"), str(TESTS / "language")]
from fuzz_check import CHUNK, Result, check_chunk  # noqa: E402  (found through the line above)

SHOWN = 10
SECONDS = 2.0
"""The longest that a check may take, in processor seconds. The tests count calls instead: see tests/language/test_speed.py."""


def main() -> int:
    """Check inputs in parallel. Returns 1 if any failed."""
    parser = argparse.ArgumentParser(description="Check many made-up assessment files.")
    parser.add_argument("count", type=int, help="how many inputs")
    parser.add_argument("--seed", type=int, default=0, help="the same seed makes the same inputs")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--run-share", type=float, default=0.002, help="the share of accepted inputs that are run")
    asked = parser.parse_args()
    starts = range(asked.first, asked.first + asked.count, CHUNK)
    counts: Counter[str] = Counter()
    slowest: list[Result] = []
    failed: list[Result] = []
    begun = time.monotonic()
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for done, results in enumerate(pool.map(partial(check_chunk, asked.seed, asked.run_share), starts), 1):
            counts.update(result.ended for result in results)
            slowest = nlargest(SHOWN, [*slowest, *(r for r in results if r.ended != "ran")], key=lambda r: r.seconds)
            for result in results:
                slow = result.ended != "ran" and result.seconds > SECONDS
                if result.ended == "failed" or slow:
                    failed.append(result)
                    print(f"input {result.number} failed after {result.seconds:.1f} s:\n{result.problem or 'too slow'}", flush=True)
            if done % 20 == 0:
                print(f"{done * CHUNK:,} inputs in {time.monotonic() - begun:,.0f} s: {dict(counts)}", flush=True)
    print(f"{sum(counts.values()):,} inputs, seed {asked.seed}, {time.monotonic() - begun:,.0f} s")
    print("\n".join(f"{ended:<10}{count:>10,}" for ended, count in counts.most_common()))
    print("slowest: " + ", ".join(f"{r.number} ({r.seconds:.2f} s, {r.ended})" for r in slowest))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
