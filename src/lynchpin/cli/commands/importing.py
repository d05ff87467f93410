"""`lynchpin import`: turns a model in another format into an assessment."""

from __future__ import annotations

from pathlib import Path

from lynchpin.cli.commands.shelf import write_new
from lynchpin.cli.output import print_json, print_note, print_text
from lynchpin.errors import ArgumentError
from lynchpin.importing import import_model
from lynchpin.replacing import replace_file


def import_file(*, file: str, output: Path | None = None, overwrite: bool = False, json: bool = False) -> None:
    """Turn a model in another format into an assessment, and write it to a file.

    Args:
        file: The path of the model.
        output: Where to write; by default beside the model.
        overwrite: Whether to replace the file if it exists.
        json: Whether to print JSON.

    Raises:
        ArgumentError: The model cannot be imported, or the file exists or cannot be written.
    """
    target = output or Path(file).with_suffix(".yaml")
    if target.exists() and not overwrite:
        raise ArgumentError(f"{target} already exists\nhint: `--overwrite` replaces it, `--output PATH` writes elsewhere")
    imported = import_model(file)
    if target.exists() and target.samefile(file):
        raise ArgumentError(f"{target} is the model itself, which is never replaced\nhint: `--output PATH` writes elsewhere")
    if target.exists():
        replace_file(target, imported.text.encode("utf-8"))
    else:
        write_new(target, imported.text)
    for note in imported.notes:
        print_note(f"note: {note}")
    if json:
        print_json({"path": str(target), "notes": list(imported.notes)})
    else:
        print_text(str(target))
        print_note(f"hint: `lynchpin check {target}` reads it, `lynchpin run {target}` draws futures from it")
