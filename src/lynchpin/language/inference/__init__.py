"""Infers the unit of every expression. Start at `resolution.py`; `unit_rules.py` has the rules of each operator."""

from __future__ import annotations

from lynchpin.language.inference.resolution import Inference
from lynchpin.language.inference.unit_rules import find_constant

__all__ = ["Inference", "find_constant"]
