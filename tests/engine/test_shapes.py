"""The shapes and types that engine functions declare are checked while the tests run."""

from __future__ import annotations

import jax.numpy as jnp
import pytest
from jaxtyping import TypeCheckError
from run_time_types import list_checked

from lynchpin.engine.chance.random import draw_words
from lynchpin.engine.choice.choices import draw_option
from lynchpin.engine.choice.equilibrium import respond


def test_every_file_of_the_engine_is_checked() -> None:
    """All but the three in `run_time_types.UNCHECKED`; change the number together with the files."""
    assert len(list_checked()) == 80


def test_an_axis_too_many_is_refused() -> None:
    with pytest.raises(TypeCheckError, match="options B"):
        respond(jnp.zeros((2, 3, 16)), 1.0)


def test_batches_of_different_size_are_refused() -> None:
    with pytest.raises(TypeCheckError, match="uniform"):
        draw_option(jnp.full((2, 16), 0.5), jnp.zeros(32))


def test_a_word_of_another_type_is_refused() -> None:
    with pytest.raises(TypeCheckError, match="index"):
        draw_words(jnp.zeros((1, 2), jnp.uint32), jnp.arange(16))


def test_types_of_numbers_are_not_promoted() -> None:
    with pytest.raises(ValueError, match="promotion"):
        jnp.ones(3, bool) + jnp.ones(3)
