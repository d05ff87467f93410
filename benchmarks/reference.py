"""The reference model of the benchmarks, as one table from which every implementation is generated.

24 stocks, 16 uncertain parameters, three chance events, three actors with 4, 4 and 3 options (48 profiles) and horizon 1,
25 quarters, three outcomes. The numbers are arbitrary and have no meaning. The structure is that of a real assessment: stocks that
return slowly to a level, a few couplings, logistic terms that combine levers of several actors, and events whose chance
depends on the options chosen.

Expressions use only the syntax that the assessment file, Python and C share (`+ - * ( )`, names, `logistic(x)`).
`write_assessment` returns the file. `find_stages` returns the same model as ordered statements, grouped by the actors whose
options they depend on, for the implementations that are programs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PERIODS = 25
RATIONALITY = 2.0

# kind and numbers of each parameter's distribution, as in the file (`range` is `A to B`, a lognormal)
PARAMETERS: Mapping[str, tuple[str, tuple[float, ...]]] = {
    "parameter_01": ("normal", (0.2, 0.3)),
    "parameter_02": ("uniform", (-0.5, 0.7)),
    "parameter_03": ("range", (0.2, 0.9)),
    "parameter_04": ("triangular", (-0.6, 0.1, 0.8)),
    "parameter_05": ("normal", (0.0, 0.4)),
    "parameter_06": ("uniform", (0.0, 1.0)),
    "parameter_07": ("range", (0.3, 1.2)),
    "parameter_08": ("triangular", (0.0, 0.3, 1.0)),
    "parameter_09": ("normal", (-0.2, 0.3)),
    "parameter_10": ("uniform", (-0.4, 0.4)),
    "parameter_11": ("range", (0.1, 0.6)),
    "parameter_12": ("triangular", (-1.0, 0.0, 0.5)),
    "parameter_13": ("normal", (0.3, 0.2)),
    "parameter_14": ("uniform", (0.2, 1.4)),
    "parameter_15": ("range", (0.4, 1.6)),
    "parameter_16": ("triangular", (-0.3, 0.2, 0.6)),
}

# actor -> option -> lever -> level
OPTIONS: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "claimant": {
        "press": {"pressure": 1.0, "offer": 0.0},
        "warn": {"pressure": 0.6, "offer": 0.2},
        "bargain": {"pressure": 0.2, "offer": 0.8},
        "wait": {"pressure": 0.0, "offer": 0.3},
    },
    "holder": {
        "resist": {"resistance": 1.0, "concession": 0.0},
        "stall": {"resistance": 0.6, "concession": 0.2},
        "trade": {"resistance": 0.3, "concession": 0.7},
        "yield": {"resistance": 0.0, "concession": 1.0},
    },
    "patron": {
        "back": {"support": 1.0},
        "watch": {"support": 0.4},
        "leave": {"support": 0.0},
    },
}

AUXILIARIES: Mapping[str, str] = {
    "mood": "logistic(1.5 * stock_01 - stock_02 + parameter_01)",
    "means_left": "logistic(stock_03 + 0.8 * stock_04 - stock_05)",
    "contest": "logistic(2 * pressure * resistance - 1.5 * offer * concession + 0.5 * stock_06 - 0.5)",
    "backing": "logistic(1.5 * support * resistance - concession + 0.6 * stock_07)",
    "tension": "logistic(1.6 * contest + 1.2 * backing * pressure - support * offer + 0.7 * stock_08 - parameter_02 - 1)",
    "strain": "0.7 * tension + 0.4 * mood * stock_09",
}

# chance per period, and whether the event stops after it has fired
EVENTS: Mapping[str, tuple[str, bool]] = {
    "crisis": ("logistic(-3.5 + 2 * tension + 0.5 * stock_10)", False),
    "change_of_guard": ("logistic(-4 + 0.8 * stock_11 + means_left)", True),
    "opening": ("logistic(-2.5 + 1.8 * offer * concession - 0.6 * stock_12)", False),
}


@dataclass(frozen=True)
class StockRow:
    """`pull * (level - stock)` plus `inputs` (coefficient, name) each period, a normal shock of `sd`, and bounds."""

    start: float | tuple[float, float]
    pull: float
    level: str
    inputs: tuple[tuple[float, str], ...]
    sd: float
    bounds: tuple[float, float] | None = None


STOCKS: Mapping[str, StockRow] = {
    "stock_01": StockRow((0.2, 0.1), 0.10, "parameter_01", ((0.20, "pressure"), (-0.30, "tension"), (0.25, "opening")), 0.05, (-3, 3)),
    "stock_02": StockRow((0.1, 0.1), 0.12, "parameter_03", ((0.15, "resistance"), (-0.25, "contest"), (0.20, "support")), 0.05, (-3, 3)),
    "stock_03": StockRow(0.4, 0.08, "parameter_07", ((-0.20, "support"), (-0.20, "crisis"), (0.05, "stock_17")), 0.04),
    "stock_04": StockRow(0.3, 0.15, "parameter_04", ((0.10, "means_left"), (-0.06, "stock_18")), 0.06),
    "stock_05": StockRow((0.0, 0.2), 0.10, "parameter_05", ((0.12, "strain"), (0.05, "stock_19")), 0.05),
    "stock_06": StockRow(0.2, 0.20, "parameter_06", ((0.20, "crisis"), (-0.15, "concession")), 0.05),
    "stock_07": StockRow(0.1, 0.18, "parameter_16", ((0.15, "support"), (-0.08, "stock_20")), 0.05),
    "stock_08": StockRow((-0.1, 0.2), 0.15, "parameter_12", ((0.35, "contest"), (-0.30, "opening"), (0.30, "crisis")), 0.07, (-3, 3)),
    "stock_09": StockRow(0.3, 0.12, "parameter_08", ((0.10, "pressure"), (-0.08, "mood")), 0.04),
    "stock_10": StockRow(0.0, 0.10, "parameter_09", ((0.15, "tension"), (0.06, "stock_21")), 0.05),
    "stock_11": StockRow((-0.2, 0.1), 0.08, "parameter_10", ((0.12, "strain"), (-0.10, "opening")), 0.06, (-3, 3)),
    "stock_12": StockRow(0.1, 0.14, "parameter_11", ((0.10, "contest"), (-0.08, "mood")), 0.05),
    "stock_13": StockRow(0.2, 0.16, "parameter_13", ((0.30, "offer"), (0.25, "concession"), (-0.20, "tension")), 0.06, (-3, 3)),
    "stock_14": StockRow((0.3, 0.1), 0.10, "parameter_14", ((-0.25, "pressure"), (0.20, "backing"), (-0.15, "crisis")), 0.05),
    "stock_15": StockRow(0.5, 0.12, "parameter_15", ((0.18, "support"), (-0.22, "tension"), (0.10, "change_of_guard")), 0.06),
    "stock_16": StockRow(0.0, 0.10, "parameter_02", ((0.20, "opening"), (-0.10, "strain")), 0.05, (-3, 3)),
    "stock_17": StockRow(0.1, 0.20, "parameter_03", ((0.10, "stock_18"), (-0.05, "stock_24")), 0.08),
    "stock_18": StockRow((0.0, 0.2), 0.25, "parameter_05", ((0.08, "stock_19"),), 0.08),
    "stock_19": StockRow(0.2, 0.10, "parameter_06", ((-0.10, "stock_20"), (0.10, "means_left")), 0.07),
    "stock_20": StockRow(0.0, 0.15, "parameter_09", ((0.08, "stock_21"), (0.05, "crisis")), 0.06),
    "stock_21": StockRow((0.1, 0.1), 0.12, "parameter_10", ((0.10, "stock_22"), (-0.06, "mood")), 0.07),
    "stock_22": StockRow(0.3, 0.18, "parameter_11", ((0.07, "stock_23"), (0.10, "change_of_guard")), 0.08, (-3, 3)),
    "stock_23": StockRow(0.0, 0.22, "parameter_16", ((-0.08, "stock_24"), (0.06, "stock_17")), 0.06),
    "stock_24": StockRow((0.2, 0.2), 0.10, "parameter_04", ((0.05, "stock_05"), (-0.04, "stock_13")), 0.05),
}

# actor -> term -> weight; a stock or an auxiliary in a term has its value at the end of the projected period
VALUES: Mapping[str, Mapping[str, float]] = {
    "claimant": {"stock_01": 4.0, "strain": -1.2, "logistic(2 * stock_13 - stock_08)": 1.5, "pressure": -0.3, "opening": 1.0},
    "holder": {"stock_02": 4.0, "tension": -1.0, "logistic(1.5 * stock_14 - stock_06)": 2.0, "concession": -0.5, "stock_08": -1.5},
    "patron": {"stock_03": 2.0, "stock_15": 3.0, "support * tension": -0.8, "logistic(stock_16 + stock_01)": 1.5, "crisis": -2.0},
}

# the first two outcomes in order; the third is `otherwise`
RUPTURE_STOCK, RUPTURE_ABOVE = "stock_08", 1.5
GAIN_STOCK, GAIN_ABOVE = "stock_01", -0.3
OUTCOMES = ("rupture", "gain", "stalemate")

ACTORS = tuple(OPTIONS)
LEVERS = {lever: actor for actor, options in OPTIONS.items() for lever in next(iter(options.values()))}
COMPARED_STOCKS = ("stock_01", "stock_02", "stock_08", "stock_15")
_NAME = re.compile(r"[a-z_][a-z_0-9]*")


def write_number(value: float) -> str:
    """Return a float in the notation that C, Python and the file share."""
    return repr(float(value))


def write_changes(name: str, row: StockRow) -> str:
    """Return the expression for a stock's change in one period, without the shock."""
    inputs = "".join(f" + {write_number(coefficient)} * {source}" for coefficient, source in row.inputs)
    return f"{row.pull} * ({row.level} - {name}){inputs}".replace("+ -", "- ")


def write_value(kind: str, numbers: tuple[float, ...]) -> str:
    """Return a distribution in the notation of the file."""
    if kind == "range":
        return f"{numbers[0]} to {numbers[1]}"
    return f"{kind}({', '.join(str(number) for number in numbers)})"


def write_assessment(reasoning: str) -> str:
    """Return the model as the text of an assessment file; `reasoning` is `equilibrium` or `adaptive`."""
    last_year, last_quarter = divmod(PERIODS - 1, 4)
    lines = [
        "lynchpin: 1",
        "title: Reference model of the benchmarks",
        "question: Does it come to a rupture?",
        "answers: {yes: [rupture]}",
        f"clock: {{start: 2025-Q1, end: {2025 + last_year}-Q{last_quarter + 1}}}",
        f"reasoning: {reasoning}",
        "parameters:",
    ]
    judged = "judgement: arbitrary"
    for name, (kind, numbers) in PARAMETERS.items():
        lines.append(f"  {name}: {{value: '{write_value(kind, numbers)}', {judged}}}")
    lines.append("stocks:")
    for name, row in STOCKS.items():
        starts = row.start if isinstance(row.start, float) else f"normal({row.start[0]}, {row.start[1]})"
        within = f", within: [{row.bounds[0]}, {row.bounds[1]}]" if row.bounds else ""
        lines.append(
            f"  {name}: {{starts: '{starts}', changes: '{write_changes(name, row)}', shock: 'normal(0, {row.sd})'{within}, {judged}}}"
        )
    lines.append("auxiliaries:")
    lines += [f"  {name}: {{equals: '{expression}', {judged}}}" for name, expression in AUXILIARIES.items()]
    lines.append("events:")
    lines += [f"  {name}: {{chance: '{chance}'{', once: true' if once else ''}, {judged}}}" for name, (chance, once) in EVENTS.items()]
    lines.append("actors:")
    for actor, options in OPTIONS.items():
        lines.append(f"  {actor}:\n    rationality: {RATIONALITY}\n    horizon: 1\n    {judged}\n    options:")
        lines += [
            f"      {option}: {{{', '.join(f'{lever}: {level}' for lever, level in levers.items())}}}" for option, levers in options.items()
        ]
        lines.append("    values:")
        lines += [f"      '{term}': {{weight: {weight}, {judged}}}" for term, weight in VALUES[actor].items()]
    lines += [
        "outcomes:",
        f"  rupture: {{when: ever({RUPTURE_STOCK} > {RUPTURE_ABOVE})}}",
        f"  gain: {{when: {GAIN_STOCK} > {GAIN_ABOVE}}}",
        "  stalemate: otherwise",
    ]
    return "\n".join(lines) + "\n"


Statement = tuple[str, str]


@dataclass(frozen=True)
class Stages:
    """The projection of one period as statements (name, expression), grouped by what they depend on.

    `free` depends on no option, `pairs[i, j]` on the options of two actors, `joint` on those of all three. `payoffs` has one
    expression per actor. The `step_` fields are the whole period in order, given levers and fired events.
    """

    free: tuple[Statement, ...]
    pairs: Mapping[tuple[int, int], tuple[Statement, ...]]
    joint: tuple[Statement, ...]
    payoffs: tuple[str, ...]
    step_auxiliaries: tuple[Statement, ...]
    step_chances: tuple[Statement, ...]
    step_changes: tuple[Statement, ...]


def find_names(expression: str) -> set[str]:
    """Return the names that an expression reads."""
    return set(_NAME.findall(expression)) - {"logistic"}


def chance_of(event: str) -> str:
    """Return the name of an event's chance in the programs."""
    return f"chance_{event}"


def rename(expression: str, names: Mapping[str, str]) -> str:
    """Return the expression with names replaced."""
    return _NAME.sub(lambda match: names.get(match.group(), match.group()), expression)


def find_stages() -> Stages:
    """Return the model as ordered statements; see `Stages`."""
    depends: dict[str, frozenset[int]] = {lever: frozenset({ACTORS.index(actor)}) for lever, actor in LEVERS.items()}
    projected = {event: chance_of(event) for event in EVENTS}
    statements: list[Statement] = []

    def add(name: str, expression: str) -> None:
        depends[name] = frozenset().union(*(depends.get(source, frozenset()) for source in find_names(expression)))
        statements.append((name, expression))

    for name, expression in AUXILIARIES.items():
        add(name, expression)
    chances = [
        (chance_of(name), f"{'(1 - fired_' + name + ') * ' if once else ''}{expression}") for name, (expression, once) in EVENTS.items()
    ]
    for name, expression in chances:
        add(name, expression)
    read = {name for terms in VALUES.values() for term in terms for name in find_names(term)}
    for name, expression in reversed(AUXILIARIES.items()):
        read |= find_names(expression) if name in read else set()
    valued = [name for name in STOCKS if name in read]
    for name in valued:
        row = STOCKS[name]
        inputs = [(coefficient, projected.get(source, source)) for coefficient, source in row.inputs]
        fixed = [(c, s) for c, s in inputs if not depends.get(s, frozenset())]
        moved = [(c, s) for c, s in inputs if depends.get(s, frozenset())]
        add(f"free_{name}", f"{name} + {row.pull} * ({row.level} - {name})" + "".join(f" + {write_number(c)} * {s}" for c, s in fixed))
        end = f"free_{name}" + "".join(f" + {write_number(c)} * {s}" for c, s in moved)
        add(f"end_{name}", f"clamp({end}, {row.bounds[0]}, {row.bounds[1]})" if row.bounds else end)
    at_end = {name: f"end_{name}" for name in [*valued, *(name for name in AUXILIARIES if name in read)]}
    for name, expression in AUXILIARIES.items():
        if name in at_end:
            add(at_end[name], rename(expression, at_end))
    payoffs = tuple(
        " + ".join(f"{write_number(weight)} * {rename(term, projected | at_end)}" if "*" not in term or term.startswith("logistic")
                   else f"{write_number(weight)} * ({rename(term, projected | at_end)})" for term, weight in VALUES[actor].items())
        for actor in ACTORS
    )  # fmt: skip
    pairs: dict[tuple[int, int], list[Statement]] = {(0, 1): [], (1, 2): [], (0, 2): []}
    free: list[Statement] = []
    joint: list[Statement] = []
    for statement in statements:
        touched = depends[statement[0]]
        home = next((pair for pair in pairs if touched <= set(pair)), None)
        (free if not touched else joint if home is None else pairs[home]).append(statement)
    changes = [(f"next_{name}", f"{name} + {write_changes(name, row)}") for name, row in STOCKS.items()]
    return Stages(
        tuple(free),
        {pair: tuple(found) for pair, found in pairs.items() if found},
        tuple(joint),
        payoffs,
        tuple(AUXILIARIES.items()),
        tuple(chances),
        tuple(changes),
    )


def names_read(statements: Iterable[Statement], expressions: Iterable[str] = ()) -> set[str]:
    """Return all names that statements and bare expressions read."""
    return set().union(*(find_names(expression) for _, expression in statements), *(find_names(expression) for expression in expressions))


def lognormal_of(interval: tuple[float, ...]) -> tuple[float, float]:
    """Return the mean and standard deviation of the logarithm, from a 90% interval."""
    low, high = (math.log(end) for end in interval)
    return (low + high) / 2, (high - low) / (2 * 1.6448536269514722)
