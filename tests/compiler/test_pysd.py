"""Two system dynamics models in Vensim notation, run by PySD and by lynchpin: a cooling cup, and an epidemic with a lockdown.

Both use Euler's method, so the paths agree up to the rounding of float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from short_texts import build

from lynchpin.engine import simulate
from lynchpin.engine.order import Draws

pysd = pytest.importorskip("pysd", reason="PySD is not installed: pip install 'lynchpin[test]'")
pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

CONTROL = """
FINAL TIME = {final} ~~|
INITIAL TIME = 0 ~~|
SAVEPER = TIME STEP ~~|
TIME STEP = {step} ~~|
"""
CUP_IN_VENSIM = """{UTF-8}
Cooling time = 10 ~~|
Room = 70 ~~|
Loss = (Temperature - Room) / Cooling time ~~|
Temperature = INTEG(-Loss, 180) ~~|
"""
CUP = """\
clock: {start: 2025-01, end: 2027-06}
parameters: {room: {value: 70, judgement: t}, cooling: {value: 10, judgement: t}}
stocks:
  temperature: {starts: 180, changes: -loss, judgement: t}
auxiliaries:
  loss: {equals: (temperature - room) / cooling, judgement: t}
"""
EPIDEMIC_IN_VENSIM = """{UTF-8}
Contacts = 90 ~~|
Strictness = WITH LOOKUP(Infected / Population, ([(0,0)-(1,1)],(0,1),(0.05,0.9),(0.2,0.35),(1,0.3))) ~~|
Population = Healthy + Infected + Immune ~~|
Infection = IF THEN ELSE(Infected > 50, Strictness, 1) * Contacts * 0.4 * Healthy * Infected / Population ~~|
Recovery = Infected / 0.1 ~~|
Waning = Immune * 0.3 ~~|
Healthy = INTEG(Waning - Infection, 9990) ~~|
Infected = INTEG(Infection - Recovery, 10) ~~|
Immune = INTEG(Recovery - Waning, 0) ~~|
"""
EPIDEMIC = """\
clock: {start: 2025-01, end: 2026-12}
parameters: {contacts: {value: 90, unit: 1 / year, judgement: t}}
stocks:
  healthy: {unit: people, starts: 9990, changes: waning - infection, judgement: t}
  infected: {unit: people, starts: 10, changes: infection - recovery, judgement: t}
  immune: {unit: people, starts: 0, changes: recovery - waning, judgement: t}
auxiliaries:
  population: {equals: healthy + infected + immune}
  strictness: {equals: "interpolate(infected / population, [0, 1], [0.05, 0.9], [0.2, 0.35], [1, 0.3])", judgement: t}
  infection: {equals: (strictness if infected > 50 else 1) * contacts * 0.4 * healthy * infected / population, judgement: t}
  recovery: {equals: infected / (0.1 year), judgement: t}
  waning: {equals: 0.3 * immune / year, judgement: t}
"""
CASES = {
    "cup": (CUP_IN_VENSIM, CUP, 1.0, ["temperature", "loss"]),
    "epidemic": (EPIDEMIC_IN_VENSIM, EPIDEMIC, 1 / 12, ["healthy", "infected", "immune", "strictness", "infection"]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_path_is_that_of_pysd(name: str, tmp_path: Path) -> None:
    vensim, ours, step, names = CASES[name]
    futures = simulate(build(ours), Draws(16))
    periods = len(futures.model.periods)
    (tmp_path / f"{name}.mdl").write_text(vensim + CONTROL.replace("{final}", str(periods * step)).replace("{step}", repr(step)))
    theirs = pysd.read_vensim(str(tmp_path / f"{name}.mdl")).run(return_columns=[quantity.capitalize() for quantity in names])
    assert len(theirs) == periods + 1
    for quantity in names:
        path = theirs[quantity.capitalize()].to_numpy()
        # A period is recorded at its end, and the first row of PySD is the start of the first period.
        own = (futures.stocks if quantity in futures.stocks else futures.auxiliaries)[quantity][:, 0]
        np.testing.assert_allclose(own, path[1:], rtol=2e-5, err_msg=quantity)
        assert np.ptp(path) > 0
