"""Futures per second for every shipped assessment, and where the time goes.

Run `python benchmarks/assessments.py [NAME ...]` from the root of the project. Each part is measured by leaving it out. The model
is compiled again with the equilibrium replaced by the response to uniform play (all payoffs are still projected), and again
with all payoffs zero. The differences are the times of the parts.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import jax.numpy as jnp
from jax import Array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lynchpin as lp
from benchmarks.engine import describe_machine
from lynchpin.engine.choice import choices
from lynchpin.engine.choice.equilibrium import Equilibrium, Fixed, respond
from lynchpin.engine.compiled import forget_compiled
from lynchpin.engine.graph.precision import FORESEEN

LIBRARY = Path(lp.__file__).parent / "library"


def answer_uniform(payoffs: Sequence[Array], rationality: Sequence[Array], *, start: Sequence[Array], fixed: Fixed) -> Equilibrium:
    """Replace the equilibrium by each actor's response to uniform play of the others. Reads every payoff once."""
    batch = start[0].shape[-1]
    plays = []
    for actor, (payoff, rate, own, kept) in enumerate(zip(payoffs, rationality, start, fixed, strict=True)):
        options = own.shape[0]
        others = tuple(axis for axis in range(payoff.ndim - 1) if axis != actor)
        expected = (
            jnp.broadcast_to(payoff.mean(axis=others), (options, batch)) if payoff.ndim > 1 else jnp.zeros((options, batch), FORESEEN)
        )
        play = respond(expected, rate)
        plays.append(play if kept is None else jnp.where(kept[0], kept[1], play))
    rest = jnp.zeros(batch, FORESEEN)
    return Equilibrium(tuple(plays), rest, rest == 0, rest, rest, jnp.ones((len(plays), batch), bool))


def value_nothing(program, setting):  # type: ignore[no-untyped-def]
    """Replace projected payoffs by zeros."""
    actors = program.actors
    return [jnp.zeros((1,) * (len(actors) + 1), FORESEEN) for _ in actors], [
        tuple(jnp.zeros((1, 1), FORESEEN) for _ in actor.factions) for actor in actors
    ]


@contextmanager
def leave_out(**replacements: object) -> Iterator[None]:
    """Compile again with parts of `choices` replaced. Programs in the cache folder are those of the whole engine, so it is not used."""
    forget_compiled()
    try:
        with mock.patch.multiple(choices, **replacements), mock.patch.dict(os.environ, LYNCHPIN_CACHE=""):
            yield
    finally:
        forget_compiled()


def measure_speed(assessment: lp.Assessment, futures: int, least: float) -> tuple[float, float, lp.Futures]:
    """Return seconds and core-seconds per future, and the futures of the last run.

    The runs together last at least `least` core-seconds. The first run compiles and is not timed.
    """
    result = lp.simulate(assessment, futures=futures, seed=0, record="outcomes")
    start, start_core, drawn = time.perf_counter(), time.process_time(), 0
    while time.process_time() - start_core < least:
        drawn += futures
        result = lp.simulate(assessment, futures=futures, seed=drawn, record="outcomes")
    return (time.perf_counter() - start) / drawn, (time.process_time() - start_core) / drawn, result


def main() -> None:
    """Print one line per file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="shipped assessments (default: all)")
    parser.add_argument("--futures", type=int, default=16_384, help="futures per run")
    parser.add_argument("--least", type=float, default=3.0, help="minimum core-seconds per measurement")
    arguments = parser.parse_args()
    print(describe_machine())
    heads = f"{'futures/s':>11}{'/core-s':>10}{'projection':>12}{'equilibrium':>13}{'rest':>7}{'unproven games':>16}{'profiles':>10}"
    print(f"{'assessment':<16}{heads}")
    for name in arguments.names or sorted(path.stem for path in LIBRARY.glob("*.yaml")):
        assessment = lp.load(name)
        profiles = math.prod(len(actor.options) for actor in assessment.actors.values())
        wall, whole, futures = measure_speed(assessment, arguments.futures, arguments.least)
        with leave_out(solve_equilibrium=answer_uniform):
            _, projected, _ = measure_speed(assessment, arguments.futures, arguments.least)
        with leave_out(solve_equilibrium=answer_uniform, find_profile_payoffs=value_nothing):
            _, rest, _ = measure_speed(assessment, arguments.futures, arguments.least)
        shares = [max(projected - rest, 0) / whole, max(whole - projected, 0) / whole, rest / whole]
        unproven = futures.health.unproven / max(futures.health.games, 1)
        speeds = f"{1 / wall:>11,.0f}{1 / whole:>10,.0f}"
        print(f"{name:<16}{speeds}{shares[0]:>12.0%}{shares[1]:>13.0%}{shares[2]:>7.0%}{unproven:>16.1%}{profiles:>10}", flush=True)


if __name__ == "__main__":
    main()
