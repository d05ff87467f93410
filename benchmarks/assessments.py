"""Futures per second of every shipped assessment, and where the time goes.

Run as `python benchmarks/assessments.py [NAME ...]` from the root of the project. The parts are found by leaving them out: the
same model is compiled once more with the equilibrium replaced by the answer to uniform play (payoffs are still all
projected), and once more with payoffs of zero. What each leaves out is the time of the part.
"""

from __future__ import annotations

import argparse
import statistics
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
from lynchpin.engine import choices
from lynchpin.engine import run as engine_run
from lynchpin.engine.equilibrium import Equilibrium, Fixed, respond

LIBRARY = Path(lp.__file__).parent / "library"


def answer_uniform(payoffs: Sequence[Array], rationality: Sequence[Array], *, start: Sequence[Array], fixed: Fixed) -> Equilibrium:
    """In place of the equilibrium: each actor answers as if the others played uniformly. Reads every payoff once."""
    lanes = start[0].shape[-1]
    plays = []
    for actor, (payoff, rate, own, kept) in enumerate(zip(payoffs, rationality, start, fixed, strict=True)):
        options = own.shape[0]
        others = tuple(axis for axis in range(payoff.ndim - 1) if axis != actor)
        expected = jnp.broadcast_to(payoff.mean(axis=others), (options, lanes)) if payoff.ndim > 1 else jnp.zeros((options, lanes))
        play = respond(expected, rate)
        plays.append(play if kept is None else jnp.where(kept[0], kept[1], play))
    rest = jnp.zeros(lanes)
    return Equilibrium(tuple(plays), rest, rest == 0, rest, rest)


def value_nothing(program, setting, standing):  # type: ignore[no-untyped-def]
    """In place of projected payoffs: all zero."""
    actors = program.actors
    return [jnp.zeros((1,) * (len(actors) + 1)) for _ in actors], [tuple(jnp.zeros((1, 1)) for _ in actor.factions) for actor in actors]


@contextmanager
def leave_out(**replacements: object) -> Iterator[None]:
    """Compiles anew with parts of `choices` replaced."""
    kept = dict(engine_run._compiled)
    engine_run._compiled.clear()
    try:
        with mock.patch.multiple(choices, **replacements) if replacements else mock.patch.dict({}):
            yield
    finally:
        engine_run._compiled.clear()
        engine_run._compiled.update(kept)


def measure_speed(assessment: object, futures: int, repeats: int) -> tuple[float, lp.Futures]:
    """Seconds per future, and the futures of the last run; the first run compiles and does not count."""
    result = lp.simulate(assessment, futures=min(futures, 8_192), seed=0, record="outcomes")
    seconds = []
    for turn in range(repeats):
        start = time.perf_counter()
        result = lp.simulate(assessment, futures=futures, seed=turn + 1, record="outcomes")
        seconds.append((time.perf_counter() - start) / futures)
    return statistics.median(seconds), result


def main() -> None:
    """Print one line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="shipped assessments (all unless told)")
    parser.add_argument("--futures", type=int, default=16_384)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    print(describe_machine())
    print(f"{'assessment':<20}{'futures/s':>11}{'projection':>12}{'equilibrium':>13}{'rest':>7}{'unproven games':>17}{'profiles':>10}")
    for name in arguments.names or sorted(path.stem for path in LIBRARY.glob("*.yaml")):
        assessment = lp.load(name)
        profiles = 1
        for actor in assessment.actors.values():
            profiles *= len(actor.options)
        whole, futures = measure_speed(assessment, arguments.futures, arguments.repeats)
        with leave_out(solve_equilibrium=answer_uniform):
            projected, _ = measure_speed(assessment, arguments.futures, arguments.repeats)
        with leave_out(solve_equilibrium=answer_uniform, _profile_payoffs=value_nothing):
            rest, _ = measure_speed(assessment, arguments.futures, arguments.repeats)
        shares = [max(projected - rest, 0) / whole, max(whole - projected, 0) / whole, rest / whole]
        unproven = futures.health.unproven / max(futures.health.games, 1)
        print(f"{name:<20}{1 / whole:>11,.0f}{shares[0]:>12.0%}{shares[1]:>13.0%}{shares[2]:>7.0%}{unproven:>17.1%}{profiles:>10}")


if __name__ == "__main__":
    main()
