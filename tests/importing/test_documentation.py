"""The page on importing: its example is what an import writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lynchpin.importing import files, import_model
from lynchpin.language import check_text

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["bucket.mdl", "leak.bif"])
def test_an_example_is_what_an_import_writes(name: str, tmp_path: Path) -> None:
    language = name.partition(".")[2]
    found = re.search(rf"```{language}\n(.*?)```.*?```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    path = tmp_path / name
    path.write_text(found[1])
    imported = import_model(path)
    assert (imported.text, imported.notes) == (found[2], ())
    assert {d.id for d in check_text(found[2]).diagnostics} <= {"unused"}


def test_every_extension_is_described() -> None:
    assert set(re.findall(r"`(\.[a-z]+)`", PAGE)) >= set(files.READERS)
