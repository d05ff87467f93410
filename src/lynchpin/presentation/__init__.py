"""Findings as words, tables and charts. Importing this package lets every finding print and draw itself (`str`, `finding.chart()`)."""

from __future__ import annotations

from lynchpin.presentation.drawing import register_charts, show_in_notebook
from lynchpin.presentation.sentences import register_all_sentences
from lynchpin.questions.shared.finding import register_notebook

register_charts()
register_notebook(show_in_notebook)
register_all_sentences()
