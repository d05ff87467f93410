"""A planted leading indicator is found with its lead; one that only reports the answer is no signpost; defaults without indicators."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from by_hand import make_futures, make_model, spread_over_seeds
from scipy.stats import norm

from lynchpin.engine.results.futures import Futures
from lynchpin.errors import ArgumentError
from lynchpin.questions.signposts.deciding import find_decided
from lynchpin.questions.signposts.judging import find_lead
from lynchpin.questions.signposts.question import find_signposts, read_observations
from lynchpin.statistics.estimates import Estimate

N, T = 6000, 8
DECIDED = 6


@pytest.fixture
def planted(rng: np.random.Generator) -> Futures:
    """From period 3 on `early` is N(2, 1) where the answer will be true and N(0, 1) elsewhere; `late` only from period 5 on; `mirror`
    is `early` turned round; `report` is 1 once the answer has come true, in period 6; `copy` repeats `early`."""
    yes = rng.random(N) < 0.3
    since = np.arange(T)[:, None]
    early = rng.normal(size=(T, N)) + 2 * yes * (since >= 3)
    late = rng.normal(size=(T, N)) + 2 * yes * (since >= 5)
    report = (yes & (since >= DECIDED)).astype(float)
    signs = {"noise": rng.normal(size=(T, N)), "early": early, "late": late, "mirror": -early, "copy": early.copy(), "report": report}
    return make_futures(outcome=yes, indicators=signs)


def so_far(futures: Futures) -> np.ndarray:
    return futures.answer() & (np.arange(T)[:, None] >= DECIDED)


def test_planted_lead_is_found(planted: Futures) -> None:
    found = {s.name: s for s in find_signposts(planted, so_far=so_far(planted)).indicators}
    assert (found["early"].lead, found["late"].lead, found["noise"].lead) == (3, 5, None)
    assert found["early"].lead_time == (3.0, 0.0)
    exact = norm.cdf(2 / math.sqrt(2))
    for t in range(3, DECIDED):
        assert abs(found["early"].auc[t].value - exact) < 4 * found["early"].auc[t].error
    for t in range(3):
        assert abs(found["early"].auc[t].value - 0.5) < 4 * found["early"].auc[t].error
    alarm = found["early"].alarm
    assert alarm is not None
    assert alarm.threshold == pytest.approx(1, abs=0.3)
    assert abs(alarm.false_alarms.value - norm.sf(alarm.threshold)) < 4 * alarm.false_alarms.error
    assert abs(alarm.hits.value - norm.sf(alarm.threshold - 2)) < 4 * alarm.hits.error


def test_direction_is_found(planted: Futures) -> None:
    found = {s.name: s for s in find_signposts(planted, so_far=so_far(planted)).indicators}
    mirror, early = found["mirror"], found["early"]
    assert early.higher
    assert not mirror.higher
    assert mirror.auc[4].value == pytest.approx(early.auc[4].value)
    assert mirror.alarm is not None
    assert early.alarm is not None
    assert mirror.alarm.threshold == pytest.approx(-early.alarm.threshold)


def test_report_of_the_answer_is_no_signpost(planted: Futures) -> None:
    found = {s.name: s for s in find_signposts(planted, so_far=so_far(planted)).indicators}
    assert found["report"].lead is None
    assert all(np.isnan(a.value) for a in found["early"].auc[DECIDED:])
    without = {s.name: s for s in find_signposts(planted).indicators}
    assert without["report"].lead == DECIDED


def test_watch_list_skips_the_copies(planted: Futures) -> None:
    watch = [g.name for g in find_signposts(planted, so_far=so_far(planted)).watch]
    assert len({"early", "copy", "mirror"} & set(watch)) == 1
    assert set(watch[:2]) & {"late"}
    assert not {"noise", "report"} & set(watch)


def test_what_follows_the_calendar_alone_is_not_watched(rng: np.random.Generator) -> None:
    """The answer may be decided at any time; the season shows the quarter and nothing about the answer."""
    yes, when = rng.random(N) < 0.5, rng.integers(1, T, N)
    season = np.sin(np.arange(T) * np.pi / 2)[:, None] + 0.1 * rng.normal(size=(T, N))
    finding = find_signposts(make_futures(outcome=yes, indicators={"season": season}), so_far=yes & (np.arange(T)[:, None] >= when))
    assert finding.indicators[0].lead is None
    assert finding.watch == ()


def test_json_and_words(planted: Futures) -> None:
    finding = find_signposts(planted, so_far=so_far(planted))
    found = json.loads(json.dumps(finding.to_dict(), allow_nan=False))
    early = next(row for row in found["indicators"] if row["name"] == "early")
    assert early["lead"] == "2025-Q4"
    assert early["lead_time"] == 3
    assert len(early["auc"]) == T
    assert early["auc"][DECIDED] is None
    assert early["threshold"] == pytest.approx(1, abs=0.3)
    assert found["watch"]
    assert "The earliest sign of “answer” is" in str(finding)
    assert "from 2025-Q4, on average 3 quarters before it is decided." in str(finding)
    assert finding.table["name"].iloc[0] in ("early", "copy", "mirror")


def test_answer_that_never_comes_true(planted: Futures) -> None:
    finding = find_signposts(make_futures(outcome=np.zeros(N, bool), indicators=dict(planted.indicators)))
    assert "is the same in nearly all of these futures" in str(finding)
    json.dumps(finding.to_dict(), allow_nan=False)


def test_unbounded_values_and_unsound_futures(rng: np.random.Generator) -> None:
    yes = rng.random(500) < 0.5
    since = np.where(yes, 1.0, np.inf)
    since[0] = np.nan
    status = np.zeros(500)
    status[0] = 1
    finding = find_signposts(make_futures(outcome=yes, indicators={"since": since[None]}, status=status))
    assert finding.indicators[0].auc[0].value == 1
    assert not finding.indicators[0].higher
    json.dumps(finding.to_dict(), allow_nan=False)


def test_without_indicators_events_options_and_stocks_are_seen() -> None:
    model = make_model(periods=2, stocks=["debt"], events=["vote", "strike"], actors={"a": ("x", "y"), "b": ("x", "y", "z")})
    model = replace(model, scheduled={"vote": (0,)})
    fired = np.array([[1, 0], [0, 0]], bool)
    futures = make_futures(
        model, outcome=[0, 1], stocks={"debt": np.ones((2, 2))}, events={"vote": np.ones((2, 2), bool), "strike": fired},
        options={"a": np.zeros((2, 2), np.uint8), "b": np.array([[0, 1], [2, 2]], np.uint8)},
    )  # fmt: skip
    seen = read_observations(futures)
    assert list(seen) == ["strike", "a == y", "b == x", "b == y", "b == z", "debt"]
    assert seen["strike"].tolist() == [[True, False], [True, False]]
    assert seen["b == z"].tolist() == [[False, False], [True, True]]


def test_futures_without_paths() -> None:
    with pytest.raises(ArgumentError, match="needs futures with recorded paths"):
        find_signposts(make_futures(outcome=[0, 1]))


@pytest.mark.parametrize(
    ("areas", "lead"),
    [([0.5, 0.9, 0.9], 1), ([0.9, 0.5, 0.9], 2), ([0.9, 0.9, 0.5], None), ([0.5, math.nan, 0.9, math.nan], 2), ([math.nan], None)],
)
def test_lead_is_where_the_area_stays(areas: list[float], lead: int | None) -> None:
    assert find_lead(areas) == lead


def test_an_answer_that_stands_unless_something_breaks_it(rng: np.random.Generator) -> None:
    """A truce lasts unless it is broken: it is decided when it breaks, and open to the end while it lasts."""
    breaks = np.where(rng.random(N) < 0.5, rng.integers(3, T, N), T)
    lasts = breaks == T
    since = np.arange(T)[:, None]
    strain = rng.normal(size=(T, N)) + 3 * ~lasts
    finding = find_signposts(make_futures(outcome=lasts, indicators={"strain": strain}), so_far=since < breaks)
    (found,) = finding.indicators
    assert not found.higher
    assert found.lead == 0
    assert found.lead_time is not None
    assert abs(found.lead_time.value - breaks[~lasts].mean()) < 1e-9
    assert [np.isfinite(a.value) for a in found.auc] == [True] * (T - 1) + [False]
    assert finding.watch_at in range(3)


def test_an_answer_decided_at_once_cannot_be_watched(rng: np.random.Generator) -> None:
    yes = rng.random(N) < 0.3
    finding = find_signposts(make_futures(outcome=yes, indicators={"vote": yes[None].astype(float)}), so_far=yes[None])
    assert str(finding) == "Whether the answer is “answer” is decided so early that no indicator can be judged before."


def test_error_of_the_lead_time_is_its_spread_over_seeds() -> None:
    def estimate(seed: int) -> Estimate:
        rng = np.random.default_rng(seed)
        yes, when = rng.random(800) < 0.4, rng.integers(1, 8, 800)
        sign = 4.0 * yes + rng.normal(size=(8, 800))
        found = find_signposts(make_futures(outcome=yes, indicators={"sign": sign}), so_far=yes & (np.arange(8)[:, None] >= when))
        lead = found.indicators[0].lead_time
        assert lead is not None
        return lead

    assert spread_over_seeds(estimate) == pytest.approx(1, abs=0.15)


def test_only_periods_after_the_evidence_are_judged(planted: Futures) -> None:
    found = {s.name: s for s in find_signposts(planted, so_far=so_far(planted), start=4).indicators}
    assert [np.isfinite(a.value) for a in found["early"].auc] == [t in (4, 5) for t in range(T)]
    assert found["early"].lead == 4
    assert found["early"].lead_time == (2.0, 0.0)
    nothing_left = find_signposts(planted, so_far=so_far(planted), start=T)
    assert all(s.at is None for s in nothing_left.indicators)


def test_decided_is_when_the_answer_is_true_for_good() -> None:
    assert find_decided(np.array([[1, 0, 0, 0], [0, 1, 0, 1], [1, 1, 0, 0]], bool)).tolist() == [2, 1, 3, 3]
    assert find_decided(np.array([[1, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]], bool)).tolist() == [1, 3, 2, 3]
