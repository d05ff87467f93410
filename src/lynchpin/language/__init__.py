"""The assessment file: from text to checked records, with every fault told in one pass. Start at `reader.py`."""

from __future__ import annotations

from lynchpin.language.reader import Checked, check_file, check_text, read_assessment, read_text
from lynchpin.language.rendering import render_diagnostics

__all__ = ["Checked", "check_file", "check_text", "read_assessment", "read_text", "render_diagnostics"]
