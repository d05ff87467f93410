"""Commands that need no futures: new, list, show, schema, explain."""

from __future__ import annotations

from pathlib import Path

from lynchpin.cli.output import print_json, print_note, print_rows, print_text
from lynchpin.errors import ArgumentError
from lynchpin.language import build_schema, bundle_source, explain, find_assessment, find_source, list_assessments, write_template
from lynchpin.language.source import shorten_path


def new(*, name: str, like: str | None = None, output: Path | None = None, json: bool = False) -> None:
    """Write a commented file to start from.

    Args:
        name: The name of the assessment, with or without the extension of a YAML file.
        like: The kind of file; by default a general one.
        output: Where to write; by default NAME.yaml.
        json: Whether to print JSON.

    Raises:
        ArgumentError: There is no template of this kind, the file already exists, or it cannot be written.
    """
    path = output or Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    text = write_template(path.stem if output is None else name, like=like)
    write_new(path, text)
    if json:
        print_json({"path": str(path)})
    else:
        print_text(str(path))
        print_note(f"hint: `lynchpin check {path}` reads it, `lynchpin run {path}` draws futures from it")


def write_new(path: Path, text: str) -> None:
    """Write a new file, completely or not at all.

    Args:
        path: Where to write.
        text: The text of the file.

    Raises:
        ArgumentError: The file already exists, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise ArgumentError(f"{path} already exists\nhint: choose another name; nothing was changed") from None
    except (OSError, ValueError) as error:
        raise ArgumentError(f"cannot write {shorten_path(path)}: {getattr(error, 'strerror', None) or error}") from None


def list_all(*, json: bool = False) -> None:
    """List the shipped assessments by field."""
    found = [(name, find_assessment(name)) for name in list_assessments()]
    if json:
        print_json([{"name": name, "field": a.field, "title": a.title, "question": a.question} for name, a in found])
        return
    found.sort(key=lambda pair: pair[1].field)
    before = ["", *(a.field for _, a in found)]
    print_rows(
        (a.field if a.field != field else "", name, f"{a.title}: {a.question}") for field, (name, a) in zip(before, found, strict=False)
    )


def show(*, file: str, bundle: bool = False, json: bool = False) -> None:
    """Print the text of a shipped assessment, or of a file.

    Args:
        file: A path, or the name of a shipped assessment.
        bundle: Whether to write the numbers of its data files into the text.
        json: Whether to print JSON.

    Raises:
        ArgumentError: There is no such file, or it is not a text file.
        AssessmentError: `bundle` is set and the file has errors.
    """
    source = find_source(file)
    text = bundle_source(file) if bundle else source.text
    if json:
        print_json({"path": source.path, "file_sha256": source.sha256, "text": text})
    else:
        print(text, end="")


def schema(*, json: bool = False) -> None:
    """Print the JSON Schema of the file; it is JSON with or without `--json`."""
    print_json(build_schema())


def explain_message(*, message: str, json: bool = False) -> None:
    """Explain one kind of message in full.

    Args:
        message: The id of the message, alone or as in `error[ID]`.
        json: Whether to print JSON.

    Raises:
        ArgumentError: There is no message with this id.
    """
    text = explain(message)
    if json:
        print_json({"id": message, "text": text})
    else:
        print_text(text)
