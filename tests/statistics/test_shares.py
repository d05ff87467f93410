"""Errors of dependent futures: clustered by ancestor, over many seeds, and where there is nothing to see."""

from __future__ import annotations

import numpy as np
import pytest

from lynchpin.statistics.errors import FEW_LINEAGES, count_lineages, influence_error
from lynchpin.statistics.estimates import estimate_mean, estimate_means
from lynchpin.statistics.shares import count_independent, estimate_joint_shares

SEEDS = 2_000


@pytest.mark.parametrize("ancestors", [3, 10, 50, 100])
def test_the_error_is_never_less_than_the_spread_over_seeds(ancestors: int) -> None:
    """With 50 ancestors or more the mean of the squared error is the variance of the mean; with fewer it is larger, by design.

    The variance of the squared errors gives the tolerance: four standard errors over the seeds.
    """
    rng = np.random.default_rng(ancestors)
    lineage = np.repeat(np.arange(ancestors), 8)
    own = rng.normal(size=(SEEDS, ancestors))
    x = own[:, lineage] + rng.normal(size=(SEEDS, len(lineage)))
    found = [estimate_mean(row, lineage=lineage) for row in x]
    squares = np.array([e.error**2 for e in found])
    variance = (1 + 1 / 8) / ancestors
    tolerance = 4 * squares.std() / np.sqrt(SEEDS)
    if ancestors < FEW_LINEAGES:
        assert variance < squares.mean() < 2 * variance
    else:
        assert squares.mean() == pytest.approx(variance, abs=tolerance)
    assert np.var([e.value for e in found]) == pytest.approx(variance, rel=0.13)  # four standard errors of a variance


def test_weights_and_numbering_of_ancestors_do_not_matter_to_the_rule() -> None:
    rng = np.random.default_rng(1)
    x, lineage, w = rng.normal(size=(3, 600)), rng.permutation(np.arange(600) % 60), rng.random(600)
    w /= w.sum()
    deviations = x - (x @ w)[:, None]
    sums = np.stack([[(w * row)[lineage == g].sum() for g in range(60)] for row in deviations])
    expected = np.sqrt((sums**2).sum(axis=1) * 60 / 59)
    for numbers in (lineage, 1_000_000 - 7 * lineage):
        np.testing.assert_allclose(estimate_means(x, weights=w, lineage=numbers).error, expected, rtol=1e-12)
    assert count_lineages(600, lineage) == 60
    assert count_lineages(600, None) == 600


def test_few_ancestors_that_agree_are_no_more_than_so_many_independent_futures() -> None:
    """Six lineages with the same share each: their sums do not vary, and still only six futures are independent."""
    lineage, yes = np.repeat(np.arange(6), 100), np.tile(np.arange(100) < 20, 6)
    assert estimate_mean(yes, lineage=lineage).error == pytest.approx(np.sqrt(0.2 * 0.8 / 6))


def test_one_ancestor_gives_no_error_and_the_worst_case_for_shares() -> None:
    same = np.zeros(20, int)
    assert np.isnan(influence_error(np.arange(20.0) - 9.5, same))
    shares = estimate_joint_shares(np.arange(20)[None] % 2 == 0, lineage=same)
    assert (shares.value[0], shares.error[0]) == (0.5, 0.5)
    assert count_independent(np.array([0.5]), np.array([np.nan]), 100) == 1


def test_a_share_of_none_is_as_uncertain_as_the_others_on_the_same_matter_show() -> None:
    """Sixty lineages of fifty futures: a property is independent of the lineage, or the same throughout it."""
    lineage = np.repeat(np.arange(60), 50)
    none, mixed, own = np.zeros(3000, bool), np.arange(3000) % 2 == 0, lineage % 2 == 0
    assert estimate_joint_shares(np.stack([none]), lineage=lineage).error == pytest.approx([1 / 61])
    assert estimate_joint_shares(np.stack([none, own]), lineage=lineage).error[0] == pytest.approx(1 / 61)
    assert estimate_joint_shares(np.stack([none, np.random.default_rng(1).permutation(mixed)]), lineage=lineage).error[0] < 1 / 300


@pytest.mark.parametrize("futures", [50, 5_000])
def test_the_effective_sample_size_of_independent_futures_is_their_number(futures: int) -> None:
    shares = np.array([0.2, 0.5, 0.9])
    errors = np.sqrt(shares * (1 - shares) / futures)
    assert count_independent(shares, errors, 10_000) == pytest.approx(futures)
    assert count_independent(shares, errors, 20) == 20
