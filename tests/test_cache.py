"""The cache folder: where it is, and that a folder that cannot be used is no error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lynchpin.cache import find_cache, open_cache


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LYNCHPIN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))


def test_it_is_the_folder_of_the_platform_or_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_cache() == tmp_path / "caches" / "lynchpin"
    assert (tmp_path / "caches" / "lynchpin").is_dir()
    monkeypatch.setenv("LYNCHPIN_CACHE", str(tmp_path / "named"))
    assert open_cache() == tmp_path / "named"


@pytest.mark.parametrize("chosen", ["", "~nobodyxx/x", "/proc/none/x", "a\0b", "file/x", "x" * 5_000])
def test_a_folder_that_cannot_be_used_turns_the_cache_off(chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    if "\0" in chosen:  # an environment variable cannot hold it
        monkeypatch.setattr(os, "environ", os.environ | {"LYNCHPIN_CACHE": chosen})
    else:
        monkeypatch.setenv("LYNCHPIN_CACHE", chosen)
    assert open_cache() is None


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert find_cache() is None
