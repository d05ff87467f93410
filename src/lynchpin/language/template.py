"""The commented files that `lynchpin new` writes. They pass `check` without a warning, and run."""

from __future__ import annotations

import datetime
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.language.dates import Date, write_label
from lynchpin.language.wording import find_nearest

_FOLDER = Path(__file__).parent / "templates"
_GENERAL = "general"


def list_templates() -> tuple[str, ...]:
    """Return the kinds of file that there is a template for, besides the general one, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml") if path.stem != _GENERAL))


def write_template(name: str, today: datetime.date | None = None, like: str | None = None) -> str:
    """Return the text of a new assessment.

    Args:
        name: The name of the file, from which the title is made.
        today: The date of the assessment. A clock in quarters starts in the next quarter and has eight.
        like: The kind of file; by default a general one with every section explained.

    Raises:
        ArgumentError: There is no template of this kind.
    """
    if like is not None and like not in list_templates():
        nearest = find_nearest(like, list_templates())
        hint = f"did you mean `{nearest}`?" if nearest else f"the kinds are {', '.join(list_templates())}"
        raise ArgumentError(f"there is no template `{like}`\nhint: {hint}")
    text = (_FOLDER / f"{like or _GENERAL}.yaml").read_text(encoding="utf-8")
    for placeholder, value in _fill_in(name, today or datetime.date.today()).items():
        text = text.replace(f"<{placeholder}>", value)
    return text


def _fill_in(name: str, today: datetime.date) -> dict[str, str]:
    """Return the value of each placeholder: the title, and the dates of clocks in quarters, months and years."""
    title = " ".join(name.replace("-", " ").replace("_", " ").replace("'", " ").split()) or "a new assessment"
    first = today.year * 4 + (today.month - 1) // 3 + 1
    month = today.year * 12 + today.month
    quarters = (write_label(Date("quarter", number)) for number in (first, first + 3, first + 7))
    months = (write_label(Date("month", number)) for number in (month, month + 11))
    years = (f"{today.year + after}" for after in (0, 1, 5, 10))
    return {
        "TITLE": title[0].upper() + title[1:],
        "TODAY": today.isoformat(),
        **dict(zip(("START", "MIDDLE", "END"), quarters, strict=True)),
        **dict(zip(("FIRST_MONTH", "LAST_MONTH"), months, strict=True)),
        **dict(zip(("THIS_YEAR", "FIRST_YEAR", "MIDDLE_YEAR", "LAST_YEAR"), years, strict=True)),
    }
