"""Processor seconds of `check` for files within the limits that are the slowest to check: `python benchmarks/check.py`.

Each should take less than two seconds on an idle machine. The tests count function calls instead.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "language"))

from slow_inputs import CASES

from lynchpin.language import check_text, render_diagnostics


def main() -> None:
    """Print a row for each file: its size, and the seconds to check it and to write the messages."""
    check_text("lynchpin: 1\nunits: {x: 2 quettameter}\n")  # what is loaded once is loaded
    print(f"{'file':26} {'kB':>7} {'seconds':>8}")
    for name, text in CASES.items():
        start = time.process_time()
        checked = check_text(text)
        render_diagnostics(checked.diagnostics, checked.source.lines, "many.yaml")
        print(f"{name:26} {len(text) / 1000:7,.0f} {time.process_time() - start:8.2f}", flush=True)


if __name__ == "__main__":
    main()
