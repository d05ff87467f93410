"""The engine in the page: `lynchpin.simulate` from the console."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from browsing import run, show, wait
from example_story import PAYLOAD, read_dispute
from selenium import webdriver

import lynchpin as lp
from lynchpin.portable.model import make_portable
from lynchpin.report.story import Story
from lynchpin.report.writing import write_report
from lynchpin.workflow.drawing import build

pytestmark = pytest.mark.browser
CLOSE = 1e-3


@pytest.fixture(scope="module")
def plain() -> Story:
    """A story of the dispute without findings, which is made quickly."""
    return Story(read_dispute(), (), portable=make_portable(build(read_dispute())))


@pytest.fixture(scope="module")
def page(plain: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(plain, tmp_path_factory.mktemp("engine") / "page.html", only=["paper"])[0]


@pytest.fixture
def opened(driver: webdriver.Chrome, page: Path) -> webdriver.Chrome:
    show(driver, page)
    return driver


def simulate(driver: webdriver.Chrome, request: dict[str, Any]) -> Any:
    call = "const done = arguments[1]; lynchpin.simulate(arguments[0]).then(done, (error) => done({ error: error.message }));"
    return driver.execute_async_script(call, request)


def test_futures_in_the_page_are_those_of_python(opened: webdriver.Chrome) -> None:
    """The engine runs under the page's content security policy, from a file, without a server."""
    found = simulate(opened, {"futures": 1000, "seed": 3, "assume": {"calm_winter": False}})
    wanted = lp.simulate(read_dispute(), 1000, seed=3, assume={"calm_winter": False})
    assert found["futures"] == 1000
    assert 0 < found["seconds"] < 10
    assert set(found["outcomes"]) == set(wanted.model.outcomes)
    assert sum(found["outcomes"].values()) == pytest.approx(1)
    for name, share in found["answers"].items():
        assert share == pytest.approx(wanted.answer(name).mean(), abs=CLOSE)
    browser: Any = opened
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_the_engine_starts_when_it_is_first_used(opened: webdriver.Chrome) -> None:
    run(
        opened,
        "(() => { window.started = 0; const Old = Worker; window.Worker = class extends Old { constructor(a) { super(a); window.started++; } }; })()",
    )
    assert run(opened, "window.started") == 0
    simulate(opened, {"futures": 64})
    assert run(opened, "window.started") == run(opened, "Math.min(8, navigator.hardwareConcurrency)")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"assume": {"calm": True}}, "There is no assumption with a credence called `calm`; the file has calm_winter"),
        ({"assume": {"calm_winter": 1.5}}, "`calm_winter` can be assumed true, false, or with a probability from 0 to 1, not 1.5."),
        ({"set": {"nothing": 1}}, "There is no parameter or stock called `nothing`"),
        ({"policy": "pray"}, "There is no policy called `pray`"),
        ({"futures": 0}, "`futures` must be a whole number from 1 to 4294967296, not 0."),
        ({"seed": 0.5}, "`seed` must be a whole number, not 0.5."),
    ],
)
def test_a_wrong_request_says_what_is_wrong(opened: webdriver.Chrome, request_: dict[str, Any], message: str) -> None:
    assert message in simulate(opened, request_)["error"]


def test_without_vectors_the_page_says_so(opened: webdriver.Chrome) -> None:
    run(opened, "(() => { WebAssembly.validate = () => false; })()")
    assert simulate(opened, {})["error"] == "This browser lacks WebAssembly SIMD, which simulating in the page needs."


def test_a_page_without_the_engine_allows_no_workers(opened: webdriver.Chrome, plain: Story, tmp_path: Path) -> None:
    page = write_report(replace(plain, portable=None), tmp_path / "page.html", only=["paper"])[0]
    text = page.read_text("utf-8")
    assert "wasm-unsafe-eval" not in text
    assert "worker-src" not in text
    show(opened, page)
    assert run(opened, "typeof lynchpin") == "undefined"


def test_names_in_the_page_are_data(opened: webdriver.Chrome, plain: Story, page: Path) -> None:
    names = json.loads(run(opened, "document.getElementById('engine-names').textContent"))
    assert plain.portable is not None
    assert names == json.loads(json.dumps(plain.portable.names))
    assert page.read_text("utf-8").count("wasm-unsafe-eval") == 1


def settle(driver: webdriver.Chrome) -> None:
    """Wait until the panel is done with the latest change."""
    time.sleep(0.2)  # longer than the panel waits for a further change
    wait(
        driver,
        "document.querySelector('.whatif progress').hidden && document.querySelector('.whatif [role=status]').textContent.endsWith('paired futures')",
    )


def read_rows(driver: webdriver.Chrome) -> dict[str, list[float]]:
    """Return the shares and the difference of each answer and outcome in the panel, in percent and points."""
    rows = run(driver, "[...document.querySelectorAll('.whatif tbody tr')].map((r) => [...r.children].map((c) => c.innerText))")
    return {name.strip(): [float(re.match(r"[+−]?[\d.]+", cell)[0].replace("−", "-")) for cell in cells] for name, *cells in rows}  # type: ignore[index]


def test_the_panel_shows_what_a_change_does(opened: webdriver.Chrome) -> None:
    """Both columns are Python's shares, and the difference is paired. Undo and reset bring back the state before."""
    run(opened, "(() => { document.getElementById('whatif').open = true; })()")
    wait(opened, "document.querySelector('.whatif .controls')")
    settle(opened)
    assert run(opened, "document.querySelector('.whatif .said').textContent") == "Nothing is changed yet."
    run(opened, "document.querySelector(\"input[name='assume-calm_winter'][value=fails]\").click()")
    settle(opened)
    rows = read_rows(opened)
    futures = int(run(opened, "document.querySelector('.whatif [role=status]').textContent").split()[0].replace(",", ""))
    before, after = (lp.simulate(read_dispute(), futures, assume=assume) for assume in ({}, {"calm_winter": False}))
    for name in before.model.answers:
        shares = [100 * f.answer(name).mean() for f in (before, after)]
        assert rows[name] == pytest.approx([*shares, shares[1] - shares[0]], abs=0.051 + 100 * CLOSE)
    assert "With this change" in run(opened, "document.querySelector('.whatif .said').textContent")
    assert "--assume calm_winter=fails" in run(opened, "document.querySelector('.whatif .export').textContent")
    opened.execute_script(
        "const r = document.querySelector('.whatif input[type=range]'); r.value = 40; r.dispatchEvent(new Event('input'));"
    )
    settle(opened)
    assert run(opened, "[...document.querySelectorAll('.whatif .changes li')].map((l) => l.firstChild.textContent)") == [
        "calm winter: holds with 40%"
    ]
    run(opened, "[...document.querySelectorAll('.whatif .bar button')].find((b) => b.textContent === 'Undo').click()")
    settle(opened)
    assert read_rows(opened) == rows
    run(opened, "[...document.querySelectorAll('.whatif .bar button')].find((b) => b.textContent === 'Reset').click()")
    assert run(opened, "document.querySelectorAll('.whatif .changes li').length") == 0


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_panel_is_accessible_and_fits(driver: webdriver.Chrome, page: Path, width: int, theme: str) -> None:
    show(driver, page, width, theme)
    run(driver, "(() => { document.getElementById('whatif').open = true; })()")
    wait(driver, "document.querySelector('.whatif .controls')")
    settle(driver)
    run(driver, "document.querySelector(\"input[name='assume-calm_winter'][value=fails]\").click()")
    settle(driver)
    driver.execute_script(AXE_SCRIPT)
    call = "const done = arguments[0]; axe.run('#whatif').then((r) => done(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])));"
    assert driver.execute_async_script(call) == []
    assert run(driver, "document.documentElement.scrollWidth") <= width


def test_texts_in_the_panel_are_shown_and_never_run(opened: webdriver.Chrome, plain: Story, tmp_path: Path) -> None:
    assert plain.portable is not None
    names: dict[str, Any] = json.loads(json.dumps(plain.portable.names))
    for item in (*names["assumptions"], *names["inputs"], *names["policies"]):
        item.update({key: PAYLOAD for key in ("claim", "words", "means", "unit") if key in item})
    spoilt = replace(plain, portable=replace(plain.portable, names=names))
    show(opened, write_report(spoilt, tmp_path / "page.html", only=["paper"])[0])
    run(opened, "(() => { document.getElementById('whatif').open = true; })()")
    wait(opened, "document.querySelector('.whatif .controls')")
    settle(opened)
    assert PAYLOAD in run(opened, "document.querySelector('.whatif .claim').textContent")
    assert run(opened, "document.querySelectorAll('.whatif script, .whatif img').length") == 0
    assert run(opened, "window.hacked === undefined")
