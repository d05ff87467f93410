"""Draw the pictures in this folder: the outcomes of each shipped assessment, and what its answer depends on.

Run `python docs/assessments/draw_pictures.py [NAME ...]` from the root of the project. It writes `pictures/NAME-outcomes.svg` and
`pictures/NAME-loads.svg` next to this file. The same seed gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import lynchpin as lp
from lynchpin.presentation.charts.load_map import draw_load_map
from lynchpin.presentation.charts.outcomes import draw_forecast_outcomes

ANSWERS = {
    "gas-dispute": "yes",
    "greece-2015": "leaves",
    "belarus-2019": "threat_to_sovereignty",
    "measles-2025": "lasts_a_year",
    "single-source": "long_stop",
}
"""The answer shown in each picture, the main one of the card."""
FUTURES, STRESSED, SEED, WIDTH = 8_192, 100_000, 1, 820
PICTURES = Path(__file__).parent / "pictures"


def draw_pictures(name: str) -> None:
    """Draw the two pictures of a shipped assessment."""
    a, answer = lp.load(name), ANSWERS[name]
    outcomes = draw_forecast_outcomes(lp.forecast(a, futures=FUTURES, seed=SEED, answer=answer))
    loads = draw_load_map(lp.stress(a, futures=STRESSED, seed=SEED, answer=answer))
    for part, figure in (("outcomes", outcomes), ("loads", loads)):
        if figure is not None:
            figure.chart(WIDTH).save(PICTURES / f"{name}-{part}.svg")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for chosen in sys.argv[1:] or ANSWERS:
        draw_pictures(chosen)
