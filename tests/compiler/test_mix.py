"""Differences of two assessments, and the versions between them."""

from __future__ import annotations

import pytest
from short_texts import HEAD

from lynchpin.compiler.mix import Mixture, find_differences, write_expression
from lynchpin.engine import simulate
from lynchpin.errors import ArgumentError
from lynchpin.language import read_text

TEXT = (
    HEAD
    + """\
answers: {'yes': [cutoff]}
clock: {start: 2025-Q1, end: 2025-Q4}
parameters:
  discount: {value: 0.8 to 1.6, unit: USD / year}
  anger: {value: 0.3}
  pipeline: {value: 0.4}
stocks:
  arrears: {unit: USD, starts: 0.5 to 1.5, changes: discount * (1 - paid), shock: "normal(0, 0.05)"}
auxiliaries:
  leverage: {equals: pipeline * (1 - flow)}
events:
  rupture: {chance: 0.1 + anger / 2}
actors:
  supplier:
    options: {supply: {flow: 1}, cut: {flow: 0}}
    values: {-arrears: 1, -leverage: 2 to 4}
    rationality: 3
  customer:
    options: {pay: {paid: 1}, delay: {paid: 0}}
    values: {discount * (1 - paid): 1, flow: 5}
    rationality: 1
assumptions:
  calm: {claim: The public is patient, credence: 0.7, fails: {anger: 0.8}}
outcomes:
  cutoff: {when: ever(flow == 0) or ever(rupture)}
  muddling: otherwise
"""
)


def compare(*edits: tuple[str, str]) -> Mixture:
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return find_differences(read_text(TEXT), read_text(text))


@pytest.mark.parametrize(
    ("old", "new", "path", "before", "after"),
    [
        ("value: 0.8 to 1.6", "value: 0.8 to 2.6", "parameters.discount.value", "0.8 to 1.6", "0.8 to 2.6"),
        ("starts: 0.5 to 1.5", "starts: 2", "stocks.arrears.starts", "0.5 to 1.5", "2"),
        ("normal(0, 0.05)", "normal(0, 0.5)", "stocks.arrears.shock", "normal(0, 0.05)", "normal(0, 0.5)"),
        ("-leverage: 2 to 4", "-leverage: 3", "actors.supplier.values.-leverage.weight", "2 to 4", "3"),
        ("rationality: 3", "rationality: 2", "actors.supplier.rationality", "3", "2"),
        ("credence: 0.7", "credence: 0.4", "assumptions.calm.credence", "0.7", "0.4"),
        ("fails: {anger: 0.8}", "fails: {anger: 0.9}", "assumptions.calm.fails.anger", "0.8", "0.9"),
    ],
)
def test_a_difference_of_numbers(old: str, new: str, path: str, before: str, after: str):
    (found,) = compare((old, new)).differences
    assert (found.path, found.before, found.after) == (path, before, after)
    assert not found.structural


@pytest.mark.parametrize(
    ("old", "new", "path", "before", "after"),
    [
        ("equals: pipeline * (1 - flow)", "equals: pipeline * (1 - flow) ** 2", "auxiliaries.leverage.equals",
         "pipeline * (1 - flow)", "pipeline * (1 - flow) ** 2"),
        ("chance: 0.1 + anger / 2", "chance: anger", "events.rupture.chance", "0.1 + anger / 2", "anger"),
        ("ever(rupture)}", "final(anger) > 2}", "outcomes.cutoff.when",
         "ever(flow == 0) or ever(rupture)", "ever(flow == 0) or final(anger) > 2"),
    ],
)  # fmt: skip
def test_a_difference_of_an_expression(old: str, new: str, path: str, before: str, after: str):
    (found,) = compare((old, new)).differences
    assert (found.path, found.before, found.after) == (path, before, after)
    assert found.structural


def test_texts_for_people_and_places_do_not_count():
    assert (
        compare(("title: A test", "title: Another title"), ("  anger: {value: 0.3}", "\n  anger: {value: 0.3, means: rage}")).differences
        == ()
    )


def test_what_has_no_counterpart_is_one_change_with_a_clear_message():
    found = compare(("pipeline", "pipe_line"), ("value: 0.8 to 1.6", "value: 0.9"))
    assert [d.path for d in found.differences] == ["parameters.discount.value", "structure"]
    assert found.unmatched == (
        "`pipeline` (parameters) is only in the first file (is it `pipe_line` in the second?)",
        "`pipe_line` (parameters) is only in the second file",
    )
    # The expression that uses the name hangs on it, and goes with it.
    assert "auxiliaries.leverage.equals" in found.differences[1].after


def test_versions_in_between_are_models():
    found = compare(("pipeline", "pipe_line"), ("value: 0.8 to 1.6", "value: 0.9"), ("credence: 0.7", "credence: 0.1"))
    names = [d.path for d in found.differences]
    made = {names.index("parameters.discount.value"): True, names.index("structure"): True}
    model = found.mix(tuple(made.get(k, False) for k in range(len(names))))
    assert "pipe_line" in {q.name for q in model.inputs}
    assert {a.name: a.credence for a in model.assumptions}["calm"] == pytest.approx(0.7)
    futures = simulate(model, 64)
    assert (futures.inputs["discount"] == pytest.approx(0.9)) is True or futures.inputs["discount"].std() < 1e-6
    other = found.mix(tuple(k == names.index("assumptions.calm.credence") for k in range(len(names))))
    assert "pipeline" in {q.name for q in other.inputs}
    assert {a.name: a.credence for a in other.assumptions}["calm"] == pytest.approx(0.1)


def test_other_options_make_another_actor():
    found = compare(("{pay: {paid: 1}, delay: {paid: 0}}", "{pay: {paid: 1}, half: {paid: 0.5}, delay: {paid: 0}}"))
    assert [d.path for d in found.differences] == ["actors.customer"]
    simulate(found.mix((True,)), 64)


def test_another_clock_cannot_be_taken_apart():
    found = compare(("end: 2025-Q4", "end: 2026-Q4"))
    assert [d.path for d in found.differences] == ["structure"]
    assert "clock" in found.differences[0].after


def test_many_changed_expressions_are_one_change():
    found = compare(
        ("pipeline * (1 - flow)", "2 * pipeline * (1 - flow)"), ("0.1 + anger / 2", "anger"), ("discount * (1 - paid), shock", "discount * (1 - paid) / 2, shock"),
        ("discount * (1 - paid): 1", "2 * discount * (1 - paid): 1"), ("credence: 0.7", "credence: 0.5"), ("ever(rupture)}", "final(anger) > 2}"),
    )  # fmt: skip
    assert [d.path for d in found.differences] == ["assumptions.calm.credence", "structure"]


def test_files_with_nothing_in_common():
    other = (
        HEAD
        + "answers: {'yes': [a]}\nclock: {start: 2025, end: 2026}\nparameters: {x: {value: 1}}\noutcomes: {a: {when: final(x) > 0}, b: otherwise}\n"
    )
    with pytest.raises(ArgumentError, match="no name of one stands in the other"):
        find_differences(read_text(TEXT), read_text(other))


@pytest.mark.parametrize(
    "text",
    ["pipeline * (1 - flow)", "1 - (flow - pipeline)", "(1 - flow) ** 2", "-flow + pipeline / (2 * anger)", "flow if anger > 2 else pipeline",
     "not (flow > 1 and anger < 2)", "min(flow, 2) + clip(anger, 0, 1)", "flow * interpolate(anger, [0, 1], [2, 3])", "flow * (customer == pay)"],
)  # fmt: skip
def test_expressions_are_written_as_they_were(text: str):
    read = read_text(TEXT.replace("{equals: pipeline * (1 - flow)}", f'{{equals: "{text}"}}'))
    assert write_expression(read.auxiliaries["leverage"].equals) == text
