"""Extensive games for the tests of sequential moves: solved here, and by Gambit."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.choice.sequence import Solved, Stage, Turns, solve_in_turn
from lynchpin.engine.device import COMPILER_OPTIONS
from lynchpin.language.moves import find_rounds, find_seen

Floats = NDArray[np.floating[Any]]


def make_turns(after: Sequence[Sequence[int]]) -> Turns:
    """The order of moves if each player moves after the given ones."""
    seen = find_seen({str(player): [str(other) for other in others] for player, others in enumerate(after)})
    rounds = tuple(tuple(map(int, group)) for group in find_rounds(seen))
    return Turns(rounds, tuple(frozenset(map(int, seen[str(player)])) for player in range(len(after))))


def solve_games(payoffs: Sequence[Floats], rationality: Floats, after: Sequence[Sequence[int]], fixed: Any = None) -> Solved:
    """Solve games [n_1, .., n_k, B] with rationality [B], compiled as the engine compiles. The replies are NumPy arrays."""
    options, batch = payoffs[0].shape[:-1], payoffs[0].shape[-1]

    @partial(jax.jit, compiler_options=COMPILER_OPTIONS)
    def solve(games: Sequence[jax.Array], rates: jax.Array) -> Solved:
        held = fixed or [None] * len(options)
        return solve_in_turn(Stage(games, [rates] * len(options), held, options, make_turns(after), batch))

    solved = solve([jnp.asarray(u, jnp.float32) for u in payoffs], jnp.asarray(rationality, jnp.float32))
    return jax.tree.map(np.asarray, solved)


def _list_labels(number: int) -> str:
    return " ".join(f'"{k}"' for k in range(number))


def trace_branch(payoffs: Sequence[Floats], rationality: float, after: Sequence[Sequence[int]]) -> list[Floats]:
    """The replies on Gambit's principal branch of the agent equilibrium of one game [n_1, .., n_k], with an axis for every player."""
    import pygambit

    shape, turns = payoffs[0].shape, make_turns(after)
    numbers: list[dict[tuple[int, ...], int]] = [{} for _ in shape]
    lines = [f'EFG 2 R "" {{ {_list_labels(len(shape))} }}', '""', ""]
    ends = itertools.count(1)

    def write(path: dict[int, int]) -> None:
        """Write the part of the tree that follows the choices so far."""
        if len(path) == len(shape):
            profile = tuple(path[player] for player in range(len(shape)))
            lines.append(f't "" {next(ends)} "" {{ {", ".join(repr(float(u[profile])) for u in payoffs)} }}')
            return
        player = turns.order[len(path)]
        own = numbers[player]
        number = own.setdefault(tuple(path[other] for other in sorted(turns.seen[player])), len(own) + 1)
        lines.append(f'p "" {player + 1} {number} "" {{ {_list_labels(shape[player])} }} 0')
        for option in range(shape[player]):
            write({**path, player: option})

    write({})
    game = pygambit.read_efg(io.StringIO("\n".join(lines) + "\n"))
    (point,) = pygambit.qre.logit_solve_lambda(game, lam=[rationality])
    replies = []
    for player in range(len(shape)):
        played = list(point.profile[str(player)])
        own = np.zeros([n if p == player or p in turns.seen[player] else 1 for p, n in enumerate(shape)])
        for place in itertools.product(*map(range, own.shape)):
            number = numbers[player][tuple(place[p] for p in sorted(turns.seen[player]))]
            own[place] = float(played[number - 1][1][str(place[player])])
        replies.append(own)
    return replies
