"""Every mistake in tests/files/bad gets exactly the expected message.

`python tests/language/test_bad_files.py --rewrite` writes the expected messages again. Read the difference before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from example_files import SMALL

from lynchpin.language import Checked, check_text, render_diagnostics
from lynchpin.language.catalogue import CATALOGUE
from lynchpin.language.reader import check_source
from lynchpin.language.source import decode_source

BAD = Path(__file__).parents[1] / "files" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def check(path: Path) -> Checked:
    """Check a file, with its name but not its folder in the messages. The folder has its data files."""
    return check_source(decode_source(path.read_bytes(), path.name, path.parent))


def render(path: Path) -> str:
    """Return the messages about a file."""
    checked = check(path)
    return render_diagnostics(checked.diagnostics, checked.source.lines, path.name) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message_is_exact(path: Path) -> None:
    assert render(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def make_large() -> dict[str, str]:
    """Files for the messages about size, too large to keep."""
    whole = (BAD / "unused.yaml").read_text(encoding="utf-8").replace("  patience: {value: 0.5, cite: memo p2}\n", "")
    head, tail = whole.split("auxiliaries:\n")
    names = [f"many_{k}" for k in range(900)]
    drawn = "".join(f"  {name}: beta(2, 5)\n" for name in names)
    pairs = {
        (k, other % 900)
        for k in range(900)
        for other in (k * k + 7, 37 * k + 11, k**3 + 5, 101 * k + 3, k**5 + 9, 211 * k + 1, 7 * k * k + 2, k**4 + 1)
        if k < other % 900
    }
    tied = "".join(f"  - [{names[one]}, {names[other]}, 0.001]\n" for one, other in sorted(pairs))
    towns = (BAD / "no-column.yaml").read_text(encoding="utf-8").replace("from towns.csv column populaton by town", "20 to 30")
    acton = "[acton, boston, concord]"
    many = [f"town_{k}" for k in range(10_001)]
    shares = "auxiliaries:\n  share[town]: population[town] / sum[town](population)\n\nstocks:"
    return {
        "too-many-members": towns.replace(acton, f"[{', '.join(many)}]"),
        "expression-too-wide": towns.replace(acton, f"[{', '.join(many[:500])}]").replace("stocks:", shares),
        "data-without-folder": towns.replace("20 to 30", "from towns.csv column population by town"),
        "too-many-values": whole.replace("shows:", "") + f"shows: [{'anger, ' * 50_000}anger]\n",
        "too-many-expressions": head + "auxiliaries:\n" + "".join(f"  a{k}: {'anger + ' * 140}anger\n" for k in range(140)) + tail,
        "too-many-correlations": head.replace("parameters:\n", f"correlations:\n{tied}parameters:\n{drawn}") + "auxiliaries:\n" + tail
        + f"shows: [{', '.join(names)}]\n",
    }  # fmt: skip


LARGE = make_large()


@pytest.mark.parametrize("message_id", CATALOGUE)
def test_every_message_has_a_file_with_only_this_mistake(message_id: str) -> None:
    checked = check_text(LARGE[message_id]) if message_id in LARGE else check(BAD / f"{message_id}.yaml")
    assert {diagnostic.id for diagnostic in checked.diagnostics} == {message_id}
    assert (checked.assessment is None) == (CATALOGUE[message_id].severity == "error")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_message_has_a_hint(path: Path) -> None:
    assert all(diagnostic.hint for diagnostic in check(path).diagnostics)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("answers: {yes: [cutoff]}", "answers: {yes: [zzz]}", "check the spelling, or declare it"),
        ("answers: {yes: [cutoff]}", "answers: {yes: [[cutoff]]}", "write a single value"),
        ("  anger:", "  42!:", "use lower-case letters, digits and `_`, and start with a letter"),
        ("answers:", "reasoning: zzz\nanswers:", "write one of these words"),
        ("  cost: {", "  ? [a]\n  : 1\n  cost: {", "write a name"),
    ],
)
def test_the_catalogue_gives_a_hint_where_nothing_is_near(old: str, new: str, hint: str) -> None:
    assert SMALL.count(old) == 1
    assert hint in [diagnostic.hint for diagnostic in check_text(SMALL.replace(old, new)).diagnostics]


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 60


def rewrite() -> None:
    for path in FILES:
        path.with_suffix(".txt").write_text(render(path), encoding="utf-8")


if __name__ == "__main__" and "--rewrite" in sys.argv:
    rewrite()
