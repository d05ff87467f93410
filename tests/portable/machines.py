"""Programs and models on the vector machine of a browser."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray
from selenium import webdriver

from lynchpin.engine import Model
from lynchpin.portable.embedding import PAGE, WORKER, bundle
from lynchpin.portable.kinds import Kind
from lynchpin.portable.model import make_portable
from lynchpin.portable.program import Argument, Program, lower
from lynchpin.report.page import embed_json

Array = NDArray[Any]

SCRIPT = """
// Runs a program once, and returns the bytes of each result.
async function runProgram(packed) {
  const [code, data] = await Promise.all([packed.code, packed.data].map(unpack));
  const program = JSON.parse(new TextDecoder().decode(code));
  const machine = new Machine(program, data, await WebAssembly.compile(translate(program)));
  machine.prelude();
  machine.block();
  const text = (array) => btoa(String.fromCharCode(...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)));
  return Object.fromEntries(Object.entries(machine.results).map(([name, array]) => [name, text(array)]));
}
let engine;
async function simulateModel(model, packed, request) {
  if (model) engine = new Engine(model, packed, source);
  return engine.simulate(request);
}
"""
CALL = (
    "const done = arguments[arguments.length - 1]; {call}.then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
)


def write_page(path: Path) -> Path:
    """Write a page with all parts of the engine."""
    source = embed_json(bundle(WORKER))
    path.write_text(f"<!doctype html><script>const source = {source};\n{bundle((*WORKER, *PAGE[:-1]))}{SCRIPT}</script>", encoding="utf-8")
    return path


def _ask(driver: webdriver.Chrome, call: str, *arguments: object) -> Any:
    answer = driver.execute_async_script(CALL.format(call=call), *arguments)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["value"]


def run_program(driver: webdriver.Chrome, code: Mapping[str, Any]) -> Any:
    """Run a packed program."""
    return _ask(driver, "runProgram(arguments[0])", code)


def compute(driver: webdriver.Chrome, function: Callable[..., dict[str, Any]], *arrays: Array) -> dict[str, Array]:
    """Return the named results of a function of arrays, computed by the machine."""
    program = lower(function, [], [Argument(f"a{k}", a) for k, a in enumerate(arrays)], 1)
    found = run_program(driver, program.pack())
    return {name: _read(found[name], result) for name, result in program.code["results"].items()}


def _read(text: str, result: Mapping[str, Any]) -> Array:
    numbers = np.frombuffer(base64.b64decode(text), Kind(result["kind"]).stored).reshape(result["shape"])
    return numbers != 0 if result["kind"] == Kind.BOOL else numbers


def check(driver: webdriver.Chrome, functions: Mapping[str, tuple[Callable[..., Any], float]], *arrays: Array) -> None:
    """Compare functions on the machine with JAX.

    Args:
        driver: The page.
        functions: Functions with the largest relative error of each, in units of the last place.
        arrays: Their arguments.
    """

    def all_of(*args: Any) -> dict[str, Any]:
        return {name: function(*args) for name, (function, _) in functions.items()}

    with jax.enable_x64(True):
        wanted = {name: np.asarray(array) for name, array in jax.jit(all_of)(*arrays).items()}
    found = compute(driver, all_of, *arrays)
    for name, (_, close) in functions.items():
        tolerance = close * float(np.finfo(wanted[name].dtype).eps) if close else 0.0
        assert found[name].shape == wanted[name].shape, name
        np.testing.assert_allclose(found[name], wanted[name], rtol=tolerance, atol=0, equal_nan=True, err_msg=f"{name} of {arrays}")


def simulate(driver: webdriver.Chrome, model: Model | None, request: Mapping[str, Any]) -> dict[str, Any]:
    """Simulate a model in the page, with the options of actors; None stands for the model before."""
    portable = None if model is None else make_portable(model, "paths")
    packed = (None, None) if portable is None else (portable.names, portable.program)
    answer: dict[str, Any] = _ask(driver, "simulateModel(arguments[0], arguments[1], arguments[2])", *packed, dict(request))
    return answer


def pack(code: Mapping[str, Any], data: bytes) -> dict[str, str]:
    """Return a program as a page carries it."""
    return Program(code, data).pack()
