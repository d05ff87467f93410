"""The shape of one entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of fault. `message` and `hint` have blanks in braces; `wrong` and `right` are a line as it is and as it should be."""

    id: str
    message: str
    hint: str
    explanation: str
    wrong: str
    right: str
    severity: Literal["error", "warning"] = "error"
