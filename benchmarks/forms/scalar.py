"""The reference model for one future in plain Python, shared by the implementations for ema_workbench and mesa.

The equations are compiled to one Python function per stage, so the arithmetic uses local variables and runs as fast as plain
Python allows.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Mapping, Sequence

from benchmarks import reference

Numbers = dict[str, float]
TOLERANCE = 1e-6
MOST_SWEEPS = 200

LEVELS = [list(options.values()) for options in reference.OPTIONS.values()]
PROFILES = list(itertools.product(*(range(len(options)) for options in LEVELS)))


def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


def clamp(x: float, low: float, high: float) -> float:
    """Clip the value to its bounds."""
    return min(max(x, low), high)


def build_function(inputs: Sequence[str], statements: Sequence[reference.Statement], result: str) -> Callable[..., object]:
    """Return a function of the keyword arguments `inputs` (others are ignored) that runs the statements and returns `result`."""
    body = "".join(f"    {name} = {expression}\n" for name, expression in statements)
    source = f"def stage({', '.join(inputs)}, **unused):\n{body}    return {result}\n"
    names: dict[str, object] = {"logistic": logistic, "clamp": clamp}
    exec(source, names)
    return names["stage"]  # type: ignore[return-value]


def _build_stages() -> tuple[Callable[..., object], ...]:
    stages = reference.find_stages()
    state = [*reference.PARAMETERS, *reference.STOCKS, *(f"fired_{event}" for event in reference.EVENTS)]
    free = [name for name, _ in stages.free]
    pairs = sum(stages.pairs.values(), ())
    inputs = [*state, *free, *reference.LEVERS]

    def pack(names: Sequence[str]) -> str:
        return "{" + ", ".join(f"'{name}': {name}" for name in names) + "}"

    names = [name for name, _ in stages.step_auxiliaries + stages.step_chances]
    return (
        build_function(state, stages.free, pack(free)),
        build_function(inputs, pairs + stages.joint, f"({', '.join(stages.payoffs)})"),
        build_function([*state, *reference.LEVERS], stages.step_auxiliaries + stages.step_chances, pack(names)),
        build_function([*state, *reference.LEVERS, *names, *reference.EVENTS], stages.step_changes,
                       pack([f"next_{name}" for name in reference.STOCKS])),
    )  # fmt: skip


find_free, find_payoffs, find_auxiliaries, find_changes = _build_stages()


def begin(parameters: Mapping[str, float], luck: random.Random) -> Numbers:
    """Parameters, starting stocks and what has fired."""
    state = {name: parameters[name] for name in reference.PARAMETERS}
    for name, row in reference.STOCKS.items():
        state[name] = row.start if isinstance(row.start, float) else luck.gauss(*row.start)
    return state | {f"fired_{event}": 0.0 for event in reference.EVENTS}


def levers_of(profile: Sequence[int]) -> Numbers:
    """Return the levels of all levers under a profile of options."""
    return {lever: level for options, option in zip(LEVELS, profile, strict=True) for lever, level in options[option].items()}


def choose_softly(payoffs: Sequence[float]) -> list[float]:
    """Logit choice."""
    top = max(payoffs)
    weights = [math.exp(reference.RATIONALITY * (payoff - top)) for payoff in payoffs]
    total = sum(weights)
    return [weight / total for weight in weights]


def answer_profile(actor: int, state: Numbers, last: Sequence[int]) -> list[float]:
    """Return the probabilities of an actor's options against the others' last options."""
    known = state | find_free(**state)
    payoffs = []
    for option in range(len(LEVELS[actor])):
        profile = [*last]
        profile[actor] = option
        payoffs.append(find_payoffs(**known, **levers_of(profile))[actor])
    return choose_softly(payoffs)


def expect_payoffs(actor: int, table: Mapping[tuple[int, ...], Sequence[float]], play: Sequence[Sequence[float]]) -> list[float]:
    """Return the expected payoff of each option of an actor if the others play these probabilities."""
    first, second = (other for other in range(len(LEVELS)) if other != actor)
    expected = [0.0] * len(LEVELS[actor])
    for profile, payoffs in table.items():
        expected[profile[actor]] += play[first][profile[first]] * play[second][profile[second]] * payoffs[actor]
    return expected


def tabulate_payoffs(state: Numbers) -> dict[tuple[int, ...], Sequence[float]]:
    """Return the payoffs of every profile."""
    known = state | find_free(**state)
    return {profile: find_payoffs(**known, **levers_of(profile)) for profile in PROFILES}


def find_equilibrium(state: Numbers) -> list[list[float]]:
    """Compute quantal response by sweeps, as in the other implementations."""
    table = tabulate_payoffs(state)
    play = [[1.0 / len(options)] * len(options) for options in LEVELS]
    for _ in range(MOST_SWEEPS):
        residual = 0.0
        for actor in range(len(LEVELS)):
            answer = choose_softly(expect_payoffs(actor, table, play))
            residual = max(residual, *(abs(new - old) for new, old in zip(answer, play[actor], strict=True)))
            play[actor] = answer
        if residual < TOLERANCE:
            return play
    raise RuntimeError("the sweeps did not come to rest")


def advance(state: Numbers, profile: Sequence[int], luck: random.Random) -> None:
    """Simulate one period under the chosen options, in place."""
    known = state | levers_of(profile)
    known |= find_auxiliaries(**known)
    for event, (_, once) in reference.EVENTS.items():
        known[event] = float(luck.random() < known[reference.chance_of(event)])
        if once:
            state[f"fired_{event}"] = max(state[f"fired_{event}"], known[event])
    changed = find_changes(**known)
    for name, row in reference.STOCKS.items():
        level = changed[f"next_{name}"] + luck.gauss(0.0, row.sd)
        state[name] = clamp(level, *row.bounds) if row.bounds else level


def end(state: Numbers, ruptured: bool) -> int:
    """Return the index of the outcome."""
    return 0 if ruptured else 1 if state[reference.GAIN_STOCK] > reference.GAIN_ABOVE else 2
