"""Fixtures shared by the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import SMALL, Call, Ended

from lynchpin.cli import progress
from lynchpin.cli.entry import run_command


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process."""

    def run(*arguments: object) -> Ended:
        progress.forget()
        capsys.readouterr()
        status = run_command([str(a) for a in arguments])
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A file with one entry of every kind that a command may name."""
    path = tmp_path / "strike.yaml"
    path.write_text(SMALL)
    return path
