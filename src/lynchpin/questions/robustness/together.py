"""All choices at once: how far the answer ranges if every number of the author varies within its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lynchpin.engine.variation import vary_choices
from lynchpin.questions.robustness.runs import F64, Runs
from lynchpin.statistics.estimates import Estimate

VARIATIONS = 64
"""Number of models in which all choices vary."""
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Together:
    """The distribution of the answer over models in which all choices vary, each uniformly within its size.

    Attributes:
        p05: 5% quantile of the probability of the answer.
        median: Its median.
        p95: Its 95% quantile.
        variations: Number of these models.
    """

    p05: Estimate
    median: Estimate
    p95: Estimate
    variations: int


def measure_together(runs: Runs, count: int) -> Together:
    """Measure the answer in models in which all choices vary at once.

    Args:
        runs: Plays the variations.
        count: Number of futures of each model.
    """
    sizes = np.array([choice.size for choice in runs.model.choices])
    generator = np.random.default_rng([runs.draws.seed, 0x70])
    factors = 1 + sizes * generator.uniform(-1, 1, (VARIATIONS, len(sizes)))
    models = [vary_choices(runs.model, dict(enumerate(row.tolist()))) for row in factors]
    changes = [runs.change(varied) for varied in runs.play(models, count)]
    levels = np.array([change.value for change in changes])
    errors = np.array([change.error for change in changes])
    quantiles = _find_quantiles(levels, errors)
    picked = generator.integers(VARIATIONS, size=(RESAMPLES, VARIATIONS))
    spread = np.array([_find_quantiles(levels[row], errors[row]) for row in picked]).std(axis=0)
    base = runs.probability
    low, middle, high = (
        Estimate(float(np.clip(base.value + q, 0.0, 1.0)), float(np.hypot(base.error, e))) for q, e in zip(quantiles, spread, strict=True)
    )
    return Together(low, middle, high, VARIATIONS)


def _find_quantiles(levels: F64, errors: F64) -> F64:
    """Return the 5%, 50% and 95% quantiles of the changes, without the part of their spread that is due to few futures."""
    total = levels.var(ddof=1)
    true = max(0.0, total - float((errors**2).mean()))
    shrunk = levels.mean() + (levels - levels.mean()) * (np.sqrt(true / total) if total > 0 else 0.0)
    return np.asarray(np.quantile(shrunk, [0.05, 0.5, 0.95]))
