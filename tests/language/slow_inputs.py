"""Files within the limits that once took seconds or minutes to check."""

from __future__ import annotations

HEAD = """\
lynchpin: 1
title: Many
question: Is it quick?
clock: {start: 2025-01, end: 2124-12}
answers: {"yes": [o1]}
"""
OUTCOMES = "outcomes:\n  o1: {when: final(x) > 0}\n  o2: otherwise\n"
PARAMETERS = "parameters:\n  x: {value: 'normal(0, 1)', judgement: j}\n"


def repeat(count: int, form: str) -> str:
    """`form` for each of 1 to `count`, with # for the number and + for the next."""
    return "".join(form.replace("#", str(k)).replace("+", str(k + 1)) for k in range(1, count + 1))


def correlate_all(count: int) -> str:
    return "".join(f"  - [p{i}, p{j}, 0.5]\n" for i in range(1, count + 1) for j in range(1, i))


CASES = {
    "outcomes": HEAD + PARAMETERS + "outcomes:\n" + repeat(800, "  o#: {when: final(x) > 1.# and final(x) < 2.#}\n"),
    "alike outcomes": HEAD + PARAMETERS + "outcomes:\n" + repeat(3_000, "  o#: {when: x > # or x > 3 and x < #}\n"),
    "conditions": HEAD + PARAMETERS + "outcomes:\n  o1: {when: " + " or ".join(["x > 2 and x > 3"] * 60) + "}\n  o2: {when: " + " and ".join(["(x > 3 or x > 2)"] * 60) + "}\n",
    "unknown names": HEAD + PARAMETERS + "auxiliaries:\n" + repeat(4_000, "  a#: unknwon_#\n") + OUTCOMES,
    "unknown units": HEAD + "parameters:\n" + repeat(10_000, "  p#: 1 unt#\n") + OUTCOMES,
    "unknown fields": HEAD + "parameters:\n" + repeat(10_000, "  p#: {valeu: 3, mens: #}\n") + OUTCOMES,
    "unknown sources": HEAD + "sources:\n" + repeat(5_000, "  s#: title\n") + "parameters:\n" + repeat(5_000, "  p#: {value: 1, cite: s#x p1}\n") + OUTCOMES,
    "unknown carriers": HEAD + PARAMETERS + OUTCOMES + "claims:\n" + repeat(5_000, "  c#: {at: m p1, says: s, carried_by: [y#]}\n"),
    "unknown outcomes": HEAD.replace("[o1]", "[" + repeat(20_000, "o+x, ") + "o1]") + PARAMETERS + OUTCOMES,
    "bad values": HEAD + "parameters:\n" + repeat(20_000, "  p#: x y\n") + OUTCOMES,
    "bad values in one line": HEAD + PARAMETERS + "shows: [" + "z, " * 200_000 + "x]\n" + OUTCOMES,
    "chain of correlations": HEAD + PARAMETERS + repeat(1_501, "  p#: normal(0, 1)\n") + "correlations:\n" + repeat(1_500, "  - [p#, p+, 0.4]\n") + OUTCOMES,
    "impossible correlations": HEAD + PARAMETERS + repeat(800, "  p#: normal(0, 1)\n") + "correlations:\n" + repeat(798, "  - [p#, p+, 0.9]\n") + "  - [p1, p3, -0.9]\n" + OUTCOMES,
    "dense correlations": HEAD + PARAMETERS + repeat(140, "  p#: normal(0, 1)\n") + "correlations:\n" + correlate_all(140) + OUTCOMES,
    "auxiliaries": HEAD + PARAMETERS + "auxiliaries:\n" + repeat(20_000, "  a#: a+\n") + "  a20001: x\n" + OUTCOMES,
    "long expressions": HEAD + PARAMETERS + "auxiliaries:\n" + repeat(99, "  a#: " + "x*" * 990 + "x\n") + OUTCOMES,
    "too long expressions": HEAD + PARAMETERS + "auxiliaries:\n" + repeat(2_000, "  a#: " + "x*" * 990 + "x\n") + OUTCOMES,
    "pairs of loops": HEAD + PARAMETERS + "auxiliaries:\n" + repeat(5_000, "  a#: b#\n  b#: a#\n") + OUTCOMES,
    "options": HEAD + PARAMETERS + "actors:\n  one:\n    values: {x: 1}\n    options:\n" + repeat(8_000, "      o#: {l: #}\n") + OUTCOMES,
    "levers": HEAD + PARAMETERS + "actors:\n  one:\n    values: {x: 1}\n    options:\n" + repeat(8_000, "      o#: {l#: 1}\n") + OUTCOMES,
    "actors": HEAD + PARAMETERS + "actors:\n" + repeat(3_000, "  b#: {options: {c: {l#: 1}, d: {l#: 0}}, values: {l#: 1}, decides: x > l+}\n") + OUTCOMES,
    "answers": HEAD.replace('"yes": [o1]', repeat(10_000, "y#: [o1], ")) + PARAMETERS + OUTCOMES,
    "points of a series": HEAD + PARAMETERS + "series:\n  s:\n    values:\n" + "".join(f"      {year}-{month:02}: 1\n" for year in range(1000, 3000) for month in range(1, 13)) + OUTCOMES,
    "evidence": HEAD + PARAMETERS + "events: {e: {chance: 0.1}}\nevidence:\n" + repeat(8_000, "  - {on: 2100-05, event: e}\n") + OUTCOMES,
    "unsupported": HEAD + "parameters:\n" + repeat(20_000, "  p#: 1\n") + OUTCOMES,
    "citation": HEAD + f'sources: {{s: t}}\nparameters:\n  x: {{value: 1, cite: "s p1{",a" * 900_000}"}}\n' + OUTCOMES,
    "text": HEAD + "summary: " + "word " * 900_000 + "\n" + PARAMETERS + OUTCOMES,
    "quoted value": HEAD + 'parameters:\n  x: "' + "\\x41 " * 300_000 + '"\n' + OUTCOMES,
    "brackets": "a: " + "[" * 1_000_000,
    "broken line": "a: {b: 'c' d: " + "[" * 500_000 + " : }",
    "quotes": "a: " + "\"'" * 500_000,
    "parentheses": "a: " + "(" * 1_000_000,
    "block scalars": "".join(f"a{k}: |\n  b\n" for k in range(25_000)),
    "duplicate keys": HEAD + "parameters:\n" + "  x: 1\n" * 25_000 + OUTCOMES,
    "digits": HEAD + "parameters:\n  x: " + "9" * 4_000_000 + "\n" + OUTCOMES,
}  # fmt: skip
