"""States of assumptions without the rest of a future, for questions that need many of them."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from lynchpin.engine.chance.draws import draw_static, static_draws
from lynchpin.engine.chance.random import build_keys
from lynchpin.engine.chance.static import Toggles
from lynchpin.engine.compiled import find_compiled
from lynchpin.engine.graph.program import Program
from lynchpin.engine.model import Model
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.order import Draws, resolve

PIECE = 1 << 12
"""Futures per call of the compiled program."""


def draw_states(model: Model, draws: Draws) -> NDArray[np.bool_]:
    """Draw which assumptions hold at the start of futures. Each state is that of the same future in `simulate`.

    Args:
        model: The model to draw from.
        draws: What to draw: futures, seed, `assume` and `states`.

    Returns:
        [assumptions, N] whether each assumption with a credence holds.
    """
    order, program = resolve(model, draws), model.program
    draw = find_compiled(partial(_draw, program), "states", program.key, nodes=len(program.nodes))
    keys, total = build_keys(draws.seed, static_draws(program)), len(order.index)
    set_states = np.full((len(program.assumptions), total), -1, np.int16) if order.states is None else order.states
    parts = []
    for start in range(0, total, PIECE):
        place = np.minimum(np.arange(start, start + PIECE), total - 1)
        held = draw(model.numbers, keys, order.credences, set_states[:, place], order.index[place])
        parts.append(np.asarray(held)[:, : total - start])
    return np.concatenate(parts, axis=1)


def _draw(program: Program, numbers: Numbers, keys: Array, credences: Array, states: Array, index: Array) -> Array:
    toggles = Toggles(credences, jnp.int32(-1), states=states)
    holds = draw_static(program, jax.tree.map(jnp.asarray, numbers), keys, index, toggles).holds
    return jnp.stack([jnp.broadcast_to(state > 0.5, index.shape) for state in holds])
