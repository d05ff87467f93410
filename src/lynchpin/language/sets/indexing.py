"""Resolves the indices in an expression: `births[town]` for one town, and `sum[town](population)` over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lynchpin.errors import Place
from lynchpin.language.expressions import Aggregate, Arithmetic, Call, Comparison, Expression, Indexed, Logic, Name, Not, Number
from lynchpin.language.names import join_name
from lynchpin.language.reading import Reading
from lynchpin.language.traversal import count_nodes, list_children, list_nodes, replace_children
from lynchpin.language.wording import suggest_word

MAX_NODES = 200_000
"""The highest number of names, numbers and operators in all expressions of a file, once sums over members have been written out."""
AGGREGATES = ("sum", "mean", "smallest", "largest", "argmax", "argmin")


class _IndexError(Exception):
    """An index cannot be resolved. It has been reported."""


def resolve_indices(reading: Reading, e: Expression, binding: Mapping[str, str]) -> Expression | None:
    """Return an expression without indices: with the names of members, and with sums over members written out.

    Args:
        reading: The file that is being read; errors are reported there.
        e: The expression as parsed, with declared functions put in.
        binding: The member of each set for which the expression stands.

    Returns:
        The expression, or None after reporting an error.
    """
    if not (reading.families or any(isinstance(node, Indexed | Aggregate) for node in list_nodes(e))):
        return e
    try:
        return _Resolver(reading).resolve(e, binding)
    except _IndexError:
        return None


class _Resolver:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def resolve(self, e: Expression, binding: Mapping[str, str]) -> Expression:
        """Return an expression for the members in `binding`."""
        match e:
            case Indexed():
                return Name(join_name(e.name, [self._find_member(e, word, binding) for word in e.indices]), e.place)
            case Name() if e.name in self.reading.families and e.name not in self.reading.symbols:
                return self._complete(e, binding)
            case Aggregate():
                return self._aggregate(e, binding)
            case Comparison(left=Aggregate(function="argmax" | "argmin") as best, right=Name(name=member)):
                return self._compare_best(e, best, member, binding)
            case Comparison(left=Name(name=word), right=Name(name=member)) if self._is_set(word):
                return self._compare_member(e, word, member, binding)
        children = list_children(e)
        return replace_children(e, tuple(self.resolve(child, binding) for child in children)) if children else e

    def _is_set(self, word: str) -> bool:
        return word in self.reading.sets and word not in self.reading.symbols

    def _fail(self, message_id: str, place: Place, *, hint: str | None = None, **words: object) -> _IndexError:
        self.reading.diagnostics.record(message_id, place, words, hint=hint)
        return _IndexError()

    def _find_member(self, e: Indexed, word: str, binding: Mapping[str, str]) -> str:
        """Return the member that an index stands for."""
        if word in binding:
            if not binding[word]:
                raise self._fail("ambiguous-index", e.place, name=word)
            return binding[word]
        if word in self.reading.sets:
            raise self._fail("free-index", e.place, text=join_name(e.name, e.indices), set=word)
        if word in self.reading.members:
            return word
        if self.reading.unreadable_sets:
            raise _IndexError  # it may be a member of a set that could not be read
        known = [*self.reading.sets, *self.reading.members]
        raise self._fail("unknown-set", e.place, name=word, hint=suggest_word(word, known))

    def _complete(self, e: Name, binding: Mapping[str, str]) -> Expression:
        """Return the member of an indexed entry that is written without its index."""
        return self.resolve(Indexed(e.name, self.reading.families[e.name], e.place), binding)

    def _list_parts(self, e: Aggregate, binding: Mapping[str, str]) -> list[Expression]:
        """Return the body of an aggregate for each combination of members."""
        bindings = [dict(binding)]
        for word in e.sets:
            if word not in self.reading.sets:
                raise self._fail("unknown-set", e.place, name=word, hint=suggest_word(word, self.reading.sets))
            self.reading.used_sets.add(word)
            bindings = [{**one, word: member} for one in bindings for member in self.reading.sets[word]]
            self._count(len(bindings), e.place)
        parts = []
        for one in bindings:
            parts.append(self.resolve(e.body, one))
            self._count(count_nodes(parts[-1]), e.place)
        return parts

    def _count(self, nodes: int, place: Place) -> None:
        if self.reading.written_nodes > MAX_NODES:
            raise _IndexError  # reported at the sum that passed the limit
        self.reading.written_nodes += nodes
        if self.reading.written_nodes > MAX_NODES:
            raise self._fail("expression-too-wide", place, most=f"{MAX_NODES:,}")

    def _aggregate(self, e: Aggregate, binding: Mapping[str, str]) -> Expression:
        if e.function not in AGGREGATES:
            raise self._fail("unknown-aggregate", e.place, name=e.function, hint=suggest_word(e.function, AGGREGATES))
        if e.function in ("argmax", "argmin"):
            raise self._fail("bare-argmax", e.place, name=e.function, set=e.sets[0])
        parts = self._list_parts(e, binding)

        def add(left: Expression, right: Expression) -> Expression:
            return Arithmetic("+", left, right, e.place)

        def choose(left: Expression, right: Expression) -> Expression:
            return Call("min" if e.function == "smallest" else "max", (left, right), e.place)

        if e.function in ("smallest", "largest"):
            return _fold(parts, choose)
        total = _fold(parts, add)
        return Arithmetic("/", total, Number(float(len(parts)), "", e.place, derived=True), e.place) if e.function == "mean" else total

    def _compare_best(self, e: Comparison, best: Aggregate, word: str, binding: Mapping[str, str]) -> Expression:
        """Return the condition that a member has the largest (or smallest) value. Of equal ones it is the first in the order of the set."""
        if len(best.sets) != 1 or best.sets[0] not in self.reading.sets or e.operator not in ("==", "!="):
            raise self._fail("bare-argmax", e.place, name=best.function, set=best.sets[0])
        members = self.reading.sets[best.sets[0]]
        member = binding.get(word) or word
        if member not in members:
            raise self._fail("unknown-member", e.right.place, name=word, set=best.sets[0], hint=suggest_word(word, members))
        parts = self._list_parts(best, binding)
        own = members.index(member)
        strict, loose = (">", ">=") if best.function == "argmax" else ("<", "<=")
        wins: list[Expression] = [
            Comparison(strict if k < own else loose, parts[own], part, e.place) for k, part in enumerate(parts) if k != own
        ]
        met = _fold(wins, lambda left, right: Logic("and", left, right, e.place)) if wins else Number(1.0, "", e.place, derived=True)
        return met if e.operator == "==" else Not(met, e.place)

    def _compare_member(self, e: Comparison, word: str, member: str, binding: Mapping[str, str]) -> Expression:
        """Return 1 or 0 for a comparison such as `town == boston`."""
        if word not in binding or e.operator not in ("==", "!="):
            raise self._fail("free-index", e.place, text=word, set=word)
        if not binding[word]:
            raise self._fail("ambiguous-index", e.place, name=word)
        other = binding.get(member) or member
        if other not in self.reading.sets[word]:
            members = self.reading.sets[word]
            raise self._fail("unknown-member", e.right.place, name=member, set=word, hint=suggest_word(member, members))
        return Number(float((binding[word] == other) == (e.operator == "==")), "", e.place, derived=True)


def _fold(parts: list[Expression], join: Callable[[Expression, Expression], Expression]) -> Expression:
    """Join expressions in pairs, so that the depth of the tree grows with the logarithm of their number."""
    while len(parts) > 1:
        parts = [join(*parts[k : k + 2]) if k + 1 < len(parts) else parts[k] for k in range(0, len(parts), 2)]
    return parts[0]
