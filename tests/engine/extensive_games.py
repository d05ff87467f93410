"""Extensive games for the tests of sequential moves: solved here, and by Gambit."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine import device
from lynchpin.engine.choice.sequence import solve_in_turn
from lynchpin.engine.choice.stage import Solved, Stage, Turns
from lynchpin.language.moves import find_rounds, find_seen

Floats = NDArray[np.floating[Any]]
Priors = Sequence[Sequence[float] | None]
TOLERANCE = 2e-5
"""Largest difference of a probability from Gambit's. The solver's own tolerance is 2e-6."""


def make_turns(after: Sequence[Sequence[int]]) -> Turns:
    """Return the order of moves if each player moves after the given ones."""
    seen = find_seen({str(player): [str(other) for other in others] for player, others in enumerate(after)})
    rounds = tuple(tuple(map(int, group)) for group in find_rounds(seen))
    return Turns(rounds, tuple(frozenset(map(int, seen[str(player)])) for player in range(len(after))))


@cache
def _compile(after: tuple[tuple[int, ...], ...], learns: tuple[bool, ...]) -> Any:
    players = len(after)

    @partial(jax.jit, compiler_options=device.choose_options(1))
    def solve(games: Sequence[jax.Array], rates: jax.Array, fixed: Any, priors: Sequence[jax.Array | None]) -> Solved:
        batch = games[0].shape[-1]
        own = [None if p is None else jnp.broadcast_to(p[:, None], (p.shape[0], batch)) for p in priors]
        options = games[0].shape[:players]
        return solve_in_turn(
            Stage(games, [rates] * players, fixed, options, make_turns(after), batch, [own] * players if priors else [], learns)
        )

    return solve


def solve_games(
    payoffs: Sequence[Floats],
    rationality: Floats,
    after: Sequence[Sequence[int]],
    fixed: Any = None,
    priors: Priors = (),
    learns: Sequence[bool] = (),
) -> Solved:
    """Solve games [n_1, .., n_k, B], or [n_1, .., n_k, T_1, .., T_k, B] if players have types, with rationality [B].

    They are compiled as the engine compiles, once for each order of moves and shape. The replies are NumPy arrays.
    """
    solve = _compile(tuple(map(tuple, after)), tuple(learns) or (True,) * len(after))
    games = [jnp.asarray(u, jnp.float32) for u in payoffs]
    beliefs = [None if p is None else jnp.asarray(p, jnp.float32) for p in priors]
    return jax.tree.map(np.asarray, solve(games, jnp.asarray(rationality, jnp.float32), fixed or [None] * len(after), beliefs))


def _list_labels(number: int) -> str:
    return " ".join(f'"{k}"' for k in range(number))


def trace_branch(payoffs: Sequence[Floats], rationality: float, after: Sequence[Sequence[int]], priors: Priors = ()) -> list[Floats]:
    """Return the choices on the principal branch of Gambit's agent equilibrium of one game, with all axes of its payoffs."""
    import pygambit

    shape, kinds, turns = payoffs[0].shape[: len(after)], payoffs[0].shape[len(after) :], make_turns(after)
    numbers: list[dict[tuple[int, ...], int]] = [{} for _ in shape]
    lines = [f'EFG 2 R "" {{ {_list_labels(len(shape))} }}', '""', ""]
    ends = itertools.count(1)

    def write(types: tuple[int, ...], path: dict[int, int]) -> None:
        """Write the part of the tree that follows the types and choices so far."""
        if len(types) < len(kinds):
            prior = priors[len(types)] or [1.0]
            if len(prior) > 1:
                chances = " ".join(f'"{k}" {chance!r}' for k, chance in enumerate(prior))
                lines.append(f'c "" {len(types) + 1} "" {{ {chances} }} 0')
            for kind in range(len(prior)):
                write((*types, kind), path)
            return
        if len(path) == len(shape):
            profile = (*(path[player] for player in range(len(shape))), *types)
            lines.append(f't "" {next(ends)} "" {{ {", ".join(repr(float(u[profile])) for u in payoffs)} }}')
            return
        player = turns.order[len(path)]
        own = numbers[player]
        known = (*types[player : player + 1], *(path[other] for other in sorted(turns.seen[player])))
        number = own.setdefault(known, len(own) + 1)
        lines.append(f'p "" {player + 1} {number} "" {{ {_list_labels(shape[player])} }} 0')
        for option in range(shape[player]):
            write(types, {**path, player: option})

    write((), {})
    game = pygambit.read_efg(io.StringIO("\n".join(lines) + "\n"))
    (point,) = pygambit.qre.logit_solve_lambda(game, lam=[rationality])
    replies = []
    for player in range(len(shape)):
        played = list(point.profile[str(player)])
        lengths = [n if p == player or p in turns.seen[player] else 1 for p, n in enumerate(shape)]
        own = np.zeros([*lengths, *(n if p == player else 1 for p, n in enumerate(kinds))])
        for place in itertools.product(*map(range, own.shape)):
            types = place[len(shape) :][player : player + 1]
            number = numbers[player][(*types, *(place[p] for p in sorted(turns.seen[player])))]
            own[place] = float(played[number - 1][1][str(place[player])])
        replies.append(own)
    return replies


def compare_with_gambit(
    solved: Solved,
    payoffs: Sequence[Floats],
    rationality: Floats,
    after: Sequence[Sequence[int]],
    games: Sequence[int],
    priors: Priors = (),
) -> None:
    """Compare the choices in some games of a batch with those that Gambit traces."""
    for game in games:
        expected = trace_branch([u[..., game] for u in payoffs], float(rationality[game]), after, priors)
        for player, own in enumerate(expected):
            np.testing.assert_allclose(np.broadcast_to(solved.replies[player][..., game], own.shape), own, atol=TOLERANCE, rtol=0)
