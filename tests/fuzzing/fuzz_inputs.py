"""Makes inputs for the fuzzer: bytes, texts, structures, expressions, values and whole files, each from a seed and a number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from example_files import COMPLETE, SMALL

ROOT = Path(__file__).parents[2]
TINY = """\
lynchpin: 1
title: Tiny
question: Does it hold?
clock: {start: 2025-Q1, end: 2025-Q4}
answers: {all: [first]}
parameters:
  p: {value: VALUE, judgement: j}
  share: {value: 30 %, judgement: j}
stocks:
  s: {starts: 1 billion USD, changes: CHANGE, shock: "normal(0, 0.1)", judgement: j}
auxiliaries:
  x: EXPRESSION
events:
  e: {chance: CHANCE, judgement: j}
  day: {on: 2025-Q3}
  w: {states: {dry: ODDS, wet: 0.5}, judgement: j}
  v: {given: {CASE: {low: 0.5, high: 0.5}, otherwise: high}, judgement: j}
  c: {from: {calm: {calm: 0.9, crisis: 0.1}, crisis: calm}, starts: calm, judgement: j}
actors:
  one:
    options: {up: {l: 1}, down: {l: 0}}
    values: {TERM: WEIGHT, l * p: 1}
    judgement: j
  two:
    options: {left: {m: 0}, right: {m: 1}}
    values: {m * l: 1, m * (mood == bad): 1}
    types: {mood: {bad: PRIOR, good: 0.5}}
    payoffs: {left: {up: PAYOFF, down: 1}, right: {up: 0, down: p}}
    starts: right
    switching: SWITCH
    horizon: {periods: 2, sum: yes, discount: DISCOUNT}
    after: MOVED
    judgement: j
assumptions:
  a: {claim: It holds, credence: CREDENCE, fails: {p: FAILS}, judgement: j}
  b: {claim: It lasts, credence: {given: {a: {holds: HELD, fails: 0.2}}}, fails: {p: {times: FACTOR}, s: {plus: AMOUNT}}, judgement: j}
  g: {claim: It goes along, credence: 0.4, fails: {share: 10 %}, judgement: j}
  d: {claim: It ends, lasts: LASTS, fails_if: SETTLED, fails: {p: {plus: 0.1}}, judgement: j}
  f: {claim: It breaks, breaks: BREAKS, fails: {p: {plus: 0.1}}, judgement: j}
correlations: [[a, g, 0.3]]
outcomes:
  first: {when: PATH}
  second: otherwise
goals: {GOAL: 1}
evidence:
  - {not: e, from: 2025-Q1, through: 2025-Q2, reliability: 0.9, judgement: j}
  - {on: 2025-Q2, event: w, state: dry, judgement: j}
shows: [x, share]
"""
DEFAULTS = {
    "VALUE": "uniform(0, 1)", "CHANGE": "0.1 * s / year", "EXPRESSION": "p * l + previous(s) / (1 billion USD)", "CHANCE": "0.1 * p", "TERM": "-e",
    "WEIGHT": "2 to 4", "CREDENCE": "likely", "FAILS": "beta(5, 2)", "FACTOR": "0.5", "HELD": "0.6", "LASTS": "1 to 3 years", "SETTLED": "e", "BREAKS": "0.1 * p", "AMOUNT": "1 billion USD", "PATH": "ever(e) and final(s) > 1", "GOAL": "count(e)",
    "ODDS": "0.5", "CASE": "w == dry", "MOVED": "one", "PRIOR": "0.5", "PAYOFF": "1 to 2", "SWITCH": "0.1 * p", "DISCOUNT": "0.9",
}  # fmt: skip
EXPRESSIONS = ("SWITCH", "SETTLED", "BREAKS", "CHANGE", "EXPRESSION", "CHANCE", "TERM", "PATH", "GOAL", "ODDS", "CASE")
ACTOR_PLACES = (
    "PAYOFF", "SWITCH", "DISCOUNT", "TERM", "WEIGHT", "CREDENCE", "FAILS", "HELD", "FACTOR", "AMOUNT", "LASTS", "SETTLED", "BREAKS",
)  # fmt: skip
"""The places in the sections on actors and assumptions, which a file can lack."""
VALUES = ("PAYOFF", "DISCOUNT", "VALUE", "WEIGHT", "CREDENCE", "FAILS", "FACTOR", "AMOUNT", "HELD", "LASTS")
SNIPPETS = (
    "(", ")", "[", "]", "{", "}", ",", ":", ": ", "- ", "#", " #", "'", '"', "|", ">", "&a", "*a", "!", "%", "@", "`", "\\", "\t", "\n", "\r\n",
    "\u0000", "\u0007", "\u001b[2J", "\ufeff", "\u2028", "\u202e", "\u0085", "\u00e9", "\U0001d7db", "\ue000", "\u00bd", "~", "null", "no", "yes",
    "true", "inf", "-inf", "nan", "1e400", "1e-400", "9" * 400, "0", "-1", "1.4", "3 billion USD", "3 ships", "/ year", "** 99", "** year", "%",
    "2 to 1", "0 to 0", "normal(0, 0)", "beta(-1, 2)", "choice(1: 2)", " AND ", " => ", " ≤ ", " − ", " × ", "GW·h", "=<", "choice()", "truncated(1, 2)", "truncated(uniform(0, 1), 5, 6)", "likely",
    "never ever", "if", "else", "not", "and", "==", "=", "<", "previous(", "since(x)", "interpolate(x, [0, 1])", "at(2025-Q1, flow)", "by(1, flow)",
    "flow", "paid", "supplier", "supplier == cut", "arrears", "time", "year", "2025-Q1", "2025-13", "0000", "otherwise", "memo p1; memo p2", "x" * 300,
    "((((((((((", "-" * 200, "[[[[[[[[[[", "{a: {b: {c: ", "? ", "---\n", "...\n", "<<: ", "!!python/object:os.system ", "__class__", "a.b", "a[0]",
    "lambda: 0", "per", "per USD", "rupture.chance", "quettaparsec ** 9", '"\\e"', '"\\u202e"',
)  # fmt: skip
NAMES = (
    "p",
    "share",
    "w",
    "dry",
    "c",
    "s",
    "x",
    "e",
    "day",
    "l",
    "one",
    "up",
    "time",
    "year",
    "quarter",
    "period",
    "inf",
    "nowhere",
    "2025-Q2",
    "2026",
    "2025-99",
)
NUMBERS = (
    "0",
    "1",
    "2",
    "0.5",
    "100",
    "1e9",
    "1e-9",
    "1e300",
    "1e-320",
    "3 %",
    "12 billion USD",
    "500 million USD",
    "2 year",
    "1 / year",
    "3 km",
    "1e39",
)
FUNCTIONS = (
    "min", "max", "abs", "exp", "log", "sqrt", "clip", "logistic", "step", "previous", "ever", "since", "smooth", "delay", "happened", "always", "count", "final",
    "highest", "lowest", "average", "total", "at", "by", "interpolate", "normal", "sin", "delay",
)  # fmt: skip
OPERATORS = ("+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!=", "and", "or")
DISTRIBUTIONS = ("normal", "lognormal", "uniform", "triangular", "pert", "beta", "truncated", "choice", "gauss")
UNITS = ("", "", "", " %", " billion USD", " USD / year", " per million USD", " km**2", " quettaparsec**9", " ships", " per %", " degC")


@cache
def list_seeds() -> tuple[str, ...]:
    """Return the texts that are mutated: whole files, shipped files, and the files with mistakes."""
    bad = sorted((ROOT / "tests" / "files" / "bad").glob("*.yaml"))
    templates = sorted((ROOT / "src" / "lynchpin" / "language" / "templates").glob("*.yaml"))
    own = [SMALL, COMPLETE, *(path.read_text(encoding="utf-8").replace("<", "").replace(">", "") for path in templates)]
    return (*own * 60, *(path.read_text(encoding="utf-8") for path in bad))


def make_input(seed: int, number: int) -> bytes:
    """Return the input with a number, the same for the same seed."""
    draw = random.Random(f"{seed}:{number}")
    make = draw.choices(tuple(MAKERS), tuple(MAKERS.values()))[0]
    return make(draw)


def make_bytes(draw: random.Random) -> bytes:
    """A file with bytes flipped, inserted, cut or repeated."""
    content = bytearray(draw.choice(list_seeds()).encode())
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(content) + 1)
        match draw.randrange(5):
            case 0:
                content[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                content[at:at] = draw.randbytes(draw.randint(1, 6))
            case 2:
                del content[at : at + draw.randint(1, 200)]
            case 3:
                content[at:at] = content[at : at + draw.randint(1, 200)]
            case _:
                content = bytearray(
                    content.decode("utf-8", "replace").encode(draw.choice(("utf-8-sig", "utf-16", "latin-1", "utf-8")), "replace")
                )
    return bytes(content)


def make_text(draw: random.Random) -> bytes:
    """A file with snippets inserted, words replaced, and lines moved or repeated."""
    text = draw.choice(list_seeds())
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(text) + 1)
        snippet = (
            draw.choice(SNIPPETS) if draw.random() < 0.8 else "".join(chr(draw.randrange(32, 0x2FFF)) for _ in range(draw.randint(1, 6)))
        )
        match draw.randrange(5):
            case 0:
                text = text[:at] + snippet + text[at:]
            case 1:
                text = text[:at] + text[at + draw.randint(1, 40) :]
            case 2:
                text = _replace_word(draw, text, lambda _: snippet)  # noqa: B023
            case 3:
                text = _move_line(draw, text)
            case _:
                words = re.findall(r"[\w.]+", text) or [""]
                text = _replace_word(draw, text, lambda _: draw.choice(words))  # noqa: B023
    return text.encode("utf-8", "surrogatepass")


def _replace_word(draw: random.Random, text: str, replace: Callable[[str], str]) -> str:
    words = list(re.finditer(r"[\w.]+", text))
    if not words:
        return text
    word = draw.choice(words)
    return text[: word.start()] + replace(word[0]) + text[word.end() :]


def _move_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    line = lines[at] if draw.random() < 0.5 else lines.pop(at)
    lines.insert(draw.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def make_structure(draw: random.Random) -> bytes:
    """A file whose tree has parts replaced, moved, renamed or wrapped, written in block or flow style."""
    tree = _load(draw.choice((0, 1, 2, 2, 2, 2)))
    for _ in range(draw.randint(1, 3)):
        places = list(_list_places(tree))
        holder, key = draw.choice(places)
        other_holder, other_key = draw.choice(places)
        match draw.randrange(6):
            case 0:
                holder[key] = other_holder[other_key]
            case 1:
                holder[key] = draw.choice(
                    (None, "", [], {}, "0", "text with words", ["a", ["b"]], {"a": {"b": "c"}}, draw.choice(SNIPPETS))
                )
            case 2:
                del holder[key]
            case 3 if isinstance(holder, dict):
                holder[draw.choice((other_key, draw.choice(SNIPPETS), "value", "cite")) if isinstance(other_key, str) else "x"] = (
                    holder.pop(key)
                )
            case 4:
                holder[key] = [holder[key], holder[key]] if draw.random() < 0.5 else {draw.choice(NAMES): holder[key]}
            case _:
                holder[key], other_holder[other_key] = other_holder[other_key], holder[key]
        tree = _copy(tree, 0)
    try:
        return str(
            yaml.dump(
                tree,
                Dumper=yaml.CSafeDumper,
                default_flow_style=draw.choice((None, True, False)),
                sort_keys=False,
                allow_unicode=True,
                width=10_000,
            )
        ).encode()
    except (RecursionError, yaml.YAMLError):
        return b"a: b"


def _load(which: int) -> Any:
    return _copy(_load_once(which), 0)


def fill(written: Mapping[str, str]) -> str:
    """Return the small file with something written in each of its places."""
    text = TINY
    for slot, one in written.items():
        text = text.replace(slot, one)
    return text


@cache
def _load_once(which: int) -> Any:
    text = (SMALL, COMPLETE, fill(DEFAULTS))[which]
    return yaml.load(re.sub(r"(?<=: )([a-z_]+\([^{}\n]*?\))(?=[,}\n])", r'"\1"', text), Loader=yaml.CBaseLoader)


def _copy(tree: Any, depth: int) -> Any:
    """A copy without shared parts, so that it is written without anchors; what is deeper than files may be is cut off."""
    if depth > 45:
        return "deep"
    if isinstance(tree, dict):
        return {key: _copy(value, depth + 1) for key, value in tree.items()}
    return [_copy(value, depth + 1) for value in tree] if isinstance(tree, list) else tree


def _list_places(tree: Any) -> Any:
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            yield holder, key
            if isinstance(value, (dict, list)):
                waiting.append(value)


def write_expression(draw: random.Random, depth: int = 3) -> str:
    """A random expression by the grammar, sensible or not."""
    if depth == 0 or draw.random() < 0.25:
        return draw.choice(NAMES if draw.random() < 0.6 else NUMBERS)

    def inner() -> str:
        return write_expression(draw, depth - 1)

    match draw.randrange(8):
        case 0 | 1 | 2:
            return f"{inner()} {draw.choice(OPERATORS)} {inner()}"
        case 3:
            return f"({inner()})"
        case 4:
            return f"{draw.choice(('-', 'not '))}{inner()}"
        case 5:
            return f"{inner()} if {inner()} else {inner()}"
        case 6:
            return f"interpolate({inner()}, [0, {draw.choice(NUMBERS)}], [{draw.choice(NUMBERS)}, 1])"
        case _:
            arguments = ", ".join(inner() for _ in range(draw.randint(1, 3)))
            return f"{draw.choice(FUNCTIONS)}({arguments})"


def write_value(draw: random.Random, depth: int = 2) -> str:
    """A random number, range or distribution, possible or not."""
    number = draw.choice(
        ("0", "1", "-1", "0.5", "2", "10", "1e-300", "1e300", "1e400", "inf", "-inf", "3", "0.999999", "1e39", "x", "1e-45", "70")
    )
    unit = draw.choice(UNITS)
    match draw.randrange(5 if depth else 2):
        case 0:
            return number + unit
        case 1:
            return f"{number}{unit} to {draw.choice(('2', '1', '0.1', '1e30', '100'))}{draw.choice(UNITS)}"
        case 2:
            return draw.choice(("likely", "very likely", "remote chance", "quite sure", "impossible", "50%", "150 %"))
        case _:
            items = [write_value(draw, depth - 1 if draw.random() < 0.3 else 0) for _ in range(draw.randint(1, 4))]
            joined = ", ".join(f"{item}: 0.5" if draw.random() < 0.1 else item for item in items)
            return f"{draw.choice(DISTRIBUTIONS)}({joined}){unit}"


def make_expression(draw: random.Random) -> bytes:
    """A small file with random expressions and values in some of its places."""
    filled = dict(DEFAULTS)
    for slot in draw.sample((*EXPRESSIONS, *VALUES), draw.randint(1, 2)):
        written = write_expression(draw) if slot in EXPRESSIONS else write_value(draw)
        if draw.random() < 0.1:
            written = _replace_word(draw, written, lambda _: draw.choice(SNIPPETS))
        filled[slot] = written
    text = TINY
    if draw.random() < 0.8 and all(filled[slot] == DEFAULTS[slot] for slot in ACTOR_PLACES):
        text = text[: text.index("actors:")] + "outcomes:" + text.split("outcomes:")[1]  # quicker to check
    for slot, written in filled.items():
        quoted = (
            written if slot in ("CREDENCE", "WEIGHT") and draw.random() < 0.2 else "'" + written.replace("'", "''").replace("\n", " ") + "'"
        )
        text = text.replace(slot, quoted)
    return text.encode("utf-8", "surrogatepass")


def make_sensible(draw: random.Random) -> bytes:
    """A small file of a kind that is mostly accepted, with unusual numbers."""
    quantities = (
        "p",
        "share",
        "l",
        "e",
        "s / (1 billion USD)",
        "previous(x)",
        "time",
        "since(day)",
        "smooth(p, 2)",
        "(one == up)",
        "(w == dry)",
        "(previous(c) == crisis)",
        "delay(p, 2)",
        "delay(x, 3, order: 2)",
        "smooth(x, 2, order: 1, starts: 0)",
    )

    def number() -> str:
        return draw.choice((draw.choice(quantities), draw.choice(quantities), draw.choice(("0.1", "2", "1e-30", "1e30", "3 %", "0"))))

    def combine() -> str:
        operator = draw.choice(("+", "-", "*", "/", "**"))
        form = draw.choice(("{} OP {}", "min({}, {})", "({} OP {}) * p", "exp({}) - {}", "log({}) + {}", "{} if p > 0.5 else {}"))
        return form.format(number(), number()).replace("OP", operator)

    filled = DEFAULTS | {
        "VALUE": write_value(draw), "EXPRESSION": combine(), "CHANGE": f"({combine()}) * 1 billion USD / year", "CHANCE": f"logistic({combine()})",
        "SETTLED": f"{combine()} > {number()}", "BREAKS": f"logistic({combine()})", "LASTS": draw.choice(("1 to 3 years", "uniform(0, 2) year", "0.1 year", "1e30 year")),
        "TERM": combine().replace("previous(x)", "x"), "PATH": f"average(x) > {number()}", "GOAL": f"highest({number()})", "FAILS": write_value(draw),
        "MOVED": draw.choice(("one", "two", "e", "nobody")), "PRIOR": draw.choice(("0.5", "50%", "-0.5", "1", "p", "0.2 to 0.8")),
    }  # fmt: skip
    kept = draw.sample(sorted(filled), draw.randint(1, 4))
    return fill({slot: f"'{(filled if slot in kept else DEFAULTS)[slot]}'" for slot in filled}).encode()


MAKERS: dict[Callable[[random.Random], bytes], int] = {make_bytes: 1, make_text: 1, make_structure: 1, make_expression: 5, make_sensible: 2}
"""How inputs are made, each with how often."""
