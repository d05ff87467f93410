"""The request for a run: `Draws` with the names of a file, `Order` with the arrays of a compiled program."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, no_type_check

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lynchpin.engine.chance.draws import static_draws
from lynchpin.engine.model import Evidence, Model
from lynchpin.errors import ArgumentError

Recorded = Literal["paths", "outcomes"]
Progress = Callable[[int, int], None]
"""Called with the number of futures done and the number requested."""

BLOCK = 256
FUTURES = 20_000
"""Default number of futures. The standard error of a probability is then at most 0.4 points."""
MOST_FUTURES = 2**32


@no_type_check  # `__post_init__` checks the values, with messages for users
@dataclass(frozen=True, eq=False)
class Draws:
    """A request for futures, used by the command line, by Python and in saved runs.

    Attributes:
        futures: Number of futures, N.
        seed: The seed of all random numbers.
        assume: By assumption, True (holds), False (fails) or a probability that replaces its credence.
        policy: Name of the policy in force, if any.
        inputs: By parameter or stock (its starting value), a number or [N] numbers in place of its draw; for words, a word or index.
        states: By assumption, [N] whether it holds.
        index: [N] global index of each future; 0, 1, 2, ... by default. Futures with equal index and seed share their random numbers.
        redraw: By input or assumption, [N] indices of the futures that its draw is taken from. The name "*" stands for everything
            that is drawn once per future; `index` then determines only the draws of periods.
        evidence: Observations to condition on.
        until: Index of the last period whose evidence counts, by default the last with evidence.
        record: `paths`, or `outcomes` for results with one value per future only.
        block: Number of futures per block, a multiple of 16. It cannot be changed if there is evidence.

    Raises:
        ArgumentError: A value has the wrong type or is out of range. (`resolve` checks the names.)
    """

    futures: int = FUTURES
    seed: int = 0
    assume: Mapping[str, float] = field(default_factory=dict)
    policy: str | None = None
    inputs: Mapping[str, ArrayLike] = field(default_factory=dict)
    states: Mapping[str, ArrayLike] = field(default_factory=dict)
    index: NDArray[np.uint32] | None = None
    redraw: Mapping[str, NDArray[np.uint32]] = field(default_factory=dict)
    evidence: Sequence[Evidence] = ()
    until: int | None = None
    record: Recorded = "paths"
    block: int = BLOCK

    def __post_init__(self) -> None:
        if self.index is not None:
            self._set("index", _read_index("index", self.index))
            self._set("futures", len(self.index))
        _check_count(self.futures)
        self._set("futures", int(self.futures))
        if not _is_whole(self.seed):
            raise ArgumentError(f"the seed must be a whole number, not {self.seed!r}")
        self._set("seed", int(self.seed))
        if self.policy is not None and not isinstance(self.policy, str):
            raise ArgumentError(f"`policy` must be the name of a policy, not {self.policy!r}")
        self._set("assume", {name: _read_probability(name, value) for name, value in _read_names(self.assume, "assume").items()})
        for name in ("inputs", "states", "redraw"):
            self._set(name, _read_names(getattr(self, name), name))
        self._set("redraw", {name: _read_index(f"redraw of {name}", index, self.futures) for name, index in self.redraw.items()})
        self._set("evidence", _read_evidence(self.evidence))
        if self.until is not None and not _is_whole(self.until):
            raise ArgumentError(f"`until` must be the index of a period, not {self.until!r}")
        if not _is_whole(self.block) or self.block < 16 or self.block % 16:
            raise ArgumentError(f"`block` must be a multiple of 16, not {self.block!r}")
        if self.record not in ("paths", "outcomes"):
            raise ArgumentError(f"`record` must be `paths` or `outcomes`, not {self.record!r}")
        if self.evidence and self.block != BLOCK:
            raise ArgumentError("the block size cannot be set if there is evidence: leave `block` out")
        if self.evidence and self.redraw:
            raise ArgumentError("`redraw` cannot be used with evidence, because the evidence makes draws depend on each other")

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def change(self, **changes: Any) -> Draws:
        """Return the request with some fields changed."""
        if "futures" in changes:
            changes.setdefault("index", None)
        return replace(self, **changes)

    def piece(self, start: int, count: int) -> Draws:
        """Return the request for `count` of these futures, starting with number `start`.

        Args:
            start: Number of the first future, from 0.
            count: Number of futures.
        """
        stop = start + count
        index = np.arange(start, stop, dtype=np.uint32) if self.index is None else self.index[start:stop]
        parts = {
            name: {key: row[start:stop] if np.ndim(row) else row for key, row in getattr(self, name).items()}
            for name in ("inputs", "states", "redraw")
        }
        return self.change(index=index, **parts)

    def pick(self, places: NDArray[np.intp]) -> Draws:
        """Return the request for the futures at `places` [N] alone. Given evidence, it would draw other futures (see `replay`)."""
        index = places.astype(np.uint32) if self.index is None else self.index[places]
        parts = {
            name: {key: np.asarray(row)[places] if np.ndim(row) else row for key, row in getattr(self, name).items()}
            for name in ("inputs", "states", "redraw")
        }
        return self.change(index=index, **parts)

    def key(self) -> tuple[object, ...]:
        """Return a hashable key. Requests with equal keys give the same futures of one model."""
        arrays = [(name, *_freeze(values)) for part in (self.inputs, self.states, self.redraw) for name, values in sorted(part.items())]
        index = None if self.index is None else self.index.tobytes()
        return (
            self.futures, self.seed, tuple(sorted(self.assume.items())), self.policy, self.evidence, self.until, self.record, self.block,
            index, *arrays,
        )  # fmt: skip

    def describe(self) -> dict[str, Any]:
        """Return everything that future number i depends on, as JSON."""
        return {
            "seed": self.seed,
            "assume": {name: float(value) for name, value in sorted(self.assume.items())},
            "policy": self.policy,
            "inputs": _describe_values(self.inputs),
            "states": _describe_values(self.states),
            "redraw": _describe_values(self.redraw),
            "evidence": [item.label for item in self.evidence],
            "until": self.until,
        }


def _freeze(values: ArrayLike) -> tuple[object, ...]:
    array = np.asarray(values)
    return array.dtype.str, array.shape, array.tobytes()


def _describe_values(values: Mapping[str, ArrayLike]) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(json.dumps({name: np.asarray(values[name]).tolist() for name in sorted(values)}))
    return described


@dataclass(frozen=True)
class Order:
    """A request as arrays, for one model.

    Attributes:
        model: The model.
        draws: The request.
        index: [N] global index of each future.
        credences: [assumptions] forced credences, NaN where the file's credence applies.
        policy: Index of the policy in force, -1 for none.
        inputs: [inputs, N] values that replace draws, NaN where drawn; None if there are none.
        states: [assumptions, N] 1 (holds) or 0 (fails), -1 where drawn; None if there are none.
        sources: [draws, N] index of the future that each draw made once is taken from; None if all are taken from `index`.
    """

    model: Model
    draws: Draws
    index: NDArray[np.uint32]
    credences: NDArray[np.float64]
    policy: int
    inputs: NDArray[np.float64] | None
    states: NDArray[np.int16] | None
    sources: NDArray[np.uint32] | None


def resolve(model: Model, draws: Draws) -> Order:
    """Convert a request to arrays.

    Args:
        model: The model to draw from.
        draws: The request.

    Returns:
        The order.

    Raises:
        ArgumentError: A name is unknown, or an array does not have one value per future.
    """
    index = draws.index if draws.index is not None else np.arange(draws.futures, dtype=np.uint32)
    names = [a.name for a in model.drawn_assumptions]
    credences = np.full(len(names), np.nan)
    for name, value in draws.assume.items():
        credences[_find(name, names, "assumption with a credence")] = value
    chosen = -1 if draws.policy is None else _find(draws.policy, [p.name for p in model.policies], "policy")
    inputs, states = None, None
    if draws.inputs or draws.states:
        input_names, states_of = [q.name for q in model.inputs], {q.name: q.states for q in model.inputs}
        inputs = np.full((len(input_names), draws.futures), np.nan)
        for name, values in draws.inputs.items():
            place = _find(name, input_names, "parameter or stock")
            numbers = _read_words(name, values, states_of[name]) if states_of[name] else values
            inputs[place] = _read_row(name, numbers, np.float64, draws.futures)
        states = np.full((len(names), draws.futures), -1, np.int16)
        for name, values in draws.states.items():
            states[_find(name, names, "assumption with a credence")] = _read_row(name, values, np.int16, draws.futures)
    sources = _find_sources(model, index, draws.redraw) if draws.redraw else None
    return Order(model, draws, index, credences, chosen, inputs, states, sources)


def _find_sources(model: Model, index: NDArray[np.uint32], redraw: Mapping[str, NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """Return [draws, N] the index of the future that each draw is taken from, in the order of `static_draws`."""
    program = model.program
    names = static_draws(program)
    sources = np.tile(np.asarray(index, np.uint32), (len(names), 1))
    draws = {spec.name: [spec.draw] for spec in program.inputs}
    for j, (a, i) in enumerate(zip(model.drawn_assumptions, program.assumptions, strict=True)):
        draws[a.name] = [*(program.inputs[k].draw for k in program.credences_of(j)), f"assumption:{program.inputs[i].name}"]
    for name, source in redraw.items():
        known = list(names) if name == "*" else draws[list(draws)[_find(name, list(draws), "input or assumption")]]
        for draw in known:
            sources[names.index(draw)] = source
    return sources


def _find(name: str, names: Sequence[str], kind: str) -> int:
    if name in names:
        return names.index(name)
    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean `{near[0]}`?" if near else f"; the file has: {', '.join(names)}" if names else "; the file has none"
    raise ArgumentError(f"there is no {kind} called `{name}`{hint}")


def _is_whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))


def _check_count(futures: object) -> None:
    if not _is_whole(futures):
        raise ArgumentError(f"the number of futures must be a whole number, not {futures!r}")
    if not 1 <= futures <= MOST_FUTURES:  # type: ignore[operator]
        raise ArgumentError(f"the number of futures must be from 1 to {MOST_FUTURES:,}, not {futures:,}")


def _read_names(values: object, field_name: str) -> dict[str, Any]:
    if values is None:
        return {}
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        raise ArgumentError(f"`{field_name}` must map names to values, as in {{'NAME': ...}}, not {values!r}")
    return dict(values)


def _read_index(name: str, values: object, futures: int | None = None) -> NDArray[np.uint32]:
    """Return [N] indices of futures."""
    try:
        index = np.asarray(values)
    except ValueError:
        index = np.zeros(0)
    if index.ndim != 1 or not len(index) or index.dtype.kind not in "iu" or index.min() < 0 or index.max() >= MOST_FUTURES:
        raise ArgumentError(f"`{name}` must be a list of whole numbers from 0 to {MOST_FUTURES - 1:,}, one per future")
    if futures is not None and len(index) != futures:
        raise ArgumentError(f"`{name}` has {len(index):,} indices, but there are {futures:,} futures")
    return index.astype(np.uint32)


def _read_evidence(items: object) -> tuple[Evidence, ...]:
    if items is None:
        return ()
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, Evidence) for item in items):
        raise ArgumentError(f"`evidence` must be a list of observations, such as `model.evidence`, not {items!r}")
    return tuple(items)


def _read_probability(name: str, value: object) -> float:
    if not isinstance(value, (bool, np.bool_, int, float, np.integer, np.floating)):
        raise ArgumentError(f"`{name}` can be assumed True, False or with a probability from 0 to 1, not {value!r}")
    if not 0 <= float(value) <= 1:
        raise ArgumentError(f"the probability assumed for `{name}` must be from 0 to 1, not {float(value):g}")
    return float(value)


def _read_words(name: str, values: ArrayLike, states: Sequence[str]) -> ArrayLike:
    """Return the indices of words. Indices are returned unchanged."""
    given = np.asarray(values)
    unknown = [x for x in np.unique(given).tolist() if x not in states and x not in range(len(states))]
    if unknown:
        raise ArgumentError(f"`{name}` must be one of its words ({', '.join(states)}), not {unknown[0]!r}")
    if given.dtype.kind in "US":
        return np.asarray([list(states).index(word) for word in given.ravel().tolist()]).reshape(given.shape)
    return given


def _read_row(name: str, values: ArrayLike, kind: type[np.generic], futures: int) -> NDArray[Any]:
    """Return a number, or [N] numbers, as an array."""
    try:
        row = np.asarray(values, kind)
    except (TypeError, ValueError):
        raise ArgumentError(f"`{name}` must be a number or one number per future, not {values!r}") from None
    if row.ndim > 1 or (row.ndim == 1 and len(row) != futures):
        raise ArgumentError(f"`{name}` has {row.size:,} numbers, but there are {futures:,} futures")
    return row
