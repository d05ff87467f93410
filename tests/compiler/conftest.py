"""Simulate an assessment written in the text of a test, in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from short_texts import build

from lynchpin.engine import Futures, Model, simulate
from lynchpin.engine.order import Draws


@pytest.fixture
def assess() -> Callable[[str], Model]:
    return build


@pytest.fixture
def draw() -> Callable[..., Futures]:
    def drawn(text: str, futures: int = 4096, **options: Any) -> Futures:
        return simulate(build(text), Draws(futures, **options))

    return drawn
