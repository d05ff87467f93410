"""Check annotations while tests run, as mypy does: an integer is accepted where a float is declared."""

from __future__ import annotations

from pathlib import Path

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))

ENGINE = Path(__file__).parent.parent / "src" / "lynchpin" / "engine"
UNCHECKED = ("graph.evaluate", "graph.nodes", "graph.operations")
"""Their functions are called at every node of an expression: checking them would make tracing a program take half as long again."""


def list_checked() -> list[str]:
    """Return the engine modules whose functions check their declared types and shapes while tests run."""
    files = (path.relative_to(ENGINE).with_suffix("") for path in sorted(ENGINE.rglob("*.py")) if path.stem != "__init__")
    names = (".".join(file.parts) for file in files)
    return [f"lynchpin.engine.{name}" for name in names if name not in UNCHECKED]
