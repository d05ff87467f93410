"""The time left of a whole made in steps: right where the steps take as long as they are thought to, and soon right where they do not."""

from __future__ import annotations

import pytest

from lynchpin.cli.pace import WEIGHTS, Pace, say_left

STEPS = ("drawing futures", "finding which unknowns matter", "taking in the evidence", "drawing the page")


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def left_by_second(seconds: dict[str, float], steps: tuple[str, ...] = STEPS, *, silent: tuple[str, ...] = ()) -> list[tuple[float, float]]:
    """(what was really left, what was told) at each second, for steps that take so long; `silent` ones do not say how far they are."""
    clock = Clock()
    pace, found = Pace(steps, clock), []
    rest = sum(seconds.values())
    for step, takes in seconds.items():
        pace.tell(step, 0, 0)
        for k in range(1, int(takes) + 1):
            clock.now += 1
            rest -= 1
            if step not in silent:
                pace.tell(step, k, int(takes))
            left = pace.find_left()
            if left is not None:
                found.append((rest, left))
    return found


@pytest.mark.parametrize("speed", [1.0, 3.0])
def test_the_time_left_is_right_where_steps_take_their_usual_share(speed: float) -> None:
    told = left_by_second({step: speed * WEIGHTS[step] for step in STEPS})
    assert len(told) > 0.9 * speed * sum(WEIGHTS[step] for step in STEPS) - 2
    assert all(left == pytest.approx(rest, abs=1e-6) for rest, left in told)


def test_a_step_that_does_not_say_how_far_it_is_passes_by_the_pace_of_those_before() -> None:
    silent = ("finding which unknowns matter",)
    told = left_by_second({step: 2 * WEIGHTS[step] for step in STEPS}, silent=silent)
    assert all(left == pytest.approx(rest, abs=0.11 * 2 * WEIGHTS[silent[0]]) for rest, left in told)
    slow = {step: (5 if step in silent else 2) * WEIGHTS[step] for step in STEPS}
    assert all(0.4 * rest <= left <= 2.5 * rest for rest, left in left_by_second(slow, silent=silent) if rest > 5)


def test_it_is_soon_right_where_a_step_takes_longer_than_usual() -> None:
    told = left_by_second(
        {"drawing futures": 10, "finding which unknowns matter": 6, "taking in the evidence": 200, "drawing the page": 10}
    )
    later = [(rest, left) for rest, left in told if 10 < rest < 170]
    assert all(0.9 * rest <= left <= 1.1 * rest + 35 for rest, left in later)


def test_steps_that_are_passed_over_take_no_time() -> None:
    told = left_by_second({step: WEIGHTS[step] for step in STEPS if step != "finding which unknowns matter"})
    after = WEIGHTS["taking in the evidence"] + WEIGHTS["drawing the page"]
    assert all(left == pytest.approx(rest, abs=1e-6) for rest, left in told if rest < after)


def test_how_much_is_done_grows_from_nothing_to_all() -> None:
    clock = Clock()
    pace, shares = Pace(STEPS, clock), []
    for step in STEPS:
        for k in range(5):
            pace.tell(step, k, 4)
            clock.now += 1
            shares.append(pace.find_share())
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_nothing_is_told_before_it_can_be() -> None:
    clock = Clock()
    pace = Pace(("a step of its own",), clock)
    assert pace.find_left() is None
    pace.tell("a step of its own", 0, 0)
    clock.now += 30
    assert pace.find_left() is None
    pace.tell("a step of its own", 1, 4)
    assert pace.find_left() == pytest.approx(90)
    pace.tell("another that nobody planned", 1, 2)
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
    assert say_left(seconds) == text
