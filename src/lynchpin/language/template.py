"""The commented file that `lynchpin new` writes. It passes `check` without a warning, and runs."""

from __future__ import annotations

import datetime
from pathlib import Path

from lynchpin.language.dates import Date, write_label

_TEMPLATE = Path(__file__).parent / "template.yaml"


def write_template(name: str, today: datetime.date | None = None) -> str:
    """Return the text of a new assessment.

    Args:
        name: The name of the file, from which the title is made.
        today: The date of the assessment. Its clock starts in the next quarter and has eight.
    """
    today = today or datetime.date.today()
    first = today.year * 4 + (today.month - 1) // 3 + 1
    start, middle, end = (write_label(Date("quarter", number // 4, number % 4)) for number in (first, first + 3, first + 7))
    title = " ".join(name.replace("-", " ").replace("_", " ").replace("'", " ").split()) or "a new assessment"
    title = title[0].upper() + title[1:]
    text = _TEMPLATE.read_text(encoding="utf-8")
    placeholders = {"TITLE": title, "TODAY": today.isoformat(), "START": start, "MIDDLE": middle, "END": end}
    for placeholder, value in placeholders.items():
        text = text.replace(f"<{placeholder}>", value)
    return text
