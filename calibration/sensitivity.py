"""Measure how much an assessment depends on choices of its author that no source determines, by changing one at a time.

Run `python calibration/sensitivity.py NAME [--futures N] [--seed N] [--only WORDS]`, where NAME is a file or a shipped assessment. Each
row is the file with one change: how precisely the actors choose (rationality), how far ahead they look (horizon), whether they anticipate
each other (reasoning), and how much each assumption is doubted (the probability that it fails). All variants use the same random
numbers, so differences are taken future by future. Each figure is followed by its error.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

import lynchpin as lp
from lynchpin.language.records import Actor, Assessment, Assumption, Value

FUTURES = 4_096


def scale(value: Value, factor: float) -> Value:
    """Return the value, a number or a range, times a positive factor."""
    if value.kind == "lognormal":
        mean, spread = value.numbers
        return replace(value, numbers=(mean + float(np.log(factor)), spread))
    if value.kind not in ("number", "uniform", "normal", "triangular", "pert"):
        raise ValueError(f"`{value.text}` cannot be scaled")
    return replace(value, numbers=tuple(x * factor for x in value.numbers))


def doubt(credence: Value, factor: float) -> Value:
    """Return the credence with its probability of failing multiplied by a factor and clipped to 0 and 1."""
    if credence.kind not in ("number", "uniform"):
        raise ValueError(f"`{credence.text}` cannot be changed")
    return replace(credence, numbers=tuple(min(1.0, max(0.0, 1 - factor * (1 - x))) for x in credence.numbers))


def change_actors(a: Assessment, change: Callable[[Actor], Actor]) -> Assessment:
    return replace(a, actors={name: change(actor) for name, actor in a.actors.items()})


def change_credences(a: Assessment, factor: float) -> Assessment:
    def move(assumption: Assumption) -> Assumption:
        return assumption if assumption.credence is None else replace(assumption, credence=doubt(assumption.credence, factor))

    return replace(a, assumptions={name: move(assumption) for name, assumption in a.assumptions.items()})


def vary(a: Assessment) -> Iterator[tuple[str, Assessment]]:
    """Yield every variant with its name, starting with the unchanged file."""
    yield "as it is", a
    yield "rationality halved", change_actors(a, lambda actor: replace(actor, rationality=scale(actor.rationality, 0.5)))
    yield "rationality doubled", change_actors(a, lambda actor: replace(actor, rationality=scale(actor.rationality, 2.0)))
    for periods in (1, 4, 8):
        yield f"horizon {periods}", change_actors(a, lambda actor, periods=periods: replace(actor, horizon=periods))  # type: ignore[misc]
    yield "reasoning: adaptive", replace(a, reasoning="adaptive")
    yield "doubts halved", change_credences(a, 0.5)
    yield "doubts doubled", change_credences(a, 2.0)


def measure_share(hit: NDArray[np.bool_]) -> str:
    """Return a share in per cent with its standard error in points."""
    share = float(hit.mean())
    return f"{100 * share:.1f} ({100 * np.sqrt(share * (1 - share) / hit.size):.1f})"


def measure_change(after: NDArray[np.bool_], before: NDArray[np.bool_]) -> str:
    """Return the paired difference in points with its standard error."""
    difference = after.astype(float) - before
    return f"{100 * difference.mean():+.1f} ({100 * difference.std() / np.sqrt(difference.size):.1f})"


def write_table(name: str, futures: int, seed: int, only: str = "") -> Iterator[str]:
    """Yield rows of a Markdown table: each answer with its change, then the share of each outcome, in per cent."""
    a = lp.load(name)
    answers, outcomes = list(a.answers), list(a.outcomes)
    yield "| " + " | ".join(["change", *(f"{answer} | from as it is" for answer in answers), *outcomes]) + " |"
    yield "|" + " --- |" * (1 + 2 * len(answers) + len(outcomes))
    base: dict[str, NDArray[np.bool_]] = {}
    for words, variant in vary(a):
        if base and only not in words:
            continue
        drawn = lp.simulate(variant, futures=futures, seed=seed)
        true = {answer: drawn.answer(answer) for answer in answers}
        cells = [
            cell for answer in answers for cell in (measure_share(true[answer]), measure_change(true[answer], base[answer]) if base else "")
        ]
        shares = [f"{100 * float((drawn.outcome == i).mean()):.1f}" for i in range(len(outcomes))]
        base = base or true
        yield "| " + " | ".join([words, *cells, *shares]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("name")
    parser.add_argument("--futures", type=int, default=FUTURES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only the variants whose name contains these words")
    given = parser.parse_args()
    for line in write_table(given.name, given.futures, given.seed, given.only):
        print(line, flush=True)


if __name__ == "__main__":
    main()
