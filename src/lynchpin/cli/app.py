"""The application that the parser runs: all commands by name."""

from __future__ import annotations

from typing import Annotated

import typer

from lynchpin import __version__
from lynchpin.cli.commands import COMMANDS


def build_app() -> typer.main.TyperCommand | typer.core.TyperGroup:  # type: ignore[name-defined]
    """All commands."""
    app = typer.Typer(
        name="lynchpin",
        help="Assessments that run: write down what a judgement hangs on, and simulate it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(start)
    for name, function in COMMANDS:
        app.command(name)(function)
    return typer.main.get_command(app)


def start(
    version: Annotated[
        bool, typer.Option("--version", callback=lambda asked: show_version(asked), is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Assessments that run: write down what a judgement hangs on, and simulate it."""


def show_version(asked: bool) -> None:
    if asked:
        print(f"lynchpin {__version__}")
        raise typer.Exit
