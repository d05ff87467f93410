"""Parsing in several threads."""

from __future__ import annotations

from threading import Thread

from lynchpin.errors import Place
from lynchpin.language.expressions import Arithmetic, Expression
from lynchpin.language.parsing import parse_expression

WAIT_SECONDS = 0.2
"""Long enough for another thread to parse a short expression, if nothing holds it back."""


def test_a_parse_in_another_thread_does_not_change_places() -> None:
    others: list[Expression] = []
    thread = Thread(target=lambda: others.append(parse_expression("a + b", lambda start, end: Place(2, start + 1, end - start))))

    def locate(start: int, end: int) -> Place:
        if thread.ident is None:  # the first place of the first parse: let the other thread try to parse now
            thread.start()
            thread.join(WAIT_SECONDS)
        return Place(1, start + 1, end - start)

    tree = parse_expression("x * (y - z)", locate)
    thread.join()
    assert isinstance(tree, Arithmetic)
    assert (tree.left.place, tree.right.place) == (Place(1, 1, 1), Place(1, 5, 7))
    assert others[0].place == Place(2, 1, 5)
