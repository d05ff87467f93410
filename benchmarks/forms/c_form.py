"""The reference model in C: writes the equations to `build/model.h`, compiles `engine.c` with gcc and runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks import reference
from benchmarks.forms.sample import Sample

HERE = Path(__file__).resolve().parent.parent
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp", "-fsingle-precision-constant", "-std=gnu11", "-w")
LANES = 64
KINDS = {"normal": "NORMAL", "uniform": "UNIFORM", "triangular": "TRIANGULAR", "range": "LOGNORMAL"}


def write_braces(items: Iterable[object]) -> str:
    """Return a C initialiser."""
    return "{" + ", ".join(str(item) for item in items) + "}"


def write_statements(statements: Iterable[reference.Statement]) -> str:
    """Return statements as one line of C."""
    return " ".join(f"const float {name} = {expression};" for name, expression in statements)


def write_draw(kind: str, numbers: tuple[float, ...]) -> str:
    """Return one row of the table of draws."""
    if kind == "range":
        numbers = reference.lognormal_of(numbers)
    return write_braces([KINDS[kind], *numbers, *[0] * (3 - len(numbers))])


def write_header() -> str:
    """Return the text of model.h."""
    stages = reference.find_stages()
    pairs = [stages.pairs[0, 1], stages.pairs[1, 2]]
    parameters, stocks, events = list(reference.PARAMETERS), list(reference.STOCKS), list(reference.EVENTS)
    options = [list(choices.values()) for choices in reference.OPTIONS.values()]
    levers = [list(choices[0]) for choices in options]
    defines: dict[str, object] = {
        "PERIODS": reference.PERIODS,
        "RATIONALITY": reference.RATIONALITY,
        "TOLERANCE": "2e-6",
        "MOST_SWEEPS": 200,
        "ACTORS": len(options),
        "MOST_OPTIONS": max(len(choices) for choices in options),
        "MOST_LEVERS": max(len(names) for names in levers),
        "PARAMETERS": len(parameters),
        "STOCKS": len(stocks),
        "EVENTS": len(events),
        "FREE_COUNT": len(stages.free),
        "FIRST_PAIR_COUNT": len(pairs[0]),
        "SECOND_PAIR_COUNT": len(pairs[1]),
        "RUPTURE_STOCK": stocks.index(reference.RUPTURE_STOCK),
        "RUPTURE_ABOVE": reference.RUPTURE_ABOVE,
        "GAIN_STOCK": stocks.index(reference.GAIN_STOCK),
        "GAIN_ABOVE": reference.GAIN_ABOVE,
        "PARAMETER_DRAWS": write_braces(write_draw(*reference.PARAMETERS[name]) for name in parameters),
        "START_DRAWS": write_braces(
            write_braces(["FIXED", row.start, 0, 0] if isinstance(row.start, float) else ["NORMAL", *row.start, 0])
            for row in reference.STOCKS.values()
        ),
        "SHOCK_SD": write_braces(row.sd for row in reference.STOCKS.values()),
        "OPTION_COUNTS": write_braces(len(choices) for choices in options),
        "LEVER_COUNTS": write_braces(len(names) for names in levers),
        "LEVELS": write_braces(write_braces(write_braces(choice.values()) for choice in choices) for choices in options),
        "LOAD_STATE": " ".join(
            [f"const float {name} = k->parameters[{i}][l];" for i, name in enumerate(parameters)]
            + [f"const float {name} = k->stocks[{i}][l];" for i, name in enumerate(stocks)]
            + [f"const float fired_{name} = k->fired[{i}][l];" for i, name in enumerate(events)]
        ),
        "FREE_STATEMENTS": write_statements(stages.free),
        "STORE_FREE": " ".join(f"k->free[{i}][l] = {name};" for i, (name, _) in enumerate(stages.free)),
        "LOAD_FREE": " ".join(f"const float {name} = k->free[{i}][l];" for i, (name, _) in enumerate(stages.free)),
        "JOINT_STATEMENTS": write_statements(stages.joint),
        "CLAMP_STOCKS": " ".join(
            f"k->stocks[{i}][l] = clamp(k->stocks[{i}][l], {row.bounds[0]}, {row.bounds[1]});"
            for i, row in enumerate(reference.STOCKS.values())
            if row.bounds
        ),
        "STEP_STATEMENTS": write_statements(stages.step_auxiliaries + stages.step_chances)
        + " ".join(f" const float {name} = luck[{i}] < {reference.chance_of(name)} ? 1 : 0;" for i, name in enumerate(events))
        + write_statements(stages.step_changes),
        "STORE_NEXT": " ".join(f"k->stocks[{i}][l] = next_{name};" for i, name in enumerate(stocks))
        + " ".join(f" k->fired[{i}][l] = fmaxf(fired_{name}, {name});" for i, name in enumerate(events)),
    }
    for number, name in enumerate(("FIRST_PAIR", "SECOND_PAIR")):
        defines[f"{name}_STATEMENTS"] = write_statements(pairs[number])
        defines[f"STORE_{name}(to)"] = " ".join(f"to[{i}][l] = {found};" for i, (found, _) in enumerate(pairs[number]))
        defines[f"LOAD_{name}(from)"] = " ".join(f"const float {found} = from[{i}][l];" for i, (found, _) in enumerate(pairs[number]))
    for actor, names in enumerate(levers):
        defines[f"OPTIONS_{actor}"] = len(options[actor])
        defines[f"SET_LEVERS_{actor}(from)"] = " ".join(f"const float {lever} = from[{j}];" for j, lever in enumerate(names))
        defines[f"LOAD_LEVERS_{actor}"] = " ".join(f"const float {lever} = k->levers[{actor}][{j}][l];" for j, lever in enumerate(names))
        defines[f"PAYOFF_{actor}"] = stages.payoffs[actor]
    return "".join(f"#define {name} {text}\n" for name, text in defines.items())


def compile_engine(lanes: int = LANES, prove: bool = True) -> Path:
    """Compile the program and return its path. Compiles every time, which takes a few seconds."""
    build = HERE / "build"
    build.mkdir(exist_ok=True)
    (build / "model.h").write_text(write_header())
    program = build / f"engine-{lanes}-{int(prove)}"
    command = ["gcc", *FLAGS, f"-DLANES={lanes}", f"-DPROVE={int(prove)}", f"-I{build}", str(HERE / "engine.c"), "-o", str(program), "-lm"]
    subprocess.run(command, check=True)
    return program


def run(futures: int, seed: int, reasoning: str, *, lanes: int = LANES, prove: bool = True) -> Sample:
    """Simulate futures on all cores."""
    program = compile_engine(lanes, prove)
    done = subprocess.run([str(program), str(futures), str(seed), reasoning], check=True, capture_output=True, text=True)
    result = json.loads(done.stdout)
    places = {name: list(reference.STOCKS).index(name) for name in reference.COMPARED_STOCKS}
    return Sample(
        futures,
        result["seconds"],
        result["core_seconds"],
        np.array(result["outcomes"]),
        {name: result["mean"][place] for name, place in places.items()},
        {name: result["sd"][place] for name, place in places.items()},
        dict(zip(reference.ACTORS, result["firsts"], strict=True)),
        f"{result['sweeps']} sweeps a block, {result['unsettled']} blocks unsettled, unproven games {result['unproven']:.2%}",
    )
