"""Every mistake in tests/files/bad gets exactly the expected message.

`python tests/language/test_bad_files.py --rewrite` writes the expected messages again. Read the difference before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lynchpin.language import check_text, render_diagnostics
from lynchpin.language.catalogue import CATALOGUE

BAD = Path(__file__).parents[1] / "files" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def render(path: Path) -> str:
    """Return the messages about a file, with its name but not its folder."""
    checked = check_text(path.read_text(encoding="utf-8"), path.name)
    return render_diagnostics(checked.diagnostics, checked.source.lines, path.name) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_is_exact(path: Path) -> None:
    assert render(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("identity", CATALOGUE)
def test_every_message_has_a_file_with_only_this_mistake(identity: str) -> None:
    checked = check_text((BAD / f"{identity}.yaml").read_text(encoding="utf-8"))
    assert {diagnostic.id for diagnostic in checked.diagnostics} == {identity}
    assert (checked.assessment is None) == (CATALOGUE[identity].severity == "error")


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 60


def rewrite() -> None:
    for path in FILES:
        path.with_suffix(".txt").write_text(render(path), encoding="utf-8")


if __name__ == "__main__" and "--rewrite" in sys.argv:
    rewrite()
