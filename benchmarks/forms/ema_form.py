"""The reference model as a Python model of ema_workbench, run by its sequential evaluator."""

from __future__ import annotations

import random
import time
import warnings

import numpy as np
import scipy.stats

from benchmarks import reference
from benchmarks.forms import scalar
from benchmarks.forms.sample import Sample

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns that ipyparallel, which is not used, is missing
    from ema_workbench import IntegerParameter, Model, RealParameter, Samplers, ScalarOutcome, SequentialEvaluator


def build_distribution(kind: str, numbers: tuple[float, ...]) -> scipy.stats.rv_continuous:
    """Return a parameter's distribution for the sampler."""
    if kind == "normal":
        return scipy.stats.norm(*numbers)
    if kind == "uniform":
        return scipy.stats.uniform(numbers[0], numbers[1] - numbers[0])
    if kind == "triangular":
        low, mode, high = numbers
        return scipy.stats.triang((mode - low) / (high - low), low, high - low)
    mu, sigma = reference.lognormal_of(numbers)
    return scipy.stats.lognorm(sigma, scale=np.exp(mu))


def build_model(reasoning: str) -> Model:
    """Return the model: 16 uncertainties and a random seed in, the outcome and some stocks out."""

    def run_future(luck_seed: int, **parameters: float) -> dict[str, float]:
        luck = random.Random(int(luck_seed))
        state = scalar.begin({name: float(value) for name, value in parameters.items()}, luck)
        profile = [0] * len(scalar.LEVELS)
        ruptured = False
        firsts = [0] * len(profile)
        for _ in range(reference.PERIODS):
            if reasoning == "adaptive":
                play = [scalar.answer_profile(actor, state, profile) for actor in range(len(profile))]
            else:
                play = scalar.find_equilibrium(state)
            profile = [luck.choices(range(len(weights)), weights)[0] for weights in play]
            firsts = [first + (option == 0) for first, option in zip(firsts, profile, strict=True)]
            scalar.advance(state, profile, luck)
            ruptured = ruptured or state[reference.RUPTURE_STOCK] > reference.RUPTURE_ABOVE
        shares = {f"first_{actor}": first / reference.PERIODS for actor, first in zip(reference.ACTORS, firsts, strict=True)}
        return {"ending": scalar.end(state, ruptured), **{name: state[name] for name in reference.COMPARED_STOCKS}, **shares}

    model = Model("reference", function=run_future)
    model.uncertainties = [
        *(RealParameter.from_dist(name, build_distribution(*value)) for name, value in reference.PARAMETERS.items()),
        IntegerParameter("luck_seed", 0, 2**31 - 1),
    ]
    names = ["ending", *reference.COMPARED_STOCKS, *(f"first_{actor}" for actor in reference.ACTORS)]
    model.outcomes = [ScalarOutcome(name) for name in names]
    return model


def run(futures: int, seed: int, reasoning: str) -> Sample:
    """Simulate futures one after the other on one core."""
    np.random.seed(seed)  # its samplers use the global generator
    model = build_model(reasoning)
    start, start_core = time.perf_counter(), time.process_time()
    with SequentialEvaluator(model) as evaluator:
        _, results = evaluator.perform_experiments(scenarios=futures, uncertainty_sampling=Samplers.MC, log_progress=True)
    seconds, core_seconds = time.perf_counter() - start, time.process_time() - start_core
    return Sample(
        futures,
        seconds,
        core_seconds,
        np.bincount(results["ending"].astype(int), minlength=len(reference.OUTCOMES)),
        {name: float(results[name].mean()) for name in reference.COMPARED_STOCKS},
        {name: float(results[name].std()) for name in reference.COMPARED_STOCKS},
        {actor: float(results[f"first_{actor}"].mean()) for actor in reference.ACTORS},
    )
