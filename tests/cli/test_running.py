"""run and the questions: JSON names are stable, only the result goes to standard output, and a run can be stopped at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from calling import Call, interrupt

import lynchpin as lp

LYNCHPIN = Path(sys.executable).with_name("lynchpin")
PERIODS = 2


def test_names_of_the_json_of_run(call: Call, small: Path) -> None:
    ended = call("run", small, "--json", "--futures", 4_000, "--seed", 3)
    assert (ended.status, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found.keys() >= {
        "lynchpin", "title", "question", "file_sha256", "futures", "seed", "answers", "outcomes", "periods", "stocks", "auxiliaries",
        "events", "options", "clipped", "diagnostics",
    }  # fmt: skip
    assert (found["lynchpin"], found["futures"], found["seed"], found["periods"]) == (lp.__version__, 4_000, 3, ["2025", "2026"])
    assert found["answers"]["yes"].keys() == {"probability", "standard_error"}
    assert [o["name"] for o in found["outcomes"]] == ["strike", "quiet"]
    savings = found["stocks"]["savings"]
    assert savings.keys() == {"unit", "mean", "sd", "p05", "p25", "p50", "p75", "p95"}
    assert len(savings["p05"]) == PERIODS
    assert found["events"]["walkout"].keys() == {"rate", "by"}
    assert 0 <= found["clipped"]["savings"] < 1
    # P(no strike) = E[(1 - anger)^2] over beta(2, 5) or, if patience fails (32.5% on average), beta(5, 2).
    quiet = 0.675 * (5 * 6) / (7 * 8) + 0.325 * (2 * 3) / (7 * 8)
    assert found["answers"]["no"]["probability"] == pytest.approx(quiet, abs=4 * found["answers"]["no"]["standard_error"])


def test_the_python_way_gives_the_same_numbers(call: Call, small: Path) -> None:
    assessment = lp.load(small)
    futures = lp.simulate(assessment, futures=2_000, seed=5, assume={"patience": False})
    found = json.loads(call("run", small, "--json", "--futures", 2_000, "--seed", 5, "--assume", "patience=fails").out)
    assert found == lp.forecast(futures).to_dict()
    assert found["answers"]["yes"]["probability"] == futures.answer("yes").mean()
    assert not futures.assumptions["patience"].any()


def test_a_pipe_gets_the_words_and_the_tables_as_plain_text(call: Call, small: Path) -> None:
    ended = call("run", small, "--futures", 500)
    assert ended.err == ""
    assert ended.out.splitlines()[3].startswith("Probability of “yes”: ")
    for caption in ("Answers", "Outcomes", "Events: ", "Quantities: "):
        assert f"\n{caption}" in ended.out
    assert "\x1b" not in ended.out
    assert not [line for line in ended.out.splitlines() if line != line.rstrip()]
    assert "\nProbability of “no”: " in call("run", small, "--futures", 500, "--answer", "no").out


def test_policy_and_seed_matter(call: Call, small: Path) -> None:
    def ask(*more: object) -> dict[str, object]:
        return dict(json.loads(call("run", small, "--json", "--futures", 500, *more).out))

    assert ask()["answers"] == ask("--seed", 0)["answers"]
    assert ask()["answers"] != ask("--seed", 1)["answers"]
    assert ask("--policy", "talks")["policy"] == "talks"
    assert ask("--policy", "talks")["answers"] != ask()["answers"]


def test_a_run_that_does_not_fit_is_streamed(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lynchpin.engine.results import groups

    whole = json.loads(call("run", small, "--json", "--futures", 5_000).out)
    monkeypatch.setattr(groups, "MEMORY_BYTES", 10_000)
    monkeypatch.setattr(groups, "LARGEST_GROUP", 1_024)
    streamed = json.loads(call("run", small, "--json", "--futures", 5_000).out)
    for name, answer in whole["answers"].items():
        assert streamed["answers"][name] == pytest.approx(answer, rel=1e-9)  # sums of control variates in another order
    for name, event in whole["events"].items():
        np.testing.assert_allclose(streamed["events"][name]["by"], event["by"], rtol=1e-9)
    np.testing.assert_allclose(streamed["stocks"]["savings"]["mean"], whole["stocks"]["savings"]["mean"], rtol=1e-9)
    np.testing.assert_allclose(streamed["stocks"]["savings"]["p95"], whole["stocks"]["savings"]["p95"], atol=0.01)


def test_save_keeps_every_future_and_goes_on(call: Call, small: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "out"
    first = call("run", small, "--json", "--futures", 3_000, "--save", out)
    assert json.loads(first.out) == json.loads(call("run", small, "--json", "--futures", 3_000).out)
    table = pq.read_table(out)
    assert table.num_rows == 3_000
    ended = call("run", small, "--futures", 3_000, "--seed", 1, "--save", out)
    assert ended.status == 2
    assert "another seed" in ended.err
    assert json.loads(call("run", small, "--json", "--futures", 4_000, "--save", out).out)["futures"] == 4_000


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("stress", {"assumptions", "interactions", "breaking_sets", "undecided"}),
        ("scenarios", {"boxes", "stories"}),
        ("policies", {"policies", "robust"}),
    ],
)
def test_questions_answer_in_json_and_in_words(call: Call, small: Path, command: str, names: set[str]) -> None:
    ended = call(command, small, "--json", "--futures", 2_000)
    assert (ended.status, ended.err) == (0, "")
    assert json.loads(ended.out).keys() >= names
    assert call(command, small, "--futures", 2_000).out.strip()


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [LYNCHPIN, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    )


MOST_SECONDS = 10
"""Far longer than an interrupt takes, and far shorter than compiling or drawing to the end, which takes minutes."""


def test_an_interrupted_run_ends_at_once_and_says_how_far_it_came(tmp_path: Path, small: Path) -> None:
    with start("run", small, "--futures", 200_000_000, "--save", tmp_path / "out") as running:
        deadline = time.monotonic() + 120
        while not list((tmp_path / "out").glob("futures-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        seconds, out, err = interrupt(running)
    assert (running.returncode, out) == (130, "")
    assert seconds < MOST_SECONDS
    assert err.startswith("interrupted while drawing futures: ")
    assert " of 200,000,000\n" in err
    assert f"kept in {tmp_path / 'out'}" in err


def test_an_interrupt_while_a_program_is_compiled_ends_at_once(tmp_path: Path) -> None:
    with start("run", "belarus-2019", LYNCHPIN_CACHE=str(tmp_path / "empty")) as running:
        time.sleep(4)
        assert running.poll() is None
        seconds, out, err = interrupt(running)
    assert (running.returncode, out) == (130, "")
    assert seconds < MOST_SECONDS
    assert err.startswith("interrupted ")


def test_a_reader_that_has_had_enough_is_no_error(small: Path) -> None:
    with start("show", "belarus-2019") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0
