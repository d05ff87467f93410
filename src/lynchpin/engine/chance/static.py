"""What is drawn once per future: its values, the latent numbers behind them, and what a run sets."""

from __future__ import annotations

from typing import NamedTuple

from jax import Array
from jaxtyping import Float32

from lynchpin.engine.chance.replacing import Base
from lynchpin.engine.graph.batch import optimization_barrier
from lynchpin.engine.graph.precision import FORESEEN


class Toggles(NamedTuple):
    """What a run sets. The optional arrays are None in a run that replaces nothing, which is then compiled without them.

    Attributes:
        credences: [J] forced credence of each assumption, NaN for that of the file.
        policy: Index of the policy in force, -1 for none.
        inputs: [n, B] values that replace drawn inputs, NaN where drawn.
        states: [J, B] states that replace those of assumptions, -1 where drawn: 0 fails at the start, 1 holds throughout, and 2 + t, for one
            that can fail along the way, fails in period t.
        sources: [draws, B] index of the future that each draw is taken from, in the order of `static_draws`.
    """

    credences: Array
    policy: Array
    inputs: Array | None = None
    states: Array | None = None
    sources: Array | None = None


class Static(NamedTuple):
    """All that is drawn once per future.

    Attributes:
        inputs: For each input, [B], or a scalar if it is certain.
        policies: For each input, its values under each policy that replaces it.
        holds: For each assumption, [B] 0 or 1.
        normals: [d, B] independent normals behind the correlated inputs, None if there are none.
        bases: For each input that can change from period to period, the values from which it is computed; None for the others.
        ends: For each assumption that can fail along the way, [B] the number of periods after which it fails, infinite if nothing is set.
        free: For each of these, [B] 1 where it can also fail by chance or by a condition, 0 where a run sets its state.
        foreseen: For each input, its value in the precision of projections (`foresee`); empty until periods are played.
        surprises: For each assumption, [B] its state minus the probability with which it was drawn, which has mean zero; 0 where a run sets
            the state. Empty unless `draw_static` made it.
    """

    inputs: tuple[Array, ...]
    policies: tuple[tuple[Array, ...], ...]
    holds: tuple[Array, ...]
    normals: Array | None
    bases: tuple[Base | None, ...]
    ends: tuple[Array, ...]
    free: tuple[Array, ...]
    foreseen: tuple[Array, ...] = ()
    surprises: tuple[Array, ...] = ()


def foresee(static: Static) -> Static:
    """Return the same values, with inputs converted to the precision of projections once instead of in each period."""
    return static._replace(foreseen=tuple(optimization_barrier(value.astype(FORESEEN)) for value in static.inputs))


class Latent(NamedTuple):
    """The independent numbers that determine what is drawn once per future.

    Attributes:
        normals: [inputs, B] standard normals behind the inputs.
        uniforms: [assumptions, B] uniforms; an assumption holds if its uniform is less than its credence.
    """

    normals: Float32[Array, "inputs B"]
    uniforms: Float32[Array, "assumptions B"]
