"""Measles in West Texas, 2025: how the shipped file must behave, tested with paired futures.

All runs share one compiled program and the same random numbers. A difference must exceed its margin by two standard errors.
"""

from __future__ import annotations

import csv
import re
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import lynchpin as lp
from lynchpin.engine.results.futures import Futures
from lynchpin.language import count_bases, count_constants
from lynchpin.language.library import LIBRARY
from lynchpin.language.records import About, Assessment

NAME = "measles-2025"
FUTURES = 384
AS_OF = "2025-03-11"
SAME = {"schools_drive": True}
"""An assumption that every run sets, so that all of them share one compiled program."""


@cache
def assessment() -> Assessment:
    return lp.load(NAME)


@cache
def draw(assume: tuple[tuple[str, bool], ...] = (), inputs: tuple[tuple[str, float], ...] = (), policy: str | None = None) -> Futures:
    numbers = {"fatality": 0.002, **dict(inputs)}
    return lp.simulate(assessment(), FUTURES, seed=1, assume={**SAME, **dict(assume)}, inputs=numbers, policy=policy)


def given(**inputs: float) -> Futures:
    """Simulate with some numbers replaced."""
    return draw((), tuple(sorted(inputs.items())))


def assert_more(after: NDArray[np.generic], before: NDArray[np.generic], margin: float = 0.0) -> None:
    """Check that the mean paired difference exceeds the margin by two standard errors."""
    difference = after.astype(float) - before.astype(float)
    mean, error = float(difference.mean()), float(difference.std() / np.sqrt(difference.size))
    assert mean - 2 * error > margin, f"{mean:+.4f} (error {error:.4f}) does not exceed {margin}"


def counties() -> tuple[str, ...]:
    return assessment().sets["county"]


def by_county(futures: Futures, stock: str) -> NDArray[np.float64]:
    """Return [counties, periods, futures], a stock of each county at the end of each period."""
    return np.stack([futures.stocks[f"{stock}[{county}]"] for county in counties()])


def cases(futures: Futures) -> NDArray[np.float64]:
    """Return [futures], the confirmed cases at the end."""
    return by_county(futures, "confirmed")[:, -1].sum(axis=0)


def list_numbers() -> list[tuple[str, About]]:
    """Return every entry that the model uses."""
    a = assessment()
    sections = (a.parameters, a.series, a.stocks, a.auxiliaries, a.events, a.assumptions, a.policies)
    return [(name, entry.about) for section in sections for name, entry in section.items()]


# ---- content ------------------------------------------------------------------------------------------------------------


def test_no_number_of_the_model_was_published_later() -> None:
    late = {name for name, source in assessment().sources.items() if source.date > AS_OF}
    for name, about in list_numbers():
        assert not {citation.source for citation in about.citations} & late, name
        assert not re.search(r"2025-0[4-9]|2026|April 2025|August", about.judgement), name
    assert {claim.at.source for claim in assessment().claims.values()} & late == set()


def test_every_number_has_a_source_or_a_reason_and_every_constant_a_name() -> None:
    assert count_bases(assessment())["unsupported"] == 0
    assert count_constants(assessment()).unnamed == 0


def test_the_counties_and_their_counts_come_from_the_table() -> None:
    with (LIBRARY / f"{NAME}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(row["county"] for row in rows) == counties()
    assert list(assessment().data) == [f"{NAME}.csv"]
    assert sum(int(row["cases_mar_11"]) for row in rows) == 223
    for row in rows:
        assert (draw().inputs[f"cases_now[{row['county']}]"] == float(row["cases_mar_11"])).all()


def test_the_forecasts_resolve_as_the_published_counts_say() -> None:
    counts = {"14 March": 259, "11 April": 541, "9 May": 709, "18 August": 762}
    before, after = counts["11 April"] - counts["14 March"], counts["9 May"] - counts["11 April"]
    forecasts = assessment().forecasts
    assert (forecasts["kennedy"].resolved, forecasts["pavia"].resolved) == (("yes", "no") if after <= before else ("no", "yes"))
    assert forecasts["hotez"].resolved == ("yes" if counts["11 April"] >= 2 * 124 else "no")
    assert forecasts["cook_burn"].resolved == ("yes" if counts["18 August"] >= 2 * 309 else "no")


# ---- how it moves ---------------------------------------------------------------------------------------------------------


def test_nobody_is_unprotected_twice_and_no_case_is_taken_back() -> None:
    futures = draw()
    assert (np.diff(by_county(futures, "unprotected"), axis=1) <= 1e-9).all()
    assert (np.diff(by_county(futures, "confirmed"), axis=1) >= 0).all()
    assert (futures.status == 0).all()


def test_infections_leave_the_unprotected_and_pass_through_to_recovery() -> None:
    """Without vaccination, whoever is no longer unprotected was infected, and is ill or recovered, except for the last half a person."""
    futures = given(uptake=0.0, trips=0.0, far_trips=0.0, imports=0.0)
    lost = by_county(futures, "unprotected")[:, 0] - by_county(futures, "unprotected")[:, -1]
    infected = by_county(futures, "incubating") + by_county(futures, "ill")
    gained = by_county(futures, "confirmed")[:, -1] - by_county(futures, "confirmed")[:, 0]
    recovered = gained / futures.inputs["seen"]
    rest = infected[:, 0] + lost - infected[:, -1] - recovered
    assert (rest > -1e-6).all()
    assert (rest < futures.inputs["nobody"] + 1e-6).all()


def test_without_travel_the_virus_stays_where_it_is() -> None:
    futures = given(trips=0.0, far_trips=0.0, imports=0.0)
    assert (futures.stocks["confirmed[rest_of_texas]"][-1] == 0).all()
    assert (futures.stocks["ill[ector]"][-1] == 0).all()


def test_an_outbreak_is_over_after_six_weeks_without_a_case() -> None:
    futures = draw()
    case, over = futures.events["case"], futures.events["over"]
    for k in np.flatnonzero(over.any(axis=0))[:50]:
        end = int(np.argmax(over[:, k]))
        assert not case[end - 5 : end + 1, k].any()
        assert case[end - 6, k]
    assert np.array_equal(futures.answer("lasts_a_year"), ~over.any(axis=0))


# ---- what it depends on ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ({"spread": 0.8}, {"spread": 1.3}),
        ({"tracing": 0.5}, {"tracing": 0.1}),
        ({"uptake": 0.02}, {"uptake": 0.001}),
        ({"dilution": 0.6}, {"dilution": 0.0}),
        ({"holiday_effect": 0.35}, {"holiday_effect": 0.0}),
    ],
    ids=lambda inputs: " ".join(inputs),
)
def test_more_contact_and_less_protection_mean_more_cases(low: dict[str, float], high: dict[str, float]) -> None:
    assert_more(cases(given(**high)), cases(given(**low)))


def test_if_pockets_are_as_tight_as_in_gaines_the_other_counties_have_more_cases() -> None:
    """pockets_stay_apart: Lubbock has more unprotected people than Gaines."""
    apart, tight = (draw((("pockets_stay_apart", holds),)) for holds in (True, False))
    assert_more(tight.stocks["confirmed[lubbock]"][-1], apart.stocks["confirmed[lubbock]"][-1], 5)
    assert_more(tight.answer("lasts_a_year"), apart.answer("lasts_a_year"), 0.05)


def test_if_the_schools_see_half_of_the_unprotected_gaines_has_more_cases() -> None:
    """homeschooled: the outbreak in Gaines runs out of people later."""
    seen, hidden = (draw((("school_figures_hold", holds),)) for holds in (True, False))
    assert_more(hidden.stocks["confirmed[gaines]"][-1], seen.stocks["confirmed[gaines]"][-1], 10)


def test_acting_in_march_prevents_more_than_acting_in_june() -> None:
    nothing, march, june = draw(), draw(policy="both"), draw(policy="late")
    assert_more(cases(nothing), cases(march), 20)
    assert_more(cases(june), cases(march), 10)
    assert_more(cases(nothing), cases(june))


def test_the_counts_from_april_on_lie_within_what_was_expected() -> None:
    """The 98% range of the futures contains each count, as a check that the model is not wrong outright; its centre is lower."""
    total = by_county(draw(), "confirmed").sum(axis=0)
    labels = assessment().clock.labels
    for label, count in (("2025-W17", 646), ("2025-W21", 728), ("2025-W34", 762)):
        low, high = np.quantile(total[labels.index(label)], [0.01, 0.99])
        assert low < count < high, label
