"""Sentences about coverage: which claims of the source the model represents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lynchpin.presentation.wording import say_count

Row = Mapping[str, Any]


def say_coverage(coverage: Row) -> str:
    total, carried, left = coverage["claims"], coverage["carried"], coverage["left_out"]
    if not total:
        return "The file lists no claims of a source."
    missing = len(coverage["missing"])
    rest = f"{left} are left out with a reason" if left != 1 else "1 is left out with a reason"
    tail = f"{say_count(missing, 'claim')} {'is' if missing == 1 else 'are'} carried by nothing" if missing else "none is forgotten"
    return f"Of {say_count(total, 'claim')} of the source, {carried} are carried by the model, {rest}, and {tail}."
