"""The public interface: names, a fast import, packages that import downwards only, and docstrings."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import lynchpin as lp

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lynchpin"
NAMES = {
    "ArgumentError", "Assessment", "AssessmentError", "Diagnostic", "Draws", "Finding", "Futures", "LynchpinError", "Model", "QuestionError", "RunError",
    "__version__", "ask", "build", "compare", "coverage", "drivers", "forecast", "list_assessments", "load", "load_text", "policies", "robustness", "scenarios",
    "score", "signposts", "simulate", "stress", "tell_story", "to_parquet", "to_xarray", "update", "why",
    "write_page",
}  # fmt: skip


def test_public_names() -> None:
    assert set(lp.__all__) == NAMES == set(dir(lp))
    for name in NAMES:
        assert getattr(lp, name) is not None
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        lp.nothing  # noqa: B018


def test_public_names_have_docstrings() -> None:
    for name in NAMES - {"__version__"}:
        assert (getattr(lp, name).__doc__ or "").strip(), name


def test_errors_are_one_tree() -> None:
    for error in (lp.ArgumentError, lp.AssessmentError, lp.QuestionError, lp.RunError):
        assert issubclass(error, lp.LynchpinError)
    assert (lp.ArgumentError.exit_status, lp.AssessmentError.exit_status, lp.QuestionError.exit_status, lp.RunError.exit_status) == (
        2,
        2,
        2,
        1,
    )


def test_importing_loads_nothing_heavy() -> None:
    script = "import sys, lynchpin; lynchpin.load('gas-dispute'); print({'jax', 'numpy', 'altair', 'pandas'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"


FORBIDDEN = [
    ("language/library.py", "import numpy"),
    ("language/library.py", "from lynchpin.engine import model"),
    ("engine/results/groups.py", "from lynchpin.language import records"),
    ("engine/results/groups.py", "import yaml"),
    ("questions/stress/loads.py", "from lynchpin.language import records"),
    ("questions/stress/loads.py", "import altair"),
    ("questions/stress/loads.py", "from lynchpin import compiler"),
    ("statistics/estimates.py", "from lynchpin.engine import model"),
    ("engine/graph/batch.py", "from lynchpin.engine.chance import random"),
    ("engine/choice/equilibrium.py", "from lynchpin.engine.results import futures"),
    ("engine/model.py", "from lynchpin.engine import order"),
    ("language/expressions.py", "from lynchpin.language import reader"),
    ("compiler/lower.py", "from lynchpin.questions.shared import finding"),
    ("presentation/numbers.py", "import scipy.stats"),
    ("presentation/numbers.py", "from lynchpin.workflow import asking"),
    ("report/story.py", "from lynchpin import cli"),
    ("workflow/asking.py", "import rich"),
    ("errors.py", "from lynchpin.language import records"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    return subprocess.run([program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(SOURCE, folder / "src" / "lynchpin", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(("file", "line"), FORBIDDEN)
def test_a_forbidden_import_is_caught(copied: Path, file: str, line: str) -> None:
    path = copied / "src" / "lynchpin" / file
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        done = lint_imports(copied)
    finally:
        path.write_text(before)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def test_imports_go_downwards(copied: Path) -> None:
    assert lint_imports(copied).returncode == 0


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text()))
    assert text
    assert re.match(r"\S.*", text)


@pytest.mark.parametrize("room", ["cli", "compiler", "engine", "language", "library", "presentation", "questions", "report", "statistics"])
def test_every_room_has_a_short_readme(room: str) -> None:
    text = (SOURCE / room / "README.md").read_text()
    assert 3 < len(text.splitlines()) <= 30


def test_locks_name_versions_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip() and not line.startswith("#")]
        assert all(re.fullmatch(r"[\w.-]+==[\w.+-]+(?: ;.*)?", line) for line in lines), name
    run = set((ROOT / "requirements.lock").read_text().splitlines())
    assert run <= set((ROOT / "requirements-test.lock").read_text().splitlines())
