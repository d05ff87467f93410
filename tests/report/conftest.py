"""One browser and one page for all tests of the report, because both take seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import show, start_browser
from example_story import make_story, read_dispute
from selenium import webdriver

from lynchpin.portable.model import make_portable
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report
from lynchpin.workflow.drawing import build


@pytest.fixture(scope="session")
def story() -> Story:
    """The story of the dispute, with the engine."""
    return replace(make_story(), portable=make_portable(build(read_dispute())))


@pytest.fixture(scope="session")
def page(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete page of the dispute."""
    return write_report(story, tmp_path_factory.mktemp("page") / "dispute.html")[0]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for the whole session."""
    started = start_browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.quit()


@pytest.fixture
def opened(driver: webdriver.Chrome, page: Path) -> Iterator[webdriver.Chrome]:
    """The page at desktop width in light colours; changes that a test makes to the browser are undone."""
    show(driver, page)
    yield driver
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
