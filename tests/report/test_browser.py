"""The page in a real browser: its contents, responses to clicks, layout, and that no text in it runs or misleads."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asked import ask_question
from axe_core_python.base import AXE_SCRIPT
from browsing import WAIT, emulate, run, show, wait
from example_story import PAYLOAD, make_hostile_story, make_story, read_dispute
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from lynchpin.presentation.figure import Figure
from lynchpin.presentation.numbers import format_share
from lynchpin.presentation.tables.table import Name
from lynchpin.report.blocks import CardList, Rows, Stories, list_pictures, walk
from lynchpin.report.needs import PARTS
from lynchpin.report.parts import build_parts
from lynchpin.report.printing import count_sheets, print_pdf
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report

pytestmark = pytest.mark.browser

OPEN_ALL = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


def list_figures(story: Story) -> dict[str, Figure]:
    return {b.figure.name: b.figure for b in list_pictures(build_parts(story))}


def is_dark(driver: webdriver.Chrome) -> bool:
    red, green, blue = (int(x) for x in re.findall(r"\d+", run(driver, "getComputedStyle(document.body).backgroundColor"))[:3])
    return red + green + blue < 3 * 128


def test_all_eleven_parts_are_there_in_order_each_opened_by_its_sentence(opened: webdriver.Chrome, story: Story) -> None:
    found = run(
        opened,
        "[...document.querySelectorAll('main > section')].map((s) => [s.id, s.children[0].tagName, s.querySelector('.lead').textContent])",
    )
    assert [name for name, *_ in found] == list(PARTS)
    assert len(found) == 11
    for (_, heading, sentence), part in zip(found, build_parts(story), strict=True):
        assert heading == "H2"
        assert sentence.replace("\u00a0", " ") == part.sentence
        assert re.fullmatch(r"[A-Z0-9“].+[.”]", sentence, re.DOTALL), sentence
    links = run(opened, "[...document.querySelectorAll('nav a')].map((a) => a.getAttribute('href'))")
    assert links == [f"#{name}" for name in PARTS]


def test_figures_on_the_page_equal_the_findings(opened: webdriver.Chrome, story: Story) -> None:
    answers = [ask_question(q).to_dict()["answers"]["yes"] for q in ("update", "run")]
    shown = run(opened, "[...document.querySelectorAll('.verdict .figure')].map((p) => p.textContent)")
    assert shown == [format_share(a["probability"], a["standard_error"]) for a in answers]
    outcomes = [ask_question(q).to_dict()["outcomes"] for q in ("update", "run")]
    rows = run(
        opened, "[...document.querySelectorAll('.key tbody tr')].map((r) => [...r.querySelectorAll('td.r')].map((c) => c.textContent))"
    )
    rows = [[figure.replace("\u00a0", " ") for figure in row] for row in rows]
    assert rows == [[format_share(o["probability"], o["standard_error"]) for o in both] for both in zip(*outcomes, strict=True)]
    blocks = [b for part in build_parts(story) for b in walk(part.blocks)]
    tables = [b.table for b in blocks if isinstance(b, Rows)]
    tables += [c.table for b in blocks if isinstance(b, Stories) for o in b.outcomes for line in o.stories for c in line.choices]
    cells = "[...t.querySelectorAll('tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))"
    found = run(
        opened, f"Object.fromEntries([...document.querySelectorAll('table:not(.key)')].map((t) => [t.caption.textContent, {cells}]))"
    )
    assert found == {t.caption: [[c.label if isinstance(c, Name) else c for c in row] for row in t.rows] for t in tables}


def test_every_chart_has_its_main_figures_in_words_and_its_data(opened: webdriver.Chrome, story: Story) -> None:
    figures = list_figures(story)
    describe = "document.getElementById(f.querySelector('[role=img]').getAttribute('aria-describedby')).textContent"
    label = "document.getElementById(f.querySelector('[role=img]').getAttribute('aria-labelledby')).textContent"
    data = "decodeURIComponent(f.querySelector('a[download]').href.replace('data:text/csv;charset=utf-8,', ''))"
    shown = f"[...document.querySelectorAll('figure')].map((f) => [f.dataset.name, {label}, {describe}, {data}])"
    found = {name: (title, words, text) for name, title, words, text in run(opened, shown)}
    assert found == {name: (f.title, f.alternative, f.data.to_csv()) for name, f in figures.items()}
    for name, (_, words, text) in found.items():
        assert re.search(r"\d", words), name
        assert len(list(csv.reader(io.StringIO(text)))) == 1 + len(figures[name].data.rows)


def test_an_element_that_is_chosen_shows_its_card(opened: webdriver.Chrome, story: Story) -> None:
    link = opened.find_element(By.CSS_SELECTOR, '#answer a.element[href="#el-outcome-settled"]')
    link.click()
    card = opened.find_element(By.CSS_SELECTOR, "dialog[open] .card")
    assert "the debt is agreed and small" in card.text.lower()
    card.find_element(By.LINK_TEXT, "settlement").click()
    card = opened.find_element(By.CSS_SELECTOR, "dialog[open] .card")
    assert opened.find_element(By.ID, "card-title").text.startswith("settlement")
    assert card.find_elements(By.CSS_SELECTOR, "math mfrac, math mrow")
    for word in ("basis", "judged", "one in the last three years", "influenced by", "influences", "line "):
        assert word in card.text, word
    opened.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not run(opened, "document.getElementById('card').open")
    run(opened, "document.querySelector(arguments[0]).focus()", '#answer a.element[href="#el-outcome-settled"]')
    opened.switch_to.active_element.send_keys(Keys.ENTER)
    assert run(opened, "document.getElementById('card').open")


def test_every_element_has_a_card_with_what_is_known_of_it(opened: webdriver.Chrome, story: Story) -> None:
    cards = {e.node.id: e for part in build_parts(story) for b in walk(part.blocks) if isinstance(b, CardList) for e in b.elements}
    found = dict(run(opened, "[...document.querySelectorAll('.card[id]')].map((c) => [c.id.slice(3), c.textContent])"))
    assert found.keys() == cards.keys()
    for name, e in cards.items():
        for text in (e.value, e.unit, e.judgement, *(s.text for s in e.sources), *(s.locator for s in e.sources)):
            assert text in found[name], (name, text)
    equation = run(opened, "document.querySelector('#el-stock-arrears math').textContent")
    assert equation.startswith("Δarrears=discount·(1−paid)·flow−")


def test_dark_and_light(opened: webdriver.Chrome) -> None:
    assert not is_dark(opened)
    opened.find_element(By.ID, "theme").click()
    assert is_dark(opened)
    inks = "[...document.querySelectorAll('.plot svg text')].map((t) => getComputedStyle(t).fill)"
    assert all(sum(int(x) for x in re.findall(r"\d+", ink)[:3]) > 3 * 90 for ink in run(opened, inks))
    emulate(opened, "dark")
    opened.refresh()
    assert is_dark(opened)
    opened.find_element(By.ID, "theme").click()
    assert not is_dark(opened)


@pytest.mark.parametrize("width", [390, 768])
def test_nothing_has_to_be_scrolled_sideways(opened: webdriver.Chrome, page: Path, width: int) -> None:
    show(opened, page, width)
    run(opened, OPEN_ALL)
    assert run(opened, "document.documentElement.scrollWidth") <= width
    opened.find_element(By.CSS_SELECTOR, "#answer a.element").click()
    card = run(opened, "document.getElementById('card').getBoundingClientRect().toJSON()")
    assert card["left"] >= 0
    assert card["right"] <= width


def test_what_a_desk_has_room_for_is_folded_on_a_phone(opened: webdriver.Chrome, page: Path) -> None:
    state = "[...document.querySelectorAll('#unfolds .desktop')].map((d) => [d.open, d.firstElementChild.getClientRects().length > 0])"
    assert run(opened, state) == [[True, False]] * 2
    show(opened, page, 390)
    assert run(opened, state) == [[False, True]] * 2
    opened.find_element(By.CSS_SELECTOR, "#unfolds .desktop summary").click()
    assert opened.find_element(By.CSS_SELECTOR, "#fig-fans .narrow > svg").is_displayed()
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    assert wait(opened, f"{state}.every(([open, headed]) => open && !headed)")


def test_on_a_phone_the_figures_of_a_row_stand_in_line_and_whole(opened: webdriver.Chrome, page: Path) -> None:
    show(opened, page, 390)
    tops = run(
        opened,
        "[...document.querySelectorAll('#options > .blocks > div > .rows tbody tr')].map((row) => [...row.querySelectorAll('td.r')]"
        ".slice(0, 2).filter((cell) => cell.firstChild).map((cell) => { const figure = document.createRange();"
        " figure.selectNodeContents(cell); return [...figure.getClientRects()].map((box) => Math.round(box.top)); }))",
    )
    assert len(tops) == 3
    for row in tops:
        assert {len(lines) for lines in row} == {1}
        assert len({line for lines in row for line in lines}) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_to_all(opened: webdriver.Chrome, theme: str) -> None:
    emulate(opened, theme)
    run(opened, OPEN_ALL)
    if not run(opened, "Boolean(window.axe)"):
        opened.execute_script(AXE_SCRIPT)
    found = opened.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({ resultTypes: ['violations'] }).then((r) => done(r.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html)])))"
    )
    assert found == []


def test_nothing_is_asked_of_the_network(opened: webdriver.Chrome, page: Path) -> None:
    opened.get_log("performance")
    show(opened, page)
    figure = opened.find_element(By.CSS_SELECTOR, "figure.chart")
    figure.find_element(By.CSS_SELECTOR, ".tools summary").click()
    figure.find_element(By.CSS_SELECTOR, "[data-do=explore]").click()
    wait(opened, "document.querySelector('.plot.live svg')")
    messages = [json.loads(line["message"])["message"] for line in opened.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert {url.split(":", 1)[0] for url in asked} <= {"file", "data", "blob"}
    assert [url for url in asked if url.startswith("file")] == [page.as_uri()]
    assert [line["message"] for line in opened.get_log("browser") if line["level"] == "SEVERE"] == []


def test_links_lead_to_the_web_or_within_the_page(opened: webdriver.Chrome) -> None:
    links = set(run(opened, "[...document.querySelectorAll('a[href], area[href], link[href]')].map((a) => a.getAttribute('href'))"))
    assert all(re.match(r"(#|https?://|data:text/csv)", link) for link in links)
    targets = [link[1:] for link in links if link.startswith("#")]
    assert [t for t in targets if not run(opened, "document.getElementById(arguments[0])", t)] == []


def test_without_scripts_it_still_shows_text_tables_and_pictures(opened: webdriver.Chrome, page: Path, story: Story) -> None:
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    opened.refresh()
    assert len(opened.find_elements(By.CSS_SELECTOR, "main > section")) == 11
    assert opened.find_element(By.CSS_SELECTOR, "#answer .lead").is_displayed()
    assert opened.find_element(By.CSS_SELECTOR, ".key").is_displayed()
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    run(opened, OPEN_ALL)
    pictures = opened.find_elements(By.CSS_SELECTOR, "figure .wide > svg")
    assert len(pictures) == len(list_figures(story))
    assert all(p.size["height"] > 40 for p in pictures)
    assert opened.find_element(By.CSS_SELECTOR, ".overview svg.causal").is_displayed()
    assert not any(b.is_displayed() for b in opened.find_elements(By.TAG_NAME, "button"))


def test_text_of_a_file_is_shown_and_never_run(opened: webdriver.Chrome, tmp_path: Path) -> None:
    hostile = make_hostile_story()
    path = write_report(hostile, tmp_path / "hostile.html")[0]
    show(opened, path)
    run(opened, OPEN_ALL)
    for figure in opened.find_elements(By.CSS_SELECTOR, "#answer [data-do=explore], #forecasts [data-do=explore]"):
        figure.click()
    wait(opened, "document.querySelectorAll('#answer .plot.live svg').length")
    run(opened, "document.querySelector('#answer a.element').click()")
    assert run(opened, "window.hacked") is None
    assert run(opened, "document.querySelectorAll('img').length") == 0
    assert run(opened, "[...document.scripts].filter((s) => s.textContent === 'window.hacked=1').length") == 0
    for place in ("h1", ".question", ".kicker", "#el-parameter-discount", "#el-assumption-calm_winter", "#claim-winter_bites"):
        assert PAYLOAD in run(opened, "document.querySelector(arguments[0]).textContent", place), place
    assert [a for a in run(opened, "[...document.links].map((a) => a.protocol)") if a == "javascript:"] == []


def test_charts_are_saved_as_they_stand(opened: webdriver.Chrome, story: Story, tmp_path: Path) -> None:
    opened.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    figure = opened.find_element(By.ID, "fig-outcomes")
    figure.find_element(By.CSS_SELECTOR, ".tools summary").click()
    for what in ("[data-do=svg]", "[data-do=png]", "a[download]"):
        figure.find_element(By.CSS_SELECTOR, what).click()
    wanted = {tmp_path / f"outcomes.{form}" for form in ("svg", "png", "csv")}
    deadline = time.monotonic() + WAIT
    while not all(p.exists() and p.stat().st_size for p in wanted) and time.monotonic() < deadline:
        time.sleep(0.05)
    drawn = ElementTree.parse(tmp_path / "outcomes.svg").getroot()
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in (tmp_path / "outcomes.svg").read_text()
    words = " ".join("".join(drawn.itertext()).split())
    assert list_figures(story)["outcomes"].title.split()[-1] in words
    png = (tmp_path / "outcomes.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20], "big") >= 2 * int(float(drawn.attrib["width"])) - 2
    assert (tmp_path / "outcomes.csv").read_text() == list_figures(story)["outcomes"].data.to_csv()


def test_the_causal_map_can_be_searched_and_zoomed(opened: webdriver.Chrome) -> None:
    find = opened.find_element(By.CSS_SELECTOR, ".map input[type=search]")
    find.send_keys("settlement")
    lit = wait(opened, "[...document.querySelectorAll('.overview .node.lit')].map((n) => n.dataset.node)")
    assert "event-settlement" in lit
    assert "stock-arrears" in lit
    assert "answer-yes" not in lit
    width = "document.querySelector('.overview svg').getBoundingClientRect().width"
    before = run(opened, width)
    opened.find_element(By.CSS_SELECTOR, "[aria-label='Zoom in']").click()
    assert run(opened, width) > 1.2 * before
    find.clear()
    find.send_keys("reputation")
    assert wait(opened, "document.querySelector('details.every').open")
    assert "parameter-reputation" in run(opened, "[...document.querySelectorAll('.every .node.lit')].map((n) => n.dataset.node)")
    opened.find_element(By.CSS_SELECTOR, ".every [data-node=parameter-reputation]").click()
    assert opened.find_element(By.ID, "card-title").text.startswith("reputation")


def read_outline(pdf: bytes) -> list[str]:
    return [title.decode("latin-1") for title in re.findall(rb"<</Title \((.*?)\)", pdf)]


def test_printed_it_has_all_parts(page: Path, opened: webdriver.Chrome, story: Story) -> None:
    pdf = print_pdf(page.read_text(encoding="utf-8"))
    assert pdf.startswith(b"%PDF")
    titles = [f"{part.number} {part.title}" for part in build_parts(story)]
    assert [t for t in read_outline(pdf) if t in titles] == titles
    emulate(opened, media="print")
    assert not opened.find_element(By.TAG_NAME, "nav").is_displayed()
    drawn = "[...f.querySelectorAll('.plot > div > svg')].filter((s) => s.checkVisibility()).length"
    assert set(run(opened, f"[...document.querySelectorAll('figure')].map((f) => {drawn})")) == {1}
    emulate(opened)


def test_printed_all_that_is_folded_is_there(opened: webdriver.Chrome) -> None:
    """Except what is only for the screen: the words and data below each chart, and the what-if panel."""
    inside = "[...document.querySelectorAll('details:not(.tools, .whatif) > :not(summary)')]"
    on_screen = run(opened, f"{inside}.filter((e) => !e.checkVisibility()).length")
    emulate(opened, media="print")
    hidden = run(opened, f"{inside}.filter((e) => !e.checkVisibility()).map((e) => e.parentElement.textContent.trim().slice(0, 60))")
    emulate(opened)
    assert on_screen > 10
    assert hidden == []


ONE_SCREEN = 1_000
"""Pixels: a screen of 900 and a little."""


def test_on_a_desk_each_part_is_one_screen(opened: webdriver.Chrome) -> None:
    heights = dict(run(opened, "[...document.querySelectorAll('main > section')].map((s) => [s.id, s.getBoundingClientRect().height])"))
    assert {name: h for name, h in heights.items() if h > ONE_SCREEN} == {}
    assert run(opened, "document.querySelector('nav').getBoundingClientRect().height") < 48, "the way to the parts stands on one line"


@pytest.mark.parametrize("words", [1, 9])
def test_the_brief_is_one_sheet_however_much_there_is_to_say(driver: webdriver.Chrome, tmp_path: Path, words: int) -> None:
    a = read_dispute()
    longer = replace(a, title=" and ".join([a.title] * words), question=" ".join([a.question] * words))
    written = write_report(make_story(longer), tmp_path / "brief.html", brief=True, pdf=True)
    assert [p.name for p in written] == ["brief.html", "brief.pdf"]
    show(driver, written[0])
    emulate(driver, media="print")
    assert run(driver, "[...document.querySelectorAll('figure .wide > svg')].map((s) => s.checkVisibility())") == [True] * 3
    emulate(driver)
    pdf = written[1].read_bytes()
    assert count_sheets(pdf) == 1
    assert [t for t in read_outline(pdf) if t[0].isdigit()] == ["1 The answer", "2 What the answer depends on", "6 What to watch"]


def test_a_question_that_failed_leaves_the_rest(opened: webdriver.Chrome, tmp_path: Path) -> None:
    failed = make_story(failed={"stress": "no memory left <b>", "coverage": "lost"})
    path = write_report(failed, tmp_path / "failed.html", only=("answer", "hangs-on", "paper", "fine-print"))[0]
    show(opened, path)
    assert "no memory left <b>" in opened.find_element(By.ID, "hangs-on").text
    assert "lost" in opened.find_element(By.ID, "paper").text
    assert opened.find_element(By.CSS_SELECTOR, "#answer .verdict .figure").is_displayed()
    assert "stress failed" in opened.find_element(By.ID, "fine-print").text
