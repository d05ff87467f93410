"""Size of a report's page, and how soon headless Chromium first paints it.

Run `python benchmarks/page.py PAGE.html [...]` from the root of the project, with pages from `lynchpin report NAME`. Each page is opened
from disk five times in a new Chromium through chromedriver, at 1280 by 900 pixels. The browser reports the times from the start of
navigation to the first contentful paint and to the end of loading. The last column counts network requests.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from lynchpin.report.printing import FLAGS, find_chromium

TIMES = 5
PAINTED = """
const done = arguments[arguments.length - 1];
const report = () => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const load = performance.getEntriesByType('navigation')[0].loadEventEnd;
  if (paint && load) done([paint.startTime, load]); else setTimeout(report, 20);
};
report();
"""


def start_browser(profile: str) -> webdriver.Chrome:
    """Return a new headless Chromium, with its profile in a folder."""
    options = webdriver.ChromeOptions()
    options.binary_location = find_chromium() or ""
    flags = [f for f in FLAGS if f.startswith("--disable") or f == "--no-first-run"]
    for flag in (*flags, "--headless=new", "--no-sandbox", "--window-size=1280,900", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


def open_page(page: Path) -> tuple[float, float, int]:
    """Return milliseconds to the first paint and to the end of loading, and the number of requests outside the page itself."""
    with tempfile.TemporaryDirectory(prefix="lynchpin-", ignore_cleanup_errors=True) as profile:
        driver = start_browser(profile)
        try:
            driver.get("about:blank")
            driver.get_log("performance")
            driver.get(page.resolve().as_uri())
            paint, load = driver.execute_async_script(PAINTED)
            messages = [json.loads(line["message"])["message"] for line in driver.get_log("performance")]
        finally:
            driver.quit()
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    return paint, load, sum(url.split(":")[0] not in ("file", "data", "blob") for url in asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    print(f"{'page':<24}{'MB':>7}{'first paint':>14}{'loaded':>10}{'requests':>10}")
    for page in parser.parse_args().pages:
        runs = [open_page(page) for _ in range(TIMES)]
        paint, load = (statistics.median(r[k] for r in runs) for k in (0, 1))
        print(f"{page.stem:<24}{page.stat().st_size / 1e6:>7.2f}{paint:>11.0f} ms{load:>7.0f} ms{max(r[2] for r in runs):>10}")


if __name__ == "__main__":
    main()
