"""Inputs of a program: parameters, starting values and credences, and the rows and noises that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Literal

from lynchpin.compiler.lower import Lowering
from lynchpin.compiler.values import to_distribution
from lynchpin.engine.chance.distributions import CERTAIN, Distribution
from lynchpin.engine.graph.specs import ChangeSpec, CredenceTable, InputSpec, NoiseSpec
from lynchpin.errors import Place
from lynchpin.language.expressions import Expression
from lynchpin.language.records import Assessment, Change, Given, Value


@dataclass
class Parts:
    """Rows, inputs and noises, collected while the program is built. The engine refers to them by index."""

    assessment: Assessment
    lowering: Lowering
    rows: list[Distribution] = field(default_factory=list)
    inputs: list[InputSpec] = field(default_factory=list)
    noises: list[tuple[float, float]] = field(default_factory=list)

    def add_row(self, value: Value | float) -> int:
        """Add a distribution to the tables and return its row."""
        self.rows.append(Distribution("number", (value,)) if isinstance(value, float) else to_distribution(value))
        return len(self.rows) - 1

    def add_input(self, name: str, value: Value | float) -> int:
        """Add an input that is not a quantity of the file, such as a weight or a bias.

        Args:
            name: Name of the input.
            value: Its distribution.

        Returns:
            The index of the input.
        """
        self.inputs.append(InputSpec(name, name, self.add_row(value)))
        return len(self.inputs) - 1

    def add_early(self, name: str, value: Value | Expression) -> int:
        """Add an input as `add_input` does. Its value may be an expression of other inputs, computed once per future.

        Args:
            name: Name of the input.
            value: Its distribution or expression.

        Returns:
            The index of the input.
        """
        if isinstance(value, Value):
            return self.add_input(name, value)
        row = self.add_row(0.0)
        self.inputs.append(InputSpec(name, name, row, computed=self.lowering.lower_early(value), computed_row=row))
        return len(self.inputs) - 1

    def add_noise(self, draw: str, value: Value, *, spread: bool) -> NoiseSpec:
        """Add a draw that is made in every period.

        Args:
            draw: Name of the draw, which decides its random numbers.
            value: Distribution of the draw.
            spread: Whether a plain number is the standard deviation of a normal error with mean 0, instead of a constant.

        Returns:
            The specification of the draw.
        """
        if value.kind == "number" and spread:
            return self._add_levels(draw, "normal", 0.0, value.numbers[0])
        if value.kind == "normal" or value.kind == "uniform":
            return self._add_levels(draw, value.kind, *value.numbers[:2])
        return NoiseSpec(draw, "table", -1, self.add_row(value))

    def _add_levels(self, draw: str, kind: str, first: float, second: float) -> NoiseSpec:
        self.noises.append((first, second))
        return NoiseSpec(draw, "normal" if kind == "normal" else "uniform", len(self.noises) - 1)


def add_credences(parts: Parts) -> tuple[int | CredenceTable, ...]:
    """Add the credences of all assumptions that have one, and return the input or the table of each."""
    drawn = {name: x.credence for name, x in parts.assessment.assumptions.items() if x.credence is not None}
    places = {name: j for j, name in enumerate(drawn)}

    def add(name: str, credence: Value | Given, cases: Iterator[int]) -> int | CredenceTable:
        if isinstance(credence, Value):
            case = next(cases)
            return add_credence(parts, f"{name}:{case}" if case else name, credence)
        return CredenceTable(places[credence.parent], add(name, credence.holds, cases), add(name, credence.fails, cases))

    return tuple(add(name, credence, count()) for name, credence in drawn.items())


def add_credence(parts: Parts, name: str, credence: Value) -> int:
    """Add a credence of an assumption.

    A plain number is stored as a uniform distribution of width 0. Replacing words by a number then needs no new compilation.

    Args:
        parts: Collects the input.
        name: Name of the assumption, with the number of the case if its credence depends on others.
        credence: Its credence.

    Returns:
        The index of the input.
    """
    row = to_distribution(credence)
    parts.rows.append(Distribution("uniform", row.numbers * 2) if row.shape == CERTAIN else row)
    parts.inputs.append(InputSpec(f"credence:{name}", f"credence:{name}", len(parts.rows) - 1))
    return len(parts.inputs) - 1


def add_public_inputs(parts: Parts) -> None:
    """Add parameters and starting values, with the values that assumptions and policies put in their place."""
    a = parts.assessment
    drawn = [x for x in a.assumptions.values() if x.credence is not None]
    policies = list(a.policies.values())
    for name, value in [*((n, p.value) for n, p in a.parameters.items()), *((n, s.starts) for n, s in a.stocks.items())]:
        kind = "parameter" if name in a.parameters else "start"
        computed = None if isinstance(value, Value) else parts.lowering.lower_early(value)
        row, assumption, fails_row = parts.add_row(value if isinstance(value, Value) else 0.0), None, None
        computed_row = row if computed is not None else None
        for j, x in enumerate(drawn):
            failing, holding = x.fails.get(name), x.holds.get(name)
            if isinstance(failing, Value) or isinstance(holding, Value):
                assumption = j
                fails_row = parts.add_row(failing) if isinstance(failing, Value) else row
                row = parts.add_row(holding) if isinstance(holding, Value) else row
        replaced = tuple((k, parts.add_row(new)) for k, p in enumerate(policies) if isinstance(new := p.sets.get(name), Value))
        parts.inputs.append(InputSpec(name, f"{kind}:{name}", row, assumption, fails_row, replaced, computed, computed_row))


def add_changes(parts: Parts) -> None:
    """Add the changes that assumptions and policies make to parameters and starting values, in the order of the file.

    The amount of a change is an input of its own, which comes after all parameters and starting values.
    """
    a, found = parts.assessment, dict[str, list[tuple[Place, ChangeSpec]]]()
    drawn = [(name, x) for name, x in a.assumptions.items() if x.credence is not None]

    def add(owner: str, target: str, value: Value | Change, make: Callable[[Literal["times", "plus"], int], ChangeSpec]) -> None:
        if isinstance(value, Change):
            amount = parts.add_input(f"change:{owner}:{target}", value.amount)
            found.setdefault(target, []).append((value.place, make(value.operation, amount)))

    for j, (name, x) in enumerate(drawn):
        for holds, values in ((False, x.fails), (True, x.holds)):
            for target, value in values.items():
                add(f"{name}.holds" if holds else name, target, value, partial(ChangeSpec, assumption=j, if_it_holds=holds))
    for k, (name, policy) in enumerate(a.policies.items()):
        for target, value in policy.sets.items():
            add(name, target, value, partial(ChangeSpec, policy=k))
    for i, spec in enumerate(parts.inputs):
        ordered = sorted(found.get(spec.name, ()), key=lambda pair: (pair[0].line, pair[0].column))
        parts.inputs[i] = replace(spec, changes=tuple(change for _, change in ordered))
