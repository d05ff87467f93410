"""report: one page or the requested parts; a failing question leaves the rest; the old page stays until the new one is complete."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from calling import SMALL, Call

import lynchpin as lp
from lynchpin.cli import pace
from lynchpin.questions import registry
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.record import Question
from lynchpin.report import needs, printing
from lynchpin.report.parts import PARTS
from lynchpin.workflow import asking, reporting


@pytest.fixture(autouse=True)
def few_futures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_needs_are_told_for_every_part_and_are_questions() -> None:
    assert tuple(PARTS) == needs.PARTS
    presented = {name for needed in needs.find_needs().values() for name in needed}
    assert presented == {question.name for question in registry.QUESTIONS} - {"compare", "why"}


def test_the_whole_page(call: Call, small: Path) -> None:
    ended = call("report", small, "--futures", 2_000)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Probability of “yes”: ")
    assert ended.out.endswith("The report is in strike.html\n")
    page = Path("strike.html").read_text()
    assert "A strike" in page
    assert f"lynchpin report {small} --seed 0 --futures 2000" in page


def test_a_quick_page_has_few_futures(call: Call, small: Path) -> None:
    ended = call("report", small, "--quick", "--only", "answer")
    assert (ended.status, ended.err) == (0, "")
    assert f"lynchpin report {small} --seed 0 --futures 2000 --only answer" in Path("strike.html").read_text()
    ended = call("report", small, "--quick", "--futures", 2_000)
    assert (ended.status, ended.out) == (2, "")
    assert "leave `--futures` or `--quick` out" in ended.err


def test_only_some_parts_ask_only_what_they_need(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    measure = asking.measure
    monkeypatch.setattr(reporting, "measure", lambda question, *a, **k: asked.append(question.name) or measure(question, *a, **k))
    ended = call("report", small, "--futures", 2_000, "--only", "options", "-o", "part.html", "--json")
    assert ended.status == 0
    assert asked == ["policies"]
    assert json.loads(ended.out)["path"] == "part.html"
    ended = call("report", small, "--only", "option")
    assert ended.status == 2
    assert "no part called `option`" in ended.err


def test_a_question_that_fails_leaves_the_rest_of_the_page(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = asking.measure

    def fail(question: Question, *arguments: Any, **options: Any) -> object:
        if question.name == "stress":
            raise ZeroDivisionError("by zero")
        return measure(question, *arguments, **options)

    monkeypatch.setattr(reporting, "measure", fail)
    ended = call("report", small, "--futures", 2_000, "-o", "page.html")
    assert ended.status == 0
    assert ended.err == "warning: `stress` could not be answered: ZeroDivisionError: by zero\n"
    page = Path("page.html").read_text()
    assert "ZeroDivisionError: by zero" in page
    assert "talks" in page


def test_the_old_page_stays_when_the_new_one_cannot_be_made(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("page.html").write_text("old")

    def fail(*_: object, **__: object) -> str:
        raise MemoryError

    monkeypatch.setattr("lynchpin.report.writing.render_report", fail)
    ended = call("report", small, "--futures", 500, "-o", "page.html", "--only", "options")
    assert ended.status == 1
    assert "out of memory" in ended.err
    assert Path("page.html").read_text() == "old"
    assert [p.name for p in Path().iterdir() if p.suffix != ".yaml"] == ["page.html"]


def test_markdown_lies_beside_the_page_with_its_charts(call: Call, small: Path) -> None:
    ended = call("report", small, "--futures", 2_000, "--only", "options", "--md", "-o", "talks at last.html")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "The report is in talks at last.html and talks at last.md\n"
    text = Path("talks at last.md").read_text()
    assert text.startswith("# A strike\n\n**Is there a strike before 2027?**\n")
    pictures = re.findall(r"!\[.+\]\((\S+)\)", text)
    assert pictures
    for place in pictures:
        assert Path(unquote(place)).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert "talks" in text


@pytest.mark.parametrize("named", ["", "no-such-program"])
def test_without_a_chromium_nothing_is_drawn(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LYNCHPIN_CHROMIUM", named)
    monkeypatch.setattr(printing, "PLACES", ())
    ended = call("report", small, "--pdf", "-o", "page.html")
    assert (ended.status, ended.out) == (2, "")
    assert (named or "no Chromium was found") in ended.err
    assert "hint: install Chromium" in ended.err
    assert not Path("page.html").exists()


@pytest.mark.parametrize(("only", "brief"), [((), False), (("options",), False), (("paper",), False), ((), True)])
def test_a_page_is_made_in_the_steps_that_were_planned(small: Path, only: tuple[str, ...], brief: bool) -> None:
    """Steps for questions that the file cannot answer also start, and end at once; no step is unplanned or out of order."""
    reported: list[str] = []
    assessment = lp.load(small)
    lp.write_page(assessment, Path("page.html"), only=only, brief=brief, futures=500, watch=lambda step, *_: reported.append(step))
    planned = reporting.plan_page(only, brief=brief)
    steps = list(dict.fromkeys(reported))
    assert set(steps) <= set(planned)
    assert steps == [step for step in planned if step in steps]
    assert planned[-1] == steps[-1] == "drawing the page"
    assert set(planned) <= {*pace.list_weights(), *pace.SECONDS}


SEEN = "evidence:\n  - {{on: {}, not: walkout, judgement: seen}}\n"
NOW = ("stress", "drivers", "scenarios", "signposts", "policies")


def test_questions_about_the_present_are_asked_again_given_the_evidence() -> None:
    """Each is a separate step after the questions before the evidence, with the particles of the update."""
    assessment = lp.load_text(SMALL + SEEN.format(2025))
    reported: list[str] = []
    story = lp.tell_story(assessment, futures=500, seed=1, watch=lambda step, *_: reported.append(step))
    assert story.failures == {}
    assert tuple(f.question for f in story.given) == NOW
    planned = reporting.plan_page(given=True)
    steps = list(dict.fromkeys(reported))
    assert steps == [step for step in planned if step in steps]
    again = [step for step in steps if step.endswith(", given the evidence")]
    assert len(again) == len(NOW)
    assert not set(again) & set(reporting.plan_page())
    assert set(planned) <= {*pace.list_weights(), *pace.SECONDS}
    for found in story.given:
        alone = lp.ask(found.question, assessment, futures=500, seed=1, given_evidence=True)
        assert found.to_dict() == alone.to_dict()


@pytest.mark.parametrize("evidence", ["", SEEN.format(2026), SEEN.format(2025) + SEEN.format(2026).partition("\n")[2]])
def test_without_periods_after_the_evidence_questions_are_asked_once(evidence: str) -> None:
    story = lp.tell_story(lp.load_text(SMALL + evidence), ["signposts", "policies"], futures=500)
    assert story.given == ()
    assert story.over == bool(evidence)
    assert [f.question for f in story.findings] == ["signposts", "policies"]


def test_a_request_with_evidence_is_asked_once() -> None:
    assessment = lp.load_text(SMALL + SEEN.format(2025))
    draws = lp.Draws(500, evidence=lp.build(assessment).evidence)
    story = lp.tell_story(assessment, ["run", "policies"], draws=draws)
    assert [f.question for f in story.given] == ["policies"]
    assert [f.question for f in story.findings] == ["run"]


def test_what_fails_given_the_evidence_leaves_what_was_found_before(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = asking.measure

    def fail(question: Question, model: Any, draws: Any, *arguments: Any, **options: Any) -> object:
        if draws.evidence:
            raise ZeroDivisionError("by zero")
        return measure(question, model, draws, *arguments, **options)

    monkeypatch.setattr(reporting, "measure", fail)
    story = lp.tell_story(lp.load_text(SMALL + SEEN.format(2025)), ["policies"], futures=500)
    assert story.failures["policies"].message == "given the evidence: ZeroDivisionError: by zero"
    assert story.find(PoliciesFinding) is story.findings[0]


def test_each_form_of_the_page_is_a_step(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lynchpin.report.printing.need_chromium", lambda: "chromium")
    monkeypatch.setattr("lynchpin.report.writing.print_pdf", lambda page: page.encode())
    reported: list[tuple[str, int, int]] = []
    forms: dict[str, bool] = {"pdf": True, "markdown": True}
    lp.write_page(lp.load(small), Path("page.html"), only=["options"], futures=500, watch=lambda *step: reported.append(step), **forms)
    steps = tuple(dict.fromkeys(step for step, *_ in reported))
    assert steps == reporting.plan_page(["options"], **forms)
    assert steps[-4:] == ("preparing the model for the page", "drawing the page", "printing the PDF", "drawing the charts of the text")
    assert set(steps[-4:]) == set(pace.SECONDS)


@pytest.mark.parametrize(("name", "option"), [("page.pdf", "--pdf"), ("page.md", "--md")])
def test_a_page_with_the_name_of_another_form_is_refused(call: Call, small: Path, name: str, option: str) -> None:
    ended = call("report", small, "-o", name)
    assert ended.status == 2
    assert f"hint: `{option} -o page.html` writes {name} beside it" in ended.err


def test_the_answer_that_was_asked_for_is_the_one_of_the_page(call: Call, small: Path) -> None:
    """Without evidence no finding but the forecast names the answer; the page follows what was asked."""
    for answer, outcome in (("yes", "strike"), ("no", "quiet")):
        story = lp.tell_story(lp.load(small), ["run"], futures=500, answer=answer)
        assert (story.answer, story.asked) == (answer, (outcome,))
    pages = []
    for answer in ("yes", "no"):
        ended = call("report", small, "--futures", 500, "--only", "unfolds", "--answer", answer, "-o", f"{answer}.html")
        assert (ended.status, ended.err) == (0, "")
        pages.append(Path(f"{answer}.html").read_text().replace("--answer no", "--answer yes"))
    assert pages[0] != pages[1]


def test_questions_leave_out_what_they_do_not_take(call: Call, small: Path) -> None:
    """`policies` takes no policy and `score` no answer: a report with both is whole."""
    story = lp.tell_story(lp.load(small), futures=500, answer="no", policy="talks")
    assert story.failures == {}


def test_debug_logs_the_traceback_of_a_question_that_fails(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> object:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(reporting, "measure", fail)
    with caplog.at_level("DEBUG", "lynchpin"):
        story = lp.tell_story(lp.load(small), ["stress"], futures=500)
    assert story.failures["stress"].exception == "ZeroDivisionError"
    assert story.failures["stress"].message == "ZeroDivisionError: by zero"
    assert any(record.exc_info for record in caplog.records)


def test_the_page_has_confidence_as_data(call: Call, small: Path) -> None:
    assert call("report", small, "--futures", 2_000, "--only", "answer", "-o", "answer.html").status == 0
    page = Path("answer.html").read_text()
    (found,) = re.findall(r'<script type="application/json" id="confidence">(.*?)</script>', page)
    confidence = json.loads(found)
    assert confidence["level"] in {"high", "moderate", "low"}
    assert {r["about"] for r in confidence["reasons"]} >= {"basis", "sources", "doubts", "choices", "skill", "years"}
    assert [r["figure"] for r in confidence["reasons"] if r["grade"] == "open"] == [None] * 3


def test_robustness_is_asked_with_enough_futures_only(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(reporting, "measure", lambda question, model, draws, *a, **k: asked.append(draws.futures))
    assessment = lp.load(small)
    for futures in (2_000, None, 40_000):
        lp.tell_story(assessment, ["robustness"], futures=futures)
    assert asked == [reporting.ROBUST, 40_000]
