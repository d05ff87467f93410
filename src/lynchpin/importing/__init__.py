"""Turns models in other formats into assessments. Start at `files.py`."""

from __future__ import annotations

from lynchpin.importing.files import import_model
from lynchpin.importing.record import Imported

__all__ = ["Imported", "import_model"]
