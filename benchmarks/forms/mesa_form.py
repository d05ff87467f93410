"""The reference model in mesa: three agents that choose and a model that steps, run by `batch_run`."""

from __future__ import annotations

import random
import time

import mesa
import numpy as np

from benchmarks import reference
from benchmarks.forms import scalar
from benchmarks.forms.sample import Sample


class Chooser(mesa.Agent):
    """One actor: it stores its last option and draws the next by its probabilities."""

    def __init__(self, model: ReferenceModel, place: int) -> None:
        super().__init__(model)
        self.place = place
        self.option = 0
        self.firsts = 0

    def choose(self) -> None:
        """Draw an option from this period's play."""
        weights = self.model.play[self.place]
        self.option = self.random.choices(range(len(weights)), weights)[0]
        self.firsts += self.option == 0


class ReferenceModel(mesa.Model):
    """One future."""

    def __init__(self, reasoning: str, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        self.reasoning = reasoning
        parameters = {name: draw_value(self.random, kind, numbers) for name, (kind, numbers) in reference.PARAMETERS.items()}
        self.state = scalar.begin(parameters, self.random)
        self.choosers = [Chooser(self, place) for place in range(len(reference.ACTORS))]
        self.play: list[list[float]] = []
        self.ruptured = False
        reporters = {"ending": lambda model: scalar.end(model.state, model.ruptured)}
        reporters |= {name: (lambda model, name=name: model.state[name]) for name in reference.COMPARED_STOCKS}
        reporters |= {
            f"first_{chooser.place}": (lambda model, place=chooser.place: model.choosers[place].firsts / reference.PERIODS)
            for chooser in self.choosers
        }
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Let all actors choose at once, then simulate the period."""
        last = [chooser.option for chooser in self.choosers]
        if self.reasoning == "adaptive":
            self.play = [scalar.answer_profile(chooser.place, self.state, last) for chooser in self.choosers]
        else:
            self.play = scalar.find_equilibrium(self.state)
        self.agents.do("choose")
        scalar.advance(self.state, [chooser.option for chooser in self.choosers], self.random)
        self.ruptured = self.ruptured or self.state[reference.RUPTURE_STOCK] > reference.RUPTURE_ABOVE
        self.datacollector.collect(self)  # batch_run finds the last step by its number, so every step is collected
        self.running = self.steps < reference.PERIODS


def draw_value(luck: random.Random, kind: str, numbers: tuple[float, ...]) -> float:
    """Draw one parameter of one future."""
    if kind == "normal":
        return luck.gauss(*numbers)
    if kind == "uniform":
        return luck.uniform(*numbers)
    if kind == "triangular":
        low, mode, high = numbers
        return luck.triangular(low, high, mode)
    return luck.lognormvariate(*reference.lognormal_of(numbers))


def run(futures: int, seed: int, reasoning: str) -> Sample:
    """Simulate futures one after the other on one core."""
    seeds = range(seed * 10_000_000, seed * 10_000_000 + futures)
    start, start_core = time.perf_counter(), time.process_time()
    rows = mesa.batch_run(ReferenceModel, {"reasoning": reasoning, "seed": seeds}, display_progress=False)
    seconds, core_seconds = time.perf_counter() - start, time.process_time() - start_core
    return Sample(
        futures,
        seconds,
        core_seconds,
        np.bincount([row["ending"] for row in rows], minlength=len(reference.OUTCOMES)),
        {name: float(np.mean([row[name] for row in rows])) for name in reference.COMPARED_STOCKS},
        {name: float(np.std([row[name] for row in rows])) for name in reference.COMPARED_STOCKS},
        {actor: float(np.mean([row[f"first_{place}"] for row in rows])) for place, actor in enumerate(reference.ACTORS)},
    )
