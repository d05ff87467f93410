"""The notebook `docs/tour.ipynb` is up to date: its cells run in order, and each shows the output that is stored below it.

`python tests/test_tour.py --rewrite` writes the outputs again; read the difference before committing it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from printed import assert_alike

TOUR = Path(__file__).parents[1] / "docs" / "tour.ipynb"


def run_cell(source: str, names: dict[str, Any]) -> tuple[str, object]:
    """Run a cell as a notebook does: what it prints, and the value of a last line that is an expression."""
    tree, printed, value = ast.parse(source), io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return printed.getvalue(), value


def show(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """The outputs of a cell as the notebook stores them, texts only."""
    printed, value = run_cell(source, names)
    outputs: list[dict[str, Any]] = []
    if printed:
        outputs.append({"name": "stdout", "output_type": "stream", "text": printed.splitlines(keepends=True)})
    if value is not None:
        plain = repr(value).splitlines(keepends=True)
        outputs.append({"data": {"text/plain": plain}, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return outputs


def read_text(outputs: list[dict[str, Any]]) -> str:
    return "\n".join("".join(o["text"] if o["output_type"] == "stream" else o["data"]["text/plain"]) for o in outputs)


def test_the_tour_shows_what_comes_out() -> None:
    notebook = json.loads(TOUR.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names: dict[str, Any] = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    for cell in cells:
        outputs = show("".join(cell["source"]), names)
        assert_alike(read_text(outputs), read_text(cell["outputs"]))


def test_futures_and_findings_show_themselves_in_a_notebook() -> None:
    names: dict[str, Any] = {}
    _, futures = run_cell("import lynchpin as lp\nlp.simulate('gas-dispute', 500, seed=1)", names)
    html = futures._repr_html_()  # type: ignore[attr-defined]
    assert "<table>" in html
    assert "Does the supplier cut the gas before 2027?" in html
    assert len(repr(futures)) < 150
    with pytest.raises(ValueError, match="read-only"):
        futures.outcome[0] = 1  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="read-only"):
        futures.stocks["arrears"][0, 0] = 1  # type: ignore[attr-defined]
    hostile = lp_text("<script>alert(1)</script>")
    assert "<script>" not in hostile._repr_html_()


def lp_text(title: str) -> Any:
    text = f"""
lynchpin: 1
title: {title}
question: {title}
answers: {{yes: [war]}}
clock: {{start: 2025, end: 2026}}
events:
  war_starts: {{chance: 0.2, judgement: a guess}}
outcomes:
  war: {{when: ever(war_starts)}}
  peace: otherwise
"""
    _, futures = run_cell("import lynchpin as lp\nlp.simulate(lp.load_text(text), 100)", {"text": text})
    return futures


def build_tour() -> dict[str, Any]:
    """The notebook with the outputs that its cells have now."""
    notebook: dict[str, Any] = json.loads(TOUR.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = show("".join(cell["source"]), names)
    return notebook


if __name__ == "__main__" and "--rewrite" in sys.argv:
    TOUR.write_text(json.dumps(build_tour(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
