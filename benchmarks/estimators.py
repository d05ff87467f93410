"""Variance of the probability of every answer, relative to counting at equal cost.

Run `python benchmarks/estimators.py [NAME ...]` from the root of the project. Each column is the number of counted futures that would give
the same error, per future drawn:

- conditional: with control variates, as `lynchpin run` reports it;
- tilted: half of the futures are drawn with the credences that fit futures with the answer best (cross-entropy), and all are weighted by
  the balance heuristic;
- both: tilted, with control variates.

`run` does not tilt. Spread is the standard deviation over seeds of the conditional estimate, divided by its stated error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lynchpin as lp
from benchmarks.engine import describe_machine
from lynchpin.engine.period.controls import list_uncertain
from lynchpin.statistics.controls import EACH, estimate_shares

LIBRARY = Path(lp.__file__).parent / "library"
F64 = NDArray[np.float64]
NEAREST = 0.05
"""Tilted credences stay at least this far from 0 and 1."""


def fit_credences(futures: lp.Futures, holds: F64, answer: str) -> F64:
    """Return [assumptions] how often each holds in futures with the answer."""
    return np.clip(holds[:, futures.answer(answer)].mean(axis=1), NEAREST, 1 - NEAREST)


def tilt(futures: lp.Futures, answer: str, credences: F64, plain: int) -> tuple[float, float]:
    """Return the effective futures per future of a tilted estimate, without controls and with them.

    Args:
        futures: Futures with every assumption at its credence.
        answer: The answer.
        credences: [assumptions] mean credences.
        plain: Number of these futures to use; as many are drawn with tilted credences.
    """
    names = [a.name for a in futures.model.drawn_assumptions]
    held = np.stack([futures.assumptions[name] for name in names])
    tilted_credences = fit_credences(futures, held, answer)
    assume = dict(zip(names, tilted_credences.tolist(), strict=True))
    index = np.arange(1 << 24, (1 << 24) + plain, dtype=np.uint32)
    other = lp.simulate(futures.model, draws=lp.Draws(index=index, seed=futures.seed, assume=assume, record="outcomes"))
    both = np.concatenate([held[:, :plain], np.stack([other.assumptions[name] for name in names])], axis=1)
    ratios = np.where(both, tilted_credences[:, None] / credences[:, None], (1 - tilted_credences[:, None]) / (1 - credences[:, None]))
    weights = 2 / (1 + ratios.prod(axis=0))
    assert futures.controls is not None
    assert other.controls is not None
    first = len(futures.controls) - count_normals(futures)
    residuals = np.concatenate([futures.controls[:, :plain], other.controls], axis=1)
    residuals[first - len(names) : first] = both - credences[:, None]
    yes = weights * np.concatenate([futures.answer(answer)[:plain], other.answer(answer)])
    share = float(yes.mean())
    design = np.vstack([np.ones(2 * plain), weights - 1, weights * residuals]).T
    fitted = design @ np.linalg.lstsq(design, yes, rcond=None)[0]
    without, within = (split_variance(x, plain) for x in (yes, yes - fitted))
    counted = share * (1 - share)
    return counted / without, counted / within * (1 - design.shape[1] / (2 * plain))


def count_normals(futures: lp.Futures) -> int:
    """Return the number of controls after those of the assumptions: the normals behind uncertain inputs."""
    return len(list_uncertain(futures.model.program))


def split_variance(values: F64, plain: int) -> float:
    """Return the variance of a value of a mixture of two equally large parts, each of a fixed size."""
    return float(np.var(values[:plain]) + np.var(values[plain:])) / 2


def measure_answers(name: str, futures: int, seeds: int) -> None:
    """Print one line for each answer of a file."""
    runs = [lp.simulate(name, futures=futures, seed=seed, record="outcomes") for seed in range(seeds)]
    model = runs[0].model
    credences = np.array([a.credence for a in model.drawn_assumptions], float)
    independent = not any(a.parents or a.correlated or a.lasting for a in model.drawn_assumptions)
    for answer in model.answers:
        found = [estimate_shares(run.answer(answer)[None], run.controls) for run in runs]
        values = np.array([(e.value[0], e.error[0]) for e in found if e is not None])
        share, error = float(values[:, 0].mean()), float(np.sqrt((values[:, 1] ** 2).mean()))
        ratio = share * (1 - share) / futures / error**2
        spread = f"{values[:, 0].std(ddof=1) / error:.2f}" if seeds > 1 else ""
        tilted = tilt(runs[0], answer, credences, futures // 2) if independent else (np.nan, np.nan)
        print(f"{name:<14}{answer:<22}{share:>8.2%}{ratio:>13.1f}{tilted[0]:>8.1f}{tilted[1]:>7.1f}{spread:>8}", flush=True)


def main() -> None:
    """Print one line for each answer of every file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="shipped assessments (default: all)")
    parser.add_argument(
        "--futures", type=int, default=20_000, help=f"futures per run; fewer than {EACH} per control leave some controls out"
    )
    parser.add_argument("--seeds", type=int, default=1, help="number of runs from which the spread is measured")
    arguments = parser.parse_args()
    print(describe_machine())
    print(f"{'assessment':<14}{'answer':<22}{'share':>8}{'conditional':>13}{'tilted':>8}{'both':>7}{'spread':>8}")
    for name in arguments.names or sorted(path.stem for path in LIBRARY.glob("*.yaml")):
        measure_answers(name, arguments.futures, arguments.seeds)


if __name__ == "__main__":
    main()
