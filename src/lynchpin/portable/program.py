"""A program of the vector machine, made from a JAX function, as numbers that a page can carry.

Nothing in it is code for another machine: operations have names, and everything else is a number. The machine checks it before it runs.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.interpreters import partial_eval
from numpy.typing import NDArray

from lynchpin.portable import control, elementwise, indexing, reductions  # noqa: F401  they register their rules
from lynchpin.portable.encoding import Encoder
from lynchpin.portable.fusing import fuse
from lynchpin.portable.kinds import find_kind, store
from lynchpin.portable.layout import place
from lynchpin.portable.lowering import Lowering
from lynchpin.portable.pruning import list_written, prune
from lynchpin.portable.views import Register, View


@dataclass(frozen=True)
class Program:
    """A program.

    Attributes:
        code: Its operations, functions, kernels and steps, and the places of its arguments and results, as JSON.
        data: Contents of the memory at the start, one stretch after another as listed in the code.
    """

    code: Mapping[str, Any]
    data: bytes

    def change(self, values: Mapping[str, NDArray[np.generic]]) -> Program:
        """Return the program with other values of arguments at the start.

        Args:
            values: The values by the names of the arguments, of the same shapes.
        """
        data, start, places = bytearray(self.data), 0, {}
        for address, length in self.code["data"]:
            places[address, length] = start
            start += length
        for name, value in values.items():
            content = store(value, find_kind(value.dtype)).tobytes()
            if content:
                start = places[self.code["arguments"][name]["address"], len(content)]
                data[start : start + len(content)] = content
        return Program(self.code, bytes(data))

    def pack(self) -> dict[str, str]:
        """Return the program as text: compressed and in base64."""
        return {"code": _compress(json.dumps(self.code, separators=(",", ":")).encode()), "data": _compress(self.data)}


def _compress(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


@dataclass(frozen=True)
class Argument:
    """An argument of a program: its name in the page, and its value there at the start."""

    name: str
    value: NDArray[np.generic]


def lower(function: Callable[..., Mapping[str, Any]], constant: Sequence[Argument], varying: Sequence[Argument], lanes: int) -> Program:
    """Lower a function of arrays.

    Args:
        function: The function. It takes the arguments in their order and returns named arrays.
        constant: Arguments that stay the same for a whole request.
        varying: Arguments that change from block to block.
        lanes: Number of futures per block.

    Returns:
        The program.

    Raises:
        UnsupportedError: The function uses a primitive, or a form of one, that the machine does not have.
    """
    arguments = [*constant, *varying]
    with jax.enable_x64(True):
        closed, shapes = jax.make_jaxpr(function, return_shape=True)(*(a.value for a in arguments))
        names = list(shapes)
        jaxpr, _ = partial_eval.dce_jaxpr(closed.jaxpr, [True] * len(names), instantiate=True)
        low = Lowering()
        registers = [_enter(low, argument) for argument in constant]
        low.open()
        registers += [_enter(low, argument) for argument in varying]
        results = low.run(jaxpr, closed.consts, registers)
        order = [name for name, _ in sorted(shapes.items())]  # as JAX flattens a mapping
        out = {name: _leave(low, value) for name, value in zip(order, results, strict=True)}
        block = low.close()
    needed: dict[int, Register] = {id(view.register): view.register for view in out.values()}
    block = prune(block, needed)
    prelude = prune(low.lists[0], needed)
    kept = set(needed.values())
    computed = set(list_written(prelude))
    prelude, block = fuse(prelude, kept), fuse(block, {view.register for view in out.values()} | computed)
    memory = place(prelude, block, [*(view.register for view in registers), *(view.register for view in out.values())])
    return _write(low, dict(zip([a.name for a in arguments], registers, strict=True)), arguments, out, memory, prelude, block, lanes)


def _enter(low: Lowering, argument: Argument) -> View:
    """Return a register for an argument."""
    view = low.new(argument.value.shape, find_kind(argument.value.dtype))
    view.register.kept = True
    return view


def _leave(low: Lowering, value: Any) -> View:
    """Return a register that keeps a result."""
    kind = value.kind if isinstance(value, View) else find_kind(value.dtype)
    view = low.new(value.shape, kind, 1)
    view.register.kept = True
    low.copy(view, value, 1)
    return view


def _write(
    low: Lowering, entries: Mapping[str, View], arguments: Sequence[Argument], out: Mapping[str, View], memory: int,
    prelude: Any, block: Any, lanes: int,
) -> Program:  # fmt: skip
    """Encode a program whose registers have their places."""
    encoder = Encoder()
    code: dict[str, Any] = {"lanes": lanes, "memory": memory, "prelude": encoder.encode(prelude), "block": encoder.encode(block)}
    contents = [(r.address, r.data) for r in low.list_constants() if r.address >= 0 and r.data is not None]
    contents += [(entries[a.name].register.address, store(a.value, find_kind(a.value.dtype))) for a in arguments]
    code["kernels"], code["functions"], code["operations"] = encoder.kernels, encoder.functions, list(encoder.operations)
    code["arguments"], code["results"] = (
        {name: {"address": v.register.address, "kind": v.kind, "shape": list(v.shape)} for name, v in views.items()}
        for views in (entries, out)
    )
    code["data"] = [[address, content.nbytes] for address, content in contents]
    return Program(code, b"".join(content.tobytes() for _, content in contents))
