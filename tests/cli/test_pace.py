"""The time left over several steps: correct if the steps take as long as expected, and soon correct if they do not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lynchpin.cli.pace import SECONDS, Pace, format_left, list_weights

STEPS = ("drawing futures", "measuring which unknowns matter", "updating on the evidence", "drawing the page")


def take(step: str, speed: float) -> float:
    """Usual duration of a step in seconds."""
    return SECONDS[step] if step in SECONDS else speed * list_weights()[step]


class Clock:
    """A clock in seconds, advanced by the test."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def left_by_second(seconds: dict[str, float], steps: tuple[str, ...] = STEPS, *, silent: tuple[str, ...] = ()) -> list[tuple[float, float]]:
    """Return (actual time left, reported time left) at each second for steps of given durations; `silent` steps report no progress."""
    clock = Clock()
    pace, found = Pace(steps, clock), []
    rest = sum(seconds.values())
    for step, takes in seconds.items():
        pace.record(step, 0, 0)
        for k in range(1, int(takes) + 1):
            clock.now += 1
            rest -= 1
            if step not in silent:
                pace.record(step, k, int(takes))
            left = pace.find_left()
            if left is not None:
                found.append((rest, left))
    return found


@pytest.mark.parametrize("speed", [1.0, 3.0])
def test_the_time_left_is_right_where_steps_take_their_usual_share(speed: float) -> None:
    reported = left_by_second({step: take(step, speed) for step in STEPS})
    assert len(reported) > 0.9 * sum(take(step, speed) for step in STEPS) - 2
    assert all(left == pytest.approx(rest, abs=1e-6) for rest, left in reported)


def test_a_step_that_does_not_say_how_far_it_is_passes_by_the_pace_of_those_before() -> None:
    silent = ("measuring which unknowns matter",)
    reported = left_by_second({step: take(step, 2) for step in STEPS}, silent=silent)
    assert all(left == pytest.approx(rest, abs=0.11 * 2 * list_weights()[silent[0]]) for rest, left in reported)
    slow = {step: take(step, 5 if step in silent else 2) for step in STEPS}
    assert all(0.4 * rest <= left <= 2.5 * rest for rest, left in left_by_second(slow, silent=silent) if rest > 5)


def test_it_is_soon_right_where_a_step_takes_longer_than_usual() -> None:
    reported = left_by_second(
        {"drawing futures": 10, "measuring which unknowns matter": 6, "updating on the evidence": 200, "drawing the page": 5}
    )
    later = [(rest, left) for rest, left in reported if 10 < rest < 160]
    assert all(0.9 * rest <= left <= 1.1 * rest + 35 for rest, left in later)


def test_a_step_that_is_long_silent_and_then_tells_of_itself_does_not_make_the_time_left_leap() -> None:
    clock = Clock()
    pace = Pace(STEPS, clock)
    pace.record("drawing futures", 0, 0)
    clock.now += 4
    pace.record("measuring which unknowns matter", 0, 0)
    reported = []
    for second in range(1, 61):
        clock.now += 0.5
        if second > 24:
            pace.record("measuring which unknowns matter", second - 24, 36)
        reported.append(pace.find_left())
    found = [left for left in reported if left is not None]
    assert len(found) > 50
    assert all(after - before < 4 for before, after in pairwise(found))
    assert max(found) < 110


def test_what_begins_anew_within_a_step_does_not_take_it_back() -> None:
    clock = Clock()
    pace = Pace(("a separate step",), clock)
    for done in (10, 100, 10, 130):
        clock.now += 10
        pace.record("a separate step", done, 100)
    assert pace.find_left() == pytest.approx(0)
    assert pace.find_share() == 1


def test_a_step_that_does_not_hang_on_the_futures_takes_as_long_where_they_are_few() -> None:
    reported = left_by_second({step: take(step, 0.5) for step in STEPS}, silent=("drawing the page",))
    last = SECONDS["drawing the page"]
    assert all(left == pytest.approx(rest, abs=1.5) for rest, left in reported if rest < last + 10)


def test_steps_that_are_passed_over_take_no_time() -> None:
    reported = left_by_second({step: take(step, 1) for step in STEPS if step != "measuring which unknowns matter"})
    after = take("updating on the evidence", 1) + take("drawing the page", 1)
    assert all(left == pytest.approx(rest, abs=1e-6) for rest, left in reported if rest < after)


def test_how_much_is_done_grows_from_nothing_to_all() -> None:
    clock = Clock()
    pace, shares = Pace(STEPS, clock), []
    for step in STEPS:
        for k in range(5):
            pace.record(step, k, 4)
            clock.now += 1
            shares.append(pace.find_share())
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_nothing_is_told_before_it_can_be() -> None:
    clock = Clock()
    pace = Pace(("a separate step",), clock)
    assert pace.find_left() is None
    pace.record("a separate step", 0, 0)
    clock.now += 30
    assert pace.find_left() is None
    pace.record("a separate step", 1, 4)
    assert pace.find_left() == pytest.approx(90)
    pace.record("another that nobody planned", 1, 2)
    assert pace.find_left() is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "a few seconds left"),
        (7.0, "a few seconds left"),
        (12.0, "about 10 s left"),
        (44.0, "about 40 s left"),
        (56.0, "about 1 min left"),
        (100.0, "about 2 min left"),
        (3_600.0, "about 60 min left"),
    ],
)
def test_time_left_in_words(seconds: float | None, text: str) -> None:
    assert format_left(seconds) == text
