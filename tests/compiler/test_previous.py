"""What `previous` is in the first period: nothing has happened, and nobody has chosen."""

from __future__ import annotations

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import Draws, Futures, simulate

FUTURES = 4_096
ERRORS = 5.0
"""Standard errors that a share may be off."""

TEXT = """\
clock: {start: 2025, end: 2027}
parameters: {p: {value: 2 to 4, judgement: t}}
stocks: {s: {starts: 3, changes: 1 + attack, judgement: t}}
events:
  war: {chance: 0.5, judgement: t}
  sure: {when: time >= 0}
auxiliaries:
  was_war: previous(war)
  was_sure: previous(sure)
  was_attack: previous(attack)
  was_played: previous(first == strikes)
  was_waiting: previous(first == waits)
  was_s: previous(s)
  was_double: previous(2 * p + s)
  was_mixed: previous(s + 10 * attack + 100 * sure)
  waited: previous(since(sure))
actors:
  first:
    options: {waits: {attack: 0}, strikes: {attack: 1}}
    values: {attack * previous(attack): 3}
    judgement: t
answers: {'yes': [happens]}
outcomes:
  happens: {when: happened(war)}
  nothing: otherwise
"""


@pytest.fixture(scope="module")
def futures() -> Futures:
    return simulate(build(TEXT), Draws(FUTURES))


def test_nothing_has_happened_before_the_first_period(futures: Futures) -> None:
    seen = {name: values[0] for name, values in futures.auxiliaries.items()}
    for name in ("was_war", "was_sure", "was_attack", "was_played"):
        assert (seen[name] == 0).all(), name
    assert (seen["was_waiting"] == 1).all()
    np.testing.assert_array_equal(seen["was_s"], 3.0)
    np.testing.assert_allclose(seen["was_double"], 2 * futures.inputs["p"] + 3)
    np.testing.assert_array_equal(seen["was_mixed"], 3.0)
    assert np.isinf(seen["waited"]).all()


def test_later_it_is_the_value_of_the_period_before(futures: Futures) -> None:
    np.testing.assert_array_equal(futures.auxiliaries["was_war"][1:], futures.events["war"][:-1])
    np.testing.assert_array_equal(futures.auxiliaries["was_attack"][1:], futures.options["first"][:-1])
    np.testing.assert_array_equal(futures.auxiliaries["was_s"][1:], futures.stocks["s"][:-1])
    np.testing.assert_array_equal(futures.auxiliaries["was_mixed"][1], futures.stocks["s"][0] + 10 * futures.options["first"][0] + 100)


def test_an_attack_does_not_pay_at_once(futures: Futures) -> None:
    """In the first period the payoff is zero for both options; after an attack the odds of another are exp(3)."""
    first, second = (futures.options["first"][t] for t in (0, 1))
    assert abs(first.mean() - 0.5) < ERRORS * 0.5 / np.sqrt(FUTURES)
    again, expected = second[first == 1], 1 / (1 + np.exp(-3))
    assert abs(again.mean() - expected) < ERRORS * np.sqrt(expected * (1 - expected) / len(again))
