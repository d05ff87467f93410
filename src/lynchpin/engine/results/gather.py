"""Gathers the arrays of compiled blocks and builds `Futures` with names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.engine.model import ActorInfo, Model, Quantity, StatesInfo
from lynchpin.engine.order import Draws
from lynchpin.engine.period.soundness import count_causes
from lynchpin.engine.results.drawn import Drawn
from lynchpin.engine.results.futures import Futures, Health, build_futures

STEP = 2.0**-20
"""Unit of sums of probabilities."""

RECORDED = ("stocks", "auxiliaries", "events", "options", "favourites", "indicators", "standing", "states")
"""Names of what is recorded by period, in the order of `state.Record`."""


class Gatherer:
    """Collects chunks in arrays of the final size."""

    def __init__(self, model: Model, futures: int, recorded: str) -> None:
        """Prepare to collect.

        Args:
            model: The model.
            futures: Number of futures of the run.
            recorded: What the run records.
        """
        self.model, self.futures, self.paths = model, futures, recorded == "paths"
        periods = model.program.periods
        self._once: dict[str, NDArray[Any]] = {}
        self._path: dict[str, NDArray[Any]] = {}
        self._tally: dict[str, NDArray[np.float64]] = {}
        self._periods = periods

    def add(self, start: int, size: int, drawn: Drawn) -> None:
        """Add a chunk.

        Args:
            start: Number of its first future.
            size: Number of its futures; the rest is padding.
            drawn: The arrays of the chunk.
        """
        place = slice(start, start + size)
        for name in ("outcome", "goals", "forecasts", "inputs", "holds", "controls"):
            self._put(self._once, name, np.asarray(getattr(drawn, name)), place, size)
        self._put(self._path, "conditions", np.asarray(drawn.conditions), place, size)
        if self.paths:
            for name, part in zip(RECORDED, drawn.record, strict=True):
                self._put(self._path, name, np.asarray(part), place, size)
        for name, counts in drawn.tally._asdict().items():
            self._put(self._once, f"tally.{name}", np.asarray(counts), place, size)

    def _put(self, into: dict[str, NDArray[Any]], name: str, part: NDArray[Any], place: slice, size: int) -> None:
        """Copy a part [blocks, ..., B] to its place. Paths arrive as [blocks, T, n, B] and are kept as [n, T, N]."""
        flat = np.moveaxis(part, 0, -2)
        flat = flat.reshape(*flat.shape[:-2], flat.shape[-2] * flat.shape[-1])[..., :size]
        if into is self._path:
            flat = flat.swapaxes(0, 1)
        whole = into.setdefault(name, np.empty((*flat.shape[:-1], self.futures), flat.dtype))
        whole[..., place] = flat

    def build(self, draws: Draws, index: NDArray[np.uint32]) -> Futures:
        """Build the futures of the whole run.

        Args:
            draws: The request.
            index: [N] global index of each future.
        """
        return name_futures(self.model, draws, index, self._once, self._path)


def name_futures(
    model: Model,
    draws: Draws,
    index: NDArray[np.uint32],
    once: Mapping[str, NDArray[Any]],
    path: Mapping[str, NDArray[Any]],
    ancestors: NDArray[np.uint32] | None = None,
) -> Futures:
    """Build futures from the arrays of a run.

    Args:
        model: The model they were drawn from.
        draws: The request.
        index: [N] global index of each future.
        once: Arrays with one value per future, [n, N] by name.
        path: Arrays with one value per period, [n, T, N] by name.
        ancestors: [N] ancestor of each future given evidence.

    Returns:
        The futures, without paths if none were recorded.
    """
    conditions = path["conditions"].astype(bool)
    conditional = [a.name for a in model.assumptions if a.conditional]
    lasting = [a.name for a in model.lasting_assumptions]
    holds = dict(zip((a.name for a in model.drawn_assumptions), once["holds"].astype(bool), strict=True))
    arrays: dict[str, Any] = {
        "index": index,
        "ancestors": ancestors,
        "outcome": once["outcome"],
        "status": (once["tally.cause"] > 0).astype(np.uint8),
        "inputs": _named(once["inputs"], model.inputs),
        "assumptions": holds
        | {name: held.all(axis=0) & holds.get(name, True) for name, held in zip([*conditional, *lasting], conditions, strict=True)},
        "broke": {
            name: np.where(holds.get(name, True), _first(~held), np.int16(-1))
            for name, held in zip([*conditional, *lasting], conditions, strict=True)
        },
        "goals": tuple(once["goals"]),
        "controls": once["controls"] if len(once.get("controls", ())) else None,
        "forecasts": {f.name: once["forecasts"][f.modelled] for f in model.forecasts if f.modelled is not None},
    }
    if "stocks" in path:
        arrays |= {
            "stocks": _named(path["stocks"], model.stocks),
            "auxiliaries": _named(path["auxiliaries"], model.auxiliaries),
            "events": _events(model, path["events"]),
            "options": _named(path["options"], model.actors),
            "favourites": _favourites(model, path["favourites"]),
            "indicators": _named(path["indicators"], model.indicators),
            "standing": path["standing"][0],
            "states": _named(path["states"], model.states),
        }
    return build_futures(model, draws, arrays, build_health(model, once))


def _named(values: NDArray[Any], entries: Sequence[Quantity | ActorInfo | StatesInfo]) -> dict[str, NDArray[Any]]:
    return dict(zip((entry.name for entry in entries), values, strict=True))


def _first(happened: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Return [N] the first period in which `happened` [T, N] is true, -1 for never."""
    return np.where(happened.any(axis=0), happened.argmax(axis=0), -1).astype(np.int16)


def _events(model: Model, fired: NDArray[np.uint8]) -> dict[str, NDArray[np.bool_]]:
    """Return all events in the order of the file. A scheduled event fires in the same periods of every future."""
    unscheduled = {e.name: k for k, e in enumerate(model.program.events)}
    periods, futures = len(model.periods), fired.shape[-1]
    events: dict[str, NDArray[np.bool_]] = {}
    for q in model.events:
        if q.name in unscheduled:
            events[q.name] = fired[unscheduled[q.name]].astype(bool)
        else:
            on = np.isin(np.arange(periods), model.scheduled[q.name])
            events[q.name] = np.broadcast_to(on[:, None], (periods, futures))
    return events


def _favourites(model: Model, values: NDArray[np.uint8]) -> dict[str, dict[str, NDArray[np.uint8]]]:
    favourites: dict[str, dict[str, NDArray[np.uint8]]] = {}
    row = 0
    for actor in model.actors:
        if actor.factions:
            favourites[actor.name] = {f: values[row + k] for k, f in enumerate(actor.factions)}
            row += len(actor.factions)
    return favourites


def build_health(model: Model, once: Mapping[str, NDArray[Any]]) -> Health:
    """Sum the diagnostic counts of all futures.

    Probabilities are rounded to multiples of `STEP`. Their sums are then exact and do not depend on how the run is divided into groups.

    Args:
        model: The model.
        once: Arrays with one value per future, [n, N] by name.

    Returns:
        The diagnostics.
    """

    def total(name: str) -> Any:
        return np.rint(once[f"tally.{name}"] / np.float64(STEP)).sum(axis=-1) * STEP

    return Health(
        games=float(total("games")),
        residual_large=float(total("residual_large")),
        residual_max=float(once["tally.residual_max"].max(initial=0.0)),
        unproven=float(total("unproven")),
        clipped=total("clipped"),
        coarse=total("coarse"),
        ratio=once["tally.ratio"].max(axis=-1, initial=0.0).astype(np.float64),
        chance_clipped=total("chance_clipped"),
        decisions=total("decisions"),
        largest=total("largest"),
        uniform=total("uniform"),
        nonfinite=count_causes(model, once["tally.cause"]),
    )
