"""Equations: expression trees as MathML, which browsers render without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from lynchpin.language.expressions import (
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
from lynchpin.presentation.wording import format_name

_STRENGTH = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negate": 7, "**": 8}
_SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "-": "−", "*": "·"}
_ATOM = 9


def render_equation(left: str, right: Expression, *, change: bool = False) -> str:
    """Return `<math>` for an equation.

    Args:
        left: Name of the quantity on the left.
        right: Expression on the right.
        change: Whether the left side is the change of the quantity.

    Returns:
        Markup in which all text is escaped.
    """
    name = f"<mrow><mi>Δ</mi>{_name(left)}</mrow>" if change else _name(left)
    return f'<math display="block"><mrow>{name}<mo>=</mo>{_render(right)}</mrow></math>'


def render_condition(expression: Expression) -> str:
    """Return `<math>` for a condition or a single term."""
    return f'<math display="block">{_render(expression)}</math>'


def render_table(columns: Sequence[str], rows: Mapping[str, Sequence[Expression | str]]) -> str:
    """Return `<math>` for a table of expressions and texts.

    Args:
        columns: The names of the columns.
        rows: The entries of each row, by its name.
    """
    head = _table_row(["", *columns]) if any(columns) else ""
    body = "".join(_table_row([name, *entries]) for name, entries in rows.items())
    return f'<math display="block"><mtable columnalign="left">{head}{body}</mtable></math>'


def _table_row(entries: Sequence[Expression | str]) -> str:
    drawn = (f"<mtext>{escape(entry)}</mtext>" if isinstance(entry, str) else _render(entry) for entry in entries)
    return f"<mtr>{''.join(f'<mtd>{one}</mtd>' for one in drawn)}</mtr>"


def _number(value: float) -> str:
    mantissa, e, exponent = f"{value:g}".partition("e")
    power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>".replace("-", "−") if e else ""
    return f"<mrow><mn>{mantissa}</mn><mo>·</mo>{power}</mrow>" if power else f"<mn>{mantissa}</mn>"


def _render(node: Expression) -> str:
    match node:
        case Number(value=value):
            return _number(value) if value >= 0 else f"<mrow><mo>−</mo>{_number(-value)}</mrow>"
        case Name(name=name):
            return _name(name)
        case Label(text=text):
            return f"<mtext>{escape(text)}</mtext>"
        case Negation(operand=inner):
            return f"<mrow><mo>−</mo>{_inside(inner, _STRENGTH['negate'])}</mrow>"
        case Not(operand=inner):
            return f"<mrow><mtext>not&#160;</mtext>{_inside(inner, _ATOM)}</mrow>"
        case Played(actor=actor, option=option, negated=negated):
            return f"<mrow>{_name(actor)}<mo>{'≠' if negated else '='}</mo><mtext>{escape(format_name(option))}</mtext></mrow>"
        case InState(name=name, state=state, negated=negated):
            return f"<mrow>{_name(name)}<mo>{'≠' if negated else '='}</mo><mtext>{escape(format_name(state))}</mtext></mrow>"
        case Logic(operator=operator, left=left, right=right):
            word = f"<mtext>&#160;{operator}&#160;</mtext>"
            return f"<mrow>{_inside(left, _STRENGTH[operator])}{word}{_inside(right, _STRENGTH[operator])}</mrow>"
        case Comparison(operator=operator, left=left, right=right):
            sign = escape(_SIGNS.get(operator, operator))
            return f"<mrow>{_inside(left, _STRENGTH['compare'])}<mo>{sign}</mo>{_inside(right, _STRENGTH['compare'])}</mrow>"
        case Arithmetic():
            return _render_arithmetic(node)
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return _cases((_render(then), _render(condition)), (_render(otherwise), "<mtext>otherwise</mtext>"))
        case Call():
            return _render_call(node)
        case Indexed() | Aggregate():
            raise TypeError("indices are resolved when a file is read")


def _render_arithmetic(node: Arithmetic) -> str:
    if node.operator == "/":
        return f"<mfrac>{_row(_render(node.left))}{_row(_render(node.right))}</mfrac>"
    if node.operator == "**":
        return f"<msup>{_row(_inside(node.left, _ATOM))}{_row(_render(node.right))}</msup>"
    strength = _STRENGTH[node.operator]
    right = _inside(node.right, strength + (node.operator == "-"))
    return f"<mrow>{_inside(node.left, strength)}<mo>{_SIGNS.get(node.operator, node.operator)}</mo>{right}</mrow>"


def _render_call(call: Call) -> str:
    arguments = [_render(a) for a in call.arguments]
    if call.function == "abs":
        return f"<mrow><mo>|</mo>{arguments[0]}<mo>|</mo></mrow>"
    if call.function == "sqrt":
        return f"<msqrt>{arguments[0]}</msqrt>"
    if call.function == "exp":
        return f"<msup><mi>e</mi>{_row(arguments[0])}</msup>"
    arguments += [f"<mrow><mo>(</mo><mn>{x:g}</mn><mo>,</mo><mn>{y:g}</mn><mo>)</mo></mrow>" for x, y in call.knots]
    if call.order is not None:
        arguments.insert(2, f"<mtext>order&#160;{call.order}</mtext>")
    return f"<mrow><mi>{escape(call.function)}</mi><mo>(</mo>{'<mo>,</mo>'.join(arguments)}<mo>)</mo></mrow>"


def _inside(node: Expression, strength: int) -> str:
    """Render the expression, in brackets if it binds less tightly than its surroundings."""
    drawn = _render(node)
    return f"<mrow><mo>(</mo>{drawn}<mo>)</mo></mrow>" if _strength(node) < strength else drawn


def _strength(node: Expression) -> int:
    match node:
        case Arithmetic(operator="/"):
            return _ATOM - 1
        case Arithmetic(operator=operator) | Logic(operator=operator):
            return _STRENGTH[operator]
        case Comparison() | Played() | InState():
            return _STRENGTH["compare"]
        case Not():
            return _STRENGTH["not"]
        case Negation():
            return _STRENGTH["negate"]
        case Conditional():
            return 0
    return _ATOM


def _name(name: str) -> str:
    return f"<mi mathvariant='normal'>{escape(format_name(name))}</mi>"


def _row(drawn: str) -> str:
    return f"<mrow>{drawn}</mrow>"


def _cases(*rows: tuple[str, str]) -> str:
    lines = "".join(f"<mtr><mtd>{value}</mtd><mtd><mtext>if&#160;</mtext>{condition}</mtd></mtr>" for value, condition in rows[:-1])
    value, otherwise = rows[-1]
    return f"<mrow><mo>{{</mo><mtable columnalign='left'>{lines}<mtr><mtd>{value}</mtd><mtd>{otherwise}</mtd></mtr></mtable></mrow>"
