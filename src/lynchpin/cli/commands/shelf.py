"""Commands about files and not about futures: new, list, show, schema, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lynchpin.cli.options import File, Json
from lynchpin.cli.output import print_json, say, say_rows, tell
from lynchpin.errors import ArgumentError
from lynchpin.language import build_schema, explain, find_assessment, find_source, list_assessments, write_template

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where to write; NAME.yaml unless told.", show_default=False)
]


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the assessment is to be called.", show_default=False)],
    output: Output = None,
    json: Json = False,
) -> None:
    """A commented file to start from, which passes `check` and runs."""
    path = output or Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    text = write_template(path.stem if output is None else name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ArgumentError(f"{path} is there already\nhint: choose another name; nothing was changed") from None
    except OSError as error:
        raise ArgumentError(f"cannot write {path}: {error.strerror}") from None
    if json:
        print_json({"path": str(path)})
    else:
        say(str(path))
        tell(f"hint: `lynchpin check {path}` reads it, `lynchpin run {path}` draws futures from it")


def list_all(json: Json = False) -> None:
    """The shipped assessments."""
    found = [(name, find_assessment(name)) for name in list_assessments()]
    if json:
        print_json([{"name": name, "title": a.title, "question": a.question} for name, a in found])
        return
    say_rows((name, f"{a.title}: {a.question}") for name, a in found)


def show(file: File, json: Json = False) -> None:
    """The text of a shipped assessment, or of a file."""
    source = find_source(file)
    if json:
        print_json({"path": source.path, "file_sha256": source.sha256, "text": source.text})
    else:
        print(source.text, end="")


def schema(json: Json = False) -> None:
    """The JSON Schema of the file, for editors."""
    print_json(build_schema())


def explain_fault(
    fault: Annotated[str, typer.Argument(metavar="ID", help="The id in `error[ID]`.", show_default=False)],
    json: Json = False,
) -> None:
    """One kind of message at length, with an example set right."""
    text = explain(fault)
    if json:
        print_json({"id": fault, "text": text})
    else:
        say(text)
