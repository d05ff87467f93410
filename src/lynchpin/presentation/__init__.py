"""Findings as words, tables and charts. Importing this package lets every finding print and draw itself (`str`, `finding.chart()`)."""

from __future__ import annotations

from lynchpin.presentation.drawing import register_charts
from lynchpin.presentation.sentences import register_all_sentences

register_charts()
register_all_sentences()
