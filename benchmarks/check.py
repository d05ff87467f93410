"""Seconds of `lynchpin check belarus-2019` as a whole process, and processor seconds for the files that are the slowest to check.

Run `python benchmarks/check.py`. On an idle machine the first should take less than half a second, and each file within the limits less
than two. The tests count modules and function calls instead.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "language"))

from slow_inputs import CASES

from lynchpin.language import check_text, render_diagnostics

RUNS = 5
"""Processes that are timed; the fastest counts, because other work on the machine only slows them down."""


def main() -> None:
    """Print a row for each file: its size, and the seconds to check it and to write the messages."""
    lynchpin = Path(sys.executable).with_name("lynchpin")
    starts = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([lynchpin, "check", "belarus-2019"], check=True, capture_output=True)
        starts.append(time.perf_counter() - start)
    print(f"lynchpin check belarus-2019: {min(starts):.2f} s, the best of {RUNS} processes")
    check_text("lynchpin: 1\nunits: {x: 2 quettameter}\n")  # what is loaded once is loaded
    print(f"{'file':26} {'kB':>7} {'seconds':>8}")
    for name, text in CASES.items():
        start = time.process_time()
        checked = check_text(text)
        render_diagnostics(checked.diagnostics, checked.source.lines, "many.yaml")
        print(f"{name:26} {len(text) / 1000:7,.0f} {time.process_time() - start:8.2f}", flush=True)


if __name__ == "__main__":
    main()
