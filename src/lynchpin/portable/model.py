"""A model as a program: the engine's block function with its numbers, keys, forced assumptions and policy as arguments."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.chance.random import build_keys
from lynchpin.engine.chance.static import Toggles
from lynchpin.engine.model import Model
from lynchpin.engine.order import Recorded
from lynchpin.engine.run import draw_block
from lynchpin.portable.embedding import PortableModel
from lynchpin.portable.program import Argument, Program, lower

LANES = 64
"""Futures per block. A small block stays in the processor's fastest memory."""


def make_portable(model: Model, recorded: Recorded = "outcomes") -> PortableModel:
    """Return a model in the form that a page can simulate.

    Args:
        model: The model.
        recorded: `outcomes`, or `paths` for the options of actors as well.

    Raises:
        UnsupportedError: The model needs what the portable engine does not have.
    """
    names = {
        "assumptions": [{"name": a.name, "claim": a.claim, "credence": a.credence, "words": a.words} for a in model.drawn_assumptions],
        "inputs": [
            {"name": q.name, "means": q.means, "unit": q.unit, "states": list(q.states) or None, "certain": q.certain} for q in model.inputs
        ],
        "policies": [{"name": p.name, "means": p.means} for p in model.policies],
        "outcomes": [{"name": name, "means": model.outcome_means.get(name, "")} for name in model.outcomes],
        "answers": {name: list(outcomes) for name, outcomes in model.answers.items()},
        "draws": {"static": static_draws(model.program), "path": path_draws(model.program)},
    }
    return PortableModel(names, lower_model(model, recorded).pack())


KEPT = 16
_lowered: OrderedDict[tuple[object, ...], Program] = OrderedDict()
"""The programs of the `KEPT` structures that were lowered most recently."""


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
    leaves = {
        f"numbers{jax.tree_util.keystr(path)}": np.asarray(leaf) for path, leaf in jax.tree_util.tree_flatten_with_path(model.numbers)[0]
    }
    shapes = tuple(leaf.shape for leaf in leaves.values())
    key = (model.program.key, len(model.inputs), recorded, lanes, shapes)
    if key not in _lowered:
        _lowered[key] = _lower(model, recorded, lanes, leaves)
    _lowered.move_to_end(key)
    if len(_lowered) > KEPT:
        _lowered.popitem(last=False)
    return _lowered[key].change(leaves)


def _lower(model: Model, recorded: Recorded, lanes: int, leaves: Mapping[str, NDArray[Any]]) -> Program:
    program, public = model.program, len(model.inputs)
    structure = jax.tree.structure(model.numbers)

    def block(*arguments: Any) -> dict[str, Any]:
        *numbers, static, path, credences, policy, inputs, first = arguments
        index = first + jnp.arange(lanes, dtype=jnp.uint32)
        toggles = Toggles(credences, policy, jnp.broadcast_to(inputs[:, None], (public, lanes)))
        drawn = draw_block(program, recorded, public, jax.tree.unflatten(structure, numbers), (static, path), toggles, index)
        results: dict[str, Any] = {"outcome": drawn.outcome, "unsound": drawn.tally.cause > 0}
        if recorded == "paths":
            results["options"] = drawn.record[3]
        return results

    constant = [Argument(name, leaf) for name, leaf in leaves.items()]
    constant += [
        Argument("static", build_keys(0, static_draws(program))),
        Argument("path", build_keys(0, path_draws(program))),
        Argument("credences", np.full(len(model.drawn_assumptions), np.nan)),
        Argument("policy", np.array(-1, np.int32)),
        Argument("inputs", np.full(public, np.nan)),
    ]
    with device.double_precision():
        return lower(block, constant, [Argument("first", np.array(0, np.uint32))], lanes)
