"""Compiled programs, which are kept between runs.

JAX can keep compiled code too, but it traces and lowers a program before it looks for its code. For most assessments that takes longer
than the simulation. Here the code is found by the structure of the model, so that a program that was compiled before is only read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
from jax.experimental import serialize_executable

from lynchpin.cache import open_cache
from lynchpin.engine import device

FOLDER = "programs"
MOST_KEPT = 64
"""Number of functions that stay in memory. Each takes thousands of memory maps once it is compiled, and Linux allows a process 65,530."""


class Compiled:
    """A function of arrays that is compiled once for each structure of its arguments, with 64-bit arrays allowed."""

    def __init__(self, function: Callable[..., Any], *key: Hashable, nodes: int = 0, brief: bool = False) -> None:
        """Prepare a function. Nothing is compiled yet.

        Args:
            function: The function.
            key: Everything apart from the engine's source that decides what the function computes. Its `repr` must be unambiguous.
            nodes: Number of nodes of the model, by which the options of the compiler are chosen.
            brief: Whether it only ever plays a few hundred futures, likewise.
        """
        self._options = device.choose_options(nodes, brief=brief)
        self._jitted = jax.jit(function, compiler_options=self._options)
        self._key = key
        self._programs: dict[Hashable, jax.stages.Compiled] = {}

    def __call__(self, *arguments: Any) -> Any:
        with device.double_precision():
            return self.find(arguments)(*arguments)

    def is_ready(self, *arguments: Any) -> bool:
        """Return whether the program for such arguments is in memory."""
        return _sign(arguments) in self._programs

    def find(self, arguments: tuple[Any, ...]) -> jax.stages.Compiled:
        """Return the program for such arguments: from memory, from the cache folder, or compiled now."""
        signature = _sign(arguments)
        if signature not in self._programs:
            file = self._name_file(signature)
            program = None if file is None else _read(file, arguments)
            if program is None:
                program = self._jitted.lower(*arguments).compile()
                if file is not None:
                    _write(file, program)
            self._programs[signature] = program
        return self._programs[signature]

    def _name_file(self, signature: Hashable) -> Path | None:
        folder = open_cache()
        # Code that JAX has read from its own cache cannot be written again.
        if folder is None or getattr(jax.config, "jax_compilation_cache_dir", None):
            return None
        programs = folder / FOLDER
        if not _is_private(programs):
            return None
        text = repr((self._key, signature, sorted(self._options.items()), _describe_platform()))
        return programs / hashlib.sha256(text.encode()).hexdigest()


_kept: OrderedDict[tuple[Hashable, ...], Compiled] = OrderedDict()
_lock = threading.Lock()


def find_compiled(function: Callable[..., Any], *key: Hashable, nodes: int = 0, brief: bool = False) -> Compiled:
    """Return the function that was prepared under a key, or prepare it. The `MOST_KEPT` most recently used stay in memory.

    Args:
        function: The function. It is only used if none was prepared under this key.
        key: What decides what the function computes, as for `Compiled`. It must determine `nodes` and `brief` too.
        nodes: Number of nodes of the model, as for `Compiled`.
        brief: Whether it only ever plays a few hundred futures, as for `Compiled`.
    """
    with _lock:
        found = _kept.pop(key, None) or Compiled(function, *key, nodes=nodes, brief=brief)
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget_compiled() -> None:
    """Drop all functions from memory. Their programs stay in the cache folder."""
    with _lock:
        _kept.clear()


def _sign(arguments: tuple[Any, ...]) -> Hashable:
    """Return the structure, shapes and types of arguments."""
    leaves, structure = jax.tree.flatten(arguments)
    return structure, tuple((leaf.shape, leaf.dtype.str) for leaf in leaves)


def _is_private(folder: Path) -> bool:
    """Return whether only the user can write to a folder, which is made if it is missing. A program from anyone else could run any code."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


@cache
def _describe_platform() -> str:
    """Return a digest of what compiled code depends on apart from the model: the engine's source, JAX, and the processor."""
    digest = hashlib.sha256(f"{version('jax')} {version('jaxlib')}".encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = {line for line in information.read_text().splitlines() if line.startswith(("model name", "flags", "Features", "CPU part"))}
        digest.update("\n".join(sorted(lines)).encode())
    return digest.hexdigest()


def _read(file: Path, arguments: tuple[Any, ...]) -> jax.stages.Compiled | None:
    """Return a program from its file, or None if it cannot be used: results do not depend on the cache."""
    try:
        code, result = pickle.loads(zlib.decompress(file.read_bytes()))
        structure = jax.tree.structure((arguments, {}))
        program: jax.stages.Compiled = serialize_executable.deserialize_and_load(code, structure, jax.tree.structure(result))
    except Exception:  # a file that is missing, damaged, or from a processor that only looks the same
        return None
    return program


def _write(file: Path, program: jax.stages.Compiled) -> None:
    """Keep a program, if that is possible."""
    try:
        code, _, structure = serialize_executable.serialize(program)
        # Structures of JAX cannot be pickled, but what they describe can.
        content = zlib.compress(pickle.dumps((code, jax.tree.unflatten(structure, [0] * structure.num_leaves))), level=1)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as new:
            try:
                new.write(content)
                new.close()
                os.replace(new.name, file)
            except OSError:
                os.unlink(new.name)
                raise
    except (OSError, ValueError, NotImplementedError, pickle.PicklingError):
        return
