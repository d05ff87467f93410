"""The assessment file: reads text into checked records, and reports all errors in one pass. Start at `reader.py`."""

from __future__ import annotations

from lynchpin.language.constants import Constants, count_constants
from lynchpin.language.explanations import explain
from lynchpin.language.library import find_source, list_assessments
from lynchpin.language.reader import Checked, bundle_source, check_named, check_text, find_assessment, read_assessment, read_text
from lynchpin.language.rendering import render_diagnostics
from lynchpin.language.schema import build_schema
from lynchpin.language.summary import Summary, count_bases, share_citations, summarise
from lynchpin.language.template import write_template

__all__ = [
    "Checked",
    "Constants",
    "Summary",
    "build_schema",
    "bundle_source",
    "check_named",
    "check_text",
    "count_bases",
    "count_constants",
    "explain",
    "find_assessment",
    "find_source",
    "list_assessments",
    "read_assessment",
    "read_text",
    "render_diagnostics",
    "share_citations",
    "summarise",
    "write_template",
]
