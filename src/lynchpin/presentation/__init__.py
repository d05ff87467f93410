"""Findings as words, tables and charts. Importing this room lets every finding draw itself (`finding.chart()`)."""

from __future__ import annotations

from lynchpin.presentation.drawing import register_charts

register_charts()
