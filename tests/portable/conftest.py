"""One browser and one page for all tests of the portable engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import start_browser
from machines import write_page
from selenium import webdriver


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A page with the vector machine and the engine, without an assessment."""
    started = start_browser(tmp_path_factory.mktemp("profile"))
    started.get(write_page(tmp_path_factory.mktemp("machine") / "machine.html").as_uri())
    started.set_script_timeout(120)
    yield started
    started.quit()
