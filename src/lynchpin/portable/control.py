"""Rules of control flow: loops of fixed and of open length, and branches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jax.extend.core import Jaxpr

from lynchpin.portable.builder import Value
from lynchpin.portable.equations import Equation
from lynchpin.portable.kinds import Kind, find_kind
from lynchpin.portable.lowering import Lowering, rule
from lynchpin.portable.pruning import list_registers
from lynchpin.portable.steps import Branch, Loop, While
from lynchpin.portable.views import Move, View


@rule("scan")
def _scan(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    p, body = equation.params, equation.params["jaxpr"].jaxpr
    given, carried = p["num_consts"], p["num_carry"]
    constants, start, rows = args[:given], args[given : given + carried], args[given + carried :]
    fixed = _find_fixed(body, given, carried)
    state = _begin(low, start, fixed, [v.dtype for v in equation.gives[:carried]])
    results = [low.new(v.shape, find_kind(v.dtype)) for v in equation.gives[carried:]]

    low.open()
    turn = low.new((), Kind.I32)

    def this(view: View) -> View:
        """Return the row of this turn."""
        view = view.reverse([0]) if p["reverse"] else view
        return replace(view.drop([0]), moves=(*view.moves, Move(turn, p["length"] - 1, view.strides[0])))

    out = low.run(body, p["jaxpr"].consts, [*constants, *state, *(this(low.place(row)) for row in rows)])
    for result, value in zip(results, out[carried:], strict=True):
        low.copy(this(result), value)
    _update(low, state, out[:carried], fixed)
    low.lists[-2].append(Loop(p["length"], turn.register, low.close()))
    return [*_end(low, state, fixed), *results]


@rule("while")
def _while(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    p = equation.params
    test, body = p["cond_jaxpr"], p["body_jaxpr"]
    of_test, rest = args[: p["cond_nconsts"]], args[p["cond_nconsts"] :]
    of_body, start = rest[: p["body_nconsts"]], rest[p["body_nconsts"] :]
    fixed = _find_fixed(body.jaxpr, p["body_nconsts"], len(start))
    state = _begin(low, start, fixed, [v.dtype for v in equation.gives])

    low.open()
    holds = _fix(low, low.run(test.jaxpr, test.consts, [*of_test, *state])[0])
    tests = low.close()
    low.open()
    _update(low, state, low.run(body.jaxpr, body.consts, [*of_body, *state]), fixed)
    low.lists[-2].append(While(tests, holds, low.close()))
    return _end(low, state, fixed)


@rule("cond")
def _cond(low: Lowering, equation: Equation, args: list[Value]) -> list[Value]:
    index, *given = args
    chosen = _fix(low, low.convert(index, Kind.I32))
    results = [low.new(v.shape, find_kind(v.dtype)) for v in equation.gives]
    bodies = []
    for branch in equation.params["branches"]:
        low.open(stay=True)
        for result, value in zip(results, low.run(branch.jaxpr, branch.consts, given), strict=True):
            low.copy(result, value)
        bodies.append(low.close())
    low.lists[-1].append(Branch(chosen, bodies))
    return list(results)


def _fix(low: Lowering, value: Value) -> View:
    """Return a number at a place that does not move."""
    view = low.place(value)
    if view.moves:
        fixed = low.new((), view.kind, low.find_level([view]))
        low.copy(fixed, view, fixed.register.level)
        return fixed
    return view


def _find_fixed(body: Jaxpr, given: int, carried: int) -> list[bool]:
    """Return which values the body of a loop passes on as they are."""
    return [body.outvars[k] is body.invars[given + k] for k in range(carried)]


def _begin(low: Lowering, start: Sequence[Value], fixed: Sequence[bool], dtypes: Iterable[object]) -> list[Value]:
    """Return the state of a loop, in registers of its own."""
    state: list[Value] = []
    for value, stays, dtype in zip(start, fixed, dtypes, strict=True):
        if stays or 0 in value.shape:
            state.append(value)
            continue
        register = low.new(value.shape, find_kind(dtype), low.level + 1)  # type: ignore[arg-type]
        low.copy(register, value)
        state.append(register)
    return state


def _update(low: Lowering, state: Sequence[Value], values: Sequence[Value], fixed: Sequence[bool]) -> None:
    """Write the new state at the end of the body. Values that are read from the old state are set aside first."""
    changing = {id(s.register) for s, stays in zip(state, fixed, strict=True) if not stays and isinstance(s, View)}
    copies: list[tuple[View, Value]] = []
    for old, value, stays in zip(state, values, fixed, strict=True):
        if stays or not isinstance(old, View) or (isinstance(value, View) and value == old):
            continue
        if isinstance(value, View) and any(id(register) in changing for register in list_registers(value)):
            aside = low.new(value.shape, value.kind)
            low.copy(aside, value)
            value = aside
        copies.append((old, value))
    for old, value in copies:
        low.copy(old, value)


def _end(low: Lowering, state: Sequence[Value], fixed: Sequence[bool]) -> list[Value]:
    """Return the state after a loop, which belongs to the level around it."""
    for value, stays in zip(state, fixed, strict=True):
        if isinstance(value, View) and not stays:
            value.register.level = min(value.register.level, low.level)
    return list(state)
