"""Every mistake in the corpus gets exactly the message that stands beside it.

`python tests/language/test_bad_files.py --rewrite` writes the expected texts anew; read the difference before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lynchpin.language import check_text, render_diagnostics
from lynchpin.language.catalogue import CATALOGUE

BAD = Path(__file__).parents[1] / "files" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def tell(path: Path) -> str:
    """What is said about a file, which is called by its bare name."""
    checked = check_text(path.read_text(encoding="utf-8"), path.name)
    return render_diagnostics(checked.diagnostics, checked.source.lines, path.name) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_is_exact(path: Path) -> None:
    assert tell(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("identity", CATALOGUE)
def test_every_entry_has_a_file_that_shows_it_alone(identity: str) -> None:
    checked = check_text((BAD / f"{identity}.yaml").read_text(encoding="utf-8"))
    assert {fault.id for fault in checked.diagnostics} == {identity}
    assert (checked.assessment is None) == (CATALOGUE[identity].severity == "error")


def test_the_corpus_is_large_enough() -> None:
    assert len(FILES) >= 60


def rewrite() -> None:
    for path in FILES:
        path.with_suffix(".txt").write_text(tell(path), encoding="utf-8")


if __name__ == "__main__" and "--rewrite" in sys.argv:
    rewrite()
