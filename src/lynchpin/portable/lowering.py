"""From a jaxpr to steps of the vector machine: one rule for each primitive.

`jax.make_jaxpr` of the engine's block function gives a list of equations, each with a primitive and arrays of known shapes. Calls are put in
their place, constants are computed now, and every other equation goes to the rule of its primitive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jax.extend.core import Jaxpr, Literal

from lynchpin.portable.builder import Builder, Value
from lynchpin.portable.equations import Equation, read_equation
from lynchpin.portable.folding import fold
from lynchpin.portable.kinds import UnsupportedError

Rule = Callable[["Lowering", Equation, list[Value]], list[Value]]
RULES: dict[str, Rule] = {}
"""The rule of each primitive."""

CALLS = {"jit": "jaxpr", "pjit": "jaxpr", "closed_call": "call_jaxpr", "custom_jvp_call": "call_jaxpr", "custom_vjp_call": "call_jaxpr"}
"""Primitives that call another jaxpr, and the parameter that holds it."""
LOOPS = ("scan", "while", "cond")
NOTHING = ("optimization_barrier", "copy", "copy_p", "stop_gradient")
"""Primitives that return their arguments."""


def rule(*primitives: str) -> Callable[[Rule], Rule]:
    """Make a function the rule of some primitives."""

    def register(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(primitives, function))
        return function

    return register


class Lowering(Builder):
    """A program under construction from jaxprs."""

    def run(self, jaxpr: Jaxpr, constants: Sequence[Any], arguments: Sequence[Value]) -> list[Value]:
        """Lower a jaxpr at the present place.

        Args:
            jaxpr: The jaxpr.
            constants: Values of its constants.
            arguments: Values of its arguments.

        Returns:
            Its results.

        Raises:
            UnsupportedError: A primitive has no rule, or an equation is outside what its rule covers.
        """
        values: dict[Any, Value] = {}

        def read(atom: Any) -> Value:
            return _read_literal(atom) if isinstance(atom, Literal) else values[atom]

        given = [*(c if not hasattr(c, "dtype") or isinstance(c, np.ndarray) else np.asarray(c) for c in constants), *arguments]
        values.update(zip([*jaxpr.constvars, *jaxpr.invars], given, strict=True))
        for equation in jaxpr.eqns:
            results = self._lower(read_equation(equation), [read(atom) for atom in equation.invars])
            values.update(zip(equation.outvars, results, strict=True))
        return [read(atom) for atom in jaxpr.outvars]

    def _lower(self, equation: Equation, arguments: list[Value]) -> list[Value]:
        name = equation.primitive.name
        if name in NOTHING:
            return arguments
        if name in CALLS:
            inner = equation.params[CALLS[name]]
            return self.run(inner.jaxpr, inner.consts, arguments)
        if any(0 in made.shape for made in equation.gives) and name not in LOOPS:
            return [np.zeros(made.shape, made.dtype) for made in equation.gives]
        constants = [a for a in arguments if isinstance(a, np.ndarray)]
        if name not in LOOPS and len(constants) == len(arguments):
            return list(fold(equation, constants))
        if name not in RULES:
            raise UnsupportedError(f"the portable engine does not support the primitive `{name}`")
        return RULES[name](self, equation, arguments)


def _read_literal(atom: Any) -> Value:
    return np.asarray(atom.val, atom.aval.dtype)
