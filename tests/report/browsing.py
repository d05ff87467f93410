"""Open a page in the browser and query it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

WAIT = 20


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
