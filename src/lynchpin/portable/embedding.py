"""What a page needs to simulate a model: the program, names, and two scripts, one for the page and one for its workers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

WORKER = ("wasm.js", "operations.js", "machine.js", "worker.js")
PAGE = ("blake2b.js", "engine.js", "console.js")


@dataclass(frozen=True)
class PortableModel:
    """A model that a page can simulate.

    Attributes:
        names: Names of the assessment, as JSON.
        program: The program, as text.
    """

    names: dict[str, Any]
    program: dict[str, str]


@cache
def bundle(modules: Sequence[str]) -> str:
    """Return modules as one script: their text in this order, without imports and exports.

    Args:
        modules: Names of files in `assets`. No two may declare the same name.
    """
    folder = files("lynchpin.portable").joinpath("assets")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in modules)
    return '"use strict";\n' + re.sub(r"^import .*\n|^export (?=\w)", "", text, flags=re.MULTILINE)
