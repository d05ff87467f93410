"""Standard streams and interrupts: closed, full or unable to encode, nothing ends in a traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest
from calling import SMALL, Call, interrupt

LYNCHPIN = str(Path(sys.executable).with_name("lynchpin"))


def run(*arguments: object, shell_end: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command through a shell, which can close streams (`>&-`)."""
    command = " ".join(["exec", LYNCHPIN, *map(str, arguments), shell_end])
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=os.environ | environment, errors="replace")


@pytest.fixture
def cyrillic(tmp_path: Path) -> Path:
    path = tmp_path / "strike.yaml"
    path.write_text(SMALL.replace("title: A strike", "title: Забастовка – 2026"), encoding="utf-8")
    return path


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_that_cannot_be_encoded_is_escaped(cyrillic: Path, encoding: str) -> None:
    for arguments in (["check"], ["run", "--futures", 200], ["show"]):
        ended = run(arguments[0], cyrillic, *arguments[1:], PYTHONIOENCODING=encoding)
        assert (ended.returncode, ended.stderr) == (0, ""), arguments
        assert ended.stdout.strip()
    ended = run("run", cyrillic, "--futures", 200, "--json", PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["title"] == "Забастовка – 2026"


def test_errors_that_cannot_be_encoded_are_escaped(tmp_path: Path) -> None:
    ended = run("check", tmp_path / "Забастовка.yaml", PYTHONIOENCODING="ascii")
    assert ended.returncode == 2
    assert "file not found" in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams(small: Path, tmp_path: Path, closed: str) -> None:
    assert run("check", small, shell_end=closed).returncode == 0
    assert run("run", small, "--futures", 200, shell_end=closed).returncode == 0
    ended = run("report", small, "--futures", 200, "--only", "options", "-o", tmp_path / "page.html", shell_end=closed)
    assert ended.returncode == 0
    assert (tmp_path / "page.html").read_text().startswith("<!")
    assert run("run", tmp_path / "missing.yaml", shell_end=closed).returncode == 2


@pytest.mark.parametrize("name", ["a" * 5_000, "/tmp/" + "a" * 5_000, "a" * 5_000 + ".yaml", "folder/" + "a" * 5_000])
def test_a_file_name_that_is_too_long(call: Call, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ("check", name), ("run", name), ("show", name), ("new", name), ("report", small, "-o", name), ("compare", small, name),
        ("run", small, "--save", name), ("coverage", small, "--text", name), ("new", "x", "-o", name),
    ):  # fmt: skip
        ended = call(*arguments)
        assert (ended.status, ended.out) == (2, ""), arguments
        assert "Traceback" not in ended.err
        assert len(ended.err) < 1_000, arguments


def test_a_cache_folder_of_nobody_is_no_cache(small: Path) -> None:
    ended = run("run", small, "--futures", 200, LYNCHPIN_CACHE="~nobodyxx/x")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.slow
def test_a_cache_that_cannot_be_used_warns_nobody(small: Path, tmp_path: Path) -> None:
    """Every entry of the cache is replaced by a folder, which can be neither read nor written."""
    cache = tmp_path / "cache"
    assert run("run", small, "--futures", 200, LYNCHPIN_CACHE=str(cache)).returncode == 0
    for entry in cache.iterdir():
        if entry.is_file():
            entry.unlink()
            entry.mkdir()
    ended = run("run", small, "--futures", 200, LYNCHPIN_CACHE=str(cache))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_new_on_a_full_disk_leaves_no_file(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    whole = Path.open

    def open_full(path: Path, *arguments: Any, **options: Any) -> Any:
        file = whole(path, *arguments, **options)
        if path.name == "mine.yaml":

            def fail(_: str) -> NoReturn:
                raise OSError(errno.ENOSPC, "No space left on device")

            file.write = fail
        return file

    monkeypatch.setattr(Path, "open", open_full)
    ended = call("new", "mine")
    assert (ended.status, ended.out) == (2, "")
    assert "cannot write mine.yaml: No space left on device" in ended.err
    assert not Path("mine.yaml").exists()
    monkeypatch.undo()
    assert call("new", "-o", tmp_path / "mine.yaml", "mine").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.1, 0.2, 0.35, 0.6, 1.0, 1.6])
def test_an_interrupt_at_any_time_is_one_line(after: float) -> None:
    """Seconds after the interpreter has loaded `lynchpin.cli`: while typer, the language, JAX are imported, and while futures are drawn."""
    script = "import sys; from lynchpin.cli import main; print('on', file=sys.stderr, flush=True); main(sys.argv[1:])"
    command = [sys.executable, "-c", script, "run", "belarus-2019", "--futures", "100000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "on\n"
        time.sleep(after)
        _, out, err = interrupt(running)
    assert (running.returncode, out) == (130, "")
    assert err.startswith("interrupted ")
    assert err.count("\n") == 1
