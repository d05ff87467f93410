"""Resolves expressions: finds what each name refers to and which unit each part has, and makes conversions explicit."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace

from lynchpin.errors import Place
from lynchpin.language.dates import is_fiscal, read_label, suggest_date
from lynchpin.language.expressions import (
    BUILT_IN_NAMES,
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Expression,
    Indexed,
    InState,
    Label,
    Logic,
    Name,
    Negation,
    Not,
    Number,
    Played,
)
from lynchpin.language.functions import expand
from lynchpin.language.hints import NAME_HINTS
from lynchpin.language.inference.calls import resolve_call
from lynchpin.language.inference.comparisons import report_words_as_number, resolve_comparison
from lynchpin.language.inference.unit_rules import (
    CALENDAR_UNITS,
    Measured,
    convert_to,
    drop_percent,
    find_constant,
    find_scale_of,
    make_placeholder,
    raise_to_power,
    reduce,
    report_bare_number,
    require_plain,
    unify,
)
from lynchpin.language.locations import locate_in
from lynchpin.language.names import split_name, suggest_index, suggest_symbol
from lynchpin.language.nodes import Node
from lynchpin.language.parsing import parse_expression
from lynchpin.language.percentages import is_percentage
from lynchpin.language.reading import Reading
from lynchpin.language.sets import resolve_indices
from lynchpin.language.signatures import SIGNATURES
from lynchpin.language.syntax_errors import ParsingError
from lynchpin.language.units import PLAIN, UNKNOWN, Unit, divide, is_common, look_up, multiply
from lynchpin.language.wording import shorten
from lynchpin.language.yardsticks import list_yardsticks_with

_MEMBERS = {"actor": ("an option", "the actor"), "event": ("a state", "the event")}
_DECLARE = "declare it under `parameters`, `series`, `stocks` or `auxiliaries`"


@dataclass(slots=True)
class Inference:
    """Resolves the expressions of one file.

    Attributes:
        reading: The file that is being read.
        along_path: Whether functions of the whole path are allowed in the expression that is being resolved.
        field: The name of the field that is being read.
        around: The function of the whole path whose argument is being resolved; empty if there is none.
        parsed: The expressions that have been parsed, by their place and text.
    """

    reading: Reading
    along_path: bool = False
    around: str = ""
    field: str = ""
    parsed: dict[tuple[int, str], Expression | None] = dataclasses.field(default_factory=dict)

    def read(
        self, node: Node | None, field: str, target: Unit | None, *, along_path: bool = False, assigned_to: Unit | None = None
    ) -> Measured:
        """Read the expression of a field.

        Args:
            node: The scalar that holds the expression.
            field: The name of the field, for messages.
            target: The unit to convert to; another dimension is an error. None keeps the unit of the expression.
            along_path: Whether functions of the whole path are allowed.
            assigned_to: The unit of the quantity that receives the value, if it differs from the target. A percentage takes no bare number.

        Returns:
            The resolved expression, with conversions as explicit factors, and its unit.
        """
        if node is None:
            return make_placeholder(Place(1, 1)), target
        raw = self.parse(node, field)
        if raw is None:
            return make_placeholder(node.place), target or UNKNOWN
        self.along_path = along_path
        measured = self.read_parsed(raw, field, target, assigned_to=assigned_to)
        self.along_path = False
        return measured

    def parse(self, node: Node, field: str) -> Expression | None:
        """Parse the expression of a field; None if it has an error, which is reported.

        Args:
            node: The scalar that holds the expression.
            field: The name of the field, for messages.
        """
        raw = self.parse_alone(node, field)
        if raw is not None and self.reading.functions:
            raw = expand(self.reading, raw)
        return None if raw is None else resolve_indices(self.reading, raw, node.indices)

    def parse_alone(self, node: Node, field: str) -> Expression | None:
        """Parse the expression of a field as `parse` does, but leave calls of declared functions in it.

        Args:
            node: The scalar that holds the expression.
            field: The name of the field, for messages.
        """
        place = node.start, node.text
        if place in self.parsed:  # the expression of another member, or one that is read twice
            return self.parsed[place]
        self.reading.count_expression(node)
        try:
            self.parsed[place] = parse_expression(node.text, locate_in(self.reading.source, node))
        except ParsingError as error:
            self.reading.diagnostics.record(error.problem.id, error.problem.place, {"field": field, **error.problem.words})
            self.parsed[place] = None
        return self.parsed[place]

    def read_parsed(self, raw: Expression, field: str, target: Unit | None, *, assigned_to: Unit | None = None) -> Measured:
        """Resolve a parsed expression and convert it to `target`, as `read` does.

        Args:
            raw: The expression as parsed.
            field: The name of the field, for messages.
            target: The unit to convert to, or None.
            assigned_to: The unit of the quantity that receives the value, if it differs from the target.
        """
        self.field = field
        tree, unit = self.resolve(raw)
        receiver = target or assigned_to
        if receiver is not None and is_percentage(receiver) and find_scale_of(self.reading, raw) in ("bare", "mixed"):
            report_bare_number(self.reading, raw, tree.place)
        return (tree, unit) if target is None else convert_to(self.reading, tree, unit, target, field)

    def resolve(self, e: Expression) -> Measured:
        """Return an expression with its names resolved and conversions as explicit factors, and its unit."""
        match e:
            case Number():
                return self._resolve_number(e)
            case Name():
                return self._resolve_name(e)
            case Label():
                return self._resolve_label(e)
            case Negation(operand=operand):
                tree, unit = self.resolve(operand)
                return replace(e, operand=tree), unit
            case Arithmetic():
                return self._resolve_arithmetic(e)
            case Comparison():
                return resolve_comparison(self, e)
            case Logic():
                return replace(e, left=self._resolve_condition(e.left), right=self._resolve_condition(e.right)), PLAIN
            case Not(operand=operand):
                return replace(e, operand=self._resolve_condition(operand)), PLAIN
            case Conditional():
                return self._resolve_conditional(e)
            case Call():
                return resolve_call(self, e)
            case Played() | InState():
                return e, PLAIN
            case Indexed() | Aggregate():
                raise TypeError("indices are resolved when a file is read")

    def _resolve_number(self, e: Number) -> Measured:
        if not e.unit:
            return e, None
        unit = self.reading.unit_of_text(e.unit, e.place, number=f"{e.value:g}")
        return (make_placeholder(e.place), UNKNOWN) if unit is UNKNOWN else (e, unit)

    def _resolve_label(self, e: Label) -> Measured:
        clock = self.reading.clock
        if read_label(e.text, None if clock is None else clock.year_starts) is None:
            if clock is not None and is_fiscal(e.text):
                self.reading.diagnostics.add("no-fiscal-year", e.place, label=e.text)
            else:
                first, last = ("2025-Q1", "2025-Q1") if clock is None else (clock.labels[0], clock.labels[-1])
                self.reading.diagnostics.add("no-label", e.place, label=e.text, first=first, last=last, hint=suggest_date(e.text))
        return e, None

    def _resolve_name(self, e: Name) -> Measured:
        if e.name in BUILT_IN_NAMES:
            return e, None
        symbol = self.reading.symbols.get(e.name)
        if symbol is None:
            self.report_unknown_name(e)
            return make_placeholder(e.place), UNKNOWN
        if symbol.kind == "actor":
            option = next(iter(symbol.members), "OPTION")
            self.reading.diagnostics.add("actor-as-number", e.place, name=e.name, option=option)
            return make_placeholder(e.place), UNKNOWN
        if symbol.has_words:
            report_words_as_number(self.reading, symbol, e.place)
            return make_placeholder(e.place), UNKNOWN
        if symbol.kind == "event":
            return e, PLAIN
        return e, symbol.unit

    def report_unknown_name(self, e: Name) -> None:
        """Report an unknown name with a hint at what may have been meant."""
        if self.reading.diagnostics.is_full("unknown-name"):
            return self.reading.diagnostics.add("unknown-name", e.place, kind="quantity", name=shorten(e.name))
        quantities = [symbol for symbol in self.reading.symbols.values() if symbol.kind != "actor"]
        hint = self._suggest_index(e.name) or suggest_symbol(e.name, quantities)
        if e.name.lower() in NAME_HINTS:
            hint = NAME_HINTS[e.name.lower()]
        elif e.name in self.reading.other_names:
            hint = f"`{e.name}` is {self.reading.other_names[e.name]}, not a quantity; name a quantity that it depends on"
        elif list_yardsticks_with(e.name):
            hint = f"words of probability cannot be part of an expression; write `chance: {e.name}`, or declare a parameter"
        elif e.name in self.reading.functions:
            hint = f"this is a function: write `{self.reading.functions[e.name].signature}`"
        elif e.name in SIGNATURES:
            hint = f"this is a function: write `{SIGNATURES[e.name][0]}`"
        elif is_common(e.name) or e.name in self.reading.units.by_word:
            hint = f"this is a unit: write it after a number, as in `1 {e.name}`"
        elif not hint:
            owner = next((s for s in self.reading.symbols.values() if e.name in s.members), None)
            kinds = _MEMBERS.get(owner.kind if owner is not None else "", ("a word", "the parameter"))
            asked = f"this is {kinds[0]}; compare {kinds[1]} with it: `{owner.name} == {e.name}`" if owner is not None else ""
            hint = asked or _DECLARE
        if hint != _DECLARE or not self.reading.incomplete:
            self.reading.diagnostics.add("unknown-name", e.place, kind="quantity", name=shorten(e.name), hint=hint)

    def _suggest_index(self, name: str) -> str:
        """Return a hint for a name with an index that the entry does not have, or with too many or too few."""
        indexed = split_name(name)
        if indexed is None or (indexed[0] not in self.reading.symbols and indexed[0] not in self.reading.families):
            return ""
        return suggest_index(name, self.reading.families) or f"`{indexed[0]}` has no index"

    def _resolve_arithmetic(self, e: Arithmetic) -> Measured:
        if e.operator in "*/" and (unit := self._find_unit_after_operator(e.right, e.operator)) is not None:
            left, left_unit = drop_percent(*self.resolve(e.left))
            return reduce(
                self.reading, replace(left, place=e.place), multiply(left_unit or PLAIN, unit, 1.0 if e.operator == "*" else -1.0)
            )
        left, left_unit = self.resolve(e.left)
        right, right_unit = self.resolve(e.right)
        if e.operator in "+-":
            left, right, unit = unify(self.reading, e, (left, left_unit), (right, right_unit))
            return replace(e, left=left, right=right), unit
        if e.operator == "**":
            return raise_to_power(self.reading, e, (left, left_unit), (right, right_unit))
        if e.operator == "/" and find_constant(right) == 0:
            self.reading.diagnostics.add("no-finite-value", right.place, what="division by zero")
        left, left_unit = drop_percent(left, left_unit)
        right, right_unit = drop_percent(right, right_unit)
        tree = replace(e, left=left, right=right)
        if left_unit is None and right_unit is None:
            return tree, None
        return reduce(self.reading, tree, (multiply if e.operator == "*" else divide)(left_unit or PLAIN, right_unit or PLAIN))

    def _find_unit_after_operator(self, e: Expression, operator: str) -> Unit | None:
        """Return the unit of a bare word after `*` or `/` that is not declared but is a unit, such as `year` in `X / year`; else None."""
        if not isinstance(e, Name) or e.name in self.reading.symbols:
            return None
        if e.name in CALENDAR_UNITS:
            return look_up(e.name) if operator == "/" else None
        return self.reading.units.find(e.name) or (look_up(e.name) if is_common(e.name) else None)

    def _resolve_conditional(self, e: Conditional) -> Measured:
        condition = self._resolve_condition(e.condition)
        then, then_unit = self.resolve(e.then)
        otherwise, otherwise_unit = self.resolve(e.otherwise)
        pair = Arithmetic("else", e.then, e.otherwise, e.place)
        then, otherwise, unit = unify(self.reading, pair, (then, then_unit), (otherwise, otherwise_unit))
        return replace(e, then=then, condition=condition, otherwise=otherwise), unit

    def _resolve_condition(self, e: Expression) -> Expression:
        return require_plain(self.reading, *self.resolve(e), "a condition")
