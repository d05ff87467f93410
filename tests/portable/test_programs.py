"""What the lowering refuses, and what the machine refuses to run."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from machines import pack, run_program
from selenium import webdriver

from lynchpin.portable.kinds import UnsupportedError
from lynchpin.portable.program import Argument, Program, lower

X = np.arange(8, dtype=np.float32)


def _lower(function: Callable[..., Any], *arrays: Any) -> Program:
    return lower(lambda *args: {"result": function(*args)}, [], [Argument(f"a{k}", a) for k, a in enumerate(arrays or (X,))], 1)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (jnp.arcsin, "the primitive `asin`"),
        (jax.lax.lgamma, "the primitive `lgamma`"),
        (jnp.sort, "`sort` only by a condition"),
        (lambda x: x.astype(jnp.complex64), "numbers of type `complex64`"),
        (lambda x: x.astype(jnp.int8) + jnp.int8(1), "the primitive `add` for int8"),
        (lambda x: x % 2, "the primitive `rem` for floating-point numbers"),
        (lambda x: x.at[x.astype(jnp.int32)].set(1), "`scatter` only for one row at a constant place"),
        (lambda x: x.astype(jnp.int64), "does not convert f32 to i64"),
    ],
)
def test_a_primitive_that_the_machine_lacks_is_named(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(UnsupportedError, match=message):
        _lower(function)


def test_what_depends_on_constant_arguments_alone_is_computed_once() -> None:
    """It is in the prelude, even if it is written inside a loop."""

    def repeat(a: Any, x: Any) -> dict[str, Any]:
        return {"result": lax.fori_loop(0, 5, lambda _, c: c * jnp.exp(jnp.sin(a)), x)}

    program = lower(repeat, [Argument("a", np.float32(2))], [Argument("x", X)], 8)
    functions = [k for k, name in enumerate(program.code["operations"]) if ".call:" in name]
    prelude = [program.code["kernels"][k] for k in program.code["prelude"][2::2]]
    assert len(functions) == 2
    assert all(any(k in kernel for kernel in prelude) for k in functions)
    assert len(program.code["kernels"]) - len(prelude) <= 3


def test_values_of_a_chain_stay_out_of_memory() -> None:
    program = _lower(lambda x: jnp.exp(x * 2 + 1) / 3 - x)
    assert len(program.code["kernels"]) == 1
    assert program.code["memory"] == 2 * X.nbytes


def test_registers_share_their_places() -> None:
    """A thousand turns of a loop, and a hundred sums over it, need no more memory than one."""

    def add(x: Any) -> Any:
        for _ in range(100):
            x = lax.fori_loop(0, 3, lambda _, c: c + c[::-1], x)
        return x

    assert _lower(add).code["memory"] < 12 * X.nbytes


def _loop(x: Any) -> Any:
    return lax.while_loop(lambda c: (c < 100).any(), lambda c: c + 1, x)


@pytest.mark.browser
def test_a_loop_that_does_not_end_is_stopped(machine: webdriver.Chrome) -> None:
    with pytest.raises(RuntimeError, match="unreachable"):
        run_program(machine, _lower(lambda x: lax.while_loop(lambda c: (c < 100).any(), lambda c: c * 1, x)).pack())


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "a step is unknown": lambda code: code["block"].__setitem__(1, 9),
    "a kernel is unknown": lambda code: code["block"].__setitem__(2, 99),
    "a body is too long": lambda code: code["block"].__setitem__(0, 1 << 30),
    "an operation is unknown": lambda code: code["kernels"][0].__setitem__(2, 99),
    "an axis is empty": lambda code: code["kernels"][0].__setitem__(1, 0),
    "an array is not inside the memory": lambda code: code["kernels"][0].__setitem__(1, 1 << 20),
    "an address is out of range": lambda code: code["kernels"][0].__setitem__(3, -4),
    "numbers of kind f16 are unknown": lambda code: code["operations"].__setitem__(0, "f16.load"),
    "the operation f32.halve is unknown": lambda code: code.update(
        operations=[n.replace("f32.add", "f32.halve") for n in code["operations"]]
    ),
    "a loop is too long": lambda code: code["block"].__setitem__(code["block"].index(1 << 16), 1 << 17),
    "its memory is too large": lambda code: code.update(memory=1 << 31),
    "steps are left over": lambda code: code["block"].append(0),
}


@pytest.mark.browser
@pytest.mark.parametrize("message", BROKEN)
def test_the_machine_checks_a_program_before_it_runs(machine: webdriver.Chrome, message: str) -> None:
    program = _lower(_loop)
    code = json.loads(json.dumps(program.code))
    assert run_program(machine, pack(code, program.data))
    broken = copy.deepcopy(code)
    BROKEN[message](broken)
    with pytest.raises(RuntimeError, match=f"not a program of this machine: .*{message}"):
        run_program(machine, pack(broken, program.data))
