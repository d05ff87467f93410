"""What all tests share. Being here puts this folder on the path of all tests: `small_programs` serves several rooms.

Browser tests skip where no Chromium is found; with `LYNCHPIN_BROWSER=required` a skipped one fails, so that nobody takes it for done.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("LYNCHPIN_BROWSER") == "required":
        report.outcome = "failed"
        report.longrepr = f"a browser is required here, and the test was skipped: {report.longrepr}"
    return report
