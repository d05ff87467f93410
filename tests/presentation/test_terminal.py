"""Findings in a terminal: correct sparklines and bars, words before tables, and nothing that depends on colour."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from asked import QUESTIONS, ask, ask_all, ask_question
from rich.console import Console

from lynchpin.cli.commands.findings import PIPED
from lynchpin.presentation.states import State
from lynchpin.presentation.tables.table import Name, make_table, number, text
from lynchpin.presentation.terminal import LONGEST, fit_columns, render_finding, render_table, render_words
from lynchpin.presentation.trends import draw_bar, draw_sparkline, tabulate_outcome_bars, tabulate_quantity_trends
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.report.parts import build_parts


def show(question: str, width: int = 100, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="truecolor" if colour else None, no_color=not colour)
    console.print(render_finding(ask_question(question), width=width))
    return out.getvalue()


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
        ([7, 0], "█▁"),
        ([1, None, float("nan"), 2], "▁  █"),
        ([3, 3, 3], "▁▁▁"),
        ([None, None], "  "),
        ([], ""),
    ],
)
def test_sparklines(values: list[float | None], line: str) -> None:
    assert draw_sparkline(values) == line


def test_a_sparkline_keeps_to_its_scale_and_to_its_room() -> None:
    assert draw_sparkline([0.1, 0.1], low=0.0, high=1.0) == "▁▁"
    assert draw_sparkline([0.5, 2.0, -1.0], low=0.0, high=1.0) == "▅█▁"
    assert draw_sparkline([0, 0, 1, 1, None, None], most=3) == "▁█ "
    assert len(draw_sparkline(list(range(120)), most=16)) == 16


@pytest.mark.parametrize(
    ("share", "bar"), [(1.0, "████████"), (0.5, "████"), (0.0, ""), (0.001, "▏"), (0.0625, "▌"), (None, ""), (1.7, "████████")]
)
def test_bars(share: float | None, bar: str) -> None:
    assert draw_bar(share, 8) == bar


def test_bars_are_as_long_as_their_shares() -> None:
    run = ask(ForecastFinding)
    table = tabulate_outcome_bars([State.of_forecast(run)], 40)
    for row, share in zip(table.rows, run.outcomes.values(), strict=True):
        assert len(row[1]) == pytest.approx(40 * share.value, abs=1)


def test_the_quantities_are_those_that_the_file_shows_or_else_all_stocks() -> None:
    state = State.of_forecast(ask(ForecastFinding))
    shown = tabulate_quantity_trends(state, 20, ["leverage", "storage"])
    assert [row[0] for row in shown.rows] == ["leverage", "storage"]
    assert shown.left_out == len(state.fans) - 2
    assert [row[0] for row in tabulate_quantity_trends(state, 20).rows] == list(state.stocks)


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_runs_over_the_edge_and_no_word_is_broken(question: str, width: int) -> None:
    lines = show(question, width).splitlines()
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if "…" in line]
    words = set(show(question, 400).split())
    assert [w for line in lines for w in line.split() if w not in words and w.isalpha()] == []


def test_columns_share_the_room_and_break_nothing_as_long_as_there_is_some() -> None:
    rows = [("some words that may stand below each other", "12.5 to 14.25", "▁▂▃▄▅▆▇█")]
    table = make_table("Caption", (text("text"), number("range"), text("line")), rows)
    assert fit_columns(table, 80) == [42, 13, 8]
    assert fit_columns(table, 60) == [22, 13, 8]
    assert fit_columns(table, 30) == [5, 13, 8]
    assert fit_columns(table, 29) == [None, None, None]


def test_room_goes_where_it_saves_the_most_lines() -> None:
    """Names are kept whole before long texts are given few lines; headings take the remaining width."""
    rows = [("carried by nothing", "none", "12%"), ("elements without a claim", "20 (of a kind, and of another kind, and so on)", "7%")]
    table = make_table("Caption", (text("what"), text("which"), number("of those that have anything to do with it")), rows)
    assert fit_columns(table, 60) == [24, len("kind, and so on)"), len("to do with it")]
    assert fit_columns(table, 70) == [24, len("another kind, and so on)"), len("to do with it")]


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_reads_the_same_without_colour(question: str) -> None:
    from rich.text import Text

    assert Text.from_ansi(show(question, colour=True)).plain == Text.from_ansi(show(question)).plain


def test_a_finding_opens_with_the_title_and_the_question_of_the_file() -> None:
    lines = show("run", 4_000).splitlines()
    assert lines[:3] == ["A gas dispute", "Does the supplier cut the gas before 2027?", ""]
    assert lines[3].rstrip() == str(ask_question("run"))


def test_names_stand_out() -> None:
    words = render_words("Probability of “yes”; see `lynchpin update`.")
    assert [(span.start, span.end) for span in words.spans] == [(15, 20), (26, 43)]


PHRASED_ALIKE = {"answer": "update", "hangs-on": "stress", "choices": "robustness", "unknown": "drivers"}
"""Parts of the page, and the command that gives the same finding."""


@pytest.mark.parametrize("part", PHRASED_ALIKE)
def test_page_terminal_and_python_say_a_finding_in_the_same_words(part: str) -> None:
    (built,) = build_parts(replace(ask_all(), given=()), [part])
    finding = ask_question(PHRASED_ALIKE[part])
    assert built.sentence in str(finding)
    assert str(finding) in " ".join(show(PHRASED_ALIKE[part], 4_000).split())


def test_text_of_a_file_is_no_markup() -> None:
    table = make_table("Caption [bold]", (text("what"),), [("[red]means[/red] \\[x]",), (Name("a_b"),)])
    out = io.StringIO()
    Console(file=out, width=80).print(render_table(table))
    assert "[red]means[/red] \\[x]" in out.getvalue()
    assert "Caption [bold]" in out.getvalue()
    assert "a b" in out.getvalue()


def test_a_long_table_says_how_much_is_left_out() -> None:
    table = make_table("Caption", (text("what"),), [(f"row {k}",) for k in range(LONGEST + 3)])
    out = io.StringIO()
    Console(file=out, width=80).print(render_table(table))
    assert "3 more; --json has all" in out.getvalue()


def run_in_terminal(command: list[str], **environment: str) -> str:
    """Return what a person sees: standard output and standard error in one terminal of 80 columns."""
    ours, theirs = pty.openpty()
    given = {**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **environment}
    running = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=given)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    running.wait()
    os.close(ours)
    return seen.decode()


def test_in_a_terminal_there_are_tables_and_no_colour_where_none_is_wanted() -> None:
    """NO_COLOR (no-color.org) takes the colours, not the tables. A pipe gets the same words and tables as plain text."""
    command = [str(Path(sys.executable).with_name("lynchpin")), "coverage", "gas-dispute"]
    seen = run_in_terminal(command, NO_COLOR="1")
    assert "\x1b[3" not in seen
    assert "Claims that are not in the model" in seen
    piped = subprocess.run(command, capture_output=True, text=True)
    assert "\x1b" not in piped.stdout
    assert "Claims that are not in the model" in piped.stdout
    assert max(map(len, piped.stdout.splitlines())) <= PIPED
    assert piped.stderr == ""
