"""Fixtures shared by the tests; models and futures made by hand are in `by_hand`."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20250101)
