"""Setup shared by all tests. Every test can import the helper modules, such as `small_programs` or `questions/by_hand`.

Browser tests are skipped if there is no Chromium. With `LYNCHPIN_BROWSER=required` a skipped browser test fails instead.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

# JAX must not promote one type of number to another implicitly. (Its other strict setting, on ranks, does not suit the engine: an array
# that does not vary with the actors' options deliberately has no axes for them.)
os.environ["JAX_NUMPY_DTYPE_PROMOTION"] = "strict"
HERE = Path(__file__).parent
sys.path[:0] = [str(folder) for folder in (HERE, *sorted(HERE.iterdir())) if folder.is_dir()]
from run_time_types import list_checked  # noqa: E402  (found through the line above)

install_import_hook(list_checked(), "run_time_types.check")
from lynchpin.engine import device  # noqa: E402  (after the hook)
from lynchpin.engine.compiled import forget_compiled  # noqa: E402

LARGE = device.LARGE

# A shell that starts the tests in the background makes them ignore interrupts, and every command that they start would ignore them too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Compile with the quick options, as the product compiles large programs. Most of the time of the tests goes into compiling."""
    wanted = LARGE if item.get_closest_marker("shipped_compiler") else 0
    if wanted != device.LARGE:
        device.LARGE = wanted
        forget_compiled()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("LYNCHPIN_BROWSER") == "required":
        report.outcome = "failed"
        report.longrepr = f"a browser is required here, and the test was skipped: {report.longrepr}"
    return report
