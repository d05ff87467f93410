"""However a file is spoilt, it gets messages: never a traceback, and never after more than a second."""

from __future__ import annotations

import time

import pytest
from example_files import SMALL, SURROUNDED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import MUTATIONS, Mutation

from lynchpin.errors import ArgumentError
from lynchpin.language import check_text, render_diagnostics

FILES = 5_000
SECONDS = 1.0


# Two halves, so that two workers share them.
@pytest.mark.parametrize("whole", [SMALL, SURROUNDED], ids=["small", "surrounded"])
@settings(max_examples=FILES // 2, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(mutations=st.lists(MUTATIONS, min_size=1, max_size=4))
def test_spoilt_files_get_messages(whole: str, mutations: list[Mutation]) -> None:
    text = whole
    for mutate in mutations:
        text = mutate(text)
    start = time.process_time()
    try:
        checked = check_text(text)
    except ArgumentError:
        return  # no text file at all, said in plain words
    assert time.process_time() - start < SECONDS
    assert (checked.assessment is None) == any(fault.severity == "error" for fault in checked.diagnostics)
    assert bool(render_diagnostics(checked.diagnostics, checked.source.lines, "spoilt.yaml")) == bool(checked.diagnostics)
    for fault in checked.diagnostics:
        assert 1 <= fault.place.line <= len(checked.source.lines)
        assert fault.place.column >= 1
