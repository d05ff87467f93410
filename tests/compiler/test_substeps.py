"""Sub-steps and delays, against scipy, small tables computed step by step, and PySD."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from short_texts import build

from lynchpin.engine import Futures, simulate
from lynchpin.engine.order import Draws

FEW = 16
STEP = 8
"""Sub-steps in a period of the tables: the time step of the models that they come from is 1/8."""
TABLE = 1e-4
"""Largest difference from a table of a published model, which has that many digits."""

EPIDEMIC = """\
clock: {{start: 2020-03-01, end: 2020-06-08{steps}}}
parameters: {{contacts: {{value: 0.4, unit: 1 / day, judgement: t}}, recovery: {{value: 0.1, unit: 1 / day, judgement: t}}}}
stocks:
  healthy: {{unit: people, starts: 990, changes: -infection, judgement: t}}
  infected: {{unit: people, starts: 10, changes: infection - recovery * infected, judgement: t}}
auxiliaries:
  infection: {{equals: contacts * healthy * infected / (1000 people), judgement: t}}
"""


def play(text: str) -> Futures:
    return simulate(build(text), Draws(FEW))


def epidemic(t: float, y: NDArray[np.float64]) -> list[float]:
    infection = 0.4 * y[0] * y[1] / 1000
    return [-infection, infection - 0.1 * y[1]]


def test_an_epidemic_by_days_follows_its_differential_equation() -> None:
    exact = solve_ivp(epidemic, (0, 100), [990, 10], t_eval=range(101), rtol=1e-11, atol=1e-10).y[:, 1:]
    errors = {}
    for steps in ("", ", within: 8", ", within: 16", ", within: 1, method: rk4", ", within: 4, method: rk4"):
        f = play(EPIDEMIC.format(steps=steps))
        errors[steps] = max(np.abs(f.stocks[name][:, 0] - path).max() for name, path in zip(("healthy", "infected"), exact, strict=True))
    # Euler's method is of order 1, the method of Runge and Kutta of order 4.
    assert errors[", within: 16"] == pytest.approx(errors[", within: 8"] / 2, rel=0.05)
    assert errors[", within: 8"] == pytest.approx(errors[""] / 8, rel=0.2)
    assert errors[", within: 4, method: rk4"] == pytest.approx(errors[", within: 1, method: rk4"] / 4**4, rel=0.2)
    assert errors[", within: 4, method: rk4"] < 2e-4  # of 1,000 people


def test_a_model_driven_by_time_keeps_the_order_of_the_method() -> None:
    """`time` moves within a period, `period` and a series do not."""
    text = """\
clock: {start: 2020, end: 2029, within: 10, method: rk4}
series: {level: {values: {2020: 1, 2025: 3}, judgement: t}}
stocks:
  x: {starts: 1, changes: sin(6 * time) - 0.5 * x, judgement: t}
  y: {starts: 0, changes: level + period, judgement: t}
"""
    f = play(text)
    exact = solve_ivp(lambda t, y: [np.sin(6 * t) - 0.5 * y[0]], (0, 10), [1], t_eval=range(1, 11), rtol=1e-11, atol=1e-11).y[0]
    np.testing.assert_allclose(f.stocks["x"][:, 0], exact, atol=2e-4)
    np.testing.assert_allclose(f.stocks["y"][:, 0], np.cumsum([1] * 5 + [3] * 5) + np.cumsum(range(10)), atol=1e-10)


HARES = """\
clock: {start: 1900, end: 1949, within: 32, method: rk4}
stocks:
  hares: {unit: thousand animal, starts: 30, changes: (0.55 - 0.028 * lynx / (1 thousand animal)) * hares / year, judgement: t}
  lynx: {unit: thousand animal, starts: 4, changes: (0.026 * hares / (1 thousand animal) - 0.84) * lynx / year, judgement: t}
units: {animal: }
"""


def test_hares_and_lynx() -> None:
    """The equations of Lotka and Volterra with the numbers that are usually fitted to the furs of the Hudson's Bay Company."""
    f = play(HARES)
    exact = solve_ivp(
        lambda t, y: [(0.55 - 0.028 * y[1]) * y[0], (0.026 * y[0] - 0.84) * y[1]],
        (0, 50), [30, 4], t_eval=range(1, 51), rtol=1e-11, atol=1e-10,
    ).y  # fmt: skip
    np.testing.assert_allclose(f.stocks["hares"][:, 0], exact[0], rtol=1e-5)
    np.testing.assert_allclose(f.stocks["lynx"][:, 0], exact[1], rtol=1e-5)


Step = Callable[[float, Mapping[str, float]], dict[str, float]]


def integrate(periods: int, steps: int, start: Mapping[str, float], rates: Step) -> dict[str, NDArray[np.float64]]:
    """Return each quantity at the ends of the periods by Euler's method, one step at a time."""
    values, path = dict(start), {name: [x] for name, x in start.items()}
    for k in range(periods * steps):
        changes = rates(k / steps, values)
        values = {name: x + changes[name] / steps for name, x in values.items()}
        if (k + 1) % steps == 0:
            for name, x in values.items():
                path[name].append(x)
    return {name: np.array(row) for name, row in path.items()}


WORKFORCE = """\
clock: {start: 2025-01, end: 2028-12, within: 8}
parameters: {time_to_hire: {value: 2, unit: month, judgement: t}, tenure: {value: 40, unit: month, judgement: t}}
series: {target: {values: {2025-01: 100, 2025-07: 150}, unit: people, judgement: t}}
stocks:
  workers: {unit: people, starts: 100, changes: hires - leavers, judgement: t}
  vacancies: {unit: people, starts: 5, changes: openings - hires, judgement: t}
auxiliaries:
  leavers: {equals: workers / tenure, judgement: t}
  hires: {equals: vacancies / time_to_hire, judgement: t}
  expected: {equals: "smooth(leavers, 3 month, order: 1)", judgement: t}
  openings: {equals: "max(0 people / month, expected + (target - workers) / (4 month) + (5 people - vacancies) / (3 month))", judgement: t}
"""


def test_a_workforce() -> None:
    def rates(t: float, v: Mapping[str, float]) -> dict[str, float]:
        leavers, hires = v["workers"] / 40, v["vacancies"] / 2
        target = 150 if int(t) >= 6 else 100
        openings = max(0.0, v["expected"] + (target - v["workers"]) / 4 + (5 - v["vacancies"]) / 3)
        return {"workers": hires - leavers, "vacancies": openings - hires, "expected": (leavers - v["expected"]) / 3}

    f = play(WORKFORCE)
    path = integrate(48, STEP, {"workers": 100, "vacancies": 5, "expected": 100 / 40}, rates)
    np.testing.assert_allclose(f.stocks["workers"][:, 0], path["workers"][1:], rtol=1e-10)
    np.testing.assert_allclose(f.stocks["vacancies"][:, 0], path["vacancies"][1:], rtol=1e-10)
    np.testing.assert_allclose(f.auxiliaries["expected"][:, 0], path["expected"][1:], rtol=1e-10)
    assert np.ptp(path["workers"]) > 40


DELAYS = """\
clock: {{start: 2025-01, end: 2028-12, within: {steps}}}
stocks: {{clock_hand: {{starts: 0, changes: 1, judgement: t}}, arrived: {{starts: 0, changes: delay3, judgement: t}}}}
auxiliaries:
  input: {{equals: 10 + 10 * step(clock_hand - 5), judgement: t}}
  smooth1: {{equals: "smooth(input, 6, order: 1)", judgement: t}}
  smooth3: {{equals: "smooth(input, 6 month, order: 3)", judgement: t}}
  smoothi: {{equals: "smooth(input, 6, order: 1, starts: 3)", judgement: t}}
  delay1: {{equals: "delay(input, 6, order: 1)", judgement: t}}
  delay3: {{equals: "delay(input, 6, order: 3)", judgement: t}}
  delay5i: {{equals: "delay(input, 6, order: 5, starts: 0)", judgement: t}}
  slower: {{equals: "delay(input, 6 + 0.25 * clock_hand, order: 3)", judgement: t}}
"""


def cascade(values: Mapping[str, float], name: str, x: float, order: int, time: float, *, flows: bool) -> dict[str, float]:
    """Rates of the levels of a delay (`flows`) or of smoothing."""
    each, rates = time / order, {}
    for k in range(order):
        level = values[f"{name}{k}"]
        rates[f"{name}{k}"] = x - level / each if flows else (x - level) / each
        x = level / each if flows else level
    return rates


@pytest.mark.parametrize("steps", [1, STEP])
def test_delays_and_smoothing_are_the_cascades_of_levels_of_system_dynamics(steps: int) -> None:
    def rates(t: float, v: Mapping[str, float]) -> dict[str, float]:
        x = 10.0 + 10 * (t >= 5)
        found: dict[str, float] = {"arrived": v["delay3_2"] / 2}
        for name, order, time, flows in (
            ("smooth1_", 1, 6, False), ("smooth3_", 3, 6, False), ("smoothi_", 1, 6, False), ("delay1_", 1, 6, True),
            ("delay3_", 3, 6, True), ("delay5i_", 5, 6, True), ("slower_", 3, 6 + 0.25 * t, True),
        ):  # fmt: skip
            found |= cascade(v, name, x, order, time, flows=flows)
        return found

    start = {"smooth1_0": 10.0, "smoothi_0": 3.0, "delay1_0": 60.0, "arrived": 0.0, **{f"delay5i_{k}": 0.0 for k in range(5)}}
    start |= {f"{name}{k}": x for name, x in (("smooth3_", 10.0), ("delay3_", 20.0), ("slower_", 20.0)) for k in range(3)}
    path = integrate(48, steps, start, rates)
    f = play(DELAYS.format(steps=steps))
    expected = {
        "smooth1": path["smooth1_0"], "smooth3": path["smooth3_2"], "smoothi": path["smoothi_0"], "delay1": path["delay1_0"] / 6,
        "delay3": path["delay3_2"] / 2, "delay5i": path["delay5i_4"] / 1.2, "slower": path["slower_2"] / ((6 + 0.25 * np.arange(49)) / 3),
    }  # fmt: skip
    for name, row in expected.items():
        np.testing.assert_allclose(f.auxiliaries[name][:, 0], row[1:], rtol=1e-10, err_msg=name)
    np.testing.assert_allclose(f.stocks["arrived"][:, 0], path["arrived"][1:], rtol=1e-10)


def test_the_smoothing_of_a_period_is_one_period_ahead_of_that_of_vensim() -> None:
    """`smooth(x, T)` takes in x of the same period, `smooth(x, T, order: 1)` the values before. Both are copied during the period."""
    text = """\
clock: {start: 2025-01, end: 2026-12}
auxiliaries:
  x: {equals: 3 + period ** 1.5, judgement: t}
  ours: {equals: "smooth(x, 4)", judgement: t}
  theirs: {equals: "smooth(x, 4 month, order: 1)", judgement: t}
stocks:
  one: {starts: 0, becomes: ours, judgement: t}
  other: {starts: 0, becomes: theirs, judgement: t}
"""
    f = play(text)
    np.testing.assert_allclose(f.stocks["other"][1:, 0], f.stocks["one"][:-1, 0], rtol=1e-12)
    assert f.stocks["other"][0, 0] == f.stocks["one"][0, 0] == 3


@pytest.mark.parametrize("steps", ["", ", within: 4", ", within: 4, method: rk4"])
def test_a_fixed_delay_hands_on_every_value(steps: str) -> None:
    text = f"""\
clock: {{start: 2025-01, end: 2026-12{steps}}}
stocks:
  s: {{starts: 1, changes: s / (6 month), judgement: t}}
  arrived: {{starts: 0, changes: late / month, judgement: t}}
  sent: {{starts: 0, changes: x / month, judgement: t}}
auxiliaries:
  x: {{equals: s + 1, judgement: t}}
  late: {{equals: delay(x, 3 month), judgement: t}}
  again: {{equals: "delay(x, 3, starts: 9)", judgement: t}}
  one: {{equals: delay(x, 1), judgement: t}}
  last: {{equals: previous(x), judgement: t}}
"""
    f = play(text)
    x, late, sent, arrived = (row[:, 0] for row in (f.auxiliaries["x"], f.auxiliaries["late"], f.stocks["sent"], f.stocks["arrived"]))
    np.testing.assert_array_equal(late, [2, 2, 2, *x[:-3]])  # all at the ends of periods
    np.testing.assert_array_equal(f.auxiliaries["again"][:, 0], [9, 9, 9, *x[:-3]])
    np.testing.assert_array_equal(f.auxiliaries["one"], f.auxiliaries["last"])
    if "rk4" in steps:  # the method evaluates the inflow between the values that the delay keeps
        np.testing.assert_allclose(arrived[3:], 6 + sent[:-3], rtol=0.03)
    else:
        np.testing.assert_allclose(arrived[3:], 6 + sent[:-3], rtol=1e-12)  # all that is sent arrives, three months later


def test_a_delay_breaks_a_loop() -> None:
    """A fixed delay, and a level that starts with a value of its own, need nothing of the same period."""
    text = """\
clock: {start: 2025-01, end: 2025-12}
stocks: {s: {starts: 0, changes: 1, judgement: t}}
auxiliaries:
  a: {equals: "1 + delay(a, 2)", judgement: t}
  b: {equals: "1 + 0.5 * smooth(b, 3, order: 1, starts: 0)", judgement: t}
"""
    f = play(text)
    np.testing.assert_array_equal(f.auxiliaries["a"][:, 0], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    level, b = 0.0, []
    for _ in range(12):
        level += (1 + 0.5 * level - level) / 3
        b.append(1 + 0.5 * level)  # at the end of the period
    np.testing.assert_allclose(f.auxiliaries["b"][:, 0], b, rtol=1e-12)


def test_what_belongs_to_a_period_stays_as_it_is_within_it() -> None:
    """Options, events, shocks, `previous`, `becomes` and the record are those of the period; bounds hold in every sub-step."""
    text = """\
clock: {start: 2025, end: 2034, within: 4}
stocks:
  s: {starts: 10, changes: -6 + 4 * refill, within: [0, 12], judgement: t}
  t: {starts: 0, changes: before, judgement: t}
  u: {starts: 1, becomes: s, judgement: t}
  free: {starts: 0, changes: 0, shock: 'normal(1, 1e-9)', judgement: t}
auxiliaries:
  before: {equals: previous(s), judgement: t}
events:
  refill: {when: s < 3}
"""
    f = play(text)
    s, refill = [10.0], []
    for t in range(10):
        refill.append(s[t] < 3)
        value = s[t]
        for _ in range(4):
            value = min(max(value + (-6 + 4 * refill[t]) / 4, 0), 12)
        s.append(value)
    np.testing.assert_allclose(f.stocks["s"][:, 0], s[1:], atol=1e-12)
    np.testing.assert_array_equal(f.events["refill"][:, 0], refill)
    np.testing.assert_allclose(f.stocks["t"][:, 0], np.cumsum([10.0, *s[:9]]), atol=1e-12)
    np.testing.assert_allclose(f.stocks["u"][:, 0], s[:10], atol=1e-12)
    np.testing.assert_allclose(f.stocks["free"][:, 0], range(1, 11), atol=1e-6)
    assert f.health.clipped[0] == FEW * sum(np.array(s[1:]) == 0)


def test_actors_foresee_with_the_same_sub_steps() -> None:
    """The actor hunts only if the herd of the next year, by the exact exponential, stays above its limit."""
    text = """\
clock: {{start: 2025, end: 2026, within: {steps}{method}}}
parameters: {{limit: {{value: {limit}, judgement: t}}}}
stocks:
  herd: {{starts: 100, changes: (0.5 - hunted) * herd, judgement: t}}
actors:
  hunter:
    options: {{hunt: {{hunted: 1}}, wait: {{hunted: 0}}}}
    values: {{hunted: 1, step(limit - herd): -3}}
    rationality: 100
    judgement: t
"""
    ends = {(1, ""): 50.0, (4, ""): 100 * (1 - 0.5 / 4) ** 4, (4, ", method: rk4"): 100 * np.exp(-0.5)}
    for (steps, method), end in ends.items():
        for limit, hunts in ((0.999 * end, True), (1.001 * end, False)):
            f = play(text.format(steps=steps, method=method, limit=limit))
            assert (f.options["hunter"][0] == 0).all() == hunts, (steps, method, limit)


def test_flows_larger_than_their_stock_are_counted() -> None:
    text = """\
clock: {{start: 2025-01, end: 2025-12, within: {steps}}}
stocks:
  tank: {{starts: 5, changes: 3 - outflow, judgement: t}}
  fund: {{starts: 0, changes: 100, judgement: t}}
  balance: {{starts: 5, changes: -2, judgement: t}}
auxiliaries:
  outflow: {{equals: 1.5 * tank, judgement: t}}
"""
    coarse, fine = (play(text.format(steps=steps)).health for steps in (1, 8))
    np.testing.assert_array_equal(coarse.coarse, [12 * FEW, 0, 0])
    np.testing.assert_allclose(coarse.ratio, [1.5, 0, 0], rtol=1e-6)
    np.testing.assert_array_equal(fine.coarse, [0, 0, 0])
    np.testing.assert_allclose(fine.ratio, [1.5 / 8, 0, 0], rtol=1e-6)


def test_overflow_within_a_period_is_not_hidden_by_a_bound() -> None:
    f = play("clock: {start: 2025, end: 2026, within: 4}\nstocks:\n  s: {starts: 1, changes: exp(800 * s), within: [0, 5], judgement: t}\n")
    assert f.health.nonfinite == {"s": FEW}


VENSIM = """{UTF-8}
Input = 10 + STEP(10, 5) ~~|
Smooth1 = SMOOTH(Input, 6) ~~|
Smooth3 = SMOOTH3(Input, 6) ~~|
Smoothi = SMOOTHI(Input, 6, 3) ~~|
Delay1 = DELAY1(Input, 6) ~~|
Delay3 = DELAY3(Input, 6) ~~|
FINAL TIME = 48 ~~|
INITIAL TIME = 0 ~~|
SAVEPER = 1 ~~|
TIME STEP = 0.125 ~~|
"""


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore")
def test_delays_and_smoothing_are_those_of_pysd(tmp_path: Path) -> None:
    pysd = pytest.importorskip("pysd", reason="PySD is not installed: pip install 'lynchpin[test]'")
    (tmp_path / "delays.mdl").write_text(VENSIM)
    theirs = pysd.read_vensim(str(tmp_path / "delays.mdl")).run()
    f = play(DELAYS.format(steps=STEP))
    for name in ("input", "smooth1", "smooth3", "smoothi", "delay1", "delay3"):
        np.testing.assert_allclose(f.auxiliaries[name][:, 0], theirs[name.capitalize()].to_numpy()[1:], atol=TABLE, err_msg=name)
