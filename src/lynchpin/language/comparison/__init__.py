"""Compares two assessments. Start at `differences.py`."""

from __future__ import annotations

from lynchpin.language.comparison.differences import Difference, Differences, find_differences

__all__ = ["Difference", "Differences", "find_differences"]
