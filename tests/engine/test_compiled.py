"""Compiled programs give the same bits from memory, from the cache folder, and compiled again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
import pytest
from jax import Array

from lynchpin.engine import compiled as module
from lynchpin.engine import device
from lynchpin.engine.compiled import FOLDER, Compiled, find_compiled, forget_compiled

NUMBERS = np.linspace(0.1, 5.0, 100)


class Pair(NamedTuple):
    """A structure that JAX cannot store by itself."""

    root: Array
    rest: dict[str, Array | None]


class Traced:
    """A function that counts how often it is traced."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, x: Array, y: tuple[Array, ...]) -> Pair:
        self.times += 1
        return Pair(x**0.5, {"sum": x + sum(y), "none": None})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("LYNCHPIN_CACHE", str(tmp_path))
    return tmp_path / FOLDER


def check(found: Pair) -> None:
    assert isinstance(found, Pair)
    assert found.root.dtype == np.float64
    np.testing.assert_allclose(found.root, np.sqrt(NUMBERS), rtol=1e-15)
    assert found.rest["none"] is None
    np.testing.assert_array_equal(found.rest["sum"], NUMBERS + NUMBERS)


def test_a_program_is_traced_once_and_then_read(folder: Path) -> None:
    first, second = Traced(), Traced()
    whole = Compiled(first, "key")
    for _ in range(2):
        check(whole(NUMBERS, (NUMBERS,)))
    again = Compiled(second, "key")
    assert not again.is_ready(NUMBERS, (NUMBERS,))
    check(again(NUMBERS, (NUMBERS,)))
    assert again.is_ready(NUMBERS, (NUMBERS,))
    assert (first.times, second.times, len(list(folder.iterdir()))) == (1, 0, 1)


def test_another_key_shape_type_or_structure_is_another_program(folder: Path) -> None:
    compiled = Compiled(Traced(), "key")
    compiled(NUMBERS, (NUMBERS,))
    compiled(NUMBERS, (NUMBERS, NUMBERS))
    compiled(NUMBERS[:50], (NUMBERS[:50],))
    compiled(NUMBERS.astype(np.float32), (NUMBERS.astype(np.float32),))
    Compiled(Traced(), "other key")(NUMBERS, (NUMBERS,))
    assert len(list(folder.iterdir())) == 5


def test_only_the_functions_used_last_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_compiled()
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    first, second = find_compiled(Traced(), "first"), find_compiled(Traced(), "second")
    assert find_compiled(Traced(), "first") is first
    find_compiled(Traced(), "third")
    assert find_compiled(Traced(), "first") is first
    assert find_compiled(Traced(), "second") is not second
    forget_compiled()
    assert find_compiled(Traced(), "first") is not first


@pytest.mark.shipped_compiler
def test_a_large_program_is_compiled_quickly(folder: Path) -> None:
    for nodes in (device.LARGE - 1, device.LARGE):
        check(Compiled(Traced(), "key", nodes=nodes)(NUMBERS, (NUMBERS,)))
    assert len(list(folder.iterdir())) == 2  # the options are part of what a program depends on
    assert device.choose_options(device.LARGE) != device.choose_options(device.LARGE - 1)


@pytest.mark.parametrize("content", [b"", b"not a program"])
def test_a_damaged_file_is_replaced(folder: Path, content: bytes) -> None:
    Compiled(Traced(), "key")(NUMBERS, (NUMBERS,))
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(content)
    function = Traced()
    check(Compiled(function, "key")(NUMBERS, (NUMBERS,)))
    assert function.times == 1
    (file,) = folder.iterdir()
    assert len(file.read_bytes()) > len(whole) / 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no modes of folders")
def test_a_folder_that_others_can_write_to_is_not_used(folder: Path) -> None:
    Compiled(Traced(), "key")(NUMBERS, (NUMBERS,))
    assert folder.stat().st_mode & 0o077 == 0
    (file,) = folder.iterdir()
    written = file.read_bytes()
    folder.chmod(0o777)
    function = Traced()
    check(Compiled(function, "key")(NUMBERS, (NUMBERS,)))
    assert function.times == 1
    check(Compiled(Traced(), "other key")(NUMBERS, (NUMBERS,)))
    assert [one.read_bytes() for one in folder.iterdir()] == [written]


def test_no_folder_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LYNCHPIN_CACHE", "")
    check(Compiled(Traced(), "key")(NUMBERS, (NUMBERS,)))


def test_code_that_jax_keeps_is_not_kept_twice(folder: Path, tmp_path: Path) -> None:
    jax.config.update("jax_compilation_cache_dir", str(tmp_path / "jax"))
    try:
        check(Compiled(Traced(), "key")(NUMBERS, (NUMBERS,)))
    finally:
        jax.config.update("jax_compilation_cache_dir", None)
    assert not folder.exists()
