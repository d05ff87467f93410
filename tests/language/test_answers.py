"""Answers that say whether they are good news."""

from __future__ import annotations

from lynchpin.compiler import build_model
from lynchpin.language import check_text
from lynchpin.language.schema import build_schema

TEXT = """
lynchpin: 1
title: A gas dispute
question: Is the gas cut?
clock: {start: 2025-Q1, end: 2026-Q4}
answers: {yes: {outcomes: [cutoff], good: false}, calm: {outcomes: other, good: true}, either: [cutoff]}
parameters: {anger: {value: 0.2, judgement: a poll}}
events: {cut: {chance: anger, judgement: the last three years}}
outcomes: {cutoff: {when: ever(cut)}, other: otherwise}
"""


def test_an_answer_may_say_whether_it_is_good_news() -> None:
    checked = check_text(TEXT)
    assert checked.diagnostics == ()
    assert checked.assessment is not None
    assert checked.assessment.answers == {"yes": ("cutoff",), "calm": ("other",), "either": ("cutoff",)}
    assert checked.assessment.good == {"yes": False, "calm": True}
    assert build_model(checked.assessment).good == {"yes": False, "calm": True}


def test_the_schema_knows_both_forms() -> None:
    forms = next(iter(build_schema()["properties"]["answers"]["patternProperties"].values()))["anyOf"]
    assert {"$ref": "#/$defs/answer"} in forms
    assert set(build_schema()["$defs"]["answer"]["properties"]) == {"outcomes", "good"}
