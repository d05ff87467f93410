"""The value of an input: its declared value, what assumptions and a policy put in its place, and how they change it.

First a plain value is found: that of the policy in force, else that of the assumption in its present state, else the declared one. The
changes (`times` and `plus`) of the assumptions in their present states and of the policy in force then apply in the order of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from lynchpin.engine.graph.specs import ChangeSpec, InputSpec


class Base(NamedTuple):
    """The values from which an input is computed, [B] each, or scalars if they are certain.

    Attributes:
        held: The declared value, or that under `holds`.
        failed: The value under `fails`, None if no assumption replaces it.
        given: A value that a run sets, to which no assumption is applied; NaN where it sets none, None if it sets nothing.
    """

    held: Array
    failed: Array | None
    given: Array | None


def find_value(
    spec: InputSpec,
    base: Base,
    policies: tuple[Array, ...],
    amount: Callable[[int], Array],
    holds: Callable[[int], Array],
    in_force: Callable[[int], Array] | None = None,
) -> Array:
    """Return the value of an input.

    Args:
        spec: The input.
        base: The values from which it is computed.
        policies: Its values under each of `spec.policies`.
        amount: Returns the amount of a change by the number of its input.
        holds: Returns whether an assumption holds, 0 or 1.
        in_force: Returns whether a policy is in force; None if none is.
    """
    value = base.held
    if spec.assumption is not None and base.failed is not None:
        value = jnp.where(holds(spec.assumption) > 0.5, base.held, base.failed)
    set_by_run = jnp.asarray(False)
    if base.given is not None:
        set_by_run = ~jnp.isnan(base.given)
        value = jnp.where(set_by_run, base.given, value)
    if in_force is not None:
        for (policy, _), replaced in zip(spec.policies, policies, strict=True):
            value = jnp.where(in_force(policy), replaced, value)
            set_by_run = set_by_run & ~in_force(policy)
    for change in spec.changes:
        if change.policy is not None and in_force is not None:
            value = jnp.where(in_force(change.policy), _change(change, value, amount), value)
        elif change.assumption is not None:
            applies = (holds(change.assumption) > 0.5) == change.if_it_holds
            value = jnp.where(applies & ~set_by_run, _change(change, value, amount), value)
    return value


def _change(change: ChangeSpec, value: Array, amount: Callable[[int], Array]) -> Array:
    return value * amount(change.amount) if change.operation == "times" else value + amount(change.amount)
