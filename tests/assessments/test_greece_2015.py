"""Greece and its creditors, 2015: how the shipped file must behave, tested with paired futures.

Every behaviour names the reasoning or the claims that it represents. `gain` takes the difference of two runs future by future. The
difference must exceed its margin by two standard errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import lynchpin as lp
from lynchpin.engine.results.futures import Futures
from lynchpin.language.records import About, Assessment

NAME = "greece-2015"
FUTURES = 1_536
AS_OF = "2015-02-10"


@cache
def assessment() -> Assessment:
    return lp.load(NAME)


@cache
def draw(assume: tuple[tuple[str, bool], ...] = (), inputs: tuple[tuple[str, float], ...] = (), policy: str | None = None) -> Futures:
    # One number is always given, with its own fixed value, so that all runs share one compiled program.
    return lp.simulate(assessment(), futures=FUTURES, seed=1, assume=dict(assume), inputs={"easing": 0.0, **dict(inputs)}, policy=policy)


def holding(name: str) -> Futures:
    return draw(((name, True),))


def failing(name: str) -> Futures:
    return draw(((name, False),))


def given(**inputs: float) -> Futures:
    """Simulate with assumptions at their credences and some numbers replaced."""
    return draw((), tuple(sorted(inputs.items())))


def gain(after: NDArray[np.generic], before: NDArray[np.generic]) -> tuple[float, float]:
    """Mean of the paired difference and its standard error."""
    difference = after.astype(float) - before.astype(float)
    return float(difference.mean()), float(difference.std() / np.sqrt(difference.size))


def assert_gain(after: NDArray[np.generic], before: NDArray[np.generic], margin: float = 0.0) -> None:
    """Check that the difference exceeds the margin by two standard errors."""
    mean, error = gain(after, before)
    assert mean - 2 * error > margin, f"{mean:+.4f} (error {error:.4f}) does not exceed {margin}"


def period(label: str) -> int:
    return assessment().clock.labels.index(label)


def by(futures: Futures, event: str, label: str) -> NDArray[np.bool_]:
    """Return [N], whether the event has fired by the end of the period."""
    return futures.events[event][: period(label) + 1].any(axis=0)


def chose(futures: Futures, actor: str, option: str, label: str) -> NDArray[np.bool_]:
    """Return [N], whether the actor chose the option in the period."""
    return futures.options[actor][period(label)] == list(assessment().actors[actor].options).index(option)


def terms_signed(futures: Futures, others: Futures) -> NDArray[np.bool_]:
    """Return [N], whether both runs end with a programme."""
    return futures.answer("third_programme") & others.answer("third_programme")


# ---- content ------------------------------------------------------------------------------------------------------------


def abouts() -> list[tuple[str, About]]:
    """Return every entry with a value or a mechanism, with its basis."""
    a = assessment()
    sections: tuple[Mapping[str, Any], ...] = (
        a.parameters,
        a.series,
        a.stocks,
        a.auxiliaries,
        a.events,
        a.actors,
        a.assumptions,
    )
    entries = [(name, entry.about) for section in (*sections, a.policies, a.indicators) for name, entry in section.items()]
    for actor in a.actors.values():
        entries += [(term.text, term.about) for terms in (actor.terms, *(f.terms for f in actor.factions.values())) for term in terms]
    return entries


def late() -> set[str]:
    """Return the sources published after the date of the assessment."""
    return {name for name, source in assessment().sources.items() if source.date > AS_OF}


def test_clock_runs_in_months_over_twenty_three_periods() -> None:
    clock = assessment().clock
    assert clock.kind == "month"
    assert len(clock.labels) == 23
    assert clock.length == pytest.approx(1 / 12)


def test_no_value_cites_what_was_published_later() -> None:
    """Only evidence and forecasts may cite sources published after the date of the assessment."""
    for name, about in abouts():
        cited = {citation.source for citation in about.citations}
        assert not cited & late(), f"{name} cites {cited & late()}"
    for claim in assessment().claims.values():
        assert claim.at.source not in late()


def test_judgements_of_values_do_not_speak_of_what_came_later() -> None:
    for name, about in abouts():
        assert not re.search(r"2015-0[3-9]|2015-1|(March|April|May|June|July|August) 2015|2018", about.judgement), name


def test_more_values_have_a_source_than_none_and_none_hangs_in_the_air() -> None:
    a = assessment()
    assert [name for name, about in abouts() if about.basis == "unsupported"] == []
    assert [name for name, forecast in a.forecasts.items() if forecast.about.basis == "unsupported"] == []
    numbers: tuple[Mapping[str, Any], ...] = (a.parameters, a.series, a.stocks, a.assumptions, a.policies)
    bases = [entry.about.basis for section in numbers for entry in section.values()]
    assert bases.count("cited") + bases.count("reading") > 4 * bases.count("judged")


def test_every_source_is_dated_and_used() -> None:
    a = assessment()
    body = a.text.split("\nparameters:", 1)[1]
    for name, source in a.sources.items():
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", source.date), name
        assert re.search(rf"\b{re.escape(name)}\b", body), f"{name} is never cited"


def test_evidence_is_of_all_kinds_dated_and_from_after_the_date() -> None:
    evidence = assessment().evidence
    assert len(evidence) >= 30
    assert {item.kind for item in evidence} == {"event", "not", "stock", "auxiliary", "option"}
    assert len({item.label for item in evidence}) >= 10
    assert all({citation.source for citation in item.about.citations} <= late() for item in evidence)


def test_forecasts_are_of_named_people_and_say_how_they_were_stated() -> None:
    forecasts = assessment().forecasts
    assert len(forecasts) >= 40
    assert len({f.by for f in forecasts.values()}) >= 25
    assert {"yes", "no"} <= {f.resolved for f in forecasts.values()}
    stated = {kind: [n for n, f in forecasts.items() if f.stated_as == kind] for kind in ("numbers", "words", "reading")}
    assert len(stated["numbers"]) >= 25
    assert {"sentix_december", "greeks_may"} <= set(stated["reading"])  # shares of people who expected it are no probabilities
    for name in (*stated["words"], *stated["reading"]):
        assert forecasts[name].about.judgement, f"{name} does not quote the original words"


def test_claims_are_carried_or_left_out_for_a_reason_and_told_to_their_end() -> None:
    claims = assessment().claims
    assert len(claims) >= 55
    assert all(claim.carried_by or claim.left_out for claim in claims.values())
    assert all(claim.says.count("(") == claim.says.count(")") for claim in claims.values())
    assert "half of output" not in claims["half_of_output"].says
    assert "40 to 50 percent" in claims["half_of_output"].says
    assert claims["need_of_2015"].says.endswith("a default follows")


def test_claims_have_a_role_and_those_behind_a_behaviour_are_mechanisms() -> None:
    claims = {name: claim for name, claim in assessment().claims.items() if claim.carried_by}
    assert all(claim.role for claim in claims.values())
    told = " ".join(test.__doc__ or "" for name, test in globals().items() if name.startswith("test_"))
    behind = [name for name in claims if re.search(rf"\b{name}\b", told)]
    assert len(behind) >= 30
    assert [name for name in behind if claims[name].role != "mechanism"] == []


def test_what_rests_on_memory_alone_is_marked() -> None:
    entries: list[Any] = [*assessment().evidence, *assessment().forecasts.values()]
    for entry in entries:
        if any(citation.source == "recalled" for citation in entry.about.citations):
            assert "recalled" in entry.about.judgement, entry


# ---- its answers as of its date --------------------------------------------------------------------------------------------


def test_most_futures_stay_in_the_euro_but_leaving_is_a_real_chance() -> None:
    """Estimates published by then ranged from 18 to 27 percent, over one or two years."""
    assert 0.10 < draw().answer("leaves").mean() < 0.30


def test_each_ending_is_within_reach() -> None:
    outcome = draw().outcome
    assert (outcome >= 0).all()
    shares = np.bincount(outcome, minlength=5) / FUTURES
    assert (shares > 0.01).all(), shares


def test_the_first_month_is_played_as_it_was_expected() -> None:
    """Bargain, insist, lend, follow: nobody expected the first fortnight to decide the matter."""
    base = draw()
    assert chose(base, "athens", "bargain", "2015-02").mean() > 0.5
    assert chose(base, "eurogroup", "insist", "2015-02").mean() > 0.4
    assert chose(base, "frankfurt", "lend", "2015-02").mean() > 0.7
    assert chose(base, "fund", "follow", "2015-02").mean() > 0.6


def test_actors_choose_and_do_not_dither() -> None:
    health = draw().health
    assert (health.largest / health.decisions > 0.5).all()
    assert (health.uniform / health.decisions < 0.07).all()


def test_most_games_are_proven_to_have_one_equilibrium() -> None:
    health = draw().health
    assert health.unproven / health.games < 0.3


# ---- the state's money -----------------------------------------------------------------------------------------------------


def test_without_the_cash_of_public_bodies_a_payment_is_missed_by_june() -> None:
    """cash_runs_out, public_bodies."""
    name = "reserves_can_be_used"
    assert_gain(by(failing(name), "missed", "2015-06"), by(holding(name), "missed", "2015-06"), 0.10)


def test_short_cash_costs_an_agreement_in_time() -> None:
    """creditors_have_time: the side that runs out of money first does not get its terms, and may get no agreement in time."""
    name = "reserves_can_be_used"
    assert_gain(holding(name).answer("in_time"), failing(name).answer("in_time"), 0.05)


def test_bridge_money_buys_time() -> None:
    """bills_refused, no_bridging."""
    bridged = draw(policy="bridge_loan")
    assert_gain(by(draw(), "missed", "2015-06"), by(bridged, "missed", "2015-06"), 0.08)
    assert_gain(draw().answer("leaves"), bridged.answer("leaves"), 0.01)


def test_a_payment_is_missed_when_the_cash_is_gone_or_athens_defies() -> None:
    """An actor that can and wants to pay does so on time."""
    base = draw()
    defies = base.options["athens"] == list(assessment().actors["athens"].options).index("defy")
    out_of_cash = base.stocks["cash"] + base.stocks["reserves"] < 2.0
    assert not (base.events["missed"] & ~defies & ~out_of_cash).any()


def test_nothing_is_missed_once_a_programme_is_in_force() -> None:
    base = draw()
    programme = base.stocks["programme"][:-1] > 0.5
    assert not base.events["missed"][1:][programme].any()


# ---- the banks' money -----------------------------------------------------------------------------------------------------


def test_a_run_empties_the_banks_faster_and_closes_more_of_them() -> None:
    """january_outflow, doubt_feeds_flight."""
    walk, run = holding("deposits_walk"), failing("deposits_walk")
    june = period("2015-06")
    assert_gain(walk.stocks["deposits"][june], run.stocks["deposits"][june], 8)
    assert_gain(by(run, "closure", "2015-06"), by(walk, "closure", "2015-06"), 0.15)


def test_faster_withdrawals_make_controls_more_probable() -> None:
    """time_is_short, worst_case: gradually, and not only in a run on the banks."""
    slow, middle, fast = (by(given(flight=share), "closure", "2015-06") for share in (0.03, 0.06, 0.12))
    assert_gain(middle, slow, 0.02)
    assert_gain(fast, middle, 0.05)


def test_banks_that_have_little_left_to_pledge_close_though_frankfurt_lends() -> None:
    """collateral_left, two_conditions."""
    name = "collateral_lasts"
    assert_gain(by(failing(name), "closure", "2015-06"), by(holding(name), "closure", "2015-06"), 0.15)


def test_a_central_bank_that_goes_by_its_rule_closes_more_banks() -> None:
    """waiver_ends, waiver_rests_on_programme, cannot_go_on."""
    name = "ecb_waits_for_ministers"
    assert_gain(by(failing(name), "closure", "2015-12"), by(holding(name), "closure", "2015-12"), 0.08)


def test_an_ultimatum_from_frankfurt_brings_the_signature_sooner_at_the_price_of_the_banks() -> None:
    """cannot_go_on: a credible limit brings the signature forward, and closes banks much sooner."""
    threatened = draw(policy="ultimatum")
    assert_gain(by(threatened, "agreement", "2015-06"), by(draw(), "agreement", "2015-06"), 0.01)
    assert gain(chose(threatened, "athens", "concede", "2015-03"), chose(draw(), "athens", "concede", "2015-03"))[0] > 0
    assert_gain(threatened.answer("banks_close_first"), draw().answer("banks_close_first"), 0.05)


def test_most_exits_follow_closed_banks() -> None:
    """choice_in_march: an orderly exit is rare; in most futures with an exit the banks were closed first."""
    base = draw()
    closed = by(base, "closure", "2016-12")
    leaves = base.answer("leaves")
    assert leaves[closed].mean() - leaves[~closed].mean() > 0.03


def test_banks_open_again_under_a_programme() -> None:
    base = draw()
    programme = base.stocks["programme"][:-1] > 0.5
    assert programme.any()
    assert (base.stocks["closed"][1:][programme] < 0.5).all()


# ---- what the sides want -----------------------------------------------------------------------------------------------------


def test_red_lines_that_do_not_bend_lead_out_of_the_euro() -> None:
    """end_of_austerity, no_extension."""
    name = "red_lines_bend"
    assert_gain(failing(name).answer("leaves"), holding(name).answer("leaves"), 0.06)
    assert_gain(holding(name).answer("in_time"), failing(name).answer("in_time"), 0.10)


def test_cheaper_promises_make_athens_give_way_sooner() -> None:
    """cost_of_promises, smaller_surplus."""
    cheap, dear = given(promises=0.02), given(promises=0.08)
    assert_gain(chose(cheap, "athens", "concede", "2015-03"), chose(dear, "athens", "concede", "2015-03"), 0.10)
    assert_gain(dear.answer("leaves"), cheap.answer("leaves"), 0.04)


def test_easier_terms_bring_an_agreement_in_time() -> None:
    """smaller_surplus, resounding_no."""
    assert_gain(draw(policy="easier_terms").answer("in_time"), draw().answer("in_time"), 0.03)


def test_dread_of_closed_banks_brings_athens_to_sign() -> None:
    """bank_holiday: the limit on emergency loans threatens Athens with the cost of closed banks."""
    little, much = given(closure_loss=0.03), given(closure_loss=0.25)
    assert_gain(by(much, "agreement", "2015-09"), by(little, "agreement", "2015-09"), 0.05)
    assert_gain(little.answer("leaves"), much.answer("leaves"), 0.02)


def test_voters_who_turn_from_the_euro_make_leaving_more_probable() -> None:
    """euro_at_any_cost."""
    name = "voters_want_the_euro"
    assert_gain(failing(name).answer("leaves"), holding(name).answer("leaves"), 0.05)


def test_less_fear_of_an_exit_makes_leaving_more_probable() -> None:
    """output_falls_by_a_fifth, planned_exit."""
    name = "exit_is_ruinous"
    assert_gain(failing(name).answer("leaves"), holding(name).answer("leaves"))


def test_a_costlier_exit_for_the_creditors_gives_a_milder_deal() -> None:
    """german_bill, wildfire: creditors with more to lose from an exit offer more, sign more often and let Greece go less often."""
    cheap, dear = given(creditor_loss=40.0), given(creditor_loss=500.0)
    both = terms_signed(cheap, dear)
    assert_gain(dear.stocks["mildness"][-1][both], cheap.stocks["mildness"][-1][both], 0.005)
    assert_gain(dear.answer("third_programme"), cheap.answer("third_programme"), 0.02)
    assert_gain(cheap.answer("leaves"), dear.answer("leaves"), 0.02)


def test_fear_of_contagion_keeps_greece_in_and_a_firewall_alone_does_not() -> None:
    """contagion_falls, manageable: a firewall lowers the cost of an exit to those who could prevent it."""
    name = "contagion_is_contained"
    assert_gain(holding(name).answer("leaves"), failing(name).answer("leaves"), 0.005)
    assert_gain(draw(policy="firewall").answer("leaves"), draw().answer("leaves"), 0.005)


def test_ministers_free_of_domestic_pressure_are_more_lenient() -> None:
    """germans_hold_to_terms, resounding_no."""
    free, bound = given(hazard=0.2), given(hazard=1.8)
    assert_gain(chose(free, "eurogroup", "ease", "2015-03"), chose(bound, "eurogroup", "ease", "2015-03"), 0.15)
    assert_gain(free.answer("in_time"), bound.answer("in_time"), 0.05)


def test_a_fund_that_doubts_the_debt_presses_for_relief_and_gets_milder_terms() -> None:
    """debt_is_a_debt, more_adjustment, relief_half_promised."""
    sure, doubting = given(fund_doubt=0.1), given(fund_doubt=1.5)
    assert_gain(chose(doubting, "fund", "press_relief", "2015-03"), chose(sure, "fund", "press_relief", "2015-03"), 0.30)
    both = terms_signed(sure, doubting)
    assert_gain(doubting.stocks["mildness"][-1][both], sure.stocks["mildness"][-1][both], 0.05)


def test_terms_stand_once_they_are_signed() -> None:
    base = draw()
    signed = base.stocks["programme"][:-1] > 0.5
    moved = np.abs(np.diff(base.stocks["mildness"], axis=0))
    assert (moved[signed] < 1e-6).all()


def test_giving_way_strains_the_governing_party() -> None:
    """planned_exit: a party elected against the terms splits over them, not over defiance."""
    base = draw()
    options = list(assessment().actors["athens"].options)
    split, played = base.events["split"], base.options["athens"]
    assert split[played == options.index("concede")].mean() > 2 * split[played == options.index("defy")].mean()


def test_a_majority_is_lost_in_the_month_in_which_deputies_break_away() -> None:
    """An assumption that the model itself breaks, by an event that anybody can see."""
    base = draw()
    broke, split = base.broke["government_keeps_its_majority"], base.events["split"]
    assert 0.05 < (broke >= 0).mean() < 0.95
    np.testing.assert_array_equal(broke, np.where(split.any(axis=0), split.argmax(axis=0), -1))


def test_voters_want_the_euro_now_and_can_only_turn_from_it_later() -> None:
    """euro_at_any_cost: polls of the month before settle the present, and closed banks make a change more probable."""
    base = draw()
    broke = base.broke["voters_want_the_euro"]
    held_at_first = base.assumptions["voters_want_the_euro"] | (broke >= 0)
    assert held_at_first.mean() > 0.9
    assert 0.03 < (broke >= 0).mean() < 0.25
    assert broke[broke >= 0].mean() > period("2015-06")
    support = base.auxiliaries["euro_support"]
    assert (support[-1][held_at_first & (broke < 0)] > 0.69).all()


def test_a_central_bank_that_cuts_the_banks_off_first_has_been_seen_not_to_wait() -> None:
    """two_thirds, cannot_go_on: the assumption fails in the month in which banks close while the ministers still cover Athens."""
    base = draw()
    frankfurt, ministers = (list(assessment().actors[name].options) for name in ("frankfurt", "eurogroup"))
    refused = base.options["frankfurt"] != frankfurt.index("lend")
    covered = base.options["eurogroup"] != ministers.index("lapse")
    first = base.events["closure"] & refused & covered
    broke = base.broke["ecb_waits_for_ministers"]
    held = broke >= 0
    assert held.any()
    assert first[broke[held], np.flatnonzero(held)].all()


def test_mild_terms_are_those_that_ask_for_a_small_surplus() -> None:
    """smaller_surplus, three_and_four_and_a_half: the outcome is decided by a number in the text that is signed."""
    base = draw()
    outcomes = list(assessment().outcomes)
    asked = base.auxiliaries["surplus_asked"][-1]
    assert (asked[base.outcome == outcomes.index("mild_deal")] < 0.034).all()
    assert (asked[base.outcome == outcomes.index("hard_deal")] >= 0.034).all()


def test_after_an_exit_banks_open_with_the_new_money_and_nobody_decides() -> None:
    base = draw()
    out = base.stocks["outside"][:-1] > 0.5
    assert out.any()
    assert (base.stocks["closed"][1:][out] == 0).all()
    assert (base.auxiliaries["outflow"][1:][out] == 0).all()


def test_output_is_lower_where_nothing_is_agreed() -> None:
    base = draw()
    agreed = base.answer("third_programme")
    final = base.stocks["activity"][-1]
    assert final[agreed].mean() - final[~agreed].mean() > 8


@pytest.mark.parametrize(
    "inputs",
    [{"flight": 0.9}, {"primary": -3.0}, {"collateral": 0.0}, {"creditor_loss": 0.0}, {"pace": 0.0}, {"rupture_base": 3.0}],
    ids=lambda inputs: next(iter(inputs)),
)
def test_no_value_leaves_its_meaning_in_extreme_conditions(inputs: dict[str, float]) -> None:
    futures = given(**inputs)
    for name, values in futures.stocks.items():
        stock = assessment().stocks[name]
        assert np.isfinite(values).all(), name
        assert stock.low - 1e-3 <= values.min() <= values.max() <= stock.high + 1e-3, name
    assert (futures.status == 0).all()
    assert (futures.outcome >= 0).all()
