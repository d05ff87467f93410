"""Errors of dependent futures: clustered by ancestor, over many seeds, and where there is nothing to see."""

from __future__ import annotations

import numpy as np
import pytest

from lynchpin.statistics.errors import count_lineages, influence_error
from lynchpin.statistics.estimates import estimate_mean, estimate_means
from lynchpin.statistics.shares import count_independent, estimate_joint_shares

SEEDS = 2_000


@pytest.mark.parametrize("ancestors", [2, 3, 10, 50])
def test_the_error_is_the_spread_over_seeds_also_with_few_ancestors(ancestors: int) -> None:
    """The mean of the squared error is the variance of the mean: without the factor G / (G - 1) it would be half of it with two ancestors.

    The variance of the squared errors gives the tolerance: four standard errors over the seeds.
    """
    rng = np.random.default_rng(ancestors)
    lineage = np.repeat(np.arange(ancestors), 8)
    own = rng.normal(size=(SEEDS, ancestors))
    x = own[:, lineage] + rng.normal(size=(SEEDS, len(lineage)))
    found = [estimate_mean(row, lineage=lineage) for row in x]
    squares = np.array([e.error**2 for e in found])
    variance = (1 + 1 / 8) / ancestors
    assert squares.mean() == pytest.approx(variance, abs=4 * squares.std() / np.sqrt(SEEDS))
    assert np.var([e.value for e in found]) == pytest.approx(variance, rel=0.13)  # four standard errors of a variance


def test_weights_and_numbering_of_ancestors_do_not_matter_to_the_rule() -> None:
    rng = np.random.default_rng(1)
    x, lineage, w = rng.normal(size=(3, 60)), rng.integers(0, 9, 60), rng.random(60)
    w /= w.sum()
    deviations = x - (x @ w)[:, None]
    sums = np.stack([[(w * row)[lineage == g].sum() for g in range(9)] for row in deviations])
    expected = np.sqrt((sums**2).sum(axis=1) * 9 / 8)
    for numbers in (lineage, 1_000_000 - 7 * lineage):
        np.testing.assert_allclose(estimate_means(x, weights=w, lineage=numbers).error, expected, rtol=1e-12)
    assert count_lineages(60, lineage) == 9
    assert count_lineages(60, None) == 60


def test_one_ancestor_gives_no_error_and_the_worst_case_for_shares() -> None:
    same = np.zeros(20, int)
    assert np.isnan(influence_error(np.arange(20.0) - 9.5, same))
    shares = estimate_joint_shares(np.arange(20)[None] % 2 == 0, lineage=same)
    assert (shares.value[0], shares.error[0]) == (0.5, 0.5)
    assert count_independent(np.array([0.5]), np.array([np.nan]), 100) == 1


def test_a_share_of_none_is_as_uncertain_as_the_others_on_the_same_matter_show() -> None:
    """Twenty lineages of fifty futures: a property is independent of the lineage, or the same throughout it."""
    lineage = np.repeat(np.arange(20), 50)
    none, mixed, own = np.zeros(1000, bool), np.arange(1000) % 2 == 0, lineage % 2 == 0
    assert estimate_joint_shares(np.stack([none]), lineage=lineage).error == pytest.approx([1 / 21])
    assert estimate_joint_shares(np.stack([none, own]), lineage=lineage).error[0] == pytest.approx(1 / 21)
    assert estimate_joint_shares(np.stack([none, np.random.default_rng(1).permutation(mixed)]), lineage=lineage).error[0] < 1 / 300


@pytest.mark.parametrize("futures", [50, 5_000])
def test_the_effective_sample_size_of_independent_futures_is_their_number(futures: int) -> None:
    shares = np.array([0.2, 0.5, 0.9])
    errors = np.sqrt(shares * (1 - shares) / futures)
    assert count_independent(shares, errors, 10_000) == pytest.approx(futures)
    assert count_independent(shares, errors, 20) == 20
