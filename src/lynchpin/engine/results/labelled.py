"""Futures as an xarray Dataset, with axes, units and descriptions."""

from __future__ import annotations

import xarray

from lynchpin.engine.results.columns import Column, list_columns
from lynchpin.engine.results.futures import Futures


def to_xarray(futures: Futures) -> xarray.Dataset:
    """Return futures as a labelled dataset, with the names of `engine.results.columns`.

    Its dimensions are `period` (labels of the clock), `future` (global indices) and `control`. Integer codes (outcomes, options) have the attributes
    `flag_values` and `flag_meanings` of the CF conventions.
    """
    model = futures.model
    variables = {}
    for column in list_columns(model):
        values = column.read(futures)
        if values is not None and column.field != "index":
            axes = ("control", "future") if column.field == "controls" else ("future",) if column.once else ("period", "future")
            variables[column.name] = (axes, values, _attributes(column))
    about = {
        "title": model.title, "question": model.question, "file_sha256": model.sha256, "seed": futures.seed, "policy": futures.policy or "",
    }  # fmt: skip
    return xarray.Dataset(variables, coords={"period": list(model.periods), "future": futures.index}, attrs=about)


def _attributes(column: Column) -> dict[str, object]:
    attributes: dict[str, object] = {"units": column.unit, "long_name": column.means}
    if column.codes:
        attributes |= {"flag_values": list(range(len(column.codes))), "flag_meanings": " ".join(column.codes)}
    return {name: value for name, value in attributes.items() if value != ""}
