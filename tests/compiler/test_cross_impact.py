"""Somewhereland, the example of the method of cross-impact balances, and its ten consistent scenarios.

The figures are those of W. Weimer-Jehle, ScenarioWizard 4.1: Constructing consistent scenarios using cross-impact balance analysis. Manual
(2013), figures 2-2 and 2-3. A scenario has one state of each event. The balance of a state is the sum of the impacts of all states of the
scenario on it. A scenario is consistent if no event has a state with a larger balance than the one that it is in.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from short_texts import build

from lynchpin.engine import simulate
from lynchpin.engine.order import Draws

STATES = {
    "government": ("patriots", "prosperity", "social"),
    "policy": ("cooperation", "rivalry", "conflict"),
    "economy": ("shrinking", "stagnant", "dynamic"),
    "wealth": ("balanced", "contrasts"),
    "cohesion": ("peace", "tensions", "riots"),
    "values": ("merit", "solidarity", "family"),
}
IMPACTS = {
    "patriots":    "0  0  0  -2  1  1   0  0  0   0  0  -2  1  1   0  0  0",
    "prosperity":  "0  0  0   2  1 -3  -2 -1  3  -2  2   0  0  0   2 -1 -1",
    "social":      "0  0  0   0  0  0   0  2 -2   3 -3   2 -1 -1  -2  2  0",
    "cooperation": "0  0  0   0  0  0  -2  1  1   0  0   0  0  0   0  0  0",
    "rivalry":     "0  0  0   0  0  0   0  1 -1   0  0   1  0 -1   0  0  0",
    "conflict":    "3 -1 -2   0  0  0   3  0 -3   0  0   3 -1 -2  -2  1  1",
    "shrinking":   "2  1 -3   0  0  0   0  0  0  -2  2  -3  1  2   0  0  0",
    "stagnant":   "-1  2 -1   0  0  0   0  0  0   0  0   0  0  0   0  0  0",
    "dynamic":     "0  0  0   0  0  0   0  0  0  -2  2   3 -1 -2   0  0  0",
    "balanced":    "0  0  0   0  0  0   0  0  0   0  0   3 -1 -2  -2  1  1",
    "contrasts":   "0 -3  3   0  0  0   0  0  0   0  0  -3  1  2   2 -1 -1",
    "peace":       "0  0  0   0  0  0  -2 -1  3   0  0   0  0  0   2 -1 -1",
    "tensions":    "0  0  0  -1  0  1   1  1 -2   0  0   0  0  0  -1  0  1",
    "riots":       "2 -1 -1  -3  1  2   3  0 -3   0  0   0  0  0  -2 -1  3",
    "merit":       "0  3 -3   0  0  0  -3  0  3  -3  3  -2  1  1   0  0  0",
    "solidarity":  "1 -2  1   0  0  0  -1  2 -1   2 -2   2 -1 -1   0  0  0",
    "family":      "0  0  0   0  0  0  -1  2 -1   1 -1   2 -1 -1   0  0  0",
}  # fmt: skip
"""The impacts of each state on all states, in the same order."""
MATRIX = np.array([[int(number) for number in row.split()] for row in IMPACTS.values()])
PUBLISHED = ("prosperity", "cooperation", "dynamic", "balanced", "peace", "merit")
PUBLISHED_BALANCE = (0, 3, -3, 2, 1, -3, -9, -1, 10, -7, 7, 4, -1, -3, 2, -1, -1)
"""The balances of this scenario in figure 2-3. It is inconsistent, because `contrasts` has a larger balance than `balanced`."""
CONSISTENT = 10
N = 8_192
"""Each of the 486 scenarios is drawn about 17 times."""


def write_file() -> str:
    """Return a file in which every state is equally probable, with the balance of each state and the condition of consistency."""
    event_of = {state: event for event, states in STATES.items() for state in states}
    lines = ["clock: {start: 2030, end: 2030}", "answers: {'yes': [consistent]}", "auxiliaries:"]
    for to, column in zip(IMPACTS, MATRIX.T, strict=True):
        terms = [f"{impact} * ({event_of[state]} == {state})" for state, impact in zip(IMPACTS, column, strict=True) if impact]
        lines.append(f"  for_{to}: {' + '.join(terms)}")
    for event, states in STATES.items():
        own = " + ".join(f"({event} == {state}) * for_{state}" for state in states)
        lines.append(f"  fits_{event}: {own} == max({', '.join(f'for_{state}' for state in states)})")
    lines.append("events:")
    for event, states in STATES.items():
        chances = ", ".join(f"{state}: 1 / {len(states)}" for state in states)
        lines.append(f"  {event}: {{states: {{{chances}}}, judgement: t}}")
    condition = " and ".join(f"fits_{event}" for event in STATES)
    return "\n".join([*lines, "outcomes:", f"  consistent: final({condition})", "  inconsistent: otherwise", ""])


def sum_impacts(scenario: tuple[str, ...]) -> np.ndarray:
    return MATRIX[[list(IMPACTS).index(state) for state in scenario]].sum(axis=0)


def find_consistent() -> set[tuple[str, ...]]:
    """Return the consistent scenarios by enumeration."""
    found = set()
    for scenario in product(*STATES.values()):
        balance = dict(zip(IMPACTS, sum_impacts(scenario), strict=True))
        if all(balance[own] == max(balance[state] for state in states) for own, states in zip(scenario, STATES.values(), strict=True)):
            found.add(scenario)
    return found


def test_somewhereland_has_ten_consistent_scenarios() -> None:
    futures = simulate(build(write_file()), Draws(N, seed=1))
    codes = np.array([futures.states[event][0] for event in STATES]).T
    scenarios = [tuple(states[code] for states, code in zip(STATES.values(), row, strict=True)) for row in codes]
    assert set(scenarios) == set(product(*STATES.values()))
    consistent = {scenario for scenario, answer in zip(scenarios, futures.answer(), strict=True) if answer}
    inconsistent = {scenario for scenario, answer in zip(scenarios, futures.answer(), strict=True) if not answer}
    assert len(consistent) == CONSISTENT
    assert consistent == find_consistent()
    assert not consistent & inconsistent
    balances = np.array([futures.auxiliaries[f"for_{state}"][0] for state in IMPACTS]).T
    np.testing.assert_array_equal(balances[scenarios.index(PUBLISHED)], PUBLISHED_BALANCE)
    assert PUBLISHED in inconsistent
