"""Futures on disk and as labelled arrays: the files hold what was drawn, completely or not at all, and a killed run resumes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_programs import SmallProgram, see

from lynchpin.engine import Draws, Futures, Model, simulate, stream_saved
from lynchpin.engine.results import folder, parquet
from lynchpin.engine.results.columns import list_columns
from lynchpin.engine.results.labelled import to_xarray
from lynchpin.engine.results.parquet import to_parquet
from lynchpin.errors import ArgumentError, RunError
from lynchpin.questions.forecast.question import measure_run

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
    monkeypatch.setattr(folder, "choose_group", lambda model: 1_024)


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
    reported: list[int] = []
    after = list(stream_saved(model, Draws(FUTURES, seed=7), tmp_path, progress=lambda done, total: reported.append(done)))
    assert drawn == [1024, 1024, 904]  # The third group held 952 futures and is drawn again completely.
    assert reported[-1] == FUTURES
    assert reported == sorted(reported)
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


def read_again(model: Model, place: Path) -> list[Futures]:
    return list(stream_saved(model, Draws(3_000, seed=7), place))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


def flip_page(path: Path, column: int) -> None:
    """Flip a bit in the last byte of a column's pages, which is compressed data. A page's header also has bytes that nothing is read from."""
    chunk = pq.read_metadata(path).row_group(0).column(column)
    flip(path, chunk.data_page_offset + chunk.total_compressed_size - 1)


@pytest.fixture
def saved(model: Model, tmp_path: Path, small_groups: None) -> Path:
    """A folder with three groups: 1,024, 1,024 and 952 futures."""
    read_again(model, tmp_path)
    return tmp_path


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """The file as another program writes it after a change: metadata kept, page checksums right."""
    pq.write_table(change(pq.read_table(path)), path, write_page_checksum=True)


def set_outcomes(table: pa.Table) -> pa.Table:
    outcomes = table["outcome"].to_numpy().copy()
    outcomes[7] = 77
    return table.set_column(table.schema.get_field_index("outcome"), table.schema.field("outcome"), pa.array(outcomes))


def set_status(table: pa.Table) -> pa.Table:
    return table.set_column(table.schema.get_field_index("status"), table.schema.field("status"), pa.array(np.ones(len(table), np.uint8)))


def change_health(table: pa.Table) -> pa.Table:
    about = json.loads(table.schema.metadata[b"lynchpin"])
    return table.replace_schema_metadata({"lynchpin": json.dumps(about | {"health": about["health"] | {"games": 1.0}})})


def drop_first(table: pa.Table) -> pa.Table:
    about = json.loads(table.schema.metadata[b"lynchpin"])
    del about["first"]
    return table.replace_schema_metadata({"lynchpin": json.dumps(about)})


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut to 500 rows": lambda path: rewrite(path, lambda table: table.slice(0, 500)),
    "an outcome of 77": lambda path: rewrite(path, set_outcomes),
    "another status": lambda path: rewrite(path, set_status),
    "other sums": lambda path: rewrite(path, change_health),
    "a description without an entry": lambda path: rewrite(path, drop_first),
    "no description": lambda path: rewrite(path, lambda table: table.replace_schema_metadata({})),
    "a column less": lambda path: rewrite(path, lambda table: table.drop_columns(["wealth"])),
    "a flipped bit in the first column": lambda path: flip_page(path, 0),
    "a flipped bit in the last column": lambda path: flip_page(path, -1 + pq.read_metadata(path).num_columns),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "empty": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_bytes(b"something else"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_never_counted(model: Model, saved: Path, damage: str) -> None:
    path = sorted(saved.iterdir())[1]
    DAMAGES[damage](path)
    with pytest.raises(ArgumentError, match=rf"{path.name} is damaged"):
        read_again(model, saved)
    path.unlink()
    assert sum(map(len, read_again(model, saved))) == 3_000


def test_any_flipped_bit_is_noticed(model: Model, saved: Path) -> None:
    """Two hundred places in turn: either the file is refused, or what is read is what was written."""
    path = sorted(saved.iterdir())[0]
    whole, before = path.read_bytes(), read_again(model, saved)[0]
    for place in np.linspace(0, len(whole) - 1, 200).astype(int):
        flip(path, place)
        try:
            after = read_again(model, saved)[0]
        except ArgumentError:
            pass
        else:
            assert_same(before, after)
            assert before.health.games == after.health.games
        path.write_bytes(whole)


def test_a_group_under_another_name_is_not_counted_twice(model: Model, saved: Path) -> None:
    first, second, _ = sorted(saved.iterdir())
    second.write_bytes(first.read_bytes())
    with pytest.raises(ArgumentError, match=rf"{second.name} is a copy"):
        read_again(model, saved)
    second.unlink()
    (saved / "futures-9.parquet").write_bytes(first.read_bytes())
    with pytest.raises(ArgumentError, match=r"futures-9.parquet is a copy"):
        read_again(model, saved)


def test_two_writers_share_a_folder(model: Model, small_groups: None, tmp_path: Path) -> None:
    """Each takes turns with the other; neither touches the other's unfinished file, and both get all futures."""
    one, other = (stream_saved(model, Draws(FUTURES, seed=7), tmp_path) for _ in range(2))
    working = folder.name_part(folder.find_group(tmp_path, 0))
    working.touch()
    counts = [0, 0]
    for a, b in zip(one, other, strict=True):
        assert_same(a, b)
        counts = [counts[0] + len(a), counts[1] + len(b)]
    assert counts == [FUTURES, FUTURES]
    assert working.exists()
    assert folder.name_part(working) != folder.name_part(working)


def test_only_abandoned_files_are_deleted(model: Model, tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    ours = folder.name_part(folder.find_group(tmp_path, 0)).name
    computer = ours.split(".")[3].split("-")[0]
    names = {
        ours: True,
        f".futures-0000000000.parquet.{computer}-{ended.pid}-0123abcd.part": False,
        ".futures-0000000000.parquet.elsewhere-1-0123abcd.part": True,
        ".futures-0000000000.parquet.elsewhere-2-0123abcd.part": False,
        ".futures-0000000000.parquet.part": False,
    }
    for name in names:
        (tmp_path / name).touch()
    os.utime(tmp_path / ".futures-0000000000.parquet.elsewhere-2-0123abcd.part", (0, 0))
    next(stream_saved(model, Draws(100), tmp_path))
    assert {name: (tmp_path / name).exists() for name in names} == names


def test_a_run_given_evidence_keeps_its_ancestors(model: Model, small_groups: None, tmp_path: Path) -> None:
    draws = Draws(2_048, seed=7, evidence=(see(1, "event", "strike"),))
    drawn, read = (list(stream_saved(model, draws, tmp_path)) for _ in range(2))
    for a, b in zip(drawn, read, strict=True):
        assert a.ancestors is not None
        assert_same(a, b)
    assert pq.read_schema(next(tmp_path.glob("*.parquet"))).get_field_index("ancestor") >= 0


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_drawn(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ArgumentError, match="cannot write to the folder"):
        next(stream_saved(model, Draws(100), tmp_path / "file"))


def test_what_cannot_be_written_leaves_nothing_behind(futures: Futures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "replace", fail)
    with pytest.raises(RunError, match="No space left"):
        to_parquet(futures, tmp_path)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys
sys.path[:0] = {here!r}
from test_parquet import build_model
from lynchpin.engine import Draws, stream_saved
from lynchpin.engine.results import folder
folder.choose_group = lambda model: 1_024
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


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.usefixtures("small_groups")
def test_saving_a_run_changes_none_of_its_digits(model: Model, tmp_path: Path, given: bool) -> None:
    draws = Draws(FUTURES, seed=7, evidence=(see(1, "event", "strike"),) if given else ())
    plain, saved, again = (measure_run(model, draws, save=place).to_dict() for place in (None, tmp_path, tmp_path))
    assert json.dumps(plain) == json.dumps(saved) == json.dumps(again)
    assert len(list(tmp_path.glob("*.parquet"))) == 5
