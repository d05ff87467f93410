"""A model as a program: the engine's block function with its numbers, keys, forced assumptions and policy as arguments."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from lynchpin.engine import device
from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.random import build_keys
from lynchpin.engine.chance.static import Toggles
from lynchpin.engine.model import Model
from lynchpin.engine.order import Recorded
from lynchpin.engine.run import draw_block
from lynchpin.portable.program import Argument, Program, lower

LANES = 64
"""Futures per block. A small block stays in the processor's fastest memory."""


def lower_model(model: Model, recorded: Recorded = "outcomes", lanes: int = LANES) -> Program:
    """Lower the engine's block function for a model.

    Args:
        model: The model.
        recorded: `outcomes`, or `paths` for the options as well.
        lanes: Futures per block.

    Returns:
        A program of the number of the block's first future, `first`. Its other arguments are those of the engine: numbers, keys (`static` and
        `path`), `credences`, `policy`, and `inputs` that replace draws. Its results are `outcome`, `unsound` (whether a value is not finite)
        and, for paths, `options`.

    Raises:
        UnsupportedError: The engine needs what the machine does not have.
    """
    program, public = model.program, len(model.inputs)
    leaves, structure = jax.tree.flatten(model.numbers)

    def block(*arguments: Any) -> dict[str, Any]:
        *rest, static, path, credences, policy, inputs, first = arguments
        index = first + jnp.arange(lanes, dtype=jnp.uint32)
        toggles = Toggles(credences, policy, jnp.broadcast_to(inputs[:, None], (public, lanes)))
        drawn = draw_block(program, recorded, public, jax.tree.unflatten(structure, rest), (static, path), toggles, index)
        results: dict[str, Any] = {"outcome": drawn.outcome, "unsound": drawn.tally.cause > 0}
        if recorded == "paths":
            results["options"] = drawn.record[3]
        return results

    names = [f"numbers{jax.tree_util.keystr(path)}" for path, _ in jax.tree_util.tree_flatten_with_path(model.numbers)[0]]
    constant = [Argument(name, np.asarray(value)) for name, value in zip(names, leaves, strict=True)]
    constant += [
        Argument("static", build_keys(0, static_draws(program))),
        Argument("path", build_keys(0, path_draws(program))),
        Argument("credences", np.full(len(model.drawn_assumptions), np.nan)),
        Argument("policy", np.array(-1, np.int32)),
        Argument("inputs", np.full(public, np.nan)),
    ]
    with device.double_precision():
        return lower(block, constant, [Argument("first", np.array(0, np.uint32))], lanes)
