"""Asks every question of `dispute.yaml` and keeps the answers in `dispute.json`: run it when a question's answer changes its shape.

python tests/report/record.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lynchpin import workflow

HERE = Path(__file__).parent
FUTURES = 4_000


def ask_all() -> dict[str, Any]:
    """The dictionary of each finding, by the name of its question."""
    assessment = workflow.load(HERE / "dispute.yaml")
    return dict(workflow.tell_story(assessment, futures=FUTURES, seed=1).told)


if __name__ == "__main__":
    (HERE / "dispute.json").write_text(json.dumps(ask_all(), indent=1) + "\n", encoding="utf-8")
