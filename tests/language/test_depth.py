"""No chain that a file can hold is too long for Python's stack."""

from __future__ import annotations

import pytest
from example_files import read

from lynchpin.compiler import build_model, find_value_mean
from lynchpin.language import check_text
from lynchpin.language.influence import build_influence_graph
from lynchpin.language.records import Assessment

HEAD = """\
lynchpin: 1
title: A chain
question: Is it long?
clock: {start: 2025, end: 2026}
answers: {"yes": [long]}
parameters:
  x: {value: 'normal(0, 1)', unit: million USD, judgement: j}
outcomes:
  long: {when: final(a0) > 0}
  short: otherwise
auxiliaries:
"""


def write_chain(length: int, last: str = "x", *, form: str = "a{}", backwards: bool = True) -> str:
    """Auxiliaries that each use the next one; in the file the first comes first, or last."""
    lines = [f'  a{k}: "{form.format(k + 1)}"\n' for k in range(length - 1)] + [f'  a{length - 1}: "{last}"\n']
    return HEAD + "".join(lines if backwards else reversed(lines))


@pytest.mark.parametrize("length", [150, 20_000])
@pytest.mark.parametrize("backwards", [True, False])
def test_a_chain_of_auxiliaries_takes_the_unit_of_its_end(length: int, backwards: bool) -> None:
    a = read(write_chain(length, backwards=backwards))
    assert {record.about.unit for record in a.auxiliaries.values()} == {"million USD"}
    assert next(iter(a.auxiliaries)) == ("a0" if backwards else f"a{length - 1}")


def test_a_chain_is_built_and_drawn_as_a_map() -> None:
    a: Assessment = read(write_chain(2_000))
    assert len(build_model(a).auxiliaries) == 2_000
    assert len(build_influence_graph(a, find_value_mean).edges) > 2_000


@pytest.mark.parametrize("length", [2, 11, 5_000])
def test_a_loop_of_any_length_is_reported_once(length: int) -> None:
    errors = [d for d in check_text(write_chain(length, "a0")).diagnostics if d.severity == "error"]
    assert [d.id for d in errors] == ["loop"]
    assert errors[0].message.count("->") <= 12
    assert (" more ->" in errors[0].message) == (length > 12)


@pytest.mark.parametrize(
    ("form", "last"), [("previous(a{}) + 0", "a0"), ("a{} + 0", "previous(a0)"), ("(a{} + previous(a{}))", "previous(a0)")]
)
def test_a_loop_through_the_period_before_is_built(form: str, last: str) -> None:
    text = write_chain(2_000, last, form=form.replace("{}", "{0}"))
    assert len(build_model(read(text)).auxiliaries) == 2_000


def test_an_option_may_have_the_name_of_an_auxiliary_without_being_one() -> None:
    actor = "actors:\n  actor:\n    options: {a0: {lever: 1}, other: {lever: 0}}\n    values: {lever: 1}\n    judgement: j\n"
    text = write_chain(3, "x if actor == a0 else 2 * x") + actor
    a = read(text)
    assert a.auxiliaries["a0"].about.unit == "million USD"


DEEP = {
    "calls": "abs(" * 145 + "x" + ")" * 145,
    "signs": "-" * 145 + "x",
    "sums": "(" * 140 + "x" + " + 1)" * 140,
    "clips": "min(x, " * 145 + "x" + ")" * 145,
    "branches": "x if x > 0 else " * 60 + "x",
    "negations": "not " * 144 + "(x > 0)",
    "powers": "x" + " ** 1" * 145,
    "memory": "previous(" * 145 + "x" + ")" * 145,
}


@pytest.mark.parametrize("name", DEEP)
def test_an_expression_of_the_greatest_depth_is_built(name: str) -> None:
    plain = HEAD.replace(", unit: million USD", "")
    build_influence_graph(a := read(plain + f'  a0: "{DEEP[name]}"\n'), find_value_mean)
    assert build_model(a).auxiliaries
    if name not in ("memory", "clips"):
        path = plain.replace("final(a0) > 0", "(" + DEEP[name].replace("x", "final(x)") + ") > 0") + "  a0: x\n"
        assert build_model(read(path)).outcomes


def test_a_deeper_expression_is_an_error() -> None:
    text = HEAD.replace(", unit: million USD", "") + f'  a0: "{"-" * 151}x"\n'
    assert "expression-too-deep" in {d.id for d in check_text(text).diagnostics}


def test_probabilities_of_states_are_computed_from_a_chain() -> None:
    events = "events:\n  weather: {states: {dry: a0 - a0 + 0.5, wet: 0.4}, judgement: j}\n"
    text = write_chain(900, "x / 1 million USD") + events
    assert "states-sum" in {d.id for d in check_text(text).diagnostics}
