"""Effects of factors from one sample against a lattice whose effects are known."""

from __future__ import annotations

import numpy as np
import pytest

from lynchpin.statistics.contrasts import estimate_contrasts

N = 8_000
CREDENCES = np.array([0.7, 0.8, 0.9])
SEEDS = 120
SPREAD = 0.2
"""Three standard deviations of the ratio of two standard deviations over 120 seeds."""


def _probability(holds: np.ndarray) -> np.ndarray:
    """Return the probability of the condition: two single effects, an interaction of the first two, and one of all three."""
    a, b, c = 1.0 - holds
    return 0.1 + 0.3 * a + 0.1 * b + 0.2 * a * b + 0.1 * a * b * c


A, B, C = 1 - CREDENCES
EFFECTS = -np.array([0.3 + 0.2 * B + 0.1 * B * C, 0.1 + 0.2 * A + 0.1 * A * C, 0.1 * A * B])
INTERACTIONS = np.array([0.2 + 0.1 * C, 0.1 * B, 0.1 * A])


def _draw(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    holds = rng.random((3, N)) < CREDENCES[:, None]
    chance = _probability(holds)
    happens = rng.random(N) < 0.9 * chance
    later = ~happens & (rng.random(N) < 0.1 * chance / (1 - 0.9 * chance))
    return happens | later, holds - CREDENCES[:, None], (0.9 * chance - happens)[None]


def test_effects_and_interactions_of_a_known_lattice() -> None:
    found = [estimate_contrasts(*_draw(seed)) for seed in range(SEEDS)]
    values = np.array([[*c.effects.value, *c.interactions.value] for c in found if c is not None])
    errors = np.array([[*c.effects.error, *c.interactions.error] for c in found if c is not None])
    spread = values.std(axis=0, ddof=1)
    assert (np.abs(values.mean(axis=0) - [*EFFECTS, *INTERACTIONS]) < 4.5 * spread / np.sqrt(SEEDS)).all()
    np.testing.assert_allclose(spread / np.sqrt((errors**2).mean(axis=0)), 1, atol=SPREAD)


def test_a_control_takes_away_what_it_explains() -> None:
    condition, centred, controls = _draw(0)
    one, none = estimate_contrasts(condition, centred, controls), estimate_contrasts(condition, centred, controls[:0])
    assert one is not None
    assert none is not None
    assert (one.effects.error < 0.5 * none.effects.error).all()


@pytest.mark.parametrize(("futures", "credence"), [(4_000, 0.5), (N, 0.999)])
def test_too_few_samples_have_no_contrasts(futures: int, credence: float) -> None:
    rng = np.random.default_rng(0)
    holds = rng.random((2, futures)) < credence
    assert estimate_contrasts(rng.random(futures) < 0.5, holds - credence, np.zeros((0, futures))) is None


def test_one_factor_has_no_pairs() -> None:
    condition, centred, controls = _draw(1)
    found = estimate_contrasts(condition, centred[:1], controls)
    assert found is not None
    assert len(found.pairs) == 0
    assert len(found.interactions.value) == 0
