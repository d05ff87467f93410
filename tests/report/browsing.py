"""Start the browser, open a page in it and query it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from lynchpin.report.printing import FLAGS, find_chromium

WAIT = 20


def start_browser(profile: Path) -> webdriver.Chrome:
    """Return a headless Chromium that resolves no host names, so nothing can be loaded from outside. Without Chromium, skip the test."""
    chromium, service = find_chromium(), shutil.which("chromedriver")
    if chromium is None or service is None:
        pytest.skip("no Chromium with its chromedriver is found")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    flags = [f for f in FLAGS if f.startswith("--disable") or f == "--no-first-run"]
    for flag in (*flags, "--headless=new", "--no-sandbox", f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(service))


def show(driver: webdriver.Chrome, page: Path, width: int = 1280, theme: str = "light") -> None:
    """Open a page at this width, in the light or dark colours of the system."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    emulate(driver, theme)
    driver.get(page.as_uri())


def emulate(driver: webdriver.Chrome, theme: str = "light", media: str = "screen") -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def run(driver: webdriver.Chrome, script: str, *arguments: object) -> Any:
    """Return the value of a JavaScript expression."""
    return driver.execute_script(f"return {script}", *arguments)


def wait(driver: webdriver.Chrome, script: str) -> Any:
    """Return the value of a JavaScript expression as soon as it is true."""
    return WebDriverWait(driver, WAIT).until(lambda d: run(d, script))
