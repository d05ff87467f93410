"""The particle filter against exact results: Kalman, Bayes by enumeration, a grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_programs import SmallProgram, kalman, see

from lynchpin.engine import simulate
from lynchpin.engine.filter import filtering, particles
from lynchpin.engine.filter.final import count_chains, count_moves
from lynchpin.engine.filter.particles import filter_evidence, simulate_given
from lynchpin.engine.filter.resample import share_places
from lynchpin.engine.graph.program import with_key
from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.order import Draws, resolve
from lynchpin.errors import ArgumentError

DECAY, SHOCK, START = 0.9, 0.5, (1.0, 0.8)
N = 20_000


def linear_model(periods: int = 8) -> Model:
    """x becomes 0.9 x + normal(0, 0.5), starting at normal(1, 0.8)."""
    p = SmallProgram(periods)
    x = p.add_stock("x", ("normal", *START), SHOCK)
    p.becomes(0, p.graph.make("multiply", p.constant(DECAY), x))
    end = p.graph.make("end", data=0)
    return p.build(p.graph.make("less", p.constant(0.0), p.along("final", end)))


MEASURED = {1: (1.6, 0.4), 3: (0.2, 0.3), 4: (0.9, 0.5)}
SEEN = [see(t, "stock", "x", value=y, sd=sd) for t, (y, sd) in MEASURED.items()]


def test_linear_gaussian_is_that_of_kalman_filter_and_smoother():
    model = linear_model()
    filtered = filter_evidence(model, Draws(N, evidence=SEEN, seed=1))
    mean, sd, log_evidence = kalman(MEASURED, 8, DECAY, SHOCK, START)
    x = filtered.futures.stocks["x"].astype(float)
    # Four standard errors of about 1 / sqrt(3,000): the past is estimated from the remaining ancestors.
    assert np.abs(x.mean(axis=1) - mean).max() < 0.04
    assert np.abs(x.std(axis=1) / sd - 1).max() < 0.06
    assert abs(filtered.log_evidence - log_evidence) < 4 * filtered.log_evidence_error < 0.1


def test_a_stock_measured_closely_leaves_most_particles_alive():
    """The shock is drawn from its posterior, so weights depend on the prediction and not on the drawn shock."""
    model, near = linear_model(), {t: (y, 0.01) for t, (y, _) in MEASURED.items()}
    filtered = filter_evidence(model, Draws(4096, evidence=[see(t, "stock", "x", value=y, sd=sd) for t, (y, sd) in near.items()], seed=1))
    mean, sd, log_evidence = kalman(near, 8, DECAY, SHOCK, START)
    x = filtered.futures.stocks["x"].astype(float)
    assert filtered.resamplings <= 2  # 12 without
    assert np.abs(x.mean(axis=1) - mean).max() < 0.06
    assert np.abs(x.std(axis=1) / sd - 1).max() < 0.1
    assert abs(filtered.log_evidence - log_evidence) < 4 * filtered.log_evidence_error < 0.2


def test_a_measured_stock_that_may_stand_at_its_bound():
    """x is normal(0.1, 0.5), held at 0 or above, and measured at 0.05 with sd 0.2: against quadrature over the shock."""
    p = SmallProgram(1)
    x = p.add_stock("x", ("number", 0.1), 0.5)  # type: ignore[arg-type]
    p.becomes(0, x)
    model = p.build(p.graph.make("less", p.constant(0.0), p.along("final", p.graph.make("end", data=0))))
    program = replace(model.program, stocks=tuple(replace(stock, bounded=True) for stock in model.program.stocks))
    bounds = np.float64([[0.0, np.inf]])
    model = replace(model, program=with_key(program), numbers=replace(model.numbers, bounds=bounds))
    filtered = filter_evidence(model, Draws(N, evidence=[see(0, "stock", "x", value=0.05, sd=0.2)], seed=1))

    drawn = np.linspace(-4, 4, 80_001)
    held = np.maximum(drawn, 0.0)
    joint = normal_density(drawn, 0.1, 0.5) * normal_density(held, 0.05, 0.2)
    evidence = joint.sum() * (drawn[1] - drawn[0])
    found = filtered.futures.stocks["x"][0]
    assert filtered.log_evidence == pytest.approx(np.log(evidence), abs=4 * filtered.log_evidence_error)
    assert found.mean() == pytest.approx(held @ joint / joint.sum(), abs=0.005)
    assert (found == 0).mean() == pytest.approx(joint[drawn <= 0].sum() / joint.sum(), abs=0.02)


def normal_density(x: np.ndarray, mean: float, sd: float) -> np.ndarray:
    return np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))


def test_filtering_until_a_date_is_the_kalman_filter_of_that_date():
    model = linear_model()
    x = simulate_given(model, Draws(N, evidence=SEEN, until=1, seed=2)).stocks["x"]
    mean, sd, _ = kalman({1: MEASURED[1]}, 8, DECAY, SHOCK, START)
    assert np.abs(x.mean(axis=1) - mean).max() < 0.03
    assert np.abs(x.std(axis=1) / sd - 1).max() < 0.04


def test_no_evidence_gives_the_futures_of_simulate():
    model = linear_model()
    given, free = filter_evidence(model, Draws(1000, evidence=[], seed=5)).futures, simulate(model, Draws(1000, seed=5))
    np.testing.assert_allclose(given.stocks["x"], free.stocks["x"], rtol=1e-6)
    np.testing.assert_array_equal(given.outcome, free.outcome)


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads():
    model = linear_model()
    one, two = (simulate_given(model, Draws(9000, evidence=SEEN, seed=3), threads=k) for k in (1, 2))
    np.testing.assert_array_equal(one.stocks["x"], two.stocks["x"])
    other = simulate_given(model, Draws(9000, evidence=SEEN, seed=4))
    assert (other.stocks["x"] != one.stocks["x"]).any()


@pytest.fixture
def few_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are correct for any number of moves; 200 runs are faster with few moves."""
    monkeypatch.setattr(filtering, "MOVES", 1)


@pytest.mark.usefixtures("few_moves")
def test_standard_error_of_the_log_evidence_is_the_spread_over_seeds():
    model = linear_model(3)
    seen = [see(0, "stock", "x", value=1.6, sd=0.4), see(2, "stock", "x", value=-0.2, sd=0.3)]
    found = np.array([(f.log_evidence, f.variance) for f in take_with_seeds(model, seen, follow=False)])
    assert found[:, 0].std() / np.sqrt(found[:, 1].mean()) == pytest.approx(1, abs=0.15)


def take_with_seeds(model: Model, evidence: list[Evidence], *, follow: bool) -> list[filtering.Filter]:
    """Filters of 256 particles given the evidence, with seeds 0 to 199."""
    taken = []
    for seed in range(200):
        order = resolve(model, Draws(256, seed=seed))
        taken.append(filtering.Filter(order, 1, follow, 256))
        for t in range(1 + max(e.period for e in evidence)):
            taken[-1].take(t, [e for e in evidence if e.period == t])
    return taken


def assumption_model() -> Model:
    """The chance of an alarm each year is 0.1, or 0.4 where the assumption (credence 0.8) fails; the answer is one in the last year."""
    p = SmallProgram(4)
    j = p.add_assumption("calm", 0.8)
    chance = p.add_parameter("chance", "number", 0.1, assumption=j, fails=[0.4])
    alarm = p.add_event("alarm", chance)
    return p.build(p.along("at", alarm, 3))


def test_events_are_exact_bayes():
    model = assumption_model()
    evidence = [see(0, "event", "alarm"), see(1, "not", "alarm"), see(2, "event", "alarm")]
    filtered = filter_evidence(model, Draws(N, evidence=evidence, seed=1))
    likelihood = np.array([0.1 * 0.9 * 0.1, 0.4 * 0.6 * 0.4])
    joint = np.array([0.8, 0.2]) * likelihood
    posterior = joint / joint.sum()
    assert filtered.futures.assumptions["calm"].mean() == pytest.approx(posterior[0], abs=0.02)
    assert filtered.log_evidence == pytest.approx(np.log(joint.sum()), abs=4 * filtered.log_evidence_error)
    last = filtered.steps[-1].belief
    assert last is not None
    assert last.answers["answer"][0] == pytest.approx(posterior @ [0.1, 0.4], abs=4 * last.answers["answer"][1])
    assert last.holds[0] == pytest.approx(posterior[0], abs=4 * last.hold_errors[0])
    # The contributions of the items add up to the total.
    assert sum(s.log_probability for s in filtered.steps) == pytest.approx(filtered.log_evidence)
    first = np.log(np.array([0.8, 0.2]) @ [0.1, 0.4])
    assert filtered.steps[0].log_probability == pytest.approx(first, abs=0.03)


def option_model(rationality: float = 2.0) -> Model:
    """One actor with two options: the first pays 1, or -1 if the assumption (credence one half) fails; the second pays 0."""
    p = SmallProgram(2)
    j = p.add_assumption("friendly", 0.5)
    pay = p.add_parameter("pay", "number", 1.0, assumption=j, fails=[-1.0])
    first = p.option(0, 0)
    p.add_actor("actor", ("help", "wait"), [(p.graph.make("multiply", pay, first), 1.0)], rationality)
    return p.build(p.along("at", first, 1))


@pytest.mark.parametrize("reliability", [1.0, 0.8])
def test_options_are_exact_bayes_with_the_probabilities_of_the_equilibrium(reliability: float):
    filtered = filter_evidence(
        option_model(), Draws(N, evidence=[see(0, "option", "actor", option="help", reliability=reliability)], seed=1)
    )
    helps = 1 / (1 + np.exp(-2 * np.array([1.0, -1.0])))
    report = reliability * helps + (1 - reliability) * (1 - helps)
    evidence = report.mean()
    friendly = 0.5 * report[0] / evidence
    truly = (0.5 * reliability * helps).sum() / evidence
    assert filtered.log_evidence == pytest.approx(np.log(evidence), abs=4 * filtered.log_evidence_error + 1e-5)
    assert filtered.futures.assumptions["friendly"].mean() == pytest.approx(friendly, abs=0.015)
    assert (filtered.futures.options["actor"][0] == 0).mean() == pytest.approx(truly, abs=0.015)


def test_a_static_parameter_has_the_posterior_of_a_grid():
    p = SmallProgram(12)
    chance = p.add_parameter("chance", "uniform", 0, 1)
    alarm = p.add_event("alarm", chance)
    model = p.build(p.along("ever", alarm))
    fired = [1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0]
    evidence = [see(t, "event" if f else "not", "alarm") for t, f in enumerate(fired)]
    filtered = filter_evidence(model, Draws(N, evidence=evidence, seed=1), follow=False)
    grid = (np.arange(2000) + 0.5) / 2000
    density = grid ** sum(fired) * (1 - grid) ** (12 - sum(fired))
    weights = density / density.sum()
    mean = weights @ grid
    found = filtered.futures.inputs["chance"]
    assert found.mean() == pytest.approx(mean, abs=0.01)
    assert found.std() == pytest.approx(np.sqrt(weights @ (grid - mean) ** 2), rel=0.06)
    quantiles = np.interp([0.05, 0.5, 0.95], np.cumsum(weights), grid)
    np.testing.assert_allclose(np.quantile(found, [0.05, 0.5, 0.95]), quantiles, atol=0.02)
    assert filtered.log_evidence == pytest.approx(np.log(density.mean()), abs=4 * filtered.log_evidence_error)
    # Fewer particles remain than futures continue from them, as many from each or one more; moves have separated the copies.
    assert filtered.resamplings > 0
    _, copies = np.unique(found, return_counts=True)
    assert N / 10 < len(copies) < N
    assert np.median(copies) <= 20


def test_what_an_assumption_replaces_keeps_its_own_posterior():
    """In each state of the assumption the parameter has its own posterior, which moving the copies must not blur."""
    p = SmallProgram(12)
    j = p.add_assumption("calm", 0.5)
    chance = p.add_parameter("chance", "uniform", 0, 0.5, assumption=j, fails=[0.3, 1.0])
    model = p.build(p.along("ever", p.add_event("alarm", chance)))
    fired = [1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0]
    filtered = filter_evidence(
        model, Draws(N, evidence=[see(t, "event" if f else "not", "alarm") for t, f in enumerate(fired)], seed=2), follow=False
    )
    grid = (np.arange(2000) + 0.5) / 2000
    density = grid ** sum(fired) * (1 - grid) ** (12 - sum(fired))
    calm, fails = density * (grid < 0.5) / 0.5, density * (grid > 0.3) / 0.7
    futures = filtered.futures
    assert futures.assumptions["calm"].mean() == pytest.approx(calm.sum() / (calm + fails).sum(), abs=0.02)
    held = futures.assumptions["calm"]
    assert futures.inputs["chance"][held].mean() == pytest.approx(calm @ grid / calm.sum(), abs=0.012)
    assert futures.inputs["chance"][~held].mean() == pytest.approx(fails @ grid / fails.sum(), abs=0.012)


def test_items_enter_by_period_and_within_a_period_as_they_are_given():
    model = linear_model()
    items = [*SEEN, see(3, "stock", "x", value=0.4, sd=0.6), see(1, "stock", "x", value=1.1, sd=0.9)]
    one = simulate_given(model, Draws(2000, evidence=items, seed=1))
    by_period = simulate_given(model, Draws(2000, evidence=sorted(items, key=lambda e: e.period), seed=1))
    np.testing.assert_array_equal(one.stocks["x"], by_period.stocks["x"])
    other = filter_evidence(model, Draws(2000, evidence=items[::-1], seed=1), path_futures=512)
    assert [step.item for step in other.steps] == [items[4], items[0], items[3], items[1], items[2]]
    # The posterior does not depend on the order, only its estimate does.
    np.testing.assert_allclose(one.stocks["x"].mean(axis=1), other.futures.stocks["x"].mean(axis=1), atol=0.1)
    reported = filter_evidence(model, Draws(2000, evidence=items, seed=1), path_futures=512)
    np.testing.assert_array_equal(one.stocks["x"], reported.futures.stocks["x"])


def test_the_population_of_an_update_is_the_one_that_later_futures_go_on_from(monkeypatch: pytest.MonkeyPatch):
    """What is reported of each item changes no particle, so the futures after it need no second run of the filter."""
    evidence = [see(t, "event", "alarm") for t in range(3)]
    draws = Draws(10_000, evidence=evidence, seed=1)
    model = assumption_model()
    followed = filter_evidence(model, draws)
    assert followed.resamplings > 0
    plain = simulate_given(assumption_model(), draws)
    monkeypatch.setattr(particles, "_take_all", None)
    again = [simulate_given(model, draws), simulate_given(model, draws.change(index=np.arange(10_000, dtype=np.uint32)))]
    for futures in (followed.futures, *again):
        np.testing.assert_array_equal(futures.outcome, plain.outcome)
        np.testing.assert_array_equal(futures.lineage, plain.lineage)
        np.testing.assert_array_equal(futures.inputs["chance"], plain.inputs["chance"])
        np.testing.assert_array_equal(futures.events["alarm"], plain.events["alarm"])
    with pytest.raises(TypeError):  # other evidence does need a filter
        simulate_given(model, draws.change(evidence=evidence[:2]))


def test_two_measurements_of_one_quantity_have_the_evidence_of_both():
    model = linear_model(2)
    both = [see(0, "stock", "x", value=1.0, sd=0.5), see(0, "stock", "x", value=1.5, sd=0.5)]
    filtered = filter_evidence(model, Draws(N, evidence=both, seed=1))
    m, v = DECAY * START[0], DECAY**2 * START[1] ** 2 + SHOCK**2
    y = np.array([1.0, 1.5])
    cov = v + np.diag([0.25, 0.25])
    exact = -0.5 * (y - m) @ np.linalg.solve(cov, y - m) - 0.5 * np.log(np.linalg.det(2 * np.pi * cov))
    assert filtered.log_evidence == pytest.approx(exact, abs=0.02)


def test_absurd_evidence_leaves_few_ancestors():
    filtered = filter_evidence(linear_model(), Draws(8000, evidence=[see(0, "stock", "x", value=50.0, sd=0.05)], seed=1))
    assert filtered.distinct < 5
    assert not filtered.impossible


def test_impossible_evidence_is_set_aside_and_named():
    p = SmallProgram(3)
    alarm = p.add_event("alarm", p.constant(0.0))
    siren = p.add_event("siren", p.constant(0.25))
    model = p.build(p.along("ever", p.graph.make("add", alarm, siren)))
    evidence = [see(1, "event", "alarm"), see(1, "event", "siren")]
    for follow in (True, False):
        filtered = filter_evidence(model, Draws(1000, evidence=evidence, seed=1), follow=follow)
        assert filtered.impossible == (evidence[0],)
        assert filtered.log_evidence == pytest.approx(np.log(0.25), abs=1e-5)
        assert filtered.futures.events["siren"][1].all()


@pytest.mark.usefixtures("few_moves")
def test_standard_error_of_the_posterior_is_the_spread_over_seeds():
    model = assumption_model()
    evidence = [see(t, "event" if t % 2 else "not", "alarm") for t in range(3)]
    last = [run.steps[-1] for run in take_with_seeds(model, evidence, follow=True)]
    beliefs = [step.belief for step in last]
    holds = [(b.holds[0], b.hold_errors[0]) for b in beliefs if b is not None]
    answers = [b.answers["answer"] for b in beliefs if b is not None]
    moves = [step.moves["answer"] for step in last]
    bits = [(step.log_probability, step.log_probability_error) for step in last]
    for found in map(np.array, (holds, answers, moves, bits)):
        assert found[:, 0].std() / np.sqrt((found[:, 1] ** 2).mean()) == pytest.approx(1, abs=0.15)


def test_as_many_futures_go_on_from_each_particle_or_one_more():
    copies = np.bincount(share_places(np.arange(10_000, dtype=np.uint32), 10_000, 1024))
    assert set(copies) == {9, 10}
    assert abs(copies[:512].sum() - copies[512:].sum()) <= 1
    np.testing.assert_array_equal(share_places(np.arange(1024, dtype=np.uint32), 1024, 1024), np.arange(1024))


def test_the_past_of_each_future_is_its_own():
    """A future's path follows its ancestors: measured values and the shocks between them are consistent."""
    model = linear_model()
    futures = simulate_given(model, Draws(2000, evidence=SEEN, seed=1))
    x = futures.stocks["x"].astype(float)
    shocks = x[1:] - DECAY * x[:-1]
    assert np.abs(shocks).max() < 6 * SHOCK
    np.testing.assert_allclose(futures.outcome == 0, x[-1] > 0)


def evidence_until(evidence: list[Evidence], period: int) -> list[Evidence]:
    return [e for e in evidence if e.period <= period]


@pytest.mark.parametrize("until", [0, 1, 4])
def test_until_takes_what_was_known_by_then(until: int):
    model = linear_model()
    known = simulate_given(model, Draws(1000, evidence=evidence_until(SEEN, until), seed=1))
    np.testing.assert_array_equal(simulate_given(model, Draws(1000, evidence=SEEN, until=until, seed=1)).stocks["x"], known.stocks["x"])


def test_states_set_after_the_evidence_change_only_what_follows():
    model = assumption_model()
    evidence = [see(0, "event", "alarm"), see(1, "not", "alarm")]
    index = np.arange(25_000, dtype=np.uint32)
    runs = [
        simulate(model, Draws(index=index, evidence=evidence, seed=1, states={"calm": np.full(25_000, held)})) for held in (True, False)
    ]
    for futures, chance in zip(runs, (0.1, 0.4), strict=True):
        fired = futures.events["alarm"]
        assert fired[0].all()
        assert not fired[1].any()
        assert fired[2:].mean() == pytest.approx(chance, abs=0.01)
    # The same random numbers: an event that fires at a low chance also fires at a higher one.
    assert not (runs[0].events["alarm"] & ~runs[1].events["alarm"]).any()


def test_a_starting_value_cannot_be_set_after_the_evidence():
    with pytest.raises(ArgumentError, match="starting value of `x`"):
        simulate(linear_model(), Draws(100, evidence=SEEN, inputs={"x": 0.0}))


def test_the_work_is_proportional_to_the_futures() -> None:
    resamplings = 40
    assert [count_chains(2_048, resamplings, drawn) for drawn in (1_000, 5_000, 10_000, 100_000)] == [256, 256, 512, 512]
    assert [count_moves(256, resamplings, drawn) for drawn in (1_000, 2_500, 5_000)] == [120, 300, 600]
    assert count_moves(512, resamplings, 10_000) == count_moves(512, resamplings, 100_000) == 600
