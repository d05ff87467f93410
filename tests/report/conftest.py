"""One browser and one page for all tests of the report, because both take seconds to start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import show
from example_story import make_story
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from lynchpin.report.printing import FLAGS, find_chromium
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report


@pytest.fixture(scope="session")
def story() -> Story:
    return make_story()


@pytest.fixture(scope="session")
def page(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete page of the dispute."""
    return write_report(story, tmp_path_factory.mktemp("page") / "dispute.html")[0]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium that resolves no host names, so nothing can be loaded from outside."""
    chromium, service = find_chromium(), shutil.which("chromedriver")
    if chromium is None or service is None:
        pytest.skip("no Chromium with its chromedriver is found")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    flags = [f for f in FLAGS if f.startswith("--disable") or f == "--no-first-run"]
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*flags, "--headless=new", "--no-sandbox", f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(service))
    yield started
    started.quit()


@pytest.fixture
def opened(driver: webdriver.Chrome, page: Path) -> Iterator[webdriver.Chrome]:
    """The page at desktop width in light colours; changes that a test makes to the browser are undone."""
    show(driver, page)
    yield driver
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
