"""Chance, choice and time: futures drawn from a model. Knows neither the file format nor a screen.

Start with `graph/program` (the structure of a model), `period/period` (one period) and `run` (blocks and threads).
"""

from lynchpin.engine.model import Evidence, Model
from lynchpin.engine.numbers import Numbers
from lynchpin.engine.order import FUTURES, Draws
from lynchpin.engine.results.futures import Futures, Health
from lynchpin.engine.simulate import simulate
from lynchpin.engine.streams import stream, stream_saved

__all__ = ["FUTURES", "Draws", "Evidence", "Futures", "Health", "Model", "Numbers", "simulate", "stream", "stream_saved"]
