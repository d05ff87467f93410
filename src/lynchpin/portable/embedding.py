"""What a page needs to simulate a model: the program, names, and two scripts, one for the page and one for its workers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.chance.noises import path_draws
from lynchpin.engine.model import Model
from lynchpin.engine.order import Recorded
from lynchpin.portable.model import lower_model

WORKER = ("wasm.js", "operations.js", "machine.js", "worker.js")
PAGE = ("blake2b.js", "engine.js")


@dataclass(frozen=True)
class PortableModel:
    """A model that a page can simulate.

    Attributes:
        names: Names of the assessment, as JSON.
        program: The program, as text.
    """

    names: dict[str, Any]
    program: dict[str, str]


def make_portable(model: Model, recorded: Recorded = "outcomes") -> PortableModel:
    """Return a model in the form that a page can simulate.

    Args:
        model: The model.
        recorded: `outcomes`, or `paths` for the options of actors as well.

    Raises:
        UnsupportedError: The model needs what the portable engine does not have.
    """
    names = {
        "assumptions": [a.name for a in model.drawn_assumptions],
        "inputs": [{"name": q.name, "states": list(q.states) or None} for q in model.inputs],
        "policies": [p.name for p in model.policies],
        "outcomes": list(model.outcomes),
        "answers": {name: list(outcomes) for name, outcomes in model.answers.items()},
        "draws": {"static": static_draws(model.program), "path": path_draws(model.program)},
    }
    return PortableModel(names, lower_model(model, recorded).pack())


@cache
def bundle(modules: Sequence[str]) -> str:
    """Return modules as one script: their text in this order, without imports and exports.

    Args:
        modules: Names of files in `assets`. No two may declare the same name.
    """
    folder = files("lynchpin.portable").joinpath("assets")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in modules)
    return '"use strict";\n' + re.sub(r"^import .*\n|^export (?=\w)", "", text, flags=re.MULTILINE)
