"""A new file replaces the old one completely or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lynchpin.errors import RunError
from lynchpin.replacing import replace_file


def test_an_old_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    replace_file(target, b"old")
    assert replace_file(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file.txt"
    target.write_text("old")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(RunError, match=r"cannot write .*file.txt: No space left on device"):
        replace_file(target, b"new")
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]
    with pytest.raises(RunError, match="cannot write"):
        replace_file(tmp_path / "nowhere" / "file.txt", b"new")
