"""The reference model as an assessment file, loaded and simulated like any other."""

from __future__ import annotations

import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np

import lynchpin as lp
from benchmarks import reference
from benchmarks.forms.sample import Sample
from lynchpin.language.records import Assessment

MOST_PATHS = 65_536  # futures whose full paths are kept for the comparison; the timed run does not keep them


@cache
def load_reference(reasoning: str) -> Assessment:
    """Write and read the file of the reference model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reference.yaml"
        path.write_text(reference.write_assessment(reasoning))
        return lp.load(path)


@cache
def compile_reference(reasoning: str) -> None:
    """Run once, so that the program is compiled before the timed runs."""
    lp.simulate(load_reference(reasoning), futures=32_768, seed=0, record="outcomes")


def run(futures: int, seed: int, reasoning: str) -> Sample:
    """Simulate futures on all cores: outcomes from the timed run, stocks and options from a run that keeps the paths."""
    compile_reference(reasoning)
    assessment = load_reference(reasoning)
    start, start_core = time.perf_counter(), time.process_time()
    timed = lp.simulate(assessment, futures=futures, seed=seed, record="outcomes")
    seconds, core_seconds = time.perf_counter() - start, time.process_time() - start_core
    kept = lp.simulate(assessment, futures=min(futures, MOST_PATHS), seed=seed)
    ends = {name: kept.stocks[name][-1] for name in reference.COMPARED_STOCKS}
    health = timed.health
    games = max(health.games, 1.0)
    return Sample(
        futures,
        seconds,
        core_seconds,
        np.bincount(timed.outcome, minlength=len(reference.OUTCOMES)),
        {name: float(values.mean(dtype=np.float64)) for name, values in ends.items()},
        {name: float(values.std(dtype=np.float64)) for name, values in ends.items()},
        {actor: float((kept.options[actor] == 0).mean()) for actor in reference.ACTORS},
        f"unproven games {health.unproven / games:.2%}, residual above 1e-4 in {health.residual_large / games:.2%}",
        paths=len(kept),
    )
