"""Drivers in words and tables: no unknown is put first that cannot be reported from another, and all are named by their meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from asked import ask
from by_hand import make_model

from lynchpin.presentation.charts.driver_indices import draw_driver_indices
from lynchpin.presentation.sentences.drivers import describe_drivers, describe_leaders, describe_worth
from lynchpin.presentation.tables.drivers import tabulate_parameters
from lynchpin.presentation.unknowns import list_unknowns
from lynchpin.questions.drivers.question import Driver, DriversFinding
from lynchpin.statistics.estimates import Estimate

NONE = Estimate(np.nan, np.nan)


def unknown(name: str, total: float, error: float = 0.01, tied: tuple[str, ...] = ()) -> Driver:
    return Driver(name, "parameter", Estimate(total / 2, error), Estimate(total, error), NONE, NONE, tied)


def make_drivers(drivers: Sequence[Driver]) -> DriversFinding:
    """A finding with a design about an answer called yes."""
    model = make_model(inputs=[d.name for d in drivers], answers={"yes": ("yes",)})
    return DriversFinding(model, "yes", "saltelli", tuple(drivers), Estimate(0.4, 0.01), 500, 5_000, 0)


@pytest.mark.parametrize(
    ("unknowns", "text"),
    [
        (
            [unknown("a", 0.5), unknown("b", 0.3), unknown("c", 0.2), unknown("d", 0.1)],
            "The unknown that matters most is “a” (total index 50%), followed by “b” and “c”.",
        ),
        ([unknown("a", 0.5), unknown("b", 0.01)], "The unknown that matters most is “a” (total index 50%)."),
        (
            [unknown("b", 0.48), unknown("a", 0.5), unknown("c", 0.2)],
            "The unknowns that matter most are “a” (total index 50%) and “b”; this run cannot tell which of them matters more.",
        ),
        (
            [unknown(n, 0.3, 0.05) for n in "abcde"],
            "Several unknowns matter about equally, as far as this run can tell: “a” (total index 30%), “b”, “c” and 2 more.",
        ),
        (
            [unknown("a", 0.5, tied=("b",)), unknown("b", 0.5, tied=("a",))],
            "The unknown that matters most is “a” and “b” (total index 50%).",
        ),
        ([unknown("a", 0.01)], "No single unknown stands out from the error of this run."),
        ([], "No single unknown stands out from the error of this run."),
    ],
)
def test_no_unknown_is_put_first_that_cannot_be_told_from_another(unknowns: list[Driver], text: str) -> None:
    assert describe_leaders(make_drivers(unknowns)) == text


def test_drivers_are_about_every_unknown_and_chance() -> None:
    drivers = ask(DriversFinding)
    assert describe_drivers(drivers).startswith(
        "Knowing every parameter and assumption would remove 42.7% of the variance of “yes”; the rest is chance and choice. "
    )
    strongest = Driver("rationality:supplier", "weight", Estimate(0.9, 0.01), Estimate(0.95, 0.01), NONE, NONE)
    more = replace(drivers, drivers=(*drivers.drivers, strongest))
    assert "the rationality of supplier (first-order index 90%)" in describe_drivers(more)
    assert describe_drivers(replace(drivers, reducible=NONE)) == "“yes” never varies, so nothing drives it."


def test_unknowns_are_ordered_by_what_they_do_and_none_is_forgotten() -> None:
    drivers = make_drivers([unknown("fee", 0.2), unknown("red_lines", 0.1), unknown("anger", 0.6, 0.02)])
    assert [d.name for d in list_unknowns(drivers)] == ["anger", "fee", "red_lines"]
    row = dict(zip(tabulate_parameters(drivers).heads, tabulate_parameters(drivers).rows[0], strict=True))
    assert row["total index"] == "60% ± 2"
    assert "±" in row["first-order index"]
    assert "together with" not in row
    tied = make_drivers([unknown("anger", 0.6, tied=("fee", "red_lines")), unknown("fee", 0.6), unknown("red_lines", 0.6)])
    table = tabulate_parameters(tied)
    assert table.rows[0][table.heads.index("together with")] == "“fee” and “red lines”"


def test_labels_of_drivers_are_whole_meanings() -> None:
    """A long meaning is broken into lines; none is cut off."""
    drivers = ask(DriversFinding)
    figure = draw_driver_indices(drivers)
    assert figure is not None
    for width in (330, 510, 1040):
        drawn = str(figure.spec(width))
        assert "…" not in drawn
        assert "No new route" in drawn
    assert "No new route takes over the transit before 2027" in figure.alternative


def test_what_is_worth_knowing() -> None:
    drivers = make_drivers([unknown("a", 0.5)])
    assert describe_worth(drivers) == ""
    vague, clear = (replace(drivers.drivers[0], evpi=Estimate(value, 0.02)) for value in (0.02, 0.16))
    assert describe_worth(replace(drivers, drivers=(vague,))) == (
        "Knowing any one of these before choosing a policy would help by no more than the error of this run."
    )
    assert describe_worth(replace(drivers, drivers=(clear,))) == (
        "For choosing a policy, knowing “a” is worth most: 0.16 ± 0.02 in the unit of the goals."
    )
