"""Puts one input through check, build and run, and says how it ended."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass

import numpy as np
from fuzz_inputs import make_input

import lynchpin as lp
from lynchpin.compiler import build_model
from lynchpin.errors import CONTROLS, ArgumentError, LynchpinError
from lynchpin.language import check_text, render_diagnostics, summarise
from lynchpin.language.fixing import fix_source
from lynchpin.language.reader import Checked, check_source
from lynchpin.language.source import decode_source

FUTURES = 8
CHUNK = 250
"""The number of inputs that one task of the script checks."""


@dataclass(frozen=True)
class Result:
    """How an input ended: `refused` (not a text file), `errors`, `accepted`, `ran`, or `failed` with what went wrong."""

    number: int
    ended: str
    seconds: float
    problem: str = ""


def check_input(seed: int, number: int, run_share: float = 0.0) -> Result:
    """Check an input; build what is accepted, and run a share of it.

    Args:
        seed: The seed of all inputs.
        number: The number of this one.
        run_share: The share of accepted inputs that are run, which takes a hundred times as long as a check.
    """
    content = make_input(seed, number)
    watch = _Stopwatch()
    try:
        ended = _check(content, run_share, watch)
    except Exception:
        return Result(number, "failed", watch.lap(), traceback.format_exc(limit=-4))
    return Result(number, ended, watch.lap())


class _Stopwatch:
    """Measures the longest of several steps, in processor seconds."""

    def __init__(self) -> None:
        self._start = time.process_time()
        self._longest = 0.0

    def lap(self) -> float:
        """End a step. Returns the seconds of the longest so far."""
        now = time.process_time()
        self._longest, self._start = max(self._longest, now - self._start), now
        return self._longest


def check_chunk(seed: int, run_share: float, first: int) -> list[Result]:
    """Check a run of inputs."""
    return [check_input(seed, number, run_share) for number in range(first, first + CHUNK)]


def _check(content: bytes, run_share: float, watch: _Stopwatch) -> str:
    try:
        checked = check_source(decode_source(content, "fuzzed.yaml"))
    except ArgumentError:
        return "refused"
    watch.lap()
    _check_diagnostics(checked)
    if checked.fixes:
        _check_fixed(checked, watch)
    if checked.assessment is None:
        return "errors"
    assert str(summarise(checked.assessment))
    build_model(checked.assessment)
    watch.lap()
    if int(hashlib.sha256(content).hexdigest(), 16) % 10_000 >= run_share * 10_000:
        return "accepted"
    again = check_text(content.decode("utf-8-sig"))
    assert again.assessment is not None
    try:
        futures = lp.simulate(again.assessment, FUTURES, seed=0)
    except LynchpinError:
        return "ran"  # a refusal in plain words
    assert np.asarray(futures.outcome).shape == (FUTURES,)
    return "ran"


def _check_fixed(checked: Checked, watch: _Stopwatch) -> None:
    """Check that safe corrections leave nothing to correct, and break no file that was accepted before."""
    try:
        fixed = fix_source(checked.source)
    except ArgumentError:
        return  # a refusal in plain words
    watch.lap()
    again = check_source(fixed.source)
    watch.lap()
    assert again.assessment is not None or checked.assessment is None
    assert fix_source(fixed.source).count == 0
    if fixed.count == 0:
        assert fixed.source.text == checked.source.text


def _check_diagnostics(checked: Checked) -> None:
    has_errors = any(diagnostic.severity == "error" for diagnostic in checked.diagnostics)
    assert (checked.assessment is None) == has_errors
    rendered = render_diagnostics(checked.diagnostics, checked.source.lines, checked.source.path)
    assert bool(rendered) == bool(checked.diagnostics)
    assert CONTROLS.search(rendered) is None, repr(CONTROLS.search(rendered))
    for diagnostic in checked.diagnostics:
        assert 1 <= diagnostic.place.line <= len(checked.source.lines), diagnostic
        assert diagnostic.place.column >= 1, diagnostic
        assert "{" not in diagnostic.message or "{" in checked.source.text, diagnostic
