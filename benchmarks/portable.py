"""The engine in the page against Python: speed, time to a first answer, size and memory.

Run `python -m benchmarks.portable [NAME ...]` from the root of the project. For each shipped file it writes a page of one part with the
engine and opens it from disk in headless Chromium. Speeds are measured in the page and in Python in turn, with one worker or thread for each
core; the ratios are medians over the turns. On a busy machine, only those per processor second mean much. Times include all that a reader
waits for.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lynchpin as lp
from benchmarks.page import open_page, start_browser
from lynchpin.engine import Draws, Model, simulate
from lynchpin.portable.embedding import PAGE, WORKER, bundle
from lynchpin.portable.model import make_portable
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report
from lynchpin.workflow.drawing import build

NAMES = ("belarus-2019", "greece-2015", "gas-dispute", "single-source", "measles-2025")
TURNS = 3
SECONDS = 3.0
"""Length of each measurement of speed."""
FIRST, MANY = 512, 20_000
"""Futures of a first answer, and of a whole run."""
CHANGES = 7
ASK = "const done = arguments[1]; lynchpin.simulate(arguments[0]).then(() => done(null), (error) => done(error.message));"


class Page:
    """A page in the browser."""

    def __init__(self, path: Path, profile: str) -> None:
        self.driver = start_browser(profile)
        self.driver.set_script_timeout(300)
        self.driver.get(path.as_uri())

    def simulate(self, **request: Any) -> float:
        """Return the seconds from a request to its result."""
        start = time.perf_counter()
        if problem := self.driver.execute_async_script(ASK, request):
            raise RuntimeError(problem)
        return time.perf_counter() - start

    def find_process(self) -> Path:
        """Return the folder of the page's process: the renderer with the most memory."""
        folder = str(self.driver.capabilities["chrome"]["userDataDir"]).encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:  # it has ended
                continue
            if b"--type=renderer" in command and folder in command:
                found.append((read_memory(process), process))
        return max(found)[1]


def read_memory(process: Path) -> float:
    """Return the memory of a process in megabytes, its part of what it shares included."""
    rollup = (process / "smaps_rollup").read_text().split()
    return int(rollup[rollup.index("Pss:") + 1]) / 1024


def read_time(process: Path) -> float:
    """Return the processor seconds of a process so far."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def draw(model: Model, futures: int, seed: int) -> float:
    """Return the seconds that Python takes."""
    start = time.perf_counter()
    simulate(model, Draws(futures=futures, seed=seed, record="outcomes"))
    return time.perf_counter() - start


def measure(name: str, folder: Path) -> dict[str, float]:
    """Return the figures of one file."""
    model = build(name)
    start = time.process_time()
    portable = make_portable(model)
    lowered = time.process_time() - start
    path = write_report(Story(lp.load(name), (), portable=portable), folder / f"{name}.html", only=["paper"])[0]
    paints = [open_page(path)[0] for _ in range(3)]
    page = Page(path, str(folder / name))
    try:
        before = read_memory(page.find_process())
        cold = page.simulate(futures=FIRST)
        page.simulate(futures=4 * MANY if name == "gas-dispute" else MANY)
        warm = statistics.median(page.simulate(futures=FIRST, seed=k, assume=_force(model, k)) for k in range(CHANGES))
        many = statistics.median(page.simulate(futures=MANY) for _ in range(3))
        draw(model, FIRST, 0)
        size_here, size_there = (max(FIRST, int(SECONDS / seconds * MANY)) for seconds in (many, draw(model, MANY, 0)))
        process, turns, spent = page.find_process(), [], []
        for turn in range(1, TURNS + 1):
            begun = read_time(process), read_time(Path("/proc/self"))
            turns.append((size_here / page.simulate(futures=size_here, seed=turn), size_there / draw(model, size_there, turn)))
            spent.append((size_here / (read_time(process) - begun[0]), size_there / (read_time(Path("/proc/self")) - begun[1])))
        memory = read_memory(process) - before
    finally:
        page.driver.quit()
    return {
        **compare("futures per second", turns),
        **compare("futures per processor second", spent),
        f"first {FIRST}, engine not started (ms)": 1000 * cold,
        f"first {FIRST} after a change (ms)": 1000 * warm,
        f"{MANY:,} futures (s)": many,
        "first paint (ms)": statistics.median(paints),
        "memory (MB)": memory,
        "program in the page (kB)": sum(map(len, portable.program.values())) / 1000,
        "names in the page (kB)": len(json.dumps(portable.names)) / 1000,
        "lowering (processor s)": lowered,
    }


def compare(what: str, turns: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return medians of the page and of Python, and of their ratio."""
    here, there = (statistics.median(turn[side] for turn in turns) for side in (0, 1))
    return {f"{what}: page": here, f"{what}: Python": there, f"{what}: ratio": statistics.median(a / b for a, b in turns)}


def _force(model: Model, turn: int) -> dict[str, bool]:
    """Return another assumption to force in each turn."""
    names = [a.name for a in model.drawn_assumptions]
    return {names[turn % len(names)]: turn % 2 == 0} if names else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES)
    print(f"scripts in the page: {len(bundle((*WORKER, *PAGE)).encode()) / 1000:.0f} kB")
    with tempfile.TemporaryDirectory(prefix="lynchpin-", ignore_cleanup_errors=True) as folder:
        for name in parser.parse_args().names:
            print(name)
            for what, value in measure(name, Path(folder)).items():
                print(f"  {what:<45}{value:>12,.2f}" if value < 100 else f"  {what:<45}{value:>12,.0f}", flush=True)


if __name__ == "__main__":
    main()
