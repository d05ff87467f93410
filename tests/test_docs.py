"""The docs are correct: every command and option has a heading, examples run, and sample output is the real output."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from printed import assert_alike

from lynchpin.cli.app import build_app
from lynchpin.cli.options import SHARED

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("index", "install", "cli", "import", "python", "report", "glossary", "architecture")),
]
COMMANDS = build_app().commands  # type: ignore[attr-defined]


def find_blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def list_headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


@pytest.fixture
def winter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the assessment from the README."""
    (tmp_path / "winter.yaml").write_text(find_blocks(ROOT / "README.md", "yaml")[0])
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_has_its_heading(command: str) -> None:
    text = (ROOT / "docs" / "cli.md").read_text()
    shared, *parts = re.split(r"^## `lynchpin ", text, flags=re.MULTILINE)
    sections = {part.partition("`")[0]: part for part in parts}
    assert command in sections
    for parameter in COMMANDS[command].params:
        for option in (o for o in parameter.opts if o.startswith("--")):
            name = option.removeprefix("--")
            own = [h for h in list_headings(sections[command]) if f"`{option}" in h]
            elsewhere = [h for h in list_headings(text) if f"`{option}" in h] if f"`{option}`" in sections[command] else []
            in_shared = [h for h in list_headings(shared) if f"`{option}" in h] if name in {p.name for p in SHARED} | {"help"} else []
            assert own or elsewhere or in_shared, f"`lynchpin {command}` takes {option}, and docs/cli.md has no heading for it"


def test_no_heading_is_about_an_option_that_is_not_there() -> None:
    taken = {o for c in COMMANDS.values() for p in c.params for o in p.opts} | {"--help"}
    for heading in list_headings((ROOT / "docs" / "cli.md").read_text()):
        for option in re.findall(r"--[a-z-]+", heading):
            assert option in taken, heading
    named = set(re.findall(r"^## `lynchpin ([a-z]+)`", (ROOT / "docs" / "cli.md").read_text(), re.MULTILINE))
    assert named == set(COMMANDS)


def test_the_first_assessment_has_at_most_some_twenty_lines() -> None:
    assert len(find_blocks(ROOT / "README.md", "yaml")[0].splitlines()) <= 22


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.usefixtures("winter")
def test_what_the_console_shows_is_what_comes_out(page: Path) -> None:
    for block in find_blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            program, *arguments = command.split()
            done = subprocess.run([Path(sys.executable).with_name(program), *arguments], capture_output=True, text=True)
            assert_alike(done.stdout + done.stderr, shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.usefixtures("winter")
def test_python_examples_run(page: Path) -> None:
    code = "\n".join(find_blocks(page, "python"))
    exec(compile(code, str(page), "exec"), {"__name__": "example"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_files_named_in_the_docs_exist() -> None:
    named = {path for page in PAGES for path in re.findall(r"`((?:src|docs|tests|engine|language|cli)/[\w./-]+)`", page.read_text())}
    for path in named:
        assert (ROOT / path).exists() or (ROOT / "src" / "lynchpin" / path).exists(), path


def test_the_lists_of_words_and_parts_are_whole() -> None:
    from lynchpin.report.parts import PARTS

    text = (ROOT / "docs" / "cli.md").read_text()
    assert [name for name in PARTS if f"`{name}`" not in text] == []
    assert isinstance(build_app(), typer.core.TyperGroup)  # type: ignore[attr-defined]


def test_every_shipped_assessment_has_a_card_in_the_gallery() -> None:
    gallery = ROOT / "docs" / "assessments"
    index = (gallery / "index.md").read_text()
    for path in sorted((ROOT / "src" / "lynchpin" / "library").glob("*.yaml")):
        card = (gallery / f"{path.stem}.md").read_text()
        assert f"({path.stem}.md)" in index
        assert "## What it is good for" in card
        assert f"lynchpin run {path.stem} " in card
    for page in gallery.glob("*.md"):
        for words, picture in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", page.read_text()):
            assert words, f"{page.name}: {picture} has no alternative text"
            assert (gallery / picture).is_file(), f"{page.name}: there is no {picture}"
