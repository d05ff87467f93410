"""How actors choose: logit shares, horizon, factions, perception, current options, both kinds of reasoning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from shares import N, close, logit

from lynchpin.engine import Futures

Draw = Callable[..., Futures]
CLOCK = "clock: {start: 2025, end: 2027}\n"


def count_shares(f: Futures, actor: str, options: int, t: int = 0) -> np.ndarray:
    return np.bincount(f.options[actor][t], minlength=options) / len(f)


ALONE = CLOCK + (
    "stocks:\n  x: {starts: 0, changes: push, judgement: t}\n"
    "actors:\n  a:\n    options: {low: {push: 0}, mid: {push: 1}, high: {push: 3}}\n"
    "    values: {x: {weight: 1, judgement: t}}\n    rationality: 0.5\n    horizon: HORIZON\n    judgement: t\n"
)


@pytest.mark.parametrize(("horizon", "factor"), [(1, 1.0), (2, 1.5), (4, 2.5)])
def test_one_actor_answers_its_payoff_averaged_over_the_horizon(draw: Draw, horizon: int, factor: float) -> None:
    """A term reads x at the end of each projected period: push, 2 push, ... averaged over the horizon."""
    f = draw(ALONE.replace("HORIZON", str(horizon)), N)
    close(count_shares(f, "a", 3), logit(0, 0.5 * factor, 1.5 * factor))


GAME = CLOCK + (
    "stocks:\n  x: {starts: 0, changes: 0, judgement: t}\n"
    "actors:\n"
    "  row:\n    options: {up: {r: 1}, down: {r: 0}}\n    rationality: LAMBDA\n    judgement: t\n"
    "    values: {4 * r * c + (1 - r) * (1 - c): {weight: 1, judgement: t}}\n"
    "  column:\n    options: {left: {c: 1}, right: {c: 0}}\n    rationality: LAMBDA\n    judgement: t\n"
    "    values: {r * (1 - c) + (1 - r) * c: {weight: 1, judgement: t}}\n"
)


@pytest.mark.parametrize(("rationality", "row", "column"), [(0.5, 0.657419, 0.460726), (2, 0.719043, 0.293972), (5, 0.626196, 0.220637)])
def test_matching_pennies(draw: Draw, rationality: float, row: float, column: float) -> None:
    """Logit equilibria of asymmetric matching pennies, computed with Gambit."""
    f = draw(GAME.replace("LAMBDA", str(rationality)), N)
    close(count_shares(f, "row", 2), np.array([row, 1 - row]))
    close(count_shares(f, "column", 2), np.array([column, 1 - column]))
    assert f.health.residual_large == 0


def test_adaptive_reasoning_answers_the_last_options(draw: Draw) -> None:
    f = draw("reasoning: adaptive\n" + GAME.replace("LAMBDA", "1"), N)
    close(count_shares(f, "row", 2), logit(4, 0))  # at the start each actor's first option is in place
    close(count_shares(f, "column", 2), logit(0, 1))
    left = f.options["column"][0] == 0
    after = np.bincount(f.options["row"][1][left], minlength=2) / left.sum()
    np.testing.assert_allclose(after, logit(4, 0), atol=0.05)


def test_an_actor_that_does_not_decide_keeps_its_option(draw: Draw) -> None:
    text = CLOCK.replace("2027", "2030") + (
        "stocks:\n  x: {starts: 0, changes: push, judgement: t}\n"
        "actors:\n  a:\n    options: {low: {push: 0}, high: {push: 1}}\n    values: {x: {weight: 0, judgement: t}}\n"
        "    rationality: 1\n    decides: period == 1 or period == 4\n    judgement: t\n"
    )
    options = draw(text, N).options["a"]
    assert (options[0] == 0).all()
    np.testing.assert_array_equal(options[1], options[3])
    assert 0.45 < (options[4] != options[3]).mean() < 0.55


FACTIONS = CLOCK + (
    "stocks:\n  x: {starts: 0, changes: push, judgement: t}\n"
    "actors:\n  a:\n    options: {low: {push: 0}, high: {push: 1}}\n    rationality: 1\n    judgement: t\n"
    "    factions:\n"
    "      doves: {influence: 3, values: {x: {weight: -2, judgement: t}}, judgement: t}\n"
    "      hawks: {influence: 1 + x, values: {x: {weight: 4, judgement: t}}, judgement: t}\n"
)


def test_factions_weigh_by_influence_and_keep_what_they_wanted(draw: Draw) -> None:
    f = draw(FACTIONS, N)
    close(count_shares(f, "a", 2), logit(0, (3 * -2 + 1 * 4) / 4))
    assert (f.favourites["a"]["doves"] == 0).all()
    assert (f.favourites["a"]["hawks"] == 1).all()
    pushed = f.options["a"][0] == 1
    after = np.bincount(f.options["a"][1][pushed], minlength=2) / pushed.sum()
    close(after, logit(0, (3 * -2 + 2 * 4) / 5), pushed.sum())


PERCEIVED = CLOCK + (
    "parameters:\n  fear: {value: 1, judgement: t}\n"
    "stocks:\n  x: {starts: 2, changes: 0, judgement: t}\n"
    "actors:\n  a:\n    options: {low: {push: 0}, high: {push: 1}}\n    rationality: 1\n    judgement: t\n"
    "    values: {push * x * fear: {weight: 1, judgement: t}}\n"
    "    perceives: {x: {bias: -3, judgement: t}, fear: {bias: 1, noise: 0.5, judgement: t}}\n"
)


def test_an_actor_acts_on_what_it_perceives(draw: Draw) -> None:
    f = draw(PERCEIVED, N)
    z = np.random.default_rng(0).normal(size=200_000)
    wanted = (1 / (1 + np.exp((2 + 0.5 * z) * 1))).mean()  # it sees x as about -1 and fear as about 2
    close(count_shares(f, "a", 2), np.array([1 - wanted, wanted]))
    assert (f.stocks["x"] == 2).all()


def test_events_enter_a_projection_at_their_chance(draw: Draw) -> None:
    text = CLOCK + (
        "stocks:\n  x: {starts: 0, changes: 0, judgement: t}\n"
        "events:\n  blow: {chance: 0.2 + 0.5 * push, once: true}\n"
        "actors:\n  a:\n    options: {low: {push: 0}, high: {push: 1}}\n    rationality: 2\n    horizon: 2\n    judgement: t\n"
        "    values: {blow: {weight: 1, judgement: t}}\n"
    )
    f = draw(text, N)
    low, high = (0.2 + 0.8 * 0.2) / 2, (0.7 + 0.3 * 0.7) / 2
    close(count_shares(f, "a", 2), logit(2 * low, 2 * high))


def test_extreme_rationality(draw: Draw) -> None:
    close(count_shares(draw(GAME.replace("LAMBDA", "0"), N), "row", 2), np.array([0.5, 0.5]))
    f = draw(ALONE.replace("HORIZON", "1").replace("rationality: 0.5", "rationality: 1000000"), 256)
    assert (f.options["a"] == 2).all()
    assert (f.status == 0).all()


OVER_TIME = CLOCK + (
    "parameters:\n  toll: {value: 1.5, judgement: t}\n"
    "stocks:\n  x: {starts: 0, changes: push, judgement: t}\n  y: {starts: 0, becomes: previous(push), judgement: t}\n"
    "actors:\n  a:\n    options: {low: {push: 0}, high: {push: 1}}\n    values: {x: {weight: 1, judgement: t}}\n"
    "    starts: high\n    switching: COST\n    rationality: 0.5\n    horizon: {periods: 2, discount: 0.5HORIZON}\n    judgement: t\n"
)


@pytest.mark.parametrize(("cost", "horizon", "scale"), [("1.5", ", sum: true", 1.0), ("2 * toll - 1.5", "", 1.5)])
def test_payoffs_over_the_horizon_and_the_cost_of_switching(draw: Draw, cost: str, horizon: str, scale: float) -> None:
    """`high` adds 1 in this period and 2 in the next, which counts half. The mean divides by the sum of the weights, 1.5."""
    f = draw(OVER_TIME.replace("COST", cost).replace("HORIZON", horizon), N)
    from_high, from_low = logit(-0.75 / scale, 1.0 / scale), logit(0, (1.0 - 0.75) / scale)
    close(count_shares(f, "a", 2), from_high)
    for last, wanted in ((1, from_high), (0, from_low)):
        same = f.options["a"][0] == last
        after = np.bincount(f.options["a"][1][same], minlength=2) / same.sum()
        close(after, wanted, same.sum())
    assert (f.stocks["y"][0] == 1).all()  # before the first period, `previous` reads the option of `starts`


FORESIGHT = CLOCK + (
    "actors:\n"
    "  east:\n    options: {strike: {hit: 1}, stay: {hit: 0}}\n    judgement: t\n"
    "    payoffs: {strike: {resist: -1, yield: 2}, stay: {resist: 0, yield: 0.5}}\n    values: {hit * bow: 1}\n"
    "    horizon: {periods: 3, sum: true, discount: 0.5, foresees: replies}\n"
    "  west:\n    options: {resist: {bow: 0}, yield: {bow: 1}}\n    judgement: t\n"
    "    payoffs: {resist: {strike: 0, stay: 2}, yield: {strike: 2, stay: 0}}\n    rationality: 1.5\n"
)


def test_an_actor_may_foresee_replies(draw: Draw) -> None:
    """West's replies to each of east's options count in the second and third period, with weights 0.5 and 0.25."""
    f = draw(FORESIGHT, N)
    once, west = np.array([[-1, 3], [0, 0.5]]), np.array([[0, 2], [2, 0]])  # [east's options, west's options]
    replies = np.array([logit(*(1.5 * west[own])) for own in (0, 1)])
    east = once + (0.5 + 0.25) * (once * replies).sum(axis=1, keepdims=True)
    striking, resisting = np.full(2, 0.5), np.full(2, 0.5)
    for _ in range(500):
        striking = 0.9 * striking + 0.1 * logit(*(east @ resisting))
        resisting = 0.9 * resisting + 0.1 * logit(*(1.5 * (striking @ west)))
    close(count_shares(f, "east", 2), striking)
    close(count_shares(f, "west", 2), resisting)
    kept = 1.75 * once @ np.array([0.5, 0.5])  # without foresight, and against even odds, east would strike less often
    assert striking[0] > logit(*kept)[0] + 0.1
