"""The commented file that `lynchpin new` starts an assessment with: it passes `check` without a warning, and runs."""

from __future__ import annotations

import datetime
from pathlib import Path

from lynchpin.language.dates import Date, write_label

_TEMPLATE = Path(__file__).parent / "template.yaml"


def write_template(name: str, today: datetime.date | None = None) -> str:
    """The text of a new assessment, titled after its name, on a clock of eight quarters from the one that follows `today`."""
    today = today or datetime.date.today()
    first = today.year * 4 + (today.month - 1) // 3 + 1
    start, middle, end = (write_label(Date("quarter", number // 4, number % 4)) for number in (first, first + 3, first + 7))
    title = " ".join(name.replace("-", " ").replace("_", " ").replace("'", " ").split()) or "a new assessment"
    title = title[0].upper() + title[1:]
    text = _TEMPLATE.read_text(encoding="utf-8")
    blanks = {"TITLE": title, "TODAY": today.isoformat(), "START": start, "MIDDLE": middle, "END": end}
    for blank, filling in blanks.items():
        text = text.replace(f"<{blank}>", filling)
    return text
