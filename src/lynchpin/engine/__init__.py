"""Chance, choice and time: futures drawn from a model. Knows nothing of files or screens.

Start reading in `program` (the structure), `period` (one period) and `run` (blocks and threads).
"""

from lynchpin.engine.futures import Futures, Health
from lynchpin.engine.model import Evidence, Model, Numbers
from lynchpin.engine.run import simulate, stream

__all__ = ["Evidence", "Futures", "Health", "Model", "Numbers", "simulate", "stream"]
