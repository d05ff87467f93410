"""Areas, thresholds, likelihood ratios and information against closed forms for two normals, and their errors against their spread."""

from __future__ import annotations

import math

import numpy as np
import pytest
from by_hand import spread_over_seeds
from scipy.stats import norm

from lynchpin.statistics.estimates import Estimate
from lynchpin.statistics.information import choose_informative, estimate_information, measure_entropy
from lynchpin.statistics.roc import estimate_auc, find_alarm

APART = 1.2


def two_normals(seed: int, size: int, share: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """N(APART, 1) if the answer is true, otherwise N(0, 1)."""
    rng = np.random.default_rng(seed)
    answer = rng.random(size) < share
    return rng.normal(size=size) + APART * answer, answer


def test_area_of_two_normals() -> None:
    found = estimate_auc(*two_normals(1, 50_000))
    assert abs(found.value - norm.cdf(APART / math.sqrt(2))) < 4 * found.error
    assert found.error < 0.003


def test_area_by_counting_pairs() -> None:
    x, answer = np.array([1.0, 2.0, 2.0, 3.0, 0.0]), np.array([False, True, False, True, False])
    assert estimate_auc(x, answer).value == pytest.approx((1 + 0.5 + 1 + 1 + 1 + 1) / 6)
    w = np.array([1.0, 2.0, 3.0, 1.0, 1.0])
    by_pairs = sum(w[i] * w[j] * ((x[i] > x[j]) + 0.5 * (x[i] == x[j])) for i in (1, 3) for j in (0, 2, 4))
    assert estimate_auc(x, answer, weights=w).value == pytest.approx(by_pairs / (3 * 5))


def test_area_where_all_agree_is_unknown() -> None:
    assert math.isnan(estimate_auc(np.arange(4.0), np.ones(4, bool)).value)


@pytest.mark.parametrize("higher", [True, False])
def test_alarm_of_two_normals(higher: bool) -> None:
    x, answer = two_normals(2, 200_000)
    found = find_alarm(x if higher else -x, answer, higher=higher)
    assert found is not None
    assert found.threshold * (1 if higher else -1) == pytest.approx(APART / 2, abs=0.15)
    hits, false_alarms = norm.sf(abs(found.threshold) - APART), norm.sf(abs(found.threshold))
    assert abs(found.hits.value - hits) < 4 * found.hits.error
    assert abs(found.false_alarms.value - false_alarms) < 4 * found.false_alarms.error
    assert abs(found.likelihood_ratio.value - hits / false_alarms) < 4 * found.likelihood_ratio.error


def test_alarm_of_a_yes_or_no_quantity() -> None:
    rng = np.random.default_rng(3)
    answer = rng.random(4000) < 0.3
    fired = rng.random(4000) < np.where(answer, 0.8, 0.1)
    found = find_alarm(fired.astype(float), answer)
    assert found is not None
    assert found.threshold == 0.5
    assert abs(found.likelihood_ratio.value - 8) < 4 * found.likelihood_ratio.error


def test_no_alarm_where_nothing_differs() -> None:
    assert find_alarm(np.ones(10), np.arange(10) < 5) is None
    assert find_alarm(np.arange(10.0), np.zeros(10, bool)) is None


def _weighted_auc(seed: int) -> Estimate:
    x, answer = two_normals(seed, 1500)
    return estimate_auc(x, answer, weights=np.random.default_rng(seed + 1000).exponential(size=1500))


def _alarm(seed: int, which: str) -> Estimate:
    """The spread is that of the whole procedure, the choice of the threshold included."""
    found = find_alarm(*two_normals(seed, 4000))
    assert found is not None
    return Estimate(found.threshold, found.threshold_error) if which == "threshold" else getattr(found, which)


def _rare_alarm(seed: int, which: str) -> Estimate:
    found = find_alarm(*two_normals(seed, 4000, share=0.03))
    assert found is not None
    return getattr(found, which)


def _related_alarm(seed: int) -> Estimate:
    rng = np.random.default_rng(seed)
    lineage = rng.permutation(np.repeat(np.arange(4000), rng.integers(1, 7, 4000))[:4000])
    leaning = rng.normal(size=4000)[lineage]
    found = find_alarm(leaning + 0.3 * rng.normal(size=4000), rng.normal(size=4000) < leaning, lineage=lineage)
    assert found is not None
    return found.hits


CASES = {
    "auc": lambda seed: estimate_auc(*two_normals(seed, 1500)),
    "weighted auc": _weighted_auc,
    "hits": lambda seed: _alarm(seed, "hits"),
    "false alarms": lambda seed: _alarm(seed, "false_alarms"),
    "likelihood ratio": lambda seed: _alarm(seed, "likelihood_ratio"),
    "threshold": lambda seed: _alarm(seed, "threshold"),
    "hits of a rare answer": lambda seed: _rare_alarm(seed, "hits"),
    "false alarms of a rare answer": lambda seed: _rare_alarm(seed, "false_alarms"),
    "hits of lineage": _related_alarm,
    "auc of lineage": lambda seed: _related(seed, "auc"),
    "information of lineage": lambda seed: _related(seed, "information"),
    "information": lambda seed: _information(seed, 4000),
}


def _related(seed: int, which: str) -> Estimate:
    """Futures of one ancestor have the same sign and the same tendency, and separate random numbers."""
    rng = np.random.default_rng(seed)
    lineage = rng.permutation(np.repeat(np.arange(1500), rng.integers(1, 7, 1500))[:1500])
    leaning = rng.normal(size=1500)[lineage]
    x, answer = leaning + 0.3 * rng.normal(size=1500)[lineage], rng.normal(size=1500) < leaning
    if which == "auc":
        return estimate_auc(x, answer, lineage=lineage)
    return estimate_information((x > 0).astype(np.intp), answer, np.zeros(1500, np.intp), np.ones(1500), lineage=lineage)


def _information(seed: int, size: int) -> Estimate:
    """A bit observed through a channel with error probability one fifth."""
    rng = np.random.default_rng(seed)
    answer = rng.random(size) < 0.5
    seen = answer ^ (rng.random(size) < 0.2)
    return estimate_information(seen.astype(np.intp), answer, np.zeros(size, np.intp), np.ones(size))


@pytest.mark.parametrize("name", CASES)
def test_errors_over_seeds(name: str) -> None:
    assert spread_over_seeds(CASES[name]) == pytest.approx(1, abs=0.15)


def test_information_of_a_noisy_channel() -> None:
    exact = 1 - measure_entropy(np.array([True, False]), np.array([0.2, 0.8]))
    found = np.array([_information(seed, 500) for seed in range(400)])
    assert found[:, 0].mean() == pytest.approx(exact, abs=4 * found[:, 1].mean() / 20)


def test_watch_list_skips_a_duplicate(rng: np.random.Generator) -> None:
    """Two indicators determine the answer; a copy of the first, and the first with a little noise, add nothing."""
    first, second, noise = rng.normal(size=(3, 8000))
    answer = first + 0.8 * second + 0.3 * rng.normal(size=8000) > 1
    signs = {"copy": 3 * first, "first": first, "blurred": first + 0.05 * noise, "second": second, "noise": noise}
    found = choose_informative(signs, answer)
    names = [g.name for g in found]
    assert names[0] in ("copy", "first", "blurred")
    assert names[1] == "second"
    assert len({"copy", "first"} & set(names)) <= 1
    assert "noise" not in names


def test_nothing_is_watched_where_nothing_is_told(rng: np.random.Generator) -> None:
    signs = {f"sign{k}": rng.normal(size=3000) for k in range(20)}
    assert choose_informative(signs, rng.random(3000) < 0.3) == ()
