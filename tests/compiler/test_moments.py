"""A stock and an auxiliary equal to it are read at the same moment: whatever looks at a period reads both at its end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from short_texts import HEAD

import lynchpin as lp
from lynchpin.engine import Futures

Draw = Callable[..., Futures]
N = 16_384
ERRORS = 4.5
"""Standard errors that a share may be off."""
CLOCK = "clock: {start: 2025, end: 2028}\n"


def logit(payoff: float) -> float:
    return 1 / (1 + float(np.exp(-payoff)))


def assert_share(values: np.ndarray, share: float) -> None:
    assert abs(values.mean() - share) < ERRORS * np.sqrt(share * (1 - share) / values.size)


ATTACK = CLOCK + (
    "stocks:\n  was: {starts: 0.5, becomes: 0.5 * attack, judgement: t}\n"
    "auxiliaries:\n  was_before: was\n  through: 2 * was_before - was\n"
    "actors:\n  a: {options: {wait: {attack: 0}, strike: {attack: 1}}, values: {TERM: 3}, horizon: HORIZON, judgement: t}\n"
)


@pytest.mark.parametrize("horizon", [1, 2])
@pytest.mark.parametrize("read", ["was", "was_before", "through", "(was + was_before) / 2"])
def test_a_term_reads_a_stock_through_an_auxiliary_at_the_end(draw: Draw, read: str, horizon: int) -> None:
    """An attack leaves the stock at 0.5, so it pays 1.5 in every period of the horizon."""
    f = draw(ATTACK.replace("TERM", f"attack * {read}").replace("HORIZON", str(horizon)), N)
    assert_share(f.options["a"][0] == 1, logit(1.5))


@pytest.mark.parametrize("read", ["previous(was)", "previous(was_before)", "previous(through)"])
def test_previous_in_a_term_is_the_end_of_the_period_before(draw: Draw, read: str) -> None:
    """At first it is the starting value, 0.5; then it is 0.5 after an attack and 0 otherwise."""
    struck = draw(ATTACK.replace("TERM", f"attack * {read}").replace("HORIZON", "1"), N).options["a"] == 1
    assert_share(struck[0], logit(1.5))
    assert_share(struck[1][struck[0]], logit(1.5))
    assert_share(struck[1][~struck[0]], 0.5)


def test_a_horizon_averages_what_an_auxiliary_is_at_the_ends(draw: Draw) -> None:
    """An attack raises the stock by 1 in each period, so its square is 1, 4 and 9 at the ends: a mean of 14 / 3."""
    text = CLOCK + (
        "stocks:\n  x: {starts: 0, changes: attack, judgement: t}\n"
        "auxiliaries:\n  square: x * x\n"
        "actors:\n  a: {options: {wait: {attack: 0}, strike: {attack: 1}}, values: {square: 0.3}, horizon: 3, judgement: t}\n"
    )
    assert_share(draw(text, N).options["a"][0] == 1, logit(0.3 * 14 / 3))


def test_an_auxiliary_of_a_choice_and_a_stock_reads_both_in_the_same_period(draw: Draw) -> None:
    """Whoever attacks spends its only unit of stock. At the end there is nothing left to gain."""
    text = CLOCK + (
        "stocks:\n  x: {starts: 1, becomes: 1 - attack, judgement: t}\n"
        "auxiliaries:\n  gain: attack * x\n  cost: attack * (1 - x)\n"
        "actors:\n  a: {options: {wait: {attack: 0}, strike: {attack: 1}}, values: {gain: 5, -cost: 1}, judgement: t}\n"
    )
    assert_share(draw(text, N).options["a"][0] == 1, logit(-1))


WHOLE = """\
clock: {start: 2025, end: 2030}
stocks:
  x: {starts: 1, changes: lift + 0.3 * attack, shock: 'normal(0, 0.3)', judgement: t}
auxiliaries:
  copy: x
  later: copy + 0 * previous(copy)
events:
  high: {when: x > 1}
actors:
  a:
    options: {wait: {attack: 0}, strike: {attack: 1}}
    values: {NAME: 1, attack * previous(NAME): -1, 'smooth(NAME, 2)': 0.5, attack * ever(NAME > 1.5): 0.5}
    horizon: 2
    judgement: t
assumptions:
  calm: {claim: c, holds_while: NAME < 2, judgement: t}
indicators:
  seen: {watch: NAME, noise: 0.1}
answers: {'yes': [risen, peaked], late: [late]}
outcomes:
  risen: {when: final(NAME) > 1.5}
  peaked: {when: highest(NAME) > 1.6 or ever(previous(NAME) > 1.7)}
  late: {when: 'at(2028, NAME) > 1.1 and average(smooth(NAME, 3)) > 1'}
  low: {when: always(NAME < 1.2)}
  other: otherwise
goals: {total(NAME): 1, lowest(NAME): 1, NAME: 1, count(NAME > previous(NAME)): 1, since(high) < 3: 1}
policies:
  push: {sets: {lift: 0.1}, means: m}
parameters: {lift: {value: -0.2 to 0, judgement: t}}
forecasts:
  f: {claim: c, by: t, stated: 0.5, resolves: 2029, event: 'by(2027, NAME > 1.2)'}
"""


@pytest.mark.parametrize("policy", [None, "push"])
def test_an_auxiliary_may_take_the_place_of_its_formula_everywhere(draw: Draw, policy: str | None) -> None:
    """Payoffs, `holds_while`, indicators, outcomes, goals, forecasts and the record are the same to the last bit."""
    first = draw(WHOLE.replace("NAME", "x"), 512, policy=policy)
    for name in ("copy", "later"):
        f = draw(WHOLE.replace("NAME", name), 512, policy=policy)
        np.testing.assert_array_equal(f.options["a"], first.options["a"])
        np.testing.assert_array_equal(f.outcome, first.outcome)
        np.testing.assert_array_equal(f.standing, first.standing)
        np.testing.assert_array_equal(f.broke["calm"], first.broke["calm"])
        np.testing.assert_array_equal(f.indicators["seen"], first.indicators["seen"])
        np.testing.assert_array_equal(f.auxiliaries[name], f.stocks["x"])
        np.testing.assert_array_equal(np.array(f.goals), np.array(first.goals))
        np.testing.assert_array_equal(f.forecasts["f"], first.forecasts["f"])
    assert len(np.unique(first.outcome)) > 3


def test_events_are_made_from_the_start_of_the_period(draw: Draw) -> None:
    """Only what looks at a period reads its end. What makes it happen reads the start, through an auxiliary too."""
    f = draw(WHOLE.replace("NAME", "copy").replace("when: x > 1}", "when: copy > 1}"), 512)
    before = np.vstack([f.inputs["x"], f.stocks["x"][:-1]])
    np.testing.assert_array_equal(f.events["high"], before > 1)


def test_evidence_about_an_auxiliary_is_measured_as_that_about_its_stock() -> None:
    """With a shock that is not normal, neither is drawn given the measurement, so the weights are the same."""
    text = HEAD + WHOLE.replace("NAME", "x").replace("normal(0, 0.3)", "uniform(-0.5, 0.5)") + ("evidence: [{on: 2026, KIND: 1.4}]\n")
    one, other = (
        lp.update(lp.load_text(text.replace("KIND: 1.4", f"{kind}: {name}, value: 1.4, sd: 0.2")), futures=1_000, seed=1).to_dict()
        for kind, name in (("stock", "x"), ("auxiliary", "copy"))
    )
    assert one["log_evidence"] == pytest.approx(other["log_evidence"], rel=1e-9)
    assert one["answers"]["yes"]["probability"] == pytest.approx(other["answers"]["yes"]["probability"], rel=1e-9)


def test_the_drivers_of_an_auxiliary_are_those_of_its_stock() -> None:
    assessment = lp.load_text(HEAD + WHOLE.replace("NAME", "x"))
    one, other = (lp.drivers(assessment, of=of, futures=1_024, seed=1).to_dict() for of in ("x", "copy"))
    for row, its in zip(one["parameters"], other["parameters"], strict=True):
        assert row == its
