"""The application: all commands by name, with their options.

The module of a command in `commands` is loaded when the command runs, so the help, and commands that need no futures, start without JAX.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from lynchpin import __version__
from lynchpin.cli import options
from lynchpin.cli.options import Parameter, read_shared
from lynchpin.questions import registry
from lynchpin.questions.record import Question

FIRST = ("report", "check")
"""Commands that the help lists before the questions."""


def build_app() -> typer.main.TyperCommand | typer.core.TyperGroup:  # type: ignore[name-defined]
    """Build the application with all commands."""
    app = typer.Typer(
        name="lynchpin",
        help="Assessments that run: write down what a judgement depends on, and simulate it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(start)
    for name, function in list_commands():
        app.command(name)(function)
    return typer.main.get_command(app)


def list_commands() -> Iterable[tuple[str, Callable[..., None]]]:
    """Yield all commands, in the order of the help."""
    about = "Ask every question, write one self-contained HTML page, and print the answer."
    yield "report", make_command("reporting", "report", about, options.REPORT, shared=True)
    about = "List all errors and warnings of the file, then a summary: names, units, basis of each value, coverage of the claims."
    yield "check", make_command("reading", "check", about, (options.FIX,), shared=True)
    for question in registry.QUESTIONS:
        main = "compare" if question.subject == "pair" else "ask_claims" if question.subject == "claims" else "ask_model"
        yield question.name, make_command("asking", main, question.about, options.list_own(question), shared=True, question=question)
    about = "Write a commented file to start from, which passes `check` and runs."
    yield "new", make_command("shelf", "new", about, (options.NEW, options.LIKE, options.NEW_OUTPUT, options.JSON))
    about = "Turn a system dynamics model, a game or a Bayesian network into an assessment."
    yield "import", make_command("importing", "import_file", about, (*options.IMPORT, options.JSON))
    yield "list", make_command("shelf", "list_all", "List the shipped assessments.", (options.JSON,))
    yield (
        "show",
        make_command(
            "shelf", "show", "Print the text of a shipped assessment, or of a file.", (options.FILE, options.BUNDLE, options.JSON)
        ),
    )
    yield "schema", make_command("shelf", "schema", "Print the JSON Schema of the file, for editors.", (options.JSON,))
    about = "Explain one kind of message in full, with a corrected example."
    yield "explain", make_command("shelf", "explain_message", about, (options.MESSAGE, options.JSON))


def make_command(
    module: str, function: str, about: str, parameters: Sequence[Parameter], *, shared: bool = False, question: Question | None = None
) -> Callable[..., None]:
    """Make a command whose work is done by a function in `commands`, loaded when the command runs.

    Args:
        module: The module in `commands`.
        function: Its name there. It takes the question, if there is one, the values of the shared options, and the command's own options
            as keywords.
        about: What the command does, for the help.
        parameters: The command's own arguments and options.
        shared: Whether it takes FILE and the options of every command with a file.
        question: The question that it asks, if any.

    Returns:
        A function that the parser can call.
    """

    def command(**given: Any) -> None:
        first: list[Any] = [] if question is None else [question]
        if shared:
            first.append(read_shared(given))
        work = getattr(import_module(f"lynchpin.cli.commands.{module}"), function)
        work(*first, **given)

    whole = [*((options.FILE,) if shared else ()), *parameters, *(options.SHARED if shared else ())]
    command.__doc__ = about
    command.__signature__ = inspect.Signature([p.describe() for p in whole])  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.kind for p in whole}
    return command


def start(
    version: Annotated[
        bool, typer.Option("--version", callback=lambda asked: show_version(asked), is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Log the traceback of whatever fails; anywhere on the line.")] = False,
) -> None:
    """Assessments that run: write down what a judgement depends on, and simulate it.

    Args:
        version: Whether to print the version and exit.
        debug: Always false here.
    """
    assert not debug, "`entry` takes it off the line"


def show_version(asked: bool) -> None:
    """Print the version and exit, if asked."""
    if asked:
        print(f"lynchpin {__version__}")
        raise typer.Exit
