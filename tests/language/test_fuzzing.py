"""A corrupted file always gets messages: never a traceback, and within a second."""

from __future__ import annotations

import time

import pytest
from example_files import COMPLETE, SMALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import MUTATIONS, Mutation

from lynchpin.errors import ArgumentError
from lynchpin.language import check_text, render_diagnostics

FILES = 5_000
SECONDS = 1.0


# Two parts, so that two workers can share them.
@pytest.mark.parametrize("whole", [SMALL, COMPLETE], ids=["small", "complete"])
@settings(max_examples=FILES // 2, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(mutations=st.lists(MUTATIONS, min_size=1, max_size=4))
def test_corrupted_files_get_messages(whole: str, mutations: list[Mutation]) -> None:
    text = whole
    for mutate in mutations:
        text = mutate(text)
    start = time.process_time()
    try:
        checked = check_text(text)
    except ArgumentError:
        return  # not a text file, which is reported as such
    assert time.process_time() - start < SECONDS
    assert (checked.assessment is None) == any(diagnostic.severity == "error" for diagnostic in checked.diagnostics)
    assert bool(render_diagnostics(checked.diagnostics, checked.source.lines, "corrupted.yaml")) == bool(checked.diagnostics)
    for diagnostic in checked.diagnostics:
        assert 1 <= diagnostic.place.line <= len(checked.source.lines)
        assert diagnostic.place.column >= 1
