"""Lists and mappings by member in every place of an entry that stands for one entry per member."""

from __future__ import annotations

import pytest
from example_files import read

from lynchpin.language.expressions import Number
from lynchpin.language.schema import build_schema

HEAD = """\
lynchpin: 1
title: A test
question: Does it happen?
clock: {start: 2026, end: 2027}
answers: {yes: [much]}
sets: {town: [acton, boston]}
parameters:
  base: {value: 1, judgement: t}
"""
TAIL = "outcomes:\n  much: base > 2\n  little: otherwise\n"
ACTOR = """\
actors:
  mayor[town]:
    options: {act: {"effort[town]": [1, 2]}, wait: {"effort[town]": 0}}
    perceives: {base: {noise: [0.1, 0.2], bias: {acton: 0, boston: 1}}}
    horizon: {periods: 2, discount: [0.5, 0.9]}
    factions:
      old: {influence: [1, 2], values: {"effort[town] * base": [3, 4]}}
      new: {influence: 1, payoffs: {act: [5, 6], wait: 0}, against: []}
    judgement: t
"""
EVENTS = """\
events:
  wind[town]: {states: {calm: [0.4, 0.3], storm: [0.6, 0.7]}, judgement: t}
  rain[town]: {given: {"wind[town] == calm": {none: [0.5, 0.4], some: [0.5, 0.6]}, otherwise: none}, judgement: t}
"""


def test_numbers_below_the_fields_of_an_actor() -> None:
    actors = read(HEAD + ACTOR + TAIL).actors
    for place, (actor, lever) in enumerate((("mayor[acton]", "effort[acton]"), ("mayor[boston]", "effort[boston]"))):
        a = actors[actor]
        assert a.options["act"][lever] == 1 + place
        (seen,) = a.perceives
        assert getattr(seen.noise, "numbers", (0,))[-1] == pytest.approx(0.1 + 0.1 * place)
        assert getattr(seen.bias, "numbers", None) == (place,)
        assert getattr(a.horizon.discount, "numbers", None) == ((0.5, 0.9)[place],)
        assert getattr(a.factions["old"].influence, "numbers", None) == (1 + place,)
        assert getattr(a.factions["old"].terms[0].weight, "numbers", None) == (3 + place,)
        assert repr(a.factions["new"]).count(f"numbers=({5.0 + place},)") == 1


def test_a_horizon_by_member() -> None:
    text = ACTOR.replace("{periods: 2, discount: [0.5, 0.9]}", "[1, 3]")
    assert [actor.horizon.periods for actor in read(HEAD + text + TAIL).actors.values()] == [1, 3]


def test_probabilities_of_states_by_member() -> None:
    events = read(HEAD + EVENTS + TAIL).events
    for place, town in enumerate(("acton", "boston")):
        wind, rain = events[f"wind[{town}]"].states, events[f"rain[{town}]"].states
        assert wind is not None
        assert rain is not None
        assert [chance.value for chance in wind.rest if isinstance(chance, Number)] == [[0.4, 0.6], [0.3, 0.7]][place]
        assert [chance.value for chance in rain.rows[0].chances if isinstance(chance, Number)] == [[0.5, 0.5], [0.4, 0.6]][place]


def test_the_schema_allows_them() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    jsonschema.validate(yaml.safe_load((HEAD + ACTOR + EVENTS + TAIL).replace("yes:", "'yes':")), build_schema())
