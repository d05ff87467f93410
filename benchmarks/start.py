"""Seconds to a first answer, with an empty and a warm program cache, and the memory of a long run.

Run `python benchmarks/start.py [--futures N]` from the root of the project. Each measurement is a complete process of the command
line, as a user would start it. The cache of compiled programs is a separate folder, empty at first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASSESSMENT = "gas-dispute"


def run_command(futures: int, cache: str) -> float:
    """Return the seconds of one `lynchpin run`. Fails if it gives no answer."""
    command = [str(Path(sys.executable).parent / "lynchpin"), "run", ASSESSMENT, "--futures", str(futures), "--json"]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LYNCHPIN_CACHE": cache})
    seconds = time.perf_counter() - start
    answered = json.loads(done.stdout)["futures"]
    if answered != futures:
        raise SystemExit(f"asked for {futures:,} futures and got {answered:,}")
    return seconds


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=10_000_000, help="length of the long run")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    empty, warm = [], []
    for _ in range(arguments.repeats):
        with tempfile.TemporaryDirectory() as cache:
            empty.append(run_command(10_000, cache))
            warm.append(run_command(10_000, cache))
    print(f"first answer of 10,000 futures, empty cache: {statistics.median(empty):.2f} s (median of {arguments.repeats})")
    print(f"first answer of 10,000 futures, warm cache:  {statistics.median(warm):.2f} s")
    with tempfile.TemporaryDirectory() as cache:
        seconds = run_command(arguments.futures, cache)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20  # maximum over all child processes, in KiB on Linux
    print(f"{arguments.futures:,} futures: {seconds:.0f} s, at most {peak:.2f} GiB resident")


if __name__ == "__main__":
    main()
