"""How annotations are checked while tests run: as mypy reads them, so that a whole number may stand for a float."""

from __future__ import annotations

from pathlib import Path

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))

ENGINE = Path(__file__).parent.parent / "src" / "lynchpin" / "engine"
UNCHECKED = ("graph.evaluate", "graph.program")
"""Their functions are called at every node of an expression: checking them would make tracing a program take half as long again."""


def list_checked() -> list[str]:
    """Modules of the engine whose functions check the types and shapes that they declare, while tests run."""
    files = (path.relative_to(ENGINE).with_suffix("") for path in sorted(ENGINE.rglob("*.py")) if path.stem != "__init__")
    names = (".".join(file.parts) for file in files)
    return [f"lynchpin.engine.{name}" for name in names if name not in UNCHECKED]
