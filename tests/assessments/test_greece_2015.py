"""Greece and its creditors, 2015: what the shipped file must say of the case, by futures paired draw for draw.

Every behaviour names the reasoning that it stands for. `gain` takes the difference of two runs future by future, and a
margin must be cleared by two standard errors of that paired difference.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import lynchpin as lp
from lynchpin.engine.futures import Futures
from lynchpin.language.records import Assessment

NAME = "greece-2015"
FUTURES = 4_096
AS_OF = "2015-02-10"


@cache
def assessment() -> Assessment:
    return lp.load(NAME)


@cache
def draw(assume: tuple[tuple[str, bool], ...] = (), policy: str | None = None) -> Futures:
    return lp.simulate(assessment(), futures=FUTURES, seed=1, assume=dict(assume), policy=policy)


def holding(name: str) -> Futures:
    return draw(((name, True),))


def failing(name: str) -> Futures:
    return draw(((name, False),))


def gain(after: NDArray[np.generic], before: NDArray[np.generic]) -> tuple[float, float]:
    """Mean of the paired difference and its standard error."""
    difference = after.astype(float) - before.astype(float)
    return float(difference.mean()), float(difference.std() / np.sqrt(difference.size))


def assert_gain(after: NDArray[np.generic], before: NDArray[np.generic], margin: float) -> None:
    """The difference is above the margin, two standard errors to spare."""
    mean, error = gain(after, before)
    assert mean - 2 * error > margin, f"{mean:+.4f} (error {error:.4f}) does not clear {margin}"


def period(label: str) -> int:
    return assessment().clock.labels.index(label)


def by(futures: Futures, event: str, label: str) -> NDArray[np.bool_]:
    """[N] whether the event has fired by the end of the period."""
    return futures.events[event][: period(label) + 1].any(axis=0)


def share_of(futures: Futures, actor: str, option: str, label: str) -> float:
    place = list(assessment().actors[actor].options).index(option)
    return float((futures.options[actor][period(label)] == place).mean())


def test_clock_runs_in_months_over_twenty_three_periods() -> None:
    clock = assessment().clock
    assert clock.kind == "month"
    assert len(clock.labels) == 23
    assert clock.length == pytest.approx(1 / 12)


def test_no_value_cites_what_was_published_later() -> None:
    """Sources after the date of the assessment serve evidence and forecasts alone."""
    a = assessment()
    late = {name for name, source in a.sources.items() if source.date > AS_OF}
    sections = (a.parameters, a.series, a.stocks, a.auxiliaries, a.events, a.actors, a.assumptions, a.outcomes, a.policies, a.indicators)
    for section in sections:
        for name, entry in section.items():
            cited = {citation.source for citation in entry.about.citations}
            assert not cited & late, f"{name} cites {cited & late}"
    for actor in a.actors.values():
        terms = [*actor.terms, *(term for faction in actor.factions.values() for term in faction.terms)]
        for term in terms:
            assert not {citation.source for citation in term.about.citations} & late, term.text
    for claim in a.claims.values():
        assert claim.at.source not in late


def test_every_value_has_a_source_or_a_reason() -> None:
    a = assessment()
    sections = (a.parameters, a.series, a.stocks, a.auxiliaries, a.events, a.actors, a.assumptions, a.policies, a.indicators, a.forecasts)
    entries = [(name, entry.about) for section in sections for name, entry in section.items()]
    for actor in a.actors.values():
        entries += [(term.text, term.about) for terms in (actor.terms, *(f.terms for f in actor.factions.values())) for term in terms]
    assert [name for name, about in entries if about.basis == "unsupported"] == []


def test_every_source_is_dated_and_used() -> None:
    a = assessment()
    body = a.text.split("\nparameters:", 1)[1]
    for name, source in a.sources.items():
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.date), name
        assert re.search(rf"\b{re.escape(name)}\b", body), f"{name} is never cited"


def test_evidence_lies_on_the_clock_and_comes_from_after_the_date() -> None:
    a = assessment()
    assert len(a.evidence) >= 15
    assert {item.kind for item in a.evidence} >= {"event", "not", "stock", "option"}


def test_most_futures_stay_in_the_euro_but_leaving_is_a_real_chance() -> None:
    """Economists asked at the time said one in four within the year; the file need not agree, but must not call it settled."""
    assert 0.08 < draw().answer("leaves").mean() < 0.40


def test_each_ending_is_within_reach() -> None:
    outcome = draw().outcome
    assert (outcome >= 0).all()
    shares = np.bincount(outcome, minlength=4) / FUTURES
    assert (shares > 0.05).all(), shares


def test_the_first_month_is_played_as_it_was_expected() -> None:
    """Talk, insist, lend: nobody thought the first fortnight would end it."""
    base = draw()
    assert share_of(base, "athens", "bargain", "2015-02") > 0.4
    assert share_of(base, "eurogroup", "insist", "2015-02") > 0.5
    assert share_of(base, "frankfurt", "lend", "2015-02") > 0.6


def test_actors_choose_and_do_not_dither() -> None:
    health = draw().health
    assert (health.largest / health.decisions > 0.55).all()
    assert (health.uniform / health.decisions < 0.05).all()


def test_red_lines_that_do_not_bend_lead_out_of_the_euro() -> None:
    """Claim end_of_austerity."""
    name = "red_lines_bend"
    assert_gain(failing(name).answer("leaves"), holding(name).answer("leaves"), 0.12)


def test_without_the_cash_of_public_bodies_a_payment_is_missed_by_june() -> None:
    """Claims cash_runs_out and public_bodies."""
    name = "reserves_can_be_used"
    assert_gain(by(failing(name), "missed", "2015-06"), by(holding(name), "missed", "2015-06"), 0.10)


def test_short_cash_costs_an_agreement_in_time() -> None:
    """Claim germans_have_time: the side that runs out first does not get its terms, and may get none in time."""
    name = "reserves_can_be_used"
    in_time = assessment().outcomes
    place = list(in_time).index("agreed_in_time")
    assert_gain(holding(name).outcome == place, failing(name).outcome == place, 0.08)


def test_a_run_empties_the_banks_faster() -> None:
    name = "deposits_walk"
    june = period("2015-06")
    assert_gain(holding(name).stocks["deposits"][june], failing(name).stocks["deposits"][june], 10)


def test_a_run_closes_more_banks() -> None:
    name = "deposits_walk"
    assert_gain(by(failing(name), "closure", "2015-12"), by(holding(name), "closure", "2015-12"), 0.02)


def test_a_central_bank_that_goes_by_its_rule_closes_more_banks() -> None:
    """Claims waiver_ends and waiver_rests_on_programme."""
    name = "ecb_waits_for_ministers"
    assert_gain(by(failing(name), "closure", "2015-12"), by(holding(name), "closure", "2015-12"), 0.02)


def test_voters_who_turn_from_the_euro_make_leaving_likelier() -> None:
    name = "voters_want_the_euro"
    assert_gain(failing(name).answer("leaves"), holding(name).answer("leaves"), 0.03)


def test_fear_of_contagion_keeps_greece_in() -> None:
    """Claim contagion_falls, turned round: who is afraid for the others does not let one go."""
    name = "contagion_is_contained"
    assert_gain(holding(name).answer("leaves"), failing(name).answer("leaves"), 0.01)


def test_a_firewall_alone_makes_leaving_likelier() -> None:
    """The side effect of safety: the price of an exit falls for those who could prevent it."""
    assert_gain(draw(policy="firewall").answer("leaves"), draw().answer("leaves"), 0.005)


def test_bridge_money_buys_time() -> None:
    """Claim bridge_refused."""
    bridged = draw(policy="bridge_loan")
    assert_gain(by(draw(), "missed", "2015-06"), by(bridged, "missed", "2015-06"), 0.08)
    assert_gain(draw().answer("leaves"), bridged.answer("leaves"), 0.04)


def test_easier_terms_bring_an_agreement_in_time() -> None:
    place = list(assessment().outcomes).index("agreed_in_time")
    assert_gain(draw(policy="easier_terms").outcome == place, draw().outcome == place, 0.25)


def test_closed_banks_are_the_road_out() -> None:
    """Claim choice_in_march: few leave in order; those who leave have mostly had their banks closed."""
    base = draw()
    closed = by(base, "closure", "2016-12")
    leaves = base.answer("leaves")
    assert leaves[closed].mean() - leaves[~closed].mean() > 0.15


def test_banks_open_again_under_a_programme() -> None:
    base = draw()
    programme = base.stocks["programme"][:-1] > 0.5
    assert programme.any()
    assert (base.stocks["closed"][1:][programme] < 0.5).all()


def test_nothing_is_missed_once_a_programme_is_in_force() -> None:
    base = draw()
    programme = base.stocks["programme"][:-1] > 0.5
    assert not base.events["missed"][1:][programme].any()


def test_a_payment_is_missed_when_the_cash_is_gone_or_athens_defies() -> None:
    """Nobody who can and will pay is late."""
    base = draw()
    defies = base.options["athens"] == list(assessment().actors["athens"].options).index("defy")
    out_of_cash = base.stocks["cash"] < 2.0
    assert not (base.events["missed"] & ~defies & ~out_of_cash).any()


def test_a_broken_majority_goes_with_leaving() -> None:
    """An assumption that the model breaks by itself: association only."""
    base = draw()
    broke = base.broke["government_keeps_its_majority"] >= 0
    assert 0.05 < broke.mean() < 0.95
    leaves = base.answer("leaves")
    assert leaves[broke].mean() > leaves[~broke].mean()


def test_output_is_lower_where_nothing_is_agreed() -> None:
    base = draw()
    agreed = base.answer("third_programme")
    final = base.stocks["activity"][-1]
    assert final[agreed].mean() - final[~agreed].mean() > 8
