"""The page on importing: its example is what an import writes."""

from __future__ import annotations

import re
from pathlib import Path

from lynchpin.importing import files, import_model
from lynchpin.language import check_text

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_example_is_what_an_import_writes(tmp_path: Path) -> None:
    (network,) = re.findall(r"```bif\n(.*?)```", PAGE, re.DOTALL)
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "leak.bif"
    path.write_text(network)
    assert import_model(path).text == shown
    assert check_text(shown).diagnostics == ()


def test_every_extension_is_described() -> None:
    assert set(re.findall(r"`(\.[a-z]+)`", PAGE)) >= set(files.READERS)
