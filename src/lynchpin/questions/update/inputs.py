"""Inputs before and after the evidence: mean and standard deviation, or the shares of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import Model, Quantity
from lynchpin.engine.results.futures import Futures
from lynchpin.statistics.estimates import Estimate, estimate_deviation, estimate_mean
from lynchpin.statistics.shares import estimate_joint_shares


def describe_inputs(model: Model, before: Futures, after: Futures) -> dict[str, dict[str, Any]]:
    """Describe each uncertain input before and after the evidence, with standard errors.

    Args:
        model: The model.
        before: Futures without evidence.
        after: Futures given the evidence.

    Returns:
        By name, the mean and the standard deviation; for a parameter with words, the share of each word.
    """
    return {
        q.name: {"words": _describe_words(q, before, after)} if q.states else _describe_numbers(q.name, before, after)
        for q in model.inputs
        if not q.certain
    }


def _describe_numbers(name: str, before: Futures, after: Futures) -> dict[str, float]:
    row: dict[str, float] = {}
    for when, futures in (("prior", before), ("posterior", after)):
        sound = futures.sound
        values, lineage = futures.inputs[name][sound].astype(np.float64), futures.lineage[sound]
        mean, error = estimate_mean(values, lineage=lineage)
        sd, sd_error = estimate_deviation(values, lineage=lineage)
        row |= {f"{when}_mean": mean, f"{when}_mean_standard_error": error}
        row |= {f"{when}_sd": sd, f"{when}_sd_standard_error": sd_error}
    return row


def _describe_words(q: Quantity, before: Futures, after: Futures) -> dict[str, dict[str, float]]:
    prior, posterior = (
        estimate_shares(futures, {word: futures.inputs[q.name] == code for code, word in enumerate(q.states)})
        for futures in (before, after)
    )
    return {
        word: {
            "prior": prior[word].value,
            "prior_standard_error": prior[word].error,
            "posterior": posterior[word].value,
            "standard_error": posterior[word].error,
        }
        for word in q.states
    }


def estimate_shares(futures: Futures, conditions: Mapping[str, NDArray[np.bool_]]) -> dict[str, Estimate]:
    """Return shares of sound futures in which related conditions hold, such as which outcome occurs.

    Args:
        futures: Futures, given evidence or not.
        conditions: [N] booleans by name.

    Returns:
        Shares by name. Futures with a common ancestor are dependent.
    """
    if not conditions:
        return {}
    sound = futures.sound
    stacked = np.stack([np.asarray(condition, bool)[sound] for condition in conditions.values()])
    shares, errors = estimate_joint_shares(stacked, lineage=futures.lineage[sound])
    return {name: Estimate(float(s), float(e)) for name, s, e in zip(conditions, shares, errors, strict=True)}
