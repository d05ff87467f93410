"""Models from texts of a few lines. Required fields that do not matter to a test are filled in."""

from __future__ import annotations

from textwrap import dedent

import pytest

from lynchpin.compiler import build_model
from lynchpin.engine import Model
from lynchpin.errors import AssessmentError
from lynchpin.language import read_text

HEAD = """\
lynchpin: 1
title: A test
question: Does it happen?
"""
ENDINGS = """\
answers: {'yes': [happens]}
outcomes:
  happens: {when: final(time) < 0}
  nothing: otherwise
"""


def build(text: str) -> Model:
    """Return the model of a text without title and question and, if they do not matter, without outcomes."""
    text = dedent(text)
    whole = HEAD + text + ("" if "outcomes:" in text else ENDINGS)
    try:
        return build_model(read_text(whole))
    except AssessmentError as fault:
        pytest.fail(fault.rendered)
