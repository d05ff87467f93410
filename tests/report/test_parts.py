"""Contents of the parts: current values, shown quantities, the requested answer, the brief."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from asked import ask, ask_question
from example_files import SMALL
from example_story import list_findings, make_story, read_dispute

from lynchpin.compiler import find_value_mean
from lynchpin.errors import Place
from lynchpin.language import read_text
from lynchpin.language.checks.basis import list_stated_entries
from lynchpin.language.influence import build_influence_graph
from lynchpin.presentation.figure import Figure, make_data
from lynchpin.presentation.naming import name_quantity
from lynchpin.presentation.numbers import format_number, format_percent, format_share
from lynchpin.presentation.sentences import update as update_words
from lynchpin.presentation.states import State
from lynchpin.questions.drivers.question import DriversFinding
from lynchpin.questions.forecast.question import ForecastFinding
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.scenarios.question import ScenariosFinding
from lynchpin.questions.score.question import ScoreFinding
from lynchpin.questions.signposts.question import SignpostsFinding
from lynchpin.questions.update.question import UpdateFinding
from lynchpin.report.blocks import (
    Block,
    ConfidenceNote,
    Facts,
    Failed,
    Fold,
    Group,
    Lines,
    Paragraph,
    Part,
    Picture,
    Rows,
    Stories,
    Verdict,
    list_pictures,
    mark,
    walk,
)
from lynchpin.report.brief import MOST_LINES, MOST_ROWS, build_brief
from lynchpin.report.elements import make_elements
from lynchpin.report.parts import build_parts
from lynchpin.report.parts.common import describe_as_of, show_pairs
from lynchpin.report.parts.unfolds import choose_movers, choose_quantities
from lynchpin.report.parts.watch import find_current
from lynchpin.report.story import Failure
from lynchpin.statistics.estimates import Estimate


def test_an_indicator_stands_where_it_was_observed_or_where_the_evidence_leaves_it() -> None:
    current = find_current(make_story(), ask(SignpostsFinding))
    assert current["unpaid"] == "1.2 billion USD (2025-Q1)"
    update = ask_question("update").to_dict()
    last = update["periods"].index(update["until"])
    assert current["stores"] == f"about {format_number(update['indicators']['stores']['p50'][last])} (2025-Q2)"
    before = find_current(make_story(findings=[f for f in list_findings() if f.question != "update"]), ask(SignpostsFinding))
    assert before["stores"] == f"about {format_number(ask_question('run').to_dict()['indicators']['stores']['p50'][0])} (2025-Q1)"


def test_quantities_are_those_that_the_file_shows_or_its_stocks() -> None:
    state = State.of_forecast(ask(ForecastFinding))
    assert choose_quantities(make_story(), state) == ("arrears", "leverage", "storage")
    silent = make_story(replace(read_dispute(), shows=()))
    assert choose_quantities(silent, state) == tuple(state.stocks)


def test_a_value_that_was_measured_on_a_day_is_a_dot_in_its_period() -> None:
    a = read_dispute()
    dated = [replace(e, label="2025-02-10") if e.name == "arrears" else e for e in a.evidence]
    (part,) = build_parts(make_story(replace(a, evidence=tuple(dated))), ["unfolds"])
    figures = [p.figure for p in list_pictures([part]) if p.figure.name.startswith("fans")]
    dots = [(r["quantity"], r["period"], r["observed"]) for f in figures for r in f.data.records() if r["observed"] is not None]
    assert ("arrears", "2025-Q1", 1.2) in dots


def test_the_answer_is_the_one_that_was_asked_about() -> None:
    run = replace(ask(ForecastFinding), headline="trouble")
    story = make_story(findings=[run if f.question == "run" else f for f in list_findings()])
    assert story.answer == "trouble"
    assert story.asked == ("cutoff", "default")
    part = build_parts(story, ["answer"])[0]
    verdict = next(b for b in walk(part.blocks) if isinstance(b, Verdict))
    answers = [ask(kind).answers["trouble"] for kind in (UpdateFinding, ForecastFinding)]
    assert [cell[2] for cell in verdict.cells] == [format_share(*a) for a in answers]
    assert [cell[0] for cell in verdict.cells] == ["Given the evidence up to 2025-Q2", "Before the evidence"]
    assert part.sentence.startswith("Probability of “trouble” given 4 items of evidence")
    others = next(b for b in walk(part.blocks) if isinstance(b, Lines))
    assert [line.partition(":")[0] for line in others.lines] == ["Probability of “yes”"]


def test_the_date_of_the_file_or_else_the_start_of_its_clock() -> None:
    assert describe_as_of(make_story()) == "As of December 2024"
    assert describe_as_of(make_story(replace(read_dispute(), date="2024"))) == "As of 2024"
    assert describe_as_of(make_story(replace(read_dispute(), date=""))) == "As of 2025-Q1"


def make_figure(name: str) -> Figure:
    return Figure(name, "t", "a", make_data(("x",), [(1,)]), draw=lambda width: None)


def test_of_an_odd_number_of_pictures_the_first_goes_across() -> None:
    figures = [make_figure(n) for n in "abc"]
    assert [b.span for b in show_pairs(*figures)] == [12, 6, 6]
    assert [b.span for b in show_pairs(*figures[:2], None)] == [6, 6]
    assert show_pairs(None) == []


def test_the_brief_keeps_what_fits_a_sheet() -> None:
    parts = build_brief(make_story())
    assert [p.name for p in parts] == ["answer", "hangs-on", "watch"]
    blocks = [b for p in parts for b in p.blocks]
    assert all(b.span == 6 for b in blocks if isinstance(b, Picture))
    assert {b.kind for b in blocks} == {"verdict", "confidence", "picture", "group", "rows"}
    assert all(len(b.lines) <= MOST_LINES for b in walk(blocks) if isinstance(b, Lines))
    assert all(len(b.table.rows) <= MOST_ROWS for b in blocks if isinstance(b, Rows))
    failed = build_brief(make_story(failed={"signposts": "lost"}))
    assert [b for p in failed for b in p.blocks if isinstance(b, Failed)] == [Failed("signposts", "lost")]


def test_what_is_worth_no_more_than_its_error_is_said_not_drawn() -> None:
    drivers = ask(DriversFinding)
    worthless = replace(drivers, drivers=tuple(replace(d, evpi=Estimate(0.01, 0.01)) for d in drivers.drivers))
    blocks = tuple(walk(build_parts(make_story(findings=[worthless]), ["unknown"])[0].blocks))
    assert "worth-knowing" not in [b.figure.name for b in blocks if isinstance(b, Picture)]
    assert [b.heading for b in blocks if isinstance(b, Paragraph)] == ["What would be worth knowing"]


def test_too_few_futures_behind_the_evidence_are_told_at_the_answer_and_in_the_brief() -> None:
    update = ask(UpdateFinding)
    few = replace(update, filtered=replace(update.filtered, effective=3.2))
    story = make_story(findings=[few if f is update else f for f in list_findings()])
    for parts in (build_parts(story, ["answer"]), build_brief(story)):
        said = [b.text for b in walk(parts[0].blocks) if isinstance(b, Paragraph)]
        assert said == update_words.warn(few)
    assert not [b for b in walk(build_parts(make_story(), ["answer"])[0].blocks) if isinstance(b, Paragraph)]


def test_forecasts_that_say_the_same_are_told_apart_by_the_day_on_which_they_come_due() -> None:
    part = build_parts(make_story(), ["forecasts"])[0]
    table = next(b.table for b in walk(part.blocks) if isinstance(b, Rows) and "due" in b.table.heads)
    due = table.heads.index("due")
    known = read_dispute().forecasts
    assert [row[due] for row in table.rows] == [known[s.forecast.name].resolves for s in ask(ScoreFinding).forecasts]


def test_the_words_of_a_forecast_stand_beside_the_range_that_they_stand_for() -> None:
    part = build_parts(make_story(), ["forecasts"])[0]
    table = next(b.table for b in walk(part.blocks) if isinstance(b, Rows) and "the words are" in b.table.heads)
    for words in ask(ScoreFinding).words:
        span = f"{format_percent(words.low)} to {format_percent(words.high)}"
        row = next(r for r in table.rows if r[0] in (words.words, span, format_percent(words.low)))
        assert words.words[:1].isdigit() or row[1] == span


def test_each_outcome_has_a_card_with_its_share_the_most_probable_first() -> None:
    block = next(b for b in build_parts(make_story(), ["stories"])[0].blocks if isinstance(b, Stories))
    scenarios = make_story().find(ScenariosFinding)
    assert scenarios is not None
    assert {e.name for e in block.outcomes} == {s.outcome for s in scenarios.stories}
    shares = [scenarios.probabilities[e.name].value for e in block.outcomes]
    assert shares == sorted(shares, reverse=True)
    assert sum(len(e.stories) for e in block.outcomes) == len(scenarios.stories)
    captions = [choice.table.caption for e in block.outcomes for story in e.stories for choice in story.choices]
    assert captions, "the main decisions of the typical stories are explained"
    assert len(set(captions)) == len(captions)


def test_the_few_quantities_that_stand_open_hold_the_one_that_the_sentence_names() -> None:
    state = State.of_update(ask(UpdateFinding))
    movers = choose_movers(state, tuple(state.stocks))
    assert list(movers) == [n for n in state.stocks if n in movers]
    part = build_parts(make_story(), ["unfolds"])[0]
    shown = next(b.figure for b in list_pictures([part]) if b.figure.name == "fans")
    named = [name_quantity(state.model, n) for n in {r[0] for r in shown.data.rows}]
    assert any(f"The quantity that moves most is {n}" in part.sentence for n in named)


def test_the_page_is_about_now_and_each_part_says_which_state_of_knowledge_it_uses() -> None:
    parts = {p.name: p for p in build_parts(make_story())}
    assert {parts[n].basis.partition(". ")[0] for n in ("unfolds", *PRESENT)} == {"Given the evidence up to 2025-Q2"}
    fans = next(b.figure for b in list_pictures([parts["unfolds"]]) if b.figure.name == "fans")
    given = State.of_update(ask(UpdateFinding)).fans["arrears"].median
    assert [r[5] for r in fans.data.rows if r[0] == "arrears"] == given
    assert any(b.figure.name == "fans-other-0" for b in list_pictures([parts["unfolds"]])), "the state before the evidence is next to it"
    silent = make_story(replace(read_dispute(), evidence=()), [f for f in list_findings() if f.question != "update"])
    share = format_percent(*ask(ForecastFinding).answers["yes"])
    assert build_parts(silent, ["answer"])[0].sentence.startswith(f"Probability of “yes”: {share} (standard error")


PRESENT = {"hangs-on": "stress", "stories": "scenarios", "watch": "signposts", "options": "policies", "unknown": "drivers"}
"""The parts whose question is asked twice, before the evidence and given it."""


@pytest.mark.parametrize("name", PRESENT)
def test_what_is_found_given_the_evidence_leads_and_the_state_before_it_is_next_to_it(name: str) -> None:
    (part,) = build_parts(make_story(), [name])
    (alone,) = build_parts(make_story(given=()), [name])
    assert alone.basis == "Before the evidence"
    assert part.basis.startswith("Given the evidence up to 2025-Q2. Before the evidence, ")
    (before,) = [b for b in part.blocks if isinstance(b, Fold) and b.heading == "Before the evidence"]
    assert before is part.blocks[-1]
    assert isinstance(before.blocks[0], Paragraph)
    assert before.blocks[0].text == alone.sentence
    assert part.sentence != alone.sentence
    own = [b for b in alone.blocks if not (isinstance(b, Fold) and b.heading.startswith("Each assumption given the evidence"))]
    assert list_contents(before.blocks[1:]) == list_contents(mark(own, "before the evidence"))


def list_contents(blocks: Sequence[Block]) -> list[object]:
    """The blocks inside groups and folds, and what pictures show: how they are drawn cannot be compared."""
    inside = [b for b in walk(blocks) if not isinstance(b, Group | Fold)]
    return [(b.figure.name, b.figure.title, b.figure.data) if isinstance(b, Picture) else b for b in inside]


def test_figures_and_tables_keep_names_of_their_own() -> None:
    parts = build_parts(make_story())
    names = [b.figure.name for b in list_pictures(parts)]
    assert len(names) == len(set(names))
    captions = [b.table.caption for part in parts for b in walk(part.blocks) if isinstance(b, Rows)]
    assert len(captions) == len(set(captions))


def test_the_authors_numbers_are_shown_before_the_evidence_and_confidence_counts_them() -> None:
    (part,) = build_parts(make_story(), ["choices"])
    assert part.basis == "Before the evidence"
    assert [b.figure.name for b in walk(part.blocks) if isinstance(b, Picture)] == ["robustness"]
    assert [b.heading for b in part.blocks if isinstance(b, Fold)] == [
        "The strongest numbers in figures",
        "Numbers that change a conclusion",
        "The strongest numbers in pairs",
    ]
    assert "other horizons" in " ".join(b.text for b in part.blocks if isinstance(b, Paragraph)), "what was not tried is on the page"
    notes = [b for b in walk(build_parts(make_story(), ["answer"])[0].blocks) if isinstance(b, ConfidenceNote)]
    assert {r.about: r.grade for r in notes[0].confidence.reasons if r.about in ("doubts", "choices")} == {
        "doubts": "fair",
        "choices": "poor",
    }


def test_without_robustness_the_part_says_why() -> None:
    rest = [f for f in list_findings() if f.question != "robustness"]
    (part,) = build_parts(make_story(findings=rest), ["choices"])
    assert part.sentence == "This was not asked: it takes at least 32,768 futures, drawn without the evidence."
    assert build_parts(make_story(findings=[]), ["choices"])[0].sentence == "This was not asked."


def test_figures_of_the_state_before_the_evidence_stand_next_to_those_of_now() -> None:
    parts = {p.name: p for p in build_parts(make_story(), tuple(PRESENT))}
    share = format_share(*ask(ScenariosFinding).share)
    assert parts["stories"].basis.endswith(f"Before the evidence, the probability of “yes” was {share}.")
    quo = format_share(*ask(PoliciesFinding).comparison.effects[0].answer)
    assert f"Before the evidence, the probability of “yes” under the status quo was {quo}." in parts["options"].basis
    assert f"would have removed {format_percent(*ask(DriversFinding).reducible)} of the variance" in parts["unknown"].basis


def test_evidence_up_to_the_end_leaves_the_state_before_it() -> None:
    a = read_dispute()
    last = len(a.clock.labels) - 1
    over = make_story(replace(a, evidence=(*a.evidence[:-1], replace(a.evidence[-1], period=last))), given=())
    for part in build_parts(over, tuple(PRESENT)):
        assert part.basis == "The evidence reaches the end of the clock, so this part shows the state before the evidence."
        assert not [b for b in part.blocks if isinstance(b, Fold) and b.heading == "Before the evidence"]


def test_a_question_that_fails_given_the_evidence_leaves_the_state_before_it() -> None:
    failed = Failure("policies", "given the evidence: lost")
    story = replace(make_story(), given=(failed,))
    (part,) = build_parts(story, ["options"])
    assert part.basis == "Before the evidence"
    assert part.blocks[0] == Failed("policies", "given the evidence: lost")
    assert any(isinstance(b, Rows) for b in part.blocks)


def test_terms_are_defined_where_they_are_used_first() -> None:
    parts = {p.name: p for p in build_parts(make_story())}
    assert "A future is one simulated path" in parts["answer"].terms
    for term in ("credence", "vulnerability", "load", "exposure", "minimal cut set"):
        assert term in parts["hangs-on"].terms


def test_cards_call_unsupported_only_what_check_counts() -> None:
    a = read_dispute()
    elements = make_elements(a, build_influence_graph(a, find_value_mean))
    unsupported = {(e.node.kind, e.node.name) for e in elements if e.basis == "unsupported"}
    counted = {(kind, name) for kind, name, about in list_stated_entries(a) if about.basis == "unsupported"}
    assert unsupported == {c for c in counted if c in {(e.node.kind, e.node.name) for e in elements}}
    kinds = {kind for kind, _ in unsupported}
    assert not kinds & {"actor", "auxiliary", "outcome", "indicator", "answer", "policy"}
    bare = replace(a, parameters={n: replace(p, about=replace(p.about, citations=(), judgement="")) for n, p in a.parameters.items()})
    cards = make_elements(bare, build_influence_graph(bare, find_value_mean))
    assert {e.basis for e in cards if e.node.kind == "parameter" and not e.node.name.endswith(".chance")} == {"unsupported"}


def test_a_card_shows_payoff_tables_and_how_an_actor_looks_ahead() -> None:
    more = "    payoffs: {pay: {supply: 1 to 2, cut: -1}, delay: {supply: 0, cut: 2 * anger}}\n    switching: 0.5\n    starts: pay\n"
    horizon = "    horizon: {periods: 2, sum: true, discount: 0.9}\n    decides:"
    a = read_text(SMALL.replace("    decides:", more + horizon))
    (card,) = [e for e in make_elements(a, build_influence_graph(a, find_value_mean)) if e.node.name == "customer"]
    facts, equations = dict(card.facts), dict(card.equations)
    assert facts["looks ahead"] == "2 quarters, each counts 0.9 times as much as the one before, payoffs are added"
    assert (facts["switching costs"], facts["starts with"]) == ("0.5", "pay")
    entries = re.findall(r"<mtd>(.*?)</mtd>", equations["payoffs against supplier"])
    assert [re.sub(r"<.*?>", "", entry) for entry in entries] == ["", "supply", "cut", "pay", "1 to 2", "−1", "delay", "0", "2·anger"]


def test_the_method_is_that_of_the_actors_of_the_file() -> None:
    a = read_dispute()
    supplier = a.actors["supplier"]
    (part,) = build_parts(make_story(a), ["fine-print"])
    plain = _list_method(part)
    assert plain[0].startswith("Actors choose by the logit quantal response equilibrium")
    assert not [line for line in plain if line.startswith("Some actors")]
    changed = replace(supplier, after={"customer": Place(1, 1, 1)}, horizon=replace(supplier.horizon, foresees=True))
    (part,) = build_parts(make_story(replace(a, actors={**a.actors, "supplier": changed})), ["fine-print"])
    added = [line for line in _list_method(part) if line not in plain]
    assert [line.split(" ", 4)[:4] for line in added] == [["Some", "actors", "move", "after"], ["Some", "actors", "expect", "the"]]
    adaptive = replace(a, actors={**a.actors, "supplier": replace(supplier, after=changed.after)}, reasoning="adaptive")
    (part,) = build_parts(make_story(adaptive), ["fine-print"])
    assert not [line for line in _list_method(part) if "quantal" in line]


def test_the_fine_print_of_a_file_without_actors_does_not_mention_them() -> None:
    a, run = read_dispute(), ask(ForecastFinding)
    story = make_story(replace(a, actors={}))
    changed = tuple(replace(f, trust=replace(run.trust, actors=())) if f is run else f for f in story.findings)
    (part,) = build_parts(replace(story, findings=changed), ["fine-print"])
    assert not [line for line in _list_method(part) if "ctors" in line]
    facts = [b.facts for group in part.blocks if isinstance(group, Group) for b in group.blocks if isinstance(b, Facts)]
    assert not [key for pairs in facts for key, _ in pairs if "games" in key]


def _list_method(part: Part) -> tuple[str, ...]:
    (lines,) = [b for group in part.blocks if isinstance(group, Group) for b in group.blocks if isinstance(b, Lines)]
    return lines.lines


@pytest.mark.parametrize(
    ("share", "text"), [(0, "none"), (0.00123, "0.12%"), (0.077, "7.7%"), (0.124, "12%"), (0.996, "99.6%"), (1, "100%")]
)
def test_a_share_of_games_is_written_as_a_percentage(share: float, text: str) -> None:
    run = ask(ForecastFinding)
    story = make_story()
    changed = tuple(replace(f, trust=replace(run.trust, unproven=share)) if f is run else f for f in story.findings)
    (part,) = build_parts(replace(story, findings=changed), ["fine-print"])
    facts = [dict(b.facts) for group in part.blocks if isinstance(group, Group) for b in group.blocks if isinstance(b, Facts)]
    assert next(f for f in facts if "games solved" in f)["games whose equilibrium was not proven to be unique"] == text


def test_a_card_tells_lengths_of_time_in_units_of_the_clock() -> None:
    a = read_dispute()
    cards = {e.node.name: dict(e.facts) for e in make_elements(a, build_influence_graph(a, find_value_mean)) if e.node.kind == "actor"}
    assert cards["supplier"]["looks ahead"] == "4 quarters"
