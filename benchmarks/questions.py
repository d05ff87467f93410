"""Time for every question about a shipped assessment, asked as in a report.

Run `python benchmarks/questions.py [NAME ...]` from the root of the project. Everything runs in one process, with compiled programs
cached from earlier runs (run it twice for a warm cache). The columns are wall-clock time, processor time of all threads, and the
futures that each question drew.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lynchpin as lp
from benchmarks.engine import describe_machine
from lynchpin.report.story import Story
from lynchpin.workflow import reporting

simulation = import_module("lynchpin.engine.simulate")


class Stopwatch:
    """Prints wall-clock seconds, processor seconds and futures of each part when it ends."""

    def __init__(self) -> None:
        self.drawn = 0

    def time(self, function: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
        """Return the function, timed under `name` or under its first argument (the question)."""

        def timed(*arguments: Any, **options: Any) -> Any:
            since = time.perf_counter(), time.process_time(), self.drawn
            try:
                return function(*arguments, **options)
            finally:
                print_row(name or arguments[0].name, *since, self.drawn)

        return timed

    def count(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, which draws futures, with those futures counted."""

        def counted(*arguments: Any, **options: Any) -> Any:
            drawn = function(*arguments, **options)
            self.drawn += len(drawn)
            return drawn

        return counted


def print_row(what: str, wall: float, processor: float, drawn: int, drawn_now: int) -> None:
    """Print one line, given the clocks and the count at the start."""
    print(f"  {what:<14}{time.perf_counter() - wall:>10.1f}{time.process_time() - processor:>11.1f}{drawn_now - drawn:>11,}", flush=True)


def ask_all(name: str, futures: int | None, watch: Stopwatch) -> Story:
    """Ask every question about one assessment."""
    assessment = lp.load(name)
    with (
        mock.patch.object(reporting, "build", watch.time(reporting.build, "build")),
        mock.patch.object(reporting, "draw_futures", watch.time(reporting.draw_futures, "draw")),
        mock.patch.object(reporting, "measure", watch.time(reporting.measure)),
        mock.patch.object(reporting, "measure_claims", watch.time(reporting.measure_claims)),
        mock.patch.object(simulation, "run_order", watch.count(simulation.run_order)),
        mock.patch.object(simulation, "simulate_given", watch.count(simulation.simulate_given)),
    ):
        return lp.tell_story(assessment, futures=futures)


def main() -> None:
    """Print one line per question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["belarus-2019"], help="shipped assessments")
    parser.add_argument("--futures", type=int, help="futures for every question (default: each question's own number)")
    arguments = parser.parse_args()
    print(describe_machine())
    for name in arguments.names:
        since, watch = (time.perf_counter(), time.process_time()), Stopwatch()
        print(f"{name:<16}{'seconds':>10}{'processor':>11}{'futures':>11}")
        story = ask_all(name, arguments.futures, watch)
        print_row("all", *since, 0, watch.drawn)
        for failure in story.failures.values():
            raise SystemExit(f"`{failure.question}` failed: {failure.message}")


if __name__ == "__main__":
    main()
