"""`pip install .` installs the command and every file that it reads: tested with a wheel, outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lynchpin import list_assessments

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(source)], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(source)], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with only lynchpin and its command."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), str(wheel)], check=True)
    return folder


def call(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in an empty folder. Its dependencies come from this environment."""
    environment = os.environ | {"PYTHONPATH": str(installed)}
    return subprocess.run([installed / "bin" / "lynchpin", *arguments], cwd=installed, env=environment, capture_output=True, text=True)


def test_the_command_finds_every_shipped_assessment(installed: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import lynchpin; print(lynchpin.__file__)"],
        cwd=installed, env=os.environ | {"PYTHONPATH": str(installed)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(installed))
    listed = json.loads(call(installed, "list", "--json").stdout)
    assert [row["name"] for row in listed] == list(list_assessments())
    for name in list_assessments():
        done = call(installed, "check", name)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_command_runs_and_reports(installed: Path) -> None:
    assert call(installed, "new", "mine").returncode == 0
    done = call(installed, "report", "mine.yaml", "--futures", "500", "--only", "answer", "--only", "options")
    assert (done.returncode, done.stderr) == (0, "")
    assert (installed / "mine.html").stat().st_size > 10_000


def test_the_licence_and_its_identifier_come_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
    assert "License-Expression: Apache-2.0" in metadata
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert "lynchpin/py.typed" in names
    assert not any(n.startswith("tests") for n in names)
