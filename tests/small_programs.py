"""Small programs built by hand, for tests with answers in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lynchpin.engine.chance.distributions import Distribution
from lynchpin.engine.chance.tables import build_tables
from lynchpin.engine.graph.nodes import Graph, Node
from lynchpin.engine.graph.program import Program, with_key
from lynchpin.engine.graph.specs import AccumulatorSpec, ActorSpec, EventSpec, InputSpec, NoiseSpec, StockSpec
from lynchpin.engine.model import ActorInfo, Assumption, Evidence, Model, Quantity
from lynchpin.engine.numbers import Numbers


@dataclass
class SmallProgram:
    """Collects the parts of a program; `build` returns the model. Names are indices: each `add_` returns the leaf of the part it added."""

    periods: int
    graph: Graph = field(default_factory=Graph)
    rows: list[Distribution] = field(default_factory=list)
    parameters: list[tuple[str, int, int | None, int | None]] = field(default_factory=list)
    starts: list[tuple[str, int]] = field(default_factory=list)
    credences: list[tuple[str, int]] = field(default_factory=list)
    stocks: list[tuple[str, Node, float | None]] = field(default_factory=list)
    auxiliaries: list[tuple[str, Node]] = field(default_factory=list)
    events: list[tuple[str, str, Node]] = field(default_factory=list)
    actors: list[tuple[str, tuple[str, ...], list[tuple[Node, float]], float]] = field(default_factory=list)
    accumulators: list[AccumulatorSpec] = field(default_factory=list)

    def row(self, kind: str, *numbers: float, chances: Sequence[float] = ()) -> int:
        self.rows.append(Distribution(kind, tuple(map(float, numbers)), chances=tuple(chances)))
        return len(self.rows) - 1

    def constant(self, value: float) -> Node:
        return self.graph.constant(value)

    def add_assumption(self, name: str, credence: float) -> int:
        self.credences.append((name, self.row("number", credence)))
        return len(self.credences) - 1

    def add_parameter(self, name: str, kind: str, *numbers: float, assumption: int | None = None, fails: Sequence[float] = ()) -> Node:
        """Add a parameter; `fails` has its numbers if the assumption fails."""
        row = self.row(kind, *numbers)
        self.parameters.append((name, row, assumption, self.row(kind, *fails) if fails else None))
        return self.graph.make("input", data=len(self.parameters) - 1)

    def add_stock(self, name: str, start: tuple[str, float, float], shock: float | None) -> Node:
        """Add a stock; `start` is a distribution, and `becomes` sets its next value."""
        self.starts.append((name, self.row(*start)))
        self.stocks.append((name, self.graph.constant(0.0), shock))
        return self.graph.make("stock", data=len(self.stocks) - 1)

    def becomes(self, place: int, node: Node) -> None:
        name, _, shock = self.stocks[place]
        self.stocks[place] = (name, node, shock)

    def add_event(self, name: str, chance: Node, kind: str = "chance") -> Node:
        self.events.append((name, kind, chance))
        return self.graph.make("event", data=len(self.events) - 1)

    def add_actor(self, name: str, options: tuple[str, ...], terms: list[tuple[Node, float]], rationality: float) -> None:
        self.actors.append((name, options, terms, rationality))

    def option(self, actor: int, option: int) -> Node:
        return self.graph.make("option", data=(actor, option))

    def along(self, kind: str, node: Node, period: int = -1) -> Node:
        self.accumulators.append(AccumulatorSpec(kind, node, period))
        return self.graph.make("accumulator", data=len(self.accumulators) - 1)

    def build(self, yes: Node) -> Model:
        """Return the model with outcomes `yes` (if the node over accumulators is 1) and `no`."""
        inputs = [InputSpec(n, f"parameter:{n}", row, j, fails) for n, row, j, fails in self.parameters]
        starts = len(inputs)
        inputs += [InputSpec(n, f"start:{n}", row) for n, row in self.starts]
        credences = len(inputs)
        inputs += [InputSpec(f"credence:{n}", f"credence:{n}", row) for n, row in self.credences]
        noises: list[tuple[float, float]] = []
        stocks = []
        for k, (name, following, sd) in enumerate(self.stocks):
            shock = None
            if sd is not None:
                noises.append((0.0, sd))
                shock = NoiseSpec(f"shock:{name}", "normal", len(noises) - 1)
            stocks.append(StockSpec(name, starts + k, following, shock, False))
        actors = []
        for name, options, terms, rationality in self.actors:
            weighted = []
            for node, weight in terms:
                inputs.append(InputSpec(f"{name}:weight{len(weighted)}", f"{name}:weight{len(weighted)}", self.row("number", weight)))
                weighted.append((node, len(inputs) - 1))
            inputs.append(InputSpec(f"{name}:rationality", f"{name}:rationality", self.row("number", rationality)))
            actors.append(ActorSpec(name, options, (), tuple(weighted), (), len(inputs) - 1, 1, None, ()))
        tables, certain = build_tables(self.rows)
        program = Program(
            nodes=self.graph.nodes, periods=self.periods, inputs=tuple(inputs),
            assumptions=tuple(range(credences, credences + len(self.credences))), rows=tuple(d.shape for d in self.rows),
            correlated=(), stocks=tuple(stocks),
            events=tuple(EventSpec(n, kind, node, None) for n, kind, node in self.events),  # type: ignore[arg-type]
            actors=tuple(actors), levers=0, memories=(), accumulators=tuple(self.accumulators), adaptive=False,
            auxiliaries=tuple(node for _, node in self.auxiliaries), recorded=tuple(node for _, node in self.auxiliaries),
            indicators=(), conditions=(), outcomes=(yes, None), goals=(), forecasts=(),
        )  # fmt: skip
        numbers = Numbers(
            tables=tables, certain=certain, noise=np.asarray(noises or np.zeros((0, 2)), np.float64),
            bounds=np.tile(np.float64([-np.inf, np.inf]), (len(stocks), 1)),
            levels=tuple(np.zeros((len(a.options), 0), np.float64) for a in actors), series=np.zeros((0, self.periods + 1), np.float64),
            calendar=np.zeros((5, self.periods + 1), np.float64), copula=np.zeros((0, 0), np.float64), policy_starts=np.zeros(0, np.int32), literals=np.zeros(0),
        )  # fmt: skip
        labels = tuple(f"{2025 + t}" for t in range(self.periods))
        return Model(
            program=with_key(program), numbers=numbers, title="Small", question="Does it happen?", sha256="0" * 64, periods=labels,
            period_length=1.0, outcomes=("yes", "no"), outcome_means={}, answers={"answer": ("yes",)},
            inputs=tuple(Quantity(n, kind=k) for k, of in (("parameter", self.parameters), ("stock", self.starts)) for n, *_ in of),
            stocks=tuple(Quantity(n, kind="stock") for n, _, _ in self.stocks), auxiliaries=tuple(Quantity(n) for n, _ in self.auxiliaries),
            events=tuple(Quantity(n) for n, _, _ in self.events),
            actors=tuple(ActorInfo(n, "", o, {}, (), {}) for n, o, _, _ in self.actors),
            assumptions=tuple(Assumption(n, n, float(self.rows[row].numbers[0])) for n, row in self.credences),
            policies=(), goals=(), indicators=(), evidence=(), forecasts=(), yardstick="icd-203", shows=(),
        )  # fmt: skip


def see(period: int, kind: str, name: str, **fields: object) -> Evidence:
    """Return one observation."""
    return Evidence(label=f"{2025 + period}", period=period, kind=kind, name=name, **fields)  # type: ignore[arg-type]


def kalman(
    measured: dict[int, tuple[float, float]], periods: int, decay: float, shock: float, start: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Smooth x, which starts at normal(*`start`) and becomes `decay` x + normal(0, `shock`), given measurements {period: (value, sd)}.

    Returns mean and sd at the end of each period given all measurements (Rauch, Tung and Striebel 1965), and the log evidence.
    """
    m, v, log_evidence = start[0], start[1] ** 2, 0.0
    before, after = [], []
    for t in range(periods):
        m, v = decay * m, decay**2 * v + shock**2
        before.append((m, v))
        if t in measured:
            y, sd = measured[t]
            s = v + sd**2
            log_evidence += -0.5 * (y - m) ** 2 / s - 0.5 * np.log(2 * np.pi * s)
            m, v = m + v / s * (y - m), v - v**2 / s
        after.append((m, v))
    smooth = [after[-1]]
    for t in reversed(range(periods - 1)):
        gain = after[t][1] * decay / before[t + 1][1]
        smooth.insert(
            0, (after[t][0] + gain * (smooth[0][0] - before[t + 1][0]), after[t][1] + gain**2 * (smooth[0][1] - before[t + 1][1]))
        )
    return np.array([s[0] for s in smooth]), np.sqrt([s[1] for s in smooth]), log_evidence
