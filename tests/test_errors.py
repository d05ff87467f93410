"""Exceptions survive pickling and copying, and those raised by the library do not mention options of the command line."""

from __future__ import annotations

import ast
import copy
import inspect
import multiprocessing
import pickle
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import lynchpin
from lynchpin import errors
from lynchpin.errors import ArgumentError, AssessmentError, Diagnostic, LynchpinError, Place
from lynchpin.language import read_text
from lynchpin.language.syntax_errors import ParsingError, SyntaxProblem
from lynchpin.language.units import UnknownUnitError

DIAGNOSTIC = Diagnostic("no-number", "error", Place(3, 5, 2), "`sd` must be a number", "write digits", ((Place(1, 1), "declared here"),))
CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
EXAMPLES = [
    *(c("the message") for c in CLASSES if c is not AssessmentError),
    AssessmentError("gas.yaml", (DIAGNOSTIC,), "error[no-number]: ..."),
    ParsingError(SyntaxProblem("no-value", Place(1, 2), {"word": "base"})),
    UnknownUnitError("quetta"),
]
ROOT = Path(lynchpin.__file__).parent


def describe(error: Exception) -> tuple[object, ...]:
    return type(error), str(error), error.args, vars(error)


def test_every_exception_is_tried() -> None:
    assert len(CLASSES) >= 5
    assert {type(example) for example in EXAMPLES} >= set(CLASSES)
    assert all(issubclass(c, LynchpinError) for c in CLASSES)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_exceptions_keep_their_content(error: Exception) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert describe(pickle.loads(pickle.dumps(error, protocol))) == describe(error)
    assert describe(copy.copy(error)) == describe(error)
    assert describe(copy.deepcopy(error)) == describe(error)


def test_an_assessment_error_crosses_a_process_pool() -> None:
    with pytest.raises(AssessmentError) as here:
        read_text("title: no version", "gas.yaml")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        raised = pool.submit(read_text, "title: no version", "gas.yaml").exception()
    assert isinstance(raised, AssessmentError)
    assert (raised.path, raised.diagnostics, raised.rendered) == ("gas.yaml", here.value.diagnostics, here.value.rendered)


def list_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every string in a file, except docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {statement.value for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.lineno, node.value


def test_texts_of_the_library_name_no_option_of_the_command_line() -> None:
    """Python callers have no options such as `--futures`. Only the command line, and the tables that it prints, may name them."""
    printed = ROOT / "presentation" / "terminal.py"
    files = [path for path in ROOT.rglob("*.py") if "cli" not in path.relative_to(ROOT).parts and path != printed]
    texts = [(path, *found) for path in files for found in list_texts(path)]
    assert len(texts) > 2_000
    assert [text for text in texts if re.search(r"(?:[` ]|`{)--[a-z{]", text[2])] == []


def test_an_option_that_a_question_does_not_take_is_named_as_in_python() -> None:
    with pytest.raises(ArgumentError, match="`stress` does not take `given_goals`"):
        lynchpin.ask("stress", "gas-dispute", given_goals=True)
