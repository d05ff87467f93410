"""The result of a command, an interrupt of a command, and a small file that compiles quickly."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

SMALL = """
lynchpin: 1
title: A strike
question: Is there a strike before 2027?
answers: {yes: [strike], no: [quiet]}
clock: {start: 2025, end: 2026}
parameters:
  anger: {value: "beta(2, 5)", judgement: no poll since 2016}
stocks:
  savings: {starts: 1 to 2, changes: -0.1, within: [0, inf], shock: "normal(0, 0.2)", judgement: a guess}
events:
  walkout: {chance: anger, once: true, judgement: a guess}
assumptions:
  patience: {claim: People wait, credence: likely, fails: {anger: "beta(5, 2)"}, judgement: a guess}
policies:
  talks: {means: talks are held, sets: {anger: 0.1}, from: 2025}
goals: {savings: 1}
outcomes:
  strike: {when: ever(walkout)}
  quiet: otherwise
"""


@dataclass(frozen=True)
class Ended:
    """Exit status of a command, and what it printed."""

    status: int
    out: str
    err: str


Call = Callable[..., Ended]


def interrupt(running: subprocess.Popen[str]) -> tuple[float, str, str]:
    """Interrupt a command, and return the seconds until it ended and what it printed."""
    since = time.monotonic()
    running.send_signal(signal.SIGINT)
    try:
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    return time.monotonic() - since, out, err
