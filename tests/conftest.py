"""What all tests share. Helper modules, such as `small_programs` or `questions/by_hand`, are found from every test.

Browser tests skip where no Chromium is found; with `LYNCHPIN_BROWSER=required` a skipped one fails, so that nobody takes it for done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(folder) for folder in (HERE, *sorted(HERE.iterdir())) if folder.is_dir()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("LYNCHPIN_BROWSER") == "required":
        report.outcome = "failed"
        report.longrepr = f"a browser is required here, and the test was skipped: {report.longrepr}"
    return report
