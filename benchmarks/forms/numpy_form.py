"""The reference model in NumPy: futures on the last axis, one Python loop over periods and profiles."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import CodeType

import numpy as np
from numpy.typing import NDArray

from benchmarks import reference
from benchmarks.forms.sample import Sample

Array = NDArray[np.float64]
BLOCK = 2048  # futures per block; larger blocks do not fit in the cache and run more slowly
TOLERANCE = 1e-6
MOST_SWEEPS = 200


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + np.exp(-x))


def clamp(x: Array, low: float, high: float) -> Array:
    """Clip the value to its bounds."""
    return np.clip(x, low, high)


def compile_statements(statements: tuple[reference.Statement, ...]) -> CodeType:
    """Return statements as Python source."""
    return compile("\n".join(f"{name} = {expression}" for name, expression in statements), "<reference model>", "exec")


def draw_value(generator: np.random.Generator, kind: str, numbers: tuple[float, ...], futures: int) -> Array:
    """Draw one parameter of every future."""
    if kind == "normal":
        return generator.normal(numbers[0], numbers[1], futures)
    if kind == "uniform":
        return generator.uniform(numbers[0], numbers[1], futures)
    if kind == "triangular":
        return generator.triangular(numbers[0], numbers[1], numbers[2], futures)
    mu, sigma = reference.lognormal_of(numbers)
    return generator.lognormal(mu, sigma, futures)


class NumpyModel:
    """The compiled stages, and the arrays of one block of futures."""

    def __init__(self) -> None:
        stages = reference.find_stages()
        self.free = compile_statements(stages.free)
        self.pairs = {pair: compile_statements(found) for pair, found in stages.pairs.items()}
        self.pair_names = {pair: [name for name, _ in found] for pair, found in stages.pairs.items()}
        self.joint = compile_statements(stages.joint)
        self.projection = compile_statements(stages.free + sum(stages.pairs.values(), ()) + stages.joint)
        self.payoffs = [compile(payoff, "<payoff>", "eval") for payoff in stages.payoffs]
        self.auxiliaries = compile_statements(stages.step_auxiliaries + stages.step_chances)
        self.changes = compile_statements(stages.step_changes)
        self.levels = [[dict(levers) for levers in options.values()] for options in reference.OPTIONS.values()]
        self.functions = {"logistic": logistic, "clamp": clamp}

    def payoffs_by_profile(self, state: Mapping[str, Array], futures: int) -> list[Array]:
        """Return each actor's payoff for every profile: arrays (4, 4, 3, futures)."""
        names: dict[str, object] = dict(state) | self.functions
        exec(self.free, names)
        pair_values: dict[tuple[int, int], dict[tuple[int, int], dict[str, object]]] = {}
        for (i, j), code in self.pairs.items():
            pair_values[i, j] = {}
            for a, first in enumerate(self.levels[i]):
                for b, second in enumerate(self.levels[j]):
                    local = names | first | second
                    exec(code, local)
                    pair_values[i, j][a, b] = {name: local[name] for name in self.pair_names[i, j]}
        sizes = [len(options) for options in self.levels]
        result = [np.empty((*sizes, futures)) for _ in sizes]
        for profile in np.ndindex(*sizes):
            local = dict(names)
            for actor, option in enumerate(profile):
                local.update(self.levels[actor][option])
            for (i, j), values in pair_values.items():
                local.update(values[profile[i], profile[j]])
            exec(self.joint, local)
            for actor, payoff in enumerate(self.payoffs):
                result[actor][profile] = eval(payoff, local)
        return result

    def payoffs_against(self, state: Mapping[str, Array], last: list[NDArray[np.int64]]) -> list[Array]:
        """Return each actor's payoffs of its options against the others' last options: arrays (options, futures)."""
        result = []
        standing = self.levers_of(last)
        for actor, options in enumerate(self.levels):
            rows = []
            for option in options:
                local: dict[str, object] = dict(state) | self.functions | standing | option
                exec(self.projection, local)
                rows.append(eval(self.payoffs[actor], local))
            result.append(np.stack(rows))
        return result

    def levers_of(self, chosen: list[NDArray[np.int64]]) -> dict[str, Array]:
        """Return the level of every lever in each future."""
        return {
            lever: np.array([option[lever] for option in options])[chosen[actor]]
            for actor, options in enumerate(self.levels)
            for lever in options[0]
        }


def choose_softly(payoffs: Array) -> Array:
    """Logit choice over the first axis."""
    weights = np.exp(reference.RATIONALITY * (payoffs - payoffs.max(axis=0)))
    return weights / weights.sum(axis=0)


def find_equilibrium(payoffs: list[Array]) -> list[Array]:
    """Compute quantal response by sweeps: one actor after the other responds to the others' newest probabilities."""
    subscripts = ("bn,cn,abcn->an", "an,cn,abcn->bn", "an,bn,abcn->cn")
    play = [np.full((size, payoffs[0].shape[-1]), 1.0 / size) for size in payoffs[0].shape[:-1]]
    for _ in range(MOST_SWEEPS):
        residual = 0.0
        for actor, subscript in enumerate(subscripts):
            others = [play[other] for other in range(3) if other != actor]
            answer = choose_softly(np.einsum(subscript, *others, payoffs[actor], optimize=False))
            residual = max(residual, float(np.abs(answer - play[actor]).max()))
            play[actor] = answer
        if residual < TOLERANCE:
            return play
    raise RuntimeError("the sweeps did not come to rest")


def run_block(
    model: NumpyModel, generator: np.random.Generator, futures: int, reasoning: str
) -> tuple[NDArray[np.int64], dict[str, Array], Array]:
    """Return outcomes, final stocks, and how often each actor chose its first option."""
    state: dict[str, Array] = {
        name: draw_value(generator, kind, numbers, futures) for name, (kind, numbers) in reference.PARAMETERS.items()
    }
    for name, row in reference.STOCKS.items():
        state[name] = np.full(futures, row.start) if isinstance(row.start, float) else generator.normal(*row.start, futures)
    for event in reference.EVENTS:
        state[f"fired_{event}"] = np.zeros(futures)
    chosen = [np.zeros(futures, dtype=np.int64) for _ in reference.ACTORS]
    ruptured = np.zeros(futures, dtype=bool)
    firsts = np.zeros(len(reference.ACTORS))
    for _ in range(reference.PERIODS):
        if reasoning == "adaptive":
            play = [choose_softly(payoffs) for payoffs in model.payoffs_against(state, chosen)]
        else:
            play = find_equilibrium(model.payoffs_by_profile(state, futures))
        chosen = [(generator.random(futures) > probabilities.cumsum(axis=0)[:-1]).sum(axis=0) for probabilities in play]
        firsts += [(options == 0).mean() for options in chosen]
        names: dict[str, object] = dict(state) | model.functions | model.levers_of(chosen)
        exec(model.auxiliaries, names)
        for event, (_, once) in reference.EVENTS.items():
            fires = (generator.random(futures) < names[reference.chance_of(event)]).astype(float)
            names[event] = fires
            if once:
                state[f"fired_{event}"] = np.maximum(state[f"fired_{event}"], fires)
        exec(model.changes, names)
        for name, row in reference.STOCKS.items():
            level = names[f"next_{name}"] + generator.normal(0.0, row.sd, futures)
            state[name] = np.clip(level, *row.bounds) if row.bounds else level
        ruptured |= state[reference.RUPTURE_STOCK] > reference.RUPTURE_ABOVE
    endings = np.where(ruptured, 0, np.where(state[reference.GAIN_STOCK] > reference.GAIN_ABOVE, 1, 2))
    return endings, state, firsts / reference.PERIODS


def run(futures: int, seed: int, reasoning: str) -> Sample:
    """Simulate futures in blocks, on one core."""
    model = NumpyModel()
    generator = np.random.default_rng(seed)
    begin, begin_core = time.perf_counter(), time.process_time()
    blocks = [run_block(model, generator, min(BLOCK, futures - first), reasoning) for first in range(0, futures, BLOCK)]
    seconds, core_seconds = time.perf_counter() - begin, time.process_time() - begin_core
    endings = np.concatenate([block[0] for block in blocks])
    stocks = {name: np.concatenate([block[1][name] for block in blocks]) for name in reference.COMPARED_STOCKS}
    firsts = np.average([block[2] for block in blocks], axis=0, weights=[len(block[0]) for block in blocks])
    return Sample(
        futures,
        seconds,
        core_seconds,
        np.bincount(endings, minlength=len(reference.OUTCOMES)),
        {name: float(values.mean()) for name, values in stocks.items()},
        {name: float(values.std()) for name, values in stocks.items()},
        dict(zip(reference.ACTORS, firsts.tolist(), strict=True)),
    )
