"""Events with states against outside answers: enumeration of Bayesian networks, linear algebra for Markov chains, closed forms."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from short_texts import build

import lynchpin as lp
from lynchpin.engine import simulate
from lynchpin.engine.filter.particles import Filtered, filter_evidence
from lynchpin.engine.order import Draws

N = 16_384
ERRORS = 4.5
"""Largest distance from the exact answer in standard errors. Each test compares some tens of numbers."""

SEASON = np.array([0.2, 0.5, 0.3])
RAIN = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.3, 0.6]])
"""[season, rain]"""
HARVEST = np.array([[[0.1, 0.3, 0.6], [0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]] * 3) * 0.5 + np.array(
    [[[0.5, 0, 0]], [[0, 0.5, 0]], [[0, 0, 0.5]]]
)
"""[season, rain, harvest]"""
SEASONS, RAINS, HARVESTS = ("wet", "mild", "dry"), ("much", "some", "none"), ("poor", "fair", "good")

NETWORK = """
    clock: {start: 2025, end: 2025}
    answers: {'yes': [hunger]}
    events:
      harvest:
        states: [poor, fair, good]
        given:
          season == wet and rain == much: {poor: 0.55, fair: 0.15, good: 0.3}
          season == wet and rain == some: {poor: 0.6, fair: 0.25, good: 0.15}
          season == wet and rain == none: {poor: 0.8, fair: 0.15, good: 0.05}
          season == mild and rain == much: {poor: 0.05, fair: 0.65, good: 0.3}
          season == mild and rain == some: {poor: 0.1, fair: 0.75, good: 0.15}
          season == mild and rain == none: {poor: 0.3, fair: 0.65, good: 0.05}
          rain == much: {poor: 0.05, fair: 0.15, good: 0.8}
          rain == some: {poor: 0.1, fair: 0.25, good: 0.65}
          rain == none: {poor: 0.3, fair: 0.15, good: 0.55}
        judgement: t
      season: {states: {wet: 0.2, mild: 50 %, dry: 0.3}, judgement: t}
      rain:
        given:
          season == wet: {much: 0.7, some: 0.2, none: 0.1}
          season == mild: {much: 0.3, some: 0.4, none: 0.3}
          season == dry: {much: 0.1, some: 0.3, none: 0.6}
        judgement: t
    evidence:
      - {on: 2025, event: harvest, state: poor, judgement: t}
      - {on: 2025, event: rain, state: some, reliability: 0.7, judgement: t}
    outcomes:
      hunger: {when: final(harvest == poor)}
      plenty: otherwise
"""


def assert_shares(found: np.ndarray, exact: np.ndarray, size: float = N) -> None:
    """Compare shares of independent futures with their probabilities."""
    np.testing.assert_array_less(np.abs(found - exact), ERRORS * np.sqrt(exact * (1 - exact) / size) + 1e-12)


def enumerate_network() -> np.ndarray:
    """[season, rain, harvest] joint probabilities."""
    return SEASON[:, None, None] * RAIN[:, :, None] * HARVEST


@cache
def network() -> lp.Model:
    return build(NETWORK)


def test_network_has_the_joint_probabilities_of_enumeration() -> None:
    futures = simulate(network(), Draws(N, seed=3))
    codes = [futures.states[name][0] for name in ("season", "rain", "harvest")]
    counts = np.zeros((3, 3, 3))
    np.add.at(counts, tuple(codes), 1)
    assert_shares(counts / N, enumerate_network())


def test_network_under_update_has_the_posterior_of_enumeration() -> None:
    model = network()
    filtered = filter_evidence(model, Draws(N, seed=3, evidence=model.evidence), follow=False)
    report = np.array([0.15, 0.7, 0.15])
    joint = enumerate_network()[:, :, 0] * report[None, :]
    assert filtered.log_evidence == pytest.approx(np.log(joint.sum()), abs=ERRORS * filtered.log_evidence_error + 1e-9)
    posterior = joint / joint.sum()
    codes = [filtered.futures.states[name][0] for name in ("season", "rain")]
    counts = np.zeros((3, 3))
    np.add.at(counts, tuple(codes), 1)
    assert (filtered.futures.states["harvest"] == 0).all()
    assert_shares(counts / N, posterior, filtered.effective)


def test_a_report_that_it_was_not_in_a_state() -> None:
    text = NETWORK.replace("- {on: 2025, event: harvest, state: poor, judgement: t}", "")
    text = text.replace("event: rain, state: some, reliability: 0.7", "not: rain, state: some, reliability: 0.9")
    model = build(text)
    filtered = filter_evidence(model, Draws(N, seed=3, evidence=model.evidence), follow=False)
    rain = SEASON @ RAIN * np.array([0.9, 0.1, 0.9])
    assert filtered.log_evidence == pytest.approx(np.log(rain.sum()), abs=ERRORS * filtered.log_evidence_error + 1e-9)
    found = np.bincount(filtered.futures.states["rain"][0], minlength=3) / N
    assert_shares(found, rain / rain.sum(), filtered.effective)


CHAIN = np.array([[0.85, 0.1, 0.05], [0.3, 0.5, 0.2], [0.1, 0.3, 0.6]])
SEEN = np.array([0.1, 0.4, 0.9])
"""Chance of the alarm in each state."""
MARKET = """
    clock: {start: 2025-01, end: 2028-12}
    answers: {'yes': [bad]}
    parameters:
      calming: {value: 0.85, judgement: t}
    events:
      market:
        from:
          calm: {calm: calming, tense: 0.95 - calming, crisis: 0.05}
          tense: {calm: 0.3, tense: 0.5, crisis: 0.2}
          crisis: {calm: 0.1, tense: 0.3, crisis: 0.6}
        starts: calm
        judgement: t
      alarm: {chance: 0.1 if market == calm else 0.4 if market == tense else 0.9, judgement: t}
      relief: {when: previous(market) == crisis and market == calm}
      shock: {when: previous(market) != crisis and market == crisis}
    outcomes:
      bad: {when: final(market == crisis)}
      good: otherwise
"""


@cache
def market() -> lp.Model:
    return build(MARKET)


def test_chain_follows_its_matrix_from_the_first_period_and_ends_stationary() -> None:
    futures = simulate(market(), Draws(N, seed=1))
    path = futures.states["market"]
    now = np.array([1.0, 0.0, 0.0])
    for t in range(len(path)):
        assert_shares(np.bincount(path[t], minlength=3) / N, now)
        now = now @ CHAIN
    values, vectors = np.linalg.eig(CHAIN.T)
    stationary = np.real(vectors[:, np.argmax(np.real(values))])
    stationary /= stationary.sum()
    assert_shares(np.bincount(path[-1], minlength=3) / N, stationary)
    pairs = np.zeros((3, 3))
    np.add.at(pairs, (path[-2], path[-1]), 1)
    assert_shares(pairs / N, stationary[:, None] * CHAIN)


def test_previous_state_in_conditions() -> None:
    futures = simulate(market(), Draws(1_000, seed=1))
    path = futures.states["market"]
    before = np.concatenate([np.full((1, 1_000), 9), path[:-1]])  # no state before the first period
    np.testing.assert_array_equal(futures.events["relief"], (before == 2) & (path == 0))
    np.testing.assert_array_equal(futures.events["shock"], (before != 2) & (path == 2))


def filter_forward(seen: list[bool]) -> tuple[np.ndarray, float]:
    """Return the probabilities of the states after the observations, and the log probability of these (the forward algorithm)."""
    now, log = np.array([1.0, 0.0, 0.0]), 0.0
    for t, alarm in enumerate(seen):
        now = now if t == 0 else now @ CHAIN
        joint = now * (SEEN if alarm else 1 - SEEN)
        now, log = joint / joint.sum(), log + np.log(joint.sum())
    return now, log


def test_chain_given_a_noisy_indicator_has_the_posterior_of_the_forward_algorithm() -> None:
    seen = [False, True, False, True, True, True, False, True]
    lines = "".join(
        f"      - {{on: 2025-{t + 1:02d}, {'event' if alarm else 'not'}: alarm, judgement: t}}\n" for t, alarm in enumerate(seen)
    )
    model = build(MARKET + "    evidence:\n" + lines)
    filtered = filter_evidence(model, Draws(N, seed=2, evidence=model.evidence), follow=False)
    posterior, log = filter_forward(seen)
    assert filtered.log_evidence == pytest.approx(log, abs=ERRORS * filtered.log_evidence_error)
    found = np.bincount(filtered.futures.states["market"][len(seen) - 1], minlength=3) / N
    assert_shares(found, posterior, filtered.effective)


TABLE = """
    clock: {start: 2025-01, end: 2025-06}
    answers: {'yes': [hit]}
    parameters:
      soil: {value: "choice(sand: 0.4, clay: 0.6)", judgement: t}
      p: {value: beta(2, 3), judgement: t}
    events:
      storm: {chance: 0.3, judgement: t}
      flood: {chance: 0.5, when: storm and level == high, judgement: t}
      level:
        given:
          storm and soil == clay: {low: 0, middle: 0.25, high: 0.75}
          storm: {low: p, middle: 1 - p, high: 0}
          month >= 5: high
          otherwise: low
        judgement: t
    outcomes:
      hit: {when: ever(flood)}
      dry: otherwise
"""


def test_first_row_that_applies_counts() -> None:
    futures = simulate(build(TABLE), Draws(N, seed=5))
    level, storm = futures.states["level"], futures.events["storm"]
    clay = (futures.inputs["soil"] == 1)[None, :]
    late = (np.arange(6) >= 4)[:, None]
    assert (level[~storm & late] == 2).all()
    assert (level[~storm & ~late] == 0).all()
    wet = level[storm & clay]
    assert_shares(np.bincount(wet, minlength=3) / len(wet), np.array([0.0, 0.25, 0.75]), len(wet))
    sandy = storm & ~clay
    p = np.broadcast_to(futures.inputs["p"], level.shape)[sandy]
    excess = ((level[sandy] == 0) - p).sum() / np.sqrt((p * (1 - p)).sum())
    assert abs(excess) < ERRORS
    assert not (level[sandy] == 2).any()


def test_an_event_with_a_chance_and_a_condition_is_drawn_only_while_it_holds() -> None:
    futures = simulate(build(TABLE), Draws(N, seed=5))
    possible = futures.events["storm"] & (futures.states["level"] == 2)
    assert not futures.events["flood"][~possible].any()
    assert_shares(futures.events["flood"][possible].mean(), np.array(0.5), possible.sum())


STRETCH = """
    clock: {start: 2026-01, end: 2026-12}
    answers: {'yes': [war]}
    assumptions:
      calm: {claim: Both sides hold back, credence: 0.7, fails: {risk: 0.2}, judgement: t}
    parameters:
      risk: {value: 0.05, judgement: t}
    events:
      war: {chance: risk, judgement: t}
      raid: {chance: 0.1, judgement: t}
    evidence:
      - {not: war, from: 2026-01, through: 2026-09RELIABILITY, judgement: t}
    outcomes:
      war: {when: ever(war)}
      peace: otherwise
"""


@pytest.mark.parametrize("reliability", [1.0, 0.9])
def test_a_stretch_without_an_event_has_its_closed_form(reliability: float) -> None:
    filtered = filter_stretch(reliability)
    quiet = np.array([0.95, 0.8]) ** 9
    likelihood = np.array([0.7, 0.3]) * (reliability * quiet + (1 - reliability) * (1 - quiet))
    posterior = likelihood / likelihood.sum()
    assert filtered.log_evidence == pytest.approx(np.log(likelihood.sum()), abs=ERRORS * filtered.log_evidence_error)
    assert_shares(filtered.futures.assumptions["calm"].mean(), posterior[0], filtered.effective)
    truly = (np.array([0.7, 0.3]) * reliability * quiet).sum() / likelihood.sum()
    assert_shares((~filtered.futures.events["war"][:9].any(axis=0)).mean(), np.array(truly), filtered.effective)
    # One item of evidence is one step, with the belief after its last period.
    (step,) = filtered.steps
    assert step.item.label == "2026-01 to 2026-09"
    assert step.log_probability == pytest.approx(filtered.log_evidence)
    assert step.belief is not None
    assert step.belief.holds[0] == pytest.approx(posterior[0], abs=ERRORS * step.belief.hold_errors[0] + 1e-3)
    now = filtered.prior
    assert now is not None
    before, after = now.answers["yes"][0], step.belief.answers["yes"][0]
    moved = np.log(after / (1 - after)) - np.log(before / (1 - before))
    assert step.moves["yes"][0] == pytest.approx(moved, abs=1e-6)


@cache
def filter_stretch(reliability: float) -> Filtered:
    model = build(STRETCH.replace("RELIABILITY", "" if reliability == 1 else f", reliability: {reliability}"))
    return filter_evidence(model, Draws(8_192, seed=4, evidence=model.evidence), path_futures=8_192)


def test_a_stretch_without_a_state() -> None:
    model = build(MARKET + "    evidence:\n      - {not: market, state: crisis, from: 2025-02, through: 2025-05, judgement: t}\n")
    filtered = filter_evidence(model, Draws(N, seed=2, evidence=model.evidence), follow=False)
    now = np.array([1.0, 0.0, 0.0])
    for _ in range(4):
        now = now @ CHAIN * np.array([1.0, 1.0, 0.0])
    assert filtered.log_evidence == pytest.approx(np.log(now.sum()), abs=ERRORS * filtered.log_evidence_error)
    found = np.bincount(filtered.futures.states["market"][4], minlength=3) / N
    assert_shares(found, now / now.sum(), filtered.effective)


def test_a_measurement_with_a_reliability_is_a_contaminated_normal() -> None:
    model = build("""
    clock: {start: 2026-01, end: 2026-03}
    answers: {'yes': [high]}
    parameters:
      size: {value: normal(0, 1), judgement: t}
    auxiliaries:
      seen: size
    evidence:
      - {on: 2026-01, auxiliary: seen, value: 3, sd: 0.5, reliability: 80%, judgement: t}
    outcomes:
      high: {when: final(size > 0)}
      low: otherwise
    """)
    filtered = filter_evidence(model, Draws(N, seed=2, evidence=model.evidence), follow=False)
    grid = np.linspace(-6, 6, 4_001)

    def normal(x: np.ndarray, sd: float) -> np.ndarray:
        return np.exp(-0.5 * (x / sd) ** 2) / (sd * np.sqrt(2 * np.pi))

    joint = normal(grid, 1) * (0.8 * normal(grid - 3, 0.5) + 0.2 * normal(grid - 3, 5.0))
    step = grid[1] - grid[0]
    assert filtered.log_evidence == pytest.approx(np.log(joint.sum() * step), abs=ERRORS * filtered.log_evidence_error)
    mean = (joint * grid).sum() / joint.sum()
    sd = np.sqrt((joint * (grid - mean) ** 2).sum() / joint.sum())
    found = filtered.futures.inputs["size"].mean()
    assert found == pytest.approx(mean, abs=ERRORS * sd / np.sqrt(filtered.distinct))


def test_probabilities_that_do_not_sum_to_one_leave_a_future_without_an_answer() -> None:
    model = build("""
    clock: {start: 2026-01, end: 2026-02}
    answers: {'yes': [wet]}
    parameters:
      p: {value: uniform(0, 1), judgement: t}
    events:
      weather: {states: {dry: p, wet: 0.5 - p, storm: 0.5}, judgement: t}
    outcomes:
      wet: {when: ever(weather == wet)}
      dry: otherwise
    """)
    futures = simulate(model, Draws(2_000, seed=1))
    np.testing.assert_array_equal(futures.sound, futures.inputs["p"] <= 0.5)
    assert futures.health.nonfinite == {"the probabilities of weather": int((~futures.sound).sum())}


FORESIGHT = """
    clock: {start: 2026-01, end: 2026-02}
    answers: {'yes': [wet]}
    events:
      season: {states: {summer: 0.5, winter: 0.3, autumn: 0.2}, judgement: t}
      weather:
        given:
          season == summer: {dry: 0.8, wet: 0.2}
          season == winter: {dry: 0.4, wet: 0.6}
          season == autumn: {dry: 0.1, wet: 0.9}
        judgement: t
      market:
        from: {calm: {calm: 0.7, crisis: 0.3}, crisis: {calm: 0.4, crisis: 0.6}}
        starts: {calm: 0.9, crisis: 0.1}
        judgement: t
    actors:
      city:
        options: {act: {acts: 1}, wait: {acts: 0}}
        values:
          acts * (TERM): 1
        horizon: 2
        judgement: t
    outcomes:
      wet: {when: ever(weather == wet)}
      dry: otherwise
"""


@pytest.mark.parametrize(
    ("term", "payoff"),
    [
        # The probability of each row counts with the probability of its condition, which are mutually exclusive.
        ("weather == wet", 0.5 * 0.2 + 0.3 * 0.6 + 0.2 * 0.9),
        # A chain is followed by its probabilities: first 0.1, then 0.1 * 0.6 + 0.9 * 0.3.
        ("market == crisis", (0.1 + 0.33) / 2),
        # Two conditions on one event count as independent, as for other events.
        ("weather == wet and weather == dry", 0.46 * 0.54),
    ],
)
def test_actors_foresee_each_state_at_its_probability(term: str, payoff: float) -> None:
    futures = simulate(build(FORESIGHT.replace("TERM", term)), Draws(N, seed=6))
    chosen = (futures.options["city"][0] == 0).mean()
    assert_shares(chosen, np.array(1 / (1 + np.exp(-payoff))))


def test_marginal_tables_are_those_of_all_cases() -> None:
    """The table of the test agrees with the file."""
    lines = [line.split("{")[1] for line in NETWORK.split("given:")[1].splitlines() if "rain ==" in line]
    rows = [[float(part.split(":")[1].strip(" }")) for part in line.split(",")] for line in lines]
    for (season, rain), row in zip(product(range(3), range(3)), rows, strict=True):
        assert HARVEST[season, rain] == pytest.approx(row)
