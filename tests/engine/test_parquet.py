"""Futures on disk and as labelled arrays: the files hold what was drawn, completely or not at all, and a killed run resumes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_programs import SmallProgram

from lynchpin.engine import Draws, Futures, Model, simulate, stream_saved
from lynchpin.engine.results import parquet
from lynchpin.engine.results.columns import list_columns
from lynchpin.engine.results.labelled import to_xarray
from lynchpin.engine.results.parquet import to_parquet
from lynchpin.errors import ArgumentError, RunError

FUTURES = 5_000


def build_model() -> Model:
    small = SmallProgram(3)
    chance = small.add_parameter("chance", "uniform", 0.1, 0.5)
    small.add_assumption("calm", 0.7)
    wealth = small.add_stock("wealth", ("normal", 1.0, 1.0), 0.5)
    small.becomes(0, wealth)
    strike = small.add_event("strike", chance)
    small.add_actor("union", ("work", "stop"), [(small.option(0, 1), 0.4)], 2.0)
    return small.build(small.along("ever", strike))


@pytest.fixture(scope="module")
def model() -> Model:
    return build_model()


@pytest.fixture(scope="module")
def futures(model: Model) -> Futures:
    return simulate(model, Draws(FUTURES, seed=7))


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "choose_group", lambda model: 1_024)


def assert_same(a: Futures, b: Futures) -> None:
    for column in list_columns(a.model):
        left, right = column.read(a), column.read(b)
        assert (left is None) == (right is None), column.name
        if left is not None and right is not None:
            assert left.dtype == right.dtype, column.name
            np.testing.assert_array_equal(left, right, err_msg=column.name)


def test_labelled_arrays_have_axes_units_and_names(futures: Futures) -> None:
    data = to_xarray(futures)
    assert data["wealth"].dims == ("period", "future")
    assert list(data["period"].values) == ["2025", "2026", "2027"]
    np.testing.assert_array_equal(data["wealth"].values, futures.stocks["wealth"])
    np.testing.assert_array_equal(data["wealth.start"].values, futures.inputs["wealth"])
    np.testing.assert_array_equal(data["calm.holds"].values, futures.assumptions["calm"])
    assert data["union"].attrs["flag_meanings"] == "work stop"
    assert data["outcome"].attrs["flag_meanings"] == "yes no"
    assert data.attrs["seed"] == 7


@pytest.mark.usefixtures("small_groups")
def test_what_is_written_is_what_was_drawn(model: Model, futures: Futures, tmp_path: Path) -> None:
    groups = list(stream_saved(model, Draws(FUTURES, seed=7), tmp_path))
    assert [len(g) for g in groups] == [1024] * 4 + [904]
    again = [parquet.read_group(p, model, g.draws, len(g)) for p, g in zip(sorted(tmp_path.iterdir()), groups, strict=True)]
    for drawn, read in zip(groups, again, strict=True):
        assert read is not None
        assert_same(drawn, read)
        np.testing.assert_array_equal(drawn.health.decisions, read.health.decisions)
        assert drawn.health.games == read.health.games
    np.testing.assert_array_equal(np.concatenate([g.stocks["wealth"] for g in groups], axis=1), futures.stocks["wealth"])


@pytest.mark.usefixtures("small_groups")
def test_a_run_in_memory_is_written_in_groups(model: Model, futures: Futures, tmp_path: Path) -> None:
    paths = to_parquet(futures, tmp_path / "deep" / "out")
    tables = [pq.read_table(p) for p in paths]
    wealth = np.concatenate([np.stack(t["wealth"].to_numpy()) for t in tables])
    np.testing.assert_array_equal(wealth.T, futures.stocks["wealth"])
    about = json.loads(tables[0].schema.metadata[b"lynchpin"])
    assert (about["seed"], about["file_sha256"], about["futures"], about["periods"]) == (7, "0" * 64, 1024, ["2025", "2026", "2027"])
    assert not list((tmp_path / "deep" / "out").glob(".*"))


@pytest.mark.usefixtures("small_groups")
def test_finished_groups_are_read_back_and_the_rest_is_drawn(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(stream_saved(model, Draws(3_000, seed=7), tmp_path))
    drawn: list[int] = []

    def count(model: Model, draws: Draws, **options: Any) -> Futures:
        drawn.append(draws.futures)
        return simulate(model, draws, **options)

    monkeypatch.setattr("lynchpin.engine.streams.simulate", count)
    told: list[int] = []
    after = list(stream_saved(model, Draws(FUTURES, seed=7), tmp_path, progress=lambda done, total: told.append(done)))
    assert drawn == [1024, 1024, 904]  # The third group held 952 futures and is drawn again completely.
    assert told[-1] == FUTURES
    assert told == sorted(told)
    for a, b in zip(before[:2], after[:2], strict=True):
        assert_same(a, b)


def test_the_folder_of_another_run_is_refused_with_the_difference(model: Model, futures: Futures, tmp_path: Path) -> None:
    to_parquet(futures, tmp_path)
    for changed, words in [
        (replace(futures, draws=futures.draws.change(seed=8)), "another seed"),
        (replace(futures, draws=futures.draws.change(assume={"calm": 1.0})), r"other assumptions \(none, not calm=1\)"),
        (replace(futures, draws=futures.draws.change(policy="wait")), "another policy"),
        (replace(futures, model=replace(model, sha256="1" * 64)), "another file"),
        (simulate(model, Draws(100, seed=7)), "already holds more than 100 futures"),
    ]:
        with pytest.raises(ArgumentError, match=words):
            to_parquet(changed, tmp_path)
    (tmp_path / "futures-0000000000.parquet").write_bytes(b"something else")
    with pytest.raises(ArgumentError, match="another file"):
        to_parquet(futures, tmp_path)


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_drawn(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ArgumentError, match="cannot write to the folder"):
        next(stream_saved(model, Draws(100), tmp_path / "file"))


def test_what_cannot_be_written_leaves_nothing_behind(futures: Futures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet.os, "replace", fail)
    with pytest.raises(RunError, match="No space left"):
        to_parquet(futures, tmp_path)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys
sys.path[:0] = {here!r}
from test_parquet import build_model
from lynchpin.engine import Draws, stream_saved
from lynchpin.engine.results import parquet
parquet.choose_group = lambda model: 1_024
for group in stream_saved(build_model(), Draws(5_000_000, seed=7), sys.argv[1]):
    print(len(group), flush=True)
"""


@pytest.mark.usefixtures("small_groups")
def test_a_killed_run_leaves_whole_groups_only_and_goes_on(model: Model, tmp_path: Path) -> None:
    script = KILLED.format(here=sys.path)  # The child process imports from the same paths as this process.
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(3):
            assert child.stdout.readline() == b"1024\n"
        time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
    whole = sorted(tmp_path.glob("futures-*.parquet"))
    assert len(whole) >= 3
    for path in whole:
        assert parquet.read_group(path, model, Draws(1_024, seed=7), 1_024) is not None
    (tmp_path / ".futures-0009999999.parquet.part").write_bytes(b"half")
    total = 1_024 * (len(whole) + 1)
    assert sum(len(g) for g in stream_saved(model, Draws(total, seed=7), tmp_path)) == total
    assert not list(tmp_path.glob(".*"))
