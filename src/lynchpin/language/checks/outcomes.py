"""Checks that every outcome can occur, and that no answer contains them all."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from lynchpin.errors import Place
from lynchpin.language.expressions import Call, Comparison, Expression, Logic, Number
from lynchpin.language.reading import Reading
from lynchpin.language.records import Assessment
from lynchpin.language.traversal import list_children

_MAX_STEPS = 200_000
"""The number of pairs of conditions and parts of them that are compared in one file."""
_MONOTONE = frozenset({"ever", "always", "by", "at", "final", "happened"})


def check_outcomes(a: Assessment, reading: Reading) -> None:
    """Report outcomes that can never occur: those after `otherwise`, and those whose condition implies an earlier one.

    Args:
        a: The assessment.
        reading: The file that is being read; errors are reported there.
    """
    implications = _Implications()
    earlier: dict[str, tuple[Expression | None, Place]] = {}
    for name, outcome in a.outcomes.items():
        place = outcome.about.place
        for other, (condition, at) in earlier.items():
            if condition is None:
                reading.diagnostics.add("after-otherwise", place, name=name, other=other, also=((at, "`otherwise` is always true"),))
                return  # the outcomes after this one have the same error
            if outcome.when is not None and implications.test(outcome.when, condition):
                reading.diagnostics.add("never-reached", place, name=name, other=other, also=((at, "this outcome applies first"),))
                break
        earlier[name] = (outcome.when, place)


def check_answers(a: Assessment, reading: Reading) -> None:
    """Warn about answers that contain every outcome.

    Args:
        a: The assessment.
        reading: The file that is being read; warnings are reported there.
    """
    every = set(a.outcomes)
    for name, outcomes in a.answers.items():
        if every and every.issubset(outcomes):
            place = next(iter(a.outcomes.values())).about.place
            reading.diagnostics.add("answer-always", place, name=name)


def implies(p: Expression, q: Expression) -> bool:
    """Return whether p implies q, as far as their form shows it.

    Args:
        p: A condition, resolved.
        q: Another condition, resolved.

    Returns:
        True only if p implies q. It may be false although p implies q.
    """
    return _Implications().test(p, q)


class _Implications:
    """Tests implications between the conditions of one file, up to a limit on the work."""

    def __init__(self) -> None:
        self.steps = 0
        self.keys: dict[int, object] = {}

    def test(self, p: Expression, q: Expression) -> bool:
        """Return whether p implies q, as far as their form shows it and the limit allows."""
        self.steps += 1
        if self.steps > _MAX_STEPS:
            return False
        if self.is_same(p, q):
            return True
        if isinstance(q, Logic) and q.operator == "or" and (self.test(p, q.left) or self.test(p, q.right)):
            return True
        if isinstance(q, Logic) and q.operator == "and" and self.test(p, q.left) and self.test(p, q.right):
            return True
        if isinstance(q, Call) and q.function in ("ever", "happened") and self.test(p, q.arguments[0]):
            return True  # what is true at the end has been true at some time
        if isinstance(p, Logic):
            sides = (self.test(p.left, q), self.test(p.right, q))
            return any(sides) if p.operator == "and" else all(sides)
        if isinstance(p, Call) and isinstance(q, Call):
            return self.test_calls(p, q)
        if isinstance(p, Comparison) and isinstance(q, Comparison):
            return self.test_comparisons(p, q)
        return False

    def test_calls(self, p: Call, q: Call) -> bool:
        """Return whether call p implies call q.

        `always(c)` implies `ever(c)`. `by(2026-Q1, c)` implies `by(2026-Q3, c)` and `ever(c)`. All are monotone in c.
        """
        if not (p.arguments and q.arguments and self.test(p.arguments[0], q.arguments[0])):
            return False
        if p.function in _MONOTONE and q.function == p.function:
            return p.period == q.period or (p.function == "by" and p.period is not None and q.period is not None and p.period <= q.period)
        return q.function in ("ever", "happened") and p.function in ("always", "by", "ever", "happened")

    def test_comparisons(self, p: Comparison, q: Comparison) -> bool:
        """Return whether comparison p implies comparison q, as `x > 3` implies `x > 2` and `x >= 3`."""
        if not (isinstance(p.right, Number) and isinstance(q.right, Number) and self.is_same(p.left, q.left)):
            return False
        ours, theirs = p.right.value, q.right.value
        if p.operator in (">", ">=") and q.operator in (">", ">="):
            return ours > theirs or (ours == theirs and p.operator == ">")
        if p.operator in ("<", "<=") and q.operator in ("<", "<="):
            return ours < theirs or (ours == theirs and p.operator == "<")
        return False

    def is_same(self, p: Expression, q: Expression) -> bool:
        """Return whether two trees are equal apart from their places in the file."""
        return type(p) is type(q) and self._find_key(p) == self._find_key(q)

    def _find_key(self, e: Expression) -> object:
        if id(e) not in self.keys:
            own = [getattr(e, field.name) for field in fields(e) if field.name not in ("place", "unit")]
            parts = [part for part in own if not is_dataclass(part) and not (isinstance(part, tuple) and part and is_dataclass(part[0]))]
            self.keys[id(e)] = (type(e).__name__, *parts, *map(self._find_key, list_children(e)))
        return self.keys[id(e)]
