"""The report as PDF, printed by an installed Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lynchpin.errors import ArgumentError, RunError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
VARIABLE = "LYNCHPIN_CHROMIUM"
SECONDS = 120
SIZES = (1.14, 1.0, 0.93, 0.86, 0.78, 0.7, 0.6)
"""Type sizes to try for a brief, relative to the normal size, until it fits one sheet."""
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_chromium() -> str | None:
    """Return the program to print with: the one named by LYNCHPIN_CHROMIUM, or the first found; None if there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in found if path), None)


def need_chromium() -> str:
    """Return the program to print with. Raises ArgumentError if there is none, before any chart is drawn."""
    program = find_chromium()
    if program is None:
        named = os.environ.get(VARIABLE)
        what = f"{VARIABLE} names `{named}`, which is not a program on this machine" if named else "no Chromium was found to print the PDF"
        raise ArgumentError(
            f"{what}\nhint: install Chromium, Google Chrome or Edge, or name one in {VARIABLE}; or print the HTML page from any browser"
        )
    return program


def print_pdf(page: str) -> bytes:
    """Return the page as PDF on A4. Raises ArgumentError if no Chromium is found, RunError if it cannot print."""
    program = need_chromium()
    with tempfile.TemporaryDirectory(prefix="lynchpin-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        _run([program, *FLAGS, *_list_rights(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()])
        if not target.exists():
            raise RunError(f"{program} printed nothing")
        return target.read_bytes()


def print_sheet(page: str) -> bytes:
    """Return the brief as PDF on one sheet, in smaller type if necessary. Raises the same errors as `print_pdf`."""
    for size in SIZES:
        printed = print_pdf(page.replace("<body>", f'<body style="zoom:{size}">', 1))
        if count_sheets(printed) == 1:
            break
    return printed


def count_sheets(pdf: bytes) -> int:
    """Return the number of pages of a PDF written by Chromium."""
    return len(re.findall(rb"/Type /Page\b", pdf))


def _list_rights() -> list[str]:
    """Return flags for the superuser, for whom Chromium does not start with its sandbox."""
    return ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise RunError(f"{command[0]} could not print: {problem}") from problem
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise RunError(f"{command[0]} could not print: {last or f'exit status {done.returncode}'}")
