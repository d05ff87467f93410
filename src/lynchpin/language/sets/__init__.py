"""Sets: entries that stand for one entry per member, such as `population[town]`.

The tree of the file is expanded before its entries are read, so that everything after it knows only the entries of the members. Start at
`expansion.py`. Indices within expressions are resolved once an expression is parsed, by `indexing.py`.
"""

from __future__ import annotations

from lynchpin.language.sets.data import write_data
from lynchpin.language.sets.declaring import check_sets, read_sets
from lynchpin.language.sets.expansion import expand_sections
from lynchpin.language.sets.indexing import resolve_indices

__all__ = ["check_sets", "expand_sections", "read_sets", "resolve_indices", "write_data"]
