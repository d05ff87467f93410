"""Checks that every outcome can occur, and that no answer contains them all."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from lynchpin.errors import Place
from lynchpin.language.expressions import Call, Comparison, Expression, Logic, Number
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment

_MONOTONE = frozenset({"ever", "always", "by", "at", "final", "happened"})


def check_outcomes(a: Assessment, reading: Reading) -> None:
    """Report outcomes that can never occur: those after `otherwise`, and those whose condition implies an earlier one."""
    earlier: dict[str, tuple[Expression | None, Place]] = {}
    for name, outcome in a.outcomes.items():
        place = outcome.about.place
        for other, (condition, at) in earlier.items():
            if condition is None:
                reading.diagnostics.add("after-otherwise", place, name=name, other=other, also=((at, "`otherwise` is always true"),))
                return  # the outcomes after this one have the same error
            if outcome.when is not None and implies(outcome.when, condition):
                reading.diagnostics.add("never-reached", place, name=name, other=other, also=((at, "this outcome applies first"),))
                break
        earlier[name] = (outcome.when, place)


def check_answers(a: Assessment, reading: Reading) -> None:
    """Warn about answers that contain every outcome."""
    for name, outcomes in a.answers.items():
        if a.outcomes and set(outcomes) >= set(a.outcomes):
            place = next(iter(a.outcomes.values())).about.place
            reading.diagnostics.add("answer-always", place, name=name)


def implies(p: Expression, q: Expression) -> bool:
    """Return whether p implies q, as far as their form shows it."""
    if is_same(p, q):
        return True
    if isinstance(q, Logic) and q.operator == "or" and (implies(p, q.left) or implies(p, q.right)):
        return True
    if isinstance(q, Logic) and q.operator == "and" and implies(p, q.left) and implies(p, q.right):
        return True
    if isinstance(q, Call) and q.function in ("ever", "happened") and implies(p, q.arguments[0]):
        return True  # what is true at the end has been true at some time
    if isinstance(p, Logic):
        sides = (implies(p.left, q), implies(p.right, q))
        return any(sides) if p.operator == "and" else all(sides)
    if isinstance(p, Call) and isinstance(q, Call):
        return _call_implies(p, q)
    if isinstance(p, Comparison) and isinstance(q, Comparison):
        return _comparison_implies(p, q)
    return False


def _call_implies(p: Call, q: Call) -> bool:
    """Return whether call p implies call q.

    `always(c)` implies `ever(c)`. `by(2026-Q1, c)` implies `by(2026-Q3, c)` and `ever(c)`. All are monotone in c.
    """
    if not (p.arguments and q.arguments and implies(p.arguments[0], q.arguments[0])):
        return False
    if p.function in _MONOTONE and q.function == p.function:
        return p.period == q.period or (p.function == "by" and p.period is not None and q.period is not None and p.period <= q.period)
    return q.function in ("ever", "happened") and p.function in ("always", "by", "ever", "happened")


def _comparison_implies(p: Comparison, q: Comparison) -> bool:
    """Return whether comparison p implies comparison q, as `x > 3` implies `x > 2` and `x >= 3`."""
    if not (is_same(p.left, q.left) and isinstance(p.right, Number) and isinstance(q.right, Number)):
        return False
    ours, theirs = p.right.value, q.right.value
    if p.operator in (">", ">=") and q.operator in (">", ">="):
        return ours > theirs or (ours == theirs and p.operator == ">")
    if p.operator in ("<", "<=") and q.operator in ("<", "<="):
        return ours < theirs or (ours == theirs and p.operator == "<")
    return False


def is_same(p: object, q: object) -> bool:
    """Return whether two trees are equal apart from their places in the file."""
    if isinstance(p, tuple) and isinstance(q, tuple):
        return len(p) == len(q) and all(is_same(a, b) for a, b in zip(p, q, strict=True))
    if is_dataclass(p) and not isinstance(p, type) and type(p) is type(q):
        names = [field.name for field in fields(p) if field.name not in ("place", "unit")]
        return all(is_same(getattr(p, name), getattr(q, name)) for name in names)
    return p == q
